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
    let spans = secret_spans(&node, manifest);
    if spans.is_empty() {
        return None;
    }
    let mut result = String::with_capacity(manifest.len());
    let mut at = 0;
    for (start, end) in spans {
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

/// The lines of a manifest, as many as it has unmasked, with [`MASK`] in place of what [`mask_secrets`] hides of each.
pub(crate) fn masked_lines(manifest: &str) -> Vec<String> {
    let lines = manifest.split('\n');
    let spans = match yaml::parse(manifest.as_bytes()) {
        Ok(node) => secret_spans(&node, manifest),
        Err(_) if manifest.contains("Secret") => return lines.map(|_| MASK.to_owned()).collect(),
        Err(_) => Vec::new(),
    };
    let mut start = 0;
    let masked = lines.map(|line| {
        let (from, to) = (start, start + line.len());
        start = to + 1;
        let mut result = String::new();
        let mut at = from;
        for (hidden_from, hidden_to) in spans.iter().filter(|span| span.0 < to && span.1 > from) {
            result.push_str(&manifest[at..(*hidden_from).max(from)]);
            result.push('"');
            result.push_str(MASK);
            result.push('"');
            at = (*hidden_to).min(to);
        }
        result.push_str(&manifest[at..to]);
        result
    });
    masked.collect()
}

/// The bytes of the data of Secrets, in order.
fn secret_spans(node: &Node, manifest: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    collect(node, &mut spans);
    spans.sort_unstable();
    for (start, end) in &mut spans {
        // A block scalar's span may end after its last newline; keep the line structure.
        *end = *start + manifest[*start..*end].trim_end().len();
    }
    spans
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
