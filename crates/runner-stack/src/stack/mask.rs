//! Hides the data of Secrets in manifests that people look at.

use helm_render::yaml::{self, Node, NodeKind};

/// What stands where a value was.
pub const MASK: &str = "(masked)";

/// The manifest with the data of every Secret in it replaced by [`MASK`], layout kept; `None` when there is none.
///
/// Secrets inside a `List` count too. A text that is not YAML cannot hold a Secret that a cluster would take,
/// but it might hold one that a person can read, so it is masked whole.
pub fn mask_secrets(manifest: &str) -> Option<String> {
    if !manifest.contains("Secret") {
        return None;
    }
    let Ok(node) = yaml::parse(manifest.as_bytes()) else {
        return Some(format!("# {MASK}: not valid YAML\n"));
    };
    let mut spans = Vec::new();
    collect(&node, &mut spans);
    if spans.is_empty() {
        return None;
    }
    spans.sort_unstable();
    let mut result = String::with_capacity(manifest.len());
    let mut at = 0;
    for (start, end) in spans {
        // A block scalar's span may end after its last newline; keep the line structure.
        let value = &manifest[start..end];
        let end = start + value.trim_end().len();
        result.push_str(&manifest[at..start]);
        result.push('"');
        result.push_str(MASK);
        result.push('"');
        at = end;
    }
    result.push_str(&manifest[at..]);
    Some(result)
}

/// A whole output, documents between `---` lines, with the data of its Secrets replaced by [`MASK`].
pub fn mask_documents(output: &str) -> String {
    let mut result = String::with_capacity(output.len());
    let mut start = 0;
    let ends = output.match_indices("\n---\n").map(|(at, _)| at + 1).chain([output.len()]);
    for end in ends {
        let (separator, document) = match output[start..end].strip_prefix("---\n") {
            Some(document) => ("---\n", document),
            None => ("", &output[start..end]),
        };
        result.push_str(separator);
        match mask_secrets(document) {
            Some(masked) => result.push_str(&masked),
            None => result.push_str(document),
        }
        start = end;
    }
    result
}

fn collect(node: &Node, spans: &mut Vec<(usize, usize)>) {
    match &node.kind {
        NodeKind::Mapping(entries) => {
            let is_secret =
                entries.iter().any(|(key, value)| is_text(key, "kind") && is_text(value, "Secret"));
            for (key, value) in entries {
                if is_secret && (is_text(key, "data") || is_text(key, "stringData")) {
                    if let NodeKind::Mapping(data) = &value.kind {
                        spans.extend(
                            data.iter()
                                .filter(|(_, value)| !matches!(value.kind, NodeKind::Null))
                                .map(|(_, value)| (value.span.start as usize, value.span.end as usize)),
                        );
                    }
                } else {
                    collect(value, spans);
                }
            }
        }
        NodeKind::Sequence(items) => items.iter().for_each(|item| collect(item, spans)),
        _ => {}
    }
}

fn is_text(node: &Node, text: &str) -> bool {
    matches!(&node.kind, NodeKind::String(found) if found == text)
}
