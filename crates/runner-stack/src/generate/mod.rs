//! Writes the chart's generated files out of the typed values. Only `cargo xtask generate` uses it.

mod json_schema;
mod kubernetes;
mod readme;
mod static_form;
mod values_yaml;

/// One generated file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the root of the repository.
    pub path: &'static str,
    /// Its content.
    pub text: String,
}

/// All generated files.
pub fn files() -> Vec<File> {
    let schema = json_schema::values_schema();
    vec![
        File { path: "chart/values.yaml", text: values_yaml::text() },
        File { path: "chart/values.schema.json", text: json_schema::text(&schema) },
        File { path: "chart/README.md", text: readme::text() },
        File { path: "crates/runner-stack/src/schema/rules.rs", text: static_form::text(&schema) },
    ]
}
