//! The manager's Deployment (or what stands for it): keys of the values for what it says.

use super::claims;
use super::credentials;
use super::manifest::{Manifest, is_manager, without_server_fields};
use super::notes::Notes;
use super::references::{self, Renamed};
use super::shell;
use super::tree::{Data, Item, Place, Table};

/// Folders in which the runner looks for its configuration.
const CONFIG_FOLDERS: &[&str] = &["/etc/gitlab-runner", "/home/gitlab-runner/.gitlab-runner"];

/// Keys of the pod that have a key of the same meaning in the values.
const POD_KEYS: &[(&str, &str)] = &[
    ("automountServiceAccountToken", "automountServiceAccountToken"),
    ("securityContext", "podSecurityContext"),
    ("terminationGracePeriodSeconds", "terminationGracePeriodSeconds"),
    ("priorityClassName", "priorityClassName"),
    ("runtimeClassName", "runtimeClassName"),
    ("schedulerName", "schedulerName"),
    ("imagePullSecrets", "imagePullSecrets"),
    ("nodeSelector", "nodeSelector"),
    ("tolerations", "tolerations"),
    ("affinity", "affinity"),
    ("topologySpreadConstraints", "topologySpreadConstraints"),
    ("hostAliases", "hostAliases"),
    ("hostname", "hostname"),
    ("dnsPolicy", "dnsPolicy"),
    ("dnsConfig", "dnsConfig"),
];

/// What the rest of the import has made of the stack around the workload.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    /// `ConfigMaps` and Secrets that the chart's own take the place of: kind and name.
    pub(super) consumed: Vec<(String, String)>,
    /// Those of which the manager's environment has nothing left to read.
    pub(super) unread: Vec<(String, String)>,
    /// Those that get a new name.
    pub(super) renamed: Vec<Renamed>,
    /// Variables that went into the configuration.
    pub(super) variables: Vec<String>,
    /// Whether a registration is done at start.
    pub(super) registers: bool,
}

/// Puts what a workload says into the values.
pub(super) fn take(manifest: &Manifest, surroundings: &Surroundings, values: &mut Table, notes: &mut Notes) {
    let mut item = manifest.item.clone();
    without_server_fields(&mut item);
    references::repoint(&mut item, &surroundings.renamed);
    let mut rest = Rest { notes, what: manifest.identity() };
    if manifest.kind != "Deployment" {
        let message = format!("the {} becomes a Deployment", manifest.kind);
        rest.notes.warn("other-kind", manifest.place, message);
    }
    let Some(whole) = item.as_map_mut() else { return };
    if let Some(metadata) = whole.get_mut("metadata").and_then(Item::as_map_mut) {
        labels(metadata.take("labels"), "deploymentLabels", &manifest.name, values);
        labels(metadata.take("annotations"), "deploymentAnnotations", &manifest.name, values);
        if !manifest.name.starts_with("gitlab-runner") {
            values.set("fullnameOverride", Item::text(manifest.name.as_str()));
        }
    }
    let Some(mut spec) = whole.take("spec") else { return };
    let Some(map) = spec.as_map_mut() else { return };
    let mut pod = if manifest.kind == "Pod" {
        spec
    } else {
        map.take("selector");
        for key in ["replicas", "revisionHistoryLimit", "strategy"] {
            if let Some(item) = map.take(key) {
                values.set(key, item);
            }
        }
        let template = map.take("template");
        let claims = claims::claims(map);
        rest.report(map, "spec");
        let Some(mut template) = template else { return };
        let Some(template) = template.as_map_mut() else { return };
        if let Some(metadata) = template.get_mut("metadata").and_then(Item::as_map_mut) {
            labels(metadata.take("labels"), "podLabels", &manifest.name, values);
            labels(metadata.take("annotations"), "podAnnotations", &manifest.name, values);
        }
        let Some(mut pod) = template.take("spec") else { return };
        if let Some(pod) = pod.as_map_mut() {
            claims::without_mounts(pod, &claims, rest.notes);
        }
        pod
    };
    let Some(pod) = pod.as_map_mut() else { return };
    take_pod(pod, manifest, surroundings, values, &mut rest);
}

fn take_pod(
    pod: &mut Table,
    manifest: &Manifest,
    surroundings: &Surroundings,
    values: &mut Table,
    rest: &mut Rest<'_>,
) {
    for (key, target) in POD_KEYS {
        if let Some(item) = pod.take(key) {
            values.set(target, item);
        }
    }
    let _ = (pod.take("serviceAccountName"), pod.take("serviceAccount"));
    // What Kubernetes fills in by itself.
    for (key, usual) in [("restartPolicy", "Always"), ("enableServiceLinks", "true")] {
        if pod.get(key).and_then(Item::scalar) == Some(usual) {
            pod.take(key);
        }
    }
    let mut containers = list(pod.take("containers"));
    let index = containers.iter().position(is_manager).unwrap_or(0);
    let containers_before = containers.clone();
    let mut mounts_of_others: Vec<String> = Vec::new();
    let volumes = list(pod.take("volumes"));
    let dropped: Vec<String> = volumes
        .iter()
        .filter(|volume| is_consumed(volume, surroundings))
        .filter_map(|volume| volume.text_at(&["name"]).map(str::to_owned))
        .collect();
    if index < containers.len() {
        let mut manager = containers.remove(index);
        if let Some(manager) = manager.as_map_mut() {
            take_manager(manager, &dropped, surroundings, values, rest);
        }
    }
    let mut inits = list(pod.take("initContainers"));
    inits.retain(|init| {
        if !prepares(init, &volumes, &containers_before, surroundings) {
            return !registers(init, surroundings);
        }
        let name = init.text_at(&["name"]).unwrap_or_default();
        let message = format!(
            "the init container {name} is left out: it brings config.toml to the manager, as the chart's start script does"
        );
        rest.notes.warn("left-out", init.place, message);
        false
    });
    for (items, key) in [(containers, "extraContainers"), (inits, "initContainers")] {
        for container in &items {
            let mounts = container.at(&["volumeMounts"]).map(Item::items).unwrap_or_default();
            mounts_of_others
                .extend(mounts.iter().filter_map(|mount| mount.text_at(&["name"]).map(str::to_owned)));
        }
        if !items.is_empty() {
            values.set(key, Item::list(items));
        }
    }
    let mounted: Vec<String> = values
        .get("volumeMounts")
        .map(Item::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|mount| mount.text_at(&["name"]).map(str::to_owned))
        .chain(mounts_of_others)
        .collect();
    let mut kept = Vec::new();
    for volume in volumes {
        let name = volume.text_at(&["name"]).unwrap_or_default().to_owned();
        if mounted.contains(&name) {
            kept.push(volume);
        } else if !dropped.contains(&name) && volume.at(&["emptyDir"]).is_none() {
            let message = format!("the volume {name} is mounted nowhere any more, so it is left out");
            rest.notes.warn("left-out", volume.place, message);
        }
    }
    if !kept.is_empty() {
        values.set("volumes", Item::list(kept));
    }
    rest.report(pod, "the pod");
    let _ = manifest;
}

fn take_manager(
    manager: &mut Table,
    dropped: &[String],
    surroundings: &Surroundings,
    values: &mut Table,
    rest: &mut Rest<'_>,
) {
    manager.take("name");
    if let Some(image) = manager.take("image") {
        take_image(&image, values);
        // What Kubernetes does with `latest` unless told otherwise.
        if manager.get("imagePullPolicy").is_none()
            && image.as_text().is_some_and(|image| {
                image.ends_with(":latest")
                    || !image.rsplit('/').next().unwrap_or_default().contains([':', '@'])
            })
        {
            values.set("imagePullPolicy", Item::text("Always"));
        }
    }
    for (key, target) in [
        ("imagePullPolicy", "imagePullPolicy"),
        ("securityContext", "securityContext"),
        ("resources", "resources"),
        ("envFrom", "extraEnvFromRefs"),
    ] {
        if let Some(item) = manager.take(key) {
            values.set(target, item);
        }
    }
    if let Some(refs) = values.get_mut("extraEnvFromRefs")
        && let Data::List(items) = &mut refs.data
    {
        items.retain(|item| {
            let gone = |kind: &str, key: &str| {
                item.text_at(&[key, "name"]).is_some_and(|name| {
                    surroundings.unread.iter().any(|(found, other)| found == kind && other == name)
                })
            };
            !gone("ConfigMap", "configMapRef") && !gone("Secret", "secretRef")
        });
        if items.is_empty() {
            values.take("extraEnvFromRefs");
        }
    }
    take_environment(list(manager.take("env")), surroundings, values, rest.notes);
    take_lifecycle(manager.take("lifecycle"), surroundings, values);
    for (key, target) in [("livenessProbe", "livenessProbe"), ("readinessProbe", "readinessProbe")] {
        if let Some(mut probe) = manager.take(key) {
            take_probe(&mut probe, target, values, rest);
        }
    }
    let ports = list(manager.take("ports"));
    let is_only = ports.len() == 1;
    for port in ports {
        let number = port.at(&["containerPort"]).and_then(Item::scalar).unwrap_or_default();
        let is_for_metrics = is_only || number == "9252" || port.text_at(&["name"]) == Some("metrics");
        if !is_for_metrics {
            let message = format!("the port {number} of the manager's container is not carried over");
            let help =
                "a port works without being declared; for the session server, the chart has `sessionServer`";
            rest.notes.warn_with_help("no-place", port.place, message, help);
            continue;
        }
        if number != "9252" {
            values.table("metrics").set("port", Item { place: port.place, ..Item::plain(number) });
        }
        if let Some(name) = port.text_at(&["name"]).filter(|name| *name != "metrics") {
            values.table("metrics").set("portName", Item::text(name));
        }
    }
    let mut kept = Vec::new();
    for mount in list(manager.take("volumeMounts")) {
        let name = mount.text_at(&["name"]).unwrap_or_default();
        let path = mount.text_at(&["mountPath"]).unwrap_or_default().trim_end_matches('/').to_owned();
        if dropped.iter().any(|gone| gone == name) {
            continue;
        }
        if CONFIG_FOLDERS.contains(&path.as_str()) {
            let message = format!(
                "the mount at {path} is left out: config.toml is written to a memory-backed volume at each start"
            );
            rest.notes.warn("left-out", mount.place, message);
            continue;
        }
        kept.push(mount);
    }
    if !kept.is_empty() {
        values.set("volumeMounts", Item::list(kept));
    }
    for key in ["command", "args"] {
        if let Some(words) = manager.take(key) {
            take_words(&words, values, rest);
        }
    }
    for (key, usual) in
        [("terminationMessagePath", "/dev/termination-log"), ("terminationMessagePolicy", "File")]
    {
        if manager.get(key).and_then(Item::scalar) == Some(usual) {
            manager.take(key);
        }
    }
    rest.report(manager, "the manager's container");
}

/// The options of `gitlab-runner run`; the chart's start script has the rest.
fn take_words(words: &Item, values: &mut Table, rest: &mut Rest<'_>) {
    let words: Vec<(&str, Place)> =
        words.items().iter().filter_map(|word| Some((word.scalar()?, word.place))).collect();
    let mut at = 0;
    while at < words.len() {
        let (word, place) = words[at];
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value = if value.is_empty() {
            words.get(at + 1).map(|(word, _)| *word).unwrap_or_default()
        } else {
            value
        };
        if name == "--listen-address" {
            values.table("config").set("listen_address", Item::text(value));
        } else if matches!(name, "--working-directory" | "--user") {
            // What the image starts the runner with.
            if !matches!(value, "gitlab-runner" | "/home/gitlab-runner") {
                let message = format!("{name} {value} of the manager's command is not carried over");
                rest.notes.warn_with_help("no-place", place, message, "the shell executor alone looks at it");
            }
        } else if name.starts_with("--") && !matches!(name, "--" | "--config" | "--service" | "--syslog") {
            let message = format!("the option {name} of the manager's command is not carried over");
            rest.notes.warn("no-place", place, message);
        }
        at += 1;
    }
}

pub(super) fn take_image(image: &Item, values: &mut Table) {
    let text = image.as_text().unwrap_or_default();
    let (name, tag) = match text.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (text, "latest"),
    };
    let (registry, path) = match name.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => (host, path),
        _ => ("", name),
    };
    let mut table = Table::default();
    table.set("registry", Item::text(registry));
    table.set("image", Item::text(path));
    table.set("tag", Item::text(tag));
    let alpine = tag.contains("alpine") || tag.len() == 64;
    values.set("image", Item::map(table).with_comments_of(image));
    if !alpine && values.get("podSecurityContext").is_none() {
        let mut user = Table::default();
        user.set("runAsUser", Item::plain("999"));
        user.set("fsGroup", Item::plain("999"));
        values.set(
            "podSecurityContext",
            Item::map(user).commented("An image built on Ubuntu: its user gitlab-runner has this number."),
        );
    }
}

fn take_environment(entries: Vec<Item>, surroundings: &Surroundings, values: &mut Table, notes: &mut Notes) {
    for entry in entries {
        let Some(name) = entry.text_at(&["name"]).map(str::to_owned) else { continue };
        if surroundings.variables.contains(&name) {
            continue;
        }
        if let Some(source) = entry.at(&["valueFrom"]) {
            values.table("extraEnvFrom").set(&name, source.clone().with_comments_of(&entry));
        } else {
            let value = entry.at(&["value"]).cloned().unwrap_or_else(|| Item::text(""));
            if let Some(credential) = value.as_text().and_then(|text| credentials::in_variable(&name, text)) {
                notes.secrets.push(credential.to_owned());
                notes.warn_with_help(
                    "plain-credential",
                    entry.place,
                    format!("`{name}` in the manager's environment is a credential in plain text, and stays so in `extraEnv`"),
                    "replace it with a new one, keep that in a Secret, and name the Secret in `extraEnvFrom`",
                );
            }
            values.table("extraEnv").set(&name, value.with_comments_of(&entry));
        }
    }
}

fn take_lifecycle(lifecycle: Option<Item>, surroundings: &Surroundings, values: &mut Table) {
    let Some(mut lifecycle) = lifecycle else { return };
    let Some(hooks) = lifecycle.as_map_mut() else { return };
    let words = |hook: &Item| {
        let words = hook.at(&["exec", "command"]).map(Item::items).unwrap_or_default();
        words.iter().filter_map(Item::as_text).collect::<Vec<_>>().join(" ")
    };
    if surroundings.registers {
        hooks.take("postStart");
    }
    if hooks.get("preStop").is_some_and(|hook| words(hook).contains("unregister")) {
        // The start script unregisters after the jobs have finished; the hook would do so while they run.
        hooks.take("preStop");
    }
    if !hooks.is_empty() {
        values.set("deploymentLifecycle", lifecycle);
    }
}

fn take_probe(probe: &mut Item, target: &str, values: &mut Table, rest: &mut Rest<'_>) {
    let place = probe.place;
    let Some(probe) = probe.as_map_mut() else { return };
    if let Some(seconds) = probe.take("timeoutSeconds") {
        values.set("probeTimeoutSeconds", seconds);
    }
    let handler = ["exec", "httpGet", "tcpSocket", "grpc"].iter().find(|key| probe.take(key).is_some());
    if let Some(handler) = handler {
        let message =
            format!("the {handler} check of the {target} is replaced by the chart's own; its times are kept");
        rest.notes.warn("replaced", place, message);
    }
    if !probe.is_empty() {
        values.set(target, Item::map(probe.clone()));
    }
}

/// Labels and annotations, without those that the chart sets itself.
fn labels(found: Option<Item>, key: &str, name: &str, values: &mut Table) {
    let Some(Item { data: Data::Map(mut map), above, below, .. }) = found else { return };
    map.entries.retain(|(key, item)| {
        let own = matches!(
            key.as_str(),
            "chart"
                | "release"
                | "heritage"
                | "helm.sh/chart"
                | "pod-template-hash"
                | "kubectl.kubernetes.io/restartedAt"
        );
        let managed = key.starts_with("app.kubernetes.io/")
            && matches!(
                key.as_str(),
                "app.kubernetes.io/name"
                    | "app.kubernetes.io/instance"
                    | "app.kubernetes.io/version"
                    | "app.kubernetes.io/managed-by"
            );
        let app = key == "app" && item.as_text() == Some(name);
        !own && !managed && !app && !key.starts_with("checksum/")
    });
    if !map.is_empty() {
        values.set(key, Item { above, below, ..Item::map(map) });
    }
}

/// Whether a volume only brings files that the chart brings itself.
fn is_consumed(volume: &Item, surroundings: &Surroundings) -> bool {
    let consumed = |kind: &str, name: Option<&str>| {
        name.is_some_and(|name| {
            surroundings.consumed.iter().any(|(found, other)| found == kind && other == name)
        })
    };
    if consumed("ConfigMap", volume.text_at(&["configMap", "name"]))
        || consumed("Secret", volume.text_at(&["secret", "secretName"]))
    {
        return true;
    }
    let sources = volume.at(&["projected", "sources"]).map(Item::items).unwrap_or_default();
    !sources.is_empty()
        && sources.iter().all(|source| {
            consumed("ConfigMap", source.text_at(&["configMap", "name"]))
                || consumed("Secret", source.text_at(&["secret", "name"]))
        })
}

/// Whether an init container does nothing but register or prepare the configuration.
fn registers(container: &Item, surroundings: &Surroundings) -> bool {
    let words: Vec<&str> = ["command", "args"]
        .iter()
        .flat_map(|key| container.at(&[key]).map(Item::items).unwrap_or_default())
        .filter_map(Item::as_text)
        .collect();
    surroundings.registers && words.iter().any(|word| word.contains("register"))
}

/// Commands that move files.
const MOVING: &[&str] =
    &["cat", "chmod", "chown", "cp", "echo", "install", "ln", "mkdir", "mv", "set", "test", "true"];

/// Whether an init container does nothing but bring the configuration to where the manager reads it.
fn prepares(init: &Item, volumes: &[Item], containers: &[Item], surroundings: &Surroundings) -> bool {
    let words: Vec<&str> = ["command", "args"]
        .iter()
        .flat_map(|key| init.at(&[key]).map(Item::items).unwrap_or_default())
        .filter_map(Item::scalar)
        .collect();
    let script = match words.as_slice() {
        [shell, flag, script] if shell.ends_with("sh") && flag.ends_with('c') => (*script).to_owned(),
        words => words.join(" "),
    };
    let commands = shell::commands(&script);
    let moves = commands.iter().all(|command| {
        command.first().is_some_and(|name| MOVING.contains(&name.rsplit('/').next().unwrap_or(name)))
    });
    let mounts = init.at(&["volumeMounts"]).map(Item::items).unwrap_or_default();
    let volume = |mount: &Item| {
        let name = mount.text_at(&["name"])?;
        volumes.iter().find(|volume| volume.text_at(&["name"]) == Some(name))
    };
    let brings = mounts.iter().filter_map(volume).any(|volume| is_consumed(volume, surroundings));
    // What else it fills must be the manager's configuration.
    let is_configuration = |mount: &Item| {
        let name = mount.text_at(&["name"]);
        let others = containers
            .iter()
            .flat_map(|container| container.at(&["volumeMounts"]).map(Item::items).unwrap_or_default());
        others.filter(|other| other.text_at(&["name"]) == name).all(|other| {
            let path = other.text_at(&["mountPath"]).unwrap_or_default().trim_end_matches('/');
            CONFIG_FOLDERS.contains(&path)
        })
    };
    let alone = mounts.iter().all(|mount| {
        volume(mount).is_some_and(|volume| is_consumed(volume, surroundings)) || is_configuration(mount)
    });
    moves && brings && alone && !commands.is_empty()
}

/// The containers of the manager's pod that stay, but for the manager: each with what it is called.
pub(super) fn others<'a>(
    pod: &'a Item,
    surroundings: &'a Surroundings,
) -> impl Iterator<Item = (&'a Item, &'static str)> {
    let items = |key: &str| pod.at(&[key]).map(Item::items).unwrap_or_default();
    let (volumes, containers) = (items("volumes"), items("containers"));
    let manager = containers.iter().position(is_manager).unwrap_or(0);
    let beside = containers.iter().enumerate().filter(move |(index, _)| *index != manager);
    let inits = items("initContainers").iter().filter(move |init| {
        !registers(init, surroundings) && !prepares(init, volumes, containers, surroundings)
    });
    beside.map(|(_, container)| (container, "container")).chain(inits.map(|init| (init, "init container")))
}

fn list(item: Option<Item>) -> Vec<Item> {
    match item {
        Some(Item { data: Data::List(items), .. }) => items,
        _ => Vec::new(),
    }
}

/// Reports what nobody has taken.
struct Rest<'a> {
    notes: &'a mut Notes,
    what: String,
}

impl Rest<'_> {
    fn report(&mut self, left: &Table, part: &str) {
        for (key, item) in &left.entries {
            let message =
                format!("`{key}` in {part} of {} has no place in the values; it is left out", self.what);
            self.notes.warn("no-place", item.place, message);
        }
    }
}
