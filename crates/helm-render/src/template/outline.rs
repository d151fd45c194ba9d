//! Where a source defines templates, found without parsing them.

use super::lexer::{action_end, comment_end, find_action};
use crate::bytes;

/// A `define` at the top of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Definition<'s> {
    pub(super) name: &'s [u8],
    /// The first byte of its action.
    pub(super) start: u32,
    /// The line of that byte, from 1.
    pub(super) line: u32,
}

/// The definitions of a source. `None` when it has a `block`, or anything else that only the parser understands.
pub(super) fn definitions(source: &[u8]) -> Option<Vec<Definition<'_>>> {
    let mut found = Vec::new();
    let mut depth = 0_u32;
    let mut in_definition = false;
    let (mut line, mut counted) = (1, 0);
    let mut at = 0;
    while let Some(start) = find_action(source, at) {
        let inside = skip_marker(source, start + 2);
        if source[inside..].starts_with(b"/*") {
            at = comment_end(source, inside)?;
            continue;
        }
        let word = take(source, inside + blanks(source, inside), |&byte| is_word(byte));
        match word {
            b"if" | b"with" | b"range" => depth += 1,
            b"block" => return None,
            b"end" => {
                depth = depth.checked_sub(1)?;
                in_definition &= depth > 0;
            }
            b"define" => {
                if depth > 0 || in_definition {
                    return None;
                }
                line += bytes::count(&source[counted..start], b'\n');
                counted = start;
                found.push(Definition {
                    name: name(source, word)?,
                    start: u32::try_from(start).ok()?,
                    line: u32::try_from(line).ok()?,
                });
                depth = 1;
                in_definition = true;
            }
            _ => {}
        }
        at = action_end(source, inside)?;
    }
    (depth == 0).then_some(found)
}

/// What words are made of; beyond ASCII it does not matter, no keyword goes there.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The name that follows the word `define`.
fn name<'s>(source: &'s [u8], word: &[u8]) -> Option<&'s [u8]> {
    let after = word.as_ptr().addr() - source.as_ptr().addr() + word.len();
    let quote = after + blanks(source, after);
    let name = take(source, quote + 1, |&byte| !matches!(byte, b'"' | b'\\' | b'\n'));
    (source.get(quote) == Some(&b'"') && source.get(quote + 1 + name.len()) == Some(&b'"')).then_some(name)
}

fn skip_marker(source: &[u8], at: usize) -> usize {
    match source[at..] {
        [b'-', b' ' | b'\t' | b'\r' | b'\n', ..] => at + 2,
        _ => at,
    }
}

fn blanks(source: &[u8], at: usize) -> usize {
    take(source, at, |byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).len()
}

fn take(source: &[u8], at: usize, wanted: impl Fn(&u8) -> bool) -> &[u8] {
    let rest = source.get(at..).unwrap_or_default();
    let length = rest.iter().position(|byte| !wanted(byte)).unwrap_or(rest.len());
    &rest[..length]
}

#[cfg(test)]
mod tests {
    use super::definitions;

    #[test]
    fn definitions_are_found_where_they_start() {
        let source = b"{{/* define \"no\" {{end}} */}}\n{{- define \"a\" -}}{{ if \"}}\" }}{{else}}{{end}}x{{ end }}\n\
            {{define \"b\"}}{{ range `{{end` }}{{ end -}} {{end}} {{ define_not }}";
        let found: Vec<_> = definitions(source)
            .expect("plain definitions")
            .iter()
            .map(|found| (String::from_utf8_lossy(found.name).into_owned(), found.start, found.line))
            .collect();
        assert_eq!(found, [("a".to_owned(), 30, 2), ("b".to_owned(), 87, 3)]);
    }

    #[test]
    fn what_is_unclear_is_left_to_the_parser() {
        for source in [
            "{{block \"a\" .}}{{end}}",
            "{{define `a`}}{{end}}",
            "{{define \"a\"}}",
            "{{end}}",
            "{{if 1}}{{define \"a\"}}{{end}}{{end}}",
            "{{ \"",
            "{{/* ",
        ] {
            assert_eq!(definitions(source.as_bytes()), None, "{source}");
        }
    }
}
