//! What lies below the typed values (types of the Kubernetes API, references to Secrets), read from the embedded schema.

use helm_render::{Value, json};

use super::entry::Facts;
use crate::fields::field;
use crate::schema;

thread_local! {
    /// The schema, parsed when it is first asked for: it is large, and values are not shared between threads.
    static ROOT: Option<Value> = json::from_json(schema::text().as_bytes()).ok();
}

/// A part of the schema, with references to definitions resolved when they are followed.
#[derive(Debug, Clone)]
pub(super) struct Schema {
    root: Value,
    here: Value,
}

impl Schema {
    /// A definition by name, in the form that allows null or in the other; nothing if there is neither.
    pub(super) fn definition(name: &str) -> Option<Self> {
        let root = ROOT.with(Clone::clone)?;
        let definitions = field(&root, "definitions")?;
        let here = field(&definitions, &format!("{name}OrNull")).or_else(|| field(&definitions, name))?;
        Some(Self { root, here })
    }

    fn at(&self, here: Value) -> Self {
        Self { root: self.root.clone(), here }
    }

    /// The definition behind a reference, or the part itself.
    fn target(&self) -> Value {
        let reference = field(&self.here, "$ref").and_then(|reference| text(&reference));
        let name = reference.as_deref().and_then(|reference| reference.strip_prefix("#/definitions/"));
        name.and_then(|name| field(&field(&self.root, "definitions")?, name))
            .unwrap_or_else(|| self.here.clone())
    }

    /// The keys, in the order of the schema.
    pub(super) fn keys(&self) -> Vec<String> {
        let Some(properties) = field(&self.container(), "properties") else { return Vec::new() };
        properties
            .as_map()
            .map(|map| map.snapshot().into_iter().map(|(key, _)| key.to_str().into_owned()).collect())
            .unwrap_or_default()
    }

    /// A key, or any key of a map with free ones.
    pub(super) fn child(&self, key: &str) -> Option<Self> {
        let container = self.container();
        let known = field(&container, "properties").and_then(|properties| field(&properties, key));
        let free = || field(&container, "additionalProperties").filter(|rule| rule.as_map().is_some());
        Some(self.at(known.or_else(free)?))
    }

    /// An item of a list.
    pub(super) fn item(&self) -> Option<Self> {
        Some(self.at(field(&self.target(), "items")?))
    }

    /// Whether it is a list.
    pub(super) fn is_list(&self) -> bool {
        field(&self.target(), "items").is_some()
    }

    /// Whether it is a map.
    pub(super) fn is_map(&self) -> bool {
        let target = self.target();
        ["properties", "additionalProperties"]
            .iter()
            .any(|key| field(&target, key).is_some_and(|rule| rule.as_map().is_some()))
    }

    /// The part that holds the keys: the items' for a list.
    fn container(&self) -> Value {
        let target = self.target();
        match field(&target, "items") {
            Some(items) => self.at(items).target(),
            None => target,
        }
    }

    /// What the schema says, without the parent's word on whether the key must be there.
    pub(super) fn facts(&self) -> Facts {
        let target = self.target();
        let own = field(&self.here, "description").or_else(|| field(&target, "description"));
        let rule = field(&target, "items").map_or_else(|| target.clone(), |items| self.at(items).target());
        let mut allowed: Vec<String> = field(&rule, "enum")
            .and_then(|values| values.as_list().map(<[Value]>::to_vec))
            .unwrap_or_default()
            .iter()
            .filter_map(text)
            .collect();
        allowed.retain(|value| !value.is_empty());
        Facts {
            type_name: self.type_name(),
            doc: own.and_then(|own| text(&own)).into_iter().collect(),
            allowed,
            minimum: number(&rule, "minimum"),
            maximum: number(&rule, "maximum"),
            ..Facts::default()
        }
    }

    /// Whether a key must be there.
    pub(super) fn requires(&self, key: &str) -> bool {
        let required = field(&self.container(), "required");
        required.is_some_and(|required| {
            required.as_list().unwrap_or_default().iter().any(|name| text(name).as_deref() == Some(key))
        })
    }

    fn type_name(&self) -> String {
        let reference = field(&self.here, "$ref").and_then(|reference| text(&reference));
        if let Some(name) = reference.as_deref().and_then(|reference| reference.rsplit("k8s.").next()) {
            return name.trim_end_matches("OrNull").to_owned();
        }
        let target = self.target();
        if let Some(items) = field(&target, "items") {
            return format!("list of {}", self.at(items).type_name());
        }
        if let Some(values) =
            field(&target, "additionalProperties").filter(|values| values.as_map().is_some())
        {
            return format!("map of {}", self.at(values).type_name());
        }
        let names: Vec<String> = match field(&target, "type") {
            Some(Value::String(name)) => vec![name.to_str().into_owned()],
            Some(list) => list.as_list().unwrap_or_default().iter().filter_map(text).collect(),
            None if field(&target, "enum").is_some() => vec!["string".to_owned()],
            None => vec!["any".to_owned()],
        };
        let names: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|name| *name != "null")
            .map(|name| if name == "object" { "map" } else { name })
            .collect();
        names.join(" or ")
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(|text| text.to_str().into_owned())
}

fn number(value: &Value, key: &str) -> Option<i64> {
    match field(value, key)? {
        Value::Int(number) | Value::Int64(number) => Some(number),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the limits of the schema are small whole numbers"
        )]
        Value::Float(number) => Some(number as i64),
        _ => None,
    }
}
