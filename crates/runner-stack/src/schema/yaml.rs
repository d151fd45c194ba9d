//! Parsed YAML as a tree to check.

use std::borrow::Cow;

use helm_render::yaml::{Node, NodeKind};

use super::tree::{Shape, Tree};
use crate::diagnostic::Span;

impl Tree for Node {
    fn span(&self) -> Span {
        Span { start: self.span.start, end: self.span.end }
    }

    fn shape(&self) -> Shape<'_> {
        match &self.kind {
            NodeKind::Null => Shape::Null,
            NodeKind::Bool(value) => Shape::Bool(*value),
            NodeKind::Int(number) => Shape::Integer((*number).into()),
            NodeKind::Uint(number) => Shape::Integer((*number).into()),
            NodeKind::Float(number) => Shape::Float(*number),
            NodeKind::String(text) => Shape::String(text.to_str()),
            NodeKind::Sequence(_) => Shape::List,
            NodeKind::Mapping(_) => Shape::Map,
        }
    }

    fn items(&self) -> impl Iterator<Item = &Self> {
        match &self.kind {
            NodeKind::Sequence(items) => items.as_slice(),
            _ => &[],
        }
        .iter()
    }

    fn entries(&self) -> impl Iterator<Item = (Cow<'_, str>, Span, &Self)> {
        match &self.kind {
            NodeKind::Mapping(entries) => entries.as_slice(),
            _ => &[],
        }
        .iter()
        .map(|(key, value)| (text(key), Tree::span(key), value))
    }
}

/// A key as JSON has it: `9: x` is the key "9", `on: x` the key "true".
fn text(key: &Node) -> Cow<'_, str> {
    match &key.kind {
        NodeKind::String(text) => text.to_str(),
        NodeKind::Bool(value) => Cow::Owned(value.to_string()),
        NodeKind::Int(number) => Cow::Owned(number.to_string()),
        NodeKind::Uint(number) => Cow::Owned(number.to_string()),
        NodeKind::Float(number) => Cow::Owned(number.to_string()),
        NodeKind::Null | NodeKind::Sequence(_) | NodeKind::Mapping(_) => Cow::Borrowed("null"),
    }
}
