//! `toYaml`, `fromYaml` and their JSON and TOML siblings: Helm's `engine/funcs.go` and sprig's `defaults.go`.
//!
//! Helm swallows failures: writing gives an empty string, reading a map with the message under `Error`. The `must…`
//! forms fail instead.

use super::Entry;
use super::signature::typed;
use crate::fault::{Fault, FaultKind};
use crate::value::{Map, Str, Value};
use crate::{json, toml, yaml};

/// Writes a value as YAML, without the final line end; nothing when it cannot be written.
///
/// ```gotmpl
/// {{ dict "b" (list 1 "2") "a" nil | toYaml }} → a: null
/// b:
/// - 1
/// - "2"
/// ```
fn to_yaml(value: &Value) -> Result<Str, Fault> {
    swallow(yaml::to_yaml(value)).map(without_line_end)
}

/// Writes a value as YAML with indented lists.
///
/// ```gotmpl
/// {{ dict "a" (list 1) | toYamlPretty }} → a:
///   - 1
/// ```
fn to_yaml_pretty(value: &Value) -> Result<Str, Fault> {
    swallow(yaml::to_yaml_pretty(value)).map(without_line_end)
}

/// An empty text for Go's failures; limits of ours are not swallowed.
fn swallow(outcome: Result<Str, Fault>) -> Result<Str, Fault> {
    outcome.or_else(|fault| if fault.kind == FaultKind::Limit { Err(fault) } else { Ok(Str::default()) })
}

fn without_line_end(text: Str) -> Str {
    match text.as_bytes().strip_suffix(b"\n") {
        Some(text) => Str::from(text),
        None => text,
    }
}

/// Reads a YAML mapping; on failure a map with the message under `Error`.
///
/// ```gotmpl
/// {{ (fromYaml "a: 0x10").a }} → 16
/// ```
fn from_yaml(text: &Str) -> Value {
    yaml::from_yaml_map(text.as_bytes()).unwrap_or_else(|error| error_map(error.to_string()))
}

/// Reads a YAML list; on failure a list of the message.
///
/// ```gotmpl
/// {{ fromYamlArray "[a, 1]" }} → [a 1]
/// ```
fn from_yaml_array(text: &Str) -> Value {
    yaml::from_yaml_list(text.as_bytes())
        .unwrap_or_else(|error| Value::list(vec![Value::str(error.to_string())]))
}

fn error_map(message: String) -> Value {
    let map = Map::new();
    map.insert("Error", message);
    Value::Map(map)
}

/// Writes a value as JSON; nothing when it cannot be written.
///
/// ```gotmpl
/// {{ dict "a" "<b>" | toJson }} → {"a":"\u003cb\u003e"}
/// ```
fn to_json(value: &Value) -> Result<Str, Fault> {
    swallow(json::to_json(value))
}

/// Writes a value as JSON, or fails.
///
/// ```gotmpl
/// {{ list 1 "a" | mustToJson }} → [1,"a"]
/// ```
fn must_to_json(value: &Value) -> Result<Str, Fault> {
    json::to_json(value)
}

/// Writes a value as JSON over several lines; nothing when it cannot be written.
///
/// ```gotmpl
/// {{ list 1 | toPrettyJson }} → [
///   1
/// ]
/// ```
fn to_pretty_json(value: &Value) -> Result<Str, Fault> {
    swallow(json::to_pretty_json(value))
}

/// Writes a value as JSON over several lines, or fails.
///
/// ```gotmpl
/// {{ list | mustToPrettyJson }} → []
/// ```
fn must_to_pretty_json(value: &Value) -> Result<Str, Fault> {
    json::to_pretty_json(value)
}

/// Writes a value as JSON and leaves `<`, `>` and `&` as they are, or fails.
///
/// ```gotmpl
/// {{ dict "a" "<b>" | toRawJson }} → {"a":"<b>"}
/// ```
fn to_raw_json(value: &Value) -> Result<Str, Fault> {
    json::to_raw_json(value)
}

/// Reads a JSON object; on failure a map with the message under `Error`.
///
/// ```gotmpl
/// {{ (fromJson "{\"a\": [1]}").a }} → [1]
/// ```
fn from_json(text: &Str) -> Value {
    match json::read(text.as_bytes()) {
        // Go keeps what it could read beside the message.
        Ok((Value::Map(map), Some(fault))) => {
            map.insert("Error", fault.message);
            Value::Map(map)
        }
        _ => json::from_json_map(text.as_bytes()).unwrap_or_else(|fault| error_map(fault.to_string())),
    }
}

/// Reads a JSON array; on failure a list of the message.
///
/// ```gotmpl
/// {{ fromJsonArray "[1, 2]" }} → [1 2]
/// ```
fn from_json_array(text: &Str) -> Value {
    json::from_json_list(text.as_bytes())
        .unwrap_or_else(|fault| Value::list(vec![Value::str(fault.to_string())]))
}

/// Reads any JSON value, or fails.
///
/// ```gotmpl
/// {{ mustFromJson "[true, null]" }} → [true <nil>]
/// ```
fn must_from_json(text: &Str) -> Result<Value, Fault> {
    json::from_json(text.as_bytes())
}

/// Writes a map as TOML; the message when it cannot be written.
///
/// ```gotmpl
/// {{ dict "a" (dict "b" 1) | toToml }} → [a]
///   b = 1
/// ```
fn to_toml(value: &Value) -> Result<Str, Fault> {
    if matches!(value, Value::Nil) {
        // BurntSushi/toml panics.
        return Err(Fault::new("reflect: call of reflect.Value.Type on zero Value"));
    }
    toml::to_toml(value).or_else(|fault| {
        if fault.kind == FaultKind::Limit { Err(fault) } else { Ok(Str::from(fault.to_string())) }
    })
}

/// Reads TOML; on failure the message is under `Error`.
///
/// ```gotmpl
/// {{ (fromToml "a = 1_000").a }} → 1000
/// ```
fn from_toml(text: &Str) -> Value {
    toml::from_toml(text.as_bytes()).unwrap_or_else(|fault| error_map(fault.to_string()))
}

pub(super) static TABLE: &[Entry] = &[
    ("fromJson", &typed(from_json)),
    ("fromJsonArray", &typed(from_json_array)),
    ("fromToml", &typed(from_toml)),
    ("fromYaml", &typed(from_yaml)),
    ("fromYamlArray", &typed(from_yaml_array)),
    ("mustFromJson", &typed(must_from_json)),
    ("mustToJson", &typed(must_to_json)),
    ("mustToPrettyJson", &typed(must_to_pretty_json)),
    ("mustToRawJson", &typed(to_raw_json)),
    ("toJson", &typed(to_json)),
    ("toPrettyJson", &typed(to_pretty_json)),
    ("toRawJson", &typed(to_raw_json)),
    ("toToml", &typed(to_toml)),
    ("toYaml", &typed(to_yaml)),
    ("toYamlPretty", &typed(to_yaml_pretty)),
];
