//! Which `ConfigMaps` and Secrets an object names.

use super::tree::{Data, Item, Table};

/// A `ConfigMap` or Secret that something names.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// The entries that are needed of it; all when nothing is said.
    pub(super) keys: Option<Vec<String>>,
}

/// An object that has a new name.
#[derive(Debug, Clone)]
pub(super) struct Renamed {
    pub(super) kind: &'static str,
    pub(super) from: String,
    pub(super) to: String,
}

/// All that is named in an item.
pub(super) fn of(item: &Item) -> Vec<Reference> {
    let mut found = Vec::new();
    each(&mut item.clone(), &mut |kind, name, keys| {
        if let Some(name) = name.as_text() {
            found.push(Reference { kind, name: name.to_owned(), keys });
        }
    });
    found
}

/// What a container of a pod names, and the volumes that it mounts.
pub(super) fn of_container(container: &Item, volumes: &[Item]) -> Vec<Reference> {
    let mounts = container.at(&["volumeMounts"]).map(Item::items).unwrap_or_default();
    let is_mounted = |volume: &&Item| {
        mounts
            .iter()
            .any(|mount| mount.text_at(&["name"]).is_some_and(|name| volume.text_at(&["name"]) == Some(name)))
    };
    let volumes = volumes.iter().filter(is_mounted).flat_map(of);
    of(container).into_iter().chain(volumes).collect()
}

/// Writes the new names where the old ones are.
pub(super) fn repoint(item: &mut Item, renamed: &[Renamed]) {
    if renamed.is_empty() {
        return;
    }
    each(item, &mut |kind, name, _| {
        let new = renamed.iter().find(|new| new.kind == kind && name.as_text() == Some(new.from.as_str()));
        if let Some(new) = new {
            name.data = Data::Text(new.to.clone());
        }
    });
}

type Found<'a> = dyn FnMut(&'static str, &mut Item, Option<Vec<String>>) + 'a;

/// Calls `found` with the kind, the name and the entries of each reference.
fn each(item: &mut Item, found: &mut Found<'_>) {
    match &mut item.data {
        Data::List(items) => items.iter_mut().for_each(|item| each(item, found)),
        Data::Map(table) => {
            let own = keys(table);
            for (key, child) in &mut table.entries {
                match key.as_str() {
                    "configMap" | "configMapRef" | "configMapKeyRef" => named("ConfigMap", child, found),
                    "secret" | "secretRef" | "secretKeyRef" => named("Secret", child, found),
                    // The lists in `volumes` of config.toml.
                    "config_map" => children(child).for_each(|child| named("ConfigMap", child, found)),
                    "secretName" => found("Secret", child, own.clone()),
                    "imagePullSecrets" => children(child).for_each(|child| named("Secret", child, found)),
                    "image_pull_secrets" => children(child).for_each(|child| found("Secret", child, None)),
                    _ => {}
                }
                if key == "secret" {
                    children(child).for_each(|child| named("Secret", child, found));
                }
                each(child, found);
            }
        }
        Data::Null | Data::Plain(_) | Data::Text(_) => {}
    }
}

fn children(item: &mut Item) -> impl Iterator<Item = &mut Item> {
    item.items_mut().iter_mut()
}

fn named(kind: &'static str, holder: &mut Item, found: &mut Found<'_>) {
    let Some(table) = holder.as_map_mut() else { return };
    let keys = keys(table);
    if let Some(name) = table.get_mut("name") {
        found(kind, name, keys);
    }
}

/// The entries that a reference asks for.
fn keys(table: &Table) -> Option<Vec<String>> {
    if let Some(key) = table.get("key").and_then(Item::as_text) {
        return Some(vec![key.to_owned()]);
    }
    match &table.get("items")?.data {
        Data::List(items) => {
            Some(items.iter().filter_map(|item| item.text_at(&["key"]).map(str::to_owned)).collect())
        }
        Data::Map(items) => Some(items.entries.iter().map(|(key, _)| key.clone()).collect()),
        _ => None,
    }
}
