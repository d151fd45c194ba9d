//! The scanner's part for scalars: plain, quoted and block.

use super::chars::{break_len, byte, is_blank, is_blankz, is_document_marker, line_end, width};
use super::error::{Problem, Scan};
use super::scanner::{Mark, ScalarStyle, Scanner, Text, Token, TokenKind, offset};

/// The text of a scalar: a slice of the input as long as no line was folded and nothing was unescaped.
struct Content {
    start: usize,
    end: usize,
    owned: Option<Vec<u8>>,
}

impl Content {
    fn new(start: usize) -> Self {
        Self { start, end: start, owned: None }
    }

    /// Appends `text[from..to]`.
    fn take(&mut self, text: &[u8], from: usize, to: usize) {
        if from == to {
            return;
        }
        match &mut self.owned {
            Some(owned) => owned.extend_from_slice(&text[from..to]),
            None if self.end == from => self.end = to,
            None => self.own(text).extend_from_slice(&text[from..to]),
        }
    }

    /// The text as bytes of its own, to append to.
    fn own(&mut self, text: &[u8]) -> &mut Vec<u8> {
        let (start, end) = (self.start, self.end);
        self.owned.get_or_insert_with(|| text[start..end].to_vec())
    }

    fn finish(self) -> Text<Vec<u8>> {
        match self.owned {
            Some(owned) => Text::Owned(owned),
            None => Text::Part { from: offset(self.start), length: offset(self.end - self.start) },
        }
    }
}

/// The line breaks between two lines of a flow scalar, to be folded: the first, and what follows.
#[derive(Default)]
struct Fold<'a> {
    leading: &'a [u8],
    trailing: Vec<u8>,
}

impl Fold<'_> {
    /// One line feed becomes a blank, more lose the first; U+2028 and U+2029 stay.
    fn apply(&mut self, out: &mut Vec<u8>) {
        if self.leading != b"\n" {
            out.extend_from_slice(self.leading);
            out.append(&mut self.trailing);
        } else if self.trailing.is_empty() {
            out.push(b' ');
        } else {
            out.append(&mut self.trailing);
        }
        self.leading = b"";
    }
}

/// Whether `byte` may be followed by more of a plain scalar without a closer look.
const fn continues_plain(byte: u8) -> bool {
    !matches!(
        byte,
        0 | b' ' | b'\t' | b'\n' | b'\r' | b':' | b',' | b'?' | b'[' | b']' | b'{' | b'}' | 0xC2 | 0xE2
    )
}

static PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    loop {
        table[byte as usize] = continues_plain(byte);
        if byte == 255 {
            break table;
        }
        byte += 1;
    }
};

impl<'a> Scanner<'a> {
    /// Steps over the line break here and gives it as it counts: `\r`, `\r\n` and U+0085 are `\n`.
    fn take_break(&mut self) -> &'a [u8] {
        let length = break_len(self.text, self.at);
        let text = if length == 3 { &self.text[self.at..self.at + 3] } else { b"\n" };
        self.step_line(length);
        text
    }

    pub(super) fn scan_plain(&mut self) -> Scan<Token<'a>> {
        let text = self.text;
        let start = self.mark();
        let mut content = Content::new(self.at);
        let mut end = self.at;
        let mut fold = Fold::default();
        let mut leading_blanks = false;
        let indent = self.indent + 1;
        loop {
            if self.column == 0 && is_document_marker(text, self.at) || self.byte(0) == b'#' {
                break;
            }
            let to = self.plain_run();
            if to > self.at {
                if leading_blanks {
                    fold.apply(content.own(text));
                    leading_blanks = false;
                    content.take(text, self.at, to);
                } else {
                    content.take(text, end, to);
                }
                self.step_to(to);
                end = to;
            }
            if !is_blank(self.byte(0)) && break_len(text, self.at) == 0 {
                break;
            }
            loop {
                if is_blank(self.byte(0)) {
                    if leading_blanks && i64::from(self.column) < indent && self.byte(0) == b'\t' {
                        return Err(self.problem_in(start, "found a tab character that violates indentation"));
                    }
                    self.step();
                } else if break_len(text, self.at) == 0 {
                    break;
                } else if leading_blanks {
                    fold.trailing.extend_from_slice(self.take_break());
                } else {
                    fold.leading = self.take_break();
                    leading_blanks = true;
                }
            }
            if self.flow_level == 0 && i64::from(self.column) < indent {
                break;
            }
        }
        if leading_blanks {
            self.simple_key_allowed = true;
        }
        let kind = TokenKind::Scalar(content.finish(), ScalarStyle::Plain);
        Ok(Token { kind, start, end: offset(end) })
    }

    /// Where the run of characters ends that belongs to a plain scalar, from here.
    fn plain_run(&self) -> usize {
        let text = self.text;
        let mut to = self.at;
        loop {
            while let Some(&next) = text.get(to)
                && PLAIN[usize::from(next)]
            {
                to += 1;
            }
            match byte(text, to) {
                0 | b' ' | b'\t' | b'\n' | b'\r' => return to,
                b':' if is_blankz(text, to + 1) => return to,
                b',' | b'?' | b'[' | b']' | b'{' | b'}' if self.flow_level > 0 => return to,
                lead @ (0xC2 | 0xE2) => {
                    if break_len(text, to) > 0 {
                        return to;
                    }
                    to += width(lead);
                }
                _ => to += 1,
            }
        }
    }

    #[inline(never)]
    pub(super) fn scan_quoted(&mut self) -> Scan<Token<'a>> {
        let text = self.text;
        let start = self.mark();
        let quote = self.byte(0);
        self.step();
        let mut content = Content::new(self.at);
        let mut fold = Fold::default();
        loop {
            if self.column == 0 && is_document_marker(text, self.at) {
                return Err(self.problem_in(start, "found unexpected document indicator"));
            }
            if self.byte(0) == 0 {
                return Err(self.problem_in(start, "found unexpected end of stream"));
            }
            let mut leading_blanks = false;
            while !is_blankz(text, self.at) {
                let next = self.byte(0);
                if next == quote {
                    if quote == b'"' || self.byte(1) != b'\'' {
                        break;
                    }
                    content.own(text).push(b'\'');
                    self.step();
                    self.step();
                } else if quote == b'"' && next == b'\\' {
                    let length = break_len(text, self.at + 1);
                    if length > 0 {
                        // Everything up to the next text is swallowed.
                        content.own(text);
                        self.step();
                        self.step_line(length);
                        leading_blanks = true;
                        break;
                    }
                    self.scan_escape(start, content.own(text))?;
                } else {
                    let to = quoted_run(text, self.at, quote);
                    content.take(text, self.at, to);
                    self.step_to(to);
                }
            }
            if self.byte(0) == quote {
                break;
            }
            let blanks = self.at;
            let mut blanks_end = self.at;
            loop {
                if is_blank(self.byte(0)) {
                    self.step();
                    if !leading_blanks {
                        blanks_end = self.at;
                    }
                } else if break_len(text, self.at) == 0 {
                    break;
                } else if leading_blanks {
                    fold.trailing.extend_from_slice(self.take_break());
                } else {
                    fold.leading = self.take_break();
                    leading_blanks = true;
                }
            }
            if leading_blanks {
                fold.apply(content.own(text));
            } else {
                content.take(text, blanks, blanks_end);
            }
        }
        self.step();
        let kind = TokenKind::Scalar(content.finish(), ScalarStyle::Quoted);
        Ok(Token { kind, start, end: offset(self.at) })
    }

    /// Reads the escape sequence here.
    fn scan_escape(&mut self, start: Mark, out: &mut Vec<u8>) -> Scan<()> {
        let code = self.byte(1);
        let digits = match code {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        if digits == 0 {
            let plain: &[u8] = match code {
                b'0' => b"\0",
                b'a' => b"\x07",
                b'b' => b"\x08",
                b't' | b'\t' => b"\t",
                b'n' => b"\n",
                b'v' => b"\x0B",
                b'f' => b"\x0C",
                b'r' => b"\r",
                b'e' => b"\x1B",
                b' ' => b" ",
                b'"' => b"\"",
                b'\'' => b"'",
                b'\\' => b"\\",
                b'N' => "\u{85}".as_bytes(),
                b'_' => "\u{A0}".as_bytes(),
                b'L' => "\u{2028}".as_bytes(),
                b'P' => "\u{2029}".as_bytes(),
                _ => return Err(self.problem_in(start, "found unknown escape character")),
            };
            out.extend_from_slice(plain);
            self.step();
            self.step();
            return Ok(());
        }
        self.step();
        self.step();
        let mut value = 0u32;
        for ahead in 0..digits {
            let Some(digit) = char::from(self.byte(ahead)).to_digit(16) else {
                return Err(self.problem_in(start, "did not find expected hexdecimal number"));
            };
            value = value.wrapping_shl(4) | digit;
        }
        let Some(character) = char::from_u32(value) else {
            return Err(self.problem_in(start, "found invalid Unicode character escape code"));
        };
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        self.step_to(self.at + digits);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn scan_block_scalar(&mut self) -> Scan<Token<'a>> {
        let text = self.text;
        let start = self.mark();
        let literal = self.byte(0) == b'|';
        self.step();
        let (chomping, increment) = self.scan_block_header(start)?;
        self.skip_line_end(start)?;
        let mut indent = match increment {
            0 => 0,
            increment => self.indent.max(0) + increment,
        };
        let mut content = Vec::new();
        let mut leading: &[u8] = b"";
        let mut trailing = Vec::new();
        let mut end = self.scan_block_breaks(&mut indent, &mut trailing, start)?;
        let mut leading_blank = false;
        while i64::from(self.column) == indent && self.byte(0) != 0 {
            let trailing_blank = is_blank(self.byte(0));
            if !literal && !leading_blank && !trailing_blank && leading == b"\n" {
                if trailing.is_empty() {
                    content.push(b' ');
                }
            } else {
                content.extend_from_slice(leading);
            }
            leading = b"";
            content.append(&mut trailing);
            leading_blank = trailing_blank;
            let to = line_end(text, self.at);
            content.extend_from_slice(&text[self.at..to]);
            self.step_to(to);
            if break_len(text, self.at) > 0 {
                leading = self.take_break();
            }
            end = self.scan_block_breaks(&mut indent, &mut trailing, start)?;
        }
        if chomping != Chomping::Strip {
            content.extend_from_slice(leading);
        }
        if chomping == Chomping::Keep {
            content.append(&mut trailing);
        }
        Ok(Token { kind: TokenKind::Scalar(Text::Owned(content), ScalarStyle::Block), start, end })
    }

    /// Reads the indicators after `|` or `>`; an indentation of 0 is to be found out.
    fn scan_block_header(&mut self, start: Mark) -> Scan<(Chomping, i64)> {
        let mut chomping = self.scan_chomping();
        let mut increment = 0;
        if self.byte(0).is_ascii_digit() {
            if self.byte(0) == b'0' {
                return Err(self.problem_in(start, "found an indentation indicator equal to 0"));
            }
            increment = i64::from(self.byte(0) - b'0');
            self.step();
        }
        if chomping.is_none() && increment > 0 {
            chomping = self.scan_chomping();
        }
        Ok((chomping.unwrap_or(Chomping::Clip), increment))
    }

    fn scan_chomping(&mut self) -> Option<Chomping> {
        let chomping = match self.byte(0) {
            b'+' => Chomping::Keep,
            b'-' => Chomping::Strip,
            _ => return None,
        };
        self.step();
        Some(chomping)
    }

    /// Skips indentation and empty lines of a block scalar, and finds out its indentation when that is still 0.
    fn scan_block_breaks(
        &mut self,
        indent: &mut i64,
        breaks: &mut Vec<u8>,
        start: Mark,
    ) -> Result<u32, Problem> {
        let mut end = offset(self.at);
        let mut deepest = 0;
        loop {
            while (*indent == 0 || i64::from(self.column) < *indent) && self.byte(0) == b' ' {
                self.step();
            }
            deepest = deepest.max(i64::from(self.column));
            if (*indent == 0 || i64::from(self.column) < *indent) && self.byte(0) == b'\t' {
                let text = "found a tab character where an indentation space is expected";
                return Err(self.problem_in(start, text));
            }
            if break_len(self.text, self.at) == 0 {
                break;
            }
            breaks.extend_from_slice(self.take_break());
            end = offset(self.at);
        }
        if *indent == 0 {
            *indent = deepest.max(self.indent + 1).max(1);
        }
        Ok(end)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

/// Where the run of ordinary characters of a quoted scalar ends.
fn quoted_run(text: &[u8], from: usize, quote: u8) -> usize {
    let mut to = from;
    loop {
        let next = byte(text, to);
        match next {
            0 | b' ' | b'\t' | b'\n' | b'\r' => return to,
            b'\\' if quote == b'"' => return to,
            0xC2 | 0xE2 => {
                if break_len(text, to) > 0 {
                    return to;
                }
                to += width(next);
            }
            _ if next == quote => return to,
            _ => to += 1,
        }
    }
}
