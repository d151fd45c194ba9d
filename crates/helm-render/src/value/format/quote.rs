//! Go's quoting of text: `strconv.Quote` and its kin, and what Go does with bytes that are not UTF-8.

use std::borrow::Cow;

/// The parts of Go text: characters, and single bytes that are none.
pub(crate) fn characters(text: &[u8]) -> impl Iterator<Item = Result<char, u8>> {
    text.utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars().map(Ok).chain(chunk.invalid().iter().copied().map(Err)))
}

/// The text with U+FFFD for each byte that is not UTF-8, as ranging over a Go string sees it.
pub(crate) fn lossy(text: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(text) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            Cow::Owned(characters(text).map(|part| part.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        }
    }
}

/// `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII blank.
pub(crate) fn is_print(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    // Rust's own table has the same definition; behind another character it does not refuse marks.
    let mut text = String::from('a');
    text.push(character);
    text.escape_debug().nth(1) != Some('\\')
}

/// `strconv.AppendQuote`.
pub(crate) fn quote(text: &[u8], out: &mut Vec<u8>) {
    quote_with(text, b'"', false, out);
}

/// `strconv.AppendQuoteToASCII`.
pub(crate) fn quote_ascii(text: &[u8], out: &mut Vec<u8>) {
    quote_with(text, b'"', true, out);
}

/// `strconv.AppendQuoteRune`, or with `ascii` `strconv.AppendQuoteRuneToASCII`.
pub(crate) fn quote_rune(character: char, ascii: bool, out: &mut Vec<u8>) {
    quote_with(character.encode_utf8(&mut [0; 4]).as_bytes(), b'\'', ascii, out);
}

fn quote_with(text: &[u8], mark: u8, ascii: bool, out: &mut Vec<u8>) {
    out.push(mark);
    for part in characters(text) {
        match part {
            Err(byte) => out.extend_from_slice(format!("\\x{byte:02x}").as_bytes()),
            Ok(character) => quote_character(character, mark, ascii, out),
        }
    }
    out.push(mark);
}

fn quote_character(character: char, mark: u8, ascii: bool, out: &mut Vec<u8>) {
    let short = match character {
        '\x07' => b'a',
        '\x08' => b'b',
        '\x0C' => b'f',
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\x0B' => b'v',
        '\\' => b'\\',
        _ if character == char::from(mark) => mark,
        _ if (character.is_ascii() || !ascii) && is_print(character) => {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            return;
        }
        _ => {
            let code = u32::from(character);
            let text = match code {
                0..0x20 | 0x7F => format!("\\x{code:02x}"),
                0x20..0x1_0000 => format!("\\u{code:04x}"),
                _ => format!("\\U{code:08x}"),
            };
            out.extend_from_slice(text.as_bytes());
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// `strconv.CanBackquote`: one line of text without backquotes and control characters.
pub(crate) fn can_backquote(text: &[u8]) -> bool {
    characters(text).all(|part| match part {
        Ok('\u{FEFF}' | '`' | '\x7F') | Err(_) => false,
        Ok(character) => character >= ' ' || character == '\t',
    })
}
