//! `wrong-type`.

rule! {
    /// A value of another type than the key has.
    ///
    /// ## What it does
    ///
    /// Reports values that the decoder refuses, and tables written as something else, which it drops.
    ///
    /// ## Why
    ///
    /// GitLab Runner takes no `"10"` and no `10.0` for a whole number: it does not start. Where a table with free keys
    /// is expected, it drops anything else without a word.
    ///
    /// ## Example
    ///
    /// ```toml
    /// concurrent = "10"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// concurrent = 10
    /// ```
    "wrong-type", Error, Reading
}
