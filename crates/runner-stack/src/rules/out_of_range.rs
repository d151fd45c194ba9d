//! `out-of-range`.

rule! {
    /// A number outside of its range.
    ///
    /// ## What it does
    ///
    /// Reports numbers that are too small or too large. Where the runner falls back to a default, it is a warning.
    ///
    /// ## Why
    ///
    /// `concurrent = 0` keeps the runner from starting; a number that does not fit its type is refused; others act as
    /// if they were not there.
    ///
    /// ## Example
    ///
    /// ```toml
    /// concurrent = 0
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// concurrent = 4
    /// ```
    "out-of-range", Error, Reading
}
