//! What an account may do, as far as GitLab Runner needs it while jobs run.

use helm_render::Value;

use crate::documents::Object;
use crate::fields::{self, at};

/// What the Kubernetes executor asks of the API for a running job: group, resource, verb.
const NEEDED: &[(&str, &str, &str)] = &[
    ("", "pods", "get"),
    ("", "pods", "list"),
    ("", "pods", "watch"),
    ("", "pods", "delete"),
    ("", "pods/exec", "create"),
    ("", "pods/attach", "create"),
    ("", "pods/log", "get"),
    ("", "secrets", "get"),
    ("", "secrets", "update"),
    ("", "secrets", "delete"),
    ("", "configmaps", "delete"),
    ("", "services", "get"),
    ("", "services/proxy", "get"),
    ("apps", "deployments", "get"),
    ("policy", "poddisruptionbudgets", "get"),
];

/// A `ServiceAccount`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) namespace: String,
    pub(super) name: String,
}

/// What `account` could do before and cannot any more, as `delete pods in ci`.
pub(super) fn lost(account: &Account, before: &[Object], after: &[Object]) -> Vec<String> {
    let (old, new) = (grants(account, before), grants(account, after));
    let mut lost = Vec::new();
    for grant in &old {
        for (group, resource, verb) in NEEDED {
            let still = |other: &Grant| {
                (other.namespace.is_empty() || other.namespace == grant.namespace)
                    && other.allows(group, resource, verb)
            };
            if grant.allows(group, resource, verb) && !new.iter().any(still) {
                let place =
                    if grant.namespace.is_empty() { "any namespace" } else { grant.namespace.as_str() };
                let text = format!("{verb} {resource} in {place}");
                if !lost.contains(&text) {
                    lost.push(text);
                }
            }
        }
    }
    lost
}

/// One rule that holds for an account.
struct Grant {
    /// Where; empty means everywhere.
    namespace: String,
    rule: Value,
}

impl Grant {
    fn allows(&self, group: &str, resource: &str, verb: &str) -> bool {
        let has = |key: &str, wanted: &str| {
            at(&self.rule, &[key]).as_ref().and_then(Value::as_list).is_some_and(|items| {
                items.iter().filter_map(Value::as_str).any(|item| {
                    let item = item.to_str();
                    item == "*"
                        || item == wanted
                        // `*/exec` is that part of every resource.
                        || item.strip_prefix("*/").is_some_and(|part| wanted.rsplit_once('/').map(|(_, own)| own) == Some(part))
                })
            })
        };
        at(&self.rule, &["resourceNames"]).is_none()
            && has("apiGroups", group)
            && has("resources", resource)
            && has("verbs", verb)
    }
}

fn grants(account: &Account, objects: &[Object]) -> Vec<Grant> {
    let mut result = Vec::new();
    for binding in objects {
        let namespace = match binding.kind.as_str() {
            "RoleBinding" => binding.namespace.clone(),
            "ClusterRoleBinding" => String::new(),
            _ => continue,
        };
        let subjects = binding.at(&["subjects"]);
        let bound = subjects.as_ref().and_then(Value::as_list).unwrap_or_default().iter().any(|subject| {
            let text = |key: &str| fields::text(subject, &[key]);
            text("kind").as_deref() == Some("ServiceAccount")
                && text("name").as_deref() == Some(account.name.as_str())
                && text("namespace").unwrap_or_else(|| binding.namespace.clone()) == account.namespace
        });
        let (Some(kind), Some(name)) =
            (binding.text(&["roleRef", "kind"]), binding.text(&["roleRef", "name"]))
        else {
            continue;
        };
        let role = objects.iter().find(|role| {
            role.kind == kind
                && role.name == name
                && (kind == "ClusterRole" || role.namespace == binding.namespace)
        });
        let (true, Some(role)) = (bound, role) else { continue };
        for rule in role.at(&["rules"]).as_ref().and_then(Value::as_list).unwrap_or_default() {
            result.push(Grant { namespace: namespace.clone(), rule: rule.clone() });
        }
    }
    result
}
