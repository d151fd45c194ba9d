//! Conversions between kinds as spf13/cast and sprig's `strval` make them.

use crate::value::{Kind, ListType, Str, Value, format};

/// sprig's `strval`: text as it is, anything else as `%v` prints it.
pub(super) fn to_text(value: &Value) -> Str {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        Value::List(list) if list.list_type() == ListType::Bytes => list
            .items()
            .iter()
            .filter_map(|item| if let Value::Uint8(byte) = item { Some(*byte) } else { None })
            .collect::<Vec<u8>>()
            .into(),
        Value::Object(object) => object.display().into(),
        other => format::display(other),
    }
}

/// cast's `ToInt64`: what cannot be converted is 0.
pub(super) fn to_int64(value: &Value) -> i64 {
    match value {
        Value::Int(number) | Value::Int64(number) => *number,
        Value::Uint8(number) => i64::from(*number),
        Value::Uint64(number) => number.cast_signed(),
        Value::Float(number) => truncate(*number),
        Value::String(text) => {
            text.to_utf8().and_then(|text| parse_int(trim_zero_decimal(text), 0)).unwrap_or(0)
        }
        Value::Bool(flag) => i64::from(*flag),
        // A month or a weekday, but no duration.
        Value::Object(object) if object.kind() == Kind::Int => to_int64(&object.data()),
        Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) => 0,
    }
}

/// cast's `ToFloat64`: what cannot be converted is 0.
#[expect(clippy::cast_precision_loss, reason = "Go rounds the same way")]
pub(super) fn to_float64(value: &Value) -> f64 {
    match value {
        Value::Int(number) | Value::Int64(number) => *number as f64,
        Value::Uint8(number) => f64::from(*number),
        Value::Uint64(number) => *number as f64,
        Value::Float(number) => *number,
        Value::String(text) => text.to_utf8().and_then(parse_float).unwrap_or(0.0),
        Value::Bool(flag) => f64::from(u8::from(*flag)),
        Value::Object(object) if object.kind() == Kind::Int => to_float64(&object.data()),
        Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) => 0.0,
    }
}

/// Go's conversion of a float to int64 on amd64: out of range is the smallest number.
#[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
pub(super) fn truncate(number: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&number) { number as i64 } else { i64::MIN }
}

/// The items of a slice, or of an object that is one; `None` for everything else.
pub(super) fn as_slice(value: &Value) -> Option<Value> {
    match value {
        Value::List(_) => Some(value.clone()),
        Value::Object(object) if object.kind() == Kind::Slice => Some(object.data()),
        _ => None,
    }
}

/// Why a text is no number, in the words of Go's `strconv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoNumber {
    Syntax,
    Range,
}

impl NoNumber {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Syntax => "invalid syntax",
            Self::Range => "value out of range",
        }
    }
}

/// Go's `strconv.ParseInt`; base 0 means that the prefix decides and underscores may separate digits.
pub(super) fn parse_int(text: &str, base: u32) -> Option<i64> {
    read_int(text, base).ok()
}

/// The same, with Go's reason.
pub(super) fn read_int(text: &str, base: u32) -> Result<i64, NoNumber> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (base, digits) = if base == 0 {
        if digits.contains('_') && !underscores_fit(digits) {
            return Err(NoNumber::Syntax);
        }
        match digits.as_bytes() {
            [b'0', b'x' | b'X', _, ..] => (16, &digits[2..]),
            [b'0', b'b' | b'B', _, ..] => (2, &digits[2..]),
            [b'0', b'o' | b'O', _, ..] => (8, &digits[2..]),
            [b'0', _, ..] => (8, &digits[1..]),
            _ => (10, digits),
        }
    } else if digits.contains('_') {
        return Err(NoNumber::Syntax);
    } else {
        (base, digits)
    };
    let mut number: u64 = 0;
    let mut seen = false;
    for digit in digits.chars().filter(|digit| *digit != '_') {
        let digit = digit.to_digit(base).ok_or(NoNumber::Syntax)?;
        let larger =
            number.checked_mul(u64::from(base)).and_then(|number| number.checked_add(u64::from(digit)));
        number = larger.ok_or(NoNumber::Range)?;
        seen = true;
    }
    if !seen {
        return Err(NoNumber::Syntax);
    }
    let signed = if negative { 0i64.checked_sub_unsigned(number) } else { i64::try_from(number).ok() };
    signed.ok_or(NoNumber::Range)
}

/// Go's `strconv.ParseFloat`, except that out of range is an error, as every caller here wants.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    read_float(text).ok()
}

/// The same, with Go's reason.
pub(super) fn read_float(text: &str) -> Result<f64, NoNumber> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let negative = text.starts_with('-');
    let lower = unsigned.to_ascii_lowercase();
    let number = match lower.as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => return Ok(f64::NAN),
        _ => {
            let number =
                if lower.starts_with("0x") { parse_hex_float(&lower) } else { parse_decimal(&lower) };
            number.ok_or(NoNumber::Syntax)?
        }
    };
    if number.is_infinite() && !lower.starts_with("inf") {
        return Err(NoNumber::Range);
    }
    Ok(if negative { -number } else { number })
}

/// A decimal float without its sign; infinity when it is out of range.
fn parse_decimal(lower: &str) -> Option<f64> {
    if !lower.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'+' | b'-' | b'_'))
        || lower.starts_with(['+', '-'])
    {
        return None;
    }
    if !lower.contains('_') {
        return lower.parse().ok();
    }
    if underscores_fit(lower) { lower.replace('_', "").parse().ok() } else { None }
}

// Underscores must separate digits; one may follow a base prefix.
fn underscores_fit(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (hex, rest, mut last) = match bytes {
        [b'0', prefix @ (b'x' | b'X' | b'b' | b'B' | b'o' | b'O'), ..] => {
            (prefix.eq_ignore_ascii_case(&b'x'), &bytes[2..], b'0')
        }
        _ => (false, bytes, b'^'),
    };
    for &byte in rest {
        match byte {
            b'0'..=b'9' => last = b'0',
            b'a'..=b'f' | b'A'..=b'F' if hex => last = b'0',
            b'_' if last == b'0' => last = b'_',
            b'_' => return false,
            _ if last == b'_' => return false,
            _ => last = b'!',
        }
    }
    last != b'_'
}

// Hexadecimal floats must have an exponent of two: 0x1.8p3.
fn parse_hex_float(text: &str) -> Option<f64> {
    if text.contains('_') && !underscores_fit(text) {
        return None;
    }
    let text = text.replace('_', "");
    let (mantissa, exponent) = text.strip_prefix("0x")?.split_once('p')?;
    let exponent: i32 = exponent.parse::<i32>().ok()?.clamp(-5000, 5000);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut number = 0.0f64;
    for digit in whole.chars().chain(fraction.chars()) {
        number = number.mul_add(16.0, f64::from(digit.to_digit(16)?));
    }
    let shift = i32::try_from(fraction.len()).ok()?.checked_mul(4)?;
    Some(number * 2f64.powi(exponent - shift))
}

// cast cuts ".000" from numbers in strings.
fn trim_zero_decimal(text: &str) -> &str {
    let trimmed = text.trim_end_matches('0');
    match trimmed.strip_suffix('.') {
        Some(whole) if trimmed.len() < text.len() => whole,
        _ => text,
    }
}
