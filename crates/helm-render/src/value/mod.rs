//! Values as Go templates see them: kinds, reference semantics of maps, typed slices and maps.

pub(crate) mod cycles;
mod entries;
pub mod format;
mod from;
mod list;
pub(crate) mod live;
mod map;
mod nested;
mod object;
mod text;

pub(crate) use entries::Near;
pub use entries::{Entries, Iter};
pub use list::{List, ListType};
pub use map::{Map, MapType};
pub use object::{Field, Method, Object};
pub use text::Str;

use std::rc::Rc;

/// Where a map or list came from, for reports of unused values and source maps; 0 is nowhere.
pub type Origin = u32;

/// One Go value. Cheap to clone: text, lists, maps and objects are shared.
///
/// A value belongs to one thread; what threads share is [`Values`](crate::Values) and [`Chart`](crate::Chart).
///
/// ```
/// use helm_render::Value;
///
/// let value = Value::from_iter([("ports", Value::from(vec![Value::from(80), Value::from(443)]))]);
/// assert_eq!(value.type_name(), "map[string]interface {}");
/// let ports = value.as_map().and_then(|map| map.get("ports"));
/// assert_eq!(ports.as_ref().and_then(Value::as_list).map(<[Value]>::len), Some(2));
/// ```
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// The nil interface.
    #[default]
    Nil,
    /// `bool`.
    Bool(bool),
    /// `int`: literals, `len`, `until`.
    Int(i64),
    /// `int64`: `--set`, `int64`, `add`.
    Int64(i64),
    /// `uint8`: one byte of a string.
    Uint8(u8),
    /// `uint64`: parts of a semantic version.
    Uint64(u64),
    /// `float64`: every number of a values file.
    Float(f64),
    /// `string`: bytes, mostly UTF-8.
    String(Str),
    /// A slice. Nothing in a template changes a slice in place.
    List(Rc<List>),
    /// A map, shared by all its holders: `set` is seen by every one.
    Map(Map),
    /// A Go struct or named type with fields and methods (`.Files`, `.Capabilities`, times, versions).
    Object(Rc<dyn Object>),
}

/// Go's reflect kinds, as far as values here have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are Go's reflect kinds")]
pub enum Kind {
    Invalid,
    Bool,
    Int,
    Int64,
    Uint8,
    Uint64,
    Float64,
    Complex128,
    String,
    Slice,
    Map,
    Struct,
    Ptr,
    Func,
}

impl Kind {
    /// The name `kindOf` prints.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Int64 => "int64",
            Self::Uint8 => "uint8",
            Self::Uint64 => "uint64",
            Self::Float64 => "float64",
            Self::Complex128 => "complex128",
            Self::String => "string",
            Self::Slice => "slice",
            Self::Map => "map",
            Self::Struct => "struct",
            Self::Ptr => "ptr",
            Self::Func => "func",
        }
    }
}

impl Value {
    /// A new empty `map[string]interface {}`.
    pub fn map() -> Self {
        Self::Map(Map::new())
    }

    /// A `string`.
    pub fn str(text: impl Into<Str>) -> Self {
        Self::String(text.into())
    }

    /// A `[]interface {}`.
    pub fn list(items: Vec<Value>) -> Self {
        Self::List(Rc::new(List::new(items)))
    }

    /// A `[]string`.
    pub fn strings<S: Into<Str>>(items: impl IntoIterator<Item = S>) -> Self {
        let items = items.into_iter().map(|item| Self::String(item.into())).collect();
        Self::List(Rc::new(List::typed(ListType::Strings, items)))
    }

    /// The reflect kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Nil => Kind::Invalid,
            Self::Bool(_) => Kind::Bool,
            Self::Int(_) => Kind::Int,
            Self::Int64(_) => Kind::Int64,
            Self::Uint8(_) => Kind::Uint8,
            Self::Uint64(_) => Kind::Uint64,
            Self::Float(_) => Kind::Float64,
            Self::String(_) => Kind::String,
            Self::List(_) => Kind::Slice,
            Self::Map(_) => Kind::Map,
            Self::Object(object) => object.kind(),
        }
    }

    /// The Go type as `%T` and `typeOf` print it.
    pub fn type_name(&self) -> &str {
        match self {
            Self::Nil => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Int64(_) => "int64",
            Self::Uint8(_) => "uint8",
            Self::Uint64(_) => "uint64",
            Self::Float(_) => "float64",
            Self::String(_) => "string",
            Self::List(list) => list.list_type().name(),
            Self::Map(map) => map.map_type().name(),
            Self::Object(object) => object.type_name(),
        }
    }

    /// Go's truth: zero, empty and nil are false; structs are true.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(value) => *value,
            Self::Int(value) | Self::Int64(value) => *value != 0,
            Self::Uint8(value) => *value != 0,
            Self::Uint64(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::String(text) => !text.as_bytes().is_empty(),
            Self::List(list) => !list.items().is_empty(),
            Self::Map(map) => !map.is_empty(),
            Self::Object(object) => object.is_true(),
        }
    }

    /// The text of a string value.
    pub fn as_str(&self) -> Option<&Str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The map of a map value.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items of a list value.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(list) => Some(list.items()),
            _ => None,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::str(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::str(value)
    }
}

impl From<Str> for Value {
    fn from(value: Str) -> Self {
        Self::String(value)
    }
}

impl From<Map> for Value {
    fn from(value: Map) -> Self {
        Self::Map(value)
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn a_value_is_three_words() {
        assert_eq!(size_of::<Value>(), 24);
    }
}
