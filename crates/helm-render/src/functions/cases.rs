//! Upper case, lower case, camel case and the like.

use super::Entry;
use super::runes::{self, is_letter, is_lower, is_punct, is_title, is_upper, to_lower, to_title, to_upper};
use super::signature::typed;
use crate::value::Str;

/// Makes text upper case.
///
/// ```gotmpl
/// {{ upper "hello" }} → HELLO
/// ```
fn upper(text: &Str) -> Str {
    mapped(text, |byte| byte.to_ascii_uppercase(), to_upper)
}

/// Makes text lower case.
///
/// ```gotmpl
/// {{ lower "HELLO" }} → hello
/// ```
fn lower(text: &Str) -> Str {
    mapped(text, |byte| byte.to_ascii_lowercase(), to_lower)
}

/// Makes the first letter of each word a capital.
///
/// ```gotmpl
/// {{ title "hello world" }} → Hello World
/// ```
fn title(text: &Str) -> Str {
    let mut previous = ' ';
    runes::map(text.as_bytes(), |rune| {
        let starts_word = is_separator(previous);
        previous = rune;
        if starts_word { to_title(rune) } else { rune }
    })
    .into()
}

/// Makes the first letter of each word small.
///
/// ```gotmpl
/// {{ untitle "Hello World" }} → hello world
/// ```
fn untitle(text: &Str) -> Str {
    let mut starts_word = true;
    runes::map(text.as_bytes(), |rune| {
        if rune.is_whitespace() {
            starts_word = true;
            rune
        } else if std::mem::take(&mut starts_word) {
            to_lower(rune)
        } else {
            rune
        }
    })
    .into()
}

/// Swaps upper and lower case; a small letter at the start of a word becomes a title letter.
///
/// ```gotmpl
/// {{ swapcase "This Is A.Test" }} → tHIS iS a.tEST
/// ```
fn swapcase(text: &Str) -> Str {
    let mut after_space = true;
    runes::map(text.as_bytes(), |rune| {
        if is_upper(rune) || is_title(rune) {
            after_space = false;
            to_lower(rune)
        } else if is_lower(rune) {
            if std::mem::take(&mut after_space) { to_title(rune) } else { to_upper(rune) }
        } else {
            after_space = rune.is_whitespace();
            rune
        }
    })
    .into()
}

/// Joins words separated by spaces, `_` or `-`, each beginning with a capital.
///
/// ```gotmpl
/// {{ camelcase "http_server" }} → HttpServer
/// ```
fn camelcase(text: &Str) -> Str {
    let mut rest = text.as_bytes();
    let mut out = Vec::with_capacity(rest.len());
    let mut current = '\0';
    let mut any = false;
    // Whether the word began with a capital, so that more capitals become small: OLD_CASE is OldCase.
    let mut is_upper_word = false;
    // Connectors at the start stay.
    while let Some((rune, width)) = runes::decode(rest) {
        rest = &rest[width..];
        any = true;
        if !is_connector(rune) {
            is_upper_word = is_upper(rune);
            current = to_upper(rune);
            break;
        }
        current = rune;
        runes::push(&mut out, rune);
    }
    if !any {
        return Str::default();
    }
    for rune in runes::runes(rest) {
        let previous = current;
        current = rune;
        if is_connector(current) && is_connector(previous) {
            runes::push(&mut out, previous);
        } else if is_connector(previous) {
            is_upper_word = is_upper(current);
            current = to_upper(current);
        } else {
            if is_upper_word && is_upper(current) {
                current = to_lower(current);
            } else if is_upper_word {
                is_upper_word = false;
            }
            runes::push(&mut out, previous);
        }
    }
    runes::push(&mut out, current);
    out.into()
}

/// Separates words with `_`, in lower case.
///
/// ```gotmpl
/// {{ snakecase "FirstName" }} → first_name
/// ```
fn snakecase(text: &Str) -> Str {
    separated(text.as_bytes(), '_')
}

/// Separates words with `-`, in lower case.
///
/// ```gotmpl
/// {{ kebabcase "FirstName" }} → first-name
/// ```
fn kebabcase(text: &Str) -> Str {
    separated(text.as_bytes(), '-')
}

pub(super) static TABLE: &[Entry] = &[
    ("camelcase", &typed(camelcase)),
    ("kebabcase", &typed(kebabcase)),
    ("lower", &typed(lower)),
    ("snakecase", &typed(snakecase)),
    ("swapcase", &typed(swapcase)),
    ("title", &typed(title)),
    ("untitle", &typed(untitle)),
    ("upper", &typed(upper)),
];

fn mapped(text: &Str, ascii: impl Fn(u8) -> u8, rune: impl FnMut(char) -> char) -> Str {
    let bytes = text.as_bytes();
    if !bytes.is_ascii() {
        return runes::map(bytes, rune).into();
    }
    if bytes.iter().all(|byte| ascii(*byte) == *byte) {
        return text.clone();
    }
    bytes.iter().map(|byte| ascii(*byte)).collect::<Vec<u8>>().into()
}

// What Go's strings.Title takes for the end of a word.
fn is_separator(rune: char) -> bool {
    if rune.is_ascii() {
        return !(rune.is_ascii_alphanumeric() || rune == '_');
    }
    if is_letter(rune) || rune.is_numeric() {
        return false;
    }
    rune.is_whitespace()
}

fn is_connector(rune: char) -> bool {
    rune == '-' || rune == '_' || rune.is_whitespace()
}

// xstrings' kinds of words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    None,
    Number,
    Upper,
    Alphabet,
    Connector,
    Punctuation,
    Other,
}

fn separated(text: &[u8], connector: char) -> Str {
    let mut out = Vec::with_capacity(text.len() + 8);
    let (mut kind, mut word, mut rest) = next_word(text);
    while !rest.is_empty() {
        if kind != Word::Connector {
            write_lower(&mut out, kind, word, connector);
        }
        let (previous, last) = (kind, word);
        (kind, word, rest) = next_word(rest);
        match previous {
            Word::Number => {
                while matches!(kind, Word::Alphabet | Word::Number) {
                    write_lower(&mut out, kind, word, connector);
                    (kind, word, rest) = next_word(rest);
                }
                if !matches!(kind, Word::None | Word::Punctuation | Word::Connector) {
                    runes::push(&mut out, connector);
                }
            }
            Word::Connector => write_lower(&mut out, previous, last, connector),
            Word::Punctuation => {}
            _ if kind != Word::Number => {
                if !matches!(kind, Word::Connector | Word::Punctuation) {
                    runes::push(&mut out, connector);
                }
            }
            _ if rest.is_empty() => {}
            _ => {
                let number = word;
                (kind, word, rest) = next_word(rest);
                if kind == Word::Alphabet {
                    // Small letters follow the number, so that it begins a word: HTTP2xx is http_2xx.
                    runes::push(&mut out, connector);
                    write_lower(&mut out, Word::Number, number, connector);
                    while matches!(kind, Word::Alphabet | Word::Number) {
                        write_lower(&mut out, kind, word, connector);
                        (kind, word, rest) = next_word(rest);
                    }
                    if !matches!(kind, Word::None | Word::Connector | Word::Punctuation) {
                        runes::push(&mut out, connector);
                    }
                } else {
                    // The number belongs to the word before it: Bld4Floor is bld4_floor.
                    write_lower(&mut out, Word::Number, number, connector);
                    if !matches!(kind, Word::Connector | Word::Punctuation) {
                        runes::push(&mut out, connector);
                    }
                }
            }
        }
    }
    write_lower(&mut out, kind, word, connector);
    out.into()
}

fn next_word(text: &[u8]) -> (Word, &[u8], &[u8]) {
    let Some((first, width)) = next_valid_rune(text) else {
        // Nothing, or only bytes that are not UTF-8.
        return (Word::None, text, &[]);
    };
    let run = |from: usize, belongs: &dyn Fn(char) -> bool| {
        let mut end = from;
        while let Some((rune, width)) = next_valid_rune(&text[end..]) {
            if !belongs(rune) {
                return end;
            }
            end += width;
        }
        text.len()
    };
    let (kind, end) = if is_connector(first) {
        (Word::Connector, run(width, &is_connector))
    } else if is_punct(first) {
        (Word::Punctuation, run(width, &is_punct))
    } else if is_upper(first) {
        (Word::Upper, end_of_upper(text, width, &run))
    } else if is_alphabet(first) {
        (Word::Alphabet, run(width, &|rune| is_alphabet(rune) && !is_upper(rune)))
    } else if rune_is_number(first) {
        (Word::Number, run(width, &rune_is_number))
    } else {
        let belongs =
            |rune| !(is_connector(rune) || is_alphabet(rune) || rune_is_number(rune) || is_punct(rune));
        (Word::Other, run(width, &belongs))
    };
    (kind, &text[..end], &text[end..])
}

// Finds the end of a run of runes of one kind.
type Run<'a> = dyn Fn(usize, &dyn Fn(char) -> bool) -> usize + 'a;

fn end_of_upper(text: &[u8], start: usize, run: &Run<'_>) -> usize {
    let Some((second, width)) = next_valid_rune(&text[start..]) else { return text.len() };
    if is_upper(second) {
        let end = run(start + width, &is_upper);
        // HTTPStatus is HTTP and Status.
        let next_is_letter = next_valid_rune(&text[end..]).is_some_and(|(rune, _)| is_alphabet(rune));
        if next_is_letter {
            return last_start(&text[..end]);
        }
        end
    } else if is_alphabet(second) {
        run(start + width, &|rune| is_alphabet(rune) && !is_upper(rune))
    } else {
        start
    }
}

fn last_start(text: &[u8]) -> usize {
    (0..text.len()).rev().find(|at| text[*at] & 0xC0 != 0x80).unwrap_or(0)
}

fn rune_is_number(rune: char) -> bool {
    rune.is_numeric()
}

// Letters that make words; Chinese characters do not.
fn is_alphabet(rune: char) -> bool {
    is_letter(rune)
        && !matches!(
            rune,
            '\u{3400}'..='\u{4D85}' | '\u{4E00}'..='\u{9FCC}' | '\u{20000}'..='\u{2B81D}'
        )
}

// The next rune that is UTF-8, and the width up to its end.
fn next_valid_rune(text: &[u8]) -> Option<(char, usize)> {
    let mut skipped = 0;
    while let Some((rune, width)) = runes::decode(&text[skipped..]) {
        skipped += width;
        if rune != runes::REPLACEMENT {
            return Some((rune, skipped));
        }
    }
    None
}

fn write_lower(out: &mut Vec<u8>, kind: Word, word: &[u8], connector: char) {
    if !matches!(kind, Word::Upper | Word::Connector) {
        out.extend_from_slice(word);
        return;
    }
    for rune in runes::runes(word) {
        let rune = if is_connector(rune) {
            connector
        } else if is_upper(rune) {
            to_lower(rune)
        } else {
            rune
        };
        runes::push(out, rune);
    }
}
