//! Secrets that a stack refers to and does not make.

use std::collections::BTreeMap;

use serde::Serialize;

use super::storage::runner_name;
use super::templates;
use crate::config::Runner;
use crate::fields::{field, items, text};
use crate::stack::{Credential, View};
use helm_render::Value;

/// A Secret that has to exist before the stack runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingSecret {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What must be in it.
    pub wanted: Wanted,
    /// Who refers to it, for people.
    pub why: Vec<String>,
    /// Whether the stack starts without it.
    pub optional: bool,
}

/// What a Secret must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// These keys.
    Keys(BTreeMap<String, Content>),
    /// Keys that only its users know.
    Whole,
    /// Credentials of an image registry.
    Registry,
    /// A certificate and its key.
    Tls,
}

/// What belongs under a key of a Secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What it is, for people.
    pub what: String,
    /// Whether it has lines, which nobody types.
    pub is_file: bool,
}

impl Content {
    fn text(what: String) -> Self {
        Self { what, is_file: false }
    }

    fn file(what: String) -> Self {
        Self { what, is_file: true }
    }
}

/// The Secrets that manifests and configuration refer to and that are not among the manifests.
pub fn missing_secrets(view: &View, namespace: &str) -> Vec<MissingSecret> {
    let mut found = Found { namespace, secrets: BTreeMap::new() };
    for (object, spec) in view.pod_specs() {
        let name = text(object, &["metadata", "name"]).unwrap_or_default();
        found.of_pod(&spec, &format!("the pods of {name}"), &namespace_of(object, namespace));
    }
    for account in view.of_kind("ServiceAccount") {
        for secret in items(account, "imagePullSecrets") {
            found.add(
                &namespace_of(account, namespace),
                text(&secret, &["name"]),
                Wanted::Registry,
                "the manager's image",
                false,
            );
        }
    }
    for ingress in view.of_kind("Ingress") {
        let spec = field(ingress, "spec").unwrap_or_default();
        for tls in items(&spec, "tls") {
            found.add(
                &namespace_of(ingress, namespace),
                text(&tls, &["secretName"]),
                Wanted::Tls,
                "the Ingress",
                false,
            );
        }
    }
    for (index, runner) in view.runners().iter().enumerate() {
        found.of_runner(view, runner, &runner_name(runner, index));
    }
    for secret in view.of_kind("Secret") {
        let name = text(secret, &["metadata", "name"]).unwrap_or_default();
        found.secrets.remove(&(namespace_of(secret, namespace).into_owned(), name));
    }
    found.secrets.into_values().collect()
}

struct Found<'a> {
    namespace: &'a str,
    secrets: BTreeMap<(String, String), MissingSecret>,
}

impl Found<'_> {
    fn add(&mut self, namespace: &str, name: Option<String>, wanted: Wanted, why: &str, optional: bool) {
        let Some(name) = name.filter(|name| !name.is_empty()) else { return };
        let entry =
            self.secrets.entry((namespace.to_owned(), name.clone())).or_insert_with(|| MissingSecret {
                namespace: namespace.to_owned(),
                name,
                wanted: wanted.clone(),
                why: Vec::new(),
                optional: true,
            });
        entry.optional &= optional;
        if !entry.why.iter().any(|known| known == why) {
            entry.why.push(why.to_owned());
        }
        match (&mut entry.wanted, wanted) {
            (Wanted::Keys(known), Wanted::Keys(more)) => known.extend(more),
            // Keys say more than a whole.
            (known @ Wanted::Whole, more) => *known = more,
            _ => {}
        }
    }

    fn of_pod(&mut self, spec: &Value, who: &str, namespace: &str) {
        for secret in items(spec, "imagePullSecrets") {
            self.add(namespace, text(&secret, &["name"]), Wanted::Registry, "the manager's image", false);
        }
        for volume in items(spec, "volumes") {
            if let Some(secret) = field(&volume, "secret") {
                let wanted = keys_of(&secret, who);
                self.add(namespace, text(&secret, &["secretName"]), wanted, who, is_optional(&secret));
            }
            let projected = field(&volume, "projected").unwrap_or_default();
            for source in items(&projected, "sources") {
                if let Some(secret) = field(&source, "secret") {
                    let wanted = keys_of(&secret, who);
                    self.add(namespace, text(&secret, &["name"]), wanted, who, is_optional(&secret));
                }
            }
        }
        for container in items(spec, "initContainers").into_iter().chain(items(spec, "containers")) {
            for variable in items(&container, "env") {
                let name = text(&variable, &["name"]).unwrap_or_default();
                let Some(from) = field(&variable, "valueFrom").and_then(|from| field(&from, "secretKeyRef"))
                else {
                    continue;
                };
                let key = text(&from, &["key"]).unwrap_or_default();
                let wanted =
                    Wanted::Keys([(key, Content::text(format!("value of the variable {name}")))].into());
                self.add(namespace, text(&from, &["name"]), wanted, who, is_optional(&from));
            }
            for source in items(&container, "envFrom") {
                if let Some(secret) = field(&source, "secretRef") {
                    self.add(namespace, text(&secret, &["name"]), Wanted::Whole, who, is_optional(&secret));
                }
            }
        }
    }

    fn of_runner(&mut self, view: &View, runner: &Runner, name: &str) {
        let namespace = self.namespace;
        let mut credential = |value: Option<&String>, what: &str, content: fn(String) -> Content| {
            let Credential::Secret(secret) = view.credential(value.map(String::as_str)) else { return };
            if !secret.generated {
                let wanted = Wanted::Keys([(secret.key, content(format!("{what} of {name}")))].into());
                self.add(namespace, Some(secret.secret), wanted, &format!("{what} of {name}"), true);
            }
        };
        credential(runner.token.as_ref(), "authentication token", Content::text);
        if let Some(cache) = &runner.cache {
            if let Some(s3) = &cache.s3 {
                credential(s3.access_key.as_ref(), "access key of the cache", Content::text);
                credential(s3.secret_key.as_ref(), "secret key of the cache", Content::text);
                credential(s3.session_token.as_ref(), "session token of the cache", Content::text);
            }
            if let Some(gcs) = &cache.gcs {
                credential(gcs.access_id.as_ref(), "service account of the cache", Content::text);
                credential(gcs.private_key.as_ref(), "private key of the cache", Content::file);
            }
            if let Some(azure) = &cache.azure {
                credential(azure.account_name.as_ref(), "storage account of the cache", Content::text);
                credential(azure.account_key.as_ref(), "account key of the cache", Content::text);
            }
        }
        let Some(kubernetes) = &runner.kubernetes else { return };
        credential(kubernetes.bearer_token.as_ref(), "API token", Content::text);
        let jobs = kubernetes.namespace.clone().unwrap_or_else(|| "default".to_owned());
        let who = format!("jobs of {name}");
        for secret in kubernetes.image_pull_secrets.iter().flatten() {
            self.add(&jobs, Some(secret.clone()), Wanted::Registry, &who, false);
        }
        for volume in kubernetes.volumes.iter().flat_map(|volumes| volumes.secret.iter().flatten()) {
            let path = volume.mount_path.as_deref().unwrap_or_default();
            let wanted = match &volume.items {
                Some(items) if !items.is_empty() => Wanted::Keys(
                    items
                        .iter()
                        .map(|(key, file)| (key.clone(), Content::file(format!("{file} for {who}"))))
                        .collect(),
                ),
                // kubectl looks for this name there.
                _ if path.trim_end_matches('/').ends_with("/.kube") => Wanted::Keys(
                    [("config".to_owned(), Content::file(format!("kubeconfig for {who}")))].into(),
                ),
                _ => Wanted::Whole,
            };
            self.add(&jobs, volume.name.clone(), wanted, &format!("{who}, mounted at {path}"), false);
        }
    }
}

fn keys_of(secret: &Value, who: &str) -> Wanted {
    let keys: BTreeMap<String, Content> = items(secret, "items")
        .iter()
        .filter_map(|item| Some((text(item, &["key"])?, Content::file(format!("file for {who}")))))
        .collect();
    if keys.is_empty() { Wanted::Whole } else { Wanted::Keys(keys) }
}

fn is_optional(value: &Value) -> bool {
    matches!(field(value, "optional"), Some(Value::Bool(true)))
}

fn namespace_of<'a>(object: &Value, release: &'a str) -> std::borrow::Cow<'a, str> {
    text(object, &["metadata", "namespace"])
        .map_or(std::borrow::Cow::Borrowed(release), std::borrow::Cow::Owned)
}

/// Where the values of a Secret lie below `secrets/`.
fn folder(namespace: &str, secret: &str) -> String {
    format!("{}/{}", path_part(namespace), path_part(secret))
}

/// Where the value of a key lies below `secrets/`.
pub(super) fn path(namespace: &str, secret: &str, key: &str) -> String {
    format!("{}/{}", folder(namespace, secret), path_part(key))
}

/// A name as one part of a path. What Kubernetes would refuse anyhow must not lead out of the folder.
fn path_part(name: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-._".contains(character);
    let part: String =
        name.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
    match part.as_str() {
        "" | "." | ".." => "_".to_owned(),
        _ => part,
    }
}

/// The script that creates them.
pub(super) fn create_script(missing: &[MissingSecret]) -> String {
    #[derive(Serialize)]
    struct Key<'a> {
        name: &'a str,
        file: String,
        why: &'a str,
        /// Whether it has several lines, which nobody types.
        lines: bool,
    }
    #[derive(Serialize)]
    #[expect(clippy::struct_excessive_bools, reason = "the template chooses by them")]
    struct One<'a> {
        name: &'a str,
        namespace: &'a str,
        folder: String,
        why: String,
        optional: bool,
        registry: bool,
        tls: bool,
        whole: bool,
        generic: bool,
        keys: Vec<Key<'a>>,
    }
    #[derive(Serialize)]
    struct Context<'a> {
        secrets: Vec<One<'a>>,
    }
    let secrets = missing
        .iter()
        .map(|secret| One {
            name: &secret.name,
            namespace: &secret.namespace,
            folder: folder(&secret.namespace, &secret.name),
            why: secret.why.join(", "),
            optional: secret.optional,
            registry: secret.wanted == Wanted::Registry,
            tls: secret.wanted == Wanted::Tls,
            whole: secret.wanted == Wanted::Whole,
            generic: matches!(secret.wanted, Wanted::Keys(_)),
            keys: match &secret.wanted {
                Wanted::Keys(keys) => keys
                    .iter()
                    .map(|(key, content)| Key {
                        name: key,
                        file: path(&secret.namespace, &secret.name, key),
                        why: &content.what,
                        lines: content.is_file,
                    })
                    .collect(),
                _ => Vec::new(),
            },
        })
        .collect();
    templates::render("create-secrets.sh", &Context { secrets })
}
