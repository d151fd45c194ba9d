//! Credentials in plain text that have no key of their own, and stay where they are: what to say of them.

use super::config;
use super::manifest::Manifest;
use super::notes::Notes;
use super::tree::{Data, Item, Table};
use crate::credentials::{is_literal, is_variable, tokens};

/// The credential in the value of a variable or entry.
pub(super) fn in_variable<'a>(name: &str, value: &'a str) -> Option<&'a str> {
    let text = value.trim();
    let is_one = is_variable(name) && is_literal(text) && !text.contains('\n');
    if is_one { Some(text) } else { tokens(value).next().map(|(_, token)| token) }
}

/// Warns of what stays in `config.toml`, which the chart keeps in a `ConfigMap`.
pub(super) fn in_config(config: &Table, notes: &mut Notes) {
    let own: Vec<String> = config::secrets(config).into_iter().map(|secret| secret.path).collect();
    walk(config, "", &own, notes);
}

fn walk(table: &Table, above: &str, own: &[String], notes: &mut Notes) {
    for (key, item) in &table.entries {
        let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        if !own.contains(&path) {
            walk_item(item, &path, own, notes);
        }
    }
}

fn walk_item(item: &Item, path: &str, own: &[String], notes: &mut Notes) {
    match &item.data {
        Data::Map(table) => walk(table, path, own, notes),
        Data::List(items) if path.ends_with(".environment") => {
            for item in items {
                let variable = item.as_text().and_then(|text| text.split_once('='));
                let Some((name, value)) = variable else { continue };
                let Some(credential) = in_variable(name, value) else { continue };
                notes.secrets.push(credential.to_owned());
                notes.warn_with_help(
                    "plain-credential",
                    item.place,
                    format!("`{name}` in {path} is a credential in plain text, and the chart keeps config.toml in a ConfigMap"),
                    format!("replace it with a new one and set that as a masked CI/CD variable in GitLab, for the projects that need it; then take `{name}` out of `environment`"),
                );
            }
        }
        Data::List(items) => {
            for (index, item) in items.iter().enumerate() {
                walk_item(item, &format!("{path}[{index}]"), own, notes);
            }
        }
        Data::Text(text) => {
            let Some((_, token)) = tokens(text).next() else { return };
            notes.secrets.push(token.to_owned());
            notes.warn_with_help(
                "plain-credential",
                item.place,
                format!(
                    "a token stands in {path} in plain text, and the chart keeps config.toml in a ConfigMap"
                ),
                "replace it with a new one, and give that to the jobs as a masked CI/CD variable in GitLab",
            );
        }
        Data::Null | Data::Plain(_) => {}
    }
}

/// Warns of what stays in a `ConfigMap` among the extra objects.
pub(super) fn in_kept(manifest: &Manifest, notes: &mut Notes) {
    let what = manifest.identity();
    for (name, text, place) in manifest.kept().files() {
        let found = if super::manifests::is_runner_toml(&name, &text) {
            tokens(&text).next().map(|(_, token)| token)
        } else {
            in_variable(&name, &text)
        };
        let Some(credential) = found else { continue };
        notes.secrets.push(credential.to_owned());
        notes.warn_with_help(
            "plain-credential",
            place,
            format!("`{name}` of {what} holds a credential in plain text, and stays in extraObjects like that"),
            "replace it with a new one, keep that in a Secret, and name the Secret where the ConfigMap is named now",
        );
    }
}
