//! Hand-written manifests: which object is what, and the values that they come to.

use super::access::{self, Account};
use super::config;
use super::credentials;
use super::finish;
use super::holders;
use super::kubeconfig;
use super::manifest::{Fate, Manifest, as_extra_object, is_manager};
use super::notes::Notes;
use super::origin::Origin;
use super::read_toml::read_toml;
use super::references;
use super::registration::{self, Registration, Scripts, Written};
use super::shell;
use super::tree::{Data, Item, Place, Table};
use super::workload::{self, Surroundings};
use crate::source::toml_in_script;

/// What manifests come to.
pub(super) struct Converted {
    pub(super) values: Table,
    /// The whole `config.toml` that the input describes, for the comparison.
    pub(super) config: Table,
    /// Name of the release that gives the objects their names.
    pub(super) release: String,
    /// Namespace of the manager; empty when the input names none.
    pub(super) namespace: String,
}

/// Turns manifests, and `config.toml` files beside them, into values.
pub(super) fn convert(manifests: &mut [Manifest], files: Vec<Item>, notes: &mut Notes) -> Converted {
    let found = manager(manifests);
    let mut values = Table::default();
    let mut surroundings = Surroundings::default();
    let container = found.and_then(|index| {
        let containers = manifests[index].pod()?.at(&["containers"])?.items();
        containers.iter().find(|container| is_manager(container)).or_else(|| containers.first()).cloned()
    });
    let container = container.unwrap_or_default();
    let mut scripts = scripts(manifests, found, &container, notes);
    surroundings.registers = !scripts.registrations.is_empty();
    surroundings.variables.clone_from(&scripts.variables);

    let mut texts = toml_texts(manifests, &|name| registration::resolve(&container, manifests, name), notes);
    let files = files.into_iter().map(|item| Written { item, continues: false });
    for Written { item, continues } in files.chain(std::mem::take(&mut scripts.written)) {
        texts.push(TomlText { name: String::new(), holder: None, continues, item });
    }
    let mut config = assemble(texts, scripts, &container, manifests, &mut surroundings, &mut values, notes);
    finish::tokens_from_variables(&mut config, &mut |name| {
        surroundings.variables.push(name.to_owned());
        registration::resolve(&container, manifests, name)
    });
    let whole = config.clone();
    kubeconfig::take(&mut config, manifests, &mut values, notes);
    credentials::in_config(&config, notes);
    let stack = holders::Stack { manager: found, container: &container, config: &config, values: &values };
    holders::settle(manifests, &stack, &mut surroundings, notes);
    let mut renamed = Item::map(std::mem::take(&mut config));
    references::repoint(&mut renamed, &surroundings.renamed);
    if let Data::Map(table) = renamed.data {
        config = table;
    }

    let (mut release, mut namespace) = ("gitlab-runner".to_owned(), String::new());
    if let Some(index) = found {
        release.clone_from(&manifests[index].name);
        namespace.clone_from(&manifests[index].namespace);
        workload::take(&manifests[index], &surroundings, &mut values, notes);
        manifests[index].fate = Fate::Becomes("Deployment");
        let account = manifests[index].pod().and_then(|pod| {
            pod.text_at(&["serviceAccountName"])
                .or_else(|| pod.text_at(&["serviceAccount"]))
                .map(str::to_owned)
        });
        let account = account.unwrap_or_default();
        let (jobs, shared) = job_pods(&config, &namespace, &account);
        let account = Account {
            manager: &release,
            name: &account,
            namespace: &namespace,
            job_namespaces: &jobs,
            shared_with_jobs: shared,
        };
        access::take(&account, manifests, &mut values, notes);
        companions(manifests, index, &mut values);
    }
    let fallback = manifests.iter().find(|manifest| !manifest.namespace.is_empty());
    if let (true, Some(other)) = (namespace.is_empty(), fallback) {
        namespace.clone_from(&other.namespace);
    }
    finish::into_values(config, &mut values, notes);
    leftovers(manifests, &namespace, &surroundings, &mut values, notes);
    Converted { values, config: whole, release, namespace }
}

/// The workload that runs the manager.
fn manager(manifests: &[Manifest]) -> Option<usize> {
    let runs = |manifest: &Manifest| {
        matches!(manifest.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Pod")
            && manifest.pod().is_some_and(|pod| {
                pod.at(&["containers"]).map(Item::items).unwrap_or_default().iter().any(is_manager)
            })
    };
    manifests.iter().position(runs).or_else(|| {
        // A stack has one Deployment, whatever its image is called.
        let mut deployments = (0..manifests.len()).filter(|index| manifests[*index].kind == "Deployment");
        deployments.next().filter(|_| deployments.next().is_none())
    })
}

/// Everything that registers runners: commands of the manager's pod and of Jobs, and scripts in `ConfigMaps`.
fn scripts(manifests: &mut [Manifest], found: Option<usize>, container: &Item, notes: &mut Notes) -> Scripts {
    let mut scripts = Scripts::default();
    let mut texts: Vec<(String, Place)> = Vec::new();
    let mut jobs = Vec::new();
    for (index, manifest) in manifests.iter().enumerate() {
        if manifest.kind == "ConfigMap" {
            texts.extend(
                manifest
                    .files()
                    .into_iter()
                    .filter(|(_, text, _)| registers(text) || toml_in_script(text).is_some())
                    .map(|(_, text, place)| (text, place)),
            );
        }
        let job = matches!(manifest.kind.as_str(), "Job" | "CronJob");
        if Some(index) != found && !job {
            continue;
        }
        let Some(pod) = manifest.pod() else { continue };
        for list in ["initContainers", "containers"] {
            for each in pod.at(&[list]).map(Item::items).unwrap_or_default() {
                let hook = each.at(&["lifecycle", "postStart", "exec"]);
                for (item, keys) in [(Some(each), &["command", "args"][..]), (hook, &["command"][..])] {
                    let Some(item) = item else { continue };
                    let Some(script) = script_of(item, keys) else { continue };
                    let (Some(text), place) = (script.as_text().map(str::to_owned), script.place) else {
                        continue;
                    };
                    let written = toml_in_script(&text);
                    if let Some(parted) = &written {
                        let origin = notes.origin(&script, &text);
                        let resolve = |name: &str| registration::resolve(container, manifests, name);
                        let toml = registration::with_numbers(&parted.toml, &origin, &resolve, notes);
                        match read_toml("what the script writes", &toml, &origin) {
                            Ok(item) => {
                                let item = Item { place, ..item };
                                scripts.written.push(Written { item, continues: parted.continues });
                            }
                            Err(mistakes) => notes.not_toml(&origin, mistakes),
                        }
                    }
                    if written.is_some() || registers(&text) {
                        texts.push((text, place));
                        if job {
                            jobs.push(index);
                        }
                    }
                }
            }
        }
    }
    for index in jobs {
        manifests[index].fate = Fate::Replaced("the manager needs no registration".to_owned());
    }
    let manifests = &*manifests;
    let resolve = |name: &str| registration::resolve(container, manifests, name);
    for (text, place) in texts {
        let commands = toml_in_script(&text).map_or(text, |parted| parted.commands);
        registration::read_script(&commands, place, &mut scripts, &resolve, notes);
    }
    if !scripts.registrations.is_empty() {
        from_environment(container, manifests, &mut scripts, notes);
    }
    scripts
}

pub(super) fn registers(text: &str) -> bool {
    shell::commands(text).iter().any(|command| shell::registration(command).is_some())
}

/// The script behind a command: the text after `-c`, or the words as one command.
fn script_of(item: &Item, keys: &[&str]) -> Option<Item> {
    let words: Vec<&Item> =
        keys.iter().flat_map(|key| item.at(&[key]).map(Item::items).unwrap_or_default()).collect();
    let place = words.first()?.place;
    let shell = words.iter().position(|word| {
        word.as_text()
            .is_some_and(|word| word.starts_with('-') && word.ends_with('c') && !word.starts_with("--"))
    });
    if let Some(script) = shell.and_then(|at| words.get(at + 1)) {
        return Some((*script).clone());
    }
    let quoted: Vec<String> = words
        .iter()
        .filter_map(|word| word.scalar())
        .map(|word| format!("'{word}'").replace("'$", "\"$").replace("}'", "}\""))
        .collect();
    Some(Item { place, ..Item::text(quoted.join(" ")) })
}

/// The names of the variables that a container gets by name or with a whole `ConfigMap` of the input.
fn variables(container: &Item, manifests: &[Manifest]) -> Vec<(String, Place)> {
    let mut found: Vec<(String, Place)> = Vec::new();
    for entry in container.at(&["env"]).map(Item::items).unwrap_or_default() {
        if let Some(name) = entry.text_at(&["name"]) {
            found.push((name.to_owned(), entry.place));
        }
    }
    for entry in container.at(&["envFrom"]).map(Item::items).unwrap_or_default() {
        let prefix = entry.text_at(&["prefix"]).unwrap_or_default();
        let Some(map) = entry.text_at(&["configMapRef", "name"]) else { continue };
        let holder = manifests.iter().find(|manifest| manifest.kind == "ConfigMap" && manifest.name == map);
        for (name, _, place) in holder.map(Manifest::files).unwrap_or_default() {
            let name = format!("{prefix}{name}");
            if !found.iter().any(|(known, _)| *known == name) {
                found.push((name, place));
            }
        }
    }
    found
}

/// Variables that `gitlab-runner register` reads by itself.
fn from_environment(container: &Item, manifests: &[Manifest], scripts: &mut Scripts, notes: &mut Notes) {
    for (name, place) in variables(container, manifests) {
        let name = name.as_str();
        let option = match name {
            "CI_SERVER_URL" => "url".to_owned(),
            "CI_SERVER_TOKEN" => "token".to_owned(),
            "REGISTRATION_TOKEN" => "registration-token".to_owned(),
            "TEMPLATE_CONFIG_FILE" => "template-config".to_owned(),
            "RUNNER_TAG_LIST" => "tag-list".to_owned(),
            "CONFIG_FILE" => "config".to_owned(),
            _ => match name.strip_prefix("REGISTER_") {
                Some(rest) => rest.to_ascii_lowercase().replace('_', "-"),
                None if name.contains('_') && config::key_of_option(name).is_some() => name.to_owned(),
                None => continue,
            },
        };
        scripts.variables.push(name.to_owned());
        let Some(source) = registration::resolve(container, manifests, name) else { continue };
        for registration in &mut scripts.registrations {
            let mut defaults = Registration::default();
            registration::apply(&mut defaults, &option, source.clone(), place, notes);
            // Options win over variables, and authentication tokens over registration tokens.
            if let Some(token) = defaults.token {
                if let registration::Source::Literal { text, .. } = &token {
                    notes.secrets.push(text.clone());
                }
                if registration.token.is_none() || (registration.old_token && !defaults.old_token) {
                    registration.token = Some(token);
                    registration.old_token = defaults.old_token;
                }
            }
            registration.template = registration.template.take().or(defaults.template);
            for (key, item) in defaults.server_settings {
                if !registration.server_settings.iter().any(|(known, _)| *known == key) {
                    registration.server_settings.push((key, item));
                }
            }
            finish::fill(&mut registration.runner, defaults.runner);
        }
    }
}

/// The first entry of `runners`, taken out.
fn take_first_runner(config: &mut Table) -> Option<Table> {
    let Data::List(runners) = &mut config.get_mut("runners")?.data else { return None };
    let first = if runners.is_empty() { None } else { Some(runners.remove(0)) };
    if runners.is_empty() {
        config.take("runners");
    }
    first.and_then(|first| if let Data::Map(table) = first.data { Some(table) } else { None })
}

/// Puts more keys and tables into a table; lists become longer.
fn extend(table: &mut Table, more: Table) {
    for (key, item) in more.entries {
        match (table.get_mut(&key).map(|known| &mut known.data), item.data) {
            (Some(Data::Map(known)), Data::Map(more)) => extend(known, more),
            (Some(Data::List(known)), Data::List(more)) => known.extend(more),
            (_, data) => table.set(&key, Item { data, ..item }),
        }
    }
}

/// A TOML text that the input holds.
struct TomlText {
    name: String,
    /// Index of the `ConfigMap` or Secret.
    holder: Option<usize>,
    /// Whether its first runner is the one that was registered before.
    continues: bool,
    item: Item,
}

fn toml_texts(
    manifests: &[Manifest],
    resolve: &dyn Fn(&str) -> Option<registration::Source>,
    notes: &mut Notes,
) -> Vec<TomlText> {
    let mut texts = Vec::new();
    for (index, manifest) in manifests.iter().enumerate() {
        for (name, whole, place) in manifest.files() {
            let script = toml_in_script(&whole);
            let is_script = script.is_some();
            let continues = script.as_ref().is_some_and(|parted| parted.continues);
            let text = script.map_or_else(|| whole.clone(), |parted| parted.toml);
            if !is_runner_toml(&name, &text) {
                continue;
            }
            // Lines of what is encoded are no lines of the file.
            let section = if manifest.kind == "Secret" { "data" } else { "binaryData" };
            let encoded = manifest.item.at(&[section, &name]);
            let is_encoded = encoded.is_some();
            // Reports show lines of the input, and base64 hides nothing.
            notes.secrets.extend(encoded.and_then(Item::as_text).map(str::to_owned));
            let entry = manifest
                .item
                .at(&["data", &name])
                .or_else(|| manifest.item.at(&["stringData", &name]))
                .or(encoded);
            let origin = match entry.filter(|_| !is_encoded) {
                Some(entry) => notes.origin(entry, &whole),
                None => Origin::Whole(place),
            };
            let text =
                if is_script { registration::with_numbers(&text, &origin, resolve, notes) } else { text };
            match read_toml(&format!("{name} of {}", manifest.identity()), &text, &origin) {
                Ok(mut item) => {
                    if let Some(entry) = entry {
                        item.adopt(entry);
                    }
                    item.place = place;
                    texts.push(TomlText { name, holder: Some(index), continues, item });
                }
                Err(mistakes) => notes.not_toml(&origin, mistakes),
            }
        }
    }
    texts
}

/// The comments in the TOML of `ConfigMaps` and Secrets.
pub(super) fn comments_of_texts(manifests: &[Manifest], notes: &Notes) -> Vec<(Place, String)> {
    let texts = toml_texts(manifests, &|_| None, &mut Notes::like(notes));
    texts.iter().flat_map(|text| text.item.comments()).collect()
}

/// Whether a file of a `ConfigMap` or Secret is a `config.toml` or a template of one.
pub(super) fn is_runner_toml(name: &str, text: &str) -> bool {
    let entry = text.lines().any(|line| {
        let line: String = line.chars().filter(|sign| !sign.is_whitespace()).collect();
        line.starts_with("[[runners]]")
    });
    let global = name.rsplit_once('.').is_some_and(|(_, ending)| ending == "toml")
        && text.lines().any(|line| {
            line.split_once('=').is_some_and(|(key, _)| crate::config::key(key.trim()).is_some())
        });
    (entry && !registers(text)) || global
}

/// One configuration out of files, templates and registrations.
fn assemble(
    texts: Vec<TomlText>,
    scripts: Scripts,
    container: &Item,
    manifests: &mut [Manifest],
    surroundings: &mut Surroundings,
    values: &mut Table,
    notes: &mut Notes,
) -> Table {
    let _ = container;
    let mut config = Table::default();
    let mut templates: Vec<(String, Table)> = Vec::new();
    let registered = !scripts.registrations.is_empty();
    let mut header: Vec<String> = Vec::new();
    let mut continued = Vec::new();
    for TomlText { name, holder, continues, mut item } in texts {
        header.append(&mut item.above);
        let place = item.place;
        let Data::Map(mut table) = std::mem::take(&mut item.data) else { continue };
        config::normalise(&mut table, notes);
        if continues && registered {
            continued.extend(take_first_runner(&mut table));
        }
        if let Some(index) = holder {
            let held_by = manifests[index].identity();
            if manifests[index].kind == "ConfigMap" {
                warn_of_secrets(&table, &held_by, notes);
            }
            surroundings.consumed.push((manifests[index].kind.clone(), manifests[index].name.clone()));
        }
        let is_template = registered
            && scripts.registrations.iter().any(|registration| match &registration.template {
                Some(file) => *file == name || name.contains("template"),
                None => false,
            });
        if is_template {
            for (key, item) in &table.entries {
                if key != "runners" {
                    let message = format!("`{key}` in a registration template has no effect; it is left out");
                    notes.warn_with_help(
                        "ignored-key",
                        item.place,
                        message,
                        "write it under `config:` if it was meant",
                    );
                }
            }
            let runner = table.take("runners").and_then(|mut runners| match &mut runners.data {
                Data::List(items) if items.len() == 1 => {
                    items.pop().map(|item| item.with_comments_of(&runners))
                }
                _ => None,
            });
            if let Some(mut runner) = runner {
                let mut above = std::mem::take(&mut runner.above);
                header.append(&mut above);
                if let Data::Map(runner) = runner.data {
                    templates.push((name, runner));
                }
            } else {
                let message =
                    "a registration template must have exactly one [[runners]] entry; it is left out"
                        .to_owned();
                notes.error("invalid-template", place, message, None);
            }
        } else {
            config::absorb(&mut config, Item { data: Data::Map(table), place, ..Item::default() }, notes);
        }
    }
    let last = scripts.registrations.len().saturating_sub(1);
    for (number, registration) in scripts.registrations.into_iter().enumerate() {
        let template = match &registration.template {
            Some(file) => templates.iter().find(|(name, _)| name == file).or(templates.first()),
            None => None,
        };
        let mut runner = template.map(|(_, table)| table.clone()).unwrap_or_default();
        finish::register(&mut runner, registration, values, notes);
        if number == last {
            for more in std::mem::take(&mut continued) {
                extend(&mut runner, more);
            }
        }
        let runner = Item::map(runner);
        match config.get_mut("runners") {
            Some(Item { data: Data::List(items), .. }) => items.push(runner),
            _ => config.set("runners", Item::list(vec![runner])),
        }
    }
    for (key, item) in scripts.globals {
        config.set(&key, item);
    }
    // A file of the runner's own without the key means one job at a time.
    if config.get("runners").is_some() && config.get("concurrent").is_none() {
        config.set_first("concurrent", Item::plain("1"));
    }
    if !header.is_empty()
        && let Some((_, first)) = config.entries.first_mut()
    {
        first.above.splice(0..0, header);
    }
    config
}

/// Warns of what anybody who may read `ConfigMaps` could read.
pub(super) fn warn_of_secrets(config: &Table, holder: &str, notes: &mut Notes) {
    for secret in
        config::secrets(config).into_iter().filter(|secret| shell::variable(&secret.value).is_none())
    {
        notes.credential(secret.place, &format!("{} is in {holder}", secret.path), &secret.value);
    }
}

/// Namespaces of job pods, and whether they run as the manager's account.
fn job_pods(config: &Table, namespace: &str, account: &str) -> (Vec<String>, bool) {
    let runners = config.get("runners").map(Item::items).unwrap_or_default();
    let spaces = runners.iter().map(|runner| {
        runner
            .text_at(&["kubernetes", "namespace"])
            .filter(|space| !space.is_empty())
            .unwrap_or(namespace)
            .to_owned()
    });
    let shared = runners.iter().any(|runner| {
        let own = runner.text_at(&["kubernetes", "service_account"]).unwrap_or_default();
        !own.is_empty() && own == account
    });
    (spaces.collect(), shared)
}

/// Autoscaler and disruption budget of the manager, which have keys of their own.
fn companions(manifests: &mut [Manifest], manager: usize, values: &mut Table) {
    let (name, labels) = (
        manifests[manager].name.clone(),
        manifests[manager].item.at(&["spec", "template", "metadata", "labels"]).cloned(),
    );
    for manifest in manifests.iter_mut().filter(|manifest| manifest.fate == Fate::Open) {
        match manifest.kind.as_str() {
            "HorizontalPodAutoscaler"
                if manifest.item.text_at(&["spec", "scaleTargetRef", "name"]) == Some(name.as_str()) =>
            {
                let Some(mut spec) = manifest.item.at(&["spec"]).cloned() else { continue };
                if let Some(spec) = spec.as_map_mut() {
                    spec.take("scaleTargetRef");
                    if spec
                        .entries
                        .iter()
                        .any(|(key, _)| !matches!(key.as_str(), "minReplicas" | "maxReplicas" | "metrics"))
                    {
                        continue;
                    }
                }
                values.set("hpa", spec);
                manifest.fate = Fate::Becomes("HorizontalPodAutoscaler");
            }
            "PodDisruptionBudget" => {
                let Some(selector) =
                    manifest.item.at(&["spec", "selector", "matchLabels"]).and_then(Item::as_map)
                else {
                    continue;
                };
                let selects = labels.as_ref().and_then(Item::as_map).is_some_and(|labels| {
                    selector
                        .entries
                        .iter()
                        .all(|(key, item)| labels.get(key).is_some_and(|found| config::same(found, item)))
                });
                if !selects {
                    continue;
                }
                let table = values.table("podDisruptionBudget");
                table.set("enabled", Item::plain("true"));
                for key in ["minAvailable", "maxUnavailable", "unhealthyPodEvictionPolicy"] {
                    if let Some(item) = manifest.item.at(&["spec", key]) {
                        table.set(key, item.clone());
                    }
                }
                manifest.fate = Fate::Becomes("PodDisruptionBudget");
            }
            _ => {}
        }
    }
}

/// What to say of objects that no cluster takes.
fn unlike_objects(manifest: &Manifest) -> Option<(String, &'static str)> {
    let version = manifest.item.text_at(&["apiVersion"]).unwrap_or_default();
    version.starts_with("kustomize.config.k8s.io/").then(|| {
        let message = format!("the {} is read by kustomize, not by a cluster; it is left out", manifest.kind);
        (message, "import what `kubectl kustomize` prints, with patches and generators applied")
    })
}

/// Says what it means that a workload goes to `extraObjects`.
fn workload_kept(manifest: &Manifest, notes: &mut Notes) {
    let Some(pod) = manifest.pod() else { return };
    let runs_a_manager = pod.at(&["containers"]).map(Item::items).unwrap_or_default().iter().any(is_manager);
    let what = manifest.identity();
    match (manifest.kind.as_str(), runs_a_manager) {
        ("Job" | "CronJob", true) => notes.warn_with_help(
            "kept",
            manifest.place,
            format!("{what} runs GitLab Runner, and the chart runs it in a Deployment only; it is kept in extraObjects as it is"),
            "write what its runner should be under `config.runners` and remove it there; jobs then need no manager of their own",
        ),
        (_, true) => notes.warn_with_help(
            "kept",
            manifest.place,
            format!("{what} is a second manager, and a release has one; it is kept in extraObjects as it is, and its configuration is part of `config`"),
            "import each manager by itself, with its own files, for a release of its own; or remove it from extraObjects",
        ),
        ("Deployment" | "StatefulSet" | "DaemonSet", false) => {
            notes.warn("kept", manifest.place, format!("{what} is no manager of this release; it is kept in extraObjects"));
        }
        _ => {}
    }
    if let Some((place, token)) = token_in(pod) {
        notes.secrets.push(token);
        let message = format!("a token stands in plain text in {what}, which is kept in extraObjects");
        let help = format!("whoever may read a {} has seen it: replace it with a new one", manifest.kind);
        notes.warn_with_help("plain-credential", place, message, help);
    }
}

/// A token of GitLab's in a text.
fn token_in(item: &Item) -> Option<(Place, String)> {
    match &item.data {
        Data::Text(text) => {
            let (_, token) = crate::credentials::tokens(text).next()?;
            Some((item.place, token.to_owned()))
        }
        Data::List(items) => items.iter().find_map(token_in),
        Data::Map(table) => table.entries.iter().find_map(|(_, item)| token_in(item)),
        Data::Null | Data::Plain(_) => None,
    }
}

/// What has no key of its own goes to `extraObjects`.
fn leftovers(
    manifests: &mut [Manifest],
    namespace: &str,
    surroundings: &Surroundings,
    values: &mut Table,
    notes: &mut Notes,
) {
    let mut extra = Vec::new();
    for manifest in manifests.iter_mut() {
        if manifest.fate == Fate::Open {
            if manifest.kind == "Namespace" && manifest.name == namespace {
                manifest.fate = Fate::Replaced("the namespace is there before the release: kubectl create namespace, or helm install --create-namespace".to_owned());
                continue;
            }
            if let Some((message, help)) = unlike_objects(manifest) {
                notes.warn_with_help("left-out", manifest.place, message, help);
                manifest.fate = Fate::Replaced("it is for another program than the cluster".to_owned());
                continue;
            }
            workload_kept(manifest, notes);
            manifest.fate = Fate::Kept;
        }
        if manifest.fate == Fate::Kept {
            if manifest.kind == "ConfigMap" {
                credentials::in_kept(manifest, notes);
            }
            if manifest.kind == "Secret" {
                let message = format!(
                    "{} is kept in extraObjects, so its data stands in the values",
                    manifest.identity()
                );
                notes.warn_with_help(
                    "secret-in-values",
                    manifest.place,
                    message,
                    "create the Secret outside the release, and remove it from extraObjects",
                );
            }
            let mut object = as_extra_object(manifest);
            references::repoint(&mut object, &surroundings.renamed);
            extra.push(object);
        }
    }
    if !extra.is_empty() {
        values.set("extraObjects", Item::list(extra));
    }
}
