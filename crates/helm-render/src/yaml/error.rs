//! Failures in go-yaml's words, which name lines by its own rules.

use std::borrow::Cow;
use std::fmt;

use super::scanner::Mark;
use crate::fault::Fault;

/// Why a text is not YAML, in go-yaml's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Repr>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Repr {
    message: String,
    line: u32,
    column: u32,
    /// Line and column where that starts in which it went wrong.
    context: (u32, u32),
}

impl Error {
    pub(super) const TOO_DEEP: &'static str = "exceeded max depth of 1000";

    pub(super) fn new(message: String, mark: Mark) -> Self {
        Self::within(message, mark, mark)
    }

    fn within(message: String, mark: Mark, context: Mark) -> Self {
        let context = (context.line + 1, context.column + 1);
        Self(Box::new(Repr { message, line: mark.line + 1, column: mark.column + 1, context }))
    }

    /// A failure that has no place.
    pub(super) fn unplaced(message: String) -> Self {
        Self(Box::new(Repr { message, line: 0, column: 0, context: (0, 0) }))
    }

    /// The line where it stands, from 1; 0 when unknown. The message may name another: go-yaml counts from 0 in some.
    pub fn line(&self) -> u32 {
        self.0.line
    }

    /// The column in characters, from 1; 0 when unknown.
    pub fn column(&self) -> u32 {
        self.0.column
    }

    /// Line and column, from 1, where that starts in which it went wrong: the quote that nothing closes, the map whose
    /// next key was expected. The place itself when it is in nothing; zeros when unknown.
    pub fn context(&self) -> (u32, u32) {
        self.0.context
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::new(error.0.message)
    }
}

/// Which stage failed; it decides the line that the message names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Scanner,
    Parser,
    /// Reading values out of the finished document; the message has no line of its own.
    Decoder,
}

/// A failure on its way to becoming an [`Error`].
#[derive(Debug)]
pub(super) struct Problem(Box<ProblemRepr>);

#[derive(Debug)]
struct ProblemRepr {
    origin: Origin,
    text: Cow<'static, str>,
    mark: Mark,
    context: Mark,
}

pub(super) type Scan<T> = Result<T, Problem>;

impl Problem {
    pub(super) fn new(origin: Origin, text: impl Into<Cow<'static, str>>, mark: Mark, context: Mark) -> Self {
        Self(Box::new(ProblemRepr { origin, text: text.into(), mark, context }))
    }

    /// The byte where it was noticed.
    pub(super) fn at(&self) -> u32 {
        self.0.mark.at
    }
}

impl From<Problem> for Error {
    fn from(Problem(problem): Problem) -> Self {
        // go-yaml: decode.go, parser.fail. Only the scanner's lines are made to count from 1, and line 0 is not named.
        let line = match (problem.mark.line, problem.origin) {
            (_, Origin::Decoder) => 0,
            (0, _) => problem.context.line,
            (line, Origin::Scanner) => line + 1,
            (line, Origin::Parser) => line,
        };
        let place = if line == 0 { String::new() } else { format!("line {line}: ") };
        let message = format!("error converting YAML to JSON: yaml: {place}{}", problem.text);
        Self::within(message, problem.mark, problem.context)
    }
}
