//! `plain-secret`.

use std::fmt::Write as _;

use super::context::Place;
use super::Context;
use crate::check::Home;
use crate::config;
use crate::credentials;
use crate::model::{Field, Kind, Model as _};
use crate::source::Value;

rule! {
    /// A token, key or password in plain sight.
    ///
    /// ## What it does
    ///
    /// Reports credentials in ConfigMaps, in the environment of pods, and in values. What only names a Secret is fine, and
    /// so is what stands in a Secret or in a `config.toml` of its own. A text that something else replaces is none:
    /// `${TOKEN}`, `__TOKEN__`, and what sops, vals, Vault or Argo CD fill in.
    ///
    /// ## Why
    ///
    /// ConfigMaps are not secret: many roles may read them, and they show up in dashboards and backups. Values files are
    /// committed to Git. Whoever has a runner's token can take its jobs, with their variables.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// kind: ConfigMap
    /// apiVersion: v1
    /// metadata: { name: gitlab-runner-config }
    /// data:
    ///   runner_token: glrt-EXAMPLE-not-a-real-token
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// config:
    ///   runners:
    ///     - tokenFrom: { secretName: gitlab-runner-token }
    /// ```
    ///
    /// A credential that has been in a ConfigMap or in Git counts as known: replace it.
    "plain-secret", Warning, File, check
}

fn check(ctx: &mut Context<'_>) {
    of_configs(ctx);
    of_values(ctx);
    of_objects(ctx);
}

/// In `config.toml`, where that is in plain sight.
fn of_configs(ctx: &mut Context<'_>) {
    for (at, config) in ctx.configs() {
        let (where_, help) = match config.home {
            Home::ConfigMap => ("in a ConfigMap", "move it to a Secret, and replace it, since it counts as known"),
            Home::Values => ("in plain values", "keep it in a Secret and name that here, so that it is not committed"),
            Home::File | Home::Secret => continue,
        };
        each(&config.root, config::Config::KIND, &mut String::new(), &mut |value, key, path| {
            if is_literal(value) {
                let message = format!("`{key}` is a credential {where_}");
                ctx.report(Place { document: at, span: value.span, path: config.path_of(path) }, message, help);
            }
        });
    }
    for (at, runner) in ctx.runners() {
        if matches!(runner.config.home, Home::File | Home::Secret) {
            continue;
        }
        for (index, item) in runner.value.get("environment").map_or(&[][..], Value::items).iter().enumerate() {
            if let Some((name, _)) = item.as_str().and_then(credentials::variable) {
                let place = Place::of_runner(at, &runner, &format!("environment[{index}]"), item);
                ctx.report(
                    place,
                    format!("the variable {name} is a credential in plain sight"),
                    "make it a masked CI/CD variable, and replace it, since it counts as known",
                );
            }
        }
    }
}

fn of_values(ctx: &mut Context<'_>) {
    for (at, values) in ctx.values() {
        for (key, other) in [
            ("runnerToken", "`runners.secret`"),
            ("runnerRegistrationToken", "`runners.secret`"),
            ("sentryDsn", "`config.sentry_dsnFrom`"),
        ] {
            if let Some(value) = values.get(key).filter(|value| is_literal(value)) {
                ctx.report(
                    Place::of_values(at, key, value),
                    format!("`{key}` is a credential in plain values"),
                    format!("keep it in a Secret and name that in {other}, or give it with --set at install time"),
                );
            }
        }
        if let Some(value) = values.at(&["kubeconfig", "content"]).filter(|value| is_literal(value)) {
            ctx.report(
                Place::of_values(at, "kubeconfig.content", value),
                "a kubeconfig is a credential, and stands in plain values",
                "keep it in a Secret and name that in `kubeconfig.secretName`",
            );
        }
        if let Some(value) = values.get("preEntrypointScript").filter(|value| value.as_str().is_some_and(has_token)) {
            ctx.report(
                Place::of_values(at, "preEntrypointScript", value),
                "a token in a script in a ConfigMap",
                "pass it from a Secret as an environment variable, and replace it, since it counts as known",
            );
        }
        for list in ["envVars", "extraEnv"] {
            let variables = values.get(list);
            for item in variables.map_or(&[][..], Value::items) {
                variable(ctx, item, |value| Place::of_values(at, list, value));
            }
            for entry in variables.map_or(&[][..], Value::entries) {
                if credentials::is_variable(&entry.key) && is_literal(&entry.value) {
                    ctx.report(
                        Place::of_values(at, &format!("{list}.{}", entry.key), &entry.value),
                        format!("the variable {} is a credential in plain values", entry.key),
                        "take it from a Secret, with `extraEnvFrom`",
                    );
                }
            }
        }
    }
}

fn of_objects(ctx: &mut Context<'_>) {
    for (at, object) in ctx.objects() {
        if object.kind == "ConfigMap" {
            for entry in object.value.get("data").map_or(&[][..], Value::entries) {
                let Some(text) = entry.value.as_str() else { continue };
                // The TOML in a ConfigMap is looked at key by key above.
                let is_one_line = !text.trim_end().contains('\n');
                if is_one_line && is_literal(&entry.value) && (credentials::is_name(&entry.key) || has_token(text)) {
                    ctx.report(
                        Place::of_object(at, object, &format!("data[{:?}]", entry.key), &entry.value),
                        format!("`{}` is a credential in a ConfigMap", entry.key),
                        "move it to a Secret, and replace it, since it counts as known",
                    );
                }
            }
            for text in &object.texts {
                for (offset, token) in credentials::tokens(&text.content) {
                    // A template's keys are reported above, wherever they stand.
                    if text.is_config {
                        continue;
                    }
                    let span = text.span(offset, token.len());
                    let path = object.path_of(&format!("data[{:?}]", text.key));
                    ctx.report(
                        Place { document: at, span, path },
                        "a token in a script in a ConfigMap",
                        "pass it from a Secret as an environment variable, and replace it, since it counts as known",
                    );
                }
            }
        }
        let Some((pod, path)) = object.pod() else { continue };
        for list in ["containers", "initContainers"] {
            for (container, index) in crate::check::containers(pod, list) {
                for item in container.get("env").map_or(&[][..], Value::items) {
                    variable(ctx, item, |value| {
                        Place::of_object(at, object, &format!("{path}.{list}[{index}].env"), value)
                    });
                }
            }
        }
    }
}

fn variable(ctx: &mut Context<'_>, item: &Value, place: impl Fn(&Value) -> Place) {
    let (Some(name), Some(value)) = (item.text("name"), item.get("value")) else { return };
    if is_literal(value) && (credentials::is_variable(name) || value.as_str().is_some_and(has_token)) {
        ctx.report(
            place(value),
            format!("the variable {name} is a credential in plain sight"),
            "take it from a Secret, with `valueFrom.secretKeyRef`",
        );
    }
}

/// Calls `found` with the credentials in a value of this kind, their keys and paths. `path` is that of the value, and is
/// the same again at the end.
fn each(value: &Value, kind: Kind, path: &mut String, found: &mut impl FnMut(&Value, &str, &str)) {
    let length = path.len();
    match kind {
        Kind::Table(table) => {
            for entry in value.entries() {
                let Some(field) = table.field(&entry.key).filter(|field| holds_secrets(field)) else { continue };
                if length > 0 {
                    path.push('.');
                }
                path.push_str(&entry.key);
                if field.meta.secret {
                    found(&entry.value, field.key, path);
                } else {
                    each(&entry.value, field.kind, path, found);
                }
                path.truncate(length);
            }
        }
        Kind::List(inner) => {
            for (index, item) in value.items().iter().enumerate() {
                let _ = write!(path, "[{index}]");
                each(item, *inner, path, found);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

/// Whether a field is a credential, or a table with one somewhere.
fn holds_secrets(field: &Field) -> bool {
    field.meta.secret || field.kind.table().is_some_and(|table| table.fields.iter().any(holds_secrets))
}

/// Whether a value is a text that stands for itself, and not for a credential that comes from elsewhere.
fn is_literal(value: &Value) -> bool {
    value.as_str().is_some_and(credentials::is_literal)
}

fn has_token(text: &str) -> bool {
    credentials::tokens(text).next().is_some()
}
