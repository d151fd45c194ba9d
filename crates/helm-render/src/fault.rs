//! What a function or an operation on values reports when it fails, before anyone knows where it was called.

use std::fmt;

/// A failure without a position. The evaluator adds template, line and column, once, in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of failure this is.
    pub kind: FaultKind,
    /// Go's or Helm's wording, to the letter where they have one.
    pub message: String,
}

/// How Helm words a failure depends on its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// A template function returned an error; Go prefixes it with `error calling NAME: `.
    Call,
    /// The template called `fail`.
    Fail,
    /// The template called `required` and the value was missing.
    Required,
    /// A limit of the engine was reached (recursion, output size, steps).
    Limit,
}

impl Fault {
    /// An ordinary failure of a function.
    pub fn new(message: impl Into<String>) -> Self {
        Self { kind: FaultKind::Call, message: message.into() }
    }

    /// A failure of the given kind.
    pub fn of(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}
