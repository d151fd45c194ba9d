//! The functions of the template language itself.

mod compare;
mod escape;

use crate::fault::Fault;
use crate::functions::{self, GoType};
use crate::template::ast::{Builtin, Callee, Target};
use crate::value::format::{display, sprint, sprintf, sprintln};
use crate::value::{Kind, MapType, Object, Str, Value};

/// Go's builtins and Helm's functions that need the engine; all others are in [`functions`].
const TABLE: &[(&str, Builtin)] = &[
    ("and", Builtin::And),
    ("call", Builtin::Call),
    ("eq", Builtin::Eq),
    ("fail", Builtin::Fail),
    ("ge", Builtin::Ge),
    ("gt", Builtin::Gt),
    ("html", Builtin::Html),
    ("include", Builtin::Include),
    ("index", Builtin::Index),
    ("js", Builtin::Js),
    ("le", Builtin::Le),
    ("len", Builtin::Len),
    ("lt", Builtin::Lt),
    ("ne", Builtin::Ne),
    ("not", Builtin::Not),
    ("or", Builtin::Or),
    ("print", Builtin::Print),
    ("printf", Builtin::Printf),
    ("println", Builtin::Println),
    ("required", Builtin::Required),
    ("tpl", Builtin::Tpl),
    ("urlquery", Builtin::Urlquery),
];

/// The names of the functions that [`functions::lookup`] does not find, sorted: Go's own, and those of Helm that need the
/// engine.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(name, _)| *name)
}

/// The function `name`.
pub(super) fn find(name: &[u8]) -> Option<Callee> {
    let name = std::str::from_utf8(name).ok()?;
    let place = match TABLE.binary_search_by_key(&name, |&(known, _)| known) {
        Ok(place) => place,
        Err(_) => TABLE.len() + functions::place(name)?,
    };
    u16::try_from(place).ok().map(Callee)
}

impl Callee {
    /// The Go spelling.
    pub(super) fn name(self) -> &'static str {
        let place = usize::from(self.0);
        TABLE.get(place).map_or_else(|| functions::at(place - TABLE.len()).0, |&(name, _)| name)
    }

    /// What to call.
    #[inline(always)]
    pub(super) fn target(self) -> Target {
        let place = usize::from(self.0);
        match TABLE.get(place) {
            Some(&(_, builtin)) => Target::Builtin(builtin),
            None => Target::Function(functions::at(place - TABLE.len()).1),
        }
    }
}

/// The parameter types, and whether the last one repeats.
pub(super) fn signature(builtin: Builtin) -> (&'static [GoType], bool) {
    match builtin {
        Builtin::And | Builtin::Or | Builtin::Eq | Builtin::Index | Builtin::Call => {
            (&[GoType::Reflect, GoType::Reflect], true)
        }
        Builtin::Not | Builtin::Len => (&[GoType::Reflect], false),
        Builtin::Ne | Builtin::Lt | Builtin::Le | Builtin::Gt | Builtin::Ge => {
            (&[GoType::Reflect, GoType::Reflect], false)
        }
        Builtin::Print | Builtin::Println | Builtin::Html | Builtin::Js | Builtin::Urlquery => {
            (&[GoType::Any], true)
        }
        Builtin::Printf => (&[GoType::String, GoType::Any], true),
        Builtin::Include | Builtin::Tpl | Builtin::Required => (&[GoType::String, GoType::Any], false),
        Builtin::Fail => (&[GoType::String], false),
    }
}

/// Calls a builtin that needs nothing but its arguments, whose number has been checked.
#[inline(never)]
pub(super) fn call_simple(builtin: Builtin, args: &[Value]) -> Result<Value, Fault> {
    let text = |bytes: Vec<u8>| Ok(Value::String(Str::from(bytes)));
    match (builtin, args) {
        (Builtin::Not, [value]) => Ok(Value::Bool(!value.is_true())),
        (Builtin::Eq, [first, others @ ..]) => compare::eq(first, others).map(Value::Bool),
        (Builtin::Ne, [a, b]) => is_equal(a, b).map(|equal| Value::Bool(!equal)),
        (Builtin::Lt, [a, b]) => compare::lt(a, b).map(Value::Bool),
        (Builtin::Le, [a, b]) => compare::le(a, b).map(Value::Bool),
        (Builtin::Gt, [a, b]) => compare::le(a, b).map(|is_less| Value::Bool(!is_less)),
        (Builtin::Ge, [a, b]) => compare::lt(a, b).map(|is_less| Value::Bool(!is_less)),
        (Builtin::Len, [value]) => len(value),
        (Builtin::Index, [item, indexes @ ..]) => index(item, indexes),
        (Builtin::Print, args) => text(sprint(args)),
        (Builtin::Println, args) => text(sprintln(args)),
        (Builtin::Printf, [Value::String(format), args @ ..]) => text(sprintf(format.as_bytes(), args)),
        (Builtin::Html | Builtin::Js | Builtin::Urlquery, args) => text(escaped(builtin, args)),
        _ => Err(Fault::new("wrong arguments")),
    }
}

#[inline(never)]
fn escaped(builtin: Builtin, args: &[Value]) -> Vec<u8> {
    let text = escape::join(args);
    match builtin {
        Builtin::Html => escape::html(&text),
        Builtin::Js => escape::js(&text),
        _ => escape::query(&text),
    }
}

/// `eq` of two values.
pub(super) fn is_equal(left: &Value, right: &Value) -> Result<bool, Fault> {
    compare::eq(left, std::slice::from_ref(right))
}

/// Why `len` fails for nil; without a type Go trips over it.
pub(super) fn len_of_nil(is_interface: bool) -> Fault {
    if is_interface {
        Fault::new("len of nil pointer")
    } else {
        Fault::new("reflect: call of reflect.Value.Type on zero Value")
    }
}

/// Why `call` fails: no value of a template is a function.
pub(super) fn call(function: &Value, shown: &str) -> Fault {
    match function {
        Value::Nil => Fault::new("call of nil"),
        other => Fault::new(format!("non-function {shown} of type {}", other.type_name())),
    }
}

#[inline(never)]
fn len(value: &Value) -> Result<Value, Fault> {
    let length = match value {
        Value::String(text) => Some(text.len()),
        Value::List(list) => Some(list.items().len()),
        Value::Map(map) => Some(map.len()),
        Value::Object(object) => match collection(&**object) {
            Some(Value::List(list)) => Some(list.items().len()),
            Some(Value::Map(map)) => Some(map.len()),
            _ => None,
        },
        _ => None,
    };
    match length.and_then(|length| i64::try_from(length).ok()) {
        Some(length) => Ok(Value::Int(length)),
        // Go looks behind pointers first.
        None => Err(Fault::new(format!("len of type {}", value.type_name().trim_start_matches('*')))),
    }
}

#[inline(never)]
fn index(item: &Value, indexes: &[Value]) -> Result<Value, Fault> {
    if let Value::Nil = item {
        return Err(Fault::new("index of untyped nil"));
    }
    let mut item = item.clone();
    for index in indexes {
        if let Value::Object(object) = &item {
            item = collection(&**object).unwrap_or(item);
        }
        item = match &item {
            Value::Nil => return Err(Fault::new("index of nil pointer")),
            Value::List(list) => {
                let items = list.items();
                let position = position(index, items.len())?;
                items.get(position).cloned().ok_or_else(|| Fault::new("reflect: slice index out of range"))?
            }
            Value::String(text) => {
                let position = position(index, text.len())?;
                let byte = text.as_bytes().get(position).copied();
                Value::Uint8(byte.ok_or_else(|| Fault::new("reflect: string index out of range"))?)
            }
            Value::Map(map) => match index {
                Value::String(key) => map.get_str(key).unwrap_or_else(|| match map.map_type() {
                    MapType::Strings => Value::String(Str::default()),
                    _ => Value::Nil,
                }),
                Value::Nil => return Err(Fault::new("value is nil; should be of type string")),
                other => {
                    return Err(Fault::new(format!(
                        "value has type {}; should be string",
                        other.type_name()
                    )));
                }
            },
            other => return Err(Fault::new(format!("can't index item of type {}", other.type_name()))),
        };
    }
    Ok(item)
}

/// The elements of an object whose kind has some.
pub(super) fn collection(object: &dyn Object) -> Option<Value> {
    matches!(object.kind(), Kind::Map | Kind::Slice).then(|| object.data())
}

/// An index of a slice; one past the end passes here, as in Go, and fails later.
fn position(index: &Value, length: usize) -> Result<usize, Fault> {
    let number = match index {
        Value::Int(number) | Value::Int64(number) => *number,
        Value::Uint8(number) => i64::from(*number),
        Value::Uint64(number) => number.cast_signed(),
        Value::Object(object) if matches!(object.kind(), Kind::Int | Kind::Int64) => {
            return position(&object.data(), length);
        }
        Value::Nil => return Err(Fault::new("cannot index slice/array with nil")),
        other => return Err(Fault::new(format!("cannot index slice/array with type {}", other.type_name()))),
    };
    match usize::try_from(number) {
        Ok(position) if position <= length => Ok(position),
        _ => Err(Fault::new(format!("index out of range: {number}"))),
    }
}

/// A complex constant; nothing can be done with it but print it.
#[derive(Debug)]
pub(super) struct Complex {
    pub(super) real: f64,
    pub(super) imaginary: f64,
}

impl Object for Complex {
    fn type_name(&self) -> &'static str {
        "complex128"
    }

    fn kind(&self) -> Kind {
        Kind::Complex128
    }

    fn display(&self) -> String {
        let sign = if self.imaginary.is_sign_negative() { "" } else { "+" };
        format!("({}{sign}{}i)", display(&Value::Float(self.real)), display(&Value::Float(self.imaginary)))
    }

    fn is_true(&self) -> bool {
        self.real != 0.0 || self.imaginary != 0.0
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::TABLE;

    #[test]
    fn the_table_can_be_searched() {
        assert!(TABLE.is_sorted_by_key(|&(name, _)| name));
    }
}
