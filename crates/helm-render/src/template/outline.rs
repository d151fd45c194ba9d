//! Where a source defines templates, found without parsing them.

use memchr::memmem;

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

/// The definitions of a source that parses. `None` when it has a `block`, or anything else that only the parser
/// understands.
pub(super) fn definitions(source: &[u8]) -> Option<Vec<Definition<'_>>> {
    definitions_by_line(source).or_else(|| definitions_by_action(source))
}

/// The definitions of a source that has each at the start of a line, found by their word alone. `None` when one may
/// stand in a comment or a constant instead.
fn definitions_by_line(source: &[u8]) -> Option<Vec<Definition<'_>>> {
    const WORD: &[u8] = b"define";
    if memmem::find(source, b"block").is_some() {
        return None;
    }
    let mut found: Vec<Definition<'_>> = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for at in memmem::find_iter(source, WORD) {
        let action = source[..at].trim_ascii_end();
        let Some(text) = action.strip_suffix(b"{{-").or_else(|| action.strip_suffix(b"{{")) else { continue };
        let before = &source[counted..text.len()];
        let is_commented = memmem::rfind(before, b"/*")
            .is_some_and(|comment| memmem::find(&before[comment..], b"*/").is_none());
        if !matches!(text, [] | [.., b'\n']) || is_commented || bytes::count(before, b'`') % 2 == 1 {
            return None;
        }
        counted = text.len();
        line += bytes::count(before, b'\n');
        found.push(Definition {
            name: name(source, &source[at..at + WORD.len()])?,
            start: u32::try_from(counted).ok()?,
            line: u32::try_from(line).ok()?,
        });
    }
    Some(found)
}

fn definitions_by_action(source: &[u8]) -> Option<Vec<Definition<'_>>> {
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
    use super::{definitions, definitions_by_action, definitions_by_line};

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
    fn definitions_that_start_lines_are_found_by_their_word() {
        let source = b"{{/* defines a */}}\n{{- define \"a\" }}\n  undefined {{ \"define\" }} /* {{ end }} */\n{{define \"b\"}}{{end}}";
        let found = definitions_by_line(source).expect("plain definitions");
        assert_eq!(found, definitions_by_action(source).expect("plain definitions"));
        assert_eq!(
            found.iter().map(|found| (found.start, found.line)).collect::<Vec<_>>(),
            [(20, 2), (81, 4)]
        );
        for source in [
            "{{block \"a\" .}}{{end}}",
            " {{define \"a\"}}{{end}}",
            "{{/*\n{{define \"a\"}}{{end}}\n*/}}",
            "{{ `\n{{define \"a\"}}{{end}}\n` }}",
            "{{define `a`}}{{end}}",
        ] {
            assert_eq!(definitions_by_line(source.as_bytes()), None, "{source}");
        }
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
            assert_eq!(definitions_by_action(source.as_bytes()), None, "{source}");
        }
    }
}
