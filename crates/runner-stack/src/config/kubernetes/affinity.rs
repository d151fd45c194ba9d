//! Affinity of job pods.

use std::collections::BTreeMap;

use crate::model::{Int, table};

table! {
    /// Scheduling affinity of job pods.
    pub struct Affinity {
        /// Affinity to node labels.
        node_affinity: NodeAffinity = { since: "13.4" },
        /// Affinity to other pods.
        pod_affinity: PodAffinity = { since: "14.3" },
        /// Separation from other pods.
        pod_anti_affinity: PodAntiAffinity = { since: "14.3" },
    }

    /// Affinity to node labels.
    pub struct NodeAffinity {
        /// Hard node requirements.
        required_during_scheduling_ignored_during_execution: NodeSelector = { since: "13.4" },
        /// Weighted node preferences.
        preferred_during_scheduling_ignored_during_execution: Vec<PreferredSchedulingTerm> = { since: "13.4" },
    }

    /// Hard node requirements.
    pub struct NodeSelector {
        /// Alternative terms; one must match.
        node_selector_terms: Vec<NodeSelectorTerm> = { since: "13.4" },
    }

    /// Alternative terms; one must match.
    pub struct NodeSelectorTerm {
        /// Label requirements, all of which must hold.
        match_expressions: Vec<NodeSelectorRequirement> = { since: "13.4" },
        /// Field requirements, all of which must hold.
        match_fields: Vec<NodeSelectorRequirement> = { since: "13.4" },
    }

    /// Weighted node preferences.
    pub struct PreferredSchedulingTerm {
        /// Weight from 1 to 100.
        weight: Int<1, 100> = { default: "0", since: "13.4", required: true },
        /// Node term the weight applies to.
        preference: NodeSelectorTerm = { since: "13.4", required: true },
    }

    /// Label requirements, all of which must hold.
    pub struct NodeSelectorRequirement {
        /// Label (or field) name.
        key: String = { default: r#""""#, since: "13.4" },
        /// Comparison operator, passed through to Kubernetes.
        /// Label selectors of pod affinity accept only In, NotIn, Exists and DoesNotExist. Not validated by the
        /// runner.
        operator: String = { default: r#""""#, since: "13.4", one_of: &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"] },
        /// Values for the operator.
        values: Vec<String> = { since: "13.4" },
    }

    /// Affinity to other pods.
    pub struct PodAffinity {
        /// Hard pod co-location rules.
        required_during_scheduling_ignored_during_execution: Vec<PodAffinityTerm> = { since: "14.3" },
        /// Weighted pod co-location rules.
        preferred_during_scheduling_ignored_during_execution: Vec<WeightedPodAffinityTerm> = { since: "14.3" },
    }

    /// Weighted pod co-location rules.
    pub struct WeightedPodAffinityTerm {
        /// Weight from 1 to 100.
        weight: Int<1, 100> = { default: "0", since: "14.3", required: true },
        /// Rule the weight applies to.
        pod_affinity_term: PodAffinityTerm = { since: "14.3", required: true },
    }

    /// Hard pod co-location rules.
    pub struct PodAffinityTerm {
        /// Pods the rule looks at.
        label_selector: LabelSelector = { since: "14.3" },
        /// Namespaces searched for these pods.
        namespaces: Vec<String> = { since: "14.3" },
        /// Node label that defines the topology domain.
        topology_key: String = { default: r#""""#, since: "14.3", required: true },
        /// Label selector for namespaces to search.
        namespace_selector: LabelSelector = { since: "14.3" },
        /// Pod label keys merged as 'in' conditions.
        /// Needs Kubernetes 1.31 or newer.
        match_label_keys: Vec<String> = { since: "19.1" },
        /// Pod label keys merged as 'not in' conditions.
        /// Needs Kubernetes 1.31 or newer.
        mismatch_label_keys: Vec<String> = { since: "19.1" },
    }

    /// Pods the rule looks at.
    pub struct LabelSelector {
        /// Exact label values.
        match_labels: BTreeMap<String, String> = { since: "14.3" },
        /// Label requirements.
        match_expressions: Vec<LabelSelectorRequirement> = { since: "14.3" },
    }

    /// Label requirements.
    pub struct LabelSelectorRequirement {
        /// Label (or field) name.
        key: String = { default: r#""""#, since: "13.4" },
        /// Comparison operator, passed through to Kubernetes.
        /// Label selectors of pod affinity accept only In, NotIn, Exists and DoesNotExist. Not validated by the
        /// runner.
        operator: String = { default: r#""""#, since: "13.4", one_of: &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"] },
        /// Values for the operator.
        values: Vec<String> = { since: "13.4" },
    }

    /// Separation from other pods.
    pub struct PodAntiAffinity {
        /// Hard separation rules.
        required_during_scheduling_ignored_during_execution: Vec<PodAffinityTerm> = { since: "14.3" },
        /// Weighted separation rules.
        preferred_during_scheduling_ignored_during_execution: Vec<WeightedPodAffinityTerm> = { since: "14.3" },
    }
}
