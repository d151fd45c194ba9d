//! Security contexts of the pod and its containers.

use std::collections::BTreeMap;

use helm_render::Value;

use super::object::{IntoValue as _, nonempty, object};
use crate::config::Kubernetes;
use crate::config::kubernetes::{AppArmorProfile, ContainerSecurityContext, SeccompProfile};

/// The context of a container: its own, completed from `[runners.kubernetes]`.
pub(super) fn of_container(
    k: &Kubernetes,
    own: Option<&ContainerSecurityContext>,
    notes: &mut Vec<String>,
) -> Value {
    let none = ContainerSecurityContext::default();
    let own = own.unwrap_or(&none);
    object([
        ("capabilities", capabilities(k, own)),
        ("privileged", own.privileged.or(k.privileged).into_value()),
        (
            "allowPrivilegeEscalation",
            own.allow_privilege_escalation.or(k.allow_privilege_escalation).into_value(),
        ),
        ("runAsUser", own.run_as_user.map(|id| id.0).into_value()),
        ("runAsGroup", own.run_as_group.map(|id| id.0).into_value()),
        ("runAsNonRoot", own.run_as_non_root.into_value()),
        ("readOnlyRootFilesystem", own.read_only_root_filesystem.into_value()),
        ("procMount", proc_mount(own.proc_mount.as_deref().unwrap_or_default(), notes)),
        ("seLinuxOptions", se_linux(own.selinux_type.as_deref())),
        ("seccompProfile", seccomp(own.seccomp_profile.as_ref(), notes)),
        ("appArmorProfile", app_armor(own.app_armor_profile.as_ref(), notes)),
    ])
}

/// The context of a container that runs as the user of pod or job where it has none of its own.
pub(super) fn of_container_for(
    k: &Kubernetes,
    own: Option<&ContainerSecurityContext>,
    container: &str,
    user: &str,
    notes: &mut Vec<String>,
) -> Value {
    let context = of_container(k, own, notes);
    let pod = k.pod_security_context.as_ref();
    let (uid, gid) = user.split_once(':').unwrap_or((user, ""));
    let ids = [
        Id {
            name: "UID",
            kind: "user",
            asked: uid,
            own: own.and_then(|own| own.run_as_user).map(|id| id.0),
            of_pod: pod.and_then(|pod| pod.run_as_user).map(|id| id.0),
            allowed: k.allowed_users.as_deref().unwrap_or_default(),
        },
        Id {
            name: "GID",
            kind: "group",
            asked: gid,
            own: own.and_then(|own| own.run_as_group).map(|id| id.0),
            of_pod: pod.and_then(|pod| pod.run_as_group).map(|id| id.0),
            allowed: k.allowed_groups.as_deref().unwrap_or_default(),
        },
    ];
    for (id, key) in ids.iter().zip(["runAsUser", "runAsGroup"]) {
        if let (Some(number), Some(map)) = (id.pick(container, notes), context.as_map()) {
            map.insert(key, Value::Int64(number));
        }
    }
    context
}

/// A user or group that a container can get from three places.
struct Id<'a> {
    name: &'static str,
    kind: &'static str,
    asked: &'a str,
    own: Option<i64>,
    of_pod: Option<i64>,
    allowed: &'a [String],
}

impl Id<'_> {
    /// The number that counts: the container's, else the pod's, else the job's if that is allowed.
    fn pick(&self, container: &str, notes: &mut Vec<String>) -> Option<i64> {
        let (kind, asked) = (self.kind, self.asked);
        let configured = self
            .own
            .map(|id| (id, "container security context"))
            .or_else(|| self.of_pod.map(|id| (id, "pod security context")));
        if let Some((id, place)) = configured {
            if !asked.is_empty() {
                notes.push(format!(
                    "Overriding {kind} for container {container:?} to {asked:?} is not allowed: {kind} is set to {id} \
                     in {place}"
                ));
            }
            return Some(id).filter(|id| *id > -1);
        }
        if asked.is_empty() {
            return None;
        }
        match self.parse() {
            Ok(id) => Some(id),
            Err(fault) => {
                notes.push(format!(
                    "Error parsing '{}' from image options for container {container:?}, using the configured security \
                     context: {fault}",
                    self.name.to_ascii_lowercase()
                ));
                None
            }
        }
    }

    fn parse(&self) -> Result<i64, String> {
        let Self { name, kind, asked, allowed, .. } = self;
        let id: i64 =
            asked.parse().map_err(|_| format!("failed to parse {name}: {asked:?} is no whole number"))?;
        if id < 0 {
            return Err(format!("failed to parse {name}: negative values not allowed"));
        }
        // Root has to be on the list; for others an empty list allows all.
        let is_listed = allowed.iter().any(|entry| entry.parse() == Ok(id));
        if is_listed || (id != 0 && allowed.is_empty()) {
            return Ok(id);
        }
        Err(format!(
            "validating {name}: {kind} {asked:?} is not in the allowed list: [{}]",
            allowed.join(" ")
        ))
    }
}

/// The context of the pod; none when nothing is set.
pub(super) fn of_pod(k: &Kubernetes, notes: &mut Vec<String>) -> Value {
    let Some(own) = &k.pod_security_context else { return Value::Nil };
    nonempty_object(object([
        ("fsGroup", own.fs_group.map(|id| id.0).into_value()),
        ("runAsGroup", own.run_as_group.map(|id| id.0).into_value()),
        ("runAsNonRoot", own.run_as_non_root.into_value()),
        ("runAsUser", own.run_as_user.map(|id| id.0).into_value()),
        (
            "supplementalGroups",
            nonempty(
                own.supplemental_groups.iter().flatten().map(|id| Value::Int64(*id)).collect::<Vec<_>>(),
            ),
        ),
        ("seLinuxOptions", se_linux(own.selinux_type.as_deref())),
        ("seccompProfile", seccomp(own.seccomp_profile.as_ref(), notes)),
        ("appArmorProfile", app_armor(own.app_armor_profile.as_ref(), notes)),
    ]))
}

fn nonempty_object(value: Value) -> Value {
    if value.is_true() { value } else { Value::Nil }
}

/// `NET_RAW` is dropped unless `cap_add` has it; a list of the container replaces the one of the runner.
fn capabilities(k: &Kubernetes, own: &ContainerSecurityContext) -> Value {
    let mut is_added = BTreeMap::from([("NET_RAW".to_owned(), false)]);
    for name in k.cap_add.iter().flatten() {
        is_added.insert(name.clone(), true);
    }
    for name in k.cap_drop.iter().flatten() {
        is_added.insert(name.clone(), false);
    }
    let of = |wanted: bool| -> Option<Vec<String>> {
        let names: Vec<String> =
            is_added.iter().filter(|(_, added)| **added == wanted).map(|(name, _)| name.clone()).collect();
        (!names.is_empty()).then_some(names)
    };
    let own = own.capabilities.as_ref();
    let add = own.and_then(|own| own.add.clone()).or_else(|| of(true));
    let drop = own.and_then(|own| own.drop.clone()).or_else(|| of(false));
    if add.is_none() && drop.is_none() {
        return Value::Nil;
    }
    object([("add", nonempty(add.as_ref())), ("drop", nonempty(drop.as_ref()))])
}

fn proc_mount(text: &str, notes: &mut Vec<String>) -> Value {
    match text.trim().to_ascii_lowercase().as_str() {
        "" => Value::Nil,
        "default" => "Default".into(),
        "unmasked" => "Unmasked".into(),
        _ => {
            notes.push(format!("invalid proc-mount value: {text}"));
            Value::Nil
        }
    }
}

fn se_linux(kind: Option<&str>) -> Value {
    match kind {
        Some(kind) if !kind.is_empty() => object([("type", kind.into())]),
        _ => Value::Nil,
    }
}

fn seccomp(own: Option<&SeccompProfile>, notes: &mut Vec<String>) -> Value {
    own.map_or(Value::Nil, |own| {
        profile("seccomp", own.r#type.as_deref(), own.localhost_profile.as_deref(), notes)
    })
}

fn app_armor(own: Option<&AppArmorProfile>, notes: &mut Vec<String>) -> Value {
    own.map_or(Value::Nil, |own| {
        profile("apparmor", own.r#type.as_deref(), own.localhost_profile.as_deref(), notes)
    })
}

/// A profile; one that is not valid is left out, as the runner does with a line in its own log.
fn profile(what: &str, kind: Option<&str>, file: Option<&str>, notes: &mut Vec<String>) -> Value {
    match (kind.unwrap_or_default(), file.unwrap_or_default()) {
        ("", _) => Value::Nil,
        ("Localhost", "") => {
            notes.push(format!("{what} profile type is Localhost but localhost_profile is not set"));
            Value::Nil
        }
        ("Localhost", file) => object([("type", "Localhost".into()), ("localhostProfile", file.into())]),
        (kind @ ("RuntimeDefault" | "Unconfined"), _) => object([("type", kind.into())]),
        (kind, _) => {
            notes.push(format!("invalid {what} profile type value: {kind}"));
            Value::Nil
        }
    }
}
