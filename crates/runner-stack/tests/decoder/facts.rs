//! The keys that GitLab Runner's decoder knows.

use serde_json::Value;

/// One key of `config.toml`.
pub(crate) struct Fact {
    /// As in `runners[].cache.s3.BucketName`.
    pub(crate) path: String,
    /// As in `array<string>`.
    pub(crate) kind: String,
    pub(crate) one_of: Vec<String>,
    pub(crate) required: bool,
}

impl Fact {
    /// The key alone.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit_once('.').map_or(self.path.as_str(), |(_, name)| name)
    }

    /// The table that holds it, as in `runners[].cache.s3`; empty for the top level.
    pub(crate) fn table(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }

    /// Whether it is a table or a list of tables with known keys.
    pub(crate) fn holds_keys(&self) -> bool {
        matches!(self.kind.as_str(), "table" | "array-of-tables")
    }

    /// The path of the table that it is.
    pub(crate) fn own_table(&self) -> String {
        if self.kind == "array-of-tables" { format!("{}[]", self.path) } else { self.path.clone() }
    }
}

/// All keys, in the order of the facts.
pub(crate) fn all() -> Vec<Fact> {
    let facts: Vec<Value> = serde_json::from_str(include_str!("../facts/config-keys.json")).unwrap();
    let text = |fact: &Value, key: &str| fact[key].as_str().unwrap_or_default().to_owned();
    facts
        .iter()
        .map(|fact| Fact {
            path: text(fact, "path"),
            kind: text(fact, "type"),
            one_of: fact["enum"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|value| value.as_str().unwrap().to_owned())
                .collect(),
            required: fact["required"].as_bool().unwrap_or_default(),
        })
        .collect()
}
