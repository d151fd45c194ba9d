//! The page that says how to see that everything works.

use serde::Serialize;

use super::secrets::MissingSecret;
use super::storage::{Storage, runner_name};
use super::templates;
use super::{Choices, pipeline};
use crate::stack::View;

#[derive(Serialize)]
struct StorageStep {
    bucket: String,
    script: String,
    list: String,
    url: String,
    alias: bool,
    /// Variables that the script cannot do without, with what they are.
    wants: Vec<&'static str>,
}

#[derive(Serialize)]
struct SecretStep<'a> {
    name: &'a str,
    namespace: &'a str,
    why: String,
}

#[derive(Serialize)]
struct RunnerStep {
    name: String,
    namespace: String,
}

#[derive(Serialize)]
struct Check {
    verb: &'static str,
    resource: &'static str,
    namespace: String,
    account: String,
    expect: &'static str,
}

#[derive(Serialize)]
struct Context<'a> {
    helm: String,
    namespace: &'a str,
    namespaces: Vec<String>,
    /// Whether no object names another namespace; kubectl refuses the flag otherwise.
    one_namespace: bool,
    deployment: String,
    days: u32,
    storage: Vec<StorageStep>,
    /// The registry that all images come from; empty when there is none.
    mirror: &'a str,
    secrets: Vec<SecretStep<'a>>,
    secret_namespaces: Vec<&'a str>,
    runners: Vec<RunnerStep>,
    checks: Vec<Check>,
    jobs: Vec<String>,
    untagged: bool,
    registers: bool,
}

/// The text of `VERIFY.md`.
pub(super) fn page(
    view: &View,
    storages: &[Storage],
    missing: &[MissingSecret],
    choices: &Choices,
) -> String {
    let runners: Vec<RunnerStep> = view
        .runners()
        .iter()
        .enumerate()
        .map(|(index, runner)| {
            let kubernetes = runner.kubernetes.as_ref();
            // A namespace per job has no name before the job.
            let fixed = kubernetes.filter(|kubernetes| kubernetes.namespace_per_job != Some(true));
            RunnerStep {
                name: runner_name(runner, index),
                namespace: fixed.and_then(|kubernetes| kubernetes.namespace.clone()).unwrap_or_default(),
            }
        })
        .collect();
    let mut jobs: Vec<String> =
        runners.iter().map(|runner| runner.namespace.clone()).filter(|name| !name.is_empty()).collect();
    jobs.sort();
    jobs.dedup();
    let mut namespaces = jobs.clone();
    namespaces.push(choices.namespace.clone());
    namespaces.sort();
    namespaces.dedup();
    let account = format!(
        "system:serviceaccount:{}:{}",
        choices.namespace,
        view.service_account().unwrap_or_else(|| "default".to_owned())
    );
    let checks = jobs
        .iter()
        .flat_map(|namespace| {
            [("create", "pods", "yes"), ("create", "deployments.apps", "no")].map(
                |(verb, resource, expect)| Check {
                    verb,
                    resource,
                    namespace: namespace.clone(),
                    account: account.clone(),
                    expect,
                },
            )
        })
        .collect();
    let untagged = view
        .runners()
        .iter()
        .enumerate()
        .any(|(index, runner)| pipeline::tags(view, runner, index, choices).is_empty());
    let registers = (0..view.runners().len()).any(|runner| !view.register_arguments(runner).is_empty());
    let context = Context {
        helm: format!(
            "helm upgrade --install {} ./{} --namespace={}",
            templates::one_line_word(&choices.release),
            templates::one_line_word(&choices.chart),
            templates::one_line_word(&choices.namespace)
        ),
        namespace: &choices.namespace,
        namespaces,
        one_namespace: view.namespaces().iter().all(|namespace| *namespace == choices.namespace),
        deployment: view.manager().map(|(name, _)| name).unwrap_or_default(),
        days: choices.expire_days,
        storage: storages
            .iter()
            .map(|storage| StorageStep {
                bucket: storage.bucket.clone(),
                script: storage.script_path(),
                list: storage.list_command(),
                alias: storage.url().is_some(),
                url: storage.url().unwrap_or_default(),
                wants: storage.wants(),
            })
            .collect(),
        mirror: choices.registry.as_deref().unwrap_or_default(),
        secret_namespaces: {
            let mut namespaces: Vec<&str> = missing.iter().map(|secret| secret.namespace.as_str()).collect();
            namespaces.sort_unstable();
            namespaces.dedup();
            namespaces
        },
        secrets: missing
            .iter()
            .map(|secret| SecretStep {
                name: &secret.name,
                namespace: &secret.namespace,
                why: secret.why.join(", "),
            })
            .collect(),
        runners,
        checks,
        jobs,
        untagged,
        registers,
    };
    templates::render("VERIFY.md", &context)
}
