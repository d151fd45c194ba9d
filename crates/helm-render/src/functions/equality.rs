//! Go's `reflect.DeepEqual`.

use std::collections::BTreeSet;
use std::ptr;
use std::rc::Rc;

use super::limit::Budget;
use crate::fault::Fault;
use crate::value::{List, Map, Value};

/// Whether both values have the same types and contents.
pub(super) fn deep_equal(left: &Value, right: &Value) -> Result<bool, Fault> {
    match (left, right) {
        (Value::List(_), Value::List(_))
        | (Value::Map(_), Value::Map(_))
        | (Value::Object(_), Value::Object(_)) => {
            Comparison { visited: BTreeSet::new(), budget: Budget::new() }.values(left, right)
        }
        _ => Ok(scalars(left, right)),
    }
}

#[expect(clippy::float_cmp, reason = "Go compares exactly")]
fn scalars(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Int(left), Value::Int(right)) | (Value::Int64(left), Value::Int64(right)) => left == right,
        (Value::Uint8(left), Value::Uint8(right)) => left == right,
        (Value::Uint64(left), Value::Uint64(right)) => left == right,
        (Value::Float(left), Value::Float(right)) => left == right,
        (Value::String(left), Value::String(right)) => left == right,
        _ => false,
    }
}

struct Comparison {
    // Pairs that are being or were compared: maps can contain themselves, and shared lists can be exponentially large.
    visited: BTreeSet<(usize, usize)>,
    budget: Budget,
}

impl Comparison {
    fn values(&mut self, left: &Value, right: &Value) -> Result<bool, Fault> {
        match (left, right) {
            (Value::List(left), Value::List(right)) => self.lists(left, right),
            (Value::Map(left), Value::Map(right)) => self.maps(left, right),
            (Value::Object(left), Value::Object(right)) => {
                if Rc::ptr_eq(left, right) {
                    return Ok(true);
                }
                if left.type_name() != right.type_name()
                    || left.display() != right.display()
                    || left.go_string() != right.go_string()
                {
                    return Ok(false);
                }
                let (left, right) = (left.data(), right.data());
                self.nested(|comparison| comparison.values(&left, &right))
            }
            _ => Ok(scalars(left, right)),
        }
    }

    fn lists(&mut self, left: &Rc<List>, right: &Rc<List>) -> Result<bool, Fault> {
        if left.list_type() != right.list_type()
            || left.is_nil() != right.is_nil()
            || left.items().len() != right.items().len()
        {
            return Ok(false);
        }
        if Rc::ptr_eq(left, right)
            || !self.visited.insert((Rc::as_ptr(left).addr(), Rc::as_ptr(right).addr()))
        {
            return Ok(true);
        }
        self.nested(|comparison| {
            for (left, right) in left.items().iter().zip(right.items()) {
                if !comparison.values(left, right)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    fn maps(&mut self, left: &Map, right: &Map) -> Result<bool, Fault> {
        if left.map_type() != right.map_type() || left.len() != right.len() {
            return Ok(false);
        }
        let (left_entries, right_entries) = (left.entries(), right.entries());
        let addresses = (ptr::from_ref(&*left_entries).addr(), ptr::from_ref(&*right_entries).addr());
        if left.is_same(right) || !self.visited.insert(addresses) {
            return Ok(true);
        }
        self.nested(|comparison| {
            for ((left_key, left), (right_key, right)) in left_entries.iter().zip(right_entries.iter()) {
                if left_key != right_key || !comparison.values(left, right)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    fn nested(&mut self, compare: impl FnOnce(&mut Self) -> Result<bool, Fault>) -> Result<bool, Fault> {
        self.budget.enter()?;
        let result = compare(self);
        self.budget.leave();
        result
    }
}
