//! Go's view of bytes as characters, and its quoted constants.

use crate::bytes;
use crate::value::Value;
use crate::value::format::sprintf;

/// The first character of `text` and its width; a byte that is no UTF-8 is U+FFFD of width 1.
#[inline]
pub(super) fn decode(text: &[u8]) -> Option<(char, usize)> {
    let first = *text.first()?;
    if first.is_ascii() { Some((char::from(first), 1)) } else { Some(decode_wide(text)) }
}

#[cold]
fn decode_wide(text: &[u8]) -> (char, usize) {
    let head = &text[..text.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    valid.chars().next().map_or((char::REPLACEMENT_CHARACTER, 1), |rune| (rune, rune.len_utf8()))
}

/// How many lines end in `text`.
pub(super) fn line_ends(text: &[u8]) -> u32 {
    /// Where searching pays.
    const LONG: usize = 32;
    let count = match text.len() {
        LONG.. => bytes::line_feeds(text),
        _ => text.iter().map(|&byte| usize::from(byte == b'\n')).sum(),
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What an identifier is made of.
pub(super) fn is_alphanumeric(rune: char) -> bool {
    match rune {
        '_' | '0'..='9' | 'a'..='z' | 'A'..='Z' => true,
        '\0'..='\x7f' => false,
        _ => rune.is_alphanumeric(),
    }
}

/// A character as `%#U` prints it.
pub(super) fn unicode_name(rune: char) -> String {
    let code = u32::from(rune);
    if is_print(rune) { format!("U+{code:04X} '{rune}'") } else { format!("U+{code:04X}") }
}

/// `unicode.IsPrint`. Rust's debug output knows it, too; after a letter it leaves combining marks alone, as Go does.
pub(super) fn is_print(rune: char) -> bool {
    matches!(rune, '\'' | '"' | '\\') || !format!("{:?}", format!("a{rune}")).contains('\\')
}

/// `%q` of a text.
pub(super) fn quote(text: &[u8]) -> String {
    String::from_utf8_lossy(&sprintf(b"%q", &[Value::str(text)])).into_owned()
}

/// The text of a Go string constant, `"…"` or `` `…` ``; nothing if it is malformed.
pub(super) fn unquote(constant: &[u8]) -> Option<Vec<u8>> {
    let [quote, inner @ .., last] = constant else { return None };
    if quote != last {
        return None;
    }
    if *quote == b'`' {
        let mut text = inner.to_vec();
        if bytes::position(inner, b'\r').is_some() {
            text.retain(|&byte| byte != b'\r');
        }
        return Some(text);
    }
    let mut text = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(&first) = rest.first() {
        if first == *quote || first == b'\n' {
            return None;
        }
        if first == b'\\' {
            let (escaped, after) = unescape(&rest[1..], *quote)?;
            escaped.push_to(&mut text);
            rest = after;
        } else {
            text.push(first);
            rest = &rest[1..];
        }
    }
    Some(text)
}

/// The character of a constant like `'x'`.
pub(super) fn unquote_char(constant: &[u8]) -> Result<i64, String> {
    let syntax = || "invalid syntax".to_owned();
    let inner = constant.get(1..).unwrap_or_default();
    let (code, rest) = match inner.first() {
        None | Some(b'\'') => return Err(syntax()),
        Some(b'\\') => {
            let (escaped, rest) = unescape(&inner[1..], b'\'').ok_or_else(syntax)?;
            (escaped.code(), rest)
        }
        Some(_) => {
            let (rune, width) = decode(inner).ok_or_else(syntax)?;
            (i64::from(u32::from(rune)), &inner[width..])
        }
    };
    if rest == b"'" {
        Ok(code)
    } else {
        Err(format!("malformed character constant: {}", String::from_utf8_lossy(constant)))
    }
}

enum Escaped {
    Byte(u8),
    Rune(char),
}

impl Escaped {
    fn push_to(&self, text: &mut Vec<u8>) {
        match self {
            Self::Byte(byte) => text.push(*byte),
            Self::Rune(rune) => text.extend_from_slice(rune.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }

    fn code(&self) -> i64 {
        match self {
            Self::Byte(byte) => i64::from(*byte),
            Self::Rune(rune) => i64::from(u32::from(*rune)),
        }
    }
}

/// What follows a backslash.
fn unescape(text: &[u8], quote: u8) -> Option<(Escaped, &[u8])> {
    let (&first, rest) = text.split_first()?;
    let byte = match first {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        b'\\' => b'\\',
        b'\'' | b'"' if first == quote => first,
        b'x' => u8::try_from(digits(rest, 2, 16)?).ok()?,
        b'u' => return Some((Escaped::Rune(char::from_u32(digits(rest, 4, 16)?)?), &rest[4..])),
        b'U' => return Some((Escaped::Rune(char::from_u32(digits(rest, 8, 16)?)?), &rest[8..])),
        b'0'..=b'7' => u8::try_from(digits(text, 3, 8)?).ok()?,
        _ => return None,
    };
    let used = match first {
        b'x' => 3,
        b'0'..=b'7' => 3,
        _ => 1,
    };
    Some((Escaped::Byte(byte), &text[used..]))
}

fn digits(text: &[u8], count: usize, radix: u32) -> Option<u32> {
    text.get(..count)?.iter().try_fold(0_u32, |number, &byte| {
        let digit = char::from(byte).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::{unquote, unquote_char};

    #[test]
    fn constants_are_read_as_go_reads_them() {
        assert_eq!(unquote(br#""a\n\x41\101\u00e9\"""#).as_deref(), Some("a\nAA\u{e9}\"".as_bytes()));
        assert_eq!(unquote(b"`a\r\\n`").as_deref(), Some(&b"a\\n"[..]));
        assert_eq!(unquote(br#""\'""#), None);
        assert_eq!(unquote(br#""\400""#), None);
        assert_eq!(unquote_char(br"'\''"), Ok(39));
        assert_eq!(unquote_char("'é'".as_bytes()), Ok(0xe9));
        assert_eq!(unquote_char(b"''"), Err("invalid syntax".to_owned()));
    }
}
