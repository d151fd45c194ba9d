//! Defaults and emptiness.

use super::Entry;
use super::signature::typed;
use crate::value::{Kind, Value};

/// Gives the value, or the default if the value is empty.
///
/// ```gotmpl
/// {{ "" | default "none" }} → none
/// {{ 5 | default 7 }} → 5
/// ```
fn default(default: &Value, given: &[Value]) -> Value {
    match given.first() {
        Some(given) if !is_empty(given) => given.clone(),
        _ => default.clone(),
    }
}

/// Says whether a value is empty: nil, false, 0, "", or a list or map without items.
///
/// ```gotmpl
/// {{ empty (list) }} → true
/// ```
fn empty(value: &Value) -> bool {
    is_empty(value)
}

/// Gives the first value that is not empty, else nil.
///
/// ```gotmpl
/// {{ coalesce 0 "" "third" }} → third
/// ```
fn coalesce(values: &[Value]) -> Value {
    values.iter().find(|value| !is_empty(value)).cloned().unwrap_or_default()
}

/// Says whether no value is empty.
///
/// ```gotmpl
/// {{ all 1 "a" (list) }} → false
/// ```
fn all(values: &[Value]) -> bool {
    !values.iter().any(is_empty)
}

/// Says whether any value is not empty.
///
/// ```gotmpl
/// {{ any 0 "" "a" }} → true
/// ```
fn any(values: &[Value]) -> bool {
    !values.iter().all(is_empty)
}

/// Gives the first value if the last is true, else the second.
///
/// ```gotmpl
/// {{ ternary "yes" "no" true }} → yes
/// {{ eq 1 2 | ternary "yes" "no" }} → no
/// ```
fn ternary(when_true: &Value, when_false: &Value, condition: bool) -> Value {
    if condition { when_true.clone() } else { when_false.clone() }
}

pub(super) static TABLE: &[Entry] = &[
    ("all", &typed(all)),
    ("any", &typed(any)),
    ("coalesce", &typed(coalesce)),
    ("default", &typed(default)),
    ("empty", &typed(empty)),
    ("ternary", &typed(ternary)),
];

/// sprig's `empty`: as Go's truth, except that structs are never empty.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.kind() != Kind::Struct && !object.is_true(),
        other => !other.is_true(),
    }
}
