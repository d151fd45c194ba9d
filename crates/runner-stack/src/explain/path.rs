//! Paths of keys as people write them.

use std::fmt;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// To the value of a key.
    Key(String),
    /// To an item of a list; which one does not matter.
    Item,
}

/// A path that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPath {
    /// The path.
    path: String,
    /// The character where it stops making sense, from 1.
    column: usize,
    /// What was expected there.
    expected: &'static str,
}

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the path `{}` cannot be read: at character {}, expected {}",
            self.path, self.column, self.expected
        )
    }
}

/// The steps of a path such as `a.b[0].c`, `a."b.c"`, `a["b.c"]` or `a.b\.c`.
pub(super) fn steps(path: &str) -> Result<Vec<Step>, BadPath> {
    Ok(indexed_steps(path)?.into_iter().map(|(step, _)| step).collect())
}

/// The same with the index of each step to an item, where one is given.
pub(crate) fn indexed_steps(path: &str) -> Result<Vec<(Step, Option<usize>)>, BadPath> {
    let mut reader = Reader { path, rest: path.trim_start_matches('.') };
    let mut steps = Vec::new();
    while let Some(first) = reader.peek() {
        match first {
            '[' => {
                reader.take();
                steps.push(reader.bracket()?);
            }
            _ => steps.push((Step::Key(reader.key()?), None)),
        }
        match reader.peek() {
            None | Some('[') => {}
            Some('.') => {
                reader.take();
                if reader.peek().is_none() {
                    return Err(reader.bad("a key behind the dot"));
                }
            }
            Some(_) => return Err(reader.bad("`.` or `[`")),
        }
    }
    Ok(steps)
}

struct Reader<'a> {
    path: &'a str,
    rest: &'a str,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.rest = &self.rest[char.len_utf8()..];
        Some(char)
    }

    fn bad(&self, expected: &'static str) -> BadPath {
        let read = self.path.len() - self.rest.len();
        BadPath { path: self.path.to_owned(), column: self.path[..read].chars().count() + 1, expected }
    }

    fn key(&mut self) -> Result<String, BadPath> {
        if let Some(quote @ ('"' | '\'')) = self.peek() {
            self.take();
            return self.quoted(quote);
        }
        let mut key = String::new();
        while let Some(char) = self.peek() {
            match char {
                '.' | '[' => break,
                ']' => return Err(self.bad("no `]` without a `[` before it")),
                '\\' => {
                    self.take();
                    key.push(self.take().ok_or_else(|| self.bad("a character behind `\\`"))?);
                }
                _ => {
                    self.take();
                    key.push(char);
                }
            }
        }
        if key.is_empty() { Err(self.bad("a key")) } else { Ok(key) }
    }

    fn quoted(&mut self, quote: char) -> Result<String, BadPath> {
        let Some(end) = self.rest.find(quote) else {
            return Err(self.bad("a closing quote"));
        };
        let key = self.rest[..end].to_owned();
        self.rest = &self.rest[end + quote.len_utf8()..];
        Ok(key)
    }

    fn bracket(&mut self) -> Result<(Step, Option<usize>), BadPath> {
        let step = if let Some(quote @ ('"' | '\'')) = self.peek() {
            self.take();
            (Step::Key(self.quoted(quote)?), None)
        } else {
            let length = self.rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'*').count();
            let (index, rest) = self.rest.split_at(length);
            self.rest = rest;
            (Step::Item, index.parse().ok())
        };
        if self.peek() != Some(']') {
            return Err(self.bad("an index and `]`"));
        }
        self.take();
        Ok(step)
    }
}
