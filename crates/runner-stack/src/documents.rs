//! Texts with several YAML documents, and the Kubernetes objects in them.

use helm_render::Value;
use helm_render::release::Rendered;
use helm_render::yaml::{self, NodeKind};

use crate::fields::{self, at};

/// One document of a YAML text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document<'a> {
    /// The byte at which it starts in the whole text.
    pub start: usize,
    /// How many lines of the whole text are before it.
    pub line: usize,
    /// Its text, from its `---` line on if it has one.
    pub text: &'a str,
}

/// The documents of a text, empty ones included.
pub fn documents(text: &str) -> Vec<Document<'_>> {
    let mut result = Vec::new();
    let (mut start, mut line, mut at) = (0, 0, 0);
    for (number, content) in text.split_inclusive('\n').enumerate() {
        let rest = content.strip_prefix("---");
        let separates = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']));
        if separates && at > start {
            result.push(Document { start, line, text: &text[start..at] });
            (start, line) = (at, number);
        }
        at += content.len();
    }
    result.push(Document { start, line, text: &text[start..] });
    result
}

/// A Kubernetes object.
#[derive(Debug, Clone)]
pub struct Object {
    /// `kind`.
    pub kind: String,
    /// `metadata.namespace`; empty for kinds that live in none.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
    /// The whole object.
    pub value: Value,
}

impl Object {
    /// Kind and name, with the namespace where there is one: `Role/ci/gitlab-runner`.
    pub fn identity(&self) -> String {
        if self.namespace.is_empty() {
            format!("{}/{}", self.kind, self.name)
        } else {
            format!("{}/{}/{}", self.kind, self.namespace, self.name)
        }
    }

    /// The value below these keys.
    pub fn at(&self, keys: &[&str]) -> Option<Value> {
        at(&self.value, keys)
    }

    /// The text below these keys.
    pub fn text(&self, keys: &[&str]) -> Option<String> {
        fields::text(&self.value, keys)
    }
}

/// A text that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// Why.
    pub message: String,
}

/// Whether a text holds Kubernetes objects, not values.
pub fn holds_objects(text: &str) -> bool {
    documents(text).iter().any(|document| {
        let Ok(node) = yaml::parse(document.text.as_bytes()) else { return false };
        let NodeKind::Mapping(entries) = &node.kind else { return false };
        ["apiVersion", "kind"].iter().all(|wanted| entries.iter().any(|(key, _)| key.key() == **wanted))
    })
}

/// Whether a text is YAML without a single Kubernetes object, such as a pipeline or values among manifests.
pub fn is_other(text: &str) -> bool {
    !holds_objects(text)
        && documents(text).iter().all(|document| yaml::parse(document.text.as_bytes()).is_ok())
}

/// The objects that a render puts into the cluster; tests are none of them. The message of a failure names the template.
pub fn rendered_objects(rendered: &Rendered, namespace: &str) -> Result<Vec<Object>, String> {
    let mut result = Vec::new();
    for manifest in
        rendered.manifests.iter().filter(|manifest| manifest.hook.as_ref().is_none_or(|hook| !hook.is_test()))
    {
        // As Helm prints and sends it, with the line end that a block text at the end takes for its own.
        let found = objects(&format!("{}\n", manifest.text), namespace);
        result.extend(found.map_err(|error| format!("{}: {}", manifest.source, error.message))?);
    }
    Ok(result)
}

/// The objects of a text; what is in a `List` counts for itself. `namespace` holds what names no namespace.
pub fn objects(text: &str, namespace: &str) -> Result<Vec<Object>, Unreadable> {
    let mut result = Vec::new();
    for document in documents(text) {
        let value = yaml::from_yaml(document.text.as_bytes()).map_err(|error| Unreadable {
            line: document.line + error.line() as usize,
            message: format!("this is not valid YAML: {error}"),
        })?;
        collect(value, namespace, &mut result)
            .map_err(|message| Unreadable { line: document.line + 1, message })?;
    }
    Ok(result)
}

fn collect(value: Value, namespace: &str, result: &mut Vec<Object>) -> Result<(), String> {
    if matches!(value, Value::Nil) {
        return Ok(());
    }
    let text = |keys: &[&str]| fields::text(&value, keys);
    let Some(kind) = text(&["kind"]) else {
        return Err("a document without `kind` is no Kubernetes object".to_owned());
    };
    let version = text(&["apiVersion"]).unwrap_or_default();
    if let Some(of) = kind.strip_suffix("List")
        && let Some(Value::List(items)) = at(&value, &["items"])
    {
        for item in items.items() {
            // The API server leaves kind and version out of what is in a list of one kind.
            if let Value::Map(map) = item
                && !of.is_empty()
                && map.get("kind").is_none()
            {
                map.insert("apiVersion", Value::str(version.as_str()));
                map.insert("kind", Value::str(of));
            }
            collect(item.clone(), namespace, result)?;
        }
        return Ok(());
    }
    // What kustomize is told is not for the cluster.
    if kind == "Kustomization" && version.starts_with("kustomize.config.k8s.io/") {
        return Ok(());
    }
    let Some(name) = text(&["metadata", "name"]).or_else(|| text(&["metadata", "generateName"])) else {
        return Err(format!("the {kind} has no `metadata.name`"));
    };
    let own = text(&["metadata", "namespace"]).filter(|own| !own.is_empty());
    let namespace = if is_cluster_wide(&kind) { String::new() } else { own.unwrap_or(namespace.to_owned()) };
    result.push(Object { kind, namespace, name, value });
    Ok(())
}

/// Whether objects of this kind live in no namespace.
pub fn is_cluster_wide(kind: &str) -> bool {
    matches!(
        kind,
        "APIService"
            | "CSIDriver"
            | "ClusterIssuer"
            | "ClusterRole"
            | "ClusterRoleBinding"
            | "ClusterSecretStore"
            | "CustomResourceDefinition"
            | "IngressClass"
            | "MutatingWebhookConfiguration"
            | "Namespace"
            | "Node"
            | "PersistentVolume"
            | "PodSecurityPolicy"
            | "PriorityClass"
            | "RuntimeClass"
            | "SecurityContextConstraints"
            | "StorageClass"
            | "ValidatingAdmissionPolicy"
            | "ValidatingAdmissionPolicyBinding"
            | "ValidatingWebhookConfiguration"
            | "VolumeSnapshotClass"
    )
}
