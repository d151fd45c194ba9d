//! What an import has to say about its input.

use std::rc::Rc;

use super::origin::Origin;
use super::read_toml::NotToml;
use super::tree::{Item, Place};
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

    /// Where the text of an item stands, which says `content`.
    pub(super) fn origin(&self, item: &Item, content: &str) -> Origin {
        let Place { file, .. } = item.place;
        match (self.texts.get(file), item.written) {
            (Some(text), Some(span)) => Origin::scalar(file, text, span, content),
            _ => Origin::Whole(item.place),
        }
    }

    /// A TOML text that cannot be read.
    pub(super) fn not_toml(&mut self, origin: &Origin, mistakes: Vec<NotToml>) {
        for mistake in mistakes {
            let is_template = mistake.content.contains("{{");
            let (place, start) = match origin {
                Origin::Whole(place) => {
                    self.error(mistake.diagnostic.code, *place, mistake.diagnostic.message, None);
                    continue;
                }
                Origin::Scalar(scalar) => {
                    let (start, place) = scalar.at(mistake.line, mistake.column);
                    let is_there =
                        self.texts.get(place.file).is_some_and(|text| text.get(start as usize..).is_some());
                    (place, if is_there { start } else { offset(self.line(place).0) })
                }
                Origin::Lines { .. } => {
                    let place = origin.line(mistake.line);
                    let (start, content) = self.line(place);
                    // A byte order mark is no part of what was read.
                    let before = content.find(&mistake.content).unwrap_or(0);
                    (place, offset((start + before + mistake.column).min(start + content.len())))
                }
            };
            let span = Span { start, end: start };
            let mut diagnostic = Diagnostic { span, ..mistake.diagnostic };
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
        let span = place.exact.unwrap_or(span);
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
