//! `unknown-key`.

rule! {
    /// A key that nobody reads.
    ///
    /// ## What it does
    ///
    /// Reports keys, tables and feature flags that GitLab Runner or the chart does not know, with the nearest known
    /// one, or the table where the key belongs.
    ///
    /// ## Why
    ///
    /// GitLab Runner drops unknown keys without a word; the setting simply has no effect.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   memory_limt = "1Gi"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   memory_limit = "1Gi"
    /// ```
    "unknown-key", Error, Reading
}
