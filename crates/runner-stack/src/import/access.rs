//! `ServiceAccount`, roles and bindings of the manager.

use super::manifest::{Fate, Manifest};
use super::notes::Notes;
use super::tree::{Item, Table};

/// The account of the manager, and where its jobs run.
pub(super) struct Account<'a> {
    /// Name of the manager's workload, and so of what the chart makes.
    pub(super) manager: &'a str,
    /// Empty when the workload names none.
    pub(super) name: &'a str,
    pub(super) namespace: &'a str,
    /// Namespaces of job pods.
    pub(super) job_namespaces: &'a [String],
    /// Whether job pods run as the manager's account.
    pub(super) shared_with_jobs: bool,
}

/// Puts what the manager may do into the values, and settles what becomes of the objects.
pub(super) fn take(account: &Account<'_>, manifests: &mut [Manifest], values: &mut Table, notes: &mut Notes) {
    take_account(account, manifests, values);
    let bindings: Vec<usize> =
        (0..manifests.len()).filter(|index| binds(&manifests[*index], account)).collect();
    let mut rules: Vec<Item> = Vec::new();
    let mut wide = false;
    for index in bindings {
        let binding = &manifests[index];
        let (kind, name) = (
            binding.item.text_at(&["roleRef", "kind"]).unwrap_or_default().to_owned(),
            binding.item.text_at(&["roleRef", "name"]).unwrap_or_default().to_owned(),
        );
        let place = binding.place;
        let cluster_wide = binding.kind == "ClusterRoleBinding";
        let namespace = if binding.namespace.is_empty() { account.namespace } else { &binding.namespace };
        let served = cluster_wide || account.job_namespaces.iter().any(|found| found == namespace);
        let others = binding.item.at(&["subjects"]).map(Item::items).unwrap_or_default().len() > 1;
        let role = manifests.iter().position(|role| {
            role.kind == kind
                && role.name == name
                && (kind == "ClusterRole" || same_namespace(&role.namespace, namespace, account.namespace))
        });
        let Some(role) = role.filter(|_| served && !others) else {
            let why = if role.is_none() {
                format!("the {kind} {name} is not in the input")
            } else if others {
                "it has other subjects too".to_owned()
            } else {
                format!("no jobs run in {namespace}")
            };
            let message = format!(
                "{} is kept in extraObjects beside the chart's own binding: {why}",
                binding.identity()
            );
            notes.warn("kept", place, message);
            manifests[index].fate = Fate::Kept;
            continue;
        };
        if kind == "ClusterRole" && !cluster_wide {
            let message =
                format!("the ClusterRole {name} is bound in {namespace} only, so it becomes a Role there");
            notes.warn("other-kind", place, message);
        }
        wide |= cluster_wide;
        rules
            .extend(manifests[role].item.at(&["rules"]).map(Item::items).unwrap_or_default().iter().cloned());
        manifests[index].fate =
            Fate::Becomes(if cluster_wide { "ClusterRoleBinding" } else { "RoleBinding" });
        manifests[role].fate = Fate::Becomes(if cluster_wide { "ClusterRole" } else { "Role" });
        let place = manifests[role].place;
        if rules.iter().any(has_wildcard) && !account.shared_with_jobs {
            let message = format!(
                "{} allows everything on some resources; the chart computes what the runners need instead",
                manifests[role].identity()
            );
            notes.warn_with_help(
                "least-privilege",
                place,
                message,
                "if something else relies on it, add that to `rbac.extraRules`",
            );
        }
    }
    keep_roles_of_others(account, manifests, notes);
    if wide {
        values.table("rbac").set("clusterWideAccess", Item::plain("true"));
    }
    if rules.iter().any(has_wildcard) {
        if account.shared_with_jobs {
            values.table("rbac").set("rules", Item::list(rules));
        }
    } else if !rules.is_empty() {
        values.table("rbac").set("rules", Item::list(rules));
    }
}

/// Roles whose rules the chart has taken over, and that other bindings still name.
fn keep_roles_of_others(account: &Account<'_>, manifests: &mut [Manifest], notes: &mut Notes) {
    for index in 0..manifests.len() {
        let role = &manifests[index];
        // One that is called like the chart's own stays by that.
        if !matches!(role.fate, Fate::Becomes("Role" | "ClusterRole")) || role.name == account.manager {
            continue;
        }
        let binding = manifests.iter().find(|binding| {
            matches!(binding.fate, Fate::Open | Fate::Kept)
                && matches!(binding.kind.as_str(), "RoleBinding" | "ClusterRoleBinding")
                && binding.item.text_at(&["roleRef", "kind"]) == Some(role.kind.as_str())
                && binding.item.text_at(&["roleRef", "name"]) == Some(role.name.as_str())
                && (role.kind == "ClusterRole" || binding.namespace == role.namespace)
        });
        let Some(binding) = binding else { continue };
        let message = format!(
            "{} is kept in extraObjects beside the chart's own: {} refers to it",
            role.identity(),
            binding.identity()
        );
        notes.warn("kept", role.place, message);
        manifests[index].fate = Fate::Kept;
    }
}

fn take_account(account: &Account<'_>, manifests: &mut [Manifest], values: &mut Table) {
    if account.name.is_empty() || account.name == "default" {
        return;
    }
    let table = values.table("serviceAccount");
    table.set("name", Item::text(account.name));
    let found = manifests.iter_mut().find(|manifest| {
        manifest.kind == "ServiceAccount"
            && manifest.name == account.name
            && same_namespace(&manifest.namespace, account.namespace, account.namespace)
    });
    let Some(manifest) = found else {
        table.set("create", Item::plain("false"));
        return;
    };
    manifest.fate = Fate::Becomes("ServiceAccount");
    let mut item = manifest.item.clone();
    super::manifest::without_server_fields(&mut item);
    if let Some(annotations) = item.at(&["metadata", "annotations"]) {
        table.set("annotations", annotations.clone());
    }
    let secrets = item.at(&["imagePullSecrets"]).map(Item::items).unwrap_or_default();
    if !secrets.is_empty() {
        let names = secrets.iter().filter_map(|secret| secret.at(&["name"]).cloned()).collect();
        table.set("imagePullSecrets", Item::list(names));
    }
    if let Some(mount) = item.at(&["automountServiceAccountToken"]) {
        values.set("automountServiceAccountToken", mount.clone());
    }
}

fn binds(manifest: &Manifest, account: &Account<'_>) -> bool {
    let name = if account.name.is_empty() { "default" } else { account.name };
    matches!(manifest.kind.as_str(), "RoleBinding" | "ClusterRoleBinding")
        && manifest.item.at(&["subjects"]).map(Item::items).unwrap_or_default().iter().any(|subject| {
            let namespace = subject.text_at(&["namespace"]).unwrap_or(&manifest.namespace);
            subject.text_at(&["kind"]) == Some("ServiceAccount")
                && subject.text_at(&["name"]) == Some(name)
                && same_namespace(namespace, account.namespace, account.namespace)
        })
}

/// Whether two namespaces are the same, where nothing means the release's.
fn same_namespace(left: &str, right: &str, release: &str) -> bool {
    let left = if left.is_empty() { release } else { left };
    let right = if right.is_empty() { release } else { right };
    left == right
}

fn has_wildcard(rule: &Item) -> bool {
    ["resources", "verbs", "apiGroups"].iter().any(|key| {
        rule.at(&[key]).map(Item::items).unwrap_or_default().iter().any(|item| item.as_text() == Some("*"))
    })
}
