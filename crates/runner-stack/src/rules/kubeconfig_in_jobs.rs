//! `kubeconfig-in-jobs`.

use super::context::Place;
use super::Context;
use crate::source::Value;

rule! {
    /// A kubeconfig that every job can read.
    ///
    /// ## What it does
    ///
    /// Reports Secrets and ConfigMaps that are mounted into job pods as a kubeconfig: below a folder `.kube`, or with
    /// `kubeconfig` or `kube-config` in their name or path. In values it reports `kubeconfig`.
    ///
    /// ## Why
    ///
    /// A kubeconfig is a credential, often an administrator's. Every job of every project that the runner serves can
    /// print it, merge requests from forks included.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [[runners.kubernetes.volumes.secret]]
    ///   name = "kube-config"
    ///   mount_path = "/root/.kube/"
    /// ```
    ///
    /// ## Use instead
    ///
    /// Give deploy jobs a runner of their own, with a service account that may do what they need, and protected branches
    /// only:
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   service_account = "deploy"
    /// ```
    "kubeconfig-in-jobs", Warning, File, check
}

const HELP: &str = "give deploy jobs a runner of their own with a service account that may do what they need";

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        for kind in ["secret", "config_map", "host_path"] {
            let volumes = runner.value.at(&["kubernetes", "volumes", kind]).map_or(&[][..], Value::items);
            for (index, volume) in volumes.iter().enumerate() {
                let found = ["mount_path", "name", "host_path"].into_iter().find_map(|key| {
                    let value = volume.get(key)?;
                    value.as_str().is_some_and(is_kubeconfig).then_some((key, value))
                });
                if let Some((key, value)) = found {
                    let name = volume.text("name").unwrap_or_default();
                    ctx.report(
                        Place::of_runner(at, &runner, &format!("kubernetes.volumes.{kind}[{index}].{key}"), value),
                        format!("every job can read the kubeconfig in {name:?}"),
                        HELP,
                    );
                }
            }
        }
    }
    for (at, values) in ctx.values() {
        let Some(kubeconfig) = values.get("kubeconfig") else { continue };
        if kubeconfig.is_set("content") || kubeconfig.is_set("secretName") {
            let named = kubeconfig.get("runners").map_or(&[][..], Value::items);
            if named.is_empty() {
                ctx.report(
                    Place { document: at, span: entry_span(values, "kubeconfig"), path: "kubeconfig".to_owned() },
                    "every job of every runner can read the kubeconfig",
                    "name the runners that deploy in `kubeconfig.runners`, and let them take protected branches only",
                );
            }
        }
    }
}

fn entry_span(values: &Value, key: &str) -> crate::diagnostic::Span {
    values.entry(key).map_or(values.span, |entry| entry.key_span)
}

fn is_kubeconfig(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("kubeconfig")
        || text.contains("kube-config")
        || text.contains("kube_config")
        || text.split('/').any(|part| part == ".kube")
        || text == "/etc/kubernetes/admin.conf"
}
