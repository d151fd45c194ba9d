//! From JSON to values, with Go's messages.

use std::rc::Rc;

use super::MAX_DEPTH;
use crate::fault::Fault;
use crate::value::format::number::parse_float;
use crate::value::format::quote::{lossy, quote_rune};
use crate::value::{List, ListType, Map, MapType, Str, Value};

/// `json.Unmarshal` into `interface {}`.
pub fn from_json(text: &[u8]) -> Result<Value, Fault> {
    match read(text)? {
        (_, Some(fault)) => Err(fault),
        (value, None) => Ok(value),
    }
}

/// As [`from_json`]; a number out of range leaves a nil in the value and a failure beside it.
pub(crate) fn read(text: &[u8]) -> Result<(Value, Option<Fault>), Fault> {
    let mut decoder = Decoder { text, at: 0, depth: 0, late: None };
    decoder.skip_blanks();
    let value = decoder.value()?;
    decoder.skip_blanks();
    if decoder.at < text.len() {
        return Err(decoder.unexpected("after top-level value"));
    }
    Ok((value, decoder.late))
}

/// `json.Unmarshal` into `map[string]interface {}`; null gives a nil map.
pub fn from_json_map(text: &[u8]) -> Result<Value, Fault> {
    let is_map = |value: &Value| matches!(value, Value::Map(_));
    match read_as(text, is_map, "map[string]interface {}")? {
        Value::Nil => Ok(Value::Map(Map::nil(MapType::Any))),
        value => Ok(value),
    }
}

/// `json.Unmarshal` into `[]interface {}`; null gives a nil slice.
pub fn from_json_list(text: &[u8]) -> Result<Value, Fault> {
    let is_list = |value: &Value| matches!(value, Value::List(_));
    match read_as(text, is_list, "[]interface {}")? {
        Value::Nil => Ok(Value::List(Rc::new(List::nil(ListType::Any)))),
        value => Ok(value),
    }
}

/// Go refuses the kind of the whole before it looks at the numbers inside.
fn read_as(text: &[u8], is_wanted: impl Fn(&Value) -> bool, wanted: &str) -> Result<Value, Fault> {
    match read(text)? {
        (Value::Nil, None) => Ok(Value::Nil),
        // In place of a number out of range.
        (Value::Nil, Some(_)) => Err(Fault::new(wrong_type(&Value::Float(0.0), wanted))),
        (other, _) if !is_wanted(&other) => Err(Fault::new(wrong_type(&other, wanted))),
        (_, Some(fault)) => Err(fault),
        (value, None) => Ok(value),
    }
}

/// Go's words for a value of the wrong type.
pub(crate) fn wrong_type(value: &Value, wanted: &str) -> String {
    let found = match value {
        Value::Bool(_) => "bool",
        Value::String(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) | Value::Object(_) => "object",
        _ => "number",
    };
    format!("json: cannot unmarshal {found} into Go value of type {wanted}")
}

struct Decoder<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
    /// A mistake that Go only finds when the whole text is known to be JSON.
    late: Option<Fault>,
}

impl Decoder<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// The byte here does not belong here.
    fn unexpected(&self, context: &str) -> Fault {
        // At the end Go reads one blank more, which literals and numbers refuse.
        let inside = context.starts_with("in ") || context.starts_with("after decimal");
        let Some(byte) = self.peek().or(inside.then_some(b' ')) else {
            return Fault::new("unexpected end of JSON input");
        };
        // Go shows the byte as the character of that number.
        let mut name = Vec::new();
        quote_rune(char::from(byte), false, &mut name);
        Fault::new(format!("invalid character {} {context}", String::from_utf8_lossy(&name)))
    }

    fn value(&mut self) -> Result<Value, Fault> {
        match self.peek() {
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => self.string().map(Value::String),
            Some(b't') => self.literal(b"true", Value::Bool(true)),
            Some(b'f') => self.literal(b"false", Value::Bool(false)),
            Some(b'n') => self.literal(b"null", Value::Nil),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.unexpected("looking for beginning of value")),
        }
    }

    fn literal(&mut self, word: &'static [u8], value: Value) -> Result<Value, Fault> {
        for &expected in word {
            if self.peek() != Some(expected) {
                let word = String::from_utf8_lossy(word);
                return Err(
                    self.unexpected(&format!("in literal {word} (expecting '{}')", char::from(expected)))
                );
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Fault::new("exceeded max depth")) } else { Ok(()) }
    }

    fn object(&mut self) -> Result<Value, Fault> {
        self.enter()?;
        let mut entries = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            self.depth -= 1;
            return Ok(Value::map());
        }
        loop {
            self.skip_blanks();
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("looking for beginning of object key string"));
            }
            let key = self.string()?;
            self.skip_blanks();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("after object key"));
            }
            self.at += 1;
            self.skip_blanks();
            entries.push((key, self.value()?));
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.unexpected("after object key:value pair")),
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(Value::Map(entries.into_iter().collect::<Map>()))
    }

    fn array(&mut self) -> Result<Value, Fault> {
        self.enter()?;
        let mut items = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            self.depth -= 1;
            return Ok(Value::list(items));
        }
        loop {
            self.skip_blanks();
            items.push(self.value()?);
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.unexpected("after array element")),
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(Value::list(items))
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn some_digits(&mut self, context: &str) -> Result<(), Fault> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected(context));
        }
        self.digits();
        Ok(())
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.some_digits("in numeric literal")?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.some_digits("in exponent of numeric literal")?;
        }
        let text = &self.text[start..self.at];
        Ok(parse_float(text).map_or_else(
            || {
                let text = String::from_utf8_lossy(text);
                let message = format!("json: cannot unmarshal number {text} into Go value of type float64");
                self.late.get_or_insert_with(|| Fault::new(message));
                Value::Nil
            },
            Value::Float,
        ))
    }

    fn string(&mut self) -> Result<Str, Fault> {
        self.at += 1;
        let start = self.at;
        let mut unescaped: Option<Vec<u8>> = None;
        let mut run = start;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let out = unescaped.get_or_insert_default();
                    out.extend_from_slice(&self.text[run..self.at]);
                    self.at += 1;
                    let character = self.escape()?;
                    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    run = self.at;
                }
                Some(0..0x20) => return Err(self.unexpected("in string literal")),
                Some(_) => self.at += 1,
                None => return Err(self.unexpected("")),
            }
        }
        let rest = &self.text[run..self.at];
        self.at += 1;
        let text = match &mut unescaped {
            Some(out) => {
                out.extend_from_slice(rest);
                out.as_slice()
            }
            None => rest,
        };
        Ok(Str::from(lossy(text)))
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let character = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\x08',
            Some(b'f') => '\x0C',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let high = self.hex()?;
        if let 0xD800..0xDC00 = high
            && self.text[self.at..].starts_with(b"\\u")
        {
            let back = self.at;
            self.at += 2;
            let low = self.hex()?;
            if let 0xDC00..0xE000 = low {
                let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = back;
        }
        Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Result<u32, Fault> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("in \\u hexadecimal character escape"));
            };
            value = value * 16 + digit;
            self.at += 1;
        }
        Ok(value)
    }
}
