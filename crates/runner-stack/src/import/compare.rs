//! What the values of an import make, beside what the input made.

use helm_render::Value;
use helm_render::toml;
use helm_render::value::Map;
use helm_render::world::FixedWorld;

use super::config;
use super::manifest::{Fate, Manifest, is_manager};
use super::notes::Notes;
use super::origin::Origin;
use super::read_toml::read_toml;
use super::tree::{Data, Item, Table};
use crate::diff::{FieldChange, object_changes};
use crate::documents::{self, Object};
use crate::stack::{Capabilities, Input, ReleaseOptions, Secrets, Stack, final_config};

/// One object before and after.
#[derive(Debug, Clone)]
pub struct Counterpart {
    /// What it was called in the input; nothing when the input had none.
    pub before: Option<String>,
    /// What the values make of it; nothing when they make none.
    pub after: Option<String>,
    /// What differs. Credentials are masked.
    pub fields: Vec<FieldChange>,
    /// Why there is none on one side.
    pub reason: Option<String>,
}

/// The objects that values make, with the `config.toml` that the runner will read.
pub(super) struct Made {
    pub(super) objects: Vec<Object>,
    pub(super) config: String,
}

/// Renders values; the error says what they lack.
pub(super) fn make(text: &str, release: &str, namespace: &str) -> Result<Made, String> {
    let mut input = Input::new();
    input.add_file("values.yaml", text);
    let namespace = if namespace.is_empty() { "default" } else { namespace };
    let options = ReleaseOptions { namespace: namespace.to_owned(), ..ReleaseOptions::new(release) };
    let capabilities = Capabilities::default().with_api_versions(["monitoring.coreos.com/v1"]);
    let rendered = Stack::embedded()
        .render(&input, &options, &capabilities, &FixedWorld)
        .map_err(|error| error.message().trim().to_owned())?;
    let texts: Vec<String> = rendered.manifests.iter().map(|manifest| manifest.text.to_string()).collect();
    let mut objects = Vec::new();
    for text in &texts {
        objects.extend(documents::objects(text, namespace).map_err(|error| error.message)?);
    }
    Ok(Made { objects, config: final_config(&texts, Secrets::Show).unwrap_or_default() })
}

/// Whether two configurations say the same to the runner, which ignores keys that it does not know.
pub(super) fn same_config(left: &str, right: &str) -> bool {
    let read = |text: &str| {
        let Data::Map(mut table) = read_toml("the file", text, &Origin::file(0)).ok()?.data else {
            return None;
        };
        config::normalise(&mut table, &mut Notes::default());
        Some(Item::map(table).to_value())
    };
    match (read(left), read(right)) {
        (Some(left), Some(right)) => fields_of(&left, &right).is_empty(),
        _ => left == right,
    }
}

fn fields_of(left: &Value, right: &Value) -> Vec<FieldChange> {
    let object = |value: &Value| Object {
        kind: "ConfigMap".to_owned(),
        namespace: String::new(),
        name: String::new(),
        value: value.clone(),
    };
    object_changes(&object(left), &object(right))
}

/// Two renders of the chart, object by object; only what differs.
pub(super) fn renders(before: &Made, after: &Made) -> Vec<Counterpart> {
    let mut result = Vec::new();
    for old in &before.objects {
        let new = after.objects.iter().find(|new| new.identity() == old.identity());
        match new {
            None => result.push(alone(Some(old), None, None)),
            Some(new) => push_changed(&plain(old, before), &plain(new, after), &mut result),
        }
    }
    for new in &after.objects {
        if !before.objects.iter().any(|old| old.identity() == new.identity()) {
            result.push(alone(None, Some(new), None));
        }
    }
    result
}

/// The object without the digests of others, and with the configuration as the runner reads it.
fn plain(object: &Object, made: &Made) -> Object {
    let mut item = Item::from_value(&object.value);
    if let Some(annotations) = item.as_map_mut().filter(|_| object.kind == "Deployment").and_then(|map| {
        map.get_mut("spec")?
            .as_map_mut()?
            .get_mut("template")?
            .as_map_mut()?
            .get_mut("metadata")?
            .as_map_mut()?
            .get_mut("annotations")?
            .as_map_mut()
    }) {
        annotations.entries.retain(|(key, _)| !key.starts_with("checksum/"));
        if annotations.is_empty() {
            without(&mut item, &["spec", "template", "metadata"], "annotations");
        }
    }
    if let Some(data) = config_data(object, &mut item) {
        data.entries.retain(|(key, _)| !is_own_file(key));
        data.set("config.toml", Item::text(made.config.as_str()));
    }
    Object { value: item.to_value(), ..object.clone() }
}

fn without(item: &mut Item, keys: &[&str], last: &str) {
    let table =
        keys.iter().try_fold(item, |item, key| item.as_map_mut()?.get_mut(key)).and_then(Item::as_map_mut);
    if let Some(table) = table {
        table.take(last);
    }
}

fn config_data<'a>(object: &Object, item: &'a mut Item) -> Option<&'a mut Table> {
    if object.kind != "ConfigMap" {
        return None;
    }
    let data = item.as_map_mut()?.get_mut("data")?.as_map_mut()?;
    data.get("config.toml").is_some().then_some(data)
}

/// The chart's own scripts, and what only they read.
fn is_own_file(name: &str) -> bool {
    matches!(name, "entrypoint" | "check-live" | "render-config.awk" | "session-server")
        || name.starts_with("template-")
        || name.starts_with("register-")
}

/// Manifests of the input beside the render.
pub(super) fn manifests(
    manifests: &[Manifest],
    config: &Table,
    after: &Made,
    namespace: &str,
) -> Vec<Counterpart> {
    let namespace = if namespace.is_empty() { "default" } else { namespace };
    let mut taken: Vec<usize> = Vec::new();
    let mut result = Vec::new();
    for manifest in manifests {
        let before = manifest.object(namespace);
        let found = match &manifest.fate {
            Fate::Becomes(kind) => {
                let is_free = |index: &usize| {
                    let object = &after.objects[*index];
                    object.kind == *kind && !taken.contains(index) && is_main(object)
                };
                let mut free = (0..after.objects.len()).filter(is_free);
                // Extra objects of the same kind may stand before the chart's own.
                free.clone().find(|index| after.objects[*index].name == before.name).or_else(|| free.next())
            }
            Fate::Kept | Fate::Open => {
                let kept = manifest.kept().object(namespace).identity();
                after.objects.iter().position(|object| object.identity() == kept)
            }
            Fate::Replaced(_) => None,
        };
        let Some(index) = found else {
            let reason = match &manifest.fate {
                Fate::Replaced(reason) => Some(reason.clone()),
                Fate::Becomes(kind) => Some(format!("it is part of the {kind} above")),
                _ => None,
            };
            result.push(alone(Some(&before), None, reason));
            continue;
        };
        taken.push(index);
        let new = &after.objects[index];
        let identity = before.identity();
        let (old, renamed) = match manifest.fate {
            Fate::Becomes("ConfigMap") => (with_config(manifest, &before, config), None),
            Fate::Becomes("Deployment") => with_container(manifest, &before, new),
            _ => (before, None),
        };
        let fields: Vec<FieldChange> =
            renamed.into_iter().chain(fields_of_both(&old, &plain(new, after))).collect();
        if !fields.is_empty() || identity != new.identity() {
            let (before, after) = (Some(identity), Some(new.identity()));
            result.push(Counterpart { before, after, fields, reason: None });
        }
    }
    for (_, object) in after.objects.iter().enumerate().filter(|(index, _)| !taken.contains(index)) {
        let reason = match object.kind.as_str() {
            "Secret" => Some("it holds the tokens and keys of the input".to_owned()),
            "ConfigMap" => Some("it holds config.toml and the start script".to_owned()),
            "ServiceAccount" | "Role" | "RoleBinding" => {
                Some("what the manager needs in the cluster".to_owned())
            }
            _ => None,
        };
        result.push(alone(None, Some(object), reason));
    }
    result
}

/// Whether the object is not one of the session server's.
fn is_main(object: &Object) -> bool {
    !object.name.ends_with("-session-server")
}

/// The `ConfigMap` or Secret with the whole configuration of the input in the place of its files.
fn with_config(manifest: &Manifest, object: &Object, config: &Table) -> Object {
    let mut item = Item::from_value(&object.value);
    if let Some(map) = item.as_map_mut() {
        let mut data = Table::default();
        data.set("config.toml", Item::text(config_text(config)));
        for (name, text, _) in manifest.files() {
            let holds_config = crate::source::toml_in_script(&text).is_some()
                || super::manifests::is_runner_toml(&name, &text);
            if !holds_config {
                data.set(&name, Item::text(text));
            }
        }
        map.take("stringData");
        map.take("type");
        map.set("data", Item::map(data));
    }
    Object { kind: "ConfigMap".to_owned(), value: item.to_value(), ..object.clone() }
}

/// The workload with its manager called as the chart calls it.
fn with_container(manifest: &Manifest, object: &Object, new: &Object) -> (Object, Option<FieldChange>) {
    let ours = new.at(&["spec", "template", "spec", "containers"]);
    let ours = ours.as_ref().and_then(Value::as_list).and_then(|list| list.first()?.as_map()?.get("name"));
    let theirs = manifest.pod().and_then(|pod| {
        let containers = pod.at(&["containers"])?.items();
        containers
            .iter()
            .find(|container| is_manager(container))
            .or_else(|| containers.first())?
            .text_at(&["name"])
    });
    let (Some(ours), Some(theirs)) = (ours, theirs) else { return (object.clone(), None) };
    if ours.as_str().is_some_and(|ours| *ours == *theirs) {
        return (object.clone(), None);
    }
    let mut item = Item::from_value(&object.value);
    let keys = ["spec", "template", "spec", "containers"];
    let list = keys.iter().try_fold(&mut item, |item, key| item.as_map_mut()?.get_mut(key));
    for container in list.into_iter().flat_map(super::tree::Item::items_mut) {
        if container.text_at(&["name"]) == Some(theirs)
            && let Some(map) = container.as_map_mut()
        {
            map.set("name", Item::from_value(&ours));
        }
    }
    let renamed = FieldChange {
        path: format!("spec.template.spec.containers[{theirs}].name"),
        before: Some(Value::from(theirs)),
        after: Some(ours),
    };
    (Object { value: item.to_value(), ..object.clone() }, Some(renamed))
}

/// A configuration as TOML, without references to Secrets.
pub(super) fn config_text(config: &Table) -> String {
    let mut item = Item::map(config.clone());
    drop_references(&mut item);
    toml::to_toml(&item.to_value()).map(|text| text.to_string()).unwrap_or_default()
}

fn drop_references(item: &mut Item) {
    match &mut item.data {
        Data::Map(table) => {
            table
                .entries
                .retain(|(key, item)| !(key.ends_with("From") && item.at(&["secretName"]).is_some()));
            table.entries.iter_mut().for_each(|(_, item)| drop_references(item));
        }
        Data::List(items) => items.iter_mut().for_each(drop_references),
        _ => {}
    }
}

/// A `config.toml` of the input beside the one that the values make.
pub(super) fn configs(before: &str, after: &Made) -> Vec<FieldChange> {
    let read = |text: &str| toml::from_toml(text.as_bytes()).unwrap_or_else(|_| Value::Map(Map::default()));
    fields_of(&read(before), &read(&after.config))
}

fn alone(before: Option<&Object>, after: Option<&Object>, reason: Option<String>) -> Counterpart {
    Counterpart {
        before: before.map(Object::identity),
        after: after.map(Object::identity),
        fields: Vec::new(),
        reason,
    }
}

fn push_changed(old: &Object, new: &Object, result: &mut Vec<Counterpart>) {
    let fields = fields_of_both(old, new);
    if !fields.is_empty() {
        result.push(Counterpart {
            before: Some(old.identity()),
            after: Some(new.identity()),
            fields,
            reason: None,
        });
    }
}

/// What differs, but for what the heading says.
fn fields_of_both(old: &Object, new: &Object) -> Vec<FieldChange> {
    let mut fields = object_changes(old, new);
    fields.retain(|field| {
        !matches!(field.path.as_str(), "metadata.name" | "metadata.namespace" | "kind" | "apiVersion")
    });
    fields
}
