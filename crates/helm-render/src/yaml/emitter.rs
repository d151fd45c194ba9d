//! From values to YAML, byte for byte as go-yaml's emitter writes it.

use std::borrow::Cow;

use super::chars::{break_len, byte, is_blank, is_blankz, width};
use super::resolve::{Plain, Schema, is_base60, old_bool, resolve};
use super::{MAX_DEPTH, NodeKind, chars, order};
use crate::fault::{Fault, FaultKind};
use crate::json;
use crate::value::format::number::{
    append_float, append_int, append_json_float, append_shortest, append_uint,
};
use crate::value::format::quote::lossy;
use crate::value::{Field, ListType, Object, Str, Value};

/// How much text one value may become; maps that hold others several times grow exponentially.
const MAX_TEXT: usize = 64 << 20;

/// Beyond this column go-yaml v2 folds lines; v3 never does.
const WIDTH: usize = 80;

/// The longest text, in bytes, that can be a key without `?`.
const LONGEST_KEY: usize = 128;

/// How far go-yaml looks for the `:` of a key, in characters. sigs.k8s.io/yaml writes JSON and has go-yaml read it.
const LONGEST_READ_KEY: usize = 1024;

/// `yaml.Marshal` of sigs.k8s.io/yaml: keys sorted, lists not indented, with the final line end.
pub fn to_yaml(value: &Value) -> Result<Str, Fault> {
    write(value, Schema::V2).map(Str::from)
}

/// go-yaml v3's encoder with two blanks: lists are indented, and no line is folded.
pub fn to_yaml_pretty(value: &Value) -> Result<Str, Fault> {
    write(value, Schema::V3).map(Str::from)
}

fn write(value: &Value, schema: Schema) -> Result<Vec<u8>, Fault> {
    let mut emitter = Emitter {
        out: Vec::with_capacity(256),
        schema,
        width: if schema == Schema::V2 { WIDTH } else { usize::MAX },
        indent: None,
        column: 0,
        whitespace: true,
        indention: true,
        depth: 0,
    };
    emitter.node(value, Place::Root)?;
    emitter.indent = None;
    emitter.write_indent();
    Ok(emitter.out)
}

/// Where a node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Sequence,
    Mapping,
    SimpleKey,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

/// The tag of text that is not UTF-8, which v3 writes in base64.
const BINARY: &[u8] = b"!!binary";

struct Emitter {
    out: Vec<u8>,
    schema: Schema,
    width: usize,
    /// The column of the current block; `None` before the first.
    indent: Option<usize>,
    column: usize,
    /// Whether the last character was white.
    whitespace: bool,
    /// Whether only indentation and indicators stand on the line.
    indention: bool,
    depth: usize,
}

impl Emitter {
    fn node(&mut self, value: &Value, place: Place) -> Result<(), Fault> {
        if self.depth > MAX_DEPTH {
            return Err(Fault::of(FaultKind::Limit, "value is nested too deeply for YAML"));
        }
        if self.out.len() > MAX_TEXT {
            return Err(Fault::of(FaultKind::Limit, "YAML of one value is too long"));
        }
        self.depth += 1;
        let mut number = Vec::new();
        match value {
            Value::Nil => self.plain(b"null"),
            Value::Bool(true) => self.plain(b"true"),
            Value::Bool(false) => self.plain(b"false"),
            Value::Int(value) | Value::Int64(value) => {
                append_int(&mut number, *value);
                self.plain(&number);
            }
            Value::Uint8(value) => {
                append_uint(&mut number, u64::from(*value));
                self.plain(&number);
            }
            Value::Uint64(value) => {
                append_uint(&mut number, *value);
                self.plain(&number);
            }
            Value::Float(value) => {
                self.float(*value, &mut number)?;
                self.plain(&number);
            }
            Value::String(text) => self.string(text.as_bytes(), place)?,
            // They are null in JSON; v3 does not take the way over JSON.
            Value::List(list) if list.is_nil() && self.schema == Schema::V2 => self.plain(b"null"),
            Value::Map(map) if map.is_nil() && self.schema == Schema::V2 => self.plain(b"null"),
            Value::List(list) if list.list_type() == ListType::Bytes && self.schema == Schema::V2 => {
                // JSON has bytes in base64.
                let text = json::base64(list.items());
                self.string(&text, place)?;
            }
            Value::List(list) => self.sequence(list.items(), place)?,
            Value::Map(map) => {
                let entries = map.entries();
                let mut pairs: Vec<order::Pair<'_>> =
                    entries.iter().map(|(key, value)| (key.as_bytes(), value)).collect();
                order::sort(&mut pairs, self.schema);
                self.mapping(&pairs)?;
            }
            Value::Object(object) if self.schema == Schema::V3 => self.object(object.as_ref(), place)?,
            Value::Object(object) => self.node(&object.data(), place)?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn sequence(&mut self, items: &[Value], place: Place) -> Result<(), Fault> {
        if items.is_empty() {
            self.write_indicator(b"[", true, true, false);
            self.write_indicator(b"]", false, false, false);
            return Ok(());
        }
        let outer = self.indent;
        let aligned = self.schema == Schema::V2 && place == Place::Mapping && !self.indention;
        self.indent = Some(match outer {
            None => 0,
            Some(column) if aligned => column,
            Some(column) => column + 2,
        });
        for item in items {
            self.write_indent();
            self.write_indicator(b"-", true, false, true);
            self.node(item, Place::Sequence)?;
        }
        self.indent = outer;
        Ok(())
    }

    /// v3 writes structs itself: all fields, under their names in small letters, unless the struct has tags for YAML.
    fn object(&mut self, object: &dyn Object, place: Place) -> Result<(), Fault> {
        let data = object.data();
        match (object.fields(), &data) {
            (Some(mut fields), _) => {
                let tagged = object.has_yaml_tags();
                fields.retain(|field| !tagged || !field.omit_empty || !json::is_empty(&field.value));
                let name = |field: &Field| match field.json {
                    Some(json) if tagged => json.to_owned(),
                    _ => field.name.to_lowercase(),
                };
                let names: Vec<String> = fields.iter().map(name).collect();
                let pairs: Vec<order::Pair<'_>> =
                    names.iter().zip(&fields).map(|(name, field)| (name.as_bytes(), &field.value)).collect();
                self.mapping(&pairs)
            }
            (None, Value::String(text)) if object.type_name() == "time.Time" => {
                self.plain(text.as_bytes());
                Ok(())
            }
            (None, _) => self.node(&data, place),
        }
    }

    fn mapping(&mut self, pairs: &[order::Pair<'_>]) -> Result<(), Fault> {
        if pairs.is_empty() {
            self.write_indicator(b"{", true, true, false);
            self.write_indicator(b"}", false, false, false);
            return Ok(());
        }
        let outer = self.indent;
        self.indent = Some(outer.map_or(0, |column| column + 2));
        for (key, value) in pairs {
            self.write_indent();
            self.key(key)?;
            self.node(value, Place::Mapping)?;
        }
        self.indent = outer;
        Ok(())
    }

    fn key(&mut self, key: &[u8]) -> Result<(), Fault> {
        if self.schema == Schema::V2 && !is_readable_key(key) {
            return Err(Fault::new("yaml: did not find expected ',' or '}'"));
        }
        let scalar = Scalar::of(key, self.schema)?;
        let tag = scalar.tag.map_or(0, <[u8]>::len);
        if !scalar.multiline && scalar.text.len() + tag <= LONGEST_KEY {
            self.scalar(&scalar, Place::SimpleKey);
            self.write_indicator(b":", false, false, false);
        } else {
            self.write_indicator(b"?", true, false, true);
            self.scalar(&scalar, Place::Mapping);
            self.write_indent();
            self.write_indicator(b":", true, false, true);
        }
        Ok(())
    }

    /// v2 reads the number out of JSON, where it may become an integer.
    fn float(&self, value: f64, out: &mut Vec<u8>) -> Result<(), Fault> {
        if self.schema == Schema::V3 {
            match value {
                f64::INFINITY => out.extend_from_slice(b".inf"),
                f64::NEG_INFINITY => out.extend_from_slice(b"-.inf"),
                value if value.is_nan() => out.extend_from_slice(b".nan"),
                value => append_shortest(out, value),
            }
            return Ok(());
        }
        json::check_float(value)
            .map_err(|fault| Fault::new(format!("error marshaling into JSON: {}", fault.message)))?;
        append_json_float(out, value);
        match resolve(out, Schema::V2) {
            Plain::Int(integer) => {
                out.clear();
                append_int(out, integer);
            }
            Plain::Uint(_) => {}
            _ => {
                out.clear();
                append_float(out, value, b'g', None);
            }
        }
        Ok(())
    }

    fn string(&mut self, text: &[u8], place: Place) -> Result<(), Fault> {
        let scalar = Scalar::of(text, self.schema)?;
        self.scalar(&scalar, place);
        Ok(())
    }

    /// Writes a literal of another type than text.
    fn plain(&mut self, text: &[u8]) {
        self.in_scalar(|emitter| emitter.write_plain(text, false));
    }

    fn scalar(&mut self, scalar: &Scalar<'_>, place: Place) {
        let style = scalar.style(place == Place::SimpleKey);
        if let Some(tag) = scalar.tag {
            if !self.whitespace {
                self.put(b' ');
            }
            self.put_all(tag);
            self.whitespace = false;
            self.indention = false;
        }
        let foldable = place != Place::SimpleKey;
        let text = scalar.text.as_ref();
        self.in_scalar(|emitter| match style {
            Style::Plain => emitter.write_plain(text, foldable),
            Style::SingleQuoted => emitter.write_single_quoted(text, foldable),
            Style::DoubleQuoted => emitter.write_double_quoted(text, foldable),
            Style::Literal => emitter.write_literal(text),
        });
    }

    /// Writes a scalar, whose further lines are indented by one level.
    fn in_scalar(&mut self, write: impl FnOnce(&mut Self)) {
        let outer = self.indent;
        self.indent = Some(outer.map_or(2, |column| column + 2));
        write(self);
        self.indent = outer;
    }

    fn put(&mut self, byte: u8) {
        self.out.push(byte);
        self.column += 1;
    }

    fn put_all(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
        self.column += chars::count(text) as usize;
    }

    fn put_break(&mut self) {
        self.out.push(b'\n');
        self.column = 0;
        self.indention = true;
    }

    /// Writes the character at `at`, gives the place behind it.
    fn put_character(&mut self, text: &[u8], at: usize) -> usize {
        let end = (at + width(text[at])).min(text.len());
        self.out.extend_from_slice(&text[at..end]);
        self.column += 1;
        end
    }

    /// Writes the line break at `at`, gives the place behind it.
    fn write_break(&mut self, text: &[u8], at: usize) -> usize {
        if text[at] == b'\n' {
            self.put_break();
            return at + 1;
        }
        let end = self.put_character(text, at);
        self.column = 0;
        self.indention = true;
        end
    }

    fn write_indent(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.put_break();
        }
        while self.column < indent {
            self.put(b' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    fn write_indicator(&mut self, indicator: &[u8], after_blank: bool, is_white: bool, is_indention: bool) {
        if after_blank && !self.whitespace {
            self.put(b' ');
        }
        self.put_all(indicator);
        self.whitespace = is_white;
        self.indention = self.indention && is_indention;
    }

    fn write_plain(&mut self, text: &[u8], foldable: bool) {
        if !self.whitespace {
            self.put(b' ');
        }
        self.write_lines(text, foldable, Self::put_character, 0..text.len());
        self.whitespace = false;
        self.indention = false;
    }

    fn write_single_quoted(&mut self, text: &[u8], foldable: bool) {
        self.write_indicator(b"'", true, false, false);
        let put = |emitter: &mut Self, text: &[u8], at: usize| {
            if text[at] == b'\'' {
                emitter.put(b'\'');
            }
            emitter.put_character(text, at)
        };
        self.write_lines(text, foldable, put, 1..text.len().saturating_sub(1));
        self.write_indicator(b"'", false, false, false);
    }

    /// Writes text that may be folded at single blanks whose place is in `folds`.
    fn write_lines(
        &mut self,
        text: &[u8],
        foldable: bool,
        put: impl Fn(&mut Self, &[u8], usize) -> usize,
        folds: std::ops::Range<usize>,
    ) {
        let (mut spaces, mut breaks) = (false, false);
        let mut at = 0;
        while at < text.len() {
            if !breaks {
                // Nothing needs a closer look before the next blank, quote or break.
                let run = text[at..].iter().position(|&byte| is_notable(byte)).unwrap_or(text.len() - at);
                if run > 0 {
                    self.put_all(&text[at..at + run]);
                    self.indention = false;
                    spaces = false;
                    at += run;
                    continue;
                }
            }
            if text[at] == b' ' {
                let full = foldable && !spaces && self.column > self.width;
                if full && folds.contains(&at) && byte(text, at + 1) != b' ' {
                    self.write_indent();
                    at += 1;
                } else {
                    at = self.put_character(text, at);
                }
                spaces = true;
            } else if break_at(text, at) {
                if !breaks && text[at] == b'\n' {
                    self.put_break();
                }
                at = self.write_break(text, at);
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                at = put(self, text, at);
                self.indention = false;
                spaces = false;
                breaks = false;
            }
        }
    }

    fn write_double_quoted(&mut self, text: &[u8], foldable: bool) {
        self.write_indicator(b"\"", true, false, false);
        // go-yaml looks for the byte order mark at the start of the text, whichever character it is about to write.
        let marked = text.starts_with(b"\xEF\xBB\xBF");
        let mut spaces = false;
        let mut at = 0;
        while at < text.len() {
            let first = text[at];
            if !marked && matches!(first, b'!' | b'#'..=b'[' | b']'..=b'~') {
                self.put(first);
                at += 1;
                spaces = false;
                continue;
            }
            if marked || !is_printable(text, at) || break_at(text, at) || matches!(first, b'"' | b'\\') {
                at = self.write_escape(text, at);
                spaces = false;
            } else if first == b' ' {
                if foldable && !spaces && self.column > self.width && at > 0 && at < text.len() - 1 {
                    self.write_indent();
                    if text[at + 1] == b' ' {
                        self.put(b'\\');
                    }
                    at += 1;
                } else {
                    at = self.put_character(text, at);
                }
                spaces = true;
            } else {
                at = self.put_character(text, at);
                spaces = false;
            }
        }
        self.write_indicator(b"\"", false, false, false);
    }

    fn write_escape(&mut self, text: &[u8], at: usize) -> usize {
        let end = (at + width(text[at])).min(text.len());
        let character = std::str::from_utf8(&text[at..end]).ok().and_then(|text| text.chars().next());
        let code = character.map_or(u32::from(text[at]), u32::from);
        self.put(b'\\');
        let short = match code {
            0 => b'0',
            0x07 => b'a',
            0x08 => b'b',
            0x09 => b't',
            0x0A => b'n',
            0x0B => b'v',
            0x0C => b'f',
            0x0D => b'r',
            0x1B => b'e',
            0x22 => b'"',
            0x5C => b'\\',
            0x85 => b'N',
            0xA0 => b'_',
            0x2028 => b'L',
            0x2029 => b'P',
            _ => {
                let code = match code {
                    0..=0xFF => format!("x{code:02X}"),
                    0x100..=0xFFFF => format!("u{code:04X}"),
                    _ => format!("U{code:08X}"),
                };
                self.put_all(code.as_bytes());
                return end;
            }
        };
        self.put(short);
        end
    }

    fn write_literal(&mut self, text: &[u8]) {
        self.write_indicator(b"|", true, false, false);
        if byte(text, 0) == b' ' || break_at(text, 0) {
            self.write_indicator(b"2", false, false, false);
        }
        if let Some(hint) = chomping_hint(text) {
            self.write_indicator(&[hint], false, false, false);
        }
        self.put_break();
        self.whitespace = true;
        let mut breaks = true;
        let mut at = 0;
        while at < text.len() {
            if break_at(text, at) {
                at = self.write_break(text, at);
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                let run = text[at + 1..].iter().position(|&byte| is_notable(byte) && byte != b' ');
                let end = run.map_or(text.len(), |run| at + 1 + run);
                // The first byte is no break: it may start a longer character, whose other bytes are not notable.
                self.put_all(&text[at..end]);
                at = end;
                self.indention = false;
                breaks = false;
            }
        }
    }
}

/// Blanks, single quotes, and what may start a line break.
fn is_notable(byte: u8) -> bool {
    matches!(byte, b' ' | b'\'' | b'\n' | b'\r' | 0xC2 | 0xE2)
}

/// `-` when the text does not end a line, `+` when it ends in empty ones.
fn chomping_hint(text: &[u8]) -> Option<u8> {
    let last = last_character(text)?;
    if !break_at(text, last) {
        return Some(b'-');
    }
    match last_character(&text[..last]) {
        None => Some(b'+'),
        Some(before) => break_at(text, before).then_some(b'+'),
    }
}

fn last_character(text: &[u8]) -> Option<usize> {
    text.iter().rposition(|byte| byte & 0xC0 != 0x80)
}

/// Whether a line break is at `at`; here a `\r\n` is two.
fn break_at(text: &[u8], at: usize) -> bool {
    matches!(byte(text, at), b'\n' | b'\r' | 0xC2 | 0xE2) && break_len(text, at) > 0
}

/// What go-yaml writes without escapes: no tabs, and nothing beyond U+FFFF.
fn is_printable(text: &[u8], at: usize) -> bool {
    let (second, third) = (byte(text, at + 1), byte(text, at + 2));
    match text[at] {
        b'\n' | 0x20..=0x7E => true,
        0xC2 => second >= 0xA0,
        0xC3..=0xEC | 0xEE => true,
        0xED => second < 0xA0,
        0xEF => !matches!((second, third), (0xBB, 0xBF) | (0xBF, 0xBE | 0xBF)),
        _ => false,
    }
}

/// Text with the styles it allows.
#[expect(clippy::struct_excessive_bools, reason = "each style is allowed or not")]
struct Scalar<'t> {
    text: Cow<'t, [u8]>,
    tag: Option<&'static [u8]>,
    /// The style that suits it best.
    wanted: Style,
    multiline: bool,
    plain_allowed: bool,
    single_quoted_allowed: bool,
    block_allowed: bool,
}

impl<'t> Scalar<'t> {
    fn of(text: &'t [u8], schema: Schema) -> Result<Self, Fault> {
        let mut tag = None;
        let text = match schema {
            Schema::V2 => through_json(text)?,
            Schema::V3 if std::str::from_utf8(text).is_ok() => Cow::Borrowed(text),
            Schema::V3 => {
                tag = Some(BINARY);
                Cow::Owned(wrapped_base64(text))
            }
        };
        let plain = tag.is_some()
            || (resolve(&text, schema) == Plain::String
                && !is_base60(&text)
                && (schema == Schema::V2 || old_bool(&text).is_none()));
        let wanted = if text.contains(&b'\n') {
            Style::Literal
        } else if plain {
            Style::Plain
        } else {
            Style::DoubleQuoted
        };
        let mut scalar = Self {
            text,
            tag,
            wanted,
            multiline: false,
            plain_allowed: true,
            single_quoted_allowed: true,
            block_allowed: true,
        };
        scalar.analyze(schema);
        Ok(scalar)
    }

    /// The style for its place.
    fn style(&self, simple_key: bool) -> Style {
        let mut style = self.wanted;
        if simple_key && self.multiline {
            style = Style::DoubleQuoted;
        }
        if style == Style::Plain && !self.plain_allowed {
            style = Style::SingleQuoted;
        }
        if style == Style::SingleQuoted && !self.single_quoted_allowed {
            style = Style::DoubleQuoted;
        }
        if style == Style::Literal && (!self.block_allowed || simple_key) {
            style = Style::DoubleQuoted;
        }
        style
    }

    fn analyze(&mut self, schema: Schema) {
        let text = self.text.as_ref();
        if text.is_empty() {
            self.block_allowed = false;
            return;
        }
        let ordinary =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b'-' | b'=');
        if text[0].is_ascii_alphanumeric() && text.iter().all(ordinary) {
            return;
        }
        let mut indicators = text.starts_with(b"---") || text.starts_with(b"...");
        let (mut special, mut tabs, mut breaks) = (false, false, false);
        let (mut break_space, mut space_break) = (false, false);
        let (mut after_space, mut after_break, mut after_white) = (false, false, true);
        let mut at = 0;
        while at < text.len() {
            let first = text[at];
            let end = at + width(first);
            let before_white = end >= text.len() || is_blank(text[end]);
            indicators |= match first {
                b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%'
                | b'@' | b'`' => at == 0,
                b'#' => at == 0 || after_white,
                b'?' | b'-' => at == 0 && before_white,
                b':' => before_white,
                _ => false,
            };
            if first == b'\t' && schema == Schema::V3 {
                tabs = true;
            } else if !is_printable(text, at) {
                special = true;
            }
            let is_break = break_at(text, at);
            if first == b' ' {
                break_space |= after_break;
            } else if is_break {
                breaks = true;
                space_break |= after_space;
            }
            after_space = first == b' ';
            after_break = is_break;
            after_white = is_blankz(text, at);
            at = end;
        }
        let starts_white = text[0] == b' ' || break_at(text, 0);
        let ends_white = after_space || after_break;
        self.multiline = breaks;
        let unclean = space_break || special;
        self.plain_allowed =
            !(starts_white || ends_white || break_space || unclean || tabs || breaks || indicators);
        self.single_quoted_allowed = !(break_space || unclean || tabs);
        self.block_allowed = !(after_space || unclean);
    }
}

/// What text is after sigs.k8s.io/yaml has written it as JSON and go-yaml has read that.
fn through_json(text: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    if text.iter().all(|&byte| byte < 0x7F) {
        return Ok(Cow::Borrowed(text));
    }
    let clean = lossy(text);
    for character in clean.chars() {
        match character {
            '\x7F' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => {
                return Err(Fault::new("yaml: control characters are not allowed"));
            }
            // JSON leaves this line break as it is, and YAML folds it.
            '\u{85}' => {
                let mut encoded = Vec::new();
                json::append_string(&mut encoded, clean.as_bytes(), json::Escape::Html);
                return match super::parse(&encoded)?.kind {
                    NodeKind::String(text) => Ok(Cow::Owned(text.as_bytes().to_vec())),
                    _ => Ok(Cow::Owned(clean.into_owned().into_bytes())),
                };
            }
            _ => {}
        }
    }
    Ok(match clean {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    })
}

/// Whether go-yaml knows the key for one when it reads the JSON: a key must be short and on one line.
fn is_readable_key(key: &[u8]) -> bool {
    if key.windows(2).any(|pair| pair == [0xC2, 0x85]) {
        return false;
    }
    if key.len() <= LONGEST_READ_KEY / 6 - 2 {
        return true;
    }
    let mut encoded = Vec::new();
    json::append_string(&mut encoded, key, json::Escape::Html);
    chars::count(&encoded) as usize <= LONGEST_READ_KEY
}

/// Base64 in lines of 70 characters, as go-yaml has it.
fn wrapped_base64(bytes: &[u8]) -> Vec<u8> {
    let encoded = json::encode_base64(bytes.iter().copied());
    if encoded.len() < 70 {
        return encoded;
    }
    let mut out = Vec::new();
    for line in encoded.chunks(70) {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out
}
