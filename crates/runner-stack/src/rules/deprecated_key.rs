//! `deprecated-key`.

rule! {
    /// A key or feature flag that will go away.
    ///
    /// ## What it does
    ///
    /// Reports what GitLab or the chart calls deprecated, with what to use instead.
    ///
    /// ## Why
    ///
    /// It still works, until an update removes it, and then it is dropped without a word.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.cache.s3]
    ///   UploadRoleARN = "arn:aws:iam::123456789012:role/cache"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.cache.s3]
    ///   RoleARN = "arn:aws:iam::123456789012:role/cache"
    /// ```
    "deprecated-key", Warning, Reading
}
