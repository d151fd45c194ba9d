//! Kubernetes objects, and the TOML in `ConfigMaps` and Secrets.

use std::sync::Arc;

use super::document::Text;
use super::{Document, Embedded, Home, Object, Options, read_config};
use crate::diagnostic::Diagnostic;
use crate::source::{Entry, OffsetMap, Value, ValueKind, toml_in_script};

/// Reads one document of a manifest: an object, or a list of objects.
pub(super) fn read(
    value: Value,
    text: &str,
    options: &Options,
    document: &mut Document,
    found: &mut Vec<Diagnostic>,
) {
    let kind = value.text("kind").and_then(|kind| kind.strip_suffix("List"));
    if let Some(kind) = kind
        && let Some(items) = value.get("items")
    {
        for item in items.items() {
            read(of_kind(item.clone(), kind), text, options, document, found);
        }
        return;
    }
    let mut object = Object::new(value);
    let mut texts = Vec::new();
    for (home, section, is_encoded) in [
        (Home::ConfigMap, "data", false),
        (Home::ConfigMap, "binaryData", true),
        (Home::Secret, "data", true),
        (Home::Secret, "stringData", false),
    ] {
        let kind = if home == Home::ConfigMap { "ConfigMap" } else { "Secret" };
        if object.kind != kind {
            continue;
        }
        for entry in object.value.get(section).map_or(&[][..], Value::entries) {
            let Some(content) = entry.value.as_str() else { continue };
            let (content, map) = if is_encoded {
                let bytes = crate::stack::decode_base64(content.as_bytes());
                let Ok(decoded) = String::from_utf8(bytes) else { continue };
                (decoded, OffsetMap::Whole(entry.value.span))
            } else {
                (content.to_owned(), OffsetMap::of_scalar(text, entry.value.span, content))
            };
            let written = toml_in_script(&content);
            let is_config = written.is_some() || is_config(entry, &content);
            if content.trim_end().contains('\n') {
                let (content, map) = (content.clone(), map.clone());
                texts.push(Text { key: entry.key.to_string(), content, is_config, map });
            }
            if !is_config {
                continue;
            }
            let path = object.path_of(&format!("{section}[{:?}]: ", entry.key));
            let embedded = Embedded { path: &path, home, map: &map, templated: false };
            let before = found.len();
            let toml = written.as_ref().map_or(content.as_str(), |written| written.toml.as_str());
            document.configs.push(read_config(toml, &embedded, options, found));
            if written.is_some() {
                // What the shell puts into the text is not known here.
                let problems = found.split_off(before);
                found.extend(problems.into_iter().filter(|problem| {
                    problem.code != "invalid-toml" || !line_at(text, problem.span.start).contains('$')
                }));
            }
        }
    }
    object.texts = texts;
    document.objects.push(object);
}

/// An item of a list of one kind, such as a `ConfigMapList`: the API server leaves the kind out there.
fn of_kind(mut item: Value, kind: &str) -> Value {
    let span = item.span;
    if let ValueKind::Map(entries) = &mut item.kind
        && !kind.is_empty()
        && entries.iter().all(|entry| entry.key != "kind")
    {
        let value = Value { kind: ValueKind::String(kind.into()), span };
        Arc::make_mut(entries).push(Entry { key: "kind".into(), key_span: span, value });
    }
    item
}

/// The line around a byte of the file.
fn line_at(text: &str, at: u32) -> &str {
    let at = (at as usize).min(text.len());
    let start = text.as_bytes()[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |found| found + 1);
    text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
}

/// Whether an entry of a `ConfigMap` or Secret is a `config.toml` or a template of one.
fn is_config(entry: &Entry, content: &str) -> bool {
    let has_header = content.lines().any(|line| {
        let line = line.trim_start();
        line.starts_with("[[runners]]") || line.starts_with("[runners.") || line.starts_with("[[runners.")
    });
    has_header || entry.key == "config.toml"
}
