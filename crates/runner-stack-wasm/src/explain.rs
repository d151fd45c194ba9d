//! What a key means.

use runner_stack::explain::{Entry, explain as explained};
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::Failure;

/// The Kubernetes API and the configuration nest less deep; a schema that held itself would end here.
const MAX_DEPTH: usize = 24;

/// How much is explained.
#[derive(Debug, Clone, Copy, Default, Deserialize, Tsify)]
#[serde(default)]
pub struct ExplainOptions {
    /// The keys at every depth instead of the first.
    #[tsify(optional)]
    pub recursive: bool,
}

/// What is known about a key; null where nothing is.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a key")]
pub struct Explanation {
    /// The whole path, with `[]` for any item of a list; empty for all values.
    pub path: String,
    /// The last key of the path.
    pub name: String,
    /// What it holds, in words.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The documentation.
    pub doc: String,
    /// What holds when the key is absent, in words.
    #[tsify(type = "string | null")]
    pub default: Option<String>,
    /// An example, as YAML.
    #[tsify(type = "string | null")]
    pub example: Option<String>,
    /// What its text must look like, in words.
    #[tsify(type = "string | null")]
    pub format: Option<&'static str>,
    /// The values that are allowed.
    pub allowed: Vec<String>,
    /// Whether `allowed` names the usual values only.
    pub open: bool,
    /// Whether `allowed` is compared without regard to case.
    pub ignore_case: bool,
    /// Smallest whole number.
    #[tsify(type = "number | null")]
    pub minimum: Option<f64>,
    /// Largest whole number.
    #[tsify(type = "number | null")]
    pub maximum: Option<f64>,
    /// Whether the key is deprecated.
    pub deprecated: bool,
    /// What to use instead of a deprecated key.
    #[tsify(type = "string | null")]
    pub replacement: Option<&'static str>,
    /// Whether the key is accepted without effect.
    pub ineffective: bool,
    /// Whether the key must be there.
    pub required: bool,
    /// Whether the value is a credential.
    pub secret: bool,
    /// The first GitLab Runner version with it.
    #[tsify(type = "string | null")]
    pub since: Option<String>,
    /// The table of `config.toml` that holds it.
    #[tsify(type = "string | null")]
    pub table: Option<String>,
    /// The keys in it.
    pub children: Vec<Explanation>,
}

/// What a key of the values or of `config.toml` means.
#[wasm_bindgen]
pub fn explain(key: &str, options: Ts<ExplainOptions>) -> Result<Ts<Explanation>, Failure> {
    let entry = explained(key).map_err(|reason| Failure::argument(reason.to_string()))?;
    let depth = if options.to_rust()?.recursive { MAX_DEPTH } else { 1 };
    Ok(Explanation::new(&entry, depth).into_ts()?)
}

impl Explanation {
    /// The key, and the keys in it to a depth.
    pub(crate) fn new(entry: &Entry, depth: usize) -> Self {
        let facts = entry.facts();
        let children = if depth == 0 { Vec::new() } else { entry.children() };
        let known = |text: String| Some(text).filter(|text| !text.is_empty());
        #[expect(clippy::cast_precision_loss, reason = "the limits of keys are short numbers")]
        let number = |number: Option<i64>| number.map(|number| number as f64);
        Self {
            path: entry.path().to_owned(),
            name: entry.name().to_owned(),
            doc: facts.text(),
            type_name: facts.type_name,
            default: known(facts.default),
            example: known(facts.example),
            format: Some(facts.format).filter(|text| !text.is_empty()),
            allowed: facts.allowed,
            open: facts.open,
            ignore_case: facts.ignore_case,
            minimum: number(facts.minimum),
            maximum: number(facts.maximum),
            deprecated: facts.deprecated,
            replacement: Some(facts.replacement).filter(|text| !text.is_empty()),
            ineffective: facts.ineffective,
            required: facts.required,
            secret: facts.secret,
            since: known(facts.since),
            table: known(facts.table),
            children: children.iter().map(|child| Self::new(child, depth - 1)).collect(),
        }
    }
}
