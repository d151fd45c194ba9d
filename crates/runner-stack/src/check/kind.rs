//! Files that are none of ours: what to say about them.

use std::path::Path;

use helm_render::yaml::{Node, NodeKind};

use super::about_file;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{Kind, Model as _};
use crate::schema::likeness::{self, Likeness};
use crate::schema::nearest_value;
use crate::source::{Toml, Value, ValueKind};

const NEITHER: &str = "this is neither a values file nor a config.toml nor a Kubernetes manifest";
const HELP: &str = "values have keys such as `gitlabUrl` and `config`; a manifest has `apiVersion` and `kind`; \
                    the name of a config.toml ends in .toml";

/// How many keys a message names.
const SHOWN: usize = 3;

/// What to say about a YAML document that is no object of Kubernetes, unless it is values.
pub(super) fn other_yaml(value: &Value, node: &Node) -> Option<Diagnostic> {
    let (message, help) = if matches!(value.kind, ValueKind::Map(_)) {
        let likeness = likeness::of(node);
        let Likeness::Other { known, unknown, .. } = &likeness else { return None };
        let message = match (known.as_slice(), unknown.as_slice()) {
            ([], _) => format!("{NEITHER}: none of its keys is known"),
            (known, []) => format!("{NEITHER}: it has {}, and nothing of a runner", list(known)),
            (known, unknown) => {
                format!("{NEITHER}: it has {}, but values have no {}", list(known), list(unknown))
            }
        };
        let help = likeness.help().unwrap_or_else(|| HELP.to_owned());
        (message, help)
    } else if let Some(key) = listed_values(node) {
        let start = value.span.start;
        let help = format!("remove the dash in front of `{key}`");
        let message = "found a list, expected a map of keys".to_owned();
        return Some(about_file("invalid-values", message, &help, Span { start, end: start }));
    } else {
        (NEITHER.to_owned(), HELP.to_owned())
    };
    let start = value.span.start;
    Some(about_file("unknown-kind", message, &help, Span { start, end: start }))
}

/// The first key of values that stand in a list.
fn listed_values(node: &Node) -> Option<String> {
    let NodeKind::Sequence(items) = &node.kind else { return None };
    let first = items.first()?;
    let NodeKind::Mapping(entries) = &first.kind else { return None };
    entries.first().filter(|_| likeness::has_own_key(first)).map(|(key, _)| key.key().to_string())
}

/// What to say about a TOML file in which nothing is like a `config.toml`. A file that is called so is one.
pub(super) fn other_toml(name: &str, toml: &Toml) -> Option<Diagnostic> {
    let Kind::Table(table) = Config::KIND else { return None };
    let entries = toml.root.entries();
    let is_config = Path::new(name).file_name().is_some_and(|name| name == "config.toml")
        || entries.is_empty()
        || entries
            .iter()
            .any(|entry| nearest_value(&entry.key, table.fields.iter().map(|field| field.key)).is_some());
    if is_config {
        return None;
    }
    let message = format!("{NEITHER}: none of its keys and tables is known");
    let help = "a config.toml has keys such as `concurrent`, and a table `[[runners]]` for each runner";
    let start = entries.first().map_or(0, |entry| entry.key_span.start);
    Some(about_file("unknown-kind", message, help, Span { start, end: start }))
}

fn list(keys: &[String]) -> String {
    let shown: Vec<String> = keys.iter().take(SHOWN).map(|key| format!("`{key}`")).collect();
    match (shown.split_last(), keys.len().saturating_sub(SHOWN)) {
        (Some((last, [])), 0) => last.clone(),
        (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
        (_, more) => format!("{} and {more} more", shown.join(", ")),
    }
}
