//! The character classes of YAML 1.1, on UTF-8 bytes.

use crate::bytes;

/// The byte at `at`; 0 past the end, where no valid text has one.
#[inline]
pub(super) fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// The number of bytes of the line break at `at`, 0 when there is none. A CRLF counts as one break.
#[inline]
pub(super) fn break_len(text: &[u8], at: usize) -> usize {
    match byte(text, at) {
        b'\n' => 1,
        b'\r' => 1 + usize::from(byte(text, at + 1) == b'\n'),
        0xC2 if byte(text, at + 1) == 0x85 => 2,
        0xE2 if byte(text, at + 1) == 0x80 && matches!(byte(text, at + 2), 0xA8 | 0xA9) => 3,
        _ => 0,
    }
}

/// Blank, line break or end.
#[inline]
pub(super) fn is_blankz(text: &[u8], at: usize) -> bool {
    matches!(byte(text, at), b' ' | b'\t' | 0) || break_len(text, at) > 0
}

/// Line break or end.
#[inline]
pub(super) fn is_breakz(text: &[u8], at: usize) -> bool {
    byte(text, at) == 0 || break_len(text, at) > 0
}

/// Where the line ends that `at` is on: at its break, at a zero byte, or at the end of the text.
pub(super) fn line_end(text: &[u8], mut at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let line = &rest[..bytes::position(rest, b'\n').unwrap_or(rest.len())];
    // Nearly every line ends with a line feed; without leaving early, so that the compiler makes vector instructions.
    if line.iter().fold(true, |is_plain, byte| is_plain & !matches!(byte, 0 | b'\r' | 0xC2 | 0xE2)) {
        return at + line.len();
    }
    while let Some(&byte) = text.get(at) {
        // Only these start a break; few bytes need the closer look.
        if matches!(byte, 0 | b'\n' | b'\r' | 0xC2 | 0xE2) && is_breakz(text, at) {
            break;
        }
        at += 1;
    }
    at
}

/// Blank or tab.
#[inline]
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// What may stand in anchors, tag handles and directive names.
#[inline]
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Whether `---` or `...` stands at `at`, followed by a blank, a break or the end.
#[inline]
pub(super) fn is_document_marker(text: &[u8], at: usize) -> bool {
    matches!(text.get(at..at + 3), Some(b"---" | b"...")) && is_blankz(text, at + 3)
}

/// The number of characters in valid UTF-8.
#[inline]
pub(super) fn count(bytes: &[u8]) -> u32 {
    // Bytes 0x80..0xC0 continue a character.
    let continued = bytes.iter().filter(|&&byte| byte & 0xC0 == 0x80).count();
    u32::try_from(bytes.len() - continued).unwrap_or(u32::MAX)
}

/// The number of bytes of the character that starts with `lead`.
#[inline]
pub(super) fn width(lead: u8) -> usize {
    match lead {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// The offset of the first byte go-yaml's reader refuses, and its words for it.
pub(super) fn first_refused(text: &[u8]) -> Option<(usize, &'static str)> {
    let mut at = 0;
    while at < text.len() {
        // Most text is printable ASCII and line breaks.
        let is_usual = |byte: u8| matches!(byte, 0x20..=0x7E | b'\n');
        while let Some(chunk) = text.get(at..at + 32)
            && chunk.iter().fold(true, |usual, &byte| usual & is_usual(byte))
        {
            at += 32;
        }
        while let Some(&byte) = text.get(at) {
            if !matches!(byte, 0x20..=0x7E | b'\n' | b'\r' | b'\t') {
                break;
            }
            at += 1;
        }
        let Some(&lead) = text.get(at) else { break };
        let width = match lead {
            0..0x80 => return Some((at, "control characters are not allowed")),
            0xC0..0xE0 => 2,
            0xE0..0xF0 => 3,
            0xF0..0xF8 => 4,
            _ => return Some((at, "invalid leading UTF-8 octet")),
        };
        let Some(rest) = text.get(at + 1..at + width) else {
            return Some((at, "incomplete UTF-8 octet sequence"));
        };
        let mut value = u32::from(lead) & (0x7F >> width);
        for &byte in rest {
            if byte & 0xC0 != 0x80 {
                return Some((at, "invalid trailing UTF-8 octet"));
            }
            value = (value << 6) | u32::from(byte & 0x3F);
        }
        match (width, value) {
            (2, 0..0x80) | (3, 0..0x800) | (4, 0..0x1_0000) => {
                return Some((at, "invalid length of a UTF-8 sequence"));
            }
            (_, 0xD800..=0xDFFF | 0x11_0000..) => return Some((at, "invalid Unicode character")),
            (_, 0x80..=0x84 | 0x86..=0x9F | 0xFFFE..=0xFFFF) => {
                return Some((at, "control characters are not allowed"));
            }
            _ => at += width,
        }
    }
    None
}
