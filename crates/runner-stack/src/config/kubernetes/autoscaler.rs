//! Pause pods that hold capacity.

use crate::model::{Count, Duration, table};

table! {
    /// Pause pods that hold warm capacity.
    pub struct PausePods {
        /// Cap on pause pods.
        max_pause_pods: Count = { default: "0 (no cap)", since: "18.11" },
        /// Image of pause pods.
        pause_pod_image: String = { default: "registry.k8s.io/pause:3.10", since: "18.11" },
        /// Priority class of pause pods.
        pause_pod_priority_class_name: String = { default: "gitlab-runner-idle-capacity (created with value -1)", since: "18.11" },
        /// Time-based capacity rules; the last matching one wins.
        policy: Vec<PausePodPolicy> = { since: "18.11" },
        /// Registry secrets of pause pods.
        /// Carries flag and env tags in the source that are unreachable, because the parent has no namespace tag.
        pause_pod_image_pull_secrets: Vec<String> = { since: "19.1" },
    }

    /// Time-based capacity rules; the last matching one wins.
    pub struct PausePodPolicy {
        /// Five-field cron patterns.
        periods: Vec<String> = { default: r#"["* * * * *"]"#, since: "15.5" },
        /// Time zone of the patterns.
        timezone: String = { default: "local zone", since: "15.5" },
        /// Idle capacity to keep.
        idle_count: Count = { default: "0", since: "15.5" },
        /// How long surplus capacity is kept.
        /// A bare integer is nanoseconds; `lint` rejects anything below 1s. For pause pods the documented 5m only
        /// applies when no policy matches; a matching policy without idle_time has no cooldown.
        idle_time: Duration = { since: "15.5" },
        /// Capacity as a multiple of running jobs.
        scale_factor: f64 = { default: "0 (off)", since: "15.5" },
        /// Cap for the scale_factor result.
        scale_factor_limit: Count = { default: "0 (no cap)", since: "15.5" },
        /// Requests jobs only when capacity is ready.
        /// Not used by the Kubernetes pause-pod autoscaler.
        preemptive_mode: bool = { default: "true when idle_count > 0", since: "18.1", ineffective: true },
    }
}
