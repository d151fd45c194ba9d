//! Slices with their Go element type.

use super::{Origin, Value};

/// A Go slice.
#[derive(Debug, Clone, Default)]
pub struct List {
    list_type: ListType,
    origin: Origin,
    items: Vec<Value>,
}

/// The Go type of a slice; it shows in `typeOf`, `%T`, `%#v` and in type errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListType {
    /// `[]interface {}`.
    #[default]
    Any,
    /// `[]string`.
    Strings,
    /// `[]int`.
    Ints,
    /// `[]uint8`.
    Bytes,
    /// Any other type, under its Go name (`[]*chart.Dependency`).
    Named(&'static str),
}

impl ListType {
    /// The Go type's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "[]interface {}",
            Self::Strings => "[]string",
            Self::Ints => "[]int",
            Self::Bytes => "[]uint8",
            Self::Named(name) => name,
        }
    }
}

impl List {
    /// A `[]interface {}`.
    pub fn new(items: Vec<Value>) -> Self {
        Self { list_type: ListType::Any, origin: 0, items }
    }

    /// A slice of the given type; the items must be of its element type.
    pub fn typed(list_type: ListType, items: Vec<Value>) -> Self {
        Self { list_type, origin: 0, items }
    }

    /// The same slice, marked with where it came from.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// The Go type.
    pub fn list_type(&self) -> ListType {
        self.list_type
    }

    /// Where the slice came from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The items.
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}
