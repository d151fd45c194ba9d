//! Objects of the Kubernetes API as trees of values.

use std::collections::BTreeMap;

use helm_render::Value;

/// An object without the keys that have no value.
pub(super) fn object<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let object = Value::map();
    if let Some(map) = object.as_map() {
        for (key, value) in entries {
            if !matches!(value, Value::Nil) {
                map.insert(key, value);
            }
        }
    }
    object
}

/// What can stand in an object; nothing becomes nil, and nil is left out.
pub(super) trait IntoValue {
    fn into_value(self) -> Value;
}

impl IntoValue for &str {
    fn into_value(self) -> Value {
        Value::str(self)
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::str(self)
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        Value::Bool(self)
    }
}

impl IntoValue for i64 {
    fn into_value(self) -> Value {
        Value::Int64(self)
    }
}

impl IntoValue for Vec<Value> {
    fn into_value(self) -> Value {
        Value::list(self)
    }
}

impl IntoValue for &Vec<String> {
    fn into_value(self) -> Value {
        Value::strings(self.iter().map(String::as_str))
    }
}

impl IntoValue for &BTreeMap<String, String> {
    fn into_value(self) -> Value {
        object(self.iter().map(|(key, value)| (key.as_str(), Value::str(value.as_str()))))
    }
}

impl IntoValue for BTreeMap<String, String> {
    fn into_value(self) -> Value {
        (&self).into_value()
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Nil, IntoValue::into_value)
    }
}

/// The value, or nil when it is empty, as Go's `omitempty` has it.
pub(super) fn nonempty(value: impl IntoValue) -> Value {
    let value = value.into_value();
    if value.is_true() { value } else { Value::Nil }
}
