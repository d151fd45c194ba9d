//! `ConfigMaps` and Secrets whose content the chart takes over: who else needs them, and what is left of them then.

use super::manifest::{Fate, Manifest};
use super::manifests::{is_runner_toml, registers};
use super::notes::Notes;
use super::references::{self, Reference, Renamed};
use super::tree::{Item, Table};
use super::workload::{self, Surroundings};
use crate::source::toml_in_script;

/// What the stack is made of, besides its objects.
pub(super) struct Stack<'a> {
    /// Index of the manager's workload.
    pub(super) manager: Option<usize>,
    /// The manager's container.
    pub(super) container: &'a Item,
    pub(super) config: &'a Table,
    pub(super) values: &'a Table,
}

/// Who needs an object, and which of its entries; all when nothing is said.
struct Need {
    by: String,
    keys: Option<Vec<String>>,
}

/// Settles what becomes of the `ConfigMaps` and Secrets whose content went into the configuration.
pub(super) fn settle(
    manifests: &mut [Manifest],
    stack: &Stack<'_>,
    surroundings: &mut Surroundings,
    notes: &mut Notes,
) {
    let mut variables_only = Vec::new();
    for manifest in manifests.iter() {
        let Some(kind) = kind_of(manifest) else { continue };
        let holder = (manifest.kind.clone(), manifest.name.clone());
        if surroundings.consumed.contains(&holder) {
            continue;
        }
        if kind == "ConfigMap" && manifest.files().iter().any(|(_, text, _)| registers(text)) {
            surroundings.consumed.push(holder);
        } else if kind == "ConfigMap"
            && manifest
                .files()
                .iter()
                .any(|(name, ..)| is_variable(manifest, name, stack.container, surroundings))
        {
            variables_only.push(holder);
        }
    }
    let mut fates = Vec::new();
    for (index, manifest) in manifests.iter().enumerate() {
        let Some(kind) = kind_of(manifest) else { continue };
        let holder = (manifest.kind.clone(), manifest.name.clone());
        let is_consumed = surroundings.consumed.contains(&holder);
        let is_replaced = manifest.fate != Fate::Open;
        let only_variables = variables_only.contains(&holder);
        let has_name_of_chart = is_named_as_the_charts(manifest, manifests, stack);
        if !is_consumed && !is_replaced && !only_variables {
            if kind == "ConfigMap" && has_name_of_chart {
                fates.push((index, Fate::Kept, None, true));
            }
            continue;
        }
        let own_volumes = only_variables || (is_replaced && !is_consumed);
        let needs = needs(manifest, kind, manifests, stack, surroundings, own_volumes);
        let in_environment = environment_of_all(manifest, stack.container).next().is_some();
        if in_environment && !needs.iter().any(|need| need.by == ENVIRONMENT) {
            surroundings.unread.push(holder);
        }
        let keys: Option<Vec<String>> = needs
            .iter()
            .map(|need| need.keys.clone())
            .collect::<Option<Vec<_>>>()
            .map(|keys| keys.into_iter().flatten().collect());
        if is_consumed || only_variables {
            others_in(manifest, keys.as_deref(), stack.container, surroundings, notes);
        }
        if needs.is_empty() {
            let files = manifest.files();
            let fate = if is_replaced {
                manifest.fate.clone()
            } else if kind == "ConfigMap" && files.iter().any(|(_, text, _)| registers(text)) {
                Fate::Replaced("the chart's start script takes its place; nothing is registered with an authentication token".to_owned())
            } else if only_variables {
                Fate::Replaced("its variables are settings in the values".to_owned())
            } else {
                Fate::Becomes("ConfigMap")
            };
            fates.push((index, fate, None, false));
            continue;
        }
        let renamed = has_name_of_chart && (kind == "ConfigMap" || is_consumed);
        warn_of_kept(manifest, &needs, keys.as_deref(), renamed, notes);
        fates.push((index, Fate::Kept, keys, renamed));
    }
    for (index, fate, keys, renamed) in fates {
        let manifest = &mut manifests[index];
        manifest.fate = fate;
        if let Some(keys) = keys {
            manifest.trim(&keys);
        }
        if let (true, Some(kind)) = (renamed, kind_of(manifest)) {
            let (from, to) = (manifest.name.clone(), new_name(manifest));
            manifest.rename(&to);
            if surroundings.consumed.contains(&(kind.to_owned(), from.clone())) {
                surroundings.consumed.push((kind.to_owned(), to.clone()));
            }
            surroundings.renamed.push(Renamed { kind, from, to });
        }
    }
}

/// Who needs an object that is the manager's environment.
const ENVIRONMENT: &str = "the manager's environment";

fn kind_of(manifest: &Manifest) -> Option<&'static str> {
    ["ConfigMap", "Secret"].into_iter().find(|kind| manifest.kind == *kind)
}

fn new_name(manifest: &Manifest) -> String {
    format!("{}-imported", manifest.name)
}

/// Whether the chart makes an object of this kind and name: its own are called like the workload.
fn is_named_as_the_charts(manifest: &Manifest, manifests: &[Manifest], stack: &Stack<'_>) -> bool {
    stack.manager.is_some_and(|index| {
        manifests[index].name == manifest.name && same_namespace(&manifests[index], manifest)
    })
}

fn same_namespace(left: &Manifest, right: &Manifest) -> bool {
    left.namespace.is_empty() || right.namespace.is_empty() || left.namespace == right.namespace
}

/// The prefixes with which the manager's environment has the whole of an object.
fn environment_of_all<'a>(manifest: &'a Manifest, container: &'a Item) -> impl Iterator<Item = &'a str> {
    let reference = if manifest.kind == "ConfigMap" { "configMapRef" } else { "secretRef" };
    let all = container.at(&["envFrom"]).map(Item::items).unwrap_or_default();
    all.iter()
        .filter(move |entry| entry.text_at(&[reference, "name"]) == Some(manifest.name.as_str()))
        .map(|entry| entry.text_at(&["prefix"]).unwrap_or_default())
}

/// Whether an entry is a variable of the manager that the configuration has taken up.
fn is_variable(manifest: &Manifest, name: &str, container: &Item, surroundings: &Surroundings) -> bool {
    let taken = |variable: &str| surroundings.variables.iter().any(|taken| taken == variable);
    let reference = if manifest.kind == "ConfigMap" { "configMapKeyRef" } else { "secretKeyRef" };
    environment_of_all(manifest, container).any(|prefix| taken(&format!("{prefix}{name}")))
        || container.at(&["env"]).map(Item::items).unwrap_or_default().iter().any(|entry| {
            entry.text_at(&["valueFrom", reference, "name"]) == Some(manifest.name.as_str())
                && entry.text_at(&["valueFrom", reference, "key"]) == Some(name)
                && entry.text_at(&["name"]).is_some_and(taken)
        })
}

fn needs(
    manifest: &Manifest,
    kind: &'static str,
    manifests: &[Manifest],
    stack: &Stack<'_>,
    surroundings: &Surroundings,
    own_volumes: bool,
) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut add = |by: &str, references: Vec<Reference>| {
        for reference in
            references.into_iter().filter(|found| found.kind == kind && found.name == manifest.name)
        {
            needs.push(Need { by: by.to_owned(), keys: reference.keys });
        }
    };
    let taken = |variable: &str| surroundings.variables.iter().any(|taken| taken == variable);
    for entry in stack.container.at(&["env"]).map(Item::items).unwrap_or_default() {
        if !entry.text_at(&["name"]).is_some_and(taken) {
            add(ENVIRONMENT, references::of(entry));
        }
    }
    let mut left = Vec::new();
    for prefix in environment_of_all(manifest, stack.container) {
        let files = manifest.files().into_iter().filter(|(name, text, _)| {
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            is_name && !taken(&format!("{prefix}{name}")) && !registers(text) && !is_runner_toml(name, text)
        });
        left.extend(files.map(|(name, ..)| name));
    }
    if !left.is_empty() {
        let all = Reference { kind, name: manifest.name.clone(), keys: Some(left) };
        add(ENVIRONMENT, vec![all]);
    }
    if let Some(index) = stack.manager.filter(|index| same_namespace(&manifests[*index], manifest))
        && let Some(pod) = manifests[index].pod()
    {
        let volumes = pod.at(&["volumes"]).map(Item::items).unwrap_or_default();
        if own_volumes {
            let mut without_environment = stack.container.clone();
            if let Some(container) = without_environment.as_map_mut() {
                container.take("env");
                container.take("envFrom");
            }
            add("a volume of the manager", references::of_container(&without_environment, volumes));
        }
        for (container, part) in workload::others(pod, surroundings) {
            let name = container.text_at(&["name"]).unwrap_or_default();
            add(&format!("the {part} {name}"), references::of_container(container, volumes));
        }
    }
    add("config.toml", references::of(&Item::map(stack.config.clone())));
    if let Some(secret) = stack.values.get("runners").and_then(|runners| runners.text_at(&["secret"])) {
        add("the runner's token", vec![Reference { kind: "Secret", name: secret.to_owned(), keys: None }]);
    }
    for (index, other) in manifests.iter().enumerate() {
        let stays = matches!(other.fate, Fate::Open | Fate::Kept) && Some(index) != stack.manager;
        if stays && kind_of(other).is_none() && same_namespace(other, manifest) {
            add(&other.identity(), references::of(&other.item));
        }
    }
    needs
}

/// Says who keeps an object from being left out.
fn warn_of_kept(
    manifest: &Manifest,
    needs: &[Need],
    keys: Option<&[String]>,
    renamed: bool,
    notes: &mut Notes,
) {
    let mut by: Vec<&str> = needs.iter().map(|need| need.by.as_str()).collect();
    by.dedup();
    let with = match keys {
        Some(keys) => {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!(" with {} alone", keys.join(", "))
        }
        None => String::new(),
    };
    let called = if renamed {
        format!(", called {}, since the chart gives its own that name", new_name(manifest))
    } else {
        String::new()
    };
    let refers = if by.len() > 1 { "refer" } else { "refers" };
    let message = format!(
        "{} is kept in extraObjects{with}{called}: {} {refers} to it",
        manifest.identity(),
        by.join(" and ")
    );
    let help = if keys.is_none() && manifest.fate == Fate::Open {
        "the chart makes config.toml itself: what needs it no more, and the object with it, can be taken out of the values"
    } else {
        "take it out of the values when nothing needs it any more"
    };
    notes.warn_with_help("kept", manifest.place, message, help);
}

/// Says which entries of an object whose place the chart takes have nothing to do with the runner. `kept` are those that
/// stay: all when nothing is said.
fn others_in(
    manifest: &Manifest,
    kept: Option<&[String]>,
    container: &Item,
    surroundings: &Surroundings,
    notes: &mut Notes,
) {
    let Some(kept) = kept else { return };
    for (name, text, place) in manifest.files() {
        // What starts or checks the runner is the chart's affair.
        let is_the_runners = is_runner_toml(&name, &text)
            || toml_in_script(&text).is_some()
            || text.contains("gitlab-runner")
            || crate::credentials::tokens(&text).next().is_some();
        let is_variable = || is_variable(manifest, &name, container, surroundings);
        if kept.contains(&name) || is_the_runners || is_variable() || text.trim().is_empty() {
            continue;
        }
        if manifest.kind == "Secret" {
            let entry =
                ["data", "stringData"].iter().find_map(|part| manifest.item.at(&[part, &name])?.as_text());
            notes.secrets.extend(entry.map(str::to_owned));
        }
        let message = format!(
            "`{name}` of {} is left out: the chart's own object takes the place",
            manifest.identity()
        );
        let help = format!(
            "if something needs it, keep it in a {} of its own, and mount that with `volumes` and `volumeMounts`",
            manifest.kind
        );
        notes.warn_with_help("left-out", place, message, help);
    }
}
