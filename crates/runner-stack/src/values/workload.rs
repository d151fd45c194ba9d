//! The manager's image and pod.

use std::collections::BTreeMap;

use super::kubernetes::MetricSpec;
use crate::model::{Count, Int, IntOrString, Positive, Scalar, table};

table! {
    /// The manager's image.
    pub struct Image {
        /// Registry host.
        registry: String = { value: "registry.gitlab.com" },
        /// Repository.
        image: String = { value: "gitlab-org/gitlab-runner" },
        /// Tag; unset means `alpine-v<appVersion>`. Templates are evaluated.
        tag: String = { example: "alpine-v19.4.0" },
    }

    /// A HorizontalPodAutoscaler of the manager.
    pub struct Autoscaler {
        /// Least pods.
        min_replicas ("minReplicas"): Count,
        /// Most pods.
        max_replicas ("maxReplicas"): Positive,
        /// What decides, in the form of `autoscaling/v2`.
        metrics: Vec<MetricSpec>,
    }

    /// A PodDisruptionBudget of the manager.
    pub struct PodDisruptionBudget {
        /// Create it.
        enabled: bool = { value: "false" },
        /// Pods that must stay, as a number or percentage.
        min_available ("minAvailable"): IntOrString = { example: "1" },
        /// Pods that may be missing, as a number or percentage; only one of the two can be given.
        max_unavailable ("maxUnavailable"): IntOrString = { example: "50%" },
        /// Whether pods that are not ready may always be evicted.
        unhealthy_pod_eviction_policy ("unhealthyPodEvictionPolicy"): String = { example: "AlwaysAllow", one_of: &["IfHealthyBudget", "AlwaysAllow"], or_empty: true },
        /// Its annotations.
        annotations: BTreeMap<String, String> = { value: "{}" },
        /// Its labels.
        labels: BTreeMap<String, String> = { value: "{}" },
    }

    /// Times of the liveness probe.
    pub struct LivenessProbe {
        /// Seconds before the first probe.
        initial_delay_seconds ("initialDelaySeconds"): Count,
        /// Seconds between probes.
        period_seconds ("periodSeconds"): Positive,
        /// Successes in a row that count; must be 1.
        success_threshold ("successThreshold"): Int<1, 1>,
        /// Failures in a row that count.
        failure_threshold ("failureThreshold"): Positive,
        /// Seconds that the container has to stop after a failed probe.
        termination_grace_period_seconds ("terminationGracePeriodSeconds"): Positive,
    }

    /// Times of the readiness probe.
    pub struct ReadinessProbe {
        /// Seconds before the first probe.
        initial_delay_seconds ("initialDelaySeconds"): Count,
        /// Seconds between probes.
        period_seconds ("periodSeconds"): Positive,
        /// Successes in a row that count.
        success_threshold ("successThreshold"): Positive,
        /// Failures in a row that count.
        failure_threshold ("failureThreshold"): Positive,
    }

    /// An environment variable with a literal value.
    pub struct EnvVar {
        /// Its name.
        name: String = { required: true },
        /// Its value.
        value: Scalar,
    }
}
