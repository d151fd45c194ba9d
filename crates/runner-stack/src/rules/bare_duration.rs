//! `bare-duration`.

rule! {
    /// A duration without a unit, which is nanoseconds.
    ///
    /// ## What it does
    ///
    /// Reports whole numbers where a duration is expected.
    ///
    /// ## Why
    ///
    /// The decoder takes a number as nanoseconds: `cleanup_resources_timeout = 300` times out at once and leaves pods
    /// behind.
    ///
    /// ## Example
    ///
    /// ```toml
    /// connection_max_age = 900
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// connection_max_age = "15m"
    /// ```
    "bare-duration", Warning, Reading
}
