//! `ineffective-key`.

rule! {
    /// A key that is read and has no effect.
    ///
    /// ## What it does
    ///
    /// Reports keys that the decoder accepts and no code looks at.
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
