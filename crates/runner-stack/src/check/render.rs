//! What values make: the objects of the stack, for rules about the manager's pod.

use helm_render::world::FixedWorld;
use helm_render::yaml::Node;

use super::{Document, Object};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::source::{Value, read_yaml};
use crate::stack::{Capabilities, Input, ReleaseOptions, Stack};

/// Renders the stack of values that have passed the schema. What keeps the chart from rendering is a warning, because
/// it may be given in another file or on the command line.
pub(super) fn read(
    values: &Value,
    node: &Node,
    text: &str,
    document: &mut Document,
    found: &mut Vec<Diagnostic>,
) {
    let mut input = Input::new();
    input.add_parsed_file("values.yaml", text, node);
    let release = ReleaseOptions::new("gitlab-runner");
    match Stack::embedded().render(&input, &release, &Capabilities::default(), &FixedWorld) {
        Ok(rendered) => {
            // The rules look at pods and permissions; the longest texts are in neither.
            let is_looked_at = |kind: &str| !matches!(kind, "ConfigMap" | "Secret");
            for manifest in rendered.manifests.iter().filter(|manifest| is_looked_at(&manifest.kind)) {
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
            let start = values.span.start;
            found.push(Diagnostic {
                code: "cannot-render",
                severity: Severity::Warning,
                message: format!(
                    "the chart does not render with this file alone: {}",
                    reason(error.message())
                ),
                help: Some("give what is missing here, or in a second values file".to_owned()),
                path: String::new(),
                span: Span { start, end: start },
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
