//! `values.schema.json`: JSON Schema of drafts 4, 6 and 7, in gojsonschema's reading and words.
//!
//! Helm prints what gojsonschema says, word for word and in its order, so the check is our own: a general library
//! words and orders its findings differently, accepts other keywords (Helm ignores those of 2019-09 and later), and
//! is larger than the rest of the engine.

mod check;
mod compile;
mod decimal;
mod drafts;
mod format;
mod json;
mod pattern;

use std::sync::OnceLock;

use crate::error::{Error, ErrorKind};
use crate::release::Resolved;
use crate::value::{Map, Str, Value};
use compile::Compiled;

/// A chart's schema, read when it is first needed.
#[derive(Debug)]
pub(crate) struct Schema {
    text: Str,
    compiled: OnceLock<Result<Compiled, String>>,
}

impl Schema {
    pub(crate) fn new(text: Str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    pub(crate) fn text(&self) -> &Str {
        &self.text
    }

    /// What is wrong with the values, as Helm lists it; empty when nothing is.
    fn findings(&self, values: &Map) -> String {
        match self.compiled.get_or_init(|| compile::compile(self.text.as_bytes())) {
            Err(cause) => cause.clone(),
            Ok(schema) => {
                let errors = check::check(schema, &Value::Map(values.clone()));
                errors.into_iter().flat_map(|error| ["- ".to_owned(), error, "\n".to_owned()]).collect()
            }
        }
    }
}

/// Refuses values that a schema of the chart, or of a chart below it, does not allow.
pub(crate) fn validate(chart: &Resolved<'_>, values: &Map) -> Result<(), Error> {
    let mut findings = String::new();
    collect(chart, values, &mut findings);
    if findings.is_empty() {
        return Ok(());
    }
    let text = format!(
        "values don't meet the specifications of the schema(s) in the following chart(s):\n{findings}"
    );
    Err(Error::new(ErrorKind::Schema, findings).with_text(text))
}

fn collect(chart: &Resolved<'_>, values: &Map, findings: &mut String) {
    if let Some(schema) = chart.chart().schema() {
        let found = schema.findings(values);
        if !found.is_empty() {
            findings.push_str(chart.name());
            findings.push_str(":\n");
            findings.push_str(&found);
        }
    }
    for subchart in chart.dependencies() {
        if let Some(Value::Map(values)) = values.get(subchart.name()) {
            collect(subchart, &values, findings);
        }
    }
}

/// A value as compact JSON with sorted keys, numbers as float64: what gojsonschema compares.
fn canonical(value: &Value) -> Str {
    crate::json::to_json(value).unwrap_or_default()
}
