//! What an import has to say about its input.

use std::rc::Rc;

use super::read_toml::NotToml;
use super::tree::Place;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::stack::Finding;

/// Warnings and errors, in the order they were found.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) found: Vec<Finding>,
    /// Credentials that the input holds in plain text, which no message may repeat.
    pub(super) secrets: Vec<String>,
    /// Comments of texts inside the input, which should be in the values as well.
    pub(super) comments: Vec<(Place, String)>,
    /// The files.
    texts: Rc<[String]>,
}

impl Notes {
    pub(super) fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self { texts: texts.into_iter().map(str::to_owned).collect(), ..Self::default() }
    }

    /// None yet, about the same files.
    pub(super) fn like(other: &Self) -> Self {
        Self { texts: Rc::clone(&other.texts), ..Self::default() }
    }

    /// Whether anything keeps the import from being done.
    pub(super) fn has_errors(&self) -> bool {
        self.found.iter().any(|finding| finding.diagnostic.severity == Severity::Error)
    }

    /// Takes over what another has found.
    pub(super) fn append(&mut self, other: Self) {
        self.found.extend(other.found);
        self.secrets.extend(other.secrets);
        self.comments.extend(other.comments);
    }

    /// A credential in plain text, that `what` says the place of.
    pub(super) fn credential(&mut self, place: Place, what: &str, value: &str) {
        self.secrets.push(value.to_owned());
        let message = format!("{what} in plain text; the chart keeps it in a Secret");
        self.warn_with_help("plain-credential", place, message, super::finish::ROTATE);
    }

    pub(super) fn warn(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        self.add(Severity::Warning, code, place, message.into(), None);
    }

    pub(super) fn warn_with_help(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Warning, code, place, message.into(), Some(help.into()));
    }

    pub(super) fn error(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.add(Severity::Error, code, place, message.into(), help);
    }

    /// A TOML text that cannot be read. `place` is the line before its first one.
    pub(super) fn not_toml(&mut self, place: Place, mistakes: Vec<NotToml>) {
        for mistake in mistakes {
            let line = Place { line: place.line + mistake.line, ..place };
            let (start, content) = self.line(line);
            // In a YAML block the line has more in front of it.
            let inner =
                if mistake.content.is_empty() { 0 } else { content.find(&mistake.content).unwrap_or(0) };
            let start = (start + inner + mistake.column).min(start + content.len());
            let span = Span { start: offset(start), end: offset(start) };
            let mut diagnostic = Diagnostic { span, ..mistake.diagnostic };
            let is_template = content.contains("{{");
            if is_template {
                diagnostic.help = Some("this is a template: give the file that it makes, or values of the official chart with it in `runners.config`".to_owned());
            }
            self.found.push(Finding { diagnostic, source: place.file });
            if is_template {
                // More of its lines would say the same.
                break;
            }
        }
    }

    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Place,
        message: String,
        help: Option<String>,
    ) {
        let (start, content) = self.line(place);
        let blanks = content.len() - content.trim_start().len();
        let span = Span { start: offset(start + blanks), end: offset(start + content.trim_end().len()) };
        let span = if span.end < span.start { Span { end: span.start, ..span } } else { span };
        let diagnostic =
            Diagnostic { code, severity, message, help, replacements: Vec::new(), path: String::new(), span };
        let finding = Finding { diagnostic, source: place.file };
        if !self.found.iter().any(|old| old.source == finding.source && old.diagnostic == finding.diagnostic)
        {
            self.found.push(finding);
        }
    }

    /// Where a line starts, and what it says.
    fn line(&self, place: Place) -> (usize, &str) {
        let Some(text) = self.texts.get(place.file) else { return (0, "") };
        let mut start = 0;
        for (number, content) in text.split_inclusive('\n').enumerate() {
            if number + 1 >= place.line {
                return (start, content.trim_end_matches(['\n', '\r']));
            }
            start += content.len();
        }
        (text.len(), "")
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
