//! The characters of a TOML document and the words BurntSushi/toml has for what does not belong there.

use crate::fault::Fault;
use crate::value::format::quote::{characters, quote_rune};

/// The end of the text, which BurntSushi/toml reads as this character.
pub(super) const END: char = '\0';

/// A failure before the last key is known: what is wrong, and the line.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) line: usize,
    pub(super) message: String,
}

pub(super) type Lex<T> = Result<T, Mistake>;

impl Mistake {
    /// The failure with the key that was read last.
    pub(super) fn into_fault(self, last_key: &str) -> Fault {
        let Self { line, message } = self;
        if last_key.is_empty() {
            return Fault::new(format!("toml: line {line}: {message}"));
        }
        let mut quoted = Vec::new();
        crate::value::format::quote::quote(last_key.as_bytes(), &mut quoted);
        Fault::new(format!("toml: line {line} (last key {}): {message}", String::from_utf8_lossy(&quoted)))
    }
}

/// A place in the text.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Lexer<'a> {
    /// The next character, left in place.
    pub(super) fn peek(&self) -> Lex<char> {
        let rest = &self.text[self.at.min(self.text.len())..];
        let Some(&first) = rest.first() else { return Ok(END) };
        if matches!(first, b'\t' | b'\n' | b' '..=b'~') {
            return Ok(char::from(first));
        }
        match characters(&rest[..rest.len().min(4)]).next() {
            Some(Ok(character)) => {
                let lone_return = character == '\r' && rest.get(1) != Some(&b'\n');
                if lone_return || (character.is_ascii_control() && character != '\r') {
                    let code = u32::from(character);
                    return Err(
                        self.mistake(format!("TOML files cannot contain control characters: '0x{code:02x}'"))
                    );
                }
                Ok(character)
            }
            _ => Err(self.mistake(format!("invalid UTF-8 byte: 0x{first:02x}"))),
        }
    }

    /// Takes the next character. At the end nothing is taken.
    pub(super) fn next(&mut self) -> Lex<char> {
        let character = self.peek()?;
        if self.at < self.text.len() {
            self.at += character.len_utf8();
        }
        Ok(character)
    }

    /// Takes the next character if it is `wanted`.
    pub(super) fn accept(&mut self, wanted: char) -> Lex<bool> {
        let found = self.peek()? == wanted;
        if found {
            self.next()?;
        }
        Ok(found)
    }

    pub(super) fn skip_blanks(&mut self) -> Lex<()> {
        while matches!(self.peek()?, ' ' | '\t') {
            self.next()?;
        }
        Ok(())
    }

    /// The line, from 1.
    pub(super) fn line(&self) -> usize {
        1 + line_breaks(&self.text[..self.at.min(self.text.len())])
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// A failure on this line.
    pub(super) fn mistake(&self, message: impl Into<String>) -> Mistake {
        Mistake { line: self.line(), message: message.into() }
    }

    /// A failure after a character was taken; where that was the end of the text, it names the line before.
    pub(super) fn mistake_after(&self, taken: char, message: impl Into<String>) -> Mistake {
        let mut mistake = self.mistake(message);
        mistake.line -= usize::from(taken == END && self.is_at_end());
        mistake
    }

    /// A failure about a line break that was taken.
    pub(super) fn mistake_before(&self, message: &str) -> Mistake {
        let mut mistake = self.mistake(message);
        mistake.line -= 1;
        mistake
    }

    /// Takes characters while `wanted` holds, gives them with what came before from `start`.
    pub(super) fn take_while(&mut self, start: usize, wanted: impl Fn(char) -> bool) -> Lex<&'a str> {
        while !self.is_at_end() && wanted(self.peek()?) {
            self.next()?;
        }
        Ok(self.slice(start))
    }

    /// The text from `start` to here.
    pub(super) fn slice(&self, start: usize) -> &'a str {
        // Everything up to here was read as characters.
        std::str::from_utf8(&self.text[start..self.at]).unwrap_or_default()
    }
}

/// Go's `%q` of a character; the end of the text is `'\x00'`.
pub(super) fn quoted(character: char) -> String {
    let mut out = Vec::new();
    quote_rune(character, false, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Go's `%q` of text.
pub(super) fn quoted_text(text: &str) -> String {
    let mut out = Vec::new();
    crate::value::format::quote::quote(text.as_bytes(), &mut out);
    String::from_utf8(out).unwrap_or_default()
}

#[expect(clippy::naive_bytecount, reason = "only for messages; no dependency for that")]
fn line_breaks(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte == b'\n').count()
}
