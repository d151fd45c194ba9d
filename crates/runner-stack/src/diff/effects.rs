//! What applying a difference does to the manager and to running jobs.
//!
//! What the runner does on signals and on a changed `config.toml` is its own documented behaviour: SIGQUIT lets jobs
//! finish, the pod's grace period bounds that; the file is read again within seconds, but for some keys.

use helm_render::Value;
use helm_render::toml;

use super::fields::{changes, same};
use super::grants::{self, Account};
use super::{Action, ObjectChange};
use crate::documents::Object;
use crate::fields::{self, at};

/// What Kubernetes grants a stopping pod that says nothing.
const DEFAULT_GRACE: i64 = 30;

/// Keys of `config.toml` that only a new process reads.
const READ_AT_START: &[&str] = &["listen_address", "session_server", "boot_verify"];

/// What applying a difference does.
#[derive(Debug, Clone)]
pub struct Effects {
    /// What happens to manager pods.
    pub manager: Manager,
    /// What happens to jobs that run meanwhile.
    pub jobs: Jobs,
    /// Why, and what else is worth knowing.
    pub notes: Vec<Note>,
}

/// What happens to manager pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manager {
    /// They stay.
    KeepsRunning,
    /// Some stop, and no others come in their place.
    Stops,
    /// Others come in their place.
    Restarts,
}

/// What happens to jobs that are running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Jobs {
    /// They do not notice.
    Untouched,
    /// The old manager finishes them before it stops, within its grace period.
    FinishFirst,
    /// Some may fail.
    AtRisk,
}

/// One effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The object that causes it.
    pub object: String,
    /// What it does to running jobs.
    pub jobs: Jobs,
    /// In words.
    pub text: String,
}

/// What the changes between two versions do.
pub(super) fn effects(before: &[Object], after: &[Object], changed: &[ObjectChange]) -> Effects {
    let mut effects = Effects { manager: Manager::KeepsRunning, jobs: Jobs::Untouched, notes: Vec::new() };
    for change in changed {
        let find = |objects: &[Object]| {
            objects
                .iter()
                .find(|object| {
                    object.kind == change.kind
                        && object.namespace == change.namespace
                        && object.name == change.name
                })
                .cloned()
        };
        let (old, new) = (find(before), find(after));
        match (change.kind.as_str(), change.action, old, new) {
            ("Deployment" | "StatefulSet" | "DaemonSet", Action::Changed, Some(old), Some(new)) => {
                workload_changed(&old, &new, change, &mut effects);
            }
            ("Deployment" | "StatefulSet" | "DaemonSet", Action::Removed, Some(old), _) => {
                effects.manager = effects.manager.max(Manager::Stops);
                effects.note(&old, stopping(&old), format!("its pods stop; {}", finishing(&old)));
            }
            ("Deployment" | "StatefulSet" | "DaemonSet", Action::Added, _, Some(new)) => {
                if changed.iter().any(|other| other.kind == change.kind && other.action == Action::Removed) {
                    effects.manager = Manager::Restarts;
                }
                effects.note(&new, Jobs::Untouched, "its pods start".to_owned());
            }
            ("ConfigMap" | "Secret", Action::Changed, Some(old), Some(new)) => {
                data_changed(&old, &new, before, changed, &mut effects);
            }
            ("NetworkPolicy", Action::Added | Action::Changed, _, Some(new))
                if change.action == Action::Added
                    || change.fields.iter().any(|field| field.path.starts_with("spec")) =>
            {
                let text = "a network policy holds at once, for pods that are running jobs too: what it does not allow is cut off";
                effects.note(&new, Jobs::AtRisk, text.to_owned());
            }
            ("Namespace", Action::Removed, Some(old), _) => {
                effects.note(
                    &old,
                    Jobs::AtRisk,
                    "everything in the namespace is deleted, job pods too".to_owned(),
                );
            }
            ("PersistentVolumeClaim", Action::Removed, Some(old), _) => {
                effects.note(&old, Jobs::Untouched, "the volume's data may be deleted with it".to_owned());
            }
            _ => {}
        }
    }
    permissions(before, after, &mut effects);
    effects
}

impl Effects {
    fn note(&mut self, object: &Object, jobs: Jobs, text: String) {
        self.jobs = self.jobs.max(jobs);
        self.notes.push(Note { object: object.identity(), jobs, text });
    }
}

fn workload_changed(old: &Object, new: &Object, change: &ObjectChange, effects: &mut Effects) {
    if differs(old, new, &["spec", "selector"]) {
        let text =
            "spec.selector cannot be changed in place: the cluster refuses it until the object is deleted";
        effects.note(old, stopping(old), text.to_owned());
    }
    if differs(old, new, &["spec", "template"]) {
        effects.manager = Manager::Restarts;
        let recreate = new.text(&["spec", "strategy", "type"]).as_deref() == Some("Recreate");
        let between = if recreate {
            "; until then no manager takes new jobs"
        } else {
            "; a new manager takes new jobs meanwhile"
        };
        let text = format!("the manager restarts ({}): {}{between}", reasons(change), finishing(old));
        effects.note(old, stopping(old), text);
    }
    let replicas = |object: &Object| match object.at(&["spec", "replicas"]) {
        Some(value) => number(&value),
        None => 1,
    };
    let (had, has) = (replicas(old), replicas(new));
    if has < had {
        effects.manager = effects.manager.max(Manager::Stops);
        effects.note(old, stopping(old), format!("{} of {had} managers stop; {}", had - has, finishing(old)));
    } else if has > had {
        effects.note(old, Jobs::Untouched, format!("{} more managers start", has - had));
    }
}

/// What of the pod changed, in words.
fn reasons(change: &ObjectChange) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    for field in &change.fields {
        let Some(rest) = field.path.strip_prefix("spec.template.") else { continue };
        let reason = match rest {
            _ if rest.contains("checksum/config") => "configuration",
            _ if rest.contains("checksum/secret") => "secrets",
            _ if rest.rsplit('.').next() == Some("image") => "image",
            _ if rest.starts_with("metadata") => "labels or annotations",
            _ if rest.contains(".resources") => "resources",
            _ if rest.contains("env") => "environment",
            _ if rest.contains("volume") => "volumes",
            _ if rest.contains("ecurityContext") => "security context",
            _ if rest.contains("Probe") => "probes",
            _ if rest.contains("command") || rest.contains("args") => "command",
            _ if rest.contains("serviceAccount") => "service account",
            _ => "pod",
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons.join(", ")
}

fn grace(workload: &Object) -> i64 {
    workload
        .at(&["spec", "template", "spec", "terminationGracePeriodSeconds"])
        .map_or(DEFAULT_GRACE, |value| number(&value))
}

/// What the end of a pod means for its jobs.
fn stopping(workload: &Object) -> Jobs {
    // Hardly any job is done in five minutes for certain.
    if grace(workload) < 300 { Jobs::AtRisk } else { Jobs::FinishFirst }
}

fn finishing(workload: &Object) -> String {
    let seconds = grace(workload);
    format!("running jobs have {seconds} s to finish (the old pod's grace period), longer ones are aborted")
}

/// A `ConfigMap` or Secret with new content: pods that mount it see it without a restart, or never.
fn data_changed(
    old: &Object,
    new: &Object,
    before: &[Object],
    changed: &[ObjectChange],
    effects: &mut Effects,
) {
    for workload in before
        .iter()
        .filter(|object| matches!(object.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet"))
    {
        if workload.namespace != old.namespace {
            continue;
        }
        let replaced = changed.iter().any(|change| {
            change.kind == workload.kind
                && change.name == workload.name
                && (change.action == Action::Removed
                    || change.fields.iter().any(|field| field.path.starts_with("spec.template")))
        });
        if let (false, Some(mount)) = (replaced, mount_of(old, workload)) {
            effects.note(old, Jobs::Untouched, seen(&mount, old, new));
        }
    }
    if is_mounted_by_jobs(old, before) {
        let text = "job pods mount it: running ones see the new files within a minute or so";
        effects.note(old, Jobs::Untouched, text.to_owned());
    }
}

/// How a workload sees a `ConfigMap` or Secret.
enum Mount {
    /// Files that follow it, in this folder.
    Folder(String),
    /// Files or variables as they were when the container started.
    Fixed,
}

fn mount_of(data: &Object, workload: &Object) -> Option<Mount> {
    let spec = workload.at(&["spec", "template", "spec"])?;
    let mut volumes = Vec::new();
    for volume in at(&spec, &["volumes"]).as_ref().and_then(Value::as_list).unwrap_or_default() {
        let (source, name) =
            if data.kind == "ConfigMap" { ("configMap", "name") } else { ("secret", "secretName") };
        let direct = at(volume, &[source, name]).is_some_and(|found| is_text(&found, &data.name));
        let projected =
            at(volume, &["projected", "sources"]).as_ref().and_then(Value::as_list).is_some_and(|sources| {
                sources
                    .iter()
                    .any(|item| at(item, &[source, "name"]).is_some_and(|found| is_text(&found, &data.name)))
            });
        if direct || projected {
            volumes.push(text(volume, "name"));
        }
    }
    let mut fixed = false;
    for list in ["containers", "initContainers"] {
        for container in at(&spec, &[list]).as_ref().and_then(Value::as_list).unwrap_or_default() {
            for mount in
                at(container, &["volumeMounts"]).as_ref().and_then(Value::as_list).unwrap_or_default()
            {
                if !volumes.contains(&text(mount, "name")) {
                    continue;
                }
                if text(mount, "subPath").is_empty() {
                    return Some(Mount::Folder(text(mount, "mountPath")));
                }
                fixed = true;
            }
            let reference = if data.kind == "ConfigMap" {
                ("configMapKeyRef", "configMapRef")
            } else {
                ("secretKeyRef", "secretRef")
            };
            let named = |list: &str, keys: &[&str]| {
                at(container, &[list]).as_ref().and_then(Value::as_list).is_some_and(|items| {
                    items.iter().any(|item| at(item, keys).is_some_and(|found| is_text(&found, &data.name)))
                })
            };
            fixed |=
                named("env", &["valueFrom", reference.0, "name"]) || named("envFrom", &[reference.1, "name"]);
        }
    }
    fixed.then_some(Mount::Fixed)
}

/// When the manager sees new content.
fn seen(mount: &Mount, old: &Object, new: &Object) -> String {
    let Mount::Folder(folder) = mount else {
        return "the manager does not see the change until it restarts: a subPath mount and a variable keep what they had \
                (kubectl rollout restart)"
            .to_owned();
    };
    let folder = folder.trim_end_matches('/');
    if !folder.ends_with("/etc/gitlab-runner") && !folder.ends_with("/.gitlab-runner") {
        return format!(
            "the files in {folder} of the manager change within a minute or so; what its start script made of them \
             changes with the next restart (kubectl rollout restart)"
        );
    }
    let config = |object: &Object| {
        let text = object.text(&["data", "config.toml"])?;
        toml::from_toml(text.as_bytes()).ok()
    };
    let (Some(old), Some(new)) = (config(old), config(new)) else {
        return format!("the files in {folder} of the manager change within a minute or so");
    };
    let restart: Vec<String> = changes(&old, &new)
        .into_iter()
        .map(|field| field.path)
        .filter(|path| {
            let inner = path.split('.').any(|part| READ_AT_START.contains(&part));
            inner || (path.contains(".autoscaler") && !path.contains(".autoscaler.policy"))
        })
        .collect();
    let mut text = "the manager reads the new config.toml within a minute or so, without a restart; running jobs keep the \
                    settings that they started with"
        .to_owned();
    if !restart.is_empty() {
        text.push_str("; a restart (kubectl rollout restart) is needed for ");
        text.push_str(&restart.join(", "));
    }
    text
}

/// Whether `config.toml` mounts the object into job pods.
fn is_mounted_by_jobs(data: &Object, objects: &[Object]) -> bool {
    let source = if data.kind == "ConfigMap" { "config_map" } else { "secret" };
    objects.iter().filter(|object| object.kind == "ConfigMap").any(|object| {
        let Some(files) = object.at(&["data"]) else { return false };
        let Some(files) = files.as_map() else { return false };
        files.snapshot().iter().filter(|(name, _)| name.to_str().ends_with(".toml")).any(|(_, file)| {
            let Some(config) = file.as_str().and_then(|text| toml::from_toml(text.as_bytes()).ok()) else {
                return false;
            };
            let runners = at(&config, &["runners"]);
            runners.as_ref().and_then(Value::as_list).unwrap_or_default().iter().any(|runner| {
                let mounts = at(runner, &["kubernetes", "volumes", source]);
                let mounts = mounts.as_ref().and_then(Value::as_list).unwrap_or_default();
                mounts.iter().any(|mount| text(mount, "name") == data.name)
            })
        })
    })
}

/// What the account of a manager that still finishes its jobs cannot do any more.
fn permissions(before: &[Object], after: &[Object], effects: &mut Effects) {
    let mut seen: Vec<Account> = Vec::new();
    for workload in before
        .iter()
        .filter(|object| matches!(object.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet"))
    {
        let name = workload
            .text(&["spec", "template", "spec", "serviceAccountName"])
            .or_else(|| workload.text(&["spec", "template", "spec", "serviceAccount"]))
            .unwrap_or_else(|| "default".to_owned());
        let account = Account { namespace: workload.namespace.clone(), name };
        if seen.contains(&account) {
            continue;
        }
        let is_account = |object: &&Object| {
            object.kind == "ServiceAccount"
                && object.name == account.name
                && object.namespace == account.namespace
        };
        if let (Some(old), None) = (before.iter().find(is_account), after.iter().find(is_account)) {
            let text = "the account is deleted and its token stops working at once: a manager that is still finishing jobs \
                        loses sight of them";
            effects.note(old, Jobs::AtRisk, text.to_owned());
        } else {
            let lost = grants::lost(&account, before, after);
            if let Some(first) = lost.first() {
                let more =
                    if lost.len() > 1 { format!(" and {} more", lost.len() - 1) } else { String::new() };
                let text = format!(
                    "the account {} may no longer {first}{more}: jobs that a manager with this account is running may fail",
                    account.name
                );
                effects.note(workload, Jobs::AtRisk, text);
            }
        }
        seen.push(account);
    }
}

fn differs(old: &Object, new: &Object, keys: &[&str]) -> bool {
    let part = |object: &Object| object.at(keys).unwrap_or_default();
    !same(&part(old), &part(new))
}

fn is_text(value: &Value, text: &str) -> bool {
    value.as_str().is_some_and(|found| found == text)
}

fn text(value: &Value, key: &str) -> String {
    fields::text(value, &[key]).unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, reason = "numbers of pods and seconds are small")]
fn number(value: &Value) -> i64 {
    match value {
        Value::Int(number) | Value::Int64(number) => *number,
        Value::Float(number) => *number as i64,
        _ => 0,
    }
}
