//! `not-allowed`.

rule! {
    /// A value outside of those that are allowed.
    ///
    /// ## What it does
    ///
    /// Reports texts that are not in the list of a key, with the nearest one.
    ///
    /// ## Why
    ///
    /// The runner checks few of them at the start. Most make each job fail, or are replaced by a default without a
    /// word.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   pull_policy = "IfNotPresent"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   pull_policy = "if-not-present"
    /// ```
    "not-allowed", Error, Reading
}
