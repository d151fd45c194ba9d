//! Lines and columns of a text.

use memchr::memchr_iter;

/// A place for people: both count from one, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Finds positions in one text.
#[derive(Debug)]
pub struct Positions<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Positions<'a> {
    /// Reads the line starts of a text.
    pub fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        Self { text, starts }
    }

    /// The position of a byte; behind the end, the end.
    pub fn of(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts[line - 1];
        let column = self.text[start..].char_indices().take_while(|(at, _)| start + at < offset).count() + 1;
        Position { line, column }
    }
}
