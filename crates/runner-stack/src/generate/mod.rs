//! Writes the chart's generated files out of the typed values. Only `cargo xtask generate` uses it.

mod kubernetes;
mod static_form;
mod values_yaml;

use crate::{rules, stack};

/// One generated file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the root of the repository.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// All generated files.
pub fn files() -> Vec<File> {
    let (schema, used) = kubernetes::schema_text();
    let rules = serde_json::from_str(&schema).expect("the schema is JSON");
    let mut files = vec![
        file("chart/values.yaml", values_yaml::text()),
        file("chart/values.schema.json", schema),
        file("chart/README.md", stack::readme()),
        file("crates/runner-stack/src/schema/rules.rs", static_form::text(&rules, &used)),
        file("docs/rules/README.md", rules::manual_table()),
    ];
    files.extend(rules::RULES.iter().map(|rule| file(&rules::page_path(rule), rules::page(rule))));
    files
}

fn file(path: &str, text: String) -> File {
    File { path: path.to_owned(), text }
}
