//! What an editor shows while values are written.

use runner_stack::editor::{self, CompletionKind as Kind};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::diagnostic::{Range, Text};
use crate::explain::Explanation;
use crate::failure::Failure;

/// What a completion is.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum CompletionKind {
    /// A key of a map.
    Key,
    /// A value.
    Value,
}

/// One key or value that may be written.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Completion {
    /// What it is called.
    pub label: String,
    /// The text to put in place of `range`, as it is: a key brings its colon, and for a map or list the start of the next
    /// line, indented.
    pub insert: String,
    /// Whether it is a key or a value.
    pub kind: CompletionKind,
    /// What the key means, or the key that the value is for.
    pub explanation: Explanation,
}

/// What may be written at a place.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Completions {
    /// The word that is being written.
    pub range: Range,
    /// The best first; none where nothing is known.
    pub items: Vec<Completion>,
}

/// What the key at a place means.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Hover {
    /// The key, or the value that belongs to it.
    pub range: Range,
    /// What the key means.
    pub explanation: Explanation,
}

/// What may be written at an offset of a values file.
#[wasm_bindgen]
pub fn complete(text: &str, offset: f64) -> Result<Ts<Completions>, Failure> {
    let place = Text::new(text);
    let found = editor::complete(text, place.byte_of_unit(offset));
    let items = found.items.into_iter().map(|item| Completion {
        label: item.label,
        insert: item.insert,
        kind: match item.kind {
            Kind::Key => CompletionKind::Key,
            Kind::Value => CompletionKind::Value,
        },
        explanation: Explanation::new(&item.entry, 0),
    });
    Ok(Completions { range: place.range(found.span), items: items.collect() }.into_ts()?)
}

/// What the key at an offset of a values file means.
#[wasm_bindgen]
pub fn hover(text: &str, offset: f64) -> Result<Option<Ts<Hover>>, Failure> {
    let place = Text::new(text);
    let found = editor::hover(text, place.byte_of_unit(offset));
    let hover = found.map(|found| Hover {
        range: place.range(found.span),
        explanation: Explanation::new(&found.entry, 0),
    });
    Ok(hover.map(|hover| hover.into_ts()).transpose()?)
}
