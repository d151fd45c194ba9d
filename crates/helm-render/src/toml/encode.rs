//! From values to TOML: the plain keys of a table first, then its tables, each deeper by two blanks.

use super::MAX_DEPTH;
use super::datetime::DateTime;
use crate::fault::{Fault, FaultKind};
use crate::value::format::number::{append_float, append_int, append_uint};
use crate::value::{Field, Object, Str, Value};

/// How much text one value may become; maps that hold others several times grow exponentially.
const MAX_TEXT: usize = 64 << 20;

/// Encodes a map as a TOML document. Like BurntSushi/toml, it writes a plain value as it is.
pub fn to_toml(value: &Value) -> Result<Str, Fault> {
    let mut encoder = Encoder { out: Vec::new(), key: Vec::new(), depth: 0, steps: 0 };
    encoder.entry(value)?;
    Ok(Str::from(encoder.out))
}

/// How many values are looked at; what stands before a value depends on all that is in it.
const MAX_STEPS: usize = 1 << 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Nil,
    Plain,
    Table,
    Tables,
}

struct Encoder {
    out: Vec<u8>,
    /// The path of keys.
    key: Vec<Str>,
    depth: usize,
    /// How many values were looked at.
    steps: usize,
}

/// Whether the value is a table, a list of tables or neither. No list may hold nil.
fn type_of(value: &Value, depth: usize, steps: &mut usize) -> Result<Type, Fault> {
    check_depth(depth)?;
    *steps += 1;
    if *steps > MAX_STEPS {
        return Err(Fault::of(FaultKind::Limit, "value is too large for TOML"));
    }
    match value {
        Value::Nil => Ok(Type::Nil),
        Value::Map(map) if map.is_nil() => Ok(Type::Nil),
        Value::List(list) if list.is_nil() => Ok(Type::Nil),
        Value::Map(_) => Ok(Type::Table),
        Value::Object(object) if object.type_name() == "time.Time" => Ok(Type::Plain),
        Value::Object(object) if object.fields().is_some() => Ok(Type::Table),
        Value::Object(object) => type_of(&object.data(), depth + 1, steps),
        Value::List(list) => {
            let mut tables = !list.items().is_empty();
            for item in list.items() {
                match type_of(item, depth + 1, steps)? {
                    Type::Nil => return Err(Fault::new("toml: cannot encode array with nil element")),
                    Type::Table => {}
                    Type::Plain | Type::Tables => tables = false,
                }
            }
            Ok(if tables { Type::Tables } else { Type::Plain })
        }
        _ => Ok(Type::Plain),
    }
}

fn check_depth(depth: usize) -> Result<(), Fault> {
    if depth > MAX_DEPTH {
        return Err(Fault::of(FaultKind::Limit, "value is nested too deeply for TOML"));
    }
    Ok(())
}

impl Encoder {
    /// Writes the value of the current key: a line, a table or a list of tables.
    fn entry(&mut self, value: &Value) -> Result<(), Fault> {
        match value {
            Value::Map(map) => {
                self.open_table();
                self.table(&map.entries().iter().collect::<Vec<_>>())
            }
            Value::List(list) if type_of(value, 0, &mut self.steps)? == Type::Tables => {
                if self.key.is_empty() {
                    return Err(Fault::new("toml: top-level values must be Go maps or structs"));
                }
                for item in list.items() {
                    self.new_line();
                    self.write_header("[[", "]]");
                    match item {
                        Value::Map(map) => self.table(&map.entries().iter().collect::<Vec<_>>())?,
                        Value::Object(object) => self.object(object.as_ref(), Self::table)?,
                        _ => {}
                    }
                }
                Ok(())
            }
            Value::Object(object) if object.fields().is_some() => {
                self.open_table();
                self.object(object.as_ref(), Self::table)
            }
            Value::Object(object) if object.type_name() != "time.Time" => self.entry(&object.data()),
            _ => {
                if let Some(key) = self.key.last() {
                    let indent = 2 * (self.key.len() - 1);
                    self.out.resize(self.out.len() + indent, b' ');
                    append_key(&mut self.out, key.as_bytes());
                    self.out.extend_from_slice(b" = ");
                }
                self.element(value)?;
                if !self.key.is_empty() {
                    self.out.push(b'\n');
                }
                Ok(())
            }
        }
    }

    fn open_table(&mut self) {
        if self.key.len() == 1 {
            self.new_line();
        }
        if !self.key.is_empty() {
            self.write_header("[", "]");
        }
    }

    fn new_line(&mut self) {
        if !self.out.is_empty() {
            self.out.push(b'\n');
        }
    }

    fn write_header(&mut self, open: &str, close: &str) {
        self.out.resize(self.out.len() + 2 * (self.key.len() - 1), b' ');
        self.out.extend_from_slice(open.as_bytes());
        for (at, key) in self.key.iter().enumerate() {
            if at > 0 {
                self.out.push(b'.');
            }
            append_key(&mut self.out, key.as_bytes());
        }
        self.out.extend_from_slice(close.as_bytes());
        self.out.push(b'\n');
    }

    /// Writes a struct: its fields under Go's names, those of embedded ones among them.
    fn object(
        &mut self,
        object: &dyn Object,
        write: impl FnOnce(&mut Self, &[(&Str, &Value)]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut entries = Vec::new();
        collect_fields(object, &mut entries);
        let entries: Vec<(&Str, &Value)> = entries.iter().map(|(name, value)| (name, value)).collect();
        write(self, &entries)
    }

    fn table(&mut self, entries: &[(&Str, &Value)]) -> Result<(), Fault> {
        self.enter()?;
        for tables in [false, true] {
            for &(key, value) in entries {
                let value_type = type_of(value, 0, &mut self.steps)?;
                if value_type == Type::Nil || matches!(value_type, Type::Table | Type::Tables) != tables {
                    continue;
                }
                self.key.push(Str::clone(key));
                self.entry(value)?;
                self.key.pop();
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        check_depth(self.depth)?;
        if self.out.len() > MAX_TEXT {
            return Err(Fault::of(FaultKind::Limit, "TOML of one value is too long"));
        }
        Ok(())
    }

    /// Writes a value that stands behind `=` or in a list.
    fn element(&mut self, value: &Value) -> Result<(), Fault> {
        self.enter()?;
        match value {
            Value::Nil => {}
            Value::Bool(true) => self.out.extend_from_slice(b"true"),
            Value::Bool(false) => self.out.extend_from_slice(b"false"),
            Value::Int(value) | Value::Int64(value) => append_int(&mut self.out, *value),
            Value::Uint8(value) => append_uint(&mut self.out, u64::from(*value)),
            Value::Uint64(value) => append_uint(&mut self.out, *value),
            Value::Float(value) => self.float(*value),
            Value::String(text) => append_quoted(&mut self.out, text.as_bytes()),
            Value::List(list) => {
                self.out.push(b'[');
                for (at, item) in list.items().iter().enumerate() {
                    if at > 0 {
                        self.out.extend_from_slice(b", ");
                    }
                    self.element(item)?;
                }
                self.out.push(b']');
            }
            Value::Map(map) => self.inline_table(&map.entries().iter().collect::<Vec<_>>())?,
            Value::Object(object) if object.fields().is_some() => {
                self.object(object.as_ref(), Self::inline_table)?;
            }
            Value::Object(object) => match object.as_any().downcast_ref::<DateTime>() {
                Some(datetime) => self.out.extend_from_slice(datetime.to_toml().as_bytes()),
                None => match object.data() {
                    Value::String(text) if object.type_name() == "time.Time" => {
                        self.out.extend_from_slice(text.as_bytes());
                    }
                    data => self.element(&data)?,
                },
            },
        }
        self.depth -= 1;
        Ok(())
    }

    fn float(&mut self, value: f64) {
        if value.is_nan() {
            self.out.extend_from_slice(b"nan");
        } else if value.is_infinite() {
            self.out.extend_from_slice(if value > 0.0 { b"inf" } else { b"-inf" });
        } else {
            let start = self.out.len();
            append_float(&mut self.out, value, b'f', None);
            if !self.out[start..].contains(&b'.') {
                self.out.extend_from_slice(b".0");
            }
        }
    }

    fn inline_table(&mut self, entries: &[(&Str, &Value)]) -> Result<(), Fault> {
        let (mut plain, mut tables) = (Vec::new(), Vec::new());
        for &(key, value) in entries {
            match type_of(value, 0, &mut self.steps)? {
                Type::Table | Type::Tables => tables.push((key, value)),
                Type::Plain | Type::Nil => plain.push((key, value)),
            }
        }
        self.out.push(b'{');
        let (count, has_tables) = (plain.len(), !tables.is_empty());
        for (at, (key, value)) in plain.into_iter().chain(tables).enumerate() {
            if type_of(value, 0, &mut self.steps)? == Type::Nil {
                // Go skips it after having decided about the commas.
                continue;
            }
            append_key(&mut self.out, key.as_bytes());
            self.out.extend_from_slice(b" = ");
            self.element(value)?;
            let last = if has_tables { entries.len() } else { count };
            if at + 1 != last {
                self.out.extend_from_slice(b", ");
            }
        }
        self.out.push(b'}');
        Ok(())
    }
}

fn collect_fields(object: &dyn Object, out: &mut Vec<(Str, Value)>) {
    for Field { name, json, value, .. } in object.fields().unwrap_or_default() {
        match (json, &value) {
            (None, Value::Object(embedded)) => collect_fields(embedded.as_ref(), out),
            // What a chart does not say is nil in Go, and left out.
            (_, Value::List(list)) if list.items().is_empty() => {}
            (_, Value::Map(map)) if map.is_empty() => {}
            _ => out.push((Str::from(name), value)),
        }
    }
}

pub(super) fn append_key(out: &mut Vec<u8>, key: &[u8]) {
    if !key.is_empty() && key.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        out.extend_from_slice(key);
    } else {
        append_quoted(out, key);
    }
}

fn append_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for &byte in text {
        let short = match byte {
            b'"' | b'\\' => byte,
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0C => b'f',
            b'\r' => b'r',
            0..0x20 | 0x7F => {
                out.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
                continue;
            }
            _ => {
                out.push(byte);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short]);
    }
    out.push(b'"');
}
