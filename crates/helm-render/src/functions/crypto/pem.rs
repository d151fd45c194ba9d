//! PEM blocks.

use crate::functions::bases::{decode64, encode64};

/// The first block of a text.
pub(super) struct Block {
    pub(super) label: String,
    pub(super) bytes: Vec<u8>,
}

/// A block with 64 characters per line.
pub(super) fn encode(label: &str, bytes: &[u8]) -> String {
    let body = encode64(bytes);
    let lines: Vec<_> = body.chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Finds and decodes the first block.
pub(super) fn decode(text: &[u8]) -> Option<Block> {
    let text = String::from_utf8_lossy(text);
    let mut lines = text.lines().map(str::trim_end);
    while let Some(line) = lines.next() {
        let Some(label) = line.strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----")) else {
            continue;
        };
        let end = format!("-----END {label}-----");
        let mut body = String::new();
        let mut is_closed = false;
        for line in lines.by_ref() {
            if line.starts_with(&end) {
                is_closed = true;
                break;
            }
            // Headers such as Proc-Type come before the data.
            if !line.contains(": ") {
                body.extend(line.chars().filter(|character| !character.is_whitespace()));
            }
        }
        if !is_closed {
            return None;
        }
        if let Ok(bytes) = decode64(body.as_bytes()) {
            return Some(Block { label: label.to_owned(), bytes });
        }
    }
    None
}
