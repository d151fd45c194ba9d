//! `empty-file`.

rule! {
    /// The file is empty, or holds comments only.
    ///
    /// ## What it does
    ///
    /// Reports a file without content.
    ///
    /// ## Why
    ///
    /// Nothing can be said about it. GitLab Runner itself starts with an empty `config.toml`, and then has no runners.
    ///
    /// ## Example
    ///
    /// ```text
    /// # to be written
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// gitlabUrl: https://gitlab.example.com
    /// ```
    "empty-file", Error, Reading
}
