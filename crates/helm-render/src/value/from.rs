//! Numbers, lists and maps as Go values, for programs that make values themselves.

use super::{Str, Value};

/// A number as `--set` gives it, `int64`.
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int64(value)
    }
}

/// A number as `--set` gives it, `int64`.
impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int64(value.into())
    }
}

/// A number as a values file gives it, `float64`.
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

/// A list, `[]interface {}`.
impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::list(items)
    }
}

/// A list, `[]interface {}`.
impl FromIterator<Value> for Value {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Self::list(items.into_iter().collect())
    }
}

/// A map, `map[string]interface {}`.
impl<K: Into<Str>> FromIterator<(K, Value)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }
}
