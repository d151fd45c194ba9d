//! Regular expressions as Go has them: RE2 syntax, leftmost-first matches, linear time.

mod classes;
mod matcher;
mod names;
mod parse;
mod single;

pub(crate) use matcher::Regex;

use super::Entry;
use super::limit::{check_items, check_size};
use super::runes;
use super::signature::typed;
use super::strings::write_quoted;
use crate::fault::Fault;
use crate::value::{List, ListType, Str, Value};

/// Says whether a text has a match; an expression that cannot be read has none.
///
/// ```gotmpl
/// {{ regexMatch "^[a-z]+$" "hello" }} → true
/// ```
fn regex_match(expr: &Str, text: &Str) -> Result<bool, Fault> {
    match Regex::cached(expr) {
        Ok(regex) => regex.is_match(text.as_bytes()),
        Err(fault) if fault.kind == crate::fault::FaultKind::Call => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Says whether a text has a match.
///
/// ```gotmpl
/// {{ mustRegexMatch "l+" "hello" }} → true
/// ```
fn must_regex_match(expr: &Str, text: &Str) -> Result<bool, Fault> {
    Regex::cached(expr)?.is_match(text.as_bytes())
}

/// Gives the first match, or "".
///
/// ```gotmpl
/// {{ regexFind "[a-z][0-9]" "ab1c2" }} → b1
/// ```
fn regex_find(expr: &Str, text: &Str) -> Result<Str, Fault> {
    find(&*must_compile(expr)?, text)
}

/// Gives the first match, or "".
///
/// ```gotmpl
/// {{ mustRegexFind "[a-z][0-9]" "ab1c2" }} → b1
/// ```
fn must_regex_find(expr: &Str, text: &Str) -> Result<Str, Fault> {
    find(&*Regex::cached(expr)?, text)
}

/// Lists the first `count` matches; -1 means all.
///
/// ```gotmpl
/// {{ regexFindAll "[0-9]+" "1 22 333" -1 }} → [1 22 333]
/// ```
fn regex_find_all(expr: &Str, text: &Str, count: i64) -> Result<List, Fault> {
    find_all(&*must_compile(expr)?, text, count)
}

/// Lists the first `count` matches; -1 means all.
///
/// ```gotmpl
/// {{ mustRegexFindAll "[0-9]+" "1 22 333" 2 }} → [1 22]
/// ```
fn must_regex_find_all(expr: &Str, text: &Str, count: i64) -> Result<List, Fault> {
    find_all(&*Regex::cached(expr)?, text, count)
}

/// Replaces every match; `$1` and `${name}` stand for groups.
///
/// ```gotmpl
/// {{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} → -W-xxW-
/// ```
fn regex_replace_all(expr: &Str, text: &Str, replacement: &Str) -> Result<Str, Fault> {
    replace_all(&*must_compile(expr)?, text, replacement)
}

/// Replaces every match; `$1` and `${name}` stand for groups.
///
/// ```gotmpl
/// {{ mustRegexReplaceAll "(?P<first>a)b" "abab" "$first." }} → a.a.
/// ```
fn must_regex_replace_all(expr: &Str, text: &Str, replacement: &Str) -> Result<Str, Fault> {
    replace_all(&*Regex::cached(expr)?, text, replacement)
}

/// Replaces every match by exactly that text.
///
/// ```gotmpl
/// {{ regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "${1}" }} → -${1}-${1}-
/// ```
fn regex_replace_all_literal(expr: &Str, text: &Str, replacement: &Str) -> Result<Str, Fault> {
    replace_all_literal(&*must_compile(expr)?, text, replacement)
}

/// Replaces every match by exactly that text.
///
/// ```gotmpl
/// {{ mustRegexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "$1" }} → -$1-$1-
/// ```
fn must_regex_replace_all_literal(expr: &Str, text: &Str, replacement: &Str) -> Result<Str, Fault> {
    replace_all_literal(&*Regex::cached(expr)?, text, replacement)
}

/// Splits a text at matches into at most `count` parts; -1 means all.
///
/// ```gotmpl
/// {{ regexSplit "z+" "pizza" -1 }} → [pi a]
/// ```
fn regex_split(expr: &Str, text: &Str, count: i64) -> Result<List, Fault> {
    split(&*must_compile(expr)?, text, count)
}

/// Splits a text at matches into at most `count` parts; -1 means all.
///
/// ```gotmpl
/// {{ mustRegexSplit "," "a,b,c" 2 }} → [a b,c]
/// ```
fn must_regex_split(expr: &Str, text: &Str, count: i64) -> Result<List, Fault> {
    split(&*Regex::cached(expr)?, text, count)
}

/// Escapes what has a meaning in regular expressions.
///
/// ```gotmpl
/// {{ regexQuoteMeta "1.2.3" }} → 1\.2\.3
/// ```
fn regex_quote_meta(text: &Str) -> Result<Str, Fault> {
    check_size(text.len().checked_mul(2))?;
    let mut out = Vec::with_capacity(text.len() + 8);
    for byte in text.as_bytes() {
        if b"\\.+*?()|[]{}^$".contains(byte) {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    Ok(out.into())
}

pub(super) static TABLE: &[Entry] = &[
    ("mustRegexFind", &typed(must_regex_find)),
    ("mustRegexFindAll", &typed(must_regex_find_all)),
    ("mustRegexMatch", &typed(must_regex_match)),
    ("mustRegexReplaceAll", &typed(must_regex_replace_all)),
    ("mustRegexReplaceAllLiteral", &typed(must_regex_replace_all_literal)),
    ("mustRegexSplit", &typed(must_regex_split)),
    ("regexFind", &typed(regex_find)),
    ("regexFindAll", &typed(regex_find_all)),
    ("regexMatch", &typed(regex_match)),
    ("regexQuoteMeta", &typed(regex_quote_meta)),
    ("regexReplaceAll", &typed(regex_replace_all)),
    ("regexReplaceAllLiteral", &typed(regex_replace_all_literal)),
    ("regexSplit", &typed(regex_split)),
];

// Go's regexp.MustCompile panics with a longer text.
fn must_compile(expr: &Str) -> Result<std::rc::Rc<Regex>, Fault> {
    Regex::cached(expr).map_err(|mut fault| {
        if fault.kind == crate::fault::FaultKind::Call {
            let mut quoted = Vec::new();
            let can_backquote = expr.to_utf8().is_some_and(|text| {
                !text.contains(['`', '\u{FEFF}', '\u{7F}'])
                    && !text.contains(|rune: char| rune < ' ' && rune != '\t')
            });
            if can_backquote {
                quoted = [b"`", expr.as_bytes(), b"`"].concat();
            } else {
                write_quoted(expr.as_bytes(), &mut quoted);
            }
            fault.message =
                format!("regexp: Compile({}): {}", String::from_utf8_lossy(&quoted), fault.message);
        }
        fault
    })
}

fn find(regex: &Regex, text: &Str) -> Result<Str, Fault> {
    let bytes = text.as_bytes();
    Ok(regex.find(bytes)?.map_or_else(Str::default, |found| bytes[found].into()))
}

fn find_all(regex: &Regex, text: &Str, count: i64) -> Result<List, Fault> {
    let bytes = text.as_bytes();
    let found = all_matches(regex, bytes, count)?;
    if found.is_empty() {
        return Ok(List::nil(ListType::Strings));
    }
    Ok(List::typed(ListType::Strings, found.into_iter().map(|found| Value::str(&bytes[found])).collect()))
}

// Go leaves out an empty match right behind another match.
fn all_matches(regex: &Regex, text: &[u8], count: i64) -> Result<Vec<std::ops::Range<usize>>, Fault> {
    let bound = usize::try_from(count).unwrap_or(usize::MAX);
    let mut matches = Vec::new();
    let mut at = 0;
    let mut previous_end = None;
    let Some(mut searcher) = regex.searcher(text)? else { return Ok(matches) };
    while matches.len() < bound && at <= text.len() {
        let Some(found) = searcher.find_at(at)? else { break };
        let end = found.end;
        let mut accepted = true;
        if end == at {
            accepted = previous_end != Some(found.start);
            at += runes::decode(&text[at..]).map_or(1, |(_, width)| width);
        } else {
            at = end;
        }
        previous_end = Some(end);
        if accepted {
            check_items(matches.len() + 1)?;
            matches.push(found);
        }
    }
    Ok(matches)
}

fn split(regex: &Regex, text: &Str, count: i64) -> Result<List, Fault> {
    if count == 0 {
        return Ok(List::nil(ListType::Strings));
    }
    let bytes = text.as_bytes();
    if !regex.expr().is_empty() && bytes.is_empty() {
        return Ok(List::typed(ListType::Strings, vec![Value::str("")]));
    }
    let bound = usize::try_from(count).unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    let (mut begin, mut end) = (0, 0);
    for found in all_matches(regex, bytes, count)? {
        if parts.len() + 1 == bound {
            break;
        }
        end = found.start;
        if found.end != 0 {
            parts.push(Value::str(&bytes[begin..end]));
        }
        begin = found.end;
    }
    if end != bytes.len() {
        parts.push(Value::str(&bytes[begin..]));
    }
    Ok(List::typed(ListType::Strings, parts))
}

fn replace_all(regex: &Regex, text: &Str, template: &Str) -> Result<Str, Fault> {
    let template_bytes = template.as_bytes();
    if !template_bytes.contains(&b'$') {
        return replace_all_literal(regex, text, template);
    }
    let bytes = text.as_bytes();
    let Some(mut searcher) = regex.searcher(bytes)? else { return Ok(text.clone()) };
    replaced(
        text,
        |at| searcher.captures_at(at),
        |out, groups| expand(regex, template_bytes, bytes, groups, out),
    )
}

fn replace_all_literal(regex: &Regex, text: &Str, replacement: &Str) -> Result<Str, Fault> {
    let Some(mut searcher) = regex.searcher(text.as_bytes())? else { return Ok(text.clone()) };
    replaced(
        text,
        |at| Ok(searcher.find_at(at)?.map(|found| vec![Some(found)])),
        |out, _| {
            out.extend_from_slice(replacement.as_bytes());
            Ok(())
        },
    )
}

/// The places of groups, the whole match first.
type Groups = Vec<Option<std::ops::Range<usize>>>;

fn replaced(
    text: &Str,
    mut search: impl FnMut(usize) -> Result<Option<Groups>, Fault>,
    mut write: impl FnMut(&mut Vec<u8>, &Groups) -> Result<(), Fault>,
) -> Result<Str, Fault> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut any = false;
    let (mut at, mut last_end) = (0, 0);
    while at <= bytes.len() {
        let Some(groups) = search(at)? else { break };
        let Some(Some(whole)) = groups.first().cloned() else { break };
        any = true;
        out.extend_from_slice(&bytes[last_end..whole.start]);
        // Not for an empty match right behind another match.
        if whole.end > last_end || whole.start == 0 {
            write(&mut out, &groups)?;
            check_size(Some(out.len()))?;
        }
        last_end = whole.end;
        let width = runes::decode(&bytes[at..]).map_or(1, |(_, width)| width);
        at = whole.end.max(at + width);
    }
    if !any {
        return Ok(text.clone());
    }
    out.extend_from_slice(&bytes[last_end..]);
    Ok(out.into())
}

// Go's Regexp.Expand: $name, ${name}, $1, ${1}, $$.
fn expand(
    regex: &Regex,
    template: &[u8],
    text: &[u8],
    groups: &Groups,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    let mut rest = template;
    while let Some(at) = rest.iter().position(|byte| *byte == b'$') {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(b"$") {
            out.push(b'$');
            rest = after;
            continue;
        }
        let Some((name, after)) = reference(rest) else {
            // Not a reference: the dollar stands for itself.
            out.push(b'$');
            continue;
        };
        rest = after;
        let index = match group_number(name) {
            Some(number) => Some(number),
            None => regex.names().iter().enumerate().position(|(index, other)| {
                other.as_deref().is_some_and(|other| other.as_bytes() == name)
                    && groups.get(index).is_some_and(Option::is_some)
            }),
        };
        if let Some(group) = index.and_then(|index| groups.get(index).cloned().flatten()) {
            out.extend_from_slice(&text[group]);
            check_size(Some(out.len()))?;
        }
    }
    out.extend_from_slice(rest);
    Ok(())
}

// The name after a dollar, and what follows it.
fn reference(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (body, in_braces) = text.strip_prefix(b"{").map_or((text, false), |body| (body, true));
    let mut length = 0;
    while let Some((rune, width)) = runes::decode(&body[length..]) {
        if !(runes::is_letter(rune) || rune.is_numeric() || rune == '_') {
            break;
        }
        length += width;
    }
    let (name, after) = body.split_at(length);
    if name.is_empty() {
        return None;
    }
    Some((name, if in_braces { after.strip_prefix(b"}")? } else { after }))
}

fn group_number(name: &[u8]) -> Option<usize> {
    if !name.iter().all(u8::is_ascii_digit) || (name.len() > 1 && name[0] == b'0') || name.len() > 8 {
        return None;
    }
    std::str::from_utf8(name).ok()?.parse().ok()
}
