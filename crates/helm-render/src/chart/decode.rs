//! YAML into Go structs, as sigs.k8s.io/yaml and encoding/json do it, with their words when it does not fit.

use crate::value::{Str, Value};
use crate::yaml::{Node, NodeKind};

/// A Go type that a document is read into.
#[derive(Debug)]
pub(crate) enum GoTarget {
    /// `string`; YAML numbers and booleans become text.
    Text,
    /// `bool`.
    Bool,
    /// `interface {}`.
    Any,
    /// A slice of the target, under its Go name.
    List(&'static GoTarget, &'static str),
    /// A `map[string]…` of the target, under its Go name.
    Map(&'static GoTarget, &'static str),
    /// A struct, or a pointer to one.
    Struct(&'static StructType),
}

/// A Go struct.
#[derive(Debug)]
pub(crate) struct StructType {
    /// The bare name that field errors start with; anonymous structs have none.
    pub(crate) name: &'static str,
    /// The type as `%T` prints it.
    pub(crate) type_name: &'static str,
    /// JSON names and types of the fields.
    pub(crate) fields: &'static [(&'static str, GoTarget)],
}

/// What was read.
#[derive(Debug, Clone)]
pub(crate) enum Decoded {
    Null,
    Text(Str),
    Bool(bool),
    Any(Value),
    List(Vec<Decoded>),
    Map(Vec<(Str, Decoded)>),
    /// One slot per field of the struct type, `Null` where the document has none.
    Struct(Vec<Decoded>),
}

impl Decoded {
    /// The field at `index` of a struct.
    pub(crate) fn take(&mut self, index: usize) -> Decoded {
        match self {
            Self::Struct(fields) => {
                fields.get_mut(index).map_or(Self::Null, |field| std::mem::replace(field, Self::Null))
            }
            _ => Self::Null,
        }
    }

    /// The text, empty when there is none.
    pub(crate) fn text(self) -> Str {
        match self {
            Self::Text(text) => text,
            _ => Str::default(),
        }
    }

    /// The text as UTF-8, empty when there is none.
    pub(crate) fn string(self) -> String {
        self.text().to_str().into_owned()
    }

    /// The items of a list.
    pub(crate) fn list(self) -> Option<Vec<Decoded>> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a map.
    pub(crate) fn map(self) -> Option<Vec<(Str, Decoded)>> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }
}

/// Reads `node` into `target`. As encoding/json, it reads on after a mismatch and reports the first one.
pub(crate) fn decode(node: &Node, target: &GoTarget) -> Result<Decoded, String> {
    let mut decoder = Decoder { path: Vec::new(), owner: None, failure: None };
    let decoded = decoder.decode(node, target);
    match decoder.failure {
        None => Ok(decoded),
        Some(failure) => Err(format!("error unmarshaling JSON: while decoding JSON: {failure}")),
    }
}

/// The text that a mapping key becomes in JSON.
pub(crate) fn key_text(key: &Node) -> Str {
    match &key.kind {
        NodeKind::String(text) => text.clone(),
        _ => scalar_text(key).unwrap_or_default(),
    }
}

/// What sigs.k8s.io/yaml makes of a number or boolean where Go wants a string.
fn scalar_text(node: &Node) -> Option<Str> {
    match &node.kind {
        NodeKind::Bool(value) => Some(Str::from(if *value { "true" } else { "false" })),
        NodeKind::Int(value) => Some(Str::from(value.to_string())),
        NodeKind::Uint(value) => Some(Str::from(value.to_string())),
        NodeKind::Float(value) => Some(crate::value::format::display(&Value::Float(*value))),
        _ => None,
    }
}

struct Decoder {
    path: Vec<&'static str>,
    owner: Option<&'static str>,
    failure: Option<String>,
}

impl Decoder {
    fn decode(&mut self, node: &Node, target: &GoTarget) -> Decoded {
        match (&node.kind, target) {
            (NodeKind::Null, GoTarget::Any) => Decoded::Any(Value::Nil),
            (NodeKind::Null, _) => Decoded::Null,
            (_, GoTarget::Any) => Decoded::Any(node.to_value()),
            (NodeKind::String(text), GoTarget::Text) => Decoded::Text(text.clone()),
            (NodeKind::Bool(value), GoTarget::Bool) => Decoded::Bool(*value),
            (
                NodeKind::Bool(_) | NodeKind::Int(_) | NodeKind::Uint(_) | NodeKind::Float(_),
                GoTarget::Text,
            ) => Decoded::Text(scalar_text(node).unwrap_or_default()),
            (NodeKind::Sequence(items), GoTarget::List(item, _)) => {
                Decoded::List(items.iter().map(|node| self.decode(node, item)).collect())
            }
            (NodeKind::Mapping(entries), GoTarget::Map(item, _)) => Decoded::Map(
                sorted(entries).into_iter().map(|(key, node)| (key, self.decode(node, item))).collect(),
            ),
            (NodeKind::Mapping(entries), GoTarget::Struct(struct_type)) => {
                self.decode_struct(entries, struct_type)
            }
            _ => self.mismatch(node, target),
        }
    }

    fn decode_struct(&mut self, entries: &[(Node, Node)], struct_type: &StructType) -> Decoded {
        let mut fields = vec![Decoded::Null; struct_type.fields.len()];
        for (key, node) in sorted(entries) {
            let Some(index) = field_index(struct_type, &key) else { continue };
            let (name, target) = &struct_type.fields[index];
            self.path.push(name);
            let owner = self.owner.replace(struct_type.name);
            fields[index] = self.decode(node, target);
            self.owner = owner;
            self.path.pop();
        }
        Decoded::Struct(fields)
    }

    fn mismatch(&mut self, node: &Node, target: &GoTarget) -> Decoded {
        if self.failure.is_none() {
            let found = match &node.kind {
                NodeKind::Null => "null",
                NodeKind::Bool(_) => "bool",
                NodeKind::Int(_) | NodeKind::Uint(_) | NodeKind::Float(_) => "number",
                NodeKind::String(_) => "string",
                NodeKind::Sequence(_) => "array",
                NodeKind::Mapping(_) => "object",
            };
            let wanted = match target {
                GoTarget::Text => "string",
                GoTarget::Bool => "bool",
                GoTarget::Any => "interface {}",
                GoTarget::List(_, name) | GoTarget::Map(_, name) => name,
                GoTarget::Struct(struct_type) => struct_type.type_name,
            };
            self.failure = Some(match self.owner {
                Some(owner) => format!(
                    "json: cannot unmarshal {found} into Go struct field {owner}.{} of type {wanted}",
                    self.path.join("."),
                ),
                None => format!("json: cannot unmarshal {found} into Go value of type {wanted}"),
            });
        }
        Decoded::Null
    }
}

/// The entries under their JSON keys, sorted as Go marshals the map between YAML and JSON.
fn sorted(entries: &[(Node, Node)]) -> Vec<(Str, &Node)> {
    let mut sorted: Vec<_> = entries.iter().map(|(key, node)| (key_text(key), node)).collect();
    sorted.sort_by(|left, right| left.0.cmp(&right.0));
    sorted
}

fn field_index(struct_type: &StructType, key: &Str) -> Option<usize> {
    let exact = struct_type.fields.iter().position(|(name, _)| name.as_bytes() == key.as_bytes());
    exact.or_else(|| {
        struct_type.fields.iter().position(|(name, _)| name.as_bytes().eq_ignore_ascii_case(key.as_bytes()))
    })
}
