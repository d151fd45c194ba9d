//! `invalid-toml`.

rule! {
    /// The text is not TOML.
    ///
    /// ## What it does
    ///
    /// Reports every syntax error of a `config.toml`, wherever it stands. What BurntSushi/toml, the runner's parser,
    /// accepts is not reported.
    ///
    /// ## Why
    ///
    /// GitLab Runner does not start with such a file. On a reload it keeps the old configuration and says so in its log
    /// only.
    ///
    /// ## Example
    ///
    /// ```toml
    /// executor = kubernetes
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// executor = "kubernetes"
    /// ```
    "invalid-toml", Error, Reading
}
