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
            // Of names that the runner does not know, `not-allowed` says more.
            if names.is_empty() || names.len() != allowed.items().len() || !names.iter().all(is_policy) {
                continue;
            }
            let key = |name: &str| format!("{executor}.{name}");
            let Some(policy) = table.get("pull_policy") else {
                if executor == "kubernetes" {
                    let place = Place::of_runner(at, &runner, &key("allowed_pull_policies"), allowed);
                    ctx.report(
                        place,
                        "`allowed_pull_policies` is set and `pull_policy` is not: every job that names no policy fails",
                        format!("add `pull_policy` with {}", quoted(&names, "or")),
                    );
                }
                continue;
            };
            let items = if policy.items().is_empty() { std::slice::from_ref(policy) } else { policy.items() };
            let policies: Vec<&str> = items.iter().filter_map(Value::as_str).filter(is_policy).collect();
            let refused: Vec<&str> = policies.iter().copied().filter(|policy| !names.contains(policy)).collect();
            if policies.is_empty() || refused.is_empty() {
                continue;
            }
            let place = Place::of_runner(at, &runner, &key("pull_policy"), policy);
            let (are, it) = if refused.len() == 1 { ("is", "it") } else { ("are", "one") };
            let rest = match (refused.len() == policies.len(), refused.len()) {
                (true, _) => "every job that names no policy fails",
                (false, 1) => "it is left out",
                (false, _) => "they are left out",
            };
            ctx.report(
                place,
                format!("{} {are} not among `allowed_pull_policies`: {rest}", quoted(&refused, "and")),
                format!("add {it} to `allowed_pull_policies`, or use {}", quoted(&names, "or")),
            );
        }
    }
}

fn is_policy(name: &&str) -> bool {
    matches!(*name, "always" | "if-not-present" | "never")
}

/// Texts as a sentence lists them.
fn quoted(names: &[&str], word: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
