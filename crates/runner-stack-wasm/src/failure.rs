//! What is thrown: an object that says everything the engine knows about a failure.

use helm_render::{Chart, Error, ErrorKind, Location, RenderFailure};
use runner_stack::diagnostic::Span;
use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Text, to_u32};

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum ErrorCode {
    /// The values cannot be read, or have mistakes.
    Values,
    /// A template does not parse.
    Parse,
    /// A template failed while it ran.
    Execution,
    /// A template called `fail`.
    Fail,
    /// A template called `required` and the value was missing.
    Required,
    /// A limit was reached: recursion, output, steps.
    Limit,
    /// The chart cannot be loaded or is not valid.
    Chart,
    /// The values do not satisfy the chart's schema.
    Schema,
    /// The output is not a Kubernetes manifest.
    Manifest,
    /// GitLab Runner would refuse the job, or no runner takes it.
    Refused,
    /// An argument has the wrong type, or an option cannot be used.
    Argument,
    /// A defect of the engine; later calls work all the same.
    Internal,
}

/// The way to the failing place of a template.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct TracePoint {
    /// The template file.
    pub template: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in UTF-16 code units, from 1, where it is known.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The template or `define` that was running.
    pub executing: String,
    /// The part of the template that was evaluated, as Go prints it.
    pub node: String,
}

/// A place in a template.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct TemplatePlace {
    /// The template file.
    pub template: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in UTF-16 code units, from 1, where it is known.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// What a failed call throws.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What kind of failure it is.
    pub code: ErrorCode,
    /// What went wrong, in Helm's words where Helm has words for it.
    pub message: String,
    /// The reason alone, without positions.
    pub reason: String,
    /// Each finding with its place.
    pub diagnostics: Vec<Diagnostic>,
    /// The way from the outermost template to the failing place.
    pub trace: Vec<TracePoint>,
    /// The failing place of the template, at the end of that way.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<TemplatePlace>,
    /// Warnings of the run before it failed, as Helm prints them.
    pub warnings: Vec<String>,
    /// What was rendered before the failure, for a look at it.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_output: Option<String>,
}

impl Failure {
    /// Something is wrong with an argument of the call.
    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Argument, message.into())
    }

    /// There is no pod for a job; the message may have several lines.
    pub(crate) fn refused(message: String) -> Self {
        let reason = message.lines().next().unwrap_or_default().to_owned();
        Self { reason, ..Self::new(ErrorCode::Refused, message) }
    }

    /// The values have mistakes.
    pub(crate) fn values(diagnostics: Diagnostics) -> Self {
        let errors = || diagnostics.0.iter().filter(|found| found.severity == Severity::Error);
        let message = match (errors().next(), errors().count()) {
            (Some(first), 1) => first.message.clone(),
            (Some(first), count) => format!("{} (and {} more)", first.message, count - 1),
            (None, _) => "the values cannot be used".to_owned(),
        };
        Self { diagnostics: diagnostics.0, ..Self::new(ErrorCode::Values, message) }
    }

    /// The engine refused; `chart` has the texts that positions are about.
    pub(crate) fn engine(error: &Error, chart: Option<&Chart>) -> Self {
        let code = match error.kind() {
            ErrorKind::Parse => ErrorCode::Parse,
            ErrorKind::Execution => ErrorCode::Execution,
            ErrorKind::Fail => ErrorCode::Fail,
            ErrorKind::Required => ErrorCode::Required,
            ErrorKind::Limit => ErrorCode::Limit,
            ErrorKind::Chart => ErrorCode::Chart,
            ErrorKind::Values => ErrorCode::Values,
            ErrorKind::Schema => ErrorCode::Schema,
            ErrorKind::Manifest => ErrorCode::Manifest,
            _ => ErrorCode::Argument,
        };
        let trace = error.trace().iter().map(|point| TracePoint {
            template: point.location.template.clone(),
            line: point.location.line,
            column: column(&point.location, chart),
            executing: point.executing.clone(),
            node: point.node.clone(),
        });
        Self {
            code,
            message: error.to_string(),
            reason: error.message().to_owned(),
            diagnostics: vec![diagnostic(error, chart)],
            trace: trace.collect(),
            place: error.location().map(|location| TemplatePlace {
                template: location.template.clone(),
                line: location.line,
                column: column(location, chart),
            }),
            warnings: Vec::new(),
            partial_output: None,
        }
    }

    /// A render failed.
    pub(crate) fn render(failure: RenderFailure, chart: &Chart) -> Self {
        Self {
            warnings: failure.warnings,
            partial_output: failure.partial_output.map(|output| output.to_string()),
            ..Self::engine(&failure.error, Some(chart))
        }
    }

    fn new(code: ErrorCode, message: String) -> Self {
        Self {
            code,
            reason: message.clone(),
            message,
            diagnostics: Vec::new(),
            trace: Vec::new(),
            place: None,
            warnings: Vec::new(),
            partial_output: None,
        }
    }
}

impl From<tsify::Error> for Failure {
    fn from(error: tsify::Error) -> Self {
        let message = error.to_string();
        // What the caller has to know is behind the name of the Rust type.
        Self::argument(message.rsplit("::").next().unwrap_or(&message).to_owned())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::engine(&error, None)
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        serde_wasm_bindgen::to_value(&failure).unwrap_or_else(|_| Self::from_str(&failure.message))
    }
}

/// The engine's error as a finding.
fn diagnostic(error: &Error, chart: Option<&Chart>) -> Diagnostic {
    let location = error.location();
    let range = location.filter(|location| location.line > 0).and_then(|location| {
        let text = chart.and_then(|chart| template_text(chart, &location.template))?;
        let text = Text::new(&text);
        let start = text.byte(location.line, location.column.unwrap_or(0));
        let end = text.byte(location.line, u32::MAX);
        Some(text.range(Span { start: to_u32(start), end: to_u32(end) }))
    });
    Diagnostic {
        code: "template".to_owned(),
        severity: Severity::Error,
        message: error.message().to_owned(),
        help: error.hints().first().cloned(),
        replacements: Vec::new(),
        path: String::new(),
        file: location.map(|location| location.template.clone()),
        range,
    }
}

/// The column of a location, where it has one and the text is there.
fn column(location: &Location, chart: Option<&Chart>) -> Option<u32> {
    let text = template_text(chart?, &location.template)?;
    let text = Text::new(&text);
    Some(text.position(text.byte(location.line, location.column?)).column)
}

/// The text of a template by the name that Helm gives it: `chart/charts/inner/templates/a.yaml`.
pub(crate) fn template_text(chart: &Chart, name: &str) -> Option<String> {
    Some(chart.template(name)?.data.to_string())
}
