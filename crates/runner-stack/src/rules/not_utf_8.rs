//! `not-utf-8`.

rule! {
    /// The file is not UTF-8.
    ///
    /// ## What it does
    ///
    /// Reports the first byte that is not UTF-8, with its line.
    ///
    /// ## Why
    ///
    /// YAML and TOML are UTF-8. Helm, `kubectl` and GitLab Runner refuse the file or read other characters than you
    /// see.
    ///
    /// ## Example
    ///
    /// ```text
    /// a file saved as Latin-1 or as UTF-16
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```text
    /// the same file saved as UTF-8
    /// ```
    "not-utf-8", Error, Reading
}
