//! `namespace-rbac`.

use super::context::Place;
use super::Context;
use crate::check::{Document, Object, Runner};
use crate::source::Value;

rule! {
    /// Namespaces and permissions that do not fit each other.
    ///
    /// ## What it does
    ///
    /// Follows the manager's service account through RoleBindings to Roles, among the files given together or in what the
    /// values make, and reports: a namespace for jobs in which the account has no permission, permissions that job pods
    /// need and no Role has, bindings to Roles that are in another namespace, and bindings for accounts that are in
    /// another namespace.
    ///
    /// ## Why
    ///
    /// The runner takes jobs and fails each of them with "forbidden".
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   namespace = "ci-jobs"   # and a Role in "gitlab" only
    /// ```
    ///
    /// ## Use instead
    ///
    /// A Role and a RoleBinding in `ci-jobs`; this chart makes them for each namespace of the configuration.
    "namespace-rbac", Error, Together, check
}

/// What every job needs (API group, resource, verb).
const ALWAYS: &[(&str, &str, &str)] =
    &[("", "pods", "create"), ("", "pods", "get"), ("", "pods", "delete"), ("", "pods/exec", "create")];

fn check(ctx: &mut Context<'_>) {
    let documents: Vec<(usize, &Document)> = ctx.documents().collect();
    let written: Vec<&Object> = documents.iter().flat_map(|(_, document)| &document.objects).collect();
    for (at, document) in &documents {
        let rendered: Vec<&Object> = document.rendered.iter().collect();
        let objects = if document.values.is_some() { &rendered } else { &written };
        for config in &document.configs {
            for runner in config.runners() {
                entry(ctx, *at, &runner, objects, document.values.is_some());
            }
        }
        for object in &document.objects {
            binding(ctx, *at, object, &written);
        }
    }
}

fn entry(ctx: &mut Context<'_>, at: usize, runner: &Runner<'_>, objects: &[&Object], from_values: bool) {
    let Some(table) = runner.kubernetes() else { return };
    // Another cluster, or another credential than the account.
    if table.is_set("host") || table.is_set("bearer_token") || table.is_set("bearer_tokenFrom") {
        return;
    }
    let Some(manager) = objects.iter().find(|object| object.is_manager()) else { return };
    let Some((pod, _)) = manager.pod() else { return };
    let account = pod.text("serviceAccountName").or_else(|| pod.text("serviceAccount")).unwrap_or("default");
    let bindings: Vec<&Object> = objects
        .iter()
        .copied()
        .filter(|object| object.kind.ends_with("RoleBinding") && names(object, account, &manager.namespace))
        .collect();
    if bindings.is_empty() {
        return;
    }
    let per_job = table.is_true("namespace_per_job");
    let (namespace, value) = match table.get("namespace") {
        Some(value) => match value.as_str() {
            Some(text) if !text.is_empty() => (text, value),
            _ => return,
        },
        // The chart fills the release's namespace in.
        None if from_values => return,
        None => ("default", table),
    };
    let rules: Vec<&Value> = bindings
        .iter()
        .filter(|binding| {
            binding.kind == "ClusterRoleBinding" || (!per_job && same_namespace(&binding.namespace, namespace))
        })
        .filter_map(|binding| role_of(binding, objects))
        .flat_map(|role| role.value.get("rules").map_or(&[][..], Value::items))
        .collect();
    let is_unknown = bindings.iter().any(|binding| {
        let applies = binding.kind == "ClusterRoleBinding" || same_namespace(&binding.namespace, namespace);
        applies && role_of(binding, objects).is_none()
    });
    if is_unknown {
        return;
    }
    if rules.is_empty() {
        let (value, key, what) = if per_job {
            let value = table.get("namespace_per_job").unwrap_or(table);
            (value, "kubernetes.namespace_per_job", "in the namespaces that jobs get".to_owned())
        } else {
            let key = if table.get("namespace").is_some() { "kubernetes.namespace" } else { "kubernetes" };
            (value, key, format!("in the namespace {namespace:?}"))
        };
        ctx.report(
            Place::of_runner(at, runner, key, value),
            format!("the manager's account {account:?} has no permission {what}: every job fails"),
            if per_job {
                "bind a ClusterRole with a ClusterRoleBinding".to_owned()
            } else {
                format!("add a Role and a RoleBinding in {namespace:?}, or name another namespace")
            },
        );
        return;
    }
    let attach = !runner.flag("FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY");
    let needed = ALWAYS.iter().copied().chain(attach.then_some(("", "pods/attach", "create")));
    let missing: Vec<String> = needed
        .filter(|(group, resource, verb)| !rules.iter().any(|rule| allows(rule, group, resource, verb)))
        .map(|(_, resource, verb)| format!("{verb} {resource}"))
        .collect();
    if !missing.is_empty() {
        ctx.report(
            Place::of_runner(at, runner, "kubernetes", value),
            format!("the Role of the manager's account {account:?} does not allow what every job needs: {}", missing.join(", ")),
            "add it to the Role; this chart computes the Role when `rbac.rules` is empty",
        );
    }
}

/// Whether a binding is for this account.
fn names(binding: &Object, account: &str, namespace: &str) -> bool {
    binding.value.get("subjects").map_or(&[][..], Value::items).iter().any(|subject| {
        subject.text("kind") == Some("ServiceAccount")
            && subject.text("name") == Some(account)
            && same_namespace(subject.text("namespace").unwrap_or(&binding.namespace), namespace)
    })
}

fn role_of<'a>(binding: &Object, objects: &[&'a Object]) -> Option<&'a Object> {
    let (kind, name) = (binding.value.at(&["roleRef", "kind"])?.as_str()?, binding.value.at(&["roleRef", "name"])?.as_str()?);
    objects.iter().copied().find(|object| {
        object.kind == kind
            && object.name == name
            && (kind == "ClusterRole" || same_namespace(&object.namespace, &binding.namespace))
    })
}

/// Objects without a namespace go where `kubectl -n` says, so they may be anywhere.
fn same_namespace(one: &str, other: &str) -> bool {
    one == other || one.is_empty() || other.is_empty()
}

fn allows(rule: &Value, group: &str, resource: &str, verb: &str) -> bool {
    let has = |key: &str, wanted: &str| {
        let items = rule.get(key).map_or(&[][..], Value::items);
        items.iter().filter_map(Value::as_str).any(|item| item == wanted || item == "*")
    };
    has("apiGroups", group) && has("resources", resource) && has("verbs", verb) && rule.get("resourceNames").is_none()
}

fn binding(ctx: &mut Context<'_>, at: usize, binding: &Object, objects: &[&Object]) {
    if !binding.kind.ends_with("RoleBinding") {
        return;
    }
    if let Some(value) = binding.value.at(&["roleRef", "name"])
        && role_of(binding, objects).is_none()
        && let Some(other) = objects.iter().find(|object| {
            object.kind == "Role" && Some(object.kind.as_str()) == binding.value.at(&["roleRef", "kind"]).and_then(Value::as_str)
                && Some(object.name.as_str()) == value.as_str()
        })
    {
        ctx.report(
            Place::of_object(at, binding, "roleRef.name", value),
            format!("the Role {:?} is in the namespace {:?}, and the binding in {:?}", other.name, other.namespace, binding.namespace),
            "put both into one namespace",
        );
    }
    for (index, subject) in binding.value.get("subjects").map_or(&[][..], Value::items).iter().enumerate() {
        let (Some(value), Some(name), Some(namespace)) =
            (subject.get("namespace"), subject.text("name"), subject.text("namespace"))
        else {
            continue;
        };
        let mut accounts = objects.iter().filter(|object| object.kind == "ServiceAccount" && object.name == name).peekable();
        if accounts.peek().is_some() && !accounts.clone().any(|account| same_namespace(&account.namespace, namespace)) {
            let there = accounts.next().map_or("", |account| account.namespace.as_str());
            ctx.report(
                Place::of_object(at, binding, &format!("subjects[{index}].namespace"), value),
                format!("the account {name:?} is in the namespace {there:?}, not in {namespace:?}"),
                format!("write {there:?}"),
            );
        }
    }
}
