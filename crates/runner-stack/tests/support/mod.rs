//! What several tests share.

use runner_stack::diagnostic::Span;
use runner_stack::schema::{Node, NodeKind};
use serde_json::Value;

/// A tree of a JSON value; positions count up in the order of the text.
pub(crate) fn node(value: &Value) -> Node {
    fn build(value: &Value, next: &mut u32) -> Node {
        let start = *next;
        *next += 1;
        let kind = match value {
            Value::Null => NodeKind::Null,
            Value::Bool(value) => NodeKind::Bool(*value),
            Value::Number(number) => match number.as_i64() {
                Some(number) => NodeKind::Integer(number.into()),
                None => NodeKind::Float(number.as_f64().unwrap()),
            },
            Value::String(text) => NodeKind::String(text.clone()),
            Value::Array(items) => NodeKind::List(items.iter().map(|item| build(item, next)).collect()),
            Value::Object(map) => {
                NodeKind::Map(map.iter().map(|(key, value)| (key.clone(), build(value, next))).collect())
            }
        };
        Node { kind, span: Span { start, end: *next } }
    }
    build(value, &mut 0)
}
