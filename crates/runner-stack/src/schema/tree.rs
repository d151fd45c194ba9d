//! The values as the validator walks them.

use std::borrow::Cow;

use crate::diagnostic::Span;

/// A tree of values with positions. Implement it for what a parser returns.
pub trait Tree: Sized {
    /// Where the value stands.
    fn span(&self) -> Span;

    /// What it is.
    fn shape(&self) -> Shape<'_>;

    /// The items of a list; nothing for other shapes.
    fn items(&self) -> impl Iterator<Item = &Self>;

    /// The keys of a map with their positions, and the values; nothing for other shapes.
    fn entries(&self) -> impl Iterator<Item = (Cow<'_, str>, Span, &Self)>;
}

/// What a value is, without what is in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape<'a> {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// Another number.
    Float(f64),
    /// Text.
    String(Cow<'a, str>),
    /// A list.
    List,
    /// A map.
    Map,
}

/// A plain tree, for values that do not come from a parser with a tree of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands.
    pub span: Span,
}

/// The content of a [`Node`].
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// Another number.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// A map; keys may repeat.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// A node without a position.
    pub fn new(kind: NodeKind) -> Self {
        Self { kind, span: Span::default() }
    }
}

impl Tree for Node {
    fn span(&self) -> Span {
        self.span
    }

    fn shape(&self) -> Shape<'_> {
        match &self.kind {
            NodeKind::Null => Shape::Null,
            NodeKind::Bool(value) => Shape::Bool(*value),
            NodeKind::Integer(value) => Shape::Integer(*value),
            NodeKind::Float(value) => Shape::Float(*value),
            NodeKind::String(text) => Shape::String(Cow::Borrowed(text)),
            NodeKind::List(_) => Shape::List,
            NodeKind::Map(_) => Shape::Map,
        }
    }

    fn items(&self) -> impl Iterator<Item = &Self> {
        match &self.kind {
            NodeKind::List(items) => items.as_slice(),
            _ => &[],
        }
        .iter()
    }

    fn entries(&self) -> impl Iterator<Item = (Cow<'_, str>, Span, &Self)> {
        match &self.kind {
            NodeKind::Map(entries) => entries.as_slice(),
            _ => &[],
        }
        .iter()
        .map(|(key, value)| (Cow::Borrowed(key.as_str()), value.span, value))
    }
}
