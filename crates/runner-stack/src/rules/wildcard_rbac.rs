//! `wildcard-rbac`.

use super::context::Place;
use super::Context;
use crate::source::Value;

rule! {
    /// Permissions with `*`.
    ///
    /// ## What it does
    ///
    /// Reports rules with `*` for verbs, resources or API groups, in Roles, ClusterRoles and in `rbac.rules`, and
    /// bindings to `cluster-admin`.
    ///
    /// ## Why
    ///
    /// Whoever gets hold of the account can read every Secret of the namespace and start pods as any of its accounts.
    /// The manager needs a short list, which follows from the configuration.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: ["*"]
    ///     verbs: ["*"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// Leave `rbac.rules` empty; the chart then computes the Role. For a Role by hand:
    ///
    /// ```yaml
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods, pods/attach, secrets, configmaps]
    ///     verbs: [get, list, watch, create, delete, update]
    /// ```
    "wildcard-rbac", Warning, File, check
}

const HELP: &str = "name what is needed; this chart computes it from the configuration when `rbac.rules` is empty";

fn check(ctx: &mut Context<'_>) {
    for (at, object) in ctx.objects() {
        match object.kind.as_str() {
            "Role" | "ClusterRole" => {
                let rules = object.value.get("rules").map_or(&[][..], Value::items);
                each(ctx, rules, |key, value| Place::of_object(at, object, &format!("rules{key}"), value));
            }
            "RoleBinding" | "ClusterRoleBinding" => {
                if let Some(value) = object.value.at(&["roleRef", "name"])
                    && value.as_str() == Some("cluster-admin")
                {
                    ctx.report(
                        Place::of_object(at, object, "roleRef.name", value),
                        "the account may do everything in the cluster",
                        HELP,
                    );
                }
            }
            _ => {}
        }
    }
    for (at, values) in ctx.values() {
        for key in ["rules", "extraRules"] {
            let rules = values.at(&["rbac", key]).map_or(&[][..], Value::items);
            each(ctx, rules, |path, value| Place::of_values(at, &format!("rbac.{key}{path}"), value));
        }
    }
}

fn each(ctx: &mut Context<'_>, rules: &[Value], place: impl Fn(&str, &Value) -> Place) {
    for (index, rule) in rules.iter().enumerate() {
        let wild: Vec<(&str, &Value)> = ["resources", "verbs", "apiGroups"]
            .into_iter()
            .filter_map(|key| {
                let items = rule.get(key)?.items();
                Some((key, items.iter().find(|item| item.as_str() == Some("*"))?))
            })
            .collect();
        let Some((key, value)) = wild.first() else { continue };
        let names: Vec<&str> = wild
            .iter()
            .map(|(key, _)| match *key {
                "verbs" => "verb",
                "resources" => "resource",
                _ => "API group",
            })
            .collect();
        ctx.report(
            place(&format!("[{index}].{key}"), value),
            format!("the rule allows {}", every(&names)),
            HELP,
        );
    }
}

/// Names as a sentence lists them.
fn every(names: &[&str]) -> String {
    let each: Vec<String> = names.iter().map(|name| format!("every {name}")).collect();
    match each.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => each.concat(),
    }
}
