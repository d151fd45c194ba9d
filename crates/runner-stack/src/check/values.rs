//! Values: the schema, the TOML in `runners.config`, and the configuration that both describe.

use std::sync::Arc;

use helm_render::yaml::Node;

use super::{Config, Document, Embedded, Home, Options, decode, read_config, render};
use crate::diagnostic::{Diagnostic, Span};
use crate::schema;
use crate::source::{Entry, OffsetMap, Value, ValueKind};

/// Reads a values file.
pub(super) fn read(
    value: Value,
    node: Node,
    text: &str,
    options: &Options,
    document: &mut Document,
    found: &mut Vec<Diagnostic>,
) {
    let written = |span: Span| text.get(span.start as usize..span.end as usize);
    found.extend(schema::validate_written(&node, &written));
    if let Some(config) = value.get("config").filter(|config| matches!(config.kind, ValueKind::Map(_))) {
        found.extend(decode::history(config, "config", options.runner_version));
        let root = with_globals(config.clone(), &value);
        document.configs.push(Config {
            root,
            path: "config.".to_owned(),
            home: Home::Values,
            runners_in_yaml: true,
        });
    }
    if let Some(template) = value.at(&["runners", "config"])
        && let Some(content) = template.as_str().filter(|content| !content.trim().is_empty())
    {
        let map = OffsetMap::of_scalar(text, template.span, content);
        let embedded = Embedded { path: "runners.config: ", home: Home::Values, map: &map, templated: true };
        let mut config = read_config(content, &embedded, options, found);
        config.root = with_globals(config.root, &value);
        document.configs.push(config);
    }
    if !found.iter().any(|problem| problem.severity == crate::diagnostic::Severity::Error) {
        render::read(&value, node, text, document, found);
    }
    document.values = Some(value);
}

/// The global settings that values have of their own, where the configuration does not say otherwise.
fn with_globals(mut root: Value, values: &Value) -> Value {
    const GLOBALS: [(&str, &str); 3] =
        [("concurrent", "concurrent"), ("checkInterval", "check_interval"), ("logLevel", "log_level")];
    let ValueKind::Map(entries) = &mut root.kind else { return root };
    let entries = Arc::make_mut(entries);
    for (ours, key) in GLOBALS {
        if entries.iter().any(|entry| entry.key == key) {
            continue;
        }
        let value = match values.entry(ours) {
            Some(entry) if entry.value.kind != ValueKind::Null => entry.clone(),
            // The chart's default, which has no place in the file.
            _ if key == "concurrent" => Entry {
                key: key.into(),
                key_span: crate::diagnostic::Span::default(),
                value: Value { kind: ValueKind::Integer(10), span: crate::diagnostic::Span::default() },
            },
            _ => continue,
        };
        entries.push(Entry { key: key.into(), ..value });
    }
    root
}
