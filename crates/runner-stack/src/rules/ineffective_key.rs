//! `ineffective-key`.

rule! {
    /// A key that has no effect.
    ///
    /// ## What it does
    ///
    /// Reports keys that the decoder accepts and no code looks at, and in values what is switched on while something that it
    /// needs is off: a `PodMonitor` without metrics, a session server with two replicas.
    ///
    /// ## Why
    ///
    /// Who wrote it expects something that will not happen.
    ///
    /// ## Example
    ///
    /// ```toml
    /// user = "gitlab-runner"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```text
    /// gitlab-runner run --user gitlab-runner
    /// ```
    "ineffective-key", Warning, Reading
}
