//! Freeing nested values without recursion: a template can nest dictionaries deeper than any stack.

use std::rc::Rc;

use super::Value;

/// Empties `values`, which are about to be freed, one level after the other.
pub(super) fn dismantle(values: &mut dyn Iterator<Item = &mut Value>) {
    let mut pending: Vec<Value> = values.filter(|value| is_nested(value)).map(std::mem::take).collect();
    while let Some(value) = pending.pop() {
        let inner = match value {
            Value::List(list) => Rc::into_inner(list).map(super::List::into_items).unwrap_or_default(),
            Value::Map(map) => map.into_values(),
            _ => continue,
        };
        pending.extend(inner.into_iter().filter(is_nested));
    }
}

/// Whether freeing the value may free more.
fn is_nested(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_))
}

#[cfg(test)]
mod tests {
    use crate::value::{Map, Value};

    #[test]
    fn deep_values_are_freed_without_recursion() {
        let mut value = Value::Nil;
        for _ in 0..200_000 {
            let map = Map::new();
            map.insert("inner", value);
            value = Value::list(vec![Value::Map(map)]);
        }
        drop(value);
    }
}
