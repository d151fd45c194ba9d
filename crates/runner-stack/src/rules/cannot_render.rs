//! `cannot-render`.

rule! {
    /// The chart does not render with this file alone.
    ///
    /// ## What it does
    ///
    /// Renders the chart with the values, and says what it refuses.
    ///
    /// ## Why
    ///
    /// `render` and `helm install` will refuse as well, unless another values file or `--set` brings what is missing.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// runnerToken: glrt-EXAMPLE-not-a-real-token
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// gitlabUrl: https://gitlab.example.com
    /// runnerToken: glrt-EXAMPLE-not-a-real-token
    /// ```
    "cannot-render", Warning, Reading
}
