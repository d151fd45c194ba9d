//! From bytes to tokens. Trim markers and comments end here; the parser never sees them.

use super::runes::{decode, is_alphanumeric, line_ends, unicode_name};
use super::token::{Token, TokenKind};
use crate::bytes;
use crate::value::Value;
use crate::value::format::sprintf;

const LEFT: [u8; 2] = *b"{{";
const RIGHT: [u8; 2] = *b"}}";
/// A trim marker is a minus and a space.
const MARKER: usize = 2;

/// The letters and digits of ASCII, and the underscore.
static WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        word[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    word
};

/// Splits a source into tokens, one at a time.
pub(super) struct Lexer<'s> {
    source: &'s [u8],
    start: usize,
    pos: usize,
    line: u32,
    start_line: u32,
    paren_depth: u32,
    inside_action: bool,
    error: Option<String>,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(source: &'s [u8]) -> Self {
        Self {
            source,
            start: 0,
            pos: 0,
            line: 1,
            start_line: 1,
            paren_depth: 0,
            inside_action: false,
            error: None,
        }
    }

    /// The next token; after an error there is nothing but the end.
    pub(super) fn next(&mut self) -> Token {
        if self.error.is_some() {
            return Token { kind: TokenKind::Eof, start: 0, end: 0, line: self.start_line };
        }
        if self.inside_action { self.inside() } else { self.text() }
    }

    /// Passes blanks inside of an action, but for one that belongs to its end.
    pub(super) fn skip_space(&mut self) {
        if !self.inside_action || self.error.is_some() {
            return;
        }
        let rest = self.rest();
        match rest {
            [first, ..] if !is_space(*first) => return,
            // One blank, as between most words.
            [b' ', second, ..] if !is_space(*second) && *second != b'-' => {
                self.pos += 1;
                self.start = self.pos;
                self.start_line = self.line;
                return;
            }
            _ => {}
        }
        let blanks = rest.iter().position(|&byte| !is_space(byte)).unwrap_or(rest.len());
        let ends = rest[blanks..].starts_with(b"-") && rest[blanks + 1..].starts_with(&RIGHT);
        self.pos += if ends { blanks.saturating_sub(1) } else { blanks };
        if self.pos > self.start {
            self.ignore();
        }
    }

    /// What went wrong, once an error token came.
    pub(super) fn message(&self) -> &str {
        self.error.as_deref().unwrap_or_default()
    }

    fn rest(&self) -> &'s [u8] {
        &self.source[self.pos..]
    }

    fn token(&mut self, kind: TokenKind) -> Token {
        let token = Token { kind, start: offset(self.start), end: offset(self.pos), line: self.start_line };
        self.start = self.pos;
        self.start_line = self.line;
        token
    }

    fn fail(&mut self, message: impl Into<String>) -> Token {
        self.error = Some(message.into());
        let start = offset(self.start);
        Token { kind: TokenKind::Error, start, end: start, line: self.start_line }
    }

    /// Leaves out what was passed since the last token without [`Lexer::advance`].
    fn ignore(&mut self) {
        self.count_lines();
        self.start = self.pos;
        self.start_line = self.line;
    }

    fn count_lines(&mut self) {
        self.line += line_ends(&self.source[self.start..self.pos]);
    }

    /// The next character without taking it.
    fn peek(&self) -> Option<(char, usize)> {
        decode(self.rest())
    }

    /// Takes the next byte; of a character beyond ASCII, the callers need no more.
    fn advance(&mut self) -> Option<u8> {
        let byte = *self.source.get(self.pos)?;
        self.pos += 1;
        self.line += u32::from(byte == b'\n');
        Some(byte)
    }

    fn accept(&mut self, set: &[u8]) -> bool {
        let found = self.rest().first().is_some_and(|byte| set.contains(byte));
        self.pos += usize::from(found);
        found
    }

    fn accept_run(&mut self, set: &[u8]) {
        while self.accept(set) {}
    }

    fn text(&mut self) -> Token {
        loop {
            let Some(length) = find(self.rest(), LEFT) else {
                self.pos = self.source.len();
                if self.pos == self.start {
                    return self.token(TokenKind::Eof);
                }
                self.count_lines();
                return self.token(TokenKind::Text);
            };
            if length > 0 {
                self.pos += length;
                let text = &self.source[self.start..self.pos];
                let trimmed = if has_left_marker(&self.source[self.pos + LEFT.len()..]) {
                    text.len() - trim_end(text).len()
                } else {
                    0
                };
                self.pos -= trimmed;
                self.count_lines();
                let token = self.token(TokenKind::Text);
                self.pos += trimmed;
                self.ignore();
                if token.end > token.start {
                    return token;
                }
            }
            if let Some(token) = self.left_delim() {
                return token;
            }
        }
    }

    /// The start of an action; nothing after a comment.
    fn left_delim(&mut self) -> Option<Token> {
        self.pos += LEFT.len();
        let marker = if has_left_marker(self.rest()) { MARKER } else { 0 };
        if self.rest()[marker..].starts_with(b"/*") {
            self.pos += marker;
            self.ignore();
            return self.comment();
        }
        let token = self.token(TokenKind::LeftDelim);
        self.inside_action = true;
        self.pos += marker;
        self.ignore();
        self.paren_depth = 0;
        Some(token)
    }

    fn comment(&mut self) -> Option<Token> {
        self.pos += 2;
        let Some(length) = find(self.rest(), *b"*/") else {
            return Some(self.fail("unclosed comment"));
        };
        self.pos += length + 2;
        let Some(trim) = self.at_right_delim() else {
            return Some(self.fail("comment ends before closing delimiter"));
        };
        self.pos += RIGHT.len();
        if trim {
            self.pos += MARKER;
            self.pos += self.rest().len() - trim_start(self.rest()).len();
        }
        self.ignore();
        None
    }

    /// Whether a right delimiter is next, and whether it trims.
    fn at_right_delim(&self) -> Option<bool> {
        let rest = self.rest();
        if has_right_marker(rest) && rest[MARKER..].starts_with(&RIGHT) {
            Some(true)
        } else if rest.starts_with(&RIGHT) {
            Some(false)
        } else {
            None
        }
    }

    fn right_delim(&mut self, trim: bool) -> Token {
        if trim {
            self.pos += MARKER;
            self.ignore();
        }
        self.pos += RIGHT.len();
        let token = self.token(TokenKind::RightDelim);
        if trim {
            self.pos += self.rest().len() - trim_start(self.rest()).len();
            self.ignore();
        }
        self.inside_action = false;
        token
    }

    fn inside(&mut self) -> Token {
        let rest = self.rest();
        match rest {
            [] => self.fail("unclosed action"),
            [b'}', b'}', ..] if self.paren_depth == 0 => self.right_delim(false),
            [b'}', b'}', ..] => self.fail("unclosed left paren"),
            [first, ..] if is_space(*first) => {
                if has_right_marker(rest) && rest[MARKER..].starts_with(&RIGHT) {
                    return match self.paren_depth {
                        0 => self.right_delim(true),
                        _ => self.fail("unclosed left paren"),
                    };
                }
                self.space()
            }
            [b'0'..=b'9' | b'+' | b'-', ..] => self.number(),
            [b'a'..=b'z' | b'A'..=b'Z' | b'_', ..] => self.identifier(),
            [first, ..] if first.is_ascii() => {
                self.pos += 1;
                self.sign(*first)
            }
            _ => match decode(rest) {
                Some((rune, _)) if is_alphanumeric(rune) => self.identifier(),
                rune => {
                    let name = rune.map(|(rune, _)| unicode_name(rune)).unwrap_or_default();
                    self.fail(format!("unrecognized character in action: {name}"))
                }
            },
        }
    }

    /// What an ASCII character, just taken, starts that is neither blank, letter nor digit.
    fn sign(&mut self, sign: u8) -> Token {
        match sign {
            b'=' => self.token(TokenKind::Assign),
            b':' if self.accept(b"=") => self.token(TokenKind::Declare),
            b':' => self.fail("expected :="),
            b'|' => self.token(TokenKind::Pipe),
            b'"' => self.quoted(b'"', TokenKind::String, "unterminated quoted string"),
            b'\'' => self.quoted(b'\'', TokenKind::CharConstant, "unterminated character constant"),
            b'`' => self.raw_quoted(),
            b'$' => self.field_or_variable(TokenKind::Variable),
            b'.' if self.rest().first().is_none_or(u8::is_ascii_digit) => {
                self.pos -= 1;
                self.number()
            }
            b'.' => self.field_or_variable(TokenKind::Field),
            b'(' => {
                self.paren_depth += 1;
                self.token(TokenKind::LeftParen)
            }
            b')' if self.paren_depth == 0 => self.fail("unexpected right paren"),
            b')' => {
                self.paren_depth -= 1;
                self.token(TokenKind::RightParen)
            }
            b' '..=b'~' => self.token(TokenKind::Char),
            _ => self.fail(format!("unrecognized character in action: {}", unicode_name(char::from(sign)))),
        }
    }

    fn space(&mut self) -> Token {
        let mut count = 0;
        while let Some(&byte) = self.rest().first()
            && is_space(byte)
        {
            self.pos += 1;
            self.line += u32::from(byte == b'\n');
            count += 1;
        }
        // The last space may belong to a trimming delimiter.
        let last = &self.source[self.pos - 1..];
        if has_right_marker(last) && last[MARKER..].starts_with(&RIGHT) {
            self.pos -= 1;
            if last[0] == b'\n' {
                self.line -= 1;
            }
            if count == 1 {
                return self.right_delim(true);
            }
        }
        self.token(TokenKind::Space)
    }

    fn identifier(&mut self) -> Token {
        if let Some(rune) = self.take_word() {
            return self.fail(format!("bad character {}", unicode_name(rune)));
        }
        let word = &self.source[self.start..self.pos];
        let kind = match TokenKind::keyword(word) {
            Some(keyword) => keyword,
            None if word == b"true" || word == b"false" => TokenKind::Bool,
            None => TokenKind::Identifier,
        };
        self.token(kind)
    }

    fn field_or_variable(&mut self, kind: TokenKind) -> Token {
        if self.at_terminator() {
            let alone = if kind == TokenKind::Variable { TokenKind::Variable } else { TokenKind::Dot };
            return self.token(alone);
        }
        if let Some(rune) = self.take_word() {
            return self.fail(format!("bad character {}", unicode_name(rune)));
        }
        self.token(kind)
    }

    /// Takes letters and digits; the character after them if no word may end there.
    fn take_word(&mut self) -> Option<char> {
        loop {
            let rest = self.rest();
            self.pos += rest.iter().position(|&byte| !WORD[usize::from(byte)]).unwrap_or(rest.len());
            if self.source.get(self.pos).is_none_or(u8::is_ascii) {
                break;
            }
            match self.peek() {
                Some((rune, width)) if is_alphanumeric(rune) => self.pos += width,
                _ => break,
            }
        }
        if self.at_terminator() { None } else { self.peek().map(|(rune, _)| rune) }
    }

    fn at_terminator(&self) -> bool {
        match self.rest().first() {
            None | Some(b' ' | b'\t' | b'\r' | b'\n' | b'.' | b',' | b'|' | b':' | b')' | b'(') => true,
            _ => self.rest().starts_with(&RIGHT),
        }
    }

    fn quoted(&mut self, quote: u8, kind: TokenKind, unterminated: &str) -> Token {
        loop {
            let rest = self.rest();
            self.pos += bytes::position_of_3(rest, [quote, b'\\', b'\n']).unwrap_or(rest.len());
            match self.advance() {
                Some(b'\\') => {
                    if matches!(self.advance(), None | Some(b'\n')) {
                        return self.fail(unterminated);
                    }
                }
                None | Some(b'\n') => return self.fail(unterminated),
                Some(byte) if byte == quote => return self.token(kind),
                Some(_) => {}
            }
        }
    }

    fn raw_quoted(&mut self) -> Token {
        let rest = self.rest();
        let length = bytes::position(rest, b'`');
        let inner = &rest[..length.unwrap_or(rest.len())];
        self.line += line_ends(inner);
        self.pos += inner.len();
        if length.is_none() {
            return self.fail("unterminated raw quoted string");
        }
        self.pos += 1;
        self.token(TokenKind::RawString)
    }

    fn number(&mut self) -> Token {
        if !self.scan_number() {
            return self.bad_number();
        }
        if matches!(self.rest().first(), Some(b'+' | b'-')) {
            if !self.scan_number() || self.source[self.pos - 1] != b'i' {
                return self.bad_number();
            }
            return self.token(TokenKind::Complex);
        }
        self.token(TokenKind::Number)
    }

    fn bad_number(&mut self) -> Token {
        let text = Value::str(&self.source[self.start..self.pos]);
        let message = sprintf(b"bad number syntax: %q", &[text]);
        self.fail(String::from_utf8_lossy(&message))
    }

    /// Takes what looks like a number; whether it does is for the parser to say.
    fn scan_number(&mut self) -> bool {
        self.accept(b"+-");
        let mut digits: &[u8] = b"0123456789_";
        let mut exponent: &[u8] = b"eE";
        if self.accept(b"0") {
            if self.accept(b"xX") {
                digits = b"0123456789abcdefABCDEF_";
                exponent = b"pP";
            } else if self.accept(b"oO") {
                digits = b"01234567_";
                exponent = b"";
            } else if self.accept(b"bB") {
                digits = b"01_";
                exponent = b"";
            }
        }
        self.accept_run(digits);
        if self.accept(b".") {
            self.accept_run(digits);
        }
        if self.accept(exponent) {
            self.accept(b"+-");
            self.accept_run(b"0123456789_");
        }
        self.accept(b"i");
        if let Some((rune, width)) = self.peek()
            && is_alphanumeric(rune)
        {
            self.pos += width;
            return false;
        }
        true
    }
}

/// Sources are at most 4 GiB: `Source` refuses longer ones.
fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Where a pattern of two bytes starts.
fn find(text: &[u8], pattern: [u8; 2]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + bytes::position(text.get(from..)?, pattern[0])?;
        if text.get(at + 1) == Some(&pattern[1]) {
            return Some(at);
        }
        from = at + 1;
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn has_left_marker(text: &[u8]) -> bool {
    matches!(text, [b'-', space, ..] if is_space(*space))
}

fn has_right_marker(text: &[u8]) -> bool {
    matches!(text, [space, b'-', ..] if is_space(*space))
}

fn trim_end(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&byte| !is_space(byte)).map_or(0, |last| last + 1);
    &text[..end]
}

fn trim_start(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|&byte| !is_space(byte)).unwrap_or(text.len());
    &text[start..]
}
