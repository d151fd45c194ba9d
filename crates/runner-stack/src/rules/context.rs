//! What a rule sees and where it reports.

use super::Rule;
use crate::check::{Config, Document, Object, Runner};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::source::Value;

/// The documents that a rule looks at, and what rules have found in them.
pub(crate) struct Context<'a> {
    documents: &'a [&'a Document],
    rule: Option<&'static Rule>,
    found: Vec<(usize, Diagnostic)>,
}

/// Where a finding is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The index of the document.
    pub(crate) document: usize,
    /// Where in its text.
    pub(crate) span: Span,
    /// Which value, for people.
    pub(crate) path: String,
}

impl<'a> Context<'a> {
    pub(super) fn new(documents: &'a [&'a Document]) -> Self {
        Self { documents, rule: None, found: Vec::new() }
    }

    pub(super) fn enter(&mut self, rule: &'static Rule) {
        self.rule = Some(rule);
    }

    pub(super) fn finish(self) -> Vec<(usize, Diagnostic)> {
        self.found
    }

    /// The documents with their indices.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (usize, &'a Document)> + use<'a> {
        self.documents.iter().copied().enumerate()
    }

    /// All configurations.
    pub(crate) fn configs(&self) -> impl Iterator<Item = (usize, &'a Config)> + use<'a> {
        self.documents().flat_map(|(at, document)| document.configs.iter().map(move |config| (at, config)))
    }

    /// All runners' entries.
    pub(crate) fn runners(&self) -> impl Iterator<Item = (usize, Runner<'a>)> + use<'a> {
        self.configs().flat_map(|(at, config)| config.runners().map(move |runner| (at, runner)))
    }

    /// All Kubernetes objects that stand in files.
    pub(crate) fn objects(&self) -> impl Iterator<Item = (usize, &'a Object)> + use<'a> {
        self.documents().flat_map(|(at, document)| document.objects.iter().map(move |object| (at, object)))
    }

    /// All values files.
    pub(crate) fn values(&self) -> impl Iterator<Item = (usize, &'a Value)> + use<'a> {
        self.documents().filter_map(|(at, document)| Some((at, document.values.as_ref()?)))
    }

    /// Reports with the rule's own severity.
    pub(crate) fn report(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        let severity = self.rule.map_or(Severity::Error, |rule| rule.severity);
        self.report_as(severity, place, message, help);
    }

    /// Reports with another severity.
    pub(crate) fn report_as(
        &mut self,
        severity: Severity,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help = Some(help.into()).filter(|help| !help.is_empty());
        let code = self.rule.map_or("", |rule| rule.code);
        let Place { document, span, path } = place;
        let diagnostic = Diagnostic {
            code,
            severity,
            message: message.into(),
            help,
            replacements: Vec::new(),
            path,
            span,
        };
        self.found.push((document, diagnostic));
    }
}

impl Place {
    /// A value of a runner's entry.
    pub(crate) fn of_runner(document: usize, runner: &Runner<'_>, key: &str, value: &Value) -> Self {
        Self { document, span: value.span, path: runner.path_of(key) }
    }

    /// A value of a configuration.
    pub(crate) fn of_config(document: usize, config: &Config, key: &str, value: &Value) -> Self {
        Self { document, span: value.span, path: config.path_of(key) }
    }

    /// A value of an object.
    pub(crate) fn of_object(document: usize, object: &Object, key: &str, value: &Value) -> Self {
        Self { document, span: value.span, path: object.path_of(key) }
    }

    /// A value of a values file.
    pub(crate) fn of_values(document: usize, key: &str, value: &Value) -> Self {
        Self { document, span: value.span, path: key.to_owned() }
    }
}

/// A value in the configuration's own language, for help texts: `key = value` or `key: value`.
pub(crate) fn setting(config: &Config, key: &str, value: &str) -> String {
    if config.runners_in_yaml { format!("{key}: {value}") } else { format!("{key} = {value}") }
}
