//! Slices with their Go element type.

use super::nested::{dismantle, free};
use super::{Origin, Value, live};

/// A Go slice.
#[derive(Debug, Default)]
pub struct List {
    element: ListType,
    is_nil: bool,
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

impl Clone for List {
    fn clone(&self) -> Self {
        let mut copy = Self::typed(self.element, self.items.clone());
        copy.is_nil = self.is_nil;
        copy.origin = self.origin;
        copy
    }
}

impl Drop for List {
    fn drop(&mut self) {
        live::shrink(size_of_val(self.items.as_slice()));
        free(std::mem::take(&mut self.items), |items| dismantle(&mut items.iter_mut()));
    }
}

impl List {
    /// A `[]interface {}`.
    pub fn new(items: Vec<Value>) -> Self {
        Self::typed(ListType::Any, items)
    }

    /// A slice of the given type; the items must be of its element type.
    pub fn typed(list_type: ListType, items: Vec<Value>) -> Self {
        live::grow(size_of_val(items.as_slice()));
        Self { element: list_type, is_nil: false, origin: 0, items }
    }

    /// A `[]uint8`.
    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        Self::typed(ListType::Bytes, bytes.iter().map(|byte| Value::Uint8(*byte)).collect())
    }

    /// Go's nil slice: empty, but `null` in JSON and YAML, and not equal in depth to an empty one.
    pub fn nil(list_type: ListType) -> Self {
        let mut list = Self::typed(list_type, Vec::new());
        list.is_nil = true;
        list
    }

    /// Whether this is Go's nil slice.
    pub fn is_nil(&self) -> bool {
        self.is_nil
    }

    /// The same slice, marked with where it came from.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// The Go type.
    pub fn list_type(&self) -> ListType {
        self.element
    }

    /// Where the slice came from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Takes the items out.
    pub(super) fn into_items(mut self) -> Vec<Value> {
        live::shrink(size_of_val(self.items.as_slice()));
        std::mem::take(&mut self.items)
    }

    /// The items.
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}
