//! Randomness, all of it from the world.

use super::Entry;
use super::bases::encode64;
use super::limit::{check_size, count_of};
use super::runes;
use super::signature::worldly;
use crate::fault::Fault;
use crate::value::Str;
use crate::world::World;

const DIGITS: &[u8] = b"0123456789";
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Makes a random text of letters and digits.
///
/// ```gotmpl
/// {{ randAlphaNum 8 | len }} → 8
/// ```
fn rand_alpha_num(world: &dyn World, count: i64) -> Result<Str, Fault> {
    text_of(world, count, &[DIGITS, LETTERS].concat())
}

/// Makes a random text of letters.
///
/// ```gotmpl
/// {{ randAlpha 8 | regexMatch "^[A-Za-z]{8}$" }} → true
/// ```
fn rand_alpha(world: &dyn World, count: i64) -> Result<Str, Fault> {
    text_of(world, count, LETTERS)
}

/// Makes a random text of printable ASCII characters.
///
/// ```gotmpl
/// {{ randAscii 8 | len }} → 8
/// ```
fn rand_ascii(world: &dyn World, count: i64) -> Result<Str, Fault> {
    text_of(world, count, &(b' '..=b'~').collect::<Vec<u8>>())
}

/// Makes a random text of digits.
///
/// ```gotmpl
/// {{ randNumeric 8 | regexMatch "^[0-9]{8}$" }} → true
/// ```
fn rand_numeric(world: &dyn World, count: i64) -> Result<Str, Fault> {
    text_of(world, count, DIGITS)
}

/// Makes random bytes, in base 64.
///
/// ```gotmpl
/// {{ randBytes 3 | b64dec | len }} → 3
/// ```
fn rand_bytes(world: &dyn World, count: i64) -> Result<Str, Fault> {
    let count = count_of(count).ok_or_else(|| Fault::new("runtime error: makeslice: len out of range"))?;
    check_size(count.checked_mul(4).map(|size| size / 3))?;
    let mut bytes = vec![0; count];
    world.random(&mut bytes);
    Ok(encode64(&bytes).into())
}

/// Makes a random integer from `min` up to, not including, `max`.
///
/// ```gotmpl
/// {{ randInt 5 6 }} → 5
/// ```
fn rand_int(world: &dyn World, min: i64, max: i64) -> Result<i64, Fault> {
    let span = max.wrapping_sub(min);
    match u64::try_from(span) {
        Ok(span) if span > 0 => Ok(min.wrapping_add_unsigned(below(world, span))),
        _ => Err(Fault::new("invalid argument to Intn")),
    }
}

/// Shuffles the characters of a text.
///
/// ```gotmpl
/// {{ shuffle "hello" | len }} → 5
/// ```
fn shuffle(world: &dyn World, text: &Str) -> Str {
    let mut runes: Vec<char> = runes::runes(text.as_bytes()).collect();
    for at in (1..runes.len()).rev() {
        let other = below(world, u64::try_from(at + 1).unwrap_or(u64::MAX));
        runes.swap(at, usize::try_from(other).unwrap_or(0));
    }
    String::from_iter(runes).into()
}

/// Makes a random UUID of version 4.
///
/// ```gotmpl
/// {{ uuidv4 | len }} → 36
/// ```
fn uuidv4(world: &dyn World) -> Str {
    let mut bytes = [0; 16];
    world.random(&mut bytes);
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&hexadecimal(&[*byte]));
    }
    text.into()
}

pub(super) static TABLE: &[Entry] = &[
    ("randAlpha", &worldly(rand_alpha)),
    ("randAlphaNum", &worldly(rand_alpha_num)),
    ("randAscii", &worldly(rand_ascii)),
    ("randBytes", &worldly(rand_bytes)),
    ("randInt", &worldly(rand_int)),
    ("randNumeric", &worldly(rand_numeric)),
    ("shuffle", &worldly(shuffle)),
    ("uuidv4", &worldly(uuidv4)),
];

/// Bytes in hexadecimal, in lower case.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits =
        bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    digits.map(char::from).collect()
}

// goutils reports a negative length, and sprig drops the error.
fn text_of(world: &dyn World, count: i64, alphabet: &[u8]) -> Result<Str, Fault> {
    let Some(count) = count_of(count) else { return Ok(Str::default()) };
    check_size(Some(count))?;
    let mut text = Vec::with_capacity(count);
    // The largest multiple of the alphabet's size below 256: larger bytes would favour its start.
    let fair = 256 / alphabet.len() * alphabet.len();
    let mut bytes = vec![0; count.clamp(16, 4096)];
    while text.len() < count {
        world.random(&mut bytes);
        let usable = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
        let missing = count - text.len();
        text.extend(usable.take(missing).map(|byte| alphabet[byte % alphabet.len()]));
    }
    Ok(text.into())
}

fn below(world: &dyn World, bound: u64) -> u64 {
    let fair = u64::MAX - u64::MAX % bound;
    loop {
        let mut bytes = [0; 8];
        world.random(&mut bytes);
        let number = u64::from_le_bytes(bytes);
        if number < fair {
            return number % bound;
        }
    }
}
