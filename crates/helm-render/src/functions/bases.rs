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
    match decode32(text.as_bytes()) {
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
    let values = digit_values(BASE64);
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut buffer, mut in_group) = (0u32, 0);
    let mut input = text.iter().copied().enumerate().filter(|(_, byte)| !matches!(byte, b'\n' | b'\r'));
    while let Some((at, byte)) = input.next() {
        let value = values[usize::from(byte)];
        if value != NO_DIGIT {
            buffer = buffer << 6 | u32::from(value);
            in_group += 1;
            if in_group == 4 {
                out.extend_from_slice(&buffer.to_be_bytes()[1..]);
                (buffer, in_group) = (0, 0);
            }
            continue;
        }
        if byte != b'=' || in_group < 2 {
            return Err(at);
        }
        if in_group == 2 {
            match input.next() {
                Some((_, b'=')) => {}
                Some((place, _)) => return Err(place - 1),
                None => return Err(text.len()),
            }
        }
        if let Some((place, _)) = input.next() {
            return Err(place);
        }
        buffer <<= 6 * (4 - in_group);
        out.extend_from_slice(&buffer.to_be_bytes()[1..in_group]);
        return Ok(out);
    }
    if in_group == 0 { Ok(out) } else { Err(text.len() - in_group) }
}

// What follows the padding is not looked at, as long as it is short.
fn decode32(text: &[u8]) -> Result<Vec<u8>, usize> {
    let values = digit_values(BASE32);
    let text: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let mut out = Vec::with_capacity(text.len() / 8 * 5 + 5);
    for (start, group) in (0..).step_by(8).zip(text.chunks(8)) {
        let mut buffer = 0u64;
        for (digit, byte) in group.iter().enumerate() {
            let after = start + digit + 1;
            let left = text.len() - after;
            if *byte == b'=' && digit >= 2 && left < 8 {
                if left + digit < 7 {
                    return Err(text.len());
                }
                let padding = text.get(after..start + 8).unwrap_or_default();
                if let Some(wrong) = padding.iter().position(|byte| *byte != b'=') {
                    return Err((after + wrong).saturating_sub(1));
                }
                if matches!(digit, 3 | 6) {
                    return Err(after - 1);
                }
                buffer <<= 5 * (8 - digit);
                out.extend_from_slice(&buffer.to_be_bytes()[3..3 + digit * 5 / 8]);
                return Ok(out);
            }
            let value = values[usize::from(*byte)];
            if value == NO_DIGIT {
                return Err(after - 1);
            }
            buffer = buffer << 5 | u64::from(value);
        }
        if group.len() < 8 {
            return Err(text.len() - group.len());
        }
        out.extend_from_slice(&buffer.to_be_bytes()[3..]);
    }
    Ok(out)
}

const NO_DIGIT: u8 = u8::MAX;

fn digit_values(alphabet: &[u8]) -> [u8; 256] {
    let mut values = [NO_DIGIT; 256];
    for (value, digit) in (0u8..).zip(alphabet) {
        values[usize::from(*digit)] = value;
    }
    values
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
