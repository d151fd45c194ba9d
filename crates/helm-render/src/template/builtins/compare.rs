//! `eq`, `lt` and their siblings.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::fault::Fault;
use crate::value::format::sprintf;
use crate::value::{Kind, Value};

/// What comparisons distinguish.
enum Basic<'v> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    String(&'v [u8]),
    Other,
}

impl<'v> Basic<'v> {
    fn of(value: &'v Value) -> Self {
        match value {
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) | Value::Int64(value) => Self::Int(*value),
            Value::Uint8(value) => Self::Uint(u64::from(*value)),
            Value::Uint64(value) => Self::Uint(*value),
            Value::Float(value) => Self::Float(*value),
            Value::String(text) => Self::String(text.as_bytes()),
            Value::Object(object) if matches!(object.kind(), Kind::Int | Kind::Int64) => {
                match object.data() {
                    Value::Int(value) | Value::Int64(value) => Self::Int(value),
                    _ => Self::Other,
                }
            }
            Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) => Self::Other,
        }
    }
}

/// Whether `first` equals one of `others`.
pub(super) fn eq(first: &Value, others: &[Value]) -> Result<bool, Fault> {
    if others.is_empty() {
        return Err(Fault::new("missing argument for comparison"));
    }
    for other in others {
        if is_equal(first, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_equal(a: &Value, b: &Value) -> Result<bool, Fault> {
    #[expect(clippy::float_cmp, reason = "Go compares the same way")]
    let result = match (Basic::of(a), Basic::of(b)) {
        (Basic::Bool(a), Basic::Bool(b)) => a == b,
        (Basic::Int(a), Basic::Int(b)) => a == b,
        (Basic::Uint(a), Basic::Uint(b)) => a == b,
        (Basic::Int(a), Basic::Uint(b)) | (Basic::Uint(b), Basic::Int(a)) => u64::try_from(a) == Ok(b),
        (Basic::Float(a), Basic::Float(b)) => a == b,
        (Basic::String(a), Basic::String(b)) => a == b,
        (Basic::Other, Basic::Other) => return is_equal_other(a, b),
        _ if matches!(a, Value::Nil) || matches!(b, Value::Nil) => false,
        _ => return Err(incompatible()),
    };
    Ok(result)
}

fn is_equal_other(a: &Value, b: &Value) -> Result<bool, Fault> {
    let has_untyped_nil = matches!(a, Value::Nil) || matches!(b, Value::Nil);
    if a.kind() != b.kind() && !has_untyped_nil {
        let types = (Value::str(a.type_name()), Value::str(b.type_name()));
        let message =
            sprintf(b"non-comparable types %s: %v, %s: %v", &[a.clone(), types.0, types.1, b.clone()]);
        return Err(Fault::new(String::from_utf8_lossy(&message)));
    }
    if is_nil(a) || is_nil(b) {
        return Ok(is_nil(a) == is_nil(b));
    }
    match (a, b) {
        (Value::Object(a), Value::Object(b)) if a.kind() == Kind::Ptr => {
            Ok(Rc::ptr_eq(a, b) || a.address().is_some_and(|address| b.address() == Some(address)))
        }
        (Value::Object(a), Value::Object(other)) if is_comparable(b) => Ok(a.type_name()
            == other.type_name()
            && a.display() == other.display()
            && a.go_string() == other.go_string()),
        _ => {
            let message = sprintf(b"non-comparable type %s: %v", &[b.clone(), Value::str(b.type_name())]);
            Err(Fault::new(String::from_utf8_lossy(&message)))
        }
    }
}

/// Whether Go's `==` takes values of the type: it has no slice and no map in it.
fn is_comparable(value: &Value) -> bool {
    match value {
        Value::List(_) | Value::Map(_) => false,
        Value::Object(object) => match object.kind() {
            Kind::Slice | Kind::Map => false,
            Kind::Struct => {
                object.fields().unwrap_or_default().iter().all(|field| is_comparable(&field.value))
            }
            _ => true,
        },
        _ => true,
    }
}

fn is_nil(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::List(list) => list.is_nil(),
        _ => false,
    }
}

/// Whether `a` is less than `b`.
pub(super) fn lt(a: &Value, b: &Value) -> Result<bool, Fault> {
    order(a, b).map(|order| order == Some(Ordering::Less))
}

/// Whether `a` is at most `b`.
pub(super) fn le(a: &Value, b: &Value) -> Result<bool, Fault> {
    order(a, b).map(|order| matches!(order, Some(Ordering::Less | Ordering::Equal)))
}

/// How two values are ordered; not at all if one is no number.
fn order(a: &Value, b: &Value) -> Result<Option<Ordering>, Fault> {
    let no_order = || Fault::new("invalid type for comparison");
    match (Basic::of(a), Basic::of(b)) {
        (Basic::Other, _) | (_, Basic::Other) | (Basic::Bool(_), Basic::Bool(_)) => Err(no_order()),
        (Basic::Int(a), Basic::Int(b)) => Ok(Some(a.cmp(&b))),
        (Basic::Uint(a), Basic::Uint(b)) => Ok(Some(a.cmp(&b))),
        (Basic::Int(a), Basic::Uint(b)) => Ok(Some(i128::from(a).cmp(&i128::from(b)))),
        (Basic::Uint(a), Basic::Int(b)) => Ok(Some(i128::from(a).cmp(&i128::from(b)))),
        (Basic::Float(a), Basic::Float(b)) => Ok(a.partial_cmp(&b)),
        (Basic::String(a), Basic::String(b)) => Ok(Some(a.cmp(b))),
        _ => Err(incompatible()),
    }
}

fn incompatible() -> Fault {
    Fault::new("incompatible types for comparison")
}
