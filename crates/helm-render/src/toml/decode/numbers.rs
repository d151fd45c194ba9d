//! Numbers and dates, which start alike.

use std::rc::Rc;

use super::Decoder;
use crate::toml::datetime::DateTime;
use crate::toml::lexer::{Lex, quoted, quoted_text};
use crate::value::Value;

impl Decoder<'_> {
    pub(super) fn number(&mut self, start: usize, first: char) -> Lex<Value> {
        if first == '0' {
            let base = self.lexer.peek()?;
            let (name, wanted): (_, fn(char) -> bool) = match base {
                'b' => ("a binary", |digit| matches!(digit, '0' | '1')),
                'o' => ("an octal", |digit| digit.is_digit(8)),
                'x' => ("a hexidecimal", |digit| digit.is_ascii_hexdigit()),
                _ => ("", |_| false),
            };
            if !name.is_empty() {
                self.lexer.next()?;
                let next = self.lexer.peek()?;
                if !wanted(next) {
                    let text = self.lexer.slice(start);
                    return Err(self.lexer.mistake(format!("not {name} number: '{text}{next}'")));
                }
                self.lexer.take_while(start, |digit| wanted(digit) || digit == '_')?;
                return self.integer(start);
            }
            // A date has more digits before its first sign.
            if !base.is_ascii_digit() {
                return self.decimal(start);
            }
        }
        self.lexer.take_while(start, |digit| digit.is_ascii_digit())?;
        match self.lexer.peek()? {
            '-' | ':' => {
                let text = self.lexer.take_while(start, |part| {
                    part.is_ascii_digit()
                        || matches!(part, '-' | ':' | 'T' | 't' | ' ' | '.' | 'Z' | 'z' | '+')
                })?;
                let text = text.trim().replace('z', "Z").replace(['t', ' '], "T");
                match DateTime::parse(&text) {
                    Some(datetime) => Ok(Value::Object(Rc::new(datetime))),
                    None => Err(self.lexer.mistake(format!("invalid datetime: {}", quoted_text(&text)))),
                }
            }
            _ => self.decimal(start),
        }
    }

    pub(super) fn signed_number(&mut self, start: usize) -> Lex<Value> {
        let first = self.lexer.next()?;
        let special = match first {
            'i' => self.lexer.accept('n')? && self.lexer.accept('f')?,
            'n' => self.lexer.accept('a')? && self.lexer.accept('n')?,
            '0' => {
                let base = self.lexer.peek()?;
                if matches!(base, 'b' | 'o' | 'x') {
                    let text = self.lexer.slice(start);
                    let message = format!("cannot use sign with non-decimal numbers: '{text}{base}'");
                    return Err(self.lexer.mistake(message));
                }
                return self.decimal(start);
            }
            '1'..='9' => return self.decimal(start),
            '.' => return Err(self.lexer.mistake("floats must start with a digit, not '.'")),
            other => {
                let message = format!("expected a digit but got {}", quoted(other));
                return Err(self.lexer.mistake_after(other, message));
            }
        };
        if special {
            return self.float(start);
        }
        Err(self.lexer.mistake(format!("invalid float: '{}'", self.lexer.slice(start))))
    }

    fn decimal(&mut self, start: usize) -> Lex<Value> {
        self.lexer.take_while(start, |digit| digit.is_ascii_digit() || digit == '_')?;
        if !matches!(self.lexer.peek()?, '.' | 'e' | 'E') {
            return self.integer(start);
        }
        self.lexer.take_while(start, |part| {
            part.is_ascii_digit() || matches!(part, '_' | '.' | '-' | '+' | 'e' | 'E')
        })?;
        self.float(start)
    }

    fn integer(&self, start: usize) -> Lex<Value> {
        let text = self.lexer.slice(start);
        let fail = |what| Err(self.lexer.mistake(format!("Invalid integer {}: {what}", quoted_text(text))));
        if !has_good_underscores(text) {
            return fail("underscores must be surrounded by digits");
        }
        if has_leading_zero(text) {
            return fail("cannot have leading zeroes");
        }
        let plain = text.replace('_', "");
        let number = match plain.get(..2) {
            Some("0x") => i64::from_str_radix(&plain[2..], 16),
            Some("0o") => i64::from_str_radix(&plain[2..], 8),
            Some("0b") => i64::from_str_radix(&plain[2..], 2),
            _ => plain.parse(),
        };
        number.map(Value::Int64).map_err(|_| self.lexer.mistake(format!("{text} is out of range for int64")))
    }

    pub(super) fn float(&self, start: usize) -> Lex<Value> {
        let text = self.lexer.slice(start);
        let fail = |what| Err(self.lexer.mistake(format!("Invalid float {}: {what}", quoted_text(text))));
        let mut parts = text.split(['.', 'e', 'E']).filter(|part| !part.is_empty());
        if !parts.clone().all(has_good_underscores) {
            return fail("underscores must be surrounded by digits");
        }
        if parts.next().is_some_and(has_leading_zero) {
            return fail("cannot have leading zeroes");
        }
        let bytes = text.as_bytes();
        let good_point = |at: usize| bytes[at] != b'.' || bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !(0..bytes.len()).all(good_point) {
            return fail("'.' must be followed by one or more digits");
        }
        match text {
            "nan" | "+nan" | "-nan" => return Ok(Value::Float(f64::NAN)),
            "inf" | "+inf" => return Ok(Value::Float(f64::INFINITY)),
            "-inf" => return Ok(Value::Float(f64::NEG_INFINITY)),
            _ => {}
        }
        match text.replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            Ok(_) => Err(self.lexer.mistake(format!("{text} is out of range for float64"))),
            Err(_) => Err(self.lexer.mistake(format!("Invalid float value: {}", quoted_text(text)))),
        }
    }
}

fn has_leading_zero(text: &str) -> bool {
    match text.as_bytes() {
        [b'0', b'b' | b'o' | b'x', ..] => false,
        [b'0', _, ..] => true,
        [b'+' | b'-', b'0', _, ..] => true,
        _ => false,
    }
}

fn has_good_underscores(text: &str) -> bool {
    if matches!(text.trim_start_matches(['+', '-']), "nan" | "inf") {
        return true;
    }
    let mut after_digit = false;
    for character in text.chars() {
        if character == '_' && !after_digit {
            return false;
        }
        after_digit = character.is_ascii_hexdigit();
    }
    after_digit
}
