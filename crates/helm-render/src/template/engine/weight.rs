//! What values cost: the time to read them, the memory that new texts take. Lists and maps count themselves.

use std::rc::Rc;

use crate::functions::limit::WORK_PER_STEP;
use crate::value::Value;

/// Bytes of an object, whatever it is.
const OBJECT: usize = 256;

/// Bytes of lists and maps whose making takes as long as one step.
const MADE_PER_STEP: usize = 64;

/// The steps it takes to go once through the texts among the arguments of a call.
#[inline(always)]
pub(super) fn steps_to_read<'v>(args: impl IntoIterator<Item = &'v Value>) -> u64 {
    let mut bytes = 0;
    for value in args {
        if let Value::String(text) = value {
            bytes += text.len();
        }
    }
    (bytes / WORK_PER_STEP) as u64
}

/// The steps it took to make so many bytes of lists and maps.
pub(super) fn steps_to_make(bytes: usize) -> u64 {
    (bytes / MADE_PER_STEP) as u64
}

/// The bytes of texts and objects in a result that nobody else holds already.
pub(super) fn of_new(value: &Value) -> usize {
    match value {
        Value::String(text) => text.allocated(),
        Value::Object(_) => OBJECT,
        Value::List(list) if Rc::strong_count(list) == 1 => of_items(value),
        Value::Map(map) if !map.is_shared() => of_items(value),
        _ => 0,
    }
}

fn of_items(value: &Value) -> usize {
    let mut pending = Vec::new();
    let mut bytes = of_level(value, &mut pending);
    while let Some(value) = pending.pop() {
        bytes += of_level(&value, &mut pending);
    }
    bytes
}

/// The bytes of what a list or map holds itself; lists and maps among that are put off.
fn of_level(value: &Value, pending: &mut Vec<Value>) -> usize {
    let mut of_item = |value: &Value| match value {
        Value::List(list) if Rc::strong_count(list) == 1 => {
            pending.push(value.clone());
            0
        }
        Value::Map(map) if !map.is_shared() => {
            pending.push(value.clone());
            0
        }
        Value::String(text) => text.allocated(),
        Value::Object(_) => OBJECT,
        _ => 0,
    };
    match value {
        Value::List(list) => list.items().iter().map(of_item).sum(),
        Value::Map(map) => map.entries().values().map(&mut of_item).sum(),
        _ => 0,
    }
}
