//! `unknown-kind`.

rule! {
    /// The file is none that can be checked.
    ///
    /// ## What it does
    ///
    /// Reports a file that is neither a values file nor a `config.toml` nor a Kubernetes manifest. In a folder such
    /// files are passed over. A key that no other chart has, such as `gitlabUrl`, makes a file values; without one, nearly
    /// all of its keys must be those of values, since `image` or `resources` are everywhere.
    ///
    /// ## Why
    ///
    /// A file that is silently not checked would pass for a good one.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stages: [build, deploy]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// gitlabUrl: https://gitlab.example.com
    /// ```
    "unknown-kind", Error, Reading
}
