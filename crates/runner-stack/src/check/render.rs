//! What values make: the objects of the stack, for rules about the manager's pod.

use helm_render::Values;
use helm_render::world::FixedWorld;
use helm_render::yaml::Node;

use super::{Document, Object};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::source::{Value, read_yaml};
use crate::stack::Stack;

/// Keys that decide who may do what. Without them the chart grants what the configuration needs.
const ACCESS: &[&str] = &["rbac", "serviceAccount", "extraObjects"];

/// Renders the stack of values that have passed the schema. What keeps the chart from rendering is a warning, because
/// it may be given in another file or on the command line.
pub(super) fn read(
    values: &Value,
    node: &Node,
    text: &str,
    document: &mut Document,
    found: &mut Vec<Diagnostic>,
) {
    let mut alone = Values::default();
    let speaks_of_access = ACCESS.iter().any(|key| values.get(key).is_some());
    let stack = if speaks_of_access { Stack::embedded() } else { Stack::pods() };
    let rendered =
        alone.add_parsed("values.yaml", text, node).and_then(|()| stack.render_alone(&alone, &FixedWorld));
    match rendered {
        Ok(rendered) => {
            for manifest in &rendered.manifests {
                // The rules look at pods and permissions; the longest texts are in neither.
                if matches!(manifest.kind.as_str(), "ConfigMap" | "Secret") {
                    continue;
                }
                let text = manifest.text.to_string();
                document.rendered.extend(
                    read_yaml(&text)
                        .into_iter()
                        .filter(crate::source::Document::is_object)
                        .filter_map(|part| part.content.ok())
                        .map(Object::new),
                );
            }
        }
        Err(error) => {
            let reason = reason(error.message());
            let start = values.span.start;
            let (path, span) =
                named_key(values, &reason).unwrap_or_else(|| (String::new(), Span { start, end: start }));
            found.push(Diagnostic {
                code: "cannot-render",
                severity: Severity::Warning,
                message: format!("the chart does not render with this file alone: {reason}"),
                help: Some("give what is missing here, or in a second values file".to_owned()),
                path,
                span,
                replacements: Vec::new(),
            });
        }
    }
}

/// The chart lists its problems below a heading; in one line they read as a sentence.
fn reason(message: &str) -> String {
    let lines: Vec<&str> = message
        .lines()
        .map(|line| {
            line.trim().trim_start_matches(|char: char| char.is_ascii_digit()).trim_start_matches(". ")
        })
        .filter(|line| !line.is_empty() && !line.ends_with(':'))
        .collect();
    if lines.is_empty() { message.trim().to_owned() } else { lines.join("; ") }
}

/// The first key of the values that a text names, and where it stands.
fn named_key(values: &Value, text: &str) -> Option<(String, Span)> {
    text.split(|char: char| !(char.is_ascii_alphanumeric() || matches!(char, '.' | '_'))).find_map(|word| {
        let word = word.trim_end_matches('.');
        // `image` or `service` alone may be a word of the sentence.
        if !word.contains(|char: char| char == '.' || char.is_ascii_uppercase()) {
            return None;
        }
        let keys: Vec<&str> = word.split('.').collect();
        let (last, parents) = keys.split_last()?;
        let parent = if parents.is_empty() { values } else { values.at(parents)? };
        Some((word.to_owned(), parent.entry(last)?.key_span))
    })
}
