//! TOML text to commented values.

use helm_render::toml;

use super::origin::Origin;
use super::tree::{Data, Item, Place, Table};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::source::{self, Comments, Entry, Value, ValueKind};

/// One reason why a text is no TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotToml {
    /// Line in the text, from 1.
    pub(super) line: usize,
    /// Bytes of the line before the mistake.
    pub(super) column: usize,
    /// The whole line.
    pub(super) content: String,
    /// What is wrong; its positions are those of the text.
    pub(super) diagnostic: Diagnostic,
}

/// Reads a `config.toml` or a template of one, which messages call `name`.
pub(super) fn read_toml(name: &str, text: &str, origin: &Origin) -> Result<Item, Vec<NotToml>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let read = source::read_toml_of(name, text);
    if !read.problems.is_empty() {
        let mut mistakes: Vec<NotToml> =
            read.problems.into_iter().map(|problem| not_toml(text, problem)).collect();
        // The first one of a line brings about the others.
        mistakes.dedup_by_key(|mistake| mistake.line);
        return Err(mistakes);
    }
    // The runner's decoder has the last word about what is TOML.
    toml::from_toml(text.as_bytes())
        .map_err(|fault| vec![not_toml(text, invalid(name, &fault.to_string(), Span::default()))])?;
    let mut reader = Reader { text, origin, comments: Comments::of(text), unknown: None };
    let mut table = reader.table(read.root.entries());
    if let Some(span) = reader.unknown {
        return Err(vec![not_toml(text, invalid(name, "this value cannot be read", span))]);
    }
    let rest = reader.comments.above(offset(text.len()));
    if let Some((_, last)) = table.entries.last_mut() {
        last.below.extend(rest);
    }
    Ok(Item::map(table))
}

fn invalid(name: &str, why: &str, span: Span) -> Diagnostic {
    Diagnostic {
        code: "invalid-toml",
        severity: Severity::Error,
        message: format!("{name} is not valid TOML: {}", why.trim().replace('\n', ", ")),
        help: None,
        replacements: Vec::new(),
        path: String::new(),
        span,
    }
}

fn not_toml(text: &str, diagnostic: Diagnostic) -> NotToml {
    let before = text.get(..diagnostic.span.start as usize).unwrap_or_default();
    let start = line_start(before);
    NotToml {
        line: 1 + before.matches('\n').count(),
        column: before.len() - start,
        content: text[start..].lines().next().unwrap_or_default().to_owned(),
        diagnostic,
    }
}

struct Reader<'a> {
    text: &'a str,
    origin: &'a Origin,
    comments: Comments<'a>,
    /// Where a value stands that nobody knows.
    unknown: Option<Span>,
}

impl Reader<'_> {
    fn table(&mut self, entries: &[Entry]) -> Table {
        let entries = entries.iter().map(|entry| (entry.key.to_string(), self.entry(entry))).collect();
        Table { entries }
    }

    fn entry(&mut self, Entry { key_span, value, .. }: &Entry) -> Item {
        let is_leaf = !matches!(value.kind, ValueKind::Map(_) | ValueKind::List(_));
        let mut above = if is_leaf {
            // A key with dots has the names of its tables in front, which may be known from above.
            let line = offset(line_start(self.text.get(..key_span.start as usize).unwrap_or_default()));
            self.comments.above_any(Span { start: line, end: key_span.start })
        } else {
            self.comments.above(key_span.start)
        };
        let read = match value.kind {
            // The comments are those of the first item, if it is a table with a header.
            ValueKind::List(_) => self.value(value),
            _ => self.item(value),
        };
        above.extend(read.above);
        // A table stands where its header does.
        let place = if key_span.start < value.span.start { self.place(key_span.start) } else { read.place };
        Item { above, place, ..read }
    }

    fn item(&mut self, value: &Value) -> Item {
        let above = self.comments.above(value.span.start);
        Item { above, ..self.value(value) }
    }

    fn value(&mut self, value: &Value) -> Item {
        let data = match &value.kind {
            ValueKind::Null => Data::Null,
            ValueKind::String(text) | ValueKind::Datetime(text) => Data::Text(text.to_string()),
            ValueKind::Integer(number) => Data::Plain(number.to_string()),
            ValueKind::Float(number) => Data::Plain(float(*number)),
            ValueKind::Bool(value) => Data::Plain(value.to_string()),
            ValueKind::List(items) => Data::List(items.iter().map(|item| self.item(item)).collect()),
            ValueKind::Map(entries) => Data::Map(self.table(entries)),
            ValueKind::Unknown => {
                self.unknown.get_or_insert(value.span);
                Data::Null
            }
        };
        let mut read = Item { data, place: self.place(value.span.start), ..Item::default() };
        // What stands in front of a closing bracket belongs to what is in it.
        let rest = self.comments.above(value.span.end.saturating_sub(1));
        if let Some(last) = read.last_mut() {
            last.below.extend(rest);
        }
        read.beside = self.comments.beside(value.span.end);
        read.below = self.comments.below(value.span.end);
        read
    }

    fn place(&self, at: u32) -> Place {
        let before = self.text.get(..at as usize).unwrap_or(self.text);
        self.origin.line(1 + before.matches('\n').count())
    }
}

fn line_start(before: &str) -> usize {
    before.rfind('\n').map_or(0, |found| found + 1)
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn float(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = number.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}
