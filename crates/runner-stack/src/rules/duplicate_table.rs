//! `duplicate-table`.

rule! {
    /// A table that is there twice.
    ///
    /// ## What it does
    ///
    /// Reports a second header of the same table, and headers that mix `[x]` and `[[x]]`.
    ///
    /// ## Why
    ///
    /// GitLab Runner does not start with such a file.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.cache]
    ///   Type = "s3"
    /// [runners.cache]
    ///   Shared = true
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.cache]
    ///   Type = "s3"
    ///   Shared = true
    /// ```
    "duplicate-table", Error, Reading
}
