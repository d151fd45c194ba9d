//! A tree of values with positions, the same for YAML and TOML.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::diagnostic::Span;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where it stands in the file.
    pub span: Span,
}

/// The content of a [`Value`].
#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// Another number.
    Float(f64),
    /// Text.
    String(SmolStr),
    /// A date, a time or both, as TOML has them.
    Datetime(SmolStr),
    /// A list; its copies share the items.
    List(Arc<Vec<Value>>),
    /// A map, in the order of the text; keys may repeat. Its copies share the entries.
    Map(Arc<Vec<Entry>>),
    /// A value that cannot be known from the file, such as one that a template computes.
    Unknown,
}

/// A key of a map with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: SmolStr,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

impl Value {
    /// A value that is not in any file.
    pub const fn absent() -> Self {
        Self { kind: ValueKind::Null, span: Span { start: 0, end: 0 } }
    }

    /// The value of a key; of a repeated key, the last. `Null` is no value.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value).filter(|value| value.kind != ValueKind::Null)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// A key with its value; of a repeated key, the last.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key == key)
    }

    /// The entries of a map; nothing for other values.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            ValueKind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; nothing for other values.
    pub fn items(&self) -> &[Self] {
        match &self.kind {
            ValueKind::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            ValueKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            ValueKind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The whole number.
    pub fn as_integer(&self) -> Option<i128> {
        match self.kind {
            ValueKind::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// The text at a key, unless it is empty.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str().filter(|text| !text.is_empty())
    }

    /// Whether the key has a value other than an empty text; a value that is not known counts.
    pub fn is_set(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.as_str() != Some(""))
    }

    /// Whether the key is `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Self::as_bool) == Some(true)
    }
}
