//! Number constants: read once, under every type that can hold them.

use super::runes::{quote, unquote_char};
use super::token::TokenKind;

/// A number constant, as Go's untyped constants are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    pub(super) text: Box<str>,
    pub(super) int: Option<i64>,
    pub(super) uint: Option<u64>,
    pub(super) float: Option<f64>,
    /// The real and imaginary parts of a complex constant.
    pub(super) complex: Option<(f64, f64)>,
}

impl Number {
    /// Reads a number token.
    pub(super) fn parse(text: &str, kind: TokenKind) -> Result<Self, String> {
        let mut number = Self { text: text.into(), int: None, uint: None, float: None, complex: None };
        if kind == TokenKind::CharConstant {
            let code = unquote_char(text.as_bytes())?;
            number.int = Some(code);
            number.uint = u64::try_from(code).ok();
            #[expect(clippy::cast_precision_loss, reason = "a character has 21 bits")]
            let float = code as f64;
            number.float = Some(float);
            return Ok(number);
        }
        if kind == TokenKind::Complex || text.ends_with('i') {
            number.read_complex()?;
            return Ok(number);
        }
        number.read_integer();
        if number.float.is_none() {
            number.read_float()?;
        }
        if number.int.is_none() && number.uint.is_none() && number.float.is_none() {
            return Err(format!("illegal number syntax: {}", quote(text.as_bytes())));
        }
        Ok(number)
    }

    /// Whether the constant is a float where no type is asked for.
    pub(super) fn is_ideal_float(&self) -> bool {
        let text = &*self.text;
        let is_hex_integer = text.len() > 2
            && (text.starts_with("0x") || text.starts_with("0X"))
            && !text.contains(['p', 'P']);
        self.float.is_some()
            && !is_hex_integer
            && !text.starts_with('\'')
            && text.contains(['.', 'e', 'E', 'p', 'P'])
    }

    fn read_complex(&mut self) -> Result<(), String> {
        let illegal = || format!("illegal number syntax: {}", quote(self.text.as_bytes()));
        let parts = self.text.strip_suffix('i').ok_or_else(illegal)?;
        // The sign between the parts is not the one of an exponent.
        let is_exponent = |at: usize| matches!(parts.as_bytes()[at - 1], b'e' | b'E' | b'p' | b'P');
        let split = parts.rmatch_indices(['+', '-']).map(|(at, _)| at).find(|&at| at > 0 && !is_exponent(at));
        let (real, imaginary) = parts.split_at(split.unwrap_or_default());
        let real = if real.is_empty() { Some(0.0) } else { parse_float(real) };
        let (real, imaginary) = real.zip(parse_float(imaginary)).ok_or_else(illegal)?;
        self.complex = Some((real, imaginary));
        if imaginary == 0.0 {
            self.take_float(real);
        }
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
    fn read_integer(&mut self) {
        self.uint = parse_unsigned(&self.text);
        self.int = match self.text.as_bytes().first() {
            Some(b'-') => {
                parse_unsigned(&self.text[1..]).and_then(|magnitude| 0_i64.checked_sub_unsigned(magnitude))
            }
            Some(b'+') => parse_unsigned(&self.text[1..]).and_then(|magnitude| i64::try_from(magnitude).ok()),
            _ => self.uint.and_then(|magnitude| i64::try_from(magnitude).ok()),
        };
        if self.int == Some(0) {
            self.uint = Some(0);
        }
        self.float = match (self.int, self.uint) {
            (Some(int), _) => Some(int as f64),
            (None, Some(uint)) => Some(uint as f64),
            (None, None) => None,
        };
    }

    fn read_float(&mut self) -> Result<(), String> {
        let Some(float) = parse_float(&self.text) else { return Ok(()) };
        if !self.text.contains(['.', 'e', 'E', 'p', 'P']) {
            return Err(format!("integer overflow: {}", quote(self.text.as_bytes())));
        }
        self.take_float(float);
        Ok(())
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
    fn take_float(&mut self, float: f64) {
        self.float = Some(float);
        if float.fract() != 0.0 {
            return;
        }
        if float.abs() < 9_223_372_036_854_775_808.0 {
            self.int = Some(float as i64);
        }
        if (0.0..18_446_744_073_709_551_616.0).contains(&float) {
            self.uint = Some(float as u64);
        }
    }
}

/// `strconv.ParseUint(text, 0, 64)`.
fn parse_unsigned(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0')) {
        // Nearly every number.
        return text.parse().ok();
    }
    let lower = text.to_ascii_lowercase();
    let (digits, radix) = match lower.as_bytes() {
        [b'0', b'x', ..] => (&lower[2..], 16),
        [b'0', b'o', ..] => (&lower[2..], 8),
        [b'0', b'b', ..] => (&lower[2..], 2),
        [b'0', _, ..] => (&lower[1..], 8),
        _ => (&*lower, 10),
    };
    let digits = without_underscores(digits, lower.starts_with('0') && lower.len() > 1)?;
    // Rust would take a sign here; Go does not.
    if digits.starts_with(['+', '-']) { None } else { u64::from_str_radix(&digits, radix).ok() }
}

/// Underscores may stand between digits, and once after a prefix.
fn without_underscores(digits: &str, has_prefix: bool) -> Option<String> {
    let mut previous = if has_prefix { '0' } else { '_' };
    for digit in digits.chars() {
        if digit == '_' && previous == '_' {
            return None;
        }
        previous = digit;
    }
    (previous != '_' || digits.is_empty()).then(|| digits.replace('_', ""))
}

/// `strconv.ParseFloat`, without `inf` and `nan`, which no number token spells.
fn parse_float(text: &str) -> Option<f64> {
    let unsigned = text.trim_start_matches(['+', '-']);
    if text.len() - unsigned.len() > 1 {
        return None;
    }
    let lower = unsigned.to_ascii_lowercase();
    let magnitude = match lower.strip_prefix("0x") {
        Some(hex) => parse_hex_float(&without_underscores(hex, true)?)?,
        None => without_underscores(&lower, false)?.parse::<f64>().ok().filter(|float| float.is_finite())?,
    };
    Some(if text.starts_with('-') { -magnitude } else { magnitude })
}

/// A hexadecimal mantissa with a binary exponent, which is required.
fn parse_hex_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let mut exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value = 0.0_f64;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value.mul_add(16.0, f64::from(digit.to_digit(16)?));
    }
    exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?.checked_mul(4)?)?;
    Some(value * 2_f64.powi(exponent))
}

#[cfg(test)]
mod tests {
    use super::Number;
    use crate::template::token::TokenKind;

    #[test]
    fn numbers_have_every_type_that_can_hold_them() {
        let read = |text| Number::parse(text, TokenKind::Number).expect(text);
        assert_eq!((read("1.0").int, read("1.0").float), (Some(1), Some(1.0)));
        assert_eq!((read("017").int, read("0x1F").int, read("0b11").int), (Some(15), Some(31), Some(3)));
        assert_eq!(read("1_000").int, Some(1000));
        assert_eq!((read("-0").uint, read("-5").uint, read("-5").int), (Some(0), None, Some(-5)));
        assert_eq!(read("18446744073709551615").int, None);
        assert_eq!(read("0x1p4").float, Some(16.0));
        assert!(read("1e3").is_ideal_float() && !read("0xe").is_ideal_float());
        assert_eq!(read("9223372036854775808").uint, Some(9_223_372_036_854_775_808));
        let overflow = Number::parse("99999999999999999999", TokenKind::Number);
        assert_eq!(overflow, Err("integer overflow: \"99999999999999999999\"".to_owned()));
    }
}
