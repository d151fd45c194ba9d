//! `invalid-yaml`.

rule! {
    /// The file is not YAML.
    ///
    /// ## What it does
    ///
    /// Reports where YAML ends to be YAML, by the rules of the parser that Helm and `kubectl` have.
    ///
    /// ## Why
    ///
    /// Helm and `kubectl` refuse the whole file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// config:
    /// 	concurrent: 4   # a tab
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// config:
    ///   concurrent: 4
    /// ```
    "invalid-yaml", Error, Reading
}
