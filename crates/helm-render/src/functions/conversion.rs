//! From one kind to another.

use super::Entry;
use super::cast::{self, parse_int, to_float64, to_int64, to_text};
use super::signature::{Int64, typed};
use crate::value::{List, ListType, Str, Value, format};

/// Converts a value to `int`; what is no number is 0.
///
/// ```gotmpl
/// {{ int "42" }} → 42
/// ```
fn int(value: &Value) -> i64 {
    to_int64(value)
}

/// Converts a value to `int64`; what is no number is 0.
///
/// ```gotmpl
/// {{ int64 3.9 }} → 3
/// ```
fn int64(value: &Value) -> Int64 {
    Int64(to_int64(value))
}

/// Converts a value to `float64`; what is no number is 0.
///
/// ```gotmpl
/// {{ float64 "1.5" }} → 1.5
/// ```
fn float64(value: &Value) -> f64 {
    to_float64(value)
}

/// Reads a decimal integer; what is none is 0.
///
/// ```gotmpl
/// {{ atoi "42" }} → 42
/// ```
fn atoi(text: &Str) -> i64 {
    let Some(text) = text.to_utf8() else { return 0 };
    // strconv.Atoi gives the nearest number when it is out of range, and sprig drops the error.
    parse_int(text, 10).unwrap_or_else(|| nearest(text))
}

/// Converts an octal number, such as a file mode, to a decimal one; what is none is 0.
///
/// ```gotmpl
/// {{ toDecimal "0777" }} → 511
/// ```
fn to_decimal(value: &Value) -> Int64 {
    let text = match value {
        Value::String(text) => text.clone(),
        other => format::display(other),
    };
    Int64(text.to_utf8().and_then(|text| parse_int(text, 8)).unwrap_or(0))
}

/// Converts a value to text.
///
/// ```gotmpl
/// {{ toString 1.5 }} → 1.5
/// ```
fn to_string(value: &Value) -> Str {
    to_text(value)
}

/// Converts a list to a list of strings, leaving out nil; anything else becomes its only item.
///
/// ```gotmpl
/// {{ toStrings (list 1 2 3) | join "," }} → 1,2,3
/// ```
fn to_strings(value: &Value) -> Value {
    strings_of(value)
}

pub(super) static TABLE: &[Entry] = &[
    ("atoi", &typed(atoi)),
    ("float64", &typed(float64)),
    ("int", &typed(int)),
    ("int64", &typed(int64)),
    ("toDecimal", &typed(to_decimal)),
    ("toString", &typed(to_string)),
    ("toStrings", &typed(to_strings)),
];

/// sprig's `strslice`.
pub(super) fn strings_of(value: &Value) -> Value {
    if let Value::List(list) = value
        && list.list_type() == ListType::Strings
    {
        return value.clone();
    }
    let items = match cast::as_slice(value) {
        Some(list) => list
            .as_list()
            .unwrap_or_default()
            .iter()
            .filter(|item| !matches!(item, Value::Nil))
            .map(|item| Value::String(to_text(item)))
            .collect(),
        None if matches!(value, Value::Nil) => Vec::new(),
        None => vec![Value::String(to_text(value))],
    };
    Value::List(List::typed(ListType::Strings, items).into())
}

fn nearest(text: &str) -> i64 {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        0
    } else if text.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    }
}
