//! From values to JSON.

use super::MAX_DEPTH;
use crate::fault::{Fault, FaultKind};
use crate::value::format::USUAL_LENGTH;
use crate::value::format::number::{append_int, append_json_float, append_uint};
use crate::value::format::quote::characters;
use crate::value::{Field, ListType, Str, Value};

/// How much text one value may become; maps that hold others several times grow exponentially.
const MAX_TEXT: usize = 64 << 20;

/// Which characters are escaped without need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    /// `<`, `>` and `&`, to be safe inside HTML.
    Html,
    /// None.
    Needed,
}

/// `json.Marshal`: compact, with `<`, `>` and `&` escaped.
pub fn to_json(value: &Value) -> Result<Str, Fault> {
    encode(value, Escape::Html, false)
}

/// `json.MarshalIndent` with two blanks.
pub fn to_pretty_json(value: &Value) -> Result<Str, Fault> {
    encode(value, Escape::Html, true)
}

/// Compact, without HTML escaping.
pub fn to_raw_json(value: &Value) -> Result<Str, Fault> {
    encode(value, Escape::Needed, false)
}

fn encode(value: &Value, escape: Escape, pretty: bool) -> Result<Str, Fault> {
    let mut encoder = Encoder { out: Vec::with_capacity(USUAL_LENGTH), escape, pretty, depth: 0 };
    encoder.value(value)?;
    Ok(Str::from(encoder.out))
}

struct Encoder {
    out: Vec<u8>,
    escape: Escape,
    pretty: bool,
    depth: usize,
}

impl Encoder {
    fn value(&mut self, value: &Value) -> Result<(), Fault> {
        if self.out.len() > MAX_TEXT {
            return Err(Fault::of(FaultKind::Limit, "JSON of one value is too long"));
        }
        match value {
            Value::Nil => self.out.extend_from_slice(b"null"),
            Value::Bool(true) => self.out.extend_from_slice(b"true"),
            Value::Bool(false) => self.out.extend_from_slice(b"false"),
            Value::Int(value) | Value::Int64(value) => append_int(&mut self.out, *value),
            Value::Uint8(value) => append_uint(&mut self.out, u64::from(*value)),
            Value::Uint64(value) => append_uint(&mut self.out, *value),
            Value::Float(value) => {
                check_float(*value)?;
                append_json_float(&mut self.out, *value);
            }
            Value::String(text) => append_string(&mut self.out, text.as_bytes(), self.escape),
            Value::List(list) if list.is_nil() => self.out.extend_from_slice(b"null"),
            Value::Map(map) if map.is_nil() => self.out.extend_from_slice(b"null"),
            Value::List(list) if list.list_type() == ListType::Bytes => {
                self.out.push(b'"');
                self.out.append(&mut base64(list.items()));
                self.out.push(b'"');
            }
            Value::List(list) => {
                self.open(b'[')?;
                for (at, item) in list.items().iter().enumerate() {
                    self.separate(at);
                    self.value(item)?;
                }
                self.close(b']', list.items().is_empty());
            }
            Value::Map(map) => {
                self.open(b'{')?;
                let entries = map.entries();
                for (at, (key, value)) in entries.iter().enumerate() {
                    self.separate(at);
                    self.key(key.as_bytes());
                    self.value(value)?;
                }
                self.close(b'}', entries.is_empty());
            }
            Value::Object(object) => {
                if let Some(fields) = object.fields() {
                    self.enter()?;
                    self.out.push(b'{');
                    let count = self.fields(fields, 0)?;
                    self.close(b'}', count == 0);
                } else {
                    self.value(&object.data())?;
                }
            }
        }
        Ok(())
    }

    /// Writes the fields of a struct behind `written` others; gives how many there are then.
    fn fields(&mut self, fields: Vec<Field>, written: usize) -> Result<usize, Fault> {
        let mut count = written;
        for Field { json, omit_empty, value, .. } in fields {
            let Some(key) = json else {
                if let Value::Object(embedded) = value {
                    count = self.fields(embedded.fields().unwrap_or_default(), count)?;
                }
                continue;
            };
            if omit_empty && is_empty(&value) {
                continue;
            }
            self.separate(count);
            self.key(key.as_bytes());
            self.value(&value)?;
            count += 1;
        }
        Ok(count)
    }

    fn key(&mut self, key: &[u8]) {
        append_string(&mut self.out, key, self.escape);
        self.out.extend_from_slice(if self.pretty { b": " } else { b":" });
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::of(FaultKind::Limit, "value is nested too deeply for JSON"));
        }
        Ok(())
    }

    fn open(&mut self, bracket: u8) -> Result<(), Fault> {
        self.enter()?;
        self.out.push(bracket);
        Ok(())
    }

    fn separate(&mut self, at: usize) {
        if at > 0 {
            self.out.push(b',');
        }
        self.new_line();
    }

    fn close(&mut self, bracket: u8, empty: bool) {
        self.depth -= 1;
        if !empty {
            self.new_line();
        }
        self.out.push(bracket);
    }

    fn new_line(&mut self) {
        if self.pretty {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + 2 * self.depth, b' ');
        }
    }
}

/// What `omitempty` leaves out. A struct is never empty.
pub(crate) fn is_empty(value: &Value) -> bool {
    !value.is_true() && !matches!(value, Value::Object(_))
}

/// JSON has no infinities.
pub(crate) fn check_float(value: f64) -> Result<(), Fault> {
    let name = match value {
        f64::INFINITY => "+Inf",
        f64::NEG_INFINITY => "-Inf",
        value if value.is_nan() => "NaN",
        _ => return Ok(()),
    };
    Err(Fault::new(format!("json: unsupported value: {name}")))
}

/// What JSON does with a byte.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Kind {
    /// It stands for itself.
    Plain,
    /// It does unless HTML is cared for.
    Markup,
    /// It needs a closer look.
    Special,
}

static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Special; 256];
    let mut byte = 0x20_u8;
    while byte < 0x80 {
        kinds[byte as usize] = match byte {
            b'"' | b'\\' => Kind::Special,
            b'<' | b'>' | b'&' => Kind::Markup,
            _ => Kind::Plain,
        };
        byte += 1;
    }
    kinds
};

/// Appends a quoted string.
pub(crate) fn append_string(out: &mut Vec<u8>, text: &[u8], escape: Escape) {
    out.push(b'"');
    let plain = if escape == Escape::Needed { Kind::Markup } else { Kind::Plain };
    let mut rest = text;
    while !rest.is_empty() {
        let run = rest.iter().position(|&byte| KINDS[usize::from(byte)] > plain).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..run]);
        rest = &rest[run..];
        let Some(part) = characters(&rest[..rest.len().min(4)]).next() else { break };
        match part {
            Err(_) => {
                out.extend_from_slice(b"\\ufffd");
                rest = &rest[1..];
            }
            Ok(character) => {
                append_character(out, character);
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    out.push(b'"');
}

fn append_character(out: &mut Vec<u8>, character: char) {
    let short = match character {
        '"' | '\\' => character,
        '\x08' => 'b',
        '\x0C' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\u{2028}' | '\u{2029}' | '\0'..='\x7F' => {
            out.extend_from_slice(format!("\\u{:04x}", u32::from(character)).as_bytes());
            return;
        }
        _ => {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            return;
        }
    };
    out.push(b'\\');
    out.push(short as u8);
}

/// The bytes of a `[]byte` in base64, as Go has them in JSON.
pub(crate) fn base64(items: &[Value]) -> Vec<u8> {
    encode_base64(items.iter().map(|item| if let Value::Uint8(byte) = item { *byte } else { 0 }))
}

/// Standard base64, padded.
pub(crate) fn encode_base64(bytes: impl Iterator<Item = u8>) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let mut bytes = bytes.peekable();
    while bytes.peek().is_some() {
        let (mut group, mut length) = (0u32, 0);
        for place in [16, 8, 0] {
            if let Some(byte) = bytes.next() {
                group |= u32::from(byte) << place;
                length += 1;
            }
        }
        for (at, place) in [18, 12, 6, 0].into_iter().enumerate() {
            out.push(if at <= length { DIGITS[(group >> place & 63) as usize] } else { b'=' });
        }
    }
    out
}
