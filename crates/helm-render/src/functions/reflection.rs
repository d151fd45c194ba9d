//! Types and kinds.

use super::Entry;
use super::equality::deep_equal;
use super::signature::typed;
use crate::fault::Fault;
use crate::value::{Str, Value};

/// Names the Go type of a value.
///
/// ```gotmpl
/// {{ typeOf (list 1) }} → []interface {}
/// ```
fn type_of(value: &Value) -> Str {
    value.type_name().into()
}

/// Names the Go kind of a value.
///
/// ```gotmpl
/// {{ kindOf (dict) }} → map
/// ```
fn kind_of(value: &Value) -> &'static str {
    value.kind().name()
}

/// Says whether a value has the Go type.
///
/// ```gotmpl
/// {{ typeIs "string" "hello" }} → true
/// ```
fn type_is(wanted: &Str, value: &Value) -> bool {
    *wanted == *value.type_name()
}

/// Says whether a value has the Go type or is a pointer to it.
///
/// ```gotmpl
/// {{ typeIsLike "semver.Version" (semver "1.2.3") }} → true
/// ```
fn type_is_like(wanted: &Str, value: &Value) -> bool {
    let name = value.type_name();
    *wanted == *name || name.strip_prefix('*').is_some_and(|name| *wanted == *name)
}

/// Says whether a value has the Go kind.
///
/// ```gotmpl
/// {{ kindIs "float64" 1.5 }} → true
/// ```
fn kind_is(wanted: &Str, value: &Value) -> bool {
    *wanted == *value.kind().name()
}

fn is_of_kind(wanted: &Value, value: &Value) -> bool {
    wanted.as_str().is_some_and(|wanted| kind_is(wanted, value))
}

fn is_of_type(wanted: &Value, value: &Value) -> bool {
    wanted.as_str().is_some_and(|wanted| type_is(wanted, value))
}

/// Says whether two values are of the same types and equal in depth.
///
/// ```gotmpl
/// {{ deepEqual (list 1 2) (list 1 2) }} → true
/// {{ deepEqual 1 1.0 }} → false
/// ```
fn is_deep_equal(left: &Value, right: &Value) -> Result<bool, Fault> {
    deep_equal(left, right)
}

pub(super) static TABLE: &[Entry] = &[
    ("deepEqual", &typed(is_deep_equal)),
    ("kindIs", &typed(kind_is).answering(is_of_kind)),
    ("kindOf", &typed(kind_of)),
    ("typeIs", &typed(type_is).answering(is_of_type)),
    ("typeIsLike", &typed(type_is_like)),
    ("typeOf", &typed(type_of)),
];
