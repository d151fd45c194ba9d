//! The scanner's part for tags and directives.

use super::chars::{is_blank, is_blankz, is_word};
use super::error::Scan;
use super::scanner::{Mark, Scanner, Token, TokenKind, offset};

impl<'a> Scanner<'a> {
    #[inline(never)]
    pub(super) fn scan_tag(&mut self) -> Scan<Token<'a>> {
        let start = self.mark();
        let (mut handle, mut suffix) = (Vec::new(), Vec::new());
        if self.byte(1) == b'<' {
            self.step();
            self.step();
            self.scan_tag_uri(false, start, &mut suffix)?;
            if self.byte(0) != b'>' {
                return Err(self.problem_in(start, "did not find the expected '>'"));
            }
            self.step();
        } else {
            self.scan_tag_handle(false, start, &mut handle)?;
            if handle.len() > 1 && handle.ends_with(b"!") {
                self.scan_tag_uri(false, start, &mut suffix)?;
            } else {
                // It was no handle but the beginning of `!suffix`.
                suffix.extend_from_slice(&handle[1..]);
                self.scan_tag_uri(true, start, &mut suffix)?;
                handle = b"!".to_vec();
                if suffix.is_empty() {
                    (handle, suffix) = (suffix, handle);
                }
            }
        }
        if !is_blankz(self.text, self.at) {
            return Err(self.problem_in(start, "did not find expected whitespace or line break"));
        }
        let kind = TokenKind::Tag(Box::new((handle, suffix)));
        Ok(Token { kind, start, end: offset(self.at) })
    }

    fn scan_tag_handle(&mut self, directive: bool, start: Mark, handle: &mut Vec<u8>) -> Scan<()> {
        if self.byte(0) != b'!' {
            return Err(self.problem_in(start, "did not find expected '!'"));
        }
        handle.push(b'!');
        self.step();
        while is_word(self.byte(0)) {
            handle.push(self.byte(0));
            self.step();
        }
        if self.byte(0) == b'!' {
            handle.push(b'!');
            self.step();
        } else if directive && handle != b"!" {
            return Err(self.problem_in(start, "did not find expected '!'"));
        }
        Ok(())
    }

    /// Reads the characters of a URI; with `begun`, none more is fine.
    fn scan_tag_uri(&mut self, begun: bool, start: Mark, uri: &mut Vec<u8>) -> Scan<()> {
        let mut found = begun;
        loop {
            match self.byte(0) {
                b'%' => self.scan_uri_escape(start, uri)?,
                byte if is_word(byte) || b";/?:@&=+$,.!~*'()[]".contains(&byte) => {
                    uri.push(byte);
                    self.step();
                }
                _ => break,
            }
            found = true;
        }
        if found { Ok(()) } else { Err(self.problem_in(start, "did not find expected tag URI")) }
    }

    /// Reads one character written as `%XX` octets.
    fn scan_uri_escape(&mut self, start: Mark, uri: &mut Vec<u8>) -> Scan<()> {
        let mut left = None;
        while left != Some(0) {
            let digit = |ahead| char::from(self.byte(ahead)).to_digit(16);
            let (b'%', Some(high), Some(low)) = (self.byte(0), digit(1), digit(2)) else {
                return Err(self.problem_in(start, "did not find URI escaped octet"));
            };
            let octet = u8::try_from(high * 16 + low).unwrap_or(0);
            left = match (left, octet) {
                (None, 0..0x80) => Some(0),
                (None, 0xC0..0xE0) => Some(1),
                (None, 0xE0..0xF0) => Some(2),
                (None, 0xF0..0xF8) => Some(3),
                (None, _) => return Err(self.problem_in(start, "found an incorrect leading UTF-8 octet")),
                (Some(left), 0x80..0xC0) => Some(left - 1),
                (Some(_), _) => return Err(self.problem_in(start, "found an incorrect trailing UTF-8 octet")),
            };
            uri.push(octet);
            self.step_to(self.at + 3);
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn scan_directive(&mut self) -> Scan<Token<'a>> {
        let start = self.mark();
        self.step();
        let from = self.at;
        while is_word(self.byte(0)) {
            self.step();
        }
        let name = &self.text[from..self.at];
        if name.is_empty() {
            return Err(self.problem_in(start, "could not find expected directive name"));
        }
        if !is_blankz(self.text, self.at) {
            return Err(self.problem_in(start, "found unexpected non-alphabetical character"));
        }
        let kind = match name {
            b"YAML" => {
                self.skip_blanks();
                let major = self.scan_version_number(start)?;
                if self.byte(0) != b'.' {
                    return Err(self.problem_in(start, "did not find expected digit or '.' character"));
                }
                self.step();
                TokenKind::VersionDirective(major, self.scan_version_number(start)?)
            }
            b"TAG" => {
                let (mut handle, mut prefix) = (Vec::new(), Vec::new());
                self.skip_blanks();
                self.scan_tag_handle(true, start, &mut handle)?;
                if !is_blank(self.byte(0)) {
                    return Err(self.problem_in(start, "did not find expected whitespace"));
                }
                self.skip_blanks();
                self.scan_tag_uri(false, start, &mut prefix)?;
                if !is_blankz(self.text, self.at) {
                    return Err(self.problem_in(start, "did not find expected whitespace or line break"));
                }
                TokenKind::TagDirective(Box::new((handle, prefix)))
            }
            _ => return Err(self.problem_in(start, "found unknown directive name")),
        };
        let end = offset(self.at);
        self.skip_line_end(start)?;
        Ok(Token { kind, start, end })
    }

    fn skip_blanks(&mut self) {
        while is_blank(self.byte(0)) {
            self.step();
        }
    }

    fn scan_version_number(&mut self, start: Mark) -> Scan<u8> {
        let mut value = 0;
        let mut length = 0;
        while self.byte(0).is_ascii_digit() {
            length += 1;
            if length > 2 {
                return Err(self.problem_in(start, "found extremely long version number"));
            }
            value = value * 10 + (self.byte(0) - b'0');
            self.step();
        }
        if length == 0 {
            return Err(self.problem_in(start, "did not find expected version number"));
        }
        Ok(value)
    }
}
