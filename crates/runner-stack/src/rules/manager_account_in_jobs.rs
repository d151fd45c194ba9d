//! `manager-account-in-jobs`.

use super::context::Place;
use super::Context;
use crate::check::{Config, Document, Object};
use crate::source::Value;

rule! {
    /// Job pods with the manager's service account.
    ///
    /// ## What it does
    ///
    /// Compares the service account of job pods with the manager's. Without names, both are `default`.
    ///
    /// ## Why
    ///
    /// Every job then holds a token that may create pods and read Secrets in the namespace, the tokens of runners among
    /// them.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// serviceAccount: { name: gitlab-runner }
    /// config:
    ///   runners:
    ///     - kubernetes: { service_account: gitlab-runner }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// config:
    ///   runners:
    ///     - kubernetes: { service_account: ci-jobs }
    /// ```
    "manager-account-in-jobs", Warning, Together, check
}

fn check(ctx: &mut Context<'_>) {
    let documents: Vec<(usize, &Document)> = ctx.documents().collect();
    let written: Vec<&Object> =
        documents.iter().flat_map(|(_, document)| &document.objects).filter(|object| object.is_manager()).collect();
    for (at, document) in documents {
        let rendered: Vec<&Object> = document.rendered.iter().filter(|object| object.is_manager()).collect();
        let managers = if document.values.is_some() { &rendered } else { &written };
        for config in &document.configs {
            look(ctx, at, config, managers);
        }
    }
}

fn look(ctx: &mut Context<'_>, at: usize, config: &Config, managers: &[&Object]) {
    for runner in config.runners() {
        let Some(table) = runner.kubernetes() else { continue };
        for manager in managers {
            let Some((pod, _)) = manager.pod() else { continue };
            let theirs = pod.text("serviceAccountName").or_else(|| pod.text("serviceAccount")).unwrap_or("default");
            let namespace = table.get("namespace");
            let is_near = namespace.is_none_or(|value| {
                value.as_str().is_none_or(|text| text.is_empty() || text == manager.namespace || manager.namespace.is_empty())
            });
            if !is_near || table.get("automount_service_account_token").and_then(Value::as_bool) == Some(false) {
                continue;
            }
            let named = table.get("service_account").filter(|value| value.as_str() != Some(""));
            let ours = match named {
                None => "default",
                Some(value) => value.as_str().unwrap_or_default(),
            };
            if ours != theirs {
                continue;
            }
            let (value, key) = match named {
                Some(value) => (value, "kubernetes.service_account"),
                None => (table, "kubernetes"),
            };
            ctx.report(
                Place::of_runner(at, &runner, key, value),
                format!("job pods run as the manager's service account {ours:?}, and may do what it may"),
                "give jobs an account of their own in `service_account`, or set `automount_service_account_token` to false",
            );
            break;
        }
    }
}
