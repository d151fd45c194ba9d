//! Failing while templates run: raised without a position, located where a template ends, wrapped where one is called.

use std::collections::VecDeque;

use super::ast::{Id, Tree};
use super::runes::quote;
use super::show;
use crate::error::{Error, ErrorKind, Location, TracePoint};
use crate::fault::{Fault, FaultKind};

/// What evaluation returns.
pub(super) type Outcome<T> = Result<T, Failure>;

/// A failure on its way out, one pointer wide.
#[derive(Debug)]
pub(super) struct Failure(Box<Repr>);

#[derive(Debug)]
struct Repr {
    kind: ErrorKind,
    /// The reason alone.
    message: String,
    /// What Go's text ends with.
    text: String,
    /// What goes in front of it, innermost first; put together once, since a runaway recursion adds to it for each of many
    /// thousand templates.
    contexts: VecDeque<String>,
    /// The bytes of `contexts`.
    length: usize,
    /// Whether contexts were dropped.
    is_cut: bool,
    /// The way so far, innermost first.
    trace: Vec<TracePoint>,
    is_located: bool,
}

/// What stands in front of a failure is no longer than this: only runaway recursion gets so far, and loses its innermost
/// contexts, since where the chart's own template stands helps most.
const LONGEST_CONTEXTS: usize = 4 << 20;

impl Failure {
    /// A failure of the template itself.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::of(ErrorKind::Execution, message)
    }

    /// A limit that was reached.
    pub(super) fn limit(message: impl Into<String>) -> Self {
        Self::of(ErrorKind::Limit, message)
    }

    /// A limit that printing a value reached.
    pub(super) fn from_limit(fault: Fault) -> Self {
        Self::limit(fault.message)
    }

    /// What crashes Go's evaluator; nobody adds a position to it before an `include` or `tpl` catches it.
    pub(super) fn crash(message: impl Into<String>) -> Self {
        let mut failure = Self::of(ErrorKind::Execution, message);
        failure.0.is_located = true;
        failure
    }

    fn of(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        let text = message.clone();
        Self(Box::new(Repr {
            kind,
            message,
            text,
            contexts: VecDeque::new(),
            length: 0,
            is_cut: false,
            trace: Vec::new(),
            is_located: false,
        }))
    }

    /// A failure of a function.
    pub(super) fn calling(name: &str, fault: Fault) -> Self {
        let kind = match fault.kind {
            FaultKind::Fail => ErrorKind::Fail,
            FaultKind::Required => ErrorKind::Required,
            FaultKind::Limit => ErrorKind::Limit,
            FaultKind::Call => ErrorKind::Execution,
        };
        let mut failure = Self::of(kind, fault.message);
        failure.0.text = format!("error calling {name}: {}", failure.0.message);
        failure
    }

    /// The same failure, now of the call that led to it.
    pub(super) fn wrap(mut self, context: &str) -> Self {
        self.0.put_in_front(context.to_owned());
        self.0.is_located = false;
        self
    }

    /// Puts the position of the node `at` in front, unless an inner template did.
    pub(super) fn locate(mut self, tree: &Tree, at: Id) -> Self {
        if self.0.is_located {
            return self;
        }
        self.0.is_located = true;
        let (offset, node) = show::find(tree, at).unwrap_or_default();
        let (line, column) = tree.source.position(offset);
        let template = tree.source.name.to_str().into_owned();
        let name = quote(tree.name.as_bytes());
        self.0.put_in_front(format!("template: {template}:{line}:{column}: executing {name} at <{node}>: "));
        let location = Location { template, line, column: Some(column) };
        self.0.trace.push(TracePoint { location, executing: tree.name.to_str().into_owned(), node });
        self
    }

    /// The error for the outside, worded as Helm does: engine.go, cleanupExecError.
    pub(super) fn into_error(self) -> Error {
        let mut text = self.0.whole_text();
        let Repr { kind, message, mut trace, .. } = *self.0;
        if trace.is_empty() {
            text.insert_str(0, "rendering template failed: ");
        }
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
}

impl Repr {
    fn put_in_front(&mut self, context: String) {
        self.length += context.len();
        self.contexts.push_back(context);
        while self.length > LONGEST_CONTEXTS && self.contexts.len() > 1 {
            self.length -= self.contexts.pop_front().map_or(0, |dropped| dropped.len());
            self.is_cut = true;
        }
    }

    /// Go's text: what called the templates, outermost first, then the reason.
    fn whole_text(&self) -> String {
        let cut = if self.is_cut { "…: " } else { "" };
        self.contexts.iter().rev().map(String::as_str).chain([cut, &self.text]).collect()
    }
}
