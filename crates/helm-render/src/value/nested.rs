//! Freeing nested values with little recursion: a template can nest dictionaries deeper than any stack.

use std::cell::Cell;
use std::rc::Rc;

use super::Value;

/// How many lists and maps inside each other are freed by recursion, which looks at each value only once.
const RECURSION: u32 = 32;

thread_local! {
    /// How many lists and maps are being freed.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Frees what a list or map holds; `dismantle_all` is called first where that may be nested too deeply.
pub(super) fn free<T>(mut content: T, dismantle_all: impl FnOnce(&mut T)) {
    let depth = DEPTH.get();
    if depth == RECURSION {
        dismantle_all(&mut content);
        return;
    }
    DEPTH.set(depth + 1);
    drop(content);
    DEPTH.set(depth);
}

/// Empties `values`, which are about to be freed, one level after the other.
pub(super) fn dismantle(values: &mut dyn Iterator<Item = &mut Value>) {
    let mut pending = Vec::new();
    for value in values.filter(|value| is_nested(value)) {
        take_apart(std::mem::take(value), &mut pending);
    }
    while let Some(value) = pending.pop() {
        take_apart(value, &mut pending);
    }
}

/// Frees a list or map, unless others hold it; what is in it goes to `pending` if freeing that may free more.
fn take_apart(value: Value, pending: &mut Vec<Value>) {
    match value {
        Value::List(list) => {
            let items = Rc::into_inner(list).map(super::List::into_items).unwrap_or_default();
            pending.extend(items.into_iter().filter(is_nested));
        }
        Value::Map(map) => map.into_values(|value| {
            if is_nested(value) {
                pending.push(std::mem::take(value));
            }
        }),
        _ => {}
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

    #[test]
    fn what_is_held_twice_is_freed_without_recursion() {
        let mut value = Value::Nil;
        for _ in 0..200_000 {
            value = Value::list(vec![value.clone(), value]);
        }
        drop(value);
    }
}
