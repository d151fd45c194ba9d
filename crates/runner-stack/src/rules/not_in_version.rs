//! `not-in-version`.

rule! {
    /// A key that the target version does not know yet.
    ///
    /// ## What it does
    ///
    /// Compares keys and feature flags with the version given by `--runner-version`; without it, with the version that
    /// the chart deploys.
    ///
    /// ## Why
    ///
    /// An older runner drops the key without a word.
    ///
    /// ## Example
    ///
    /// ```toml
    /// # runner-stack check --runner-version 17.2 config.toml
    /// [runners.kubernetes]
    ///   pod_disruption_budget = true   # since 18.10
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```text
    /// GitLab Runner 18.10 or newer, or a configuration without the key
    /// ```
    "not-in-version", Warning, Reading
}
