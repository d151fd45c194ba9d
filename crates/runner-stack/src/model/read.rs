//! Reads decoded data into the typed model, as the runner's own decoder would: unknown keys are dropped, and a key in
//! another case than the known one counts.
//!
//! A struct adds one function to what is here, which puts a value into a field. Deserialisers that serde derives would be
//! a third of the WebAssembly module.

use std::fmt;

use helm_render::Value;

use super::{Field, Kind, Table};

/// A value that does not have the type that its key needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongType {
    /// Where it is, as in `runners[0].kubernetes.poll_timeout`.
    pub path: String,
    /// What was found there.
    pub found: &'static str,
    /// What belongs there.
    pub expected: &'static str,
}

impl fmt::Display for WrongType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, found, expected } = self;
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        write!(f, "found {found}, expected {expected}")
    }
}

impl std::error::Error for WrongType {}

impl WrongType {
    // The value itself is not told: it may be a credential.
    pub(crate) fn new(value: &Value, kind: Kind) -> Self {
        Self { path: String::new(), found: found(value), expected: kind.expected() }
    }

    /// The same, seen from the map or list that holds the value.
    fn below(mut self, part: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{part}{dot}{}", self.path);
        self
    }
}

/// A struct whose fields are set one by one.
pub trait Fields {
    /// Puts a value into the field at this place of the struct's [`Table`].
    fn set(&mut self, field: usize, value: &Value) -> Result<(), WrongType>;
}

/// Fills a struct from a map.
pub(crate) fn table(into: &mut dyn Fields, table: &'static Table, value: &Value) -> Result<(), WrongType> {
    let Value::Map(map) = value else { return Err(WrongType::new(value, Kind::Table(table))) };
    let entries = map.entries();
    for (key, value) in entries.iter() {
        let name = key.to_str();
        let exact = |field: &Field| field.key == name;
        let near = |field: &Field| {
            field.key.eq_ignore_ascii_case(&name) && !entries.contains_key(field.key.as_bytes())
        };
        let fields = table.fields;
        if let Some(field) = fields.iter().position(exact).or_else(|| fields.iter().position(near)) {
            into.set(field, value).map_err(|wrong| wrong.below(fields[field].key))?;
        }
    }
    Ok(())
}

/// Calls `push` with each item of a list.
pub(crate) fn list(
    value: &Value,
    kind: Kind,
    push: &mut dyn FnMut(&Value) -> Result<(), WrongType>,
) -> Result<(), WrongType> {
    let Value::List(list) = value else { return Err(WrongType::new(value, kind)) };
    for (index, item) in list.items().iter().enumerate() {
        push(item).map_err(|wrong| wrong.below(&format!("[{index}]")))?;
    }
    Ok(())
}

/// Calls `insert` with each entry of a map with free keys.
pub(crate) fn map(
    value: &Value,
    kind: Kind,
    insert: &mut dyn FnMut(String, &Value) -> Result<(), WrongType>,
) -> Result<(), WrongType> {
    let Value::Map(map) = value else { return Err(WrongType::new(value, kind)) };
    for (key, value) in map.entries().iter() {
        let key = key.to_str().into_owned();
        insert(key.clone(), value).map_err(|wrong| wrong.below(&key))?;
    }
    Ok(())
}

/// A whole number.
pub(crate) fn integer(value: &Value, kind: Kind) -> Result<i64, WrongType> {
    match value {
        Value::Int(number) | Value::Int64(number) => Ok(*number),
        Value::Uint8(number) => Ok(i64::from(*number)),
        Value::Uint64(number) => i64::try_from(*number).map_err(|_| WrongType::new(value, kind)),
        _ => Err(WrongType::new(value, kind)),
    }
}

/// A text.
pub(crate) fn text(value: &Value, kind: Kind) -> Result<String, WrongType> {
    match value {
        Value::String(text) => Ok(text.to_str().into_owned()),
        // TOML dates are the only objects; they come as Go prints them.
        Value::Object(_) => Ok(helm_render::value::format::display(value).to_string()),
        _ => Err(WrongType::new(value, kind)),
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Nil => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Int(_) | Value::Int64(_) | Value::Uint8(_) | Value::Uint64(_) => "an integer",
        Value::Float(_) => "a number",
        Value::String(_) => "a string",
        Value::List(_) => "a list",
        Value::Map(_) => "a table",
        Value::Object(_) => "a date",
    }
}
