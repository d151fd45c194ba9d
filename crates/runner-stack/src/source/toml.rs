//! TOML as GitLab Runner's decoder takes it, with positions, and with all mistakes of a text at once.
//!
//! `toml_parser` reads on after a mistake and knows where everything stands. It follows TOML 1.1, as the runner's
//! BurntSushi/toml 1.6 does, to the letter. What that is lenient about is no mistake either: `helm_render::toml`, which
//! follows its version 1.4, knows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use toml_parser::decoder::ScalarKind;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};
use toml_parser::{ParseError, Source};

use super::{Entry, Value, ValueKind};
use crate::diagnostic::{Diagnostic, Severity, Span};

/// How deep arrays and inline tables may nest; no key of the runner needs more than three.
const MAX_DEPTH: u32 = 64;

/// A TOML text that was read.
#[derive(Debug)]
pub struct Toml {
    /// The top-level table.
    pub root: Value,
    /// Syntax errors and repeated keys and tables; positions are those of the text.
    pub problems: Vec<Diagnostic>,
}

/// Reads a TOML text. What could be read is there, whatever the problems.
pub fn read_toml(text: &str) -> Toml {
    read_toml_of("this", text)
}

/// Reads a TOML text of which messages say that `name` is not valid TOML.
pub(crate) fn read_toml_of(name: &str, text: &str) -> Toml {
    // BurntSushi/toml steps over a byte order mark; as blanks, the positions stay right.
    let blanked = text.strip_prefix('\u{FEFF}').map(|rest| format!("   {rest}"));
    let text = blanked.as_deref().unwrap_or(text);
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let (mut events, mut errors): (Vec<Event>, Vec<ParseError>) = (Vec::new(), Vec::new());
    let mut guard = RecursionGuard::new(&mut events, MAX_DEPTH);
    parse_document(&tokens, &mut guard, &mut errors);
    let mut builder = Builder {
        source,
        root: Table::new(Span::default(), Defined::Header),
        current: Vec::new(),
        key: Vec::new(),
        frames: Vec::new(),
        errors,
        problems: Vec::new(),
    };
    for event in &events {
        builder.event(event);
    }
    builder.finish(name, text)
}

/// How a table came to be, which decides whether it may come again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Defined {
    /// `[a]`, or an item of `[[a]]`, or the top level.
    Header,
    /// The `a` of `[a.b]`.
    LongerHeader,
    /// The `a` of `a.b = 1`.
    LongerKey,
}

struct Table {
    span: Span,
    defined: Defined,
    entries: Vec<(String, Span, Node)>,
    /// Where each key is in `entries`.
    index: BTreeMap<String, usize>,
}

enum Node {
    Value(Value),
    Table(Table),
    Tables(Vec<Table>, Span),
}

enum Frame {
    List(Vec<Value>, u32),
    Inline { table: Table, key: Vec<Part>, start: u32 },
    Header { key: Vec<Part>, is_list: bool, start: u32 },
}

type Part = (String, Span);

struct Builder<'a> {
    source: Source<'a>,
    root: Table,
    current: Vec<String>,
    key: Vec<Part>,
    frames: Vec<Frame>,
    errors: Vec<ParseError>,
    problems: Vec<Diagnostic>,
}

impl Table {
    fn new(span: Span, defined: Defined) -> Self {
        Self { span, defined, entries: Vec::new(), index: BTreeMap::new() }
    }

    fn get(&mut self, key: &str) -> Option<&mut (String, Span, Node)> {
        let at = *self.index.get(key)?;
        self.entries.get_mut(at)
    }

    fn add(&mut self, (key, span): Part, node: Node) {
        self.index.insert(key.clone(), self.entries.len());
        self.entries.push((key, span, node));
    }

    /// The table at `key`, made if there is none; nothing when something else is there.
    fn inner(&mut self, part: &Part, defined: Defined) -> Option<&mut Self> {
        if !self.index.contains_key(&part.0) {
            self.add(part.clone(), Node::Table(Self::new(part.1, defined)));
        }
        match &mut self.get(&part.0)?.2 {
            Node::Table(table) => Some(table),
            Node::Tables(tables, _) => tables.last_mut(),
            Node::Value(_) => None,
        }
    }

    fn into_value(self) -> Value {
        let span = self.span;
        let entries = self.entries.into_iter().map(|(key, key_span, node)| Entry {
            key: key.into(),
            key_span,
            value: node.into_value(),
        });
        Value { kind: ValueKind::Map(Arc::new(entries.collect())), span }
    }
}

impl Node {
    fn into_value(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Table(table) => table.into_value(),
            Self::Tables(tables, span) => {
                let tables = tables.into_iter().map(Table::into_value).collect();
                Value { kind: ValueKind::List(Arc::new(tables)), span }
            }
        }
    }
}

impl Builder<'_> {
    fn event(&mut self, event: &Event) {
        let span = span(event.span());
        // Where nothing closes a list or an inline table, nobody knows what of all that follows is in it.
        let is_open = span.start == span.end;
        match event.kind() {
            EventKind::StdTableOpen => {
                self.frames.push(Frame::Header { key: Vec::new(), is_list: false, start: span.start });
            }
            EventKind::ArrayTableOpen => {
                self.frames.push(Frame::Header { key: Vec::new(), is_list: true, start: span.start });
            }
            EventKind::StdTableClose | EventKind::ArrayTableClose => {
                if let Some(Frame::Header { key, is_list, start }) = self.frames.pop() {
                    self.open(&key, is_list, Span { start, end: span.end });
                }
            }
            EventKind::SimpleKey => {
                let mut text = Cow::Borrowed("");
                if let Some(raw) = self.source.get(event) {
                    raw.decode_key(&mut text, &mut self.errors);
                }
                let part = (text.into_owned(), span);
                match self.frames.last_mut() {
                    Some(Frame::Header { key, .. } | Frame::Inline { key, .. }) => key.push(part),
                    _ => self.key.push(part),
                }
            }
            EventKind::Scalar => {
                let value = self.scalar(event, span);
                self.put(Node::Value(value));
            }
            EventKind::ArrayOpen => self.frames.push(Frame::List(Vec::new(), span.start)),
            EventKind::ArrayClose => {
                if let Some(Frame::List(items, start)) = self.frames.pop() {
                    let kind = if is_open { ValueKind::Unknown } else { ValueKind::List(Arc::new(items)) };
                    self.put(Node::Value(Value { kind, span: Span { start, end: span.end } }));
                }
            }
            EventKind::InlineTableOpen => {
                let table = Table::new(span, Defined::Header);
                self.frames.push(Frame::Inline { table, key: Vec::new(), start: span.start });
            }
            EventKind::InlineTableClose => {
                if let Some(Frame::Inline { mut table, start, .. }) = self.frames.pop() {
                    table.span = Span { start, end: span.end };
                    let unknown = Value { kind: ValueKind::Unknown, span: table.span };
                    self.put(if is_open { Node::Value(unknown) } else { Node::Table(table) });
                }
            }
            // A key whose value did not come must not lead the key of the next line.
            EventKind::Newline if self.frames.is_empty() => self.key.clear(),
            _ => {}
        }
    }

    fn scalar(&mut self, event: &Event, span: Span) -> Value {
        let unknown = Value { kind: ValueKind::Unknown, span };
        let Some(raw) = self.source.get(event) else { return unknown };
        let before = self.errors.len();
        let mut text = Cow::Borrowed("");
        let kind = raw.decode_scalar(&mut text, &mut self.errors);
        // What stands in for a value that is missing has no length.
        if self.errors.len() > before || span.start == span.end {
            return unknown;
        }
        let kind = match kind {
            ScalarKind::String => ValueKind::String(text.into()),
            ScalarKind::Boolean(value) => ValueKind::Bool(value),
            ScalarKind::DateTime => {
                if !is_datetime(&text) {
                    let error = ParseError::new("there is no such date or time");
                    self.errors.push(error.with_unexpected(event.span()));
                    return unknown;
                }
                ValueKind::Datetime(text.into())
            }
            ScalarKind::Float => text.parse().map_or(ValueKind::Unknown, ValueKind::Float),
            ScalarKind::Integer(radix) => {
                i128::from_str_radix(&text, radix.value()).map_or(ValueKind::Unknown, ValueKind::Integer)
            }
        };
        Value { kind, span }
    }

    /// A value is complete: it goes to the list, inline table or table that is open.
    fn put(&mut self, node: Node) {
        match self.frames.last_mut() {
            Some(Frame::List(items, _)) => items.push(node.into_value()),
            Some(Frame::Inline { table, key, .. }) => {
                let key = std::mem::take(key);
                assign(table, &key, node, &mut self.problems);
            }
            Some(Frame::Header { .. }) => {}
            None => {
                let key = std::mem::take(&mut self.key);
                let mut table = &mut self.root;
                for part in &self.current {
                    // The path was made when the header was read.
                    match table.index.get(part).copied().map(|at| &mut table.entries[at].2) {
                        Some(Node::Table(inner)) => table = inner,
                        Some(Node::Tables(tables, _)) if !tables.is_empty() => {
                            let last = tables.len() - 1;
                            table = &mut tables[last];
                        }
                        _ => return,
                    }
                }
                assign(table, &key, node, &mut self.problems);
            }
        }
    }

    fn open(&mut self, key: &[Part], is_list: bool, span: Span) {
        self.key.clear();
        self.current = key.iter().map(|(part, _)| part.clone()).collect();
        let Some(((name, name_span), parents)) = key.split_last() else { return };
        let path = self.current.join(".");
        let mut table = &mut self.root;
        for part in parents {
            if let Some(inner) = table.inner(part, Defined::LongerHeader) {
                table = inner;
            } else {
                let message = format!("`{}` already has a value, so it cannot be a table", part.0);
                self.problems.push(problem("duplicate-table", message, "rename one of the two", part.1));
                return;
            }
        }
        let part = (name.clone(), *name_span);
        match (table.get(name).map(|entry| &mut entry.2), is_list) {
            (None, true) => {
                let item = Table::new(span, Defined::Header);
                table.add(part, Node::Tables(vec![item], span));
            }
            (None, false) => table.add(part, Node::Table(Table::new(span, Defined::Header))),
            (Some(Node::Tables(tables, _)), true) => tables.push(Table::new(span, Defined::Header)),
            (Some(Node::Table(known)), false) if known.defined != Defined::Header => {
                known.defined = Defined::Header;
                known.span = span;
            }
            (Some(Node::Tables(..)), false) => {
                let message =
                    format!("`{path}` is a list of tables, but this is the header of a single table");
                let help = format!("write [[{path}]] to add another, or remove the header");
                self.problems.push(problem("duplicate-table", message, &help, span));
            }
            (Some(Node::Table(known)), true) => {
                let message =
                    format!("`{path}` is a single table, but this is the header of a list of tables");
                let help = if known.defined == Defined::LongerHeader {
                    format!("put [[{path}]] above the tables inside it")
                } else {
                    format!("write [[{path}]] everywhere, or [{path}] once")
                };
                self.problems.push(problem("duplicate-table", message, &help, span));
            }
            (Some(Node::Table(_)), false) => {
                let message = format!("the table `{path}` is there twice");
                let help = "move its keys to the first one and remove this header";
                self.problems.push(problem("duplicate-table", message, help, span));
            }
            (Some(Node::Value(_)), _) => {
                let message = format!("`{path}` already has a value, so it cannot be a table");
                self.problems.push(problem("duplicate-table", message, "remove one of the two", span));
            }
        }
    }

    fn finish(self, name: &str, text: &str) -> Toml {
        let mut root = self.root.into_value();
        root.span = Span { start: 0, end: offset(text.len()) };
        let mut problems = self.problems;
        if self.errors.is_empty()
            && let Some(at) = control_character(text)
        {
            let error = ParseError::new("control characters are not allowed")
                .with_unexpected(toml_parser::Span::new_unchecked(at, at + 1));
            problems.push(syntax_error(&error, name, text));
        }
        if !self.errors.is_empty() && !helm_render::toml::is_toml(text.as_bytes()) {
            // What follows a bracket or quote that nobody closes is read as a part of it, and full of mistakes that are none.
            let open = self.errors.iter().filter(|error| unclosed(error).is_some()).map(place).min();
            let end = open.map_or(u32::MAX, |open| line_around(text, open.start as usize).end);
            let counts = |error: &&ParseError| match unclosed(error) {
                Some(_) => open == Some(place(error)),
                None => place(error).start <= end,
            };
            problems.extend(self.errors.iter().filter(counts).map(|error| syntax_error(error, name, text)));
        }
        problems.sort_by_key(|problem| problem.span);
        problems.dedup_by(|second, first| first.span == second.span && first.message == second.message);
        // What stands on the line of a syntax error is not worth a second look.
        let broken: Vec<Span> = problems
            .iter()
            .filter(|problem| problem.code == "invalid-toml")
            .map(|problem| line_around(text, problem.span.start as usize))
            .collect();
        if !broken.is_empty() {
            forget(&mut root, &broken);
        }
        Toml { root, problems }
    }
}

/// The first character that the runner's decoder refuses wherever it stands, in comments and line ends too.
fn control_character(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().position(|(at, byte)| match byte {
        b'\t' | b'\n' => false,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        byte => byte.is_ascii_control(),
    })
}

/// Whether the digits are a date and time that exist; the parser only looks at the form.
fn is_datetime(text: &str) -> bool {
    let is_valid = |text: &str| helm_render::toml::is_toml(format!("x = {text}").as_bytes());
    // TOML 1.1 has times without seconds.
    let with_seconds = || {
        let at = text.find(':')? + 3;
        Some(format!("{}:00{}", text.get(..at)?, text.get(at..)?))
    };
    is_valid(text) || with_seconds().is_some_and(|text| is_valid(&text))
}

/// Puts a value where a key with dots says.
fn assign(mut table: &mut Table, key: &[Part], node: Node, problems: &mut Vec<Diagnostic>) {
    let Some((name, parents)) = key.split_last() else { return };
    for part in parents {
        let Some(inner) = table.inner(part, Defined::LongerKey) else {
            let message = format!("`{}` already has a value, so it cannot be a table", part.0);
            problems.push(problem("duplicate-key", message, "rename one of the two", part.1));
            return;
        };
        table = inner;
    }
    if table.index.contains_key(&name.0) {
        let message = format!("the key `{}` is given twice", name.0);
        problems.push(problem("duplicate-key", message, "keep one of the two", name.1));
        return;
    }
    table.add(name.clone(), node);
}

fn problem(code: &'static str, message: String, help: &str, span: Span) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        message,
        help: Some(help.to_owned()),
        replacements: Vec::new(),
        path: String::new(),
        span,
    }
}

/// What to do about a list, inline table or text that is open until the end of the file, if the mistake is that.
fn unclosed(error: &ParseError) -> Option<&'static str> {
    match error.description() {
        "unclosed array" => Some("close the bracket, and put a comma between items"),
        "unclosed inline table" => Some("close the brace, and put a comma between keys"),
        // Other mistakes in such a text are somewhere within.
        text if text.starts_with("invalid multi-line") => {
            let (at, whole) = (error.unexpected()?, error.context()?);
            (at.start() == whole.end()).then_some("close the quote that opens here")
        }
        _ => None,
    }
}

/// Where a mistake is: of what nobody closes, where it opens.
fn place(error: &ParseError) -> Span {
    let context = error.context().map(span);
    let found = match (unclosed(error), context) {
        // One bracket, or three quotes.
        (Some(_), Some(Span { start, end })) => Some(Span { start, end: end.min(start + 3) }),
        _ => error.unexpected().map(span).or(context),
    };
    found.unwrap_or_default()
}

fn syntax_error(error: &ParseError, name: &str, text: &str) -> Diagnostic {
    let place = place(error);
    let mut message = format!("{name} is not valid TOML: {}", error.description());
    let expected: Vec<String> = error
        .expected()
        .unwrap_or_default()
        .iter()
        .map(|expected| match expected {
            toml_parser::Expected::Literal("\n") => "a line end".to_owned(),
            toml_parser::Expected::Literal(literal) => format!("`{literal}`"),
            toml_parser::Expected::Description(words) => (*words).to_owned(),
            _ => String::new(),
        })
        .filter(|words| !words.is_empty())
        .collect();
    if !expected.is_empty() && !message.ends_with("must be quoted") {
        message.push_str(", expected ");
        message.push_str(&expected.join(", "));
    }
    let line = line_around(text, place.start as usize);
    let line = text.get(line.start as usize..line.end as usize).unwrap_or_default();
    let help = unclosed(error).map(str::to_owned).or_else(|| help_for_line(line));
    let end = place.end.max(place.start);
    Diagnostic {
        code: "invalid-toml",
        severity: Severity::Error,
        message,
        help,
        replacements: Vec::new(),
        path: String::new(),
        span: Span { start: place.start, end },
    }
}

/// What often is meant by a line that is not TOML.
fn help_for_line(line: &str) -> Option<String> {
    let (key, value) = line.split_once('=')?;
    let value = value.split(" #").next().unwrap_or(value).trim();
    let key = key.trim();
    if line.contains("{{") {
        return Some(
            "this is a template, not the config.toml that it makes: check its result, or the values with it"
                .to_owned(),
        );
    }
    let bare = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    if let Some((name, _)) = key.split_once(char::is_whitespace).filter(|(name, _)| name.chars().all(bare)) {
        return Some(format!("write `=` between `{name}` and its value"));
    }
    if value.is_empty() {
        return Some(format!("give `{key}` a value, or remove the line"));
    }
    if key.contains('/') && !key.starts_with(['"', '\'']) {
        return Some(format!("put the key in quotes: \"{key}\""));
    }
    if matches!(value, "True" | "TRUE" | "False" | "FALSE" | "yes" | "no" | "on" | "off") {
        let word = if matches!(value, "True" | "TRUE" | "yes" | "on") { "true" } else { "false" };
        return Some(format!("write {word}"));
    }
    let is_word = value.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && !value.contains(['"', '\'']);
    is_word.then(|| format!("write text in quotes: {key} = \"{value}\""))
}

/// The line around a byte, without its end.
fn line_around(text: &str, at: usize) -> Span {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |found| found + 1);
    let end = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |found| at + found);
    Span { start: offset(start), end: offset(end.max(start)) }
}

fn forget(value: &mut Value, broken: &[Span]) {
    match &mut value.kind {
        ValueKind::Map(entries) => {
            let entries = Arc::make_mut(entries);
            entries.retain(|entry| !entry.key.is_empty());
            for entry in entries {
                if broken
                    .iter()
                    .any(|line| line.start <= entry.key_span.start && entry.key_span.end <= line.end)
                    && !matches!(entry.value.kind, ValueKind::Map(_) | ValueKind::List(_))
                {
                    entry.value.kind = ValueKind::Unknown;
                } else {
                    forget(&mut entry.value, broken);
                }
            }
        }
        ValueKind::List(items) => Arc::make_mut(items).iter_mut().for_each(|item| forget(item, broken)),
        _ => {}
    }
}

fn span(span: toml_parser::Span) -> Span {
    Span { start: offset(span.start()), end: offset(span.end()) }
}

pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(&'static str, usize)> {
        let line = |at: u32| text[..at as usize].matches('\n').count() + 1;
        read_toml(text).problems.iter().map(|problem| (problem.code, line(problem.span.start))).collect()
    }

    #[test]
    fn all_mistakes_are_found() {
        assert_eq!(
            codes("a = 1\nb = True\nc =\nd = 2\nd = 3\n[t]\n[t]\n"),
            [("invalid-toml", 2), ("invalid-toml", 3), ("duplicate-key", 5), ("duplicate-table", 7),]
        );
        assert_eq!(
            codes("a = 2023-02-29\nb = 2026-01-31T25:00:00Z\n"),
            [("invalid-toml", 1), ("invalid-toml", 2)]
        );
    }

    #[test]
    fn what_nobody_closes_is_one_mistake() {
        let text = "a = True\nb = [1, [2, 3]\n[t]\nc = \"d\"\n[t.u]\ne = [\"f\"]\n";
        assert_eq!(codes(text), [("invalid-toml", 1), ("invalid-toml", 2)]);
        assert_eq!(read_toml(text).problems[1].span, Span { start: 13, end: 14 });
        assert_eq!(codes("a = { b = 1\n[t]\nc = true\nd = 2\n"), [("invalid-toml", 1)]);
        assert_eq!(codes("a = [{ b = [[1\n[t]\nc = true\n"), [("invalid-toml", 1)]);
        assert_eq!(codes("a = 1\nb = \"\"\"\nc = [\n[t]\n"), [("invalid-toml", 2)]);
        assert_eq!(codes("a = [\nb = \'\'\'\nc\n"), [("invalid-toml", 1)]);
        // Others on its line are.
        assert_eq!(codes("a = [\"b\" \"c]\n[t]\nc = true\n"), [("invalid-toml", 1); 3]);
    }

    #[test]
    fn what_the_runner_accepts_is_no_mistake() {
        // TOML 1.1 has trailing commas and line ends in inline tables.
        assert_eq!(codes("a = {\n  b = 1,\n}\n"), []);
        assert_eq!(codes("a = 2024-02-29T10:00:00Z\nb = 10:30\nc = 2026-01-31 10:30:00.5+02:00\n"), []);
        assert_eq!(codes("\u{FEFF}a = 1\r\n[[r]]\r\n[r.s]\r\n[[r]]\r\n[r.s]\r\n"), []);
    }

    #[test]
    fn values_keep_their_types_and_places() {
        let text = "x = [1, 2.0, '3']\ny.z = 2026-01-01\nn = 0x1F\n";
        let root = read_toml(text).root;
        let items = root.get("x").expect("it is there").items();
        assert_eq!(items[0].as_integer(), Some(1));
        assert_eq!(items[1].kind, ValueKind::Float(2.0));
        assert_eq!(&text[items[2].span.start as usize..items[2].span.end as usize], "'3'");
        assert_eq!(root.at(&["y", "z"]).expect("it is there").kind, ValueKind::Datetime("2026-01-01".into()));
        assert_eq!(root.get("n").and_then(Value::as_integer), Some(31));
    }
}
