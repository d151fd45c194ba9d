//! Values that threads can share: what a values file says, before a render takes its own copy.

use super::ValuePath;
use crate::chart::decode::key_text;
use crate::value::{List, ListType, Map, MapType, Str, Value};
use crate::yaml::{Node, NodeKind, clean};

/// Plain data without Go's shared references.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Frozen {
    #[default]
    Nil,
    Bool(bool),
    Int64(i64),
    Float(f64),
    String(Str),
    List(Vec<Frozen>),
    Map(FrozenMap),
}

/// A map, in key order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FrozenMap(pub(super) Vec<(Str, Frozen)>);

impl Frozen {
    /// What Go reads from the document into `interface {}`: numbers are `float64`, keys text.
    pub(crate) fn from_node(node: Node) -> Self {
        let key_of = |key: Node| match key.kind {
            NodeKind::String(text) => clean(text),
            _ => key_text(&key),
        };
        match node.kind {
            NodeKind::Null => Self::Nil,
            NodeKind::Bool(value) => Self::Bool(value),
            #[expect(clippy::cast_precision_loss, reason = "JSON has only float64, in Go too")]
            NodeKind::Int(value) => Self::Float(value as f64),
            #[expect(clippy::cast_precision_loss, reason = "JSON has only float64, in Go too")]
            NodeKind::Uint(value) => Self::Float(value as f64),
            NodeKind::Float(value) => Self::Float(value),
            NodeKind::String(text) => Self::String(clean(text)),
            NodeKind::Sequence(items) => Self::List(items.into_iter().map(Self::from_node).collect()),
            NodeKind::Mapping(entries) => Self::Map(
                entries.into_iter().map(|(key, value)| (key_of(key), Self::from_node(value))).collect(),
            ),
        }
    }

    /// What Go reads from the document into `map[string]interface {}`.
    pub(crate) fn table(node: Node) -> Result<Self, String> {
        let found = match &node.kind {
            NodeKind::Null => return Ok(Self::Map(FrozenMap::default())),
            NodeKind::Mapping(_) => return Ok(Self::from_node(node)),
            NodeKind::Bool(_) => "bool",
            NodeKind::Int(_) | NodeKind::Uint(_) | NodeKind::Float(_) => "number",
            NodeKind::String(_) => "string",
            NodeKind::Sequence(_) => "array",
        };
        Err(format!(
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {found} into Go value of type \
             map[string]interface {{}}",
        ))
    }

    /// A copy of a value; objects become the data they stand for.
    pub(crate) fn from_value(value: &Value) -> Self {
        match value {
            Value::Nil => Self::Nil,
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) | Value::Int64(value) => Self::Int64(*value),
            Value::Uint8(value) => Self::Int64(i64::from(*value)),
            Value::Uint64(value) =>
            {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "what does not fit int64 is a float64 in JSON"
                )]
                i64::try_from(*value).map_or(Self::Float(*value as f64), Self::Int64)
            }
            Value::Float(value) => Self::Float(*value),
            Value::String(text) => Self::String(text.clone()),
            Value::List(list) => Self::List(list.items().iter().map(Self::from_value).collect()),
            Value::Map(map) => Self::from_map(map),
            Value::Object(object) => Self::from_value(&object.data()),
        }
    }

    pub(crate) fn from_map(map: &Map) -> Self {
        Self::Map(FrozenMap(
            map.entries().iter().map(|(key, value)| (key.clone(), Self::from_value(value))).collect(),
        ))
    }

    /// A value of its own that a render may change.
    pub(crate) fn thaw(&self) -> Value {
        match self {
            Self::Nil => Value::Nil,
            Self::Bool(value) => Value::Bool(*value),
            Self::Int64(value) => Value::Int64(*value),
            Self::Float(value) => Value::Float(*value),
            Self::String(text) => Value::String(text.clone()),
            Self::List(items) => Value::list(items.iter().map(Self::thaw).collect()),
            Self::Map(map) => Value::Map(map.thaw()),
        }
    }

    /// The value itself, for a render that may have it.
    pub(crate) fn melt(self) -> Value {
        match self {
            Self::Nil => Value::Nil,
            Self::Bool(value) => Value::Bool(value),
            Self::Int64(value) => Value::Int64(value),
            Self::Float(value) => Value::Float(value),
            Self::String(text) => Value::String(text),
            Self::List(items) => Value::list(items.into_iter().map(Self::melt).collect()),
            Self::Map(map) => Value::Map(map.melt()),
        }
    }

    /// The map; everything else counts as an empty one.
    pub(crate) fn thaw_map(&self) -> Map {
        match self {
            Self::Map(map) => map.thaw(),
            _ => Map::new(),
        }
    }

    /// What lies one step below.
    pub(crate) fn children(&self) -> Vec<(ValuePath, &Frozen)> {
        match self {
            Self::List(items) => {
                items.iter().enumerate().map(|(index, item)| (ValuePath::Index(index), item)).collect()
            }
            Self::Map(map) => map.0.iter().map(|(key, value)| (ValuePath::Key(key.clone()), value)).collect(),
            _ => Vec::new(),
        }
    }

    /// The Go type's name, as a failed type assertion gives it.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "nil",
            Self::Bool(_) => "bool",
            Self::Int64(_) => "int64",
            Self::Float(_) => "float64",
            Self::String(_) => "string",
            Self::List(_) => ListType::Any.name(),
            Self::Map(_) => MapType::Any.name(),
        }
    }
}

impl FrozenMap {
    pub(crate) fn thaw(&self) -> Map {
        self.0.iter().map(|(key, value)| (key.clone(), value.thaw())).collect()
    }

    pub(crate) fn melt(self) -> Map {
        self.0.into_iter().map(|(key, value)| (key, value.melt())).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&self, key: &[u8]) -> Option<&Frozen> {
        let index = self.position(key).ok()?;
        self.0.get(index).map(|(_, value)| value)
    }

    pub(crate) fn insert(&mut self, key: Str, value: Frozen) {
        match self.position(key.as_bytes()) {
            Ok(index) => self.0[index].1 = value,
            Err(index) => self.0.insert(index, (key, value)),
        }
    }

    /// Takes the value of `key` out and leaves nil in its place.
    pub(crate) fn take(&mut self, key: &[u8]) -> Option<Frozen> {
        let index = self.position(key).ok()?;
        Some(std::mem::take(&mut self.0[index].1))
    }

    /// Lays `other` over this map, table by table: what Helm does with several values files.
    pub(crate) fn merge(&mut self, other: Self) {
        for (key, value) in other.0 {
            match (self.position(key.as_bytes()), value) {
                (Ok(index), Frozen::Map(over)) => match &mut self.0[index].1 {
                    Frozen::Map(under) => under.merge(over),
                    slot => *slot = Frozen::Map(over),
                },
                (Ok(index), value) => self.0[index].1 = value,
                (Err(index), value) => self.0.insert(index, (key, value)),
            }
        }
    }

    fn position(&self, key: &[u8]) -> Result<usize, usize> {
        self.0.binary_search_by(|(probe, _)| probe.as_bytes().cmp(key))
    }
}

impl FromIterator<(Str, Frozen)> for FrozenMap {
    /// The last of several equal keys wins.
    fn from_iter<I: IntoIterator<Item = (Str, Frozen)>>(entries: I) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_by(|left, right| left.0.cmp(&right.0));
        entries.dedup_by(|later, earlier| {
            let equal = later.0 == earlier.0;
            if equal {
                std::mem::swap(later, earlier);
            }
            equal
        });
        Self(entries)
    }
}

/// A copy that shares no map with the original: `copystructure.Copy`.
pub(crate) fn deep_copy(value: &Value) -> Value {
    match value {
        Value::List(list) => {
            let items = list.items().iter().map(deep_copy).collect();
            Value::List(std::rc::Rc::new(List::typed(list.list_type(), items)))
        }
        Value::Map(map) => Value::Map(deep_copy_map(map)),
        _ => value.clone(),
    }
}

/// A copy of a map that shares no map with the original.
pub(crate) fn deep_copy_map(map: &Map) -> Map {
    let entries = map.entries().iter().map(|(key, value)| (key.clone(), deep_copy(value))).collect();
    Map::typed(map.map_type(), entries)
}
