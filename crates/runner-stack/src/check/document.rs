//! What a file says, in the form that rules look at.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Span;
use crate::source::{OffsetMap, Value, ValueKind};

/// How much of a runner's name a message shows.
const SHOWN: usize = 60;

/// What one file says.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The configurations of runners in it.
    pub configs: Vec<Config>,
    /// The Kubernetes objects in it.
    pub objects: Vec<Object>,
    /// The values, when it is a values file.
    pub values: Option<Value>,
    /// The objects that the values make; they have no positions.
    pub rendered: Vec<Object>,
}

/// Where a configuration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// A `config.toml` of its own.
    File,
    /// Values.
    Values,
    /// A `ConfigMap`.
    ConfigMap,
    /// A Secret.
    Secret,
}

/// A `config.toml`, whatever language it was written in.
#[derive(Clone, Debug)]
pub struct Config {
    /// The top-level table, with the model's spelling of all keys.
    pub root: Value,
    /// What comes before the path of a key, as in `config.`.
    pub path: String,
    /// Where it stands.
    pub home: Home,
    /// Whether it was written as YAML, where a key may have a `…From` sibling.
    pub runners_in_yaml: bool,
}

impl Config {
    /// The `[[runners]]` entries.
    pub fn runners(&self) -> impl Iterator<Item = Runner<'_>> {
        let items = self.root.get("runners").map_or(&[][..], Value::items);
        items.iter().enumerate().map(|(index, value)| Runner { config: self, value, index })
    }

    /// The path of a key for people.
    pub fn path_of(&self, key: &str) -> String {
        format!("{}{key}", self.path)
    }
}

/// One `[[runners]]` entry.
#[derive(Clone, Copy, Debug)]
pub struct Runner<'a> {
    /// The configuration that it belongs to.
    pub config: &'a Config,
    /// Its table.
    pub value: &'a Value,
    /// Which one it is, from zero.
    pub index: usize,
}

impl<'a> Runner<'a> {
    /// The path of a key of this entry for people.
    pub fn path_of(&self, key: &str) -> String {
        let dot = if key.is_empty() { "" } else { "." };
        format!("{}runners[{}]{dot}{key}", self.config.path, self.index)
    }

    /// The Kubernetes executor's table, if jobs run there.
    pub fn kubernetes(&self) -> Option<&'a Value> {
        let executor = self.value.text("executor");
        if executor.is_some_and(|executor| executor != "kubernetes") {
            return None;
        }
        self.value.get("kubernetes")
    }

    /// Its name for messages.
    pub fn name(&self) -> String {
        match self.value.text("name") {
            Some(name) => {
                let mut shown: String = name.chars().take(SHOWN).collect();
                if shown.len() < name.len() {
                    shown.push('…');
                }
                format!("the runner {shown:?}")
            }
            None => format!("runner {}", self.index + 1),
        }
    }

    /// Whether a feature flag is on, by the entry's own table or its environment.
    pub fn flag(&self, name: &str) -> bool {
        if let Some(flag) = self.value.at(&["feature_flags", name]) {
            return flag.as_bool() != Some(false);
        }
        let variables = self.value.get("environment").map_or(&[][..], Value::items);
        variables.iter().filter_map(Value::as_str).any(|variable| {
            variable.split_once('=').is_some_and(|(key, value)| key == name && matches!(value, "true" | "1"))
        })
    }
}

/// A Kubernetes object.
#[derive(Clone, Debug)]
pub struct Object {
    /// The whole of it.
    pub value: Value,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its namespace; empty when it names none.
    pub namespace: String,
    /// The texts of several lines in a `ConfigMap` or Secret.
    pub texts: Vec<Text>,
}

/// A text of several lines in an object.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its key.
    pub key: String,
    /// Its content.
    pub content: String,
    /// Whether it is TOML for the runner.
    pub is_config: bool,
    /// Where it stands.
    pub map: OffsetMap,
}

impl Text {
    /// The place in the file of a part of the content.
    pub fn span(&self, start: usize, length: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.map.outer(Span { start: offset(start), end: offset(start + length) })
    }
}

impl Object {
    /// An object out of its tree.
    pub fn new(value: Value) -> Self {
        let text = |path: &[&str]| value.at(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (kind, name, namespace) =
            (text(&["kind"]), text(&["metadata", "name"]), text(&["metadata", "namespace"]));
        Self { value, kind, name, namespace, texts: Vec::new() }
    }

    /// The path of a key for people.
    pub fn path_of(&self, key: &str) -> String {
        format!("{}/{}: {key}", self.kind, self.name)
    }

    /// The pod that it makes, and the path to it.
    pub fn pod(&self) -> Option<(&Value, &'static str)> {
        let (path, shown): (&[&str], _) = match self.kind.as_str() {
            "Pod" => (&["spec"], "spec"),
            "CronJob" => {
                (&["spec", "jobTemplate", "spec", "template", "spec"], "spec.jobTemplate.spec.template.spec")
            }
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => {
                (&["spec", "template", "spec"], "spec.template.spec")
            }
            _ => return None,
        };
        Some((self.value.at(path)?, shown))
    }

    /// Whether the pod that it makes is a runner's manager.
    pub fn is_manager(&self) -> bool {
        self.pod().is_some_and(|(pod, _)| {
            containers(pod, "containers").any(|(container, _)| {
                container.text("image").is_some_and(|image| {
                    let name = image.rsplit('/').next().unwrap_or(image);
                    let name = name.split([':', '@']).next().unwrap_or(name);
                    name.starts_with("gitlab-runner") && !name.contains("helper")
                })
            })
        })
    }
}

/// The containers of a pod in one of its lists, with their index.
pub(crate) fn containers<'a>(
    pod: &'a Value,
    list: &str,
) -> impl Iterator<Item = (&'a Value, usize)> + use<'a> {
    pod.get(list).map_or(&[][..], Value::items).iter().zip(0..)
}

/// Makes values unknown that touch one of the ranges.
pub(super) fn forget(value: &mut Value, ranges: &[Range<usize>]) {
    let (start, end) = (value.span.start as usize, value.span.end as usize);
    match &mut value.kind {
        ValueKind::Map(entries) => {
            let entries = Arc::make_mut(entries);
            entries
                .retain(|entry| !touches(ranges, entry.key_span.start as usize, entry.key_span.end as usize));
            for entry in entries {
                forget(&mut entry.value, ranges);
            }
        }
        ValueKind::List(items) => {
            for item in Arc::make_mut(items) {
                forget(item, ranges);
            }
        }
        _ if touches(ranges, start, end) => value.kind = ValueKind::Unknown,
        _ => {}
    }
}

fn touches(ranges: &[Range<usize>], start: usize, end: usize) -> bool {
    ranges.iter().any(|range| range.start < end && start < range.end)
}

/// Turns positions inside a string into positions in the file.
pub(super) fn relocate(value: &mut Value, map: &OffsetMap) {
    value.span = map.outer(value.span);
    match &mut value.kind {
        ValueKind::Map(entries) => {
            for entry in Arc::make_mut(entries) {
                entry.key_span = map.outer(entry.key_span);
                relocate(&mut entry.value, map);
            }
        }
        ValueKind::List(items) => Arc::make_mut(items).iter_mut().for_each(|item| relocate(item, map)),
        _ => {}
    }
}
