//! `key-spelling`.

rule! {
    /// A key in other case than GitLab writes it.
    ///
    /// ## What it does
    ///
    /// Reports keys that match a known one only without regard to case.
    ///
    /// ## Why
    ///
    /// The decoder takes them. But two spellings of one key go unnoticed, and the decoder then takes either; tools and
    /// people search for the spelling of the documentation.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.cache]
    ///   type = "s3"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.cache]
    ///   Type = "s3"
    /// ```
    "key-spelling", Warning, Reading
}
