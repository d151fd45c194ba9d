//! `too-large`.

rule! {
    /// The file is larger than any configuration.
    ///
    /// ## What it does
    ///
    /// Reports files of more than 8 MiB, unread.
    ///
    /// ## Why
    ///
    /// Kubernetes keeps objects of up to 1.5 MiB. Something else was given: an archive, a log, a dump.
    ///
    /// ## Example
    ///
    /// ```text
    /// runner-stack check backup.yaml
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```text
    /// runner-stack check values.yaml
    /// ```
    "too-large", Error, Reading
}
