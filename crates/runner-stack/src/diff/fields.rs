//! Two values compared field by field.

use helm_render::Value;
use helm_render::json;
use helm_render::toml;
use helm_render::value::Str;

use super::FieldChange;

/// What differs between two versions of one object, by path.
pub(super) fn changes(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut walk = Walk { path: Vec::new(), found: Vec::new() };
    walk.both(before, after);
    walk.found
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    /// An item that its key field tells.
    Item(String),
    Index(usize),
}

struct Walk {
    path: Vec<Step>,
    found: Vec<FieldChange>,
}

impl Walk {
    fn both(&mut self, before: &Value, after: &Value) {
        match (before, after) {
            (Value::Map(old), Value::Map(new)) => {
                let (old, new) = (old.snapshot(), new.snapshot());
                for (key, value) in &old {
                    let other = new.iter().find(|(found, _)| found == key).map(|(_, value)| value);
                    self.step(Step::Key(key.to_string()), Some(value), other);
                }
                for (key, value) in &new {
                    if !old.iter().any(|(found, _)| found == key) {
                        self.step(Step::Key(key.to_string()), None, Some(value));
                    }
                }
            }
            (Value::List(old), Value::List(new)) => self.lists(old.items(), new.items()),
            (Value::String(old), Value::String(new)) if old != new && self.is_toml() => {
                match (toml::from_toml(old.as_bytes()), toml::from_toml(new.as_bytes())) {
                    (Ok(old), Ok(new)) => self.both(&old, &new),
                    _ => self.changed(Some(before), Some(after)),
                }
            }
            _ if self.equal(before, after) => {}
            _ => self.changed(Some(before), Some(after)),
        }
    }

    fn step(&mut self, step: Step, before: Option<&Value>, after: Option<&Value>) {
        self.path.push(step);
        match (before, after) {
            (Some(before), Some(after)) => self.both(before, after),
            // A key without a value is no key.
            (Some(Value::Nil) | None, None) | (None, Some(Value::Nil)) => {}
            _ => self.changed(before, after),
        }
        self.path.pop();
    }

    fn lists(&mut self, old: &[Value], new: &[Value]) {
        let key = self.merge_key();
        let (Some(old_keys), Some(new_keys)) = (names(old, key), names(new, key)) else {
            if old.iter().chain(new).any(|item| matches!(item, Value::Map(_))) {
                for index in 0..old.len().max(new.len()) {
                    self.step(Step::Index(index), old.get(index), new.get(index));
                }
            } else if !same(&Value::list(old.to_vec()), &Value::list(new.to_vec())) {
                self.changed(Some(&Value::list(old.to_vec())), Some(&Value::list(new.to_vec())));
            }
            return;
        };
        for (name, item) in old_keys.iter().zip(old) {
            let other = new_keys.iter().position(|found| found == name).map(|index| &new[index]);
            self.step(Step::Item(name.clone()), Some(item), other);
        }
        for (name, item) in new_keys.iter().zip(new) {
            if !old_keys.contains(name) {
                self.step(Step::Item(name.clone()), None, Some(item));
            }
        }
        let (mut sorted_old, mut sorted_new) = (old_keys.clone(), new_keys.clone());
        sorted_old.sort();
        sorted_new.sort();
        // Init containers run in their order, and a variable may use the ones before it.
        let ordered =
            matches!(self.path.last(), Some(Step::Key(key)) if key == "initContainers" || key == "env");
        if ordered && old_keys != new_keys && sorted_old == sorted_new {
            let shown = |keys: &[String]| Value::strings(keys.iter().map(String::as_str));
            self.path.push(Step::Key("(order)".to_owned()));
            self.changed(Some(&shown(&old_keys)), Some(&shown(&new_keys)));
            self.path.pop();
        }
    }

    /// By which of their fields the items of this list are told apart, as Kubernetes merges them.
    fn merge_key(&self) -> &'static [&'static str] {
        let Some(Step::Key(last)) = self.path.last() else { return &[] };
        let toml = self.path.iter().any(|step| matches!(step, Step::Key(key) if is_toml_name(key)));
        match last.as_str() {
            "runners" if toml => &["name"],
            "services" if toml => &["name", "alias"],
            "host_path" | "pvc" | "config_map" | "secret" | "empty_dir" | "csi" | "nfs" if toml => {
                &["name", "mount_path"]
            }
            "pod_spec" if toml => &["name"],
            "host_aliases" if toml => &["ip"],
            _ if toml => &[],
            "containers"
            | "initContainers"
            | "ephemeralContainers"
            | "env"
            | "volumes"
            | "imagePullSecrets"
            | "secrets" => &["name"],
            "volumeMounts" => &["mountPath"],
            "hostAliases" => &["ip"],
            "ports" => &["containerPort", "port", "protocol"],
            "topologySpreadConstraints" => &["topologyKey", "whenUnsatisfiable"],
            "subjects" => &["kind", "namespace", "name"],
            "rules" => &["apiGroups", "resources", "resourceNames", "nonResourceURLs"],
            _ => &[],
        }
    }

    /// Whether the path leads to a `config.toml` or the like in a `ConfigMap` or Secret.
    fn is_toml(&self) -> bool {
        matches!(self.path.as_slice(), [Step::Key(data), Step::Key(name)]
            if (data == "data" || data == "stringData") && is_toml_name(name))
    }

    fn equal(&self, before: &Value, after: &Value) -> bool {
        // A quantity is the same as a number and as a text.
        let quantity = matches!(self.path.iter().rev().nth(1), Some(Step::Key(key)) if key == "limits" || key == "requests");
        same(before, after) || (quantity && plain(before) == plain(after))
    }

    fn changed(&mut self, before: Option<&Value>, after: Option<&Value>) {
        self.found.push(FieldChange {
            path: shown(&self.path),
            before: before.cloned(),
            after: after.cloned(),
        });
    }
}

/// What the key fields of all items say; nothing unless every item has some and all differ.
fn names(items: &[Value], key: &[&str]) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let fields: Vec<String> =
            key.iter().filter_map(|key| Some(name(&item.as_map()?.get(key)?))).collect();
        let name = fields.join(" ");
        if name.is_empty() || names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

fn name(value: &Value) -> String {
    match value.as_list() {
        Some(items) => items.iter().map(plain).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(","),
        None => plain(value),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => json::to_raw_json(other).map(|text| text.to_string().trim().to_owned()).unwrap_or_default(),
    }
}

/// Whether two values are written the same way in JSON.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    let written = |value: &Value| -> Option<Str> { json::to_raw_json(value).ok() };
    written(left) == written(right)
}

fn shown(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key)
                if key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-()".contains(&byte)) =>
            {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Step::Key(key) => text.extend(["[", &format!("{key:?}"), "]"]),
            Step::Item(name) => text.extend(["[", name.as_str(), "]"]),
            Step::Index(index) => text.extend(["[", &index.to_string(), "]"]),
        }
    }
    text
}

/// Whether a file of a `ConfigMap` or Secret is TOML, by its name.
fn is_toml_name(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "toml")
}
