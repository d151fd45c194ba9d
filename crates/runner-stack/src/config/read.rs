//! Reads a decoded `config.toml` into the typed model, as the runner's own decoder would.

use std::fmt;

use helm_render::Value;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize as _, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::Config;
use crate::model::{Kind, Model as _};

/// A value that does not have the type that its key needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongType(String);

impl fmt::Display for WrongType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongType {}

impl serde::de::Error for WrongType {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// The typed configuration; unknown keys are dropped, and keys in another case than the known one count, both as the
/// runner has it.
pub fn read(value: &Value) -> Result<Config, WrongType> {
    Config::deserialize(Decoder { value: &respelt(value, &Config::KIND) })
}

/// The value with its keys spelt as the model has them, where no key has the exact spelling.
fn respelt(value: &Value, kind: &Kind) -> Value {
    match (value, kind) {
        (Value::Map(map), Kind::Table(table)) => {
            let entries = map.entries();
            let result = Value::map();
            let Some(spelt) = result.as_map() else { return value.clone() };
            for (key, value) in entries.iter() {
                let name = key.to_str();
                let field = table.field(&name).or_else(|| {
                    let mut fields = table.fields.iter();
                    fields.find(|field| {
                        field.key.eq_ignore_ascii_case(&name) && !entries.contains_key(field.key.as_bytes())
                    })
                });
                if let Some(field) = field {
                    spelt.insert(field.key, respelt(value, &field.kind));
                }
            }
            result.clone()
        }
        (Value::List(list), Kind::List(inner)) => {
            Value::list(list.items().iter().map(|item| respelt(item, inner)).collect())
        }
        _ => value.clone(),
    }
}

/// A value as serde sees it.
#[derive(Clone, Copy)]
struct Decoder<'a> {
    value: &'a Value,
}

impl IntoDeserializer<'_, WrongType> for Decoder<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Decoder<'_> {
    type Error = WrongType;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongType> {
        match self.value {
            Value::Nil => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) | Value::Int64(value) => visitor.visit_i64(*value),
            Value::Uint8(value) => visitor.visit_u8(*value),
            Value::Uint64(value) => visitor.visit_u64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::String(text) => visitor.visit_string(text.to_str().into_owned()),
            Value::List(list) => {
                let items = list.items().iter().map(|value| Decoder { value });
                visitor.visit_seq(SeqDeserializer::new(items))
            }
            Value::Map(map) => {
                let entries = map.snapshot();
                let entries =
                    entries.iter().map(|(key, value)| (key.to_str().into_owned(), Decoder { value }));
                visitor.visit_map(MapDeserializer::new(entries))
            }
            // TOML dates are the only other values; they print as they are written.
            other @ Value::Object(_) => {
                visitor.visit_string(helm_render::value::format::display(other).to_string())
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongType> {
        match self.value {
            Value::Nil => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, WrongType> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WrongType> {
        match self.value {
            Value::Map(_) => self.deserialize_any(visitor),
            other => {
                Err(WrongType::custom(format!("{name}: expected a table, found {}", other.kind().name())))
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string
        bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}
