//! How much memory lists and maps take at the moment, for the limits of a render.
//!
//! Both live and die on one thread, and neither is freed by other means than `Drop`, so that counting is exact.

use std::cell::Cell;

/// Bytes that an entry of a map takes, beside what its value holds.
pub(super) const ENTRY: usize = 96;

thread_local! {
    static LIVE: Cell<usize> = const { Cell::new(0) };
}

/// The bytes that the lists and maps of this thread take.
pub(crate) fn bytes() -> usize {
    LIVE.get()
}

pub(super) fn grow(bytes: usize) {
    LIVE.set(LIVE.get().wrapping_add(bytes));
}

pub(super) fn shrink(bytes: usize) {
    LIVE.set(LIVE.get().wrapping_sub(bytes));
}

#[cfg(test)]
mod tests {
    use crate::value::{List, Map, Value};

    #[test]
    fn everything_is_counted_once() {
        let before = super::bytes();
        let map = Map::new();
        map.insert("a", Value::list(vec![Value::map(), Value::strings(["x", "y"])]));
        map.insert("a", 1_u8 == 1);
        map.insert("b", Value::list(vec![Value::Nil; 10]));
        map.remove("a");
        let list = List::new(vec![Value::Map(map.clone()); 3]);
        let copy = list.clone();
        assert_eq!(super::bytes() - before, super::ENTRY + 16 * size_of::<Value>());
        drop((list, copy));
        map.insert("deep", Value::list(vec![Value::list(vec![Value::Map(Map::new())])]));
        drop(map);
        assert_eq!(super::bytes(), before);
    }
}
