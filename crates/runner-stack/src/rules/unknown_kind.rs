//! `unknown-kind`.

rule! {
    /// The file is none that can be checked.
    ///
    /// ## What it does
    ///
    /// Reports a file that is neither a values file nor a `config.toml` nor a Kubernetes manifest. In a folder such
    /// files are passed over.
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
