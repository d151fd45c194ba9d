//! What goes wrong when a chart is loaded, merged or rendered.

use std::fmt;

/// A failure: Helm's exact words to display, and its parts to look at.
///
/// One pointer wide, so that results stay small.
pub struct Error(Box<Repr>);

struct Repr {
    kind: ErrorKind,
    /// The whole text as Helm prints it.
    text: String,
    /// The innermost reason alone.
    message: String,
    location: Option<Location>,
    trace: Vec<TracePoint>,
    hints: Vec<String>,
}

/// What kind of failure an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A template does not parse.
    Parse,
    /// A template failed while it ran.
    Execution,
    /// A template called `fail`.
    Fail,
    /// A template called `required` and the value was missing.
    Required,
    /// A limit was reached (recursion, output size, steps).
    Limit,
    /// The chart cannot be loaded or is not valid.
    Chart,
    /// The values cannot be read or merged.
    Values,
    /// The values do not satisfy the chart's schema.
    Schema,
    /// The output is not valid YAML or not a Kubernetes manifest.
    Manifest,
    /// Anything else: options, names, versions.
    Other,
}

/// A position in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The template file's name, as Helm names it (`chart/templates/x.yaml`).
    pub template: String,
    /// The line, from 1; 0 when it is not known.
    pub line: u32,
    /// The column in bytes, from 0 as Go counts it; parse errors have none.
    pub column: Option<u32>,
}

/// One step of the way to the failing place: the outermost template first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TracePoint {
    /// Where the step was taken.
    pub location: Location,
    /// The template or `define` that was running.
    pub executing: String,
    /// The node, as Go prints it.
    pub node: String,
}

impl Error {
    /// A failure without a position, whose text is its message.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Repr {
            kind,
            text: message.clone(),
            message,
            location: None,
            trace: Vec::new(),
            hints: Vec::new(),
        }))
    }

    /// The same failure under the text that Helm prints for it.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.0.text = text.into();
        self
    }

    /// The same failure at a position.
    #[must_use]
    pub fn with_location(mut self, location: Location) -> Self {
        self.0.location = Some(location);
        self
    }

    /// The same failure with the way that led to it, outermost first.
    #[must_use]
    pub fn with_trace(mut self, trace: Vec<TracePoint>) -> Self {
        self.0.trace = trace;
        self
    }

    /// The same failure with one more advice for the reader.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints.push(hint.into());
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The innermost reason, without positions.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The innermost position, where the mistake most likely is.
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }

    /// The steps from the outermost template to the failing place.
    pub fn trace(&self) -> &[TracePoint] {
        &self.0.trace
    }

    /// Advice for the reader; Helm prints none.
    pub fn hints(&self) -> &[String] {
        &self.0.hints
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("text", &self.0.text)
            .field("location", &self.0.location)
            .field("hints", &self.0.hints)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}
