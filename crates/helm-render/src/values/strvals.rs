//! `--set` and its kin: `name=value` lines, as Helm's strvals reads them.

use super::frozen::{Frozen, FrozenMap};
use crate::chart::metadata::quote;
use crate::value::Str;

/// The highest index that `--set` may name.
const MAX_INDEX: usize = 65_536;

/// How deep the names of `--set` may nest.
const MAX_NESTED_NAME_LEVEL: usize = 30;

/// What the text behind `=` means.
pub(super) enum Mode<'a> {
    /// `--set`: booleans, null and integers are recognised.
    Typed,
    /// `--set-string`.
    Text,
    /// `--set-json`.
    Json,
    /// `--set-literal`: no lists, no escapes, no commas.
    Literal,
    /// `--set-file`: the name of a file, whose content counts.
    File(&'a mut dyn FnMut(&str) -> Result<Vec<u8>, String>),
}

/// Reads a line into `values`.
pub(super) fn parse_into(line: &str, values: &mut FrozenMap, mode: Mode<'_>) -> Result<(), String> {
    let mut parser = Parser { rest: line, mode };
    loop {
        match parser.key(values, 0) {
            Ok(()) => {}
            Err(Stop::End) => return Ok(()),
            Err(Stop::Failed(message)) => return Err(message),
            // Go recovers from its panics in the innermost `key`, whose callers pass the error on.
            Err(Stop::Panic(message)) => return Err(format!("unable to parse key: {message}")),
        }
    }
}

struct Parser<'l, 'm> {
    rest: &'l str,
    mode: Mode<'m>,
}

enum Stop {
    /// The line is at its end: Go's `io.EOF`.
    End,
    Failed(String),
    /// A failed type assertion.
    Panic(String),
}

fn failed<T>(message: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Failed(message.into()))
}

impl Parser<'_, '_> {
    fn key(&mut self, values: &mut FrozenMap, mut level: usize) -> Result<(), Stop> {
        let stops: &[char] = if self.is_literal() { &['=', '[', '.'] } else { &['=', '[', ',', '.'] };
        let (key, last) = self.until(stops);
        let Some(last) = last else {
            if key.is_empty() {
                return Err(Stop::End);
            }
            return failed(format!("key {} has no value", quote(&key)));
        };
        match last {
            '[' => {
                let index = self.key_index()?;
                let mut list = match values.get(key.as_bytes()) {
                    None => Vec::new(),
                    Some(Frozen::List(_)) => match values.take(key.as_bytes()) {
                        Some(Frozen::List(list)) => list,
                        _ => Vec::new(),
                    },
                    Some(other) => return Err(wrong_type(other, "[]interface {}")),
                };
                let result = self.list_item(&mut list, index, level);
                set(values, key, Frozen::List(list));
                result
            }
            '=' => self.key_value(values, key),
            ',' => failed(format!("key {} has no value (cannot end with ,)", quote(&key))),
            _ => {
                level += 1;
                if level > MAX_NESTED_NAME_LEVEL {
                    return failed(format!(
                        "value name nested level is greater than maximum supported nested level of \
                         {MAX_NESTED_NAME_LEVEL}",
                    ));
                }
                let mut inner = match values.get(key.as_bytes()) {
                    None => FrozenMap::default(),
                    Some(Frozen::Map(_)) => match values.take(key.as_bytes()) {
                        Some(Frozen::Map(map)) => map,
                        _ => FrozenMap::default(),
                    },
                    Some(other) => return Err(wrong_type(other, "map[string]interface {}")),
                };
                let result = self.key(&mut inner, level);
                if inner.is_empty() {
                    if result.is_ok() {
                        return failed(format!("key map {} has no value", quote(&key)));
                    }
                    if values.get(key.as_bytes()).is_some() {
                        set(values, key, Frozen::Map(inner));
                    }
                } else {
                    set(values, key, Frozen::Map(inner));
                }
                result
            }
        }
    }

    /// The value behind `key=`.
    fn key_value(&mut self, values: &mut FrozenMap, key: String) -> Result<(), Stop> {
        match self.mode {
            Mode::Literal => {
                let value = std::mem::take(&mut self.rest);
                set(values, key, Frozen::String(Str::from(value)));
                Ok(())
            }
            Mode::Json => {
                let value = self.json_value()?;
                set(values, key, value);
                Ok(())
            }
            _ => match self.value_list() {
                Ok(Some(list)) => {
                    set(values, key, Frozen::List(list));
                    Ok(())
                }
                Ok(None) => {
                    let value = self.scalar()?;
                    set(values, key, value);
                    Ok(())
                }
                Err(Stop::End) => {
                    set(values, key, Frozen::String(Str::default()));
                    Err(Stop::End)
                }
                Err(stop) => Err(stop),
            },
        }
    }

    fn key_index(&mut self) -> Result<i64, Stop> {
        let (text, last) = self.until(&[']']);
        if last.is_none() {
            return failed("error parsing index: EOF");
        }
        let parsed = text.parse::<i64>();
        parsed.or_else(|cause| {
            let reason = match cause.kind() {
                std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => {
                    "value out of range"
                }
                _ => "invalid syntax",
            };
            failed(format!("error parsing index: strconv.Atoi: parsing {}: {reason}", quote(&text)))
        })
    }

    fn list_item(&mut self, list: &mut Vec<Frozen>, index: i64, level: usize) -> Result<(), Stop> {
        if index < 0 {
            return failed(format!("negative {index} index not allowed"));
        }
        // What does not fit 32 bits is beyond the largest index all the same.
        let wanted = index;
        let index = usize::try_from(wanted).unwrap_or(usize::MAX);
        let (key, last) = self.until(&['[', '.', '=']);
        if !key.is_empty() {
            let runes: Vec<String> = key.chars().map(quote_rune).collect();
            return failed(format!("unexpected data at end of array index: [{}]", runes.join(" ")));
        }
        let Some(last) = last else { return Err(Stop::End) };
        let value = match last {
            '=' => self.item_value()?,
            '[' => {
                let next = self.key_index()?;
                let mut inner = match list.get_mut(index) {
                    None | Some(Frozen::Nil) => Vec::new(),
                    Some(Frozen::List(inner)) => std::mem::take(inner),
                    Some(other) => return Err(wrong_type(other, "[]interface {}")),
                };
                let result = self.list_item(&mut inner, next, level);
                if result.is_err() {
                    if let Some(Frozen::List(kept)) = list.get_mut(index) {
                        *kept = inner;
                    }
                    return result;
                }
                Frozen::List(inner)
            }
            _ => {
                let mut inner = match list.get_mut(index) {
                    Some(Frozen::Map(inner)) => std::mem::take(inner),
                    _ => FrozenMap::default(),
                };
                let result = self.key(&mut inner, level);
                if result.is_err() {
                    // Where the line ends, Go's lists and maps hold what was set; an item that is new is lost.
                    if let Some(item) = list.get_mut(index) {
                        *item = Frozen::Map(inner);
                    }
                    return result;
                }
                Frozen::Map(inner)
            }
        };
        if index > MAX_INDEX {
            return failed(format!(
                "index of {wanted} is greater than maximum supported index of {MAX_INDEX}"
            ));
        }
        if list.len() <= index {
            list.resize(index + 1, Frozen::Nil);
        }
        list[index] = value;
        Ok(())
    }

    /// The value behind `[0]=`.
    fn item_value(&mut self) -> Result<Frozen, Stop> {
        match self.mode {
            Mode::Literal => Ok(Frozen::String(Str::from(std::mem::take(&mut self.rest)))),
            Mode::Json => self.json_value(),
            _ => match self.value_list() {
                Ok(Some(list)) => Ok(Frozen::List(list)),
                Ok(None) => self.scalar(),
                Err(Stop::End) => Ok(Frozen::String(Str::default())),
                Err(stop) => Err(stop),
            },
        }
    }

    fn scalar(&mut self) -> Result<Frozen, Stop> {
        let (text, _) = self.until(&[',']);
        self.convert(&text)
    }

    /// `{a,b}`; `None` when the value is no list.
    fn value_list(&mut self) -> Result<Option<Vec<Frozen>>, Stop> {
        if self.rest.is_empty() {
            return Err(Stop::End);
        }
        let Some(rest) = self.rest.strip_prefix('{') else { return Ok(None) };
        self.rest = rest;
        let mut list = Vec::new();
        loop {
            let (text, last) = self.until(&[',', '}']);
            match last {
                None => return failed("list must terminate with '}'"),
                Some('}') => {
                    self.rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
                    list.push(self.convert(&text)?);
                    return Ok(Some(list));
                }
                Some(_) => list.push(self.convert(&text)?),
            }
        }
    }

    fn convert(&mut self, text: &str) -> Result<Frozen, Stop> {
        match &mut self.mode {
            Mode::Typed => Ok(typed(text)),
            Mode::File(read) => match read(text) {
                Ok(content) => Ok(Frozen::String(Str::from(content))),
                Err(cause) => failed(cause),
            },
            _ => Ok(Frozen::String(Str::from(text))),
        }
    }

    fn json_value(&mut self) -> Result<Frozen, Stop> {
        if self.skip_empty() {
            return Ok(Frozen::Nil);
        }
        let end = json_extent(self.rest.as_bytes());
        let (text, rest) = self.rest.split_at(end);
        let value = crate::json::from_json(text.as_bytes()).map_err(|cause| Stop::Failed(cause.message))?;
        self.rest = rest;
        self.skip_empty();
        Ok(Frozen::from_value(&value))
    }

    /// Skips blanks, and the comma or end behind them; whether there was nothing else.
    fn skip_empty(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(',') {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => self.rest.is_empty(),
        }
    }

    /// The text up to one of the stops, and the stop; a backslash takes the next character as it is.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut text = String::new();
        let mut chars = self.rest.chars();
        let mut last = None;
        while let Some(character) = chars.next() {
            if stops.contains(&character) {
                last = Some(character);
                break;
            }
            if character == '\\' && !self.is_literal() {
                match chars.next() {
                    Some(escaped) => text.push(escaped),
                    None => break,
                }
            } else {
                text.push(character);
            }
        }
        self.rest = chars.as_str();
        (text, last)
    }

    fn is_literal(&self) -> bool {
        matches!(self.mode, Mode::Literal)
    }
}

/// Sets the value; an empty key counts for nothing.
fn set(values: &mut FrozenMap, key: String, value: Frozen) {
    if !key.is_empty() {
        values.insert(Str::from(key), value);
    }
}

fn typed(text: &str) -> Frozen {
    if text.eq_ignore_ascii_case("true") {
        Frozen::Bool(true)
    } else if text.eq_ignore_ascii_case("false") {
        Frozen::Bool(false)
    } else if text.eq_ignore_ascii_case("null") {
        Frozen::Nil
    } else if text == "0" {
        Frozen::Int64(0)
    } else {
        match text.parse::<i64>() {
            Ok(value) if !text.starts_with('0') => Frozen::Int64(value),
            _ => Frozen::String(Str::from(text)),
        }
    }
}

fn wrong_type(value: &Frozen, wanted: &str) -> Stop {
    Stop::Panic(format!("interface conversion: interface {{}} is {}, not {wanted}", value.type_name()))
}

/// Go's `%q` of a rune.
fn quote_rune(rune: char) -> String {
    let text = crate::value::format::sprintf(b"%q", &[crate::Value::Int(i64::from(u32::from(rune)))]);
    String::from_utf8_lossy(&text).into_owned()
}

/// How many bytes the first JSON value of the text has, well-formed or not.
fn json_extent(text: &[u8]) -> usize {
    let (mut depth, mut index) = (0_usize, 0);
    while let Some(byte) = text.get(index) {
        match byte {
            b'"' => {
                index += 1;
                while let Some(byte) = text.get(index) {
                    match byte {
                        b'"' => break,
                        b'\\' => index += 2,
                        _ => index += 1,
                    }
                }
                index = (index + 1).min(text.len());
                if depth == 0 {
                    return boundary(text, index);
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return index + 1;
                }
            }
            b',' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return index,
            _ => {}
        }
        index += 1;
    }
    text.len()
}

/// The next place where a character begins.
fn boundary(text: &[u8], mut index: usize) -> usize {
    while text.get(index).is_some_and(|byte| (0x80..0xc0).contains(byte)) {
        index += 1;
    }
    index
}
