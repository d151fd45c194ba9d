//! Values of any shape on their way to JavaScript.

use helm_render::Value;
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use runner_stack::credentials::Known;

/// A value as `JSON.parse` would give it. What holds one is declared with `hashmap_as_object`.
#[derive(Debug, Clone)]
pub struct Data(Value);

impl Data {
    pub(crate) fn new(value: &Value) -> Self {
        Self(value.clone())
    }

    /// The value with credentials replaced wherever they stand in a text.
    pub(crate) fn hiding(value: &Value, known: &Known) -> Self {
        Self(hide(value, known))
    }
}

fn hide(value: &Value, known: &Known) -> Value {
    match value {
        Value::String(text) => Value::str(known.masked(&text.to_str()).as_str()),
        Value::List(list) => Value::list(list.items().iter().map(|item| hide(item, known)).collect()),
        Value::Map(map) => {
            let copy = Value::map();
            if let Some(copy) = copy.as_map() {
                for (key, value) in map.snapshot() {
                    copy.insert(key, hide(&value, known));
                }
            }
            copy
        }
        other => other.clone(),
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Value::Nil => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(number) | Value::Int64(number) => serializer.serialize_f64(to_f64(*number)),
            Value::Uint8(number) => serializer.serialize_u8(*number),
            #[expect(clippy::cast_precision_loss, reason = "JavaScript reads long numbers of JSON so too")]
            Value::Uint64(number) => serializer.serialize_f64(*number as f64),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::String(text) => serializer.serialize_str(&text.to_str()),
            Value::List(list) => {
                let mut sequence = serializer.serialize_seq(Some(list.items().len()))?;
                for item in list.items() {
                    sequence.serialize_element(&Self(item.clone()))?;
                }
                sequence.end()
            }
            Value::Map(map) => {
                let entries = map.snapshot();
                let mut object = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    object.serialize_entry(&*key.to_str(), &Self(value))?;
                }
                object.end()
            }
            // Manifests hold none.
            Value::Object(_) => serializer.serialize_unit(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "JavaScript reads long numbers of JSON so too")]
fn to_f64(number: i64) -> f64 {
    number as f64
}
