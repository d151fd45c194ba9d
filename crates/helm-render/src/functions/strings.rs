//! Cutting, padding, joining and quoting text.

use super::Entry;
use super::cast::{self, to_text};
use super::limit::{check_items, check_size, count_of, work};
use super::runes;
use super::signature::typed;
use crate::bytes;
use crate::fault::Fault;
use crate::value::{List, ListType, Map, MapType, Str, Value, format};

/// Greets, as sprig's smallest function.
///
/// ```gotmpl
/// {{ hello }} → Hello!
/// ```
fn hello() -> &'static str {
    "Hello!"
}

/// Keeps the first `length` bytes, or, if `length` is negative, the last.
///
/// ```gotmpl
/// {{ trunc 5 "hello world" }} → hello
/// {{ trunc -5 "hello world" }} → world
/// ```
fn trunc(length: i64, text: &Str) -> Str {
    let bytes = text.as_bytes();
    let wanted = usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX);
    if wanted >= bytes.len() {
        text.clone()
    } else if length < 0 {
        bytes[bytes.len() - wanted..].into()
    } else {
        bytes[..wanted].into()
    }
}

/// Removes white space from both ends.
///
/// ```gotmpl
/// {{ trim "  hello " }} → hello
/// ```
fn trim(text: &Str) -> Str {
    let bytes = text.as_bytes();
    let trimmed = trim_space(bytes);
    if trimmed.len() == bytes.len() { text.clone() } else { trimmed.into() }
}

/// Removes all characters in `set` from both ends.
///
/// ```gotmpl
/// {{ trimAll "$" "$5.00$" }} → 5.00
/// ```
fn trim_all(set: &Str, text: &Str) -> Str {
    let mut set: Vec<char> = runes::runes(set.as_bytes()).collect();
    set.sort_unstable();
    trim_set(text.as_bytes(), &set).into()
}

/// Removes `suffix` from the end, if it is there.
///
/// ```gotmpl
/// {{ trimSuffix "-" "hello-" }} → hello
/// ```
fn trim_suffix(suffix: &Str, text: &Str) -> Str {
    match text.as_bytes().strip_suffix(suffix.as_bytes()) {
        Some(rest) if !suffix.is_empty() => rest.into(),
        _ => text.clone(),
    }
}

/// Removes `prefix` from the start, if it is there.
///
/// ```gotmpl
/// {{ trimPrefix "v" "v1.2.3" }} → 1.2.3
/// ```
fn trim_prefix(prefix: &Str, text: &Str) -> Str {
    match text.as_bytes().strip_prefix(prefix.as_bytes()) {
        Some(rest) if !prefix.is_empty() => rest.into(),
        _ => text.clone(),
    }
}

/// Says whether `text` contains `part`.
///
/// ```gotmpl
/// {{ contains "cat" "catch" }} → true
/// ```
fn contains(part: &Str, text: &Str) -> Result<bool, Fault> {
    Ok(find(text.as_bytes(), part.as_bytes())?.is_some())
}

/// Says whether `text` starts with `prefix`.
///
/// ```gotmpl
/// {{ hasPrefix "cat" "catch" }} → true
/// ```
fn has_prefix(prefix: &Str, text: &Str) -> bool {
    text.as_bytes().starts_with(prefix.as_bytes())
}

/// Says whether `text` ends with `suffix`.
///
/// ```gotmpl
/// {{ hasSuffix "tch" "catch" }} → true
/// ```
fn has_suffix(suffix: &Str, text: &Str) -> bool {
    text.as_bytes().ends_with(suffix.as_bytes())
}

/// Replaces every `old` in `text` by `new`.
///
/// ```gotmpl
/// {{ "v1.2+build" | replace "+" "_" }} → v1.2_build
/// ```
fn replace(old: &Str, new: &Str, text: &Str) -> Result<Str, Fault> {
    let (text_bytes, old, new) = (text.as_bytes(), old.as_bytes(), new.as_bytes());
    if old == new {
        return Ok(text.clone());
    }
    if old.is_empty() {
        return replace_between_runes(text_bytes, new);
    }
    let mut places = Places::new(text_bytes, old)?.peekable();
    if places.peek().is_none() {
        return Ok(text.clone());
    }
    let mut out = Vec::with_capacity(text_bytes.len() + new.len());
    let mut end = 0;
    for at in places {
        out.extend_from_slice(&text_bytes[end..at]);
        check_size(out.len().checked_add(new.len()))?;
        out.extend_from_slice(new);
        end = at + old.len();
    }
    out.extend_from_slice(&text_bytes[end..]);
    Ok(out.into())
}

/// Repeats `text`.
///
/// ```gotmpl
/// {{ repeat 3 "ab" }} → ababab
/// ```
fn repeat(count: i64, text: &Str) -> Result<Str, Fault> {
    let number = u64::try_from(count).map_err(|_| Fault::new("strings: negative Repeat count"))?;
    // In Go's 64 bits, wherever this runs.
    let size = (text.len() as u64).checked_mul(number).filter(|size| i64::try_from(*size).is_ok());
    let size = size.ok_or_else(|| Fault::new("strings: Repeat output length overflow"))?;
    check_size(usize::try_from(size).ok())?;
    let count = count_of(count).unwrap_or_default();
    Ok(text.as_bytes().repeat(if text.is_empty() { 0 } else { count }).into())
}

/// Cuts out the bytes from `start` up to `end`; a negative `end` means up to the end.
///
/// ```gotmpl
/// {{ substr 0 5 "hello world" }} → hello
/// {{ substr 6 -1 "hello world" }} → world
/// ```
fn substr(start: i64, end: i64, text: &Str) -> Result<Str, Fault> {
    let bytes = text.as_bytes();
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let (from, to) = if start < 0 {
        if end < 0 {
            return Err(out_of_range(&format!("[:{end}]")));
        }
        if end > length {
            return Err(out_of_range(&format!("[:{end}] with length {length}")));
        }
        (0, end)
    } else if end < 0 || end > length {
        if start > length {
            return Err(out_of_range(&format!("[{start}:{length}]")));
        }
        (start, length)
    } else {
        if start > end {
            return Err(out_of_range(&format!("[{start}:{end}]")));
        }
        (start, end)
    };
    let (from, to) = (usize::try_from(from).unwrap_or(0), usize::try_from(to).unwrap_or(0));
    Ok(bytes[from..to].into())
}

/// Puts `spaces` spaces before every line.
///
/// ```gotmpl
/// {{ indent 4 "a: 1" | quote }} → "    a: 1"
/// {{ indent 2 "a: 1\nb: 2" | quote }} → "  a: 1\n  b: 2"
/// ```
fn indent(spaces: i64, text: &Str) -> Result<Str, Fault> {
    indented(spaces, text.as_bytes(), b"")
}

/// Puts a line break before the text and `spaces` spaces before every line.
///
/// ```gotmpl
/// {{ nindent 2 "a: 1\nb: 2" | quote }} → "\n  a: 1\n  b: 2"
/// ```
fn nindent(spaces: i64, text: &Str) -> Result<Str, Fault> {
    indented(spaces, text.as_bytes(), b"\n")
}

/// Removes white space, byte by byte.
///
/// ```gotmpl
/// {{ nospace "h e l l o" }} → hello
/// ```
fn nospace(text: &Str) -> Str {
    let bytes = text.as_bytes();
    if !bytes.iter().any(|byte| char::from(*byte).is_whitespace()) {
        return text.clone();
    }
    // goutils takes each byte for a rune, so that text beyond ASCII suffers.
    let mut out = Vec::with_capacity(bytes.len());
    for rune in bytes.iter().map(|byte| char::from(*byte)).filter(|rune| !rune.is_whitespace()) {
        runes::push(&mut out, rune);
    }
    out.into()
}

/// Takes the first letter of each word.
///
/// ```gotmpl
/// {{ initials "First Try" }} → FT
/// ```
fn initials(text: &Str) -> Str {
    let mut out = Vec::new();
    let mut after_gap = true;
    for rune in text.as_bytes().iter().map(|byte| char::from(*byte)) {
        if rune.is_whitespace() {
            after_gap = true;
        } else if after_gap {
            runes::push(&mut out, rune);
            after_gap = false;
        }
    }
    out.into()
}

/// Shortens `text` to `width` bytes, ending in an ellipsis.
///
/// ```gotmpl
/// {{ abbrev 8 "hello world" }} → hello...
/// ```
fn abbrev(width: i64, text: &Str) -> Str {
    if width < 4 { text.clone() } else { abbreviated(text, 0, width) }
}

/// Shortens `text` on both sides, starting near byte `left`, to `right` bytes.
///
/// ```gotmpl
/// {{ abbrevboth 5 10 "1234 5678 9123" }} → ...5678...
/// ```
fn abbrevboth(left: i64, right: i64, text: &Str) -> Str {
    if right < 4 || (left > 0 && right < 7) { text.clone() } else { abbreviated(text, left, right) }
}

/// Breaks lines at spaces, after at most `width` bytes; longer words stay whole.
///
/// ```gotmpl
/// {{ wrap 5 "hello big world" | quote }} → "hello\nbig\nworld"
/// ```
fn wrap(width: i64, text: &Str) -> Result<Str, Fault> {
    wrapped(text, width, b"\n", LongWords::Keep)
}

/// Breaks lines as `wrap` does, but cuts long words and puts `separator` between lines.
///
/// ```gotmpl
/// {{ wrapWith 5 "|" "hello wonderful" }} → hello|wonde|rful
/// ```
fn wrap_with(width: i64, separator: &Str, text: &Str) -> Result<Str, Fault> {
    let separator = if separator.is_empty() { b"\n" } else { separator.as_bytes() };
    wrapped(text, width, separator, LongWords::Cut)
}

/// Chooses between singular and plural.
///
/// ```gotmpl
/// {{ plural "one anchovy" "many anchovies" 2 }} → many anchovies
/// ```
fn plural(one: &Str, many: &Str, count: i64) -> Str {
    if count == 1 { one.clone() } else { many.clone() }
}

/// Joins values with spaces, leaving out nil.
///
/// ```gotmpl
/// {{ cat "hello" 2 "world" }} → hello 2 world
/// ```
fn cat(values: &[Value]) -> Result<Str, Fault> {
    let mut out = Vec::new();
    for (at, value) in values.iter().filter(|value| !matches!(value, Value::Nil)).enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        format::write_display(value, &mut out);
        check_size(Some(out.len()))?;
    }
    Ok(out.into())
}

/// Puts each value in double quotes, escaped as Go does; nil is left out.
///
/// ```gotmpl
/// {{ quote "say \"hi\"" 5 }} → "say \"hi\"" "5"
/// ```
fn quote(values: &[Value]) -> Result<Str, Fault> {
    let mut out = Vec::with_capacity(format::USUAL_LENGTH);
    for value in values.iter().filter(|value| !matches!(value, Value::Nil)) {
        if !out.is_empty() {
            out.push(b' ');
        }
        match value {
            Value::String(text) => write_quoted(text.as_bytes(), &mut out),
            other => write_quoted(to_text(other).as_bytes(), &mut out),
        }
        check_size(Some(out.len()))?;
    }
    Ok(out.into())
}

/// Puts each value in single quotes, without escaping; nil is left out.
///
/// ```gotmpl
/// {{ squote "hello" 5 }} → 'hello' '5'
/// ```
fn squote(values: &[Value]) -> Result<Str, Fault> {
    let mut out = Vec::with_capacity(format::USUAL_LENGTH);
    for value in values.iter().filter(|value| !matches!(value, Value::Nil)) {
        if !out.is_empty() {
            out.push(b' ');
        }
        out.push(b'\'');
        format::write_display(value, &mut out);
        out.push(b'\'');
        check_size(Some(out.len()))?;
    }
    Ok(out.into())
}

/// Joins the items of a list, leaving out nil.
///
/// ```gotmpl
/// {{ join "-" (list 1 "b" true) }} → 1-b-true
/// ```
fn join(separator: &Str, list: &Value) -> Result<Str, Fault> {
    let Some(items) = cast::as_slice(list) else {
        return Ok(if matches!(list, Value::Nil) { Str::default() } else { to_text(list) });
    };
    let mut out = Vec::new();
    let mut is_first = true;
    for item in items.as_list().unwrap_or_default().iter().filter(|item| !matches!(item, Value::Nil)) {
        if !is_first {
            out.extend_from_slice(separator.as_bytes());
        }
        is_first = false;
        match item {
            Value::String(text) => out.extend_from_slice(text.as_bytes()),
            other => out.extend_from_slice(to_text(other).as_bytes()),
        }
        check_size(Some(out.len()))?;
    }
    Ok(out.into())
}

/// Splits text into a map with the keys `_0`, `_1` and so on.
///
/// ```gotmpl
/// {{ (split "/" "foo/bar")._1 }} → bar
/// ```
fn split(separator: &Str, text: &Str) -> Result<Map, Fault> {
    numbered(split_at_most(text.as_bytes(), separator.as_bytes(), -1)?)
}

/// Splits text into at most `count` parts, in a map with the keys `_0`, `_1` and so on.
///
/// ```gotmpl
/// {{ (splitn "/" 2 "foo/bar/fuu")._1 }} → bar/fuu
/// ```
fn splitn(separator: &Str, count: i64, text: &Str) -> Result<Map, Fault> {
    numbered(split_at_most(text.as_bytes(), separator.as_bytes(), count)?)
}

/// Splits text into a list of strings.
///
/// ```gotmpl
/// {{ splitList "," "a,b,c" }} → [a b c]
/// ```
fn split_list(separator: &Str, text: &Str) -> Result<List, Fault> {
    let parts = split_at_most(text.as_bytes(), separator.as_bytes(), -1)?;
    Ok(List::typed(ListType::Strings, parts.into_iter().map(Value::str).collect()))
}

pub(super) static TABLE: &[Entry] = &[
    ("abbrev", &typed(abbrev)),
    ("abbrevboth", &typed(abbrevboth)),
    ("cat", &typed(cat)),
    ("contains", &typed(contains)),
    ("hasPrefix", &typed(has_prefix)),
    ("hasSuffix", &typed(has_suffix)),
    ("hello", &typed(hello)),
    ("indent", &typed(indent)),
    ("initials", &typed(initials)),
    ("join", &typed(join)),
    ("nindent", &typed(nindent)),
    ("nospace", &typed(nospace)),
    ("plural", &typed(plural)),
    ("quote", &typed(quote)),
    ("repeat", &typed(repeat)),
    ("replace", &typed(replace)),
    ("split", &typed(split)),
    ("splitList", &typed(split_list)),
    ("splitn", &typed(splitn)),
    ("squote", &typed(squote)),
    ("substr", &typed(substr)),
    ("trim", &typed(trim)),
    ("trimAll", &typed(trim_all)),
    ("trimPrefix", &typed(trim_prefix)),
    ("trimSuffix", &typed(trim_suffix)),
    ("trimall", &typed(trim_all)),
    ("trunc", &typed(trunc)),
    ("wrap", &typed(wrap)),
    ("wrapWith", &typed(wrap_with)),
];

/// Go's `strings.SplitN`: a negative count is no bound, 0 gives nothing.
pub(super) fn split_at_most<'a>(
    text: &'a [u8],
    separator: &[u8],
    count: i64,
) -> Result<Vec<&'a [u8]>, Fault> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let bound = usize::try_from(count).unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    let mut rest = text;
    let mut places = Places::new(text, separator)?;
    while parts.len() + 1 < bound {
        let (part, after) = if separator.is_empty() {
            // An empty separator splits into runes.
            match runes::decode(rest) {
                Some((_, width)) if width < rest.len() => rest.split_at(width),
                Some(_) => break,
                None => return Ok(parts),
            }
        } else {
            match places.next() {
                Some(at) => (&rest[..at - (text.len() - rest.len())], &text[at + separator.len()..]),
                None => break,
            }
        };
        parts.push(part);
        rest = after;
        check_items(parts.len())?;
    }
    if !(rest.is_empty() && separator.is_empty()) {
        parts.push(rest);
    }
    Ok(parts)
}

// The first place of `part`.
pub(super) fn find(text: &[u8], part: &[u8]) -> Result<Option<usize>, Fault> {
    if part.is_empty() { Ok(Some(0)) } else { Ok(Places::new(text, part)?.next()) }
}

// The places of a part that is not empty, none of them overlapping.
enum Places<'a> {
    // Tries place by place.
    Bytes { text: &'a [u8], part: &'a [u8], from: usize },
    // In linear time, whatever the texts are.
    Text(std::str::MatchIndices<'a, &'a str>),
}

impl<'a> Places<'a> {
    // Up to this length a comparison that fails late costs next to nothing.
    const SHORT: usize = 16;

    fn new(text: &'a [u8], part: &'a [u8]) -> Result<Self, Fault> {
        if part.len() > Self::SHORT {
            if let (Ok(text), Ok(part)) = (std::str::from_utf8(text), std::str::from_utf8(part)) {
                return Ok(Self::Text(text.match_indices(part)));
            }
            work(text.len().saturating_mul(part.len() / Self::SHORT))?;
        }
        Ok(Self::Bytes { text, part, from: 0 })
    }
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        match self {
            Self::Text(matches) => matches.next().map(|(at, _)| at),
            Self::Bytes { text, part, from } => {
                let (&first, rest) = part.split_first()?;
                while let Some(at) = text.get(*from..)?.iter().position(|byte| *byte == first) {
                    let at = *from + at;
                    if text[at + 1..].starts_with(rest) {
                        *from = at + part.len();
                        return Some(at);
                    }
                    *from = at + 1;
                }
                None
            }
        }
    }
}

/// Go's `strings.TrimSpace`.
pub(super) fn trim_space(text: &[u8]) -> &[u8] {
    if text.is_ascii() {
        let is_space = |byte: &u8| matches!(byte, b'\t' | b'\n' | 0x0B | 0x0C | b'\r' | b' ');
        let Some(start) = text.iter().position(|byte| !is_space(byte)) else { return &[] };
        let end = text.iter().rposition(|byte| !is_space(byte)).map_or(0, |at| at + 1);
        return &text[start..end];
    }
    trim_where(text, char::is_whitespace)
}

/// Writes text in Go's double-quoted form, as `%q` does.
pub(super) fn write_quoted(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text;
    loop {
        // Most texts are nothing else.
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        let plain = rest.iter().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
        let Some((rune, width)) = runes::decode(rest) else { break };
        let raw = &rest[..width];
        rest = &rest[width..];
        match rune {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\u{07}' => out.extend_from_slice(b"\\a"),
            '\u{08}' => out.extend_from_slice(b"\\b"),
            '\u{0C}' => out.extend_from_slice(b"\\f"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\u{0B}' => out.extend_from_slice(b"\\v"),
            runes::REPLACEMENT if width == 1 => {
                out.extend_from_slice(format!("\\x{:02x}", raw[0]).as_bytes());
            }
            '\0'..='\u{7F}' => out.extend_from_slice(format!("\\x{:02x}", u32::from(rune)).as_bytes()),
            _ if is_printable(raw) => out.extend_from_slice(raw),
            '\u{80}'..='\u{FFFF}' => out.extend_from_slice(format!("\\u{:04x}", u32::from(rune)).as_bytes()),
            _ => out.extend_from_slice(format!("\\U{:08x}", u32::from(rune)).as_bytes()),
        }
    }
    out.push(b'"');
}

// Rust escapes exactly what Go does not print, once the rune is not at the start, where combining marks are escaped too.
fn is_printable(rune: &[u8]) -> bool {
    let mut text = String::with_capacity(5);
    text.push('a');
    text.push_str(std::str::from_utf8(rune).unwrap_or_default());
    text.escape_debug().nth(1) != Some('\\')
}

fn out_of_range(slice: &str) -> Fault {
    Fault::new(format!("runtime error: slice bounds out of range {slice}"))
}

fn trim_set<'a>(text: &'a [u8], set: &[char]) -> &'a [u8] {
    if set.is_empty() { text } else { trim_where(text, |rune| set.binary_search(&rune).is_ok()) }
}

fn trim_where(mut text: &[u8], mut cut: impl FnMut(char) -> bool) -> &[u8] {
    while let Some((rune, width)) = runes::decode(text) {
        if !cut(rune) {
            break;
        }
        text = &text[width..];
    }
    while let Some((rune, width)) = last_rune(text) {
        if !cut(rune) {
            break;
        }
        text = &text[..text.len() - width];
    }
    text
}

fn last_rune(text: &[u8]) -> Option<(char, usize)> {
    let last = text.len().checked_sub(1)?;
    let start = (last.saturating_sub(3)..=last).rev().find(|at| text[*at] & 0xC0 != 0x80).unwrap_or(last);
    match runes::decode(&text[start..]) {
        Some((rune, width)) if start + width == text.len() => Some((rune, width)),
        _ => Some((runes::REPLACEMENT, 1)),
    }
}

// Go puts the new text before each rune and at the end.
fn replace_between_runes(text: &[u8], new: &[u8]) -> Result<Str, Fault> {
    let places = runes::runes(text).count() + 1;
    check_size(new.len().checked_mul(places).and_then(|size| size.checked_add(text.len())))?;
    let mut out = Vec::with_capacity(text.len() + places * new.len());
    let mut rest = text;
    while let Some((_, width)) = runes::decode(rest) {
        out.extend_from_slice(new);
        out.extend_from_slice(&rest[..width]);
        rest = &rest[width..];
    }
    out.extend_from_slice(new);
    Ok(out.into())
}

fn indented(spaces: i64, text: &[u8], before: &[u8]) -> Result<Str, Fault> {
    let spaces = count_of(spaces).ok_or_else(|| Fault::new("strings: negative Repeat count"))?;
    let lines = bytes::line_feeds(text) + 1;
    let size =
        check_size(spaces.checked_mul(lines).and_then(|size| size.checked_add(text.len() + before.len())))?;
    // Blanks are everywhere at first, so that only the lines are copied.
    let mut out = vec![b' '; size];
    let mut put = |at: usize, part: &[u8]| {
        if let Some(place) = out.get_mut(at..at + part.len()) {
            place.copy_from_slice(part);
        }
    };
    put(0, before);
    let mut shift = before.len() + spaces;
    let mut start = 0;
    for line in bytes::lines(text) {
        // With its end, unless it is the last one.
        let next = text.len().min(start + line.len() + 1);
        put(shift + start, &text[start..next]);
        // Go pads after the last line break, too.
        shift += spaces;
        start = next;
    }
    Ok(out.into())
}

fn abbreviated(text: &Str, offset: i64, width: i64) -> Str {
    let bytes = text.as_bytes();
    let (Ok(width), length) = (usize::try_from(width), bytes.len()) else { return text.clone() };
    if bytes.is_empty() || width < 4 {
        return Str::default();
    }
    if length <= width {
        return text.clone();
    }
    // A negative offset behaves as a small one.
    let mut offset = usize::try_from(offset).unwrap_or(0).min(length);
    if length - offset < width - 3 {
        offset = length - (width - 3);
    }
    if offset <= 4 {
        return [&bytes[..width - 3], b"..."].concat().into();
    }
    if width < 7 {
        return Str::default();
    }
    if offset + width - 3 < length {
        let rest = Str::from(&bytes[offset..]);
        let width = i64::try_from(width - 3).unwrap_or(i64::MAX);
        return [b"...", abbreviated(&rest, 0, width).as_bytes()].concat().into();
    }
    [b"...", &bytes[length - (width - 3)..]].concat().into()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LongWords {
    Keep,
    Cut,
}

fn wrapped(text: &Str, width: i64, separator: &[u8], long_words: LongWords) -> Result<Str, Fault> {
    let text = text.as_bytes();
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    let mut out = Vec::with_capacity(text.len());
    let mut offset = 0;
    while text.len() - offset > width {
        if text[offset] == b' ' {
            offset += 1;
            continue;
        }
        let last_space = text[offset..=offset + width].iter().rposition(|byte| *byte == b' ');
        let cut = match (last_space, long_words) {
            (Some(at), _) => Some((offset + at, 1)),
            (None, LongWords::Cut) => Some((offset + width, 0)),
            (None, LongWords::Keep) => text[offset + width..]
                .iter()
                .position(|byte| *byte == b' ')
                .map(|at| (offset + width + at, 1)),
        };
        let Some((end, skip)) = cut else { break };
        out.extend_from_slice(&text[offset..end]);
        out.extend_from_slice(separator);
        check_size(Some(out.len()))?;
        offset = end + skip;
    }
    out.extend_from_slice(&text[offset..]);
    Ok(out.into())
}

fn numbered(parts: Vec<&[u8]>) -> Result<Map, Fault> {
    check_items(parts.len().saturating_mul(2))?;
    let entries = parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| (Str::from(format!("_{at}")), Value::str(part)))
        .collect();
    Ok(Map::typed(MapType::Strings, entries))
}
