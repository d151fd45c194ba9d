//! Failing while templates run: raised without a position, located where a template ends, wrapped where one is called.

use super::ast::{Id, Tree};
use super::runes::quote;
use super::show;
use crate::error::{Error, ErrorKind, Location, TracePoint};
use crate::fault::{Fault, FaultKind};

/// What evaluation returns.
pub(super) type Outcome<T> = Result<T, Box<Failure>>;

/// A failure on its way out.
#[derive(Debug)]
pub(super) struct Failure {
    kind: ErrorKind,
    /// The reason alone.
    message: String,
    /// Go's whole text so far.
    text: String,
    /// The way so far, innermost first.
    trace: Vec<TracePoint>,
    is_located: bool,
}

/// Texts of wrapped failures stop growing here; only runaway recursion gets so far.
const LONGEST_TEXT: usize = 4 << 20;

impl Failure {
    /// A failure of the template itself.
    pub(super) fn new(message: impl Into<String>) -> Box<Self> {
        Self::of(ErrorKind::Execution, message)
    }

    /// A limit that was reached.
    pub(super) fn limit(message: impl Into<String>) -> Box<Self> {
        Self::of(ErrorKind::Limit, message)
    }

    fn of(kind: ErrorKind, message: impl Into<String>) -> Box<Self> {
        let message = message.into();
        Box::new(Self { kind, text: message.clone(), message, trace: Vec::new(), is_located: false })
    }

    /// A failure of a function.
    pub(super) fn calling(name: &str, fault: Fault) -> Box<Self> {
        let kind = match fault.kind {
            FaultKind::Fail => ErrorKind::Fail,
            FaultKind::Required => ErrorKind::Required,
            FaultKind::Limit => ErrorKind::Limit,
            FaultKind::Call => ErrorKind::Execution,
        };
        let mut failure = Self::of(kind, fault.message);
        failure.text = format!("error calling {name}: {}", failure.message);
        failure
    }

    /// The same failure, now of the call that led to it.
    pub(super) fn wrap(mut self: Box<Self>, context: &str) -> Box<Self> {
        if self.text.len() < LONGEST_TEXT {
            self.text.insert_str(0, context);
        }
        self.is_located = false;
        self
    }

    /// Puts the position of the node `at` in front, unless an inner template did.
    pub(super) fn locate(mut self: Box<Self>, tree: &Tree, at: Id) -> Box<Self> {
        if self.is_located {
            return self;
        }
        self.is_located = true;
        let (offset, node) = show::find(tree, at).unwrap_or_default();
        let (line, column) = tree.source.position(offset);
        let template = tree.source.name.to_str().into_owned();
        if self.text.len() < LONGEST_TEXT {
            let name = quote(tree.name.as_bytes());
            let place = format!("template: {template}:{line}:{column}: executing {name} at <{node}>: ");
            self.text.insert_str(0, &place);
        }
        let location = Location { template, line, column: Some(column) };
        self.trace.push(TracePoint { location, executing: tree.name.to_str().into_owned(), node });
        self
    }

    /// The error for the outside, worded as Helm does: engine.go, cleanupExecError.
    pub(super) fn into_error(self: Box<Self>) -> Error {
        let Self { kind, message, mut text, mut trace, .. } = *self;
        let innermost = trace.first().map(|point| point.location.clone());
        if let (ErrorKind::Fail | ErrorKind::Required, Some(outermost)) = (kind, trace.last()) {
            let Location { template, line, column } = &outermost.location;
            let column = column.unwrap_or_default();
            text = format!("execution error at ({template}:{line}:{column}): {message}");
        }
        trace.reverse();
        let error = Error::new(kind, message).with_text(text).with_trace(trace);
        match innermost {
            Some(location) => error.with_location(location),
            None => error,
        }
    }

    /// Go's whole text so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}
