//! What values cost: the time to read them, the memory that new texts take. Lists and maps count themselves.

use std::rc::Rc;

use crate::functions::limit::WORK_PER_STEP;
use crate::value::{Str, Value};

/// Bytes of a text beside its own: where it is kept, and what the allocator adds.
const TEXT: usize = 32;

/// Bytes of an object, whatever it is.
const OBJECT: usize = 256;

/// Bytes of lists and maps whose making takes as long as one step.
const MADE_PER_STEP: usize = 64;

/// The steps it takes to go once through the texts among the arguments of a call.
pub(super) fn steps_to_read(args: &[Value]) -> u64 {
    let bytes: usize = args.iter().filter_map(Value::as_str).map(Str::len).sum();
    (bytes / WORK_PER_STEP) as u64
}

/// The steps it took to make so many bytes of lists and maps.
pub(super) fn steps_to_make(bytes: usize) -> u64 {
    (bytes / MADE_PER_STEP) as u64
}

/// The bytes of texts and objects in a result that nobody else holds already.
pub(super) fn of_new(value: &Value) -> usize {
    match value {
        Value::String(text) if text.is_shared() => 0,
        Value::String(text) => TEXT + text.len(),
        Value::Object(_) => OBJECT,
        Value::List(list) if Rc::strong_count(list) == 1 => of_items(value),
        Value::Map(map) if !map.is_shared() => of_items(value),
        _ => 0,
    }
}

fn of_items(value: &Value) -> usize {
    let mut bytes = 0;
    let mut pending = vec![value.clone()];
    let mut add = |value: &Value, pending: &mut Vec<Value>| match value {
        Value::List(list) if Rc::strong_count(list) == 1 => pending.push(value.clone()),
        Value::Map(map) if !map.is_shared() => pending.push(value.clone()),
        Value::String(text) if !text.is_shared() => bytes += TEXT + text.len(),
        Value::Object(_) => bytes += OBJECT,
        _ => {}
    };
    while let Some(value) = pending.pop() {
        match &value {
            Value::List(list) => list.items().iter().for_each(|item| add(item, &mut pending)),
            Value::Map(map) => map.entries().values().for_each(|item| add(item, &mut pending)),
            _ => {}
        }
    }
    bytes
}
