//! What a plain scalar is: YAML 1.1 as go-yaml reads it.

use crate::value::format::number::parse_float;

/// The Go value of a scalar; text is left to the caller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Plain {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Timestamp,
    String,
}

impl Plain {
    /// The short tag, as messages name it.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Null => "!!null",
            Self::Bool(_) => "!!bool",
            Self::Int(_) | Self::Uint(_) => "!!int",
            Self::Float(_) => "!!float",
            Self::Timestamp => "!!timestamp",
            Self::String => "!!str",
        }
    }
}

/// Which library's rules: they differ in the words for bools and in octal numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schema {
    V2,
    V3,
}

/// Resolves untagged text.
pub(super) fn resolve(text: &[u8], schema: Schema) -> Plain {
    let Some(&first) = text.first() else { return Plain::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text, schema),
        b'.' => match text {
            b".nan" | b".NaN" | b".NAN" => Plain::Float(f64::NAN),
            b".inf" | b".Inf" | b".INF" => Plain::Float(f64::INFINITY),
            _ => spaced_float(text).map_or(Plain::String, Plain::Float),
        },
        b'+' | b'-' | b'0'..=b'9' => match text {
            b"+.inf" | b"+.Inf" | b"+.INF" => Plain::Float(f64::INFINITY),
            b"-.inf" | b"-.Inf" | b"-.INF" => Plain::Float(f64::NEG_INFINITY),
            _ if is_timestamp(text) => Plain::Timestamp,
            _ => number(text, schema),
        },
        // Only the map of words knows it, and that is asked for its first character only under the hint of a word.
        _ => Plain::String,
    }
}

fn word(text: &[u8], schema: Schema) -> Plain {
    match text {
        b"~" | b"null" | b"Null" | b"NULL" => Plain::Null,
        b"true" | b"True" | b"TRUE" => Plain::Bool(true),
        b"false" | b"False" | b"FALSE" => Plain::Bool(false),
        _ if schema == Schema::V2 => old_bool(text).map_or(Plain::String, Plain::Bool),
        _ => Plain::String,
    }
}

/// The words for bools that YAML 1.2 dropped.
pub(super) fn old_bool(text: &[u8]) -> Option<bool> {
    match text {
        b"y" | b"Y" | b"yes" | b"Yes" | b"YES" | b"on" | b"On" | b"ON" => Some(true),
        b"n" | b"N" | b"no" | b"No" | b"NO" | b"off" | b"Off" | b"OFF" => Some(false),
        _ => None,
    }
}

fn number(text: &[u8], schema: Schema) -> Plain {
    let without;
    let plain = if text.contains(&b'_') {
        without = text.iter().copied().filter(|&byte| byte != b'_').collect::<Vec<_>>();
        without.as_slice()
    } else {
        text
    };
    let (sign, digits) = split_sign(plain);
    // Go's base 0: the prefix tells the base, and a lone leading 0 is octal.
    let (base, body) = match digits {
        [b'0', b'x' | b'X', body @ ..] if !body.is_empty() => (16, body),
        [b'0', b'o' | b'O', body @ ..] if !body.is_empty() => (8, body),
        [b'0', b'b' | b'B', body @ ..] if !body.is_empty() => (2, body),
        [b'0', body @ ..] if !body.is_empty() => (8, body),
        body => (10, body),
    };
    if let Some(number) = integer(sign, body, base) {
        return number;
    }
    if let Some(value) = float(plain) {
        return Plain::Float(value);
    }
    // go-yaml: resolve.go. It cuts the prefix and lets Go's parser find a sign behind it.
    let behind = |prefix: &[u8], base| {
        let rest = plain.strip_prefix(prefix)?;
        let (sign, digits) = split_sign(rest);
        integer(sign, digits, base)
    };
    let prefixed = behind(b"0b", 2).or_else(|| if schema == Schema::V3 { behind(b"0o", 8) } else { None });
    prefixed.unwrap_or(Plain::String)
}

fn split_sign(text: &[u8]) -> (Option<u8>, &[u8]) {
    match text {
        [sign @ (b'+' | b'-'), rest @ ..] => (Some(*sign), rest),
        _ => (None, text),
    }
}

/// An integer in `int64`, or without a sign in `uint64`.
fn integer(sign: Option<u8>, digits: &[u8], base: u64) -> Option<Plain> {
    if digits.is_empty() {
        return None;
    }
    let mut value = 0u64;
    for &byte in digits {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            b'A'..=b'F' => byte - b'A' + 10,
            _ => return None,
        };
        if u64::from(digit) >= base {
            return None;
        }
        value = value.checked_mul(base)?.checked_add(u64::from(digit))?;
    }
    match (sign, i64::try_from(value)) {
        (Some(b'-'), Ok(value)) => Some(Plain::Int(-value)),
        (Some(b'-'), Err(_)) => (value == 1 << 63).then_some(Plain::Int(i64::MIN)),
        (_, Ok(value)) => Some(Plain::Int(value)),
        (None, Err(_)) => Some(Plain::Uint(value)),
        (Some(_), Err(_)) => None,
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, within `float64`.
fn float(text: &[u8]) -> Option<f64> {
    let (_, unsigned) = split_sign(text);
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(unsigned);
    let mut at = whole;
    if unsigned.get(at) == Some(&b'.') {
        let fraction = digits(&unsigned[at + 1..]);
        if whole == 0 && fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    } else if whole == 0 {
        return None;
    }
    if matches!(unsigned.get(at), Some(b'e' | b'E')) {
        at += 1;
        if matches!(unsigned.get(at), Some(b'+' | b'-')) {
            at += 1;
        }
        let exponent = digits(&unsigned[at..]);
        if exponent == 0 {
            return None;
        }
        at += exponent;
    }
    if at == unsigned.len() { parse_float(text) } else { None }
}

/// A float that may have `_` between digits, as Go's own parser takes it.
fn spaced_float(text: &[u8]) -> Option<f64> {
    if !text.contains(&b'_') {
        return float(text);
    }
    let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    let between_digits = |at: usize| at > 0 && is_digit(at - 1) && is_digit(at + 1);
    if (0..text.len()).any(|at| text[at] == b'_' && !between_digits(at)) {
        return None;
    }
    let digits: Vec<u8> = text.iter().copied().filter(|&byte| byte != b'_').collect();
    float(&digits)
}

/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`: read as text, but quoted for readers of YAML 1.1.
pub(super) fn is_base60(text: &[u8]) -> bool {
    let (_, rest) = split_sign(text);
    if !rest.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let mut at = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'_')).count();
    let mut groups = 0;
    while rest.get(at) == Some(&b':') {
        at += match (rest.get(at + 1), rest.get(at + 2)) {
            (Some(b'0'..=b'5'), Some(b'0'..=b'9')) => 3,
            (Some(b'0'..=b'9'), _) => 2,
            _ => return false,
        };
        groups += 1;
    }
    if groups > 0 && rest.get(at) == Some(&b'.') {
        at += 1 + rest[at + 1..].iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'_')).count();
    }
    groups > 0 && at == rest.len()
}

/// Whether go-yaml's four time layouts accept it.
pub(super) fn is_timestamp(text: &[u8]) -> bool {
    if text.get(4) != Some(&b'-') || !text[..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let mut rest = Digits { text, at: 0 };
    let Some(year) = rest.number(4, 4) else { return false };
    let Some(month) = rest.expect(b'-').and_then(|()| rest.number(1, 2)) else { return false };
    let Some(day) = rest.expect(b'-').and_then(|()| rest.number(1, 2)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return false,
    };
    if day == 0 || day > days {
        return false;
    }
    match rest.next() {
        None => true,
        Some(b' ') => rest.clock() && rest.next().is_none(),
        Some(b'T' | b't') => rest.clock() && rest.zone() && rest.next().is_none(),
        Some(_) => false,
    }
}

/// A reader of the parts of a time.
struct Digits<'a> {
    text: &'a [u8],
    at: usize,
}

impl Digits<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = self.text.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next() == Some(byte)).then_some(())
    }

    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let digits = self.text[self.at..].iter().take(most).take_while(|byte| byte.is_ascii_digit());
        let (mut value, mut length) = (0, 0);
        for digit in digits {
            value = value * 10 + u32::from(digit - b'0');
            length += 1;
        }
        self.at += length;
        (length >= least).then_some(value)
    }

    /// Hours, minutes, seconds and a fraction.
    fn clock(&mut self) -> bool {
        let hour = self.number(1, 2);
        let minute = self.expect(b':').and_then(|()| self.number(1, 2));
        let second = self.expect(b':').and_then(|()| self.number(1, 2));
        if let [b'.' | b',', digit, ..] = &self.text[self.at..]
            && digit.is_ascii_digit()
        {
            self.at += 1;
            while self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
                self.at += 1;
            }
        }
        hour.is_some_and(|hour| hour < 24)
            && minute.is_some_and(|minute| minute < 60)
            && second.is_some_and(|s| s < 60)
    }

    /// `Z` or `±hh:mm`.
    fn zone(&mut self) -> bool {
        match self.next() {
            Some(b'Z') => true,
            Some(b'+' | b'-') => {
                let hour = self.number(2, 2);
                let minute = self.expect(b':').and_then(|()| self.number(2, 2));
                hour.is_some_and(|hour| hour <= 24) && minute.is_some_and(|minute| minute <= 60)
            }
            _ => false,
        }
    }
}
