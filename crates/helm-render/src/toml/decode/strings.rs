//! Strings: basic and raw, on one line and on several.

use super::Decoder;
use crate::toml::lexer::{END, Lex, quoted_text};
use crate::value::Str;

impl Decoder<'_> {
    /// Reads a basic string behind its quote.
    pub(super) fn string(&mut self) -> Lex<Str> {
        let start = self.lexer.at;
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.mistake_after(END, "unexpected EOF; expected '\"'")),
                '\n' | '\r' => return Err(self.lexer.mistake_before("strings cannot contain newlines")),
                '\\' => self.check_escape(start)?,
                '"' => break,
                _ => {}
            }
        }
        let text = &self.lexer.slice(start)[..self.lexer.at - start - 1];
        self.unescape(text)
    }

    pub(super) fn raw_string(&mut self) -> Lex<Str> {
        let start = self.lexer.at;
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.mistake_after(END, "unexpected EOF; expected \"'\"")),
                '\n' | '\r' => return Err(self.lexer.mistake_before("strings cannot contain newlines")),
                '\'' => break,
                _ => {}
            }
        }
        Ok(Str::from(&self.lexer.slice(start)[..self.lexer.at - start - 1]))
    }

    pub(super) fn multiline_string(&mut self) -> Lex<Str> {
        let start = self.lexer.at;
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.mistake_after(END, "unexpected EOF; expected '\"\"\"'")),
                '\\' if matches!(self.lexer.peek()?, '\n' | '\r') => {
                    self.lexer.next()?;
                }
                '\\' => self.check_escape(start)?,
                '"' if self.closes(start, '"')? => break,
                _ => {}
            }
        }
        let text = &self.lexer.slice(start)[..self.lexer.at - start - 3];
        let text = join_escaped_lines(without_first_line_end(text));
        self.unescape(&text)
    }

    pub(super) fn multiline_raw_string(&mut self) -> Lex<Str> {
        let start = self.lexer.at;
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.mistake_after(END, "unexpected EOF; expected \"'''\"")),
                '\'' if self.closes(start, '\'')? => break,
                _ => {}
            }
        }
        let text = &self.lexer.slice(start)[..self.lexer.at - start - 3];
        Ok(Str::from(without_first_line_end(text)))
    }

    /// Whether the quote that was taken is the first of the three that close; up to two more may stand before them.
    fn closes(&mut self, start: usize, quote: char) -> Lex<bool> {
        let first = self.lexer.at;
        if !(self.lexer.accept(quote)? && self.lexer.accept(quote)?) {
            self.lexer.at = first;
            return Ok(false);
        }
        if self.lexer.peek()? != quote {
            return Ok(true);
        }
        let text = self.lexer.slice(start);
        let five = quote.to_string().repeat(5);
        let escaped = text.strip_suffix(&five).is_some_and(|before| quote == '"' && before.ends_with('\\'));
        if text.ends_with(&five) && !escaped {
            let message = if quote == '"' { "unexpected '\"\"\"\"\"\"'" } else { "unexpected \"''''''\"" };
            return Err(self.lexer.mistake(message));
        }
        self.lexer.at = first;
        Ok(false)
    }

    /// Checks the escape sequence behind a backslash.
    fn check_escape(&mut self, start: usize) -> Lex<()> {
        let code = self.lexer.next()?;
        let (digits, count) = match code {
            'b' | 't' | 'n' | 'f' | 'r' | '"' | ' ' | '\t' | '\\' => return Ok(()),
            'u' => (4, "four"),
            'U' => (8, "eight"),
            _ => {
                return Err(self.lexer.mistake_after(code, format!("invalid escape in string '\\{code}'")));
            }
        };
        for _ in 0..digits {
            let digit = self.lexer.next()?;
            if !digit.is_ascii_hexdigit() {
                let found = quoted_text(self.lexer.slice(start));
                let message =
                    format!("expected {count} hexadecimal digits after '\\{code}', but got {found} instead");
                return Err(self.lexer.mistake_after(digit, message));
            }
        }
        Ok(())
    }

    fn unescape(&self, text: &str) -> Lex<Str> {
        let Some(first) = text.find('\\') else { return Ok(Str::from(text)) };
        let mut out = text[..first].to_owned();
        let mut rest = &text[first..];
        while let Some(character) = rest.chars().next() {
            rest = &rest[character.len_utf8()..];
            if character != '\\' {
                out.push(character);
                continue;
            }
            let code = rest.chars().next().unwrap_or(END);
            rest = &rest[code.len_utf8().min(rest.len())..];
            out.push(match code {
                'b' => '\x08',
                't' => '\t',
                'n' => '\n',
                'f' => '\x0C',
                'r' => '\r',
                ' ' | '\t' => return Err(self.lexer.mistake(format!("invalid escape: '\\{code}'"))),
                'u' | 'U' => {
                    let digits = &rest[..if code == 'u' { 4 } else { 8 }];
                    rest = &rest[digits.len()..];
                    let Some(character) = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
                    else {
                        let message = format!("Escaped character '\\u{digits}' is not valid UTF-8.");
                        return Err(self.lexer.mistake(message));
                    };
                    character
                }
                other => other,
            });
        }
        Ok(Str::from(out))
    }
}

fn without_first_line_end(text: &str) -> &str {
    text.strip_prefix('\n').or_else(|| text.strip_prefix("\r\n")).unwrap_or(text)
}

/// Drops each backslash before a line end, and all blanks and line ends behind it.
fn join_escaped_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let trimmed = behind.trim_start_matches([' ', '\t', '\r', '\n']);
        if behind[..behind.len() - trimmed.len()].contains('\n') {
            rest = trimmed;
        } else {
            // The escaped character may be a backslash itself.
            let length = 1 + behind.chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[at..at + length]);
            rest = &rest[at + length..];
        }
    }
    out.push_str(rest);
    out
}
