//! `missing-key`.

rule! {
    /// A key that must be there is not.
    ///
    /// ## What it does
    ///
    /// Reports tables without a key that they cannot do without, and warns about entries that have a token and no `url` or
    /// no `executor`.
    ///
    /// ## Why
    ///
    /// The runner does not start, or each job fails when its pod is made.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [[runners.kubernetes.volumes.secret]]
    ///   name = "ca"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [[runners.kubernetes.volumes.secret]]
    ///   name = "ca"
    ///   mount_path = "/certs"
    /// ```
    "missing-key", Error, Reading
}
