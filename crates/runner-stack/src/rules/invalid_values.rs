//! `invalid-values`.

rule! {
    /// The values cannot be read as a map of keys.
    ///
    /// ## What it does
    ///
    /// Reports values files that are not one map, and `--set` flags that do not parse.
    ///
    /// ## Why
    ///
    /// Helm takes one map of keys; it ignores or refuses the rest.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// - gitlabUrl: https://gitlab.example.com
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// gitlabUrl: https://gitlab.example.com
    /// ```
    "invalid-values", Error, Reading
}
