//! `duplicate-key`.

rule! {
    /// A key that is given twice.
    ///
    /// ## What it does
    ///
    /// Reports the second of two equal keys. In `config.toml`, `Type` and `type` are equal as well.
    ///
    /// ## Why
    ///
    /// TOML refuses it. YAML takes the last one, so the first has no effect. Of two spellings the runner takes either,
    /// by chance.
    ///
    /// ## Example
    ///
    /// ```toml
    /// concurrent = 4
    /// concurrent = 10
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// concurrent = 10
    /// ```
    "duplicate-key", Error, Reading
}
