//! `html`, `js` and `urlquery`.

use crate::template::runes::{decode, is_print};
use crate::value::format::write_display;
use crate::value::{Kind, Value};

/// The arguments as one text; missing values and pointers print as in output.
pub(super) fn join(args: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut after_text = true;
    for value in args {
        let is_text = matches!(value, Value::Nil | Value::String(_));
        if !after_text && !is_text {
            out.push(b' ');
        }
        match value {
            Value::Nil => out.extend_from_slice(b"<no value>"),
            Value::Object(object) if object.kind() == Kind::Ptr => {
                out.extend_from_slice(object.output().as_bytes());
            }
            _ => write_display(value, &mut out),
        }
        after_text = is_text;
    }
    out
}

pub(super) fn html(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            0 => out.extend_from_slice("\u{fffd}".as_bytes()),
            b'"' => out.extend_from_slice(b"&#34;"),
            b'\'' => out.extend_from_slice(b"&#39;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            _ => out.push(byte),
        }
    }
    out
}

pub(super) fn js(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((rune, width)) = decode(rest) {
        let escaped = match rune {
            '\\' => "\\\\".to_owned(),
            '\'' => "\\'".to_owned(),
            '"' => "\\\"".to_owned(),
            '<' => "\\u003C".to_owned(),
            '>' => "\\u003E".to_owned(),
            '&' => "\\u0026".to_owned(),
            '=' => "\\u003D".to_owned(),
            '\0'..='\x1f' => format!("\\u{:04X}", u32::from(rune)),
            '\x20'..='\x7f' => rune.to_string(),
            _ if is_print(rune) => String::from_utf8_lossy(&rest[..width]).into_owned(),
            _ => format!("\\u{:04X}", u32::from(rune)),
        };
        out.extend_from_slice(escaped.as_bytes());
        rest = &rest[width..];
    }
    out
}

/// `url.QueryEscape`.
pub(super) fn query(text: &[u8]) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte),
            b' ' => out.push(b'+'),
            _ => out.extend([b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]),
        }
    }
    out
}
