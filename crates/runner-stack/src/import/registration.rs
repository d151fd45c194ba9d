//! Registration of runners in hand-written stacks: the calls of `gitlab-runner register`, and what they come to.

use std::fmt::Write as _;

use super::config;
use super::credentials;
use super::manifest::Manifest;
use super::notes::Notes;
use super::origin::Origin;
use super::shell;
use super::tree::{Data, Item, Place, Table};
use crate::credentials::masked;
use crate::stack::MASK;

/// Commands around a registration that leave nothing to carry over.
const HARMLESS: &[&str] = &[
    "[",
    "[[",
    "cat",
    "chmod",
    "chown",
    "cp",
    "do",
    "done",
    "echo",
    "elif",
    "else",
    "exec",
    "exit",
    "export",
    "false",
    "fi",
    "for",
    "if",
    "ls",
    "mkdir",
    "printf",
    "rm",
    "set",
    "sleep",
    "sync",
    "test",
    "then",
    "touch",
    "trap",
    "true",
    "until",
    "wait",
    "while",
    "sh",
    "bash",
    "/bin/sh",
    "/bin/bash",
    "dumb-init",
    "/usr/bin/dumb-init",
    "tini",
    "gitlab-runner",
    "/usr/bin/gitlab-runner",
    "/entrypoint",
];

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// It stands in the input.
    Literal { text: String, place: Place, holder: String },
    /// In a Secret.
    Secret { name: String, key: String },
}

/// One registration.
#[derive(Debug, Default)]
pub(super) struct Registration {
    /// Keys of the runner: what the options say.
    pub(super) runner: Table,
    pub(super) token: Option<Source>,
    /// Whether the token is a registration token.
    pub(super) old_token: bool,
    /// File name of the template.
    pub(super) template: Option<String>,
    /// Settings that a registration token brings along, by their keys under `runners`.
    pub(super) server_settings: Vec<(&'static str, Item)>,
}

/// A `config.toml` that a script writes.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) item: Item,
    /// Whether its first runner is the one that was registered before.
    pub(super) continues: bool,
}

/// What scripts do.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    pub(super) registrations: Vec<Registration>,
    /// Global keys that `sed` sets after the registration.
    pub(super) globals: Vec<(String, Item)>,
    /// `config.toml` files that scripts of containers write.
    pub(super) written: Vec<Written>,
    /// Names of environment variables that the registration uses.
    pub(super) variables: Vec<String>,
}

/// Reads one script. `resolve` gives the value of an environment variable.
pub(super) fn read_script(
    script: &str,
    place: Place,
    scripts: &mut Scripts,
    resolve: &dyn Fn(&str) -> Option<Source>,
    notes: &mut Notes,
) {
    for command in shell::commands(script) {
        if let Some(options) = shell::registration(&command) {
            let registration = register(options, place, scripts, resolve, notes);
            scripts.registrations.push(registration);
        } else if let Some((key, value)) = shell::replaced_setting(&command) {
            if is_global(&key) {
                set_global(&key, &value, place, scripts, resolve, notes);
            } else {
                let message =
                    format!("the script sets `{key}` in config.toml afterwards; that is not carried over");
                notes.warn_with_help("script-left-out", place, message, "write it under `config:`");
            }
        } else if let Some(text) = shell::appended(&command) {
            if let Some((key, value)) = shell::setting(&text).filter(|(key, _)| is_global(key)) {
                set_global(&key, &value, place, scripts, resolve, notes);
            } else if !command.iter().any(|word| word.starts_with("<<")) {
                // What a here-document brings is read by itself.
                let message = "the script also writes into config.toml; that is not carried over";
                notes.warn_with_help("script-left-out", place, message, "write it under `config:`");
            }
        } else if command
            .first()
            .is_some_and(|name| !HARMLESS.contains(&name.as_str()) && !name.contains('='))
        {
            let text = masked(&command.join(" "));
            let message = format!("the script also runs `{text}`; that is not carried over");
            notes.warn_with_help(
                "script-left-out",
                place,
                message,
                "if it is needed, put it into `preEntrypointScript`",
            );
        }
    }
}

fn is_global(key: &str) -> bool {
    crate::config::key(key).is_some_and(|key| key.table().is_empty())
}

/// Takes a global key that a script sets, when what it sets is known.
fn set_global(
    name: &str,
    value: &str,
    place: Place,
    scripts: &mut Scripts,
    resolve: &dyn Fn(&str) -> Option<Source>,
    notes: &mut Notes,
) {
    let (mut text, mut origin) = (value.to_owned(), place);
    if let Some(variable) = shell::variable(value) {
        scripts.variables.push(variable.to_owned());
        match resolve(variable) {
            Some(Source::Literal { text: found, place, .. }) => (text, origin) = (found, place),
            _ => return unknown(variable, &format!("`{name}`"), place, notes),
        }
    }
    let item = crate::config::key(name).and_then(|key| config::typed(key, &text));
    if let Some(item) = item.filter(|_| !text.contains(['$', '`'])) {
        scripts.globals.push((name.to_owned(), Item { place: origin, ..item }));
        return;
    }
    let shown = masked(&text);
    let message =
        format!("the script sets `{name}` to `{shown}`, which is no value of it; that is not carried over");
    notes.warn_with_help("script-left-out", place, message, "write it under `config:`");
}

fn unknown(variable: &str, target: &str, place: Place, notes: &mut Notes) {
    notes.warn_with_help(
        "unknown-variable",
        place,
        format!("the value of ${variable} for {target} is not in the input"),
        "give the file that sets it, or write the value by hand",
    );
}

/// A `config.toml` as a here-document, with the numbers that the shell puts into it; a line whose value is not known
/// is left out. Lines stay lines.
pub(super) fn with_numbers(
    toml: &str,
    origin: &Origin,
    resolve: &dyn Fn(&str) -> Option<Source>,
    notes: &mut Notes,
) -> String {
    let mut result = String::with_capacity(toml.len());
    for (index, line) in toml.split_inclusive('\n').enumerate() {
        let assigned = line.split_once('=').map(|(key, rest)| {
            let (value, comment) = rest.find('#').map_or((rest, ""), |at| rest.split_at(at));
            (key, value.trim(), comment)
        });
        let Some((key, value, comment)) = assigned else {
            result.push_str(line);
            continue;
        };
        let Some(variable) = shell::variable(value) else {
            result.push_str(line);
            continue;
        };
        let end = if comment.is_empty() && line.ends_with('\n') { "\n" } else { "" };
        let found = resolve(variable);
        if let Some(Source::Literal { text, .. }) = &found {
            let _ = write!(result, "{key}= {} {comment}{end}", text.trim());
        } else {
            unknown(variable, &format!("`{}`", key.trim()), origin.line(index + 1), notes);
            let _ = write!(result, "{comment}{end}");
        }
    }
    result
}

fn register(
    options: Vec<(String, String)>,
    place: Place,
    scripts: &mut Scripts,
    resolve: &dyn Fn(&str) -> Option<Source>,
    notes: &mut Notes,
) -> Registration {
    let mut registration = Registration::default();
    for (name, word) in options {
        let source = if let Some(variable) = shell::variable(&word) {
            scripts.variables.push(variable.to_owned());
            let found = resolve(variable);
            if found.is_none() {
                unknown(variable, &format!("--{name}"), place, notes);
            }
            found
        } else {
            // A script of the runner's has variables of its own.
            if !name.ends_with("script") && word.contains(['$', '`']) {
                let is_credential = credentials::in_variable(&name, &word).is_some();
                let shown = if is_credential { MASK.to_owned() } else { masked(&word) };
                let message = format!("the shell makes the value of --{name} when the script runs: {shown}");
                notes.warn_with_help("unknown-variable", place, message, "write the value that is meant");
            }
            Some(Source::Literal { text: word, place, holder: "the script".to_owned() })
        };
        if let Some(source) = source {
            apply(&mut registration, &name, source, place, notes);
        }
    }
    registration
}

/// Takes one option, or the environment variable that stands for it.
pub(super) fn apply(
    registration: &mut Registration,
    name: &str,
    source: Source,
    place: Place,
    notes: &mut Notes,
) {
    if name == "token" || name == "registration-token" {
        // A token may be given both ways; the authentication token wins.
        if registration.token.is_none() || name == "token" {
            registration.old_token = name == "registration-token" && !is_authentication_token(&source);
            registration.token = Some(source);
        }
        return;
    }
    let Source::Literal { text, place: origin, holder } = source else {
        let message = format!("--{name} comes from a Secret; that is not carried over");
        notes.warn("no-place", place, message);
        return;
    };
    let key = match name {
        "template-config" => {
            registration.template = text.rsplit('/').next().map(str::to_owned);
            return;
        }
        "non-interactive" | "config" | "leave-runner" => return,
        "tag-list" => Some("tags"),
        "run-untagged" => Some("runUntagged"),
        "locked" => Some("locked"),
        "maximum-timeout" => Some("maximumTimeout"),
        "access-level" => Some("protected"),
        _ => None,
    };
    if let Some(key) = key {
        let item = match key {
            "tags" => Some(Item::text(text.as_str())),
            "protected" => Some(Item::plain((text == "ref_protected").to_string())),
            "maximumTimeout" => config::typed_as("integer", &text),
            _ => config::typed_as("boolean", &text),
        };
        match item {
            Some(item) => registration.server_settings.push((key, Item { place: origin, ..item })),
            None => no_value(name, &text, place, notes),
        }
        return;
    }
    if matches!(name, "env" | "RUNNER_ENV") {
        // May be given several times, once for each variable.
        let variable = Item { place: origin, ..Item::text(text) };
        match registration.runner.get_mut("environment").map(|list| &mut list.data) {
            Some(Data::List(items)) => items.push(variable),
            _ => registration.runner.set("environment", Item::list(vec![variable])),
        }
        return;
    }
    match config::key_of_option(name) {
        Some(key) if key.toml_type != "table" => {
            if key.secret && !text.is_empty() {
                let option = if name.contains('-') { format!("--{name}") } else { format!("`{name}`") };
                notes.credential(origin, &format!("the credential of {option} is in {holder}"), &text);
            }
            if !config::set(&mut registration.runner, key, &text, origin) {
                no_value(name, &text, place, notes);
            }
        }
        _ => {
            let message = format!("--{name} sets no key of config.toml; it is not carried over");
            notes.warn("no-place", place, message);
        }
    }
}

fn no_value(name: &str, text: &str, place: Place, notes: &mut Notes) {
    let shown = masked(text);
    let message = format!("`{shown}` is no value for --{name}; it is not carried over");
    notes.warn_with_help("no-place", place, message, "write the value that is meant under `config:`");
}

fn is_authentication_token(source: &Source) -> bool {
    matches!(source, Source::Literal { text, .. } if text.starts_with("glrt-") || text.starts_with("glrtr-"))
}

/// The value of a variable of a container: from its environment, or from the `ConfigMaps` that this names.
pub(super) fn resolve(container: &Item, manifests: &[Manifest], name: &str) -> Option<Source> {
    let entries = container.at(&["env"]).map(Item::items).unwrap_or_default();
    if let Some(entry) = entries.iter().rev().find(|entry| entry.text_at(&["name"]) == Some(name)) {
        if let Some(value) = entry.at(&["value"]) {
            let text = value.scalar().unwrap_or_default().to_owned();
            return Some(Source::Literal {
                text,
                place: value.place,
                holder: "the environment of the container".to_owned(),
            });
        }
        if let (Some(map), Some(key)) = (
            entry.text_at(&["valueFrom", "configMapKeyRef", "name"]),
            entry.text_at(&["valueFrom", "configMapKeyRef", "key"]),
        ) {
            return file(manifests, "ConfigMap", map, key);
        }
        if let (Some(secret), Some(key)) = (
            entry.text_at(&["valueFrom", "secretKeyRef", "name"]),
            entry.text_at(&["valueFrom", "secretKeyRef", "key"]),
        ) {
            return Some(Source::Secret { name: secret.to_owned(), key: key.to_owned() });
        }
        return None;
    }
    container.at(&["envFrom"]).map(Item::items).unwrap_or_default().iter().rev().find_map(|entry| {
        let prefix = entry.text_at(&["prefix"]).unwrap_or_default();
        let key = name.strip_prefix(prefix)?;
        if let Some(map) = entry.text_at(&["configMapRef", "name"]) {
            return file(manifests, "ConfigMap", map, key);
        }
        let secret = entry.text_at(&["secretRef", "name"])?;
        Some(Source::Secret { name: secret.to_owned(), key: key.to_owned() })
    })
}

fn file(manifests: &[Manifest], kind: &str, name: &str, key: &str) -> Option<Source> {
    let manifest = manifests.iter().find(|manifest| manifest.kind == kind && manifest.name == name)?;
    let (_, text, place) = manifest.files().into_iter().find(|(found, ..)| found == key)?;
    Some(Source::Literal { text, place, holder: manifest.identity() })
}
