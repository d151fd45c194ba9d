//! `pull-policy`.

use super::context::Place;
use super::Context;
use crate::source::Value;

rule! {
    /// Pull policies of jobs that are not among the allowed ones.
    ///
    /// ## What it does
    ///
    /// Compares `pull_policy` with `allowed_pull_policies` of the Kubernetes and Docker executors.
    ///
    /// ## Why
    ///
    /// The runner uses the policies that are in both. When there is none, jobs fail. With `allowed_pull_policies` alone,
    /// every job that names no policy fails, because the cluster's default is not in the list.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   pull_policy = "if-not-present"
    ///   allowed_pull_policies = ["always"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   pull_policy = "if-not-present"
    ///   allowed_pull_policies = ["always", "if-not-present"]
    /// ```
    "pull-policy", Error, File, check
}

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        for executor in ["kubernetes", "docker"] {
            let Some(table) = runner.value.get(executor) else { continue };
            let Some(allowed) = table.get("allowed_pull_policies") else { continue };
            let names: Vec<&str> = allowed.items().iter().filter_map(Value::as_str).collect();
            if names.is_empty() || names.len() != allowed.items().len() {
                continue;
            }
            let key = |name: &str| format!("{executor}.{name}");
            let Some(policy) = table.get("pull_policy") else {
                if executor == "kubernetes" {
                    let place = Place::of_runner(at, &runner, &key("allowed_pull_policies"), allowed);
                    ctx.report(
                        place,
                        "`allowed_pull_policies` is set and `pull_policy` is not: every job that names no policy fails",
                        format!("add `pull_policy` with one of {}", names.join(", ")),
                    );
                }
                continue;
            };
            let items = if policy.items().is_empty() { std::slice::from_ref(policy) } else { policy.items() };
            let policies: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            let refused: Vec<&str> = policies.iter().copied().filter(|policy| !names.contains(policy)).collect();
            if policies.is_empty() || refused.is_empty() {
                continue;
            }
            let place = Place::of_runner(at, &runner, &key("pull_policy"), policy);
            let rest = if refused.len() == policies.len() {
                "every job that names no policy fails"
            } else {
                "it is left out"
            };
            ctx.report(
                place,
                format!("{:?} is not among `allowed_pull_policies`: {rest}", refused.join(", ")),
                format!("add it to `allowed_pull_policies`, or use one of {}", names.join(", ")),
            );
        }
    }
}
