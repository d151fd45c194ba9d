//! Where the pod may run and how it resolves names.

use std::collections::BTreeMap;

use helm_render::Value;

use super::object::{IntoValue as _, nonempty, object};
use crate::config::Kubernetes;
use crate::config::kubernetes::{LabelSelector, NodeSelectorTerm, PodAffinityTerm, WeightedPodAffinityTerm};

/// The tolerations: `key` or `key=value`, and the effect.
pub(super) fn tolerations(tolerations: &BTreeMap<String, String>) -> Vec<Value> {
    let one = |(key, effect): (&String, &String)| {
        let (key, value, operator) = match key.split_once('=') {
            Some((key, value)) => (key, value, "Equal"),
            None => (key.as_str(), "", "Exists"),
        };
        object([
            ("key", nonempty(key)),
            ("operator", operator.into()),
            ("value", nonempty(value)),
            ("effect", nonempty(effect.as_str())),
        ])
    };
    tolerations.iter().map(one).collect()
}

/// The affinity; the runner sets it even when it is empty.
pub(super) fn affinity(k: &Kubernetes) -> Value {
    let Some(own) = &k.affinity else { return Value::map() };
    let node = own.node_affinity.as_ref().map(|node| {
        let required = node.required_during_scheduling_ignored_during_execution.as_ref().map(|selector| {
            let terms: Vec<Value> = selector.node_selector_terms.iter().flatten().map(node_term).collect();
            object([("nodeSelectorTerms", terms.into_value())])
        });
        let preferred =
            node.preferred_during_scheduling_ignored_during_execution.iter().flatten().map(|term| {
                object([
                    ("weight", Value::Int64(term.weight.map_or(0, |weight| weight.0))),
                    ("preference", term.preference.as_ref().map_or_else(Value::map, node_term)),
                ])
            });
        object([
            ("requiredDuringSchedulingIgnoredDuringExecution", required.unwrap_or_default()),
            ("preferredDuringSchedulingIgnoredDuringExecution", nonempty(preferred.collect::<Vec<_>>())),
        ])
    });
    let pods = |required: Option<&Vec<PodAffinityTerm>>, preferred: Option<&Vec<WeightedPodAffinityTerm>>| {
        let required: Vec<Value> = required.into_iter().flatten().map(pod_term).collect();
        let preferred = preferred.into_iter().flatten().map(|term| {
            object([
                ("weight", Value::Int64(term.weight.map_or(0, |weight| weight.0))),
                ("podAffinityTerm", term.pod_affinity_term.as_ref().map_or_else(Value::map, pod_term)),
            ])
        });
        object([
            ("requiredDuringSchedulingIgnoredDuringExecution", nonempty(required)),
            ("preferredDuringSchedulingIgnoredDuringExecution", nonempty(preferred.collect::<Vec<_>>())),
        ])
    };
    let together = own.pod_affinity.as_ref().map(|own| {
        pods(
            own.required_during_scheduling_ignored_during_execution.as_ref(),
            own.preferred_during_scheduling_ignored_during_execution.as_ref(),
        )
    });
    let apart = own.pod_anti_affinity.as_ref().map(|own| {
        pods(
            own.required_during_scheduling_ignored_during_execution.as_ref(),
            own.preferred_during_scheduling_ignored_during_execution.as_ref(),
        )
    });
    object([
        ("nodeAffinity", node.unwrap_or_default()),
        ("podAffinity", together.unwrap_or_default()),
        ("podAntiAffinity", apart.unwrap_or_default()),
    ])
}

fn requirement(key: Option<&str>, operator: Option<&str>, values: Option<&Vec<String>>) -> Value {
    object([
        ("key", key.unwrap_or_default().into()),
        ("operator", operator.unwrap_or_default().into()),
        ("values", nonempty(values)),
    ])
}

fn node_term(term: &NodeSelectorTerm) -> Value {
    let all = |list: &Option<Vec<crate::config::kubernetes::NodeSelectorRequirement>>| {
        let one = |own: &crate::config::kubernetes::NodeSelectorRequirement| {
            requirement(own.key.as_deref(), own.operator.as_deref(), own.values.as_ref())
        };
        nonempty(list.iter().flatten().map(one).collect::<Vec<_>>())
    };
    object([("matchExpressions", all(&term.match_expressions)), ("matchFields", all(&term.match_fields))])
}

fn pod_term(term: &PodAffinityTerm) -> Value {
    object([
        ("labelSelector", term.label_selector.as_ref().map_or(Value::Nil, labels)),
        ("namespaces", nonempty(term.namespaces.as_ref())),
        ("topologyKey", term.topology_key.as_deref().unwrap_or_default().into()),
        ("namespaceSelector", term.namespace_selector.as_ref().map_or(Value::Nil, labels)),
        ("matchLabelKeys", nonempty(term.match_label_keys.as_ref())),
        ("mismatchLabelKeys", nonempty(term.mismatch_label_keys.as_ref())),
    ])
}

fn labels(selector: &LabelSelector) -> Value {
    let expressions = selector.match_expressions.iter().flatten();
    let expressions =
        expressions.map(|own| requirement(own.key.as_deref(), own.operator.as_deref(), own.values.as_ref()));
    object([
        ("matchLabels", nonempty(selector.match_labels.as_ref())),
        ("matchExpressions", nonempty(expressions.collect::<Vec<_>>())),
    ])
}

/// The policy in Kubernetes' words; an unknown one leaves it to the cluster.
pub(super) fn dns_policy(k: &Kubernetes, notes: &mut Vec<String>) -> &'static str {
    match k.dns_policy.as_deref().unwrap_or_default() {
        "" | "cluster-first" => "ClusterFirst",
        "none" => "None",
        "default" => "Default",
        "cluster-first-with-host-net" => "ClusterFirstWithHostNet",
        other => {
            notes.push(format!(
                "falling back to cluster's default policy: unsupported kubernetes-dns-policy: {other:?}"
            ));
            ""
        }
    }
}

/// Name servers, search domains and options; none when nothing is set.
pub(super) fn dns_config(k: &Kubernetes) -> Value {
    let Some(own) = &k.dns_config else { return Value::Nil };
    let options = own.options.iter().flatten().map(|option| {
        object([
            ("name", option.name.as_deref().unwrap_or_default().into()),
            ("value", option.value.as_deref().into_value()),
        ])
    });
    let config = object([
        ("nameservers", nonempty(own.nameservers.as_ref())),
        ("searches", nonempty(own.searches.as_ref())),
        ("options", nonempty(options.collect::<Vec<_>>())),
    ]);
    if config.is_true() { config } else { Value::Nil }
}
