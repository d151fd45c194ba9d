//! `secret-not-mounted`.

use super::context::Place;
use super::Context;
use crate::check::{Config, Document, Object, containers};
use crate::diagnostic::Severity;
use crate::schema::nearest_value;
use crate::source::Value;

rule! {
    /// Secrets and files that are named and not mounted.
    ///
    /// ## What it does
    ///
    /// Reports volumes with a Secret or ConfigMap that no container mounts, mounts of volumes that do not exist, and files
    /// that the configuration names and no volume of the manager brings.
    ///
    /// ## Why
    ///
    /// A mount without a volume keeps the pod from being made. A Secret that is not mounted has no effect. A certificate
    /// that is not there makes every connection to GitLab fail.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// volumes:
    ///   - name: ca
    ///     secret: { secretName: gitlab-ca }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// volumes:
    ///   - name: ca
    ///     secret: { secretName: gitlab-ca }
    /// volumeMounts:
    ///   - name: ca
    ///     mountPath: /certs
    /// ```
    "secret-not-mounted", Warning, Together, check
}

/// Keys that name a file of the manager.
const FILES: &[&[&str]] = &[
    &["tls-ca-file"],
    &["tls-cert-file"],
    &["tls-key-file"],
    &["cache", "gcs", "CredentialsFile"],
    &["kubernetes", "cert_file"],
    &["kubernetes", "key_file"],
    &["kubernetes", "ca_file"],
];

/// What the image or Kubernetes brings.
const ALWAYS_THERE: &[&str] = &["/etc/ssl/", "/etc/pki/", "/usr/", "/var/run/secrets/kubernetes.io/"];

fn check(ctx: &mut Context<'_>) {
    let documents: Vec<(usize, &Document)> = ctx.documents().collect();
    let written: Vec<&Object> =
        documents.iter().flat_map(|(_, document)| &document.objects).filter(|object| object.is_manager()).collect();
    for (at, document) in documents {
        for object in &document.objects {
            let Some((pod, path)) = object.pod() else { continue };
            pod_volumes(ctx, object, pod, |key, value| Place::of_object(at, object, &format!("{path}.{key}"), value));
        }
        if let Some(values) = &document.values {
            for object in document.rendered.iter().filter(|object| object.is_manager()) {
                let Some((pod, _)) = object.pod() else { continue };
                pod_volumes(ctx, object, pod, |_, named| {
                    let name = named.as_str().unwrap_or_default();
                    let found = ["volumes", "volumeMounts"].into_iter().find_map(|list| {
                        let (item, index) =
                            containers(values, list).find(|(item, _)| item.text("name") == Some(name))?;
                        Some((item.get("name")?, format!("{list}[{index}].name")))
                    });
                    match found {
                        Some((value, path)) => Place::of_values(at, &path, value),
                        None => Place { document: at, ..super::place_in_values(values, "volumes") },
                    }
                });
            }
        }
        let rendered: Vec<&Object> = document.rendered.iter().filter(|object| object.is_manager()).collect();
        let managers = if document.values.is_some() { &rendered } else { &written };
        for config in &document.configs {
            files(ctx, at, config, managers);
        }
    }
}

fn pod_volumes(ctx: &mut Context<'_>, object: &Object, pod: &Value, place: impl Fn(&str, &Value) -> Place) {
    let claims: Vec<&str> = object
        .value
        .at(&["spec", "volumeClaimTemplates"])
        .map_or(&[][..], Value::items)
        .iter()
        .filter_map(|claim| claim.at(&["metadata", "name"])?.as_str())
        .collect();
    let mounts: Vec<(String, &Value)> = ["initContainers", "containers"]
        .into_iter()
        .flat_map(|list| {
            containers(pod, list).flat_map(move |(container, index)| {
                containers(container, "volumeMounts").filter_map(move |(mount, number)| {
                    Some((format!("{list}[{index}].volumeMounts[{number}].name"), mount.get("name")?))
                })
            })
        })
        .collect();
    let names: Vec<&str> = containers(pod, "volumes").filter_map(|(volume, _)| volume.text("name")).collect();
    for (path, value) in &mounts {
        if let Some(name) = value.as_str()
            && !names.contains(&name)
            && !claims.contains(&name)
        {
            let known = names.iter().chain(&claims).copied();
            let help = nearest_value(name, known).map_or_else(
                || "add the volume, or correct the name".to_owned(),
                |near| format!("did you mean {near:?}? Else add the volume"),
            );
            ctx.report_as(
                Severity::Error,
                place(path, value),
                format!("there is no volume {name:?}: Kubernetes refuses the pod"),
                help,
            );
        }
    }
    for (volume, index) in containers(pod, "volumes") {
        let (Some(value), Some(name)) = (volume.get("name"), volume.text("name")) else { continue };
        let what = if volume.get("secret").is_some() {
            "Secret"
        } else if volume.get("configMap").is_some() {
            "ConfigMap"
        } else {
            continue;
        };
        if !mounts.iter().any(|(_, mount)| mount.as_str() == Some(name)) {
            ctx.report(
                place(&format!("volumes[{index}].name"), value),
                format!("the {what} of the volume {name:?} is not mounted into any container, so nobody can read it"),
                "add a mount for it, or remove the volume",
            );
        }
    }
}

fn files(ctx: &mut Context<'_>, at: usize, config: &Config, managers: &[&Object]) {
    if managers.is_empty() {
        return;
    }
    let mounted: Vec<&str> = managers
        .iter()
        .filter_map(|manager| manager.pod())
        .flat_map(|(pod, _)| containers(pod, "containers"))
        .flat_map(|(container, _)| containers(container, "volumeMounts"))
        .filter_map(|(mount, _)| mount.text("mountPath"))
        .collect();
    for runner in config.runners() {
        for keys in FILES {
            let Some(value) = runner.value.at(keys) else { continue };
            let Some(file) = value.as_str().filter(|file| file.starts_with('/')) else { continue };
            let is_there = ALWAYS_THERE.iter().any(|start| file.starts_with(start))
                || mounted.iter().any(|path| {
                    let path = path.trim_end_matches('/');
                    file == path || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
                });
            if !is_there {
                ctx.report(
                    Place::of_runner(at, &runner, &keys.join("."), value),
                    format!("no volume of the manager brings the file {file:?}"),
                    "mount the Secret that holds it, or correct the path",
                );
            }
        }
    }
}
