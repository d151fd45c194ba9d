//! Fields of values that were read from manifests: what is absent, or of another kind, is `None` or nothing.

use helm_render::Value;

/// The value of a key.
pub(crate) fn field(value: &Value, key: &str) -> Option<Value> {
    value.as_map()?.get(key)
}

/// The value below `keys`, through maps.
pub(crate) fn at(value: &Value, keys: &[&str]) -> Option<Value> {
    keys.iter().try_fold(value.clone(), |value, key| field(&value, key))
}

/// The text below `keys`.
pub(crate) fn text(value: &Value, keys: &[&str]) -> Option<String> {
    Some(at(value, keys)?.as_str()?.to_string())
}

/// The items of the list of a key.
pub(crate) fn items(value: &Value, key: &str) -> Vec<Value> {
    field(value, key).as_ref().and_then(Value::as_list).map(<[Value]>::to_vec).unwrap_or_default()
}
