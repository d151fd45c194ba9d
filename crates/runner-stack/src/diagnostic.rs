//! What is wrong, or worth knowing, about a file.

use std::fmt::Write as _;
use std::iter;

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

impl Diagnostic {
    /// Escapes the control characters of what people are shown: keys and values that it repeats may hold some, which a
    /// terminal would obey.
    pub(crate) fn make_printable(&mut self) {
        for text in iter::once(&mut self.message).chain(&mut self.help) {
            let mut shown = String::with_capacity(text.len());
            for character in text.chars() {
                if is_obeyed(character) {
                    // Writing to a text cannot fail.
                    let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
                } else {
                    shown.push(character);
                }
            }
            *text = shown;
        }
    }
}

/// Whether a terminal does something else with a character than to show it, beside line feeds and tabs.
fn is_obeyed(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, Severity, Span};

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        let mut found = Diagnostic {
            code: "unknown-key",
            severity: Severity::Error,
            message: "unknown key `\u{1b}[31m\u{9b}名\r`".to_owned(),
            help: Some("remove\n\t`\u{7f}`".to_owned()),
            replacements: Vec::new(),
            path: String::new(),
            span: Span::default(),
        };
        found.make_printable();
        assert_eq!(found.message, "unknown key `\\u{1b}[31m\\u{9b}名\\u{d}`");
        assert_eq!(found.help.as_deref(), Some("remove\n\t`\\u{7f}`"));
        // In time that grows with the text: a key may consist of them.
        found.message = "\u{1b}".repeat(500_000);
        found.make_printable();
        assert_eq!(found.message, "\\u{1b}".repeat(500_000));
    }
}
