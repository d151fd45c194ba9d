//! `removed-key`.

rule! {
    /// A key or feature flag that older versions read.
    ///
    /// ## What it does
    ///
    /// Reports keys that GitLab Runner or the official chart once knew and now ignores, with what does their work.
    ///
    /// ## Why
    ///
    /// They are dropped without a word, and old instructions are full of them.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.cache]
    ///   S3BucketName = "cache"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.cache.s3]
    ///   BucketName = "cache"
    /// ```
    "removed-key", Error, Reading
}
