//! What is wrong, or worth knowing, about a file.

/// A range of bytes in the text that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is wrong; good to know.
    Note,
    /// Works, and is worth a look.
    Warning,
    /// Cannot work.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's name, as in `unknown-key`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What was found and what was expected.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Texts, each of which may stand in place of what is at `span`, the best first.
    pub replacements: Vec<String>,
    /// Where it is among the values, as in `config.runners[0].kubernetes.cpu_limit`.
    pub path: String,
    /// Where it is in the text.
    pub span: Span,
}
