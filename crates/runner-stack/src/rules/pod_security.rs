//! `pod-security`.

use super::context::{Place, setting};
use super::Context;
use crate::check::{Runner, containers};
use crate::diagnostic::Severity;
use crate::source::Value;

rule! {
    /// The Pod Security level that the pods reach, and what keeps them from the next.
    ///
    /// ## What it does
    ///
    /// Works out which level of Kubernetes' Pod Security Standards (privileged, baseline, restricted) the manager's pod
    /// and the job pods reach, and names the fields that prevent the next one. Baseline is a note, privileged a warning.
    ///
    /// ## Why
    ///
    /// A namespace that enforces a level refuses pods below it. For jobs, the level says how far a job is kept from its
    /// node.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   image = "alpine:3.22"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   image = "alpine:3.22"
    ///   allow_privilege_escalation = false
    ///   cap_drop = ["ALL"]
    ///   [runners.kubernetes.pod_security_context]
    ///     run_as_non_root = true
    ///     run_as_user = 1000
    ///     [runners.kubernetes.pod_security_context.seccomp_profile]
    ///       type = "RuntimeDefault"
    /// ```
    "pod-security", Note, File, check
}

/// Capabilities that baseline allows to add.
const BASELINE_CAPABILITIES: &[&str] = &[
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
    "SETPCAP", "SETUID", "SYS_CHROOT",
];

/// `SELinux` types that baseline allows.
const SELINUX_TYPES: &[&str] = &["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/// Volumes that restricted allows.
const VOLUMES: &[&str] = &[
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret", "image",
];

const CONTEXTS: &[&str] = &[
    "build_container_security_context",
    "helper_container_security_context",
    "service_container_security_context",
    "init_permissions_container_security_context",
];

/// A field that prevents a level.
struct Obstacle<'a> {
    path: String,
    /// Nothing when the field is missing.
    value: Option<&'a Value>,
    /// What to write.
    wanted: String,
}

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        let is_kubernetes = runner.value.text("executor").is_none_or(|executor| executor == "kubernetes");
        if !is_kubernetes {
            continue;
        }
        let absent = Value::absent();
        let table = runner.value.get("kubernetes").unwrap_or(&absent);
        let what = format!("job pods of {}", runner.name());
        let whole = runner.value.entry("kubernetes").map_or(runner.value.span, |entry| entry.key_span);
        let place = |obstacle: Option<&Obstacle<'_>>| Place {
            document: at,
            span: obstacle.and_then(|obstacle| obstacle.value).map_or(whole, |value| value.span),
            path: obstacle
                .filter(|obstacle| obstacle.value.is_some())
                .map_or_else(|| runner.path_of("kubernetes"), |obstacle| runner.path_of(&format!("kubernetes.{}", obstacle.path))),
        };
        report(ctx, &what, place, &job_baseline(table), &job_restricted(&runner, table));
    }
    for (at, object) in ctx.objects() {
        let Some((pod, path)) = object.pod().filter(|_| object.is_manager()) else { continue };
        let span = object.value.at(&["metadata", "name"]).map_or(object.value.span, |value| value.span);
        let place = |obstacle: Option<&Obstacle<'_>>| Place {
            document: at,
            span: obstacle.and_then(|obstacle| obstacle.value).map_or(span, |value| value.span),
            path: object.path_of(&obstacle.map_or_else(|| path.to_owned(), |obstacle| format!("{path}.{}", obstacle.path))),
        };
        report(ctx, "the manager's pod", place, &pod_baseline(pod), &pod_restricted(pod));
    }
    for (at, document) in ctx.documents() {
        let Some(values) = &document.values else { continue };
        for object in &document.rendered {
            let Some((pod, _)) = object.pod().filter(|_| object.is_manager()) else { continue };
            let place = |obstacle: Option<&Obstacle<'_>>| {
                let path = obstacle.map_or("", |obstacle| obstacle.path.as_str());
                Place { document: at, ..super::place_in_values(values, path) }
            };
            let baseline = in_values(pod_baseline(pod));
            report(ctx, "the manager's pod", place, &baseline, &in_values(pod_restricted(pod)));
        }
    }
}

/// The same with what is wanted in the keys of values.
fn in_values(mut obstacles: Vec<Obstacle<'_>>) -> Vec<Obstacle<'_>> {
    for obstacle in &mut obstacles {
        let key = super::key_in_values(&obstacle.path);
        obstacle.wanted = obstacle.wanted.replace(&obstacle.path, &key);
    }
    obstacles
}

fn report(
    ctx: &mut Context<'_>,
    what: &str,
    place: impl Fn(Option<&Obstacle<'_>>) -> Place,
    baseline: &[Obstacle<'_>],
    restricted: &[Obstacle<'_>],
) {
    let (severity, obstacles, reached, next) = if !baseline.is_empty() {
        (Severity::Warning, baseline, "privileged", "baseline")
    } else if !restricted.is_empty() {
        (Severity::Note, restricted, "baseline", "restricted")
    } else {
        return;
    };
    let shown = obstacles.iter().find(|obstacle| obstacle.value.is_some());
    let wanted: Vec<&str> = obstacles.iter().map(|obstacle| obstacle.wanted.as_str()).collect();
    ctx.report_as(
        severity,
        place(shown),
        format!("{what} reach{} the Pod Security level {reached}, not {next}", if what.starts_with("job") { "" } else { "es" }),
        format!("for {next}: {}", wanted.join("; ")),
    );
}

/// The places of a flag that is on: of the executor and of its containers' contexts.
pub(super) fn flags<'a>(table: &'a Value, key: &str) -> Vec<(String, &'a Value)> {
    let own = table.get(key).map(|value| (key.to_owned(), value));
    let inner = CONTEXTS
        .iter()
        .filter_map(|context| table.at(&[context, key]).map(|value| (format!("{context}.{key}"), value)));
    own.into_iter().chain(inner).filter(|(_, value)| value.as_bool() == Some(true)).collect()
}

fn job_baseline(table: &Value) -> Vec<Obstacle<'_>> {
    let mut found = Vec::new();
    for (path, value) in flags(table, "privileged") {
        found.push(Obstacle { wanted: format!("remove `{path}`"), path, value: Some(value) });
    }
    let own = table.get("cap_add").map(|list| ("cap_add".to_owned(), list));
    let inner = CONTEXTS.iter().filter_map(|context| {
        let list = table.at(&[context, "capabilities", "add"])?;
        Some((format!("{context}.capabilities.add"), list))
    });
    for (path, list) in own.into_iter().chain(inner) {
        for value in list.items() {
            if let Some(name) = value.as_str().map(|name| name.trim_start_matches("CAP_"))
                && !BASELINE_CAPABILITIES.contains(&name)
            {
                let wanted = format!("remove {name} from `{path}`");
                found.push(Obstacle { path: path.clone(), value: Some(value), wanted });
            }
        }
    }
    for (index, volume) in table.at(&["volumes", "host_path"]).map_or(&[][..], Value::items).iter().enumerate() {
        let path = format!("volumes.host_path[{index}]");
        let value = volume.get("host_path").or_else(|| volume.get("mount_path")).unwrap_or(volume);
        found.push(Obstacle { wanted: format!("remove `{path}`"), path, value: Some(value) });
    }
    for context in CONTEXTS.iter().chain(&["pod_security_context"]) {
        let Some(inner) = table.get(context) else { continue };
        for (key, refused) in [
            (&["seccomp_profile", "type"][..], "Unconfined"),
            (&["app_armor_profile", "type"][..], "Unconfined"),
            (&["proc_mount"][..], "unmasked"),
        ] {
            if let Some(value) = inner.at(key).filter(|value| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(refused))) {
                let path = format!("{context}.{}", key.join("."));
                found.push(Obstacle { wanted: format!("remove `{path}`"), path, value: Some(value) });
            }
        }
        if let Some(value) = inner.get("selinux_type")
            && value.as_str().is_some_and(|text| !SELINUX_TYPES.contains(&text))
        {
            let path = format!("{context}.selinux_type");
            found.push(Obstacle { wanted: format!("remove `{path}`"), path, value: Some(value) });
        }
    }
    found
}

fn job_restricted<'a>(runner: &Runner<'_>, table: &'a Value) -> Vec<Obstacle<'a>> {
    let mut found = Vec::new();
    let pod = table.get("pod_security_context");
    let say = |key: &str, value: &str| setting(runner.config, key, value);
    // Each path is wanted to be one thing, whatever container it is for.
    let mut once = |path: &str, value: Option<&'a Value>, wanted: &dyn Fn() -> String| {
        if !found.iter().any(|obstacle: &Obstacle<'_>| obstacle.path == path) {
            found.push(Obstacle { path: path.to_owned(), value, wanted: wanted() });
        }
    };
    for context in &CONTEXTS[..3] {
        let context = table.get(context);
        // What holds for a container: its own context, else the pod's or the executor's.
        let of = |key: &[&str], outer| context.and_then(|context| context.at(key)).or(outer);
        let value = of(&["allow_privilege_escalation"], table.get("allow_privilege_escalation"));
        if value.and_then(Value::as_bool) != Some(false) {
            once("allow_privilege_escalation", value, &|| say("allow_privilege_escalation", "false"));
        }
        let value = of(&["run_as_non_root"], pod.and_then(|pod| pod.get("run_as_non_root")));
        if value.and_then(Value::as_bool) != Some(true) {
            once("pod_security_context.run_as_non_root", value, &|| format!("{} in `pod_security_context`", say("run_as_non_root", "true")));
        }
        let value = of(&["run_as_user"], pod.and_then(|pod| pod.get("run_as_user")));
        if value.and_then(Value::as_integer) == Some(0) {
            once("pod_security_context.run_as_user", value, &|| "a `run_as_user` other than 0".to_owned());
        }
        let value = of(&["seccomp_profile", "type"], pod.and_then(|pod| pod.at(&["seccomp_profile", "type"])));
        if !value.and_then(Value::as_str).is_some_and(|kind| matches!(kind, "RuntimeDefault" | "Localhost")) {
            once("pod_security_context.seccomp_profile", value, &|| {
                format!("{} in `pod_security_context.seccomp_profile`", say("type", "\"RuntimeDefault\""))
            });
        }
        let dropped = of(&["capabilities", "drop"], table.get("cap_drop"));
        if !dropped.map_or(&[][..], Value::items).iter().any(|item| item.as_str() == Some("ALL")) {
            once("cap_drop", dropped, &|| say("cap_drop", "[\"ALL\"]"));
        }
        let added = of(&["capabilities", "add"], table.get("cap_add"));
        for item in added.map_or(&[][..], Value::items) {
            if item.as_str().is_some_and(|name| name != "NET_BIND_SERVICE") {
                once("cap_add", Some(item), &|| "no `cap_add` but NET_BIND_SERVICE".to_owned());
            }
        }
    }
    if let Some(first) = table.at(&["volumes", "nfs"]).and_then(|volumes| volumes.items().first()) {
        once("volumes.nfs[0]", Some(first), &|| "no `volumes.nfs`; use a volume claim".to_owned());
    }
    found
}

/// All containers of a pod, with their paths.
fn all(pod: &Value) -> impl Iterator<Item = (String, &Value)> {
    ["initContainers", "containers", "ephemeralContainers"].into_iter().flat_map(move |list| {
        containers(pod, list).map(move |(container, index)| (format!("{list}[{index}]"), container))
    })
}

fn pod_baseline(pod: &Value) -> Vec<Obstacle<'_>> {
    let mut found = Vec::new();
    for key in ["hostNetwork", "hostPID", "hostIPC"] {
        if pod.is_true(key) {
            found.push(Obstacle { path: key.to_owned(), value: pod.get(key), wanted: format!("remove `{key}`") });
        }
    }
    for (volume, index) in containers(pod, "volumes") {
        if let Some(value) = volume.get("hostPath") {
            let path = format!("volumes[{index}].hostPath");
            found.push(Obstacle { wanted: format!("remove `{path}`"), path, value: Some(value) });
        }
    }
    let contexts = std::iter::once((String::new(), pod)).chain(all(pod));
    for (owner, holder) in contexts {
        let dot = if owner.is_empty() { "" } else { "." };
        let path = |key: &str| format!("{owner}{dot}securityContext.{key}");
        let Some(context) = holder.get("securityContext") else { continue };
        if let Some(value) = context.get("privileged").filter(|value| value.as_bool() == Some(true)) {
            let path = path("privileged");
            found.push(Obstacle { wanted: format!("remove `{path}`"), path, value: Some(value) });
        }
        for value in context.at(&["capabilities", "add"]).map_or(&[][..], Value::items) {
            if let Some(name) = value.as_str().filter(|name| !BASELINE_CAPABILITIES.contains(name)) {
                let path = path("capabilities.add");
                found.push(Obstacle { wanted: format!("remove {name} from `{path}`"), path, value: Some(value) });
            }
        }
        for (keys, refused) in [
            (&["seccompProfile", "type"][..], "Unconfined"),
            (&["appArmorProfile", "type"][..], "Unconfined"),
            (&["procMount"][..], "Unmasked"),
        ] {
            if let Some(value) = context.at(keys).filter(|value| value.as_str() == Some(refused)) {
                let path = path(&keys.join("."));
                found.push(Obstacle { wanted: format!("remove `{path}`"), path, value: Some(value) });
            }
        }
    }
    for (owner, container) in all(pod) {
        for (port, index) in containers(container, "ports") {
            if let Some(value) = port.get("hostPort").filter(|value| value.as_integer() != Some(0)) {
                let path = format!("{owner}.ports[{index}].hostPort");
                found.push(Obstacle { wanted: format!("remove `{path}`"), path, value: Some(value) });
            }
        }
    }
    found
}

fn pod_restricted(pod: &Value) -> Vec<Obstacle<'_>> {
    let mut found = Vec::new();
    for (volume, index) in containers(pod, "volumes") {
        for entry in volume.entries() {
            if entry.key != "name" && !VOLUMES.contains(&entry.key.as_str()) {
                let path = format!("volumes[{index}].{}", entry.key);
                found.push(Obstacle { wanted: format!("remove `{path}`"), path, value: Some(&entry.value) });
            }
        }
    }
    for (owner, container) in all(pod) {
        let own = |keys: &[&str]| container.get("securityContext").and_then(|context| context.at(keys));
        let shared = |keys: &[&str]| pod.get("securityContext").and_then(|context| context.at(keys));
        let path = |key: &str| format!("{owner}.securityContext.{key}");
        let mut add = |key: &str, value, wanted: &str| {
            let path = path(key);
            found.push(Obstacle { wanted: format!("`{path}` {wanted}"), path, value });
        };
        let value = own(&["allowPrivilegeEscalation"]);
        if value.and_then(Value::as_bool) != Some(false) {
            add("allowPrivilegeEscalation", value, "false");
        }
        let value = own(&["runAsNonRoot"]).or_else(|| shared(&["runAsNonRoot"]));
        if value.and_then(Value::as_bool) != Some(true) {
            add("runAsNonRoot", value, "true");
        }
        let value = own(&["runAsUser"]).or_else(|| shared(&["runAsUser"]));
        if value.and_then(Value::as_integer) == Some(0) {
            add("runAsUser", value, "other than 0");
        }
        let value = own(&["seccompProfile", "type"]).or_else(|| shared(&["seccompProfile", "type"]));
        if !value.and_then(Value::as_str).is_some_and(|kind| matches!(kind, "RuntimeDefault" | "Localhost")) {
            add("seccompProfile.type", value, "RuntimeDefault");
        }
        let value = own(&["capabilities", "drop"]);
        if !value.map_or(&[][..], Value::items).iter().any(|item| item.as_str() == Some("ALL")) {
            add("capabilities.drop", value, "with ALL");
        }
        for value in own(&["capabilities", "add"]).map_or(&[][..], Value::items) {
            if value.as_str() != Some("NET_BIND_SERVICE") {
                add("capabilities.add", Some(value), "with NET_BIND_SERVICE at most");
            }
        }
    }
    found
}
