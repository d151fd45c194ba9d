//! Volumes of the pod and where its containers have them.

use std::collections::BTreeMap;

use helm_render::Value;

use super::Job;
use super::object::{nonempty, object};
use super::quantity::Quantity;
use crate::config::Kubernetes;

impl Job<'_> {
    pub(super) fn builds_dir(&self) -> &str {
        self.runner.builds_dir.as_deref().filter(|folder| !folder.is_empty()).unwrap_or("/builds")
    }

    pub(super) fn logs_dir(&self) -> String {
        self.folder(self.kubernetes.logs_base_dir.as_deref(), "/logs")
    }

    pub(super) fn scripts_dir(&self) -> String {
        self.folder(self.kubernetes.scripts_base_dir.as_deref(), "/scripts")
    }

    fn folder(&self, base: Option<&str>, name: &str) -> String {
        let base = base.unwrap_or_default().trim_end_matches(['/', '\\']);
        format!("{base}{name}-{}-{}", self.project(), self.id())
    }

    /// Whether the pod has a volume of its own for the builds: not when one is mounted there.
    fn has_own_builds_volume(&self) -> bool {
        let builds = self.builds_dir();
        !self.configured_mounts().iter().any(|mount| {
            let path = mount.as_map().and_then(|mount| mount.get("mountPath"));
            path.and_then(|path| path.as_str().map(|path| path.to_str() == builds)).unwrap_or(false)
        })
    }

    /// The mounts that all containers have.
    pub(super) fn mounts(&self) -> Vec<Value> {
        let mount = |name: &str, path: &str| object([("name", name.into()), ("mountPath", path.into())]);
        let mut mounts = Vec::new();
        if self.has_dumb_init() || !self.is_legacy() {
            mounts.push(mount("scripts", &self.scripts_dir()));
        }
        if !self.is_legacy() {
            mounts.push(mount("logs", &self.logs_dir()));
        }
        mounts.extend(self.configured_mounts());
        if self.has_own_builds_volume() {
            mounts.push(mount("repo", self.builds_dir()));
        }
        mounts
    }

    fn configured_mounts(&self) -> Vec<Value> {
        let Some(volumes) = &self.kubernetes.volumes else { return Vec::new() };
        let mut mounts = Vec::new();
        macro_rules! add {
            ($list:ident $(, read_only: $read_only:ident)? $(, propagation: $propagation:ident)?) => {
                for volume in volumes.$list.iter().flatten() {
                    let name = volume.name.as_deref().unwrap_or_default();
                    mounts.push(object([
                        // Only the names of claims may hold variables.
                        ("name", if stringify!($list) == "pvc" { self.variables.expand(name).into() } else { name.into() }),
                        ("mountPath", self.variables.expand(volume.mount_path.as_deref().unwrap_or_default()).into()),
                        ("subPath", nonempty(self.variables.expand(volume.sub_path.as_deref().unwrap_or_default()))),
                        $(("readOnly", nonempty(volume.$read_only)),)?
                        $(("mountPropagation", nonempty(volume.$propagation.as_deref())),)?
                    ]));
                }
            };
        }
        add!(host_path, read_only: read_only, propagation: mount_propagation);
        add!(secret, read_only: read_only);
        add!(pvc, read_only: read_only, propagation: mount_propagation);
        add!(config_map, read_only: read_only);
        add!(empty_dir, propagation: mount_propagation);
        add!(csi, read_only: read_only);
        add!(nfs, read_only: read_only);
        mounts
    }

    /// The volumes of the pod.
    pub(super) fn volumes(&self, notes: &mut Vec<String>) -> Vec<Value> {
        let mut volumes = self.configured_volumes(notes);
        let empty = |name: &str| object([("name", name.into()), ("emptyDir", Value::map())]);
        if self.has_own_builds_volume() {
            volumes.push(empty("repo"));
        }
        if self.has_dumb_init() || !self.is_legacy() {
            volumes.push(empty("scripts"));
        }
        if !self.is_legacy() {
            volumes.push(empty("logs"));
        }
        volumes
    }

    fn configured_volumes(&self, notes: &mut Vec<String>) -> Vec<Value> {
        let Some(own) = &self.kubernetes.volumes else { return Vec::new() };
        let text = |value: &Option<String>| Value::str(value.as_deref().unwrap_or_default());
        let mut volumes = Vec::new();
        let mut add =
            |name: Value, kind: &str, source: Value| volumes.push(object([("name", name), (kind, source)]));
        for volume in own.host_path.iter().flatten() {
            let path = volume.host_path.as_ref().filter(|path| !path.is_empty());
            let path = path.or(volume.mount_path.as_ref()).cloned();
            add(text(&volume.name), "hostPath", object([("path", text(&path))]));
        }
        for volume in own.secret.iter().flatten() {
            let source =
                object([("secretName", text(&volume.name)), ("items", items(volume.items.as_ref()))]);
            add(text(&volume.name), "secret", source);
        }
        let mut claims: Vec<&str> = Vec::new();
        for volume in own.pvc.iter().flatten() {
            let name = volume.name.as_deref().unwrap_or_default();
            if claims.contains(&name) {
                continue;
            }
            claims.push(name);
            let name = self.variables.expand(name);
            let source = object([("claimName", name.as_str().into())]);
            add(name.into(), "persistentVolumeClaim", source);
        }
        for volume in own.config_map.iter().flatten() {
            let source = object([("name", text(&volume.name)), ("items", items(volume.items.as_ref()))]);
            add(text(&volume.name), "configMap", source);
        }
        for volume in own.empty_dir.iter().flatten() {
            let limit = volume.size_limit.as_ref().map(|limit| limit.0.trim_matches(' ')).unwrap_or_default();
            let limit = if limit.is_empty() {
                Value::Nil
            } else {
                match Quantity::parse(limit) {
                    Ok(quantity) => quantity.canonical().into(),
                    Err(error) => {
                        let name = volume.name.as_deref().unwrap_or_default();
                        notes.push(format!(
                            "invalid limit quantity {limit:?} for empty volume {name:?}: {error}"
                        ));
                        Value::Nil
                    }
                }
            };
            let source = object([("medium", nonempty(volume.medium.as_deref())), ("sizeLimit", limit)]);
            add(text(&volume.name), "emptyDir", source);
        }
        for volume in own.csi.iter().flatten() {
            let source = object([
                ("driver", text(&volume.driver)),
                ("fsType", text(&volume.fs_type)),
                ("readOnly", volume.read_only.unwrap_or(false).into()),
                ("volumeAttributes", nonempty(volume.volume_attributes.as_ref())),
            ]);
            add(text(&volume.name), "csi", source);
        }
        for volume in own.nfs.iter().flatten() {
            let source = object([
                ("server", text(&volume.server)),
                ("path", text(&volume.path)),
                ("readOnly", nonempty(volume.read_only)),
            ]);
            add(text(&volume.name), "nfs", source);
        }
        volumes
    }
}

/// Shows the texts of volumes in which variables are put in.
pub(super) fn texts_with_variables(k: &Kubernetes, mut look: impl FnMut(Option<&str>)) {
    let Some(volumes) = &k.volumes else { return };
    macro_rules! paths {
        ($($list:ident)+) => {
            $(for volume in volumes.$list.iter().flatten() {
                look(volume.mount_path.as_deref());
                look(volume.sub_path.as_deref());
            })+
        };
    }
    paths!(host_path secret pvc config_map empty_dir csi nfs);
    volumes.pvc.iter().flatten().for_each(|volume| look(volume.name.as_deref()));
}

/// The files of a Secret or `ConfigMap`; all of them when none are named.
fn items(items: Option<&BTreeMap<String, String>>) -> Value {
    let item = |(key, path): (&String, &String)| {
        object([("key", key.as_str().into()), ("path", path.as_str().into())])
    };
    nonempty(items.into_iter().flatten().map(item).collect::<Vec<_>>())
}
