//! `volume-conflict`.

use std::collections::BTreeMap;

use super::context::Place;
use super::Context;
use crate::diagnostic::Severity;
use crate::source::Value;

rule! {
    /// Volumes that get in each other's way.
    ///
    /// ## What it does
    ///
    /// Reports two volumes of job pods at one `mount_path`, two volumes with one name, and names that the runner uses
    /// itself (`repo`, `scripts`, `logs`). In manifests it reports the same for the pods' own volumes.
    ///
    /// ## Why
    ///
    /// Kubernetes refuses a pod with two volumes of one name or two mounts at one path: every job fails. Of `/cache` and
    /// `/cache/` it takes both, and one hides the other.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [[runners.kubernetes.volumes.empty_dir]]
    ///   name = "cache"
    ///   mount_path = "/cache"
    /// [[runners.kubernetes.volumes.pvc]]
    ///   name = "cache-claim"
    ///   mount_path = "/cache"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [[runners.kubernetes.volumes.pvc]]
    ///   name = "cache-claim"
    ///   mount_path = "/cache"
    /// ```
    "volume-conflict", Error, File, check
}

/// What is mounted at a path.
#[derive(Clone, Copy)]
struct Mount<'a> {
    path: &'a str,
    name: &'a str,
}

/// The path as Linux sees it.
fn folder(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() { path } else { trimmed }
}

fn severity(path: &str, other: Mount<'_>) -> Severity {
    if other.path == path { Severity::Error } else { Severity::Warning }
}

/// What happens to two mounts at one place: Kubernetes compares the texts.
fn twice(path: &str, other: Mount<'_>, refused: &str) -> String {
    let name = other.name;
    if other.path == path {
        format!("{path:?} is mounted twice, by {name:?} as well: Kubernetes refuses {refused}")
    } else {
        format!("{path:?} is where {name:?} is mounted, as {:?}: one hides the other", other.path)
    }
}

const KINDS: &[&str] = &["host_path", "pvc", "config_map", "secret", "empty_dir", "csi", "nfs"];

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        let Some(volumes) = runner.kubernetes().and_then(|table| table.get("volumes")) else { continue };
        let mut all: Vec<(&str, usize, &Value)> = Vec::new();
        for kind in KINDS {
            let items = volumes.get(kind).map_or(&[][..], Value::items);
            all.extend(items.iter().enumerate().map(|(index, volume)| (*kind, index, volume)));
        }
        // In the order of the text, so that the second of two is the one that is reported.
        all.sort_by_key(|(_, _, volume)| volume.span);
        let mut paths: BTreeMap<&str, Mount<'_>> = BTreeMap::new();
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        for (kind, index, volume) in all {
            let key = |name: &str| format!("kubernetes.volumes.{kind}[{index}].{name}");
            if let (Some(value), Some(path)) = (volume.get("mount_path"), volume.text("mount_path")) {
                let mount = Mount { path, name: volume.text("name").unwrap_or(kind) };
                if let Some(other) = paths.insert(folder(path), mount) {
                    ctx.report_as(
                        severity(path, other),
                        Place::of_runner(at, &runner, &key("mount_path"), value),
                        twice(path, other, "every job's pod"),
                        "give each volume a path of its own",
                    );
                }
            }
            let (Some(value), Some(name)) = (volume.get("name"), volume.text("name")) else { continue };
            if matches!(name, "repo" | "scripts" | "logs") {
                ctx.report(
                    Place::of_runner(at, &runner, &key("name"), value),
                    format!("the runner has a volume {name:?} of its own: Kubernetes refuses every job's pod"),
                    "give the volume another name",
                );
            }
            // The runner makes one volume for each entry, but takes a claim that is mounted at several paths once.
            if let Some(other) = names.insert(name, kind)
                && !(other == "pvc" && kind == "pvc")
            {
                let what = if other == kind { String::new() } else { format!(", as `{other}` and as `{kind}`") };
                ctx.report(
                    Place::of_runner(at, &runner, &key("name"), value),
                    format!("two volumes have the name {name:?}{what}: Kubernetes refuses every job's pod"),
                    "give each volume a name of its own; to mount one twice, use `sub_path` below one mount",
                );
            }
        }
    }
    for (at, object) in ctx.objects() {
        let Some((pod, path)) = object.pod() else { continue };
        for list in ["containers", "initContainers"] {
            for (container, index) in crate::check::containers(pod, list) {
                let mut seen: BTreeMap<&str, Mount<'_>> = BTreeMap::new();
                for (mount, number) in crate::check::containers(container, "volumeMounts") {
                    let (Some(value), Some(target)) = (mount.get("mountPath"), mount.text("mountPath")) else {
                        continue;
                    };
                    let name = mount.text("name").unwrap_or_default();
                    if let Some(other) = seen.insert(folder(target), Mount { path: target, name }) {
                        let key = format!("{path}.{list}[{index}].volumeMounts[{number}].mountPath");
                        ctx.report_as(
                            severity(target, other),
                            Place::of_object(at, object, &key, value),
                            twice(target, other, "the pod"),
                            "give each volume a path of its own",
                        );
                    }
                }
            }
        }
    }
}
