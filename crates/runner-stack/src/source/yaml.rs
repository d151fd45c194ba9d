//! YAML files with one or more documents.

use std::sync::Arc;

use helm_render::yaml::{self, Node, NodeKind};
use memchr::memchr_iter;

use super::{Entry, Language, Value, ValueKind};
use crate::diagnostic::Span;

/// One document of a YAML file.
#[derive(Debug)]
pub struct Document {
    /// Its content, or what keeps it from being read.
    pub content: Result<Value, yaml::Error>,
    /// The node that the content was made from, for the values schema; only of the first document.
    pub(crate) node: Option<Node>,
    /// The byte where it starts in the file.
    pub start: u32,
    /// Its text.
    pub text_range: std::ops::Range<usize>,
}

impl Document {
    /// Whether it is an object of the Kubernetes API.
    pub fn is_object(&self) -> bool {
        self.content.as_ref().is_ok_and(Language::is_object)
    }
}

/// Reads all documents of a YAML file that are not empty.
pub fn read_yaml(text: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    for range in split(text) {
        let start = u32::try_from(range.start).unwrap_or(u32::MAX);
        let document = match yaml::parse(text[range.clone()].as_bytes()) {
            Ok(node) if node.kind == NodeKind::Null => continue,
            Ok(node) => {
                let content = Ok(value(&node, start));
                let node = documents.is_empty().then_some(node);
                Document { content, node, start, text_range: range }
            }
            Err(error) => Document { content: Err(error), node: None, start, text_range: range },
        };
        documents.push(document);
    }
    documents
}

/// The documents' places. A line that starts with `---` ends a document whatever stands around it.
fn split(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for line in memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1) {
        if text[line..].strip_prefix("---").is_some_and(|rest| rest.starts_with([' ', '\t', '\r', '\n'])) {
            ranges.push(start..line);
            start = line;
        }
    }
    ranges.push(start..text.len());
    ranges
}

fn value(node: &Node, start: u32) -> Value {
    let kind = match &node.kind {
        NodeKind::Null => ValueKind::Null,
        NodeKind::Bool(value) => ValueKind::Bool(*value),
        NodeKind::Int(number) => ValueKind::Integer((*number).into()),
        NodeKind::Uint(number) => ValueKind::Integer((*number).into()),
        NodeKind::Float(number) => ValueKind::Float(*number),
        NodeKind::String(text) => ValueKind::String(text.to_str().into()),
        NodeKind::Sequence(items) => {
            ValueKind::List(Arc::new(items.iter().map(|item| value(item, start)).collect()))
        }
        NodeKind::Mapping(entries) => ValueKind::Map(Arc::new(
            entries
                .iter()
                .map(|(key, content)| Entry {
                    key: key.key().into(),
                    key_span: moved(key.span, start),
                    value: value(content, start),
                })
                .collect(),
        )),
    };
    Value { kind, span: moved(node.span, start) }
}

const fn moved(span: yaml::Span, start: u32) -> Span {
    Span { start: span.start + start, end: span.end + start }
}
