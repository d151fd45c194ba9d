//! Network policy, session server and services.

use std::collections::BTreeMap;

use super::kubernetes::{NetworkPolicyEgressRule, NetworkPolicyIngressRule, ServicePort};
use crate::model::{Count, Port, table};

table! {
    /// Network policies of manager and job pods.
    pub struct NetworkPolicy {
        /// Create one for the manager pod.
        enabled: bool = { value: "false" },
        /// What may reach the manager. Without rules it is the metrics port, when metrics are on; the session server port is always added.
        ingress: Vec<NetworkPolicyIngressRule> = { value: "[]", example: "- from:\n    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: monitoring\n  ports:\n    - port: metrics" },
        /// What the manager may reach; empty means everything.
        egress: Vec<NetworkPolicyEgressRule> = { value: "[]", example: "- to:\n    - ipBlock:\n        cidr: 10.0.0.0/8" },
        /// The policy of job pods.
        jobs: JobNetworkPolicy = {},
        /// Annotations of the policies.
        annotations: BTreeMap<String, String> = { value: "{}" },
        /// Labels of the policies.
        labels: BTreeMap<String, String> = { value: "{}" },
    }

    /// The network policy of job pods.
    pub struct JobNetworkPolicy {
        /// Create one in the namespace of the job pods.
        enabled: bool = { value: "false" },
        /// What may reach job pods; empty means nothing.
        ingress: Vec<NetworkPolicyIngressRule> = { value: "[]" },
        /// What job pods may reach; empty means everything.
        egress: Vec<NetworkPolicyEgressRule> = { value: "[]" },
    }

    /// The session server.
    pub struct SessionServer {
        /// Start it, with a Service.
        enabled: bool = { value: "false" },
        /// Annotations of its Service.
        annotations: BTreeMap<String, String> = { example: "service.beta.kubernetes.io/aws-load-balancer-type: nlb" },
        /// Seconds that a terminal may stay open after its job.
        timeout: Count = { example: "1800" },
        /// Port in the manager pod.
        internal_port ("internalPort"): Port = { example: "8093" },
        /// Port of the Service.
        external_port ("externalPort"): Port = { example: "9000" },
        /// Node port, for `serviceType: NodePort`; unset lets Kubernetes choose.
        node_port ("nodePort"): Port = { example: "30093" },
        /// Address under which GitLab reaches it; unset asks the Service for its external address.
        public_ip ("publicIP"): String = { example: "203.0.113.10" },
        /// Address ranges that may use the load balancer.
        load_balancer_source_ranges ("loadBalancerSourceRanges"): Vec<String> = { example: "- 203.0.113.0/24" },
        /// Type of the Service.
        service_type ("serviceType"): String = { value: "LoadBalancer", one_of: &["ClusterIP", "Headless", "NodePort", "LoadBalancer"], or_empty: true },
        /// Whether traffic from outside keeps to the node that it reached.
        external_traffic_policy ("externalTrafficPolicy"): String = { example: "Local", one_of: &["Cluster", "Local"], or_empty: true },
        /// Whether traffic from inside keeps to its node.
        internal_traffic_policy ("internalTrafficPolicy"): String = { example: "Cluster", one_of: &["Cluster", "Local"], or_empty: true },
        /// An Ingress in front of it; `publicIP` is its host name then.
        ingress: Ingress = {},
    }

    /// The Ingress of the session server.
    pub struct Ingress {
        /// Create it.
        enabled: bool = { value: "false" },
        /// Ingress class.
        class_name ("className"): String = { value: r#""""#, example: "nginx" },
        /// Its annotations.
        annotations: BTreeMap<String, String> = { value: "{}" },
        /// Certificates.
        tls: Vec<IngressTls> = { value: "- secretName: gitlab-runner-session-server" },
    }

    /// A certificate of an Ingress.
    pub struct IngressTls {
        /// Secret with certificate and key.
        secret_name ("secretName"): String,
    }

    /// The Service of the metrics port.
    pub struct Service {
        /// Create it, when metrics are on.
        enabled: bool = { value: "false" },
        /// Its labels.
        labels: BTreeMap<String, String> = { example: "{}" },
        /// Its annotations.
        annotations: BTreeMap<String, String> = { example: "{}" },
        /// A fixed cluster address.
        cluster_ip ("clusterIP"): String = { example: "10.96.0.50" },
        /// More addresses that lead to it.
        external_ips ("externalIPs"): Vec<String> = { example: "- 203.0.113.10" },
        /// The load balancer's address.
        load_balancer_ip ("loadBalancerIP"): String = { example: "203.0.113.10" },
        /// Address ranges that may use the load balancer.
        load_balancer_source_ranges ("loadBalancerSourceRanges"): Vec<String> = { example: "- 203.0.113.0/24" },
        /// Its type.
        r#type ("type"): String = { value: "ClusterIP", one_of: &["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"], or_empty: true },
        /// The node port of the metrics, for `type: NodePort`.
        metrics: MetricsNodePort = { example: "nodePort: 30252" },
        /// Shown in the official chart's comments, without effect there as well.
        node_port ("nodePort"): Port = { example: "30252", deprecated: "service.metrics.nodePort" },
        /// More ports.
        additional_ports ("additionalPorts"): Vec<ServicePort> = { example: "- name: extra\n  port: 8080" },
        /// Whether traffic from outside keeps to the node that it reached.
        external_traffic_policy ("externalTrafficPolicy"): String = { example: "Local", one_of: &["Cluster", "Local"], or_empty: true },
        /// Whether traffic from inside keeps to its node.
        internal_traffic_policy ("internalTrafficPolicy"): String = { example: "Cluster", one_of: &["Cluster", "Local"], or_empty: true },
    }

    /// The node port of the metrics.
    pub struct MetricsNodePort {
        /// Its number.
        node_port ("nodePort"): Port,
    }
}
