//! `wrong-format`.

rule! {
    /// A text that is not of the form that the key needs.
    ///
    /// ## What it does
    ///
    /// Reports durations, quantities and dates that cannot be read.
    ///
    /// ## Why
    ///
    /// A duration that cannot be read keeps the runner from starting; a quantity makes every job fail.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   memory_limit = "1 GB"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   memory_limit = "1Gi"
    /// ```
    "wrong-format", Error, Reading
}
