//! YAML as Helm reads and writes it: go-yaml v2 behind sigs.k8s.io/yaml.
//!
//! [`parse`] reads into [`Node`]s that know where they stand, [`from_yaml`] straight into values. Both speak YAML 1.1
//! as go-yaml does (`yes` is true, `0755` is octal), expand aliases and merge keys, and refuse what Helm refuses, in
//! the same words.
//!
//! ```
//! use helm_render::yaml;
//!
//! let node = yaml::parse(b"replicas: 0o17\nenabled: yes\n")?;
//! assert_eq!(yaml::to_yaml(&node.to_value()).unwrap().to_str(), "enabled: true\nreplicas: 15\n");
//!
//! let error = yaml::parse(b"a: 1\nb: c: d\n").unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context"
//! );
//! # Ok::<(), yaml::Error>(())
//! ```

mod chars;
mod decode;
mod document;
mod emitter;
mod error;
mod order;
mod parser;
mod resolve;
mod scalar;
mod scanner;
mod tag;

pub use emitter::{to_yaml, to_yaml_pretty};
pub use error::Error;

use std::borrow::Cow;

use crate::value::format::quote::lossy;
use crate::value::{Map, Str, Value};
use scanner::Mark;

/// How deep documents may nest. Go's limit is ten times as high, but everything that walks a value must bear it.
pub(crate) const MAX_DEPTH: usize = 1000;

/// go-yaml decodes its input in pieces of this size, and reports a bad character when it reaches its piece.
const PIECE: usize = 512;

/// A range of bytes of the parsed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// One node of a document, with where it stands.
///
/// Anchor and tag are not part of the span. What an alias or a merge key brought in stands where its anchor does.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands.
    pub span: Span,
}

/// The resolved content of a node.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// `null`, `~` or nothing.
    Null,
    /// `true`, `yes`, `on` …
    Bool(bool),
    /// An integer that fits `int64`.
    Int(i64),
    /// An integer that only fits `uint64`.
    Uint(u64),
    /// A finite floating-point number.
    Float(f64),
    /// Text.
    String(Str),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the text. Keys are [`NodeKind::String`]; of equal keys, the last one counts.
    Mapping(Vec<(Node, Node)>),
}

/// Reads the first document of `text`; nothing in it is `Null`.
pub fn parse(text: &[u8]) -> Result<Node, Error> {
    if u32::try_from(text.len()).is_err() {
        return Err(Error::unplaced(
            "error converting YAML to JSON: yaml: text is larger than 4 GiB".to_owned(),
        ));
    }
    match text {
        [0xFF, 0xFE, rest @ ..] => parse_utf8(&from_utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => parse_utf8(&from_utf16(rest, u16::from_be_bytes)),
        _ => parse_utf8(text),
    }
}

fn parse_utf8(text: &[u8]) -> Result<Node, Error> {
    let Some((at, words)) = chars::first_refused(text) else {
        let mut parser = parser::Parser::new(text);
        return finish(document::read(&mut parser, text.len())?.as_ref());
    };
    // Up to the piece with the bad character, everything is as if it were not there.
    let mut readable = at / PIECE * PIECE;
    while readable > 0 && text[readable] & 0xC0 == 0x80 {
        readable -= 1;
    }
    let refused = || {
        let line_start = text[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |before| before + 1);
        let line = scanner::offset(text[..line_start].split(|&byte| byte == b'\n').count() - 1);
        let mark = Mark { at: scanner::offset(at), line, column: chars::count(&text[line_start..at]) };
        Error::new(format!("error converting YAML to JSON: yaml: {words}"), mark)
    };
    let mut parser = parser::Parser::new(&text[..readable]);
    match document::read(&mut parser, readable) {
        Ok(Some(document)) if parser.scanner.at + 4 < readable => finish(Some(&document)),
        Err(problem) if problem.at() as usize + 4 < readable => Err(problem.into()),
        _ => Err(refused()),
    }
}

fn finish(document: Option<&document::Document<'_>>) -> Result<Node, Error> {
    let Some(document) = document else {
        return Ok(Node { kind: NodeKind::Null, span: Span::default() });
    };
    let mut node = decode::decode(document)?;
    decode::to_jsonable(&mut node)?;
    Ok(node)
}

fn from_utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len());
    text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    text.into_bytes()
}

/// Reads `text` into `interface {}`: numbers become `float64`, keys strings.
pub fn from_yaml(text: &[u8]) -> Result<Value, Error> {
    parse(text).map(|node| node.to_value())
}

/// Reads `text` into `map[string]interface {}`; a null document is an empty map.
pub fn from_yaml_map(text: &[u8]) -> Result<Value, Error> {
    match from_yaml(text)? {
        Value::Nil => Ok(Value::map()),
        value @ Value::Map(_) => Ok(value),
        other => Err(wrong_type(&other, "map[string]interface {}")),
    }
}

/// Reads `text` into `[]interface {}`; a null document is an empty list.
pub fn from_yaml_list(text: &[u8]) -> Result<Value, Error> {
    match from_yaml(text)? {
        Value::Nil => Ok(Value::list(Vec::new())),
        value @ Value::List(_) => Ok(value),
        other => Err(wrong_type(&other, "[]interface {}")),
    }
}

fn wrong_type(value: &Value, wanted: &str) -> Error {
    let message = crate::json::wrong_type(value, wanted);
    Error::unplaced(format!("error unmarshaling JSON: while decoding JSON: {message}"))
}

impl Node {
    /// The value a template sees: numbers become `float64`, bytes that are not UTF-8 become U+FFFD.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Null => Value::Nil,
            NodeKind::Bool(value) => Value::Bool(*value),
            #[expect(clippy::cast_precision_loss, reason = "as Go reads JSON numbers")]
            NodeKind::Int(value) => Value::Float(*value as f64),
            #[expect(clippy::cast_precision_loss, reason = "as Go reads JSON numbers")]
            NodeKind::Uint(value) => Value::Float(*value as f64),
            NodeKind::Float(value) => Value::Float(*value),
            NodeKind::String(text) => Value::String(clean(text.clone())),
            NodeKind::Sequence(items) => Value::list(items.iter().map(Self::to_value).collect()),
            NodeKind::Mapping(pairs) => {
                let entry = |(key, value): &(Node, Node)| (Str::from(key.key().as_ref()), value.to_value());
                Value::Map(pairs.iter().map(entry).collect::<Map>())
            }
        }
    }

    /// The text of a mapping's key, as JSON holds it.
    pub fn key(&self) -> Cow<'_, str> {
        match &self.kind {
            NodeKind::String(text) => lossy(text.as_bytes()),
            _ => Cow::Borrowed(""),
        }
    }
}

/// JSON, through which every value goes, holds UTF-8 only.
pub(crate) fn clean(text: Str) -> Str {
    // Nearly every text is short and plain, where this takes a fraction of the look at UTF-8.
    if text.as_bytes().is_ascii() {
        return text;
    }
    let cleaned = match lossy(text.as_bytes()) {
        Cow::Borrowed(_) => None,
        Cow::Owned(cleaned) => Some(cleaned),
    };
    cleaned.map_or(text, Str::from)
}
