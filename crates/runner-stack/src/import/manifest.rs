//! The Kubernetes objects of an import, and what becomes of each.

use super::tree::{Data, Item, Place, Table};
use crate::documents::{Object, is_cluster_wide};

/// One object of the input.
#[derive(Debug, Clone)]
pub(super) struct Manifest {
    pub(super) kind: String,
    pub(super) name: String,
    /// Empty when it names none.
    pub(super) namespace: String,
    pub(super) item: Item,
    pub(super) place: Place,
    pub(super) fate: Fate,
    /// What goes to `extraObjects`, when that is not all of it.
    pub(super) left: Option<Item>,
}

/// What becomes of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nobody has looked at it yet.
    #[default]
    Open,
    /// The chart makes one of this kind instead.
    Becomes(&'static str),
    /// Something else takes its place, or nothing; in words.
    Replaced(String),
    /// It goes to `extraObjects` as it is.
    Kept,
}

impl Manifest {
    /// An object, if this is one; lists are taken apart.
    pub(super) fn all(item: Item, place: Place) -> Option<Vec<Self>> {
        let kind = item.text_at(&["kind"])?.to_owned();
        let version = item.text_at(&["apiVersion"])?;
        if let Some(of) = kind.strip_suffix("List")
            && let Some(items) = item.at(&["items"])
        {
            let each = |inner: &Item| Self::all(of_kind(inner.clone(), version, of), inner.place);
            let found: Option<Vec<Vec<Self>>> = items.items().iter().map(each).collect();
            return found.map(|found| found.into_iter().flatten().collect());
        }
        let name =
            item.text_at(&["metadata", "name"]).or_else(|| item.text_at(&["metadata", "generateName"]));
        let name = name.unwrap_or_default().to_owned();
        let namespace = item.text_at(&["metadata", "namespace"]).unwrap_or_default().to_owned();
        Some(vec![Self { kind, name, namespace, item, place, fate: Fate::Open, left: None }])
    }

    /// The object as it goes to `extraObjects`.
    pub(super) fn kept(&self) -> Self {
        let mut kept = self.clone();
        if let Some(item) = kept.left.take() {
            kept.name = item.text_at(&["metadata", "name"]).unwrap_or(&self.name).to_owned();
            kept.item = item;
        }
        kept
    }

    /// Leaves only these entries of a `ConfigMap` or Secret for `extraObjects`.
    pub(super) fn trim(&mut self, keys: &[String]) {
        let left = self.left.get_or_insert_with(|| self.item.clone());
        let Some(object) = left.as_map_mut() else { return };
        for section in ["data", "binaryData", "stringData"] {
            let Some(data) = object.get_mut(section).and_then(Item::as_map_mut) else { continue };
            data.entries.retain(|(name, _)| keys.contains(name));
            if data.is_empty() {
                object.take(section);
            }
        }
    }

    /// Gives it another name in `extraObjects`.
    pub(super) fn rename(&mut self, name: &str) {
        let left = self.left.get_or_insert_with(|| self.item.clone());
        if let Some(metadata) = left.as_map_mut().and_then(|object| object.get_mut("metadata")?.as_map_mut())
        {
            metadata.set("name", Item::text(name));
        }
    }

    pub(super) fn identity(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// As the comparison wants it.
    pub(super) fn object(&self, namespace: &str) -> Object {
        let own = if self.namespace.is_empty() { namespace } else { &self.namespace };
        Object {
            kind: self.kind.clone(),
            namespace: if is_cluster_wide(&self.kind) { String::new() } else { own.to_owned() },
            name: self.name.clone(),
            value: self.item.to_value(),
        }
    }

    /// The specification of the pods of a workload.
    pub(super) fn pod(&self) -> Option<&Item> {
        match self.kind.as_str() {
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => {
                self.item.at(&["spec", "template", "spec"])
            }
            "CronJob" => self.item.at(&["spec", "jobTemplate", "spec", "template", "spec"]),
            "Pod" => self.item.at(&["spec"]),
            _ => None,
        }
    }

    /// The files of a `ConfigMap` or Secret: name, content, where it starts.
    pub(super) fn files(&self) -> Vec<(String, String, Place)> {
        let mut files = Vec::new();
        let sections: &[(&str, bool)] = match self.kind.as_str() {
            "ConfigMap" => &[("data", false), ("binaryData", true)],
            "Secret" => &[("data", true), ("stringData", false)],
            _ => &[],
        };
        for (section, encoded) in sections {
            let Some(Data::Map(map)) = self.item.at(&[section]).map(|item| &item.data) else { continue };
            for (name, item) in &map.entries {
                let Some(text) = item.scalar() else { continue };
                let text = if *encoded {
                    let bytes = crate::stack::decode_base64(text.as_bytes());
                    match String::from_utf8(bytes) {
                        Ok(text) => text,
                        Err(_) if *section == "binaryData" => continue,
                        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
                    }
                } else {
                    text.to_owned()
                };
                files.push((name.clone(), text, item.place));
            }
        }
        files
    }
}

/// An item of a list of one kind, such as a `ConfigMapList`: the API server leaves kind and version out there.
fn of_kind(mut item: Item, version: &str, kind: &str) -> Item {
    if let Some(map) = item.as_map_mut().filter(|_| !kind.is_empty()) {
        for (key, text) in [("kind", kind), ("apiVersion", version)] {
            if map.get(key).is_none() {
                map.set_first(key, Item::text(text));
            }
        }
    }
    item
}

/// Whether a pod's container is the runner manager.
pub(super) fn is_manager(container: &Item) -> bool {
    let image = container.text_at(&["image"]).unwrap_or_default();
    let named = image.contains("gitlab-runner") && !image.contains("gitlab-runner-helper");
    let runs = ["command", "args"].iter().any(|key| {
        container.at(&[key]).map(Item::items).unwrap_or_default().iter().any(|word| {
            word.as_text().is_some_and(|word| {
                word.contains("gitlab-runner run")
                    || word == "gitlab-runner"
                    || word.ends_with("/gitlab-runner")
            })
        })
    });
    named || runs
}

/// Everything that an object carries once it has been in a cluster, and that nobody wrote.
pub(super) fn without_server_fields(item: &mut Item) {
    let Some(map) = item.as_map_mut() else { return };
    map.take("status");
    let Some(metadata) = map.get_mut("metadata").and_then(Item::as_map_mut) else { return };
    for key in ["creationTimestamp", "uid", "resourceVersion", "generation", "managedFields", "selfLink"] {
        metadata.take(key);
    }
    if let Some(annotations) = metadata.get_mut("annotations").and_then(Item::as_map_mut) {
        annotations.take("kubectl.kubernetes.io/last-applied-configuration");
        annotations.take("deployment.kubernetes.io/revision");
        if annotations.is_empty() {
            metadata.take("annotations");
        }
    }
}

/// The object for `extraObjects`, where templates are evaluated: braces in it are written so that they stay.
pub(super) fn as_extra_object(manifest: &Manifest) -> Item {
    let mut item = manifest.kept().item;
    without_server_fields(&mut item);
    escape(&mut item);
    item
}

fn escape(item: &mut Item) {
    let literal = |text: &str| text.replace("{{", "{{ \"{{\" }}");
    match &mut item.data {
        Data::Text(text) if text.contains("{{") => *text = literal(text),
        Data::List(items) => items.iter_mut().for_each(escape),
        Data::Map(Table { entries }) => entries.iter_mut().for_each(|(key, item)| {
            if key.contains("{{") {
                *key = literal(key);
            }
            escape(item);
        }),
        _ => {}
    }
}
