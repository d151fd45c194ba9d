//! Base 64 and base 32.

use super::Entry;
use super::limit::check_size;
use super::signature::typed;
use crate::fault::Fault;
use crate::value::Str;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Encodes text in base 64.
///
/// ```gotmpl
/// {{ b64enc "hello" }} → aGVsbG8=
/// ```
fn b64enc(text: &Str) -> Result<Str, Fault> {
    check_size(text.len().checked_mul(4).map(|size| size / 3))?;
    Ok(encode64(text.as_bytes()).into())
}

/// Decodes base 64; the error, if any, is the result.
///
/// ```gotmpl
/// {{ b64dec "aGVsbG8=" }} → hello
/// {{ b64dec "?" }} → illegal base64 data at input byte 0
/// ```
fn b64dec(text: &Str) -> Str {
    match decode64(text.as_bytes()) {
        Ok(bytes) => bytes.into(),
        Err(at) => format!("illegal base64 data at input byte {at}").into(),
    }
}

/// Encodes text in base 32.
///
/// ```gotmpl
/// {{ b32enc "hello" }} → NBSWY3DP
/// ```
fn b32enc(text: &Str) -> Result<Str, Fault> {
    check_size(text.len().checked_mul(8).map(|size| size / 5))?;
    Ok(encode(text.as_bytes(), BASE32, 5, 8).into())
}

/// Decodes base 32; the error, if any, is the result.
///
/// ```gotmpl
/// {{ b32dec "NBSWY3DP" }} → hello
/// ```
fn b32dec(text: &Str) -> Str {
    match decode(text.as_bytes(), BASE32, 5, 8) {
        Ok(bytes) => bytes.into(),
        Err(at) => format!("illegal base32 data at input byte {at}").into(),
    }
}

pub(super) static TABLE: &[Entry] = &[
    ("b32dec", &typed(b32dec)),
    ("b32enc", &typed(b32enc)),
    ("b64dec", &typed(b64dec)),
    ("b64enc", &typed(b64enc)),
];

/// Standard base 64 with padding.
pub(super) fn encode64(bytes: &[u8]) -> Vec<u8> {
    encode(bytes, BASE64, 6, 4)
}

/// Decodes standard base 64 with padding, skipping line breaks; the error is the place of the bad byte, as Go counts.
pub(super) fn decode64(text: &[u8]) -> Result<Vec<u8>, usize> {
    decode(text, BASE64, 6, 4)
}

// `bits` per digit, `group` digits per group.
fn encode(bytes: &[u8], alphabet: &[u8], bits: u32, group: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / bits as usize * 8 + 16);
    let (mut buffer, mut filled) = (0u32, 0);
    let mask = (1 << bits) - 1;
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        filled += 8;
        while filled >= bits {
            filled -= bits;
            out.push(alphabet[(buffer >> filled & mask) as usize]);
        }
    }
    if filled > 0 {
        out.push(alphabet[(buffer << (bits - filled) & mask) as usize]);
    }
    while !out.len().is_multiple_of(group) {
        out.push(b'=');
    }
    out
}

fn decode(text: &[u8], alphabet: &[u8], bits: u32, group: usize) -> Result<Vec<u8>, usize> {
    let mut values = [u8::MAX; 256];
    for (digit, byte) in (0u8..).zip(alphabet) {
        values[usize::from(*byte)] = digit;
    }
    let mut out = Vec::with_capacity(text.len() / 8 * bits as usize + 8);
    let (mut buffer, mut filled) = (0u32, 0);
    let mut in_group = 0;
    let mut input = text.iter().copied().enumerate().filter(|(_, byte)| !matches!(byte, b'\n' | b'\r'));
    while let Some((at, byte)) = input.next() {
        let value = values[usize::from(byte)];
        if value != u8::MAX {
            buffer = (buffer << bits) | u32::from(value);
            filled += bits;
            in_group = (in_group + 1) % group;
            if filled >= 8 {
                filled -= 8;
                out.push((buffer >> filled & 0xFF) as u8);
            }
            continue;
        }
        if byte != b'=' {
            return Err(at);
        }
        return padding(at, in_group, bits, group, input, text.len()).map(|()| out);
    }
    if in_group != 0 {
        // Go names the start of the group of base 64, and the end of base 32.
        return Err(if bits == 6 { unpadded_start(text, in_group) } else { text.len() });
    }
    Ok(out)
}

// Checks everything from the first padding character on.
fn padding(
    at: usize,
    in_group: usize,
    bits: u32,
    group: usize,
    mut input: impl Iterator<Item = (usize, u8)>,
    length: usize,
) -> Result<(), usize> {
    let fits = if bits == 6 { in_group >= 2 } else { matches!(in_group, 2 | 4 | 5 | 7) };
    if !fits {
        return Err(at);
    }
    for _ in in_group + 1..group {
        match input.next() {
            Some((_, b'=')) => {}
            Some((place, _)) => return Err(place),
            None => return Err(length),
        }
    }
    match input.next() {
        Some((place, _)) => Err(place),
        None => Ok(()),
    }
}

fn unpadded_start(text: &[u8], in_group: usize) -> usize {
    text.len() - in_group
}
