//! Autoscaling of the instance and docker-autoscaler executors.

use std::collections::BTreeMap;

use crate::model::{Any, Count, Duration, Int, table};

table! {
    /// Instance executor settings.
    pub struct Instance {
        /// Images a job may name when VM isolation is on.
        allowed_images: Vec<String> = { since: "15.8" },
        /// One build directory for all jobs.
        /// Only with VM isolation or max_use_count = 1.
        use_common_build_dir: bool = { default: "false", since: "16.1" },
    }

    /// Fleeting based autoscaling (instance and docker-autoscaler).
    pub struct Autoscaler {
        /// Jobs per instance at once.
        capacity_per_instance: Count = { default: "0", since: "15.5" },
        /// Jobs per instance over its life.
        max_use_count: Count = { default: "0", since: "15.5" },
        /// Cap on instances.
        max_instances: Count = { default: "0 (no cap)", since: "15.5" },
        /// Fleeting plugin reference.
        plugin: String = { default: r#""""#, since: "15.5" },
        /// Settings passed to the plugin as JSON.
        plugin_config: BTreeMap<String, Any> = { since: "15.5" },
        /// How to connect to instances.
        connector_config: ConnectorConfig = { since: "15.5" },
        /// Time-based capacity rules; the last matching one wins.
        policy: Vec<AutoscalerPolicy> = { since: "15.5" },
        /// Readiness command run on new instances.
        instance_ready_command: String = { default: r#""""#, since: "16.11" },
        /// Limit for getting an instance.
        instance_acquire_timeout: Duration = { default: "15m", since: "18.1" },
        /// Instance refresh interval.
        update_interval: Duration = { default: "1m", since: "16.11" },
        /// Refresh interval while waiting for a state change.
        update_interval_when_expecting: Duration = { default: "2s", since: "16.11" },
        /// Pause before deletion is retried.
        deletion_retry_interval: Duration = { default: "1m", since: "18.3" },
        /// Pause between deletion checks at shutdown.
        shutdown_deletion_interval: Duration = { default: "10s", since: "18.3" },
        /// Deletion attempts at shutdown.
        shutdown_deletion_retries: Count = { default: "3", since: "18.3" },
        /// Health failures before an instance is replaced.
        failure_threshold: Count = { default: "3", since: "18.3" },
        /// Rate limit for new instances.
        scale_throttle: ScaleThrottle = { since: "17.0" },
        /// Throttles capacity reservations.
        reservation_throttling: bool = { default: "true", since: "18.7" },
        /// Prints the instance's internal address in job logs.
        log_internal_ip: bool = { default: "false", since: "18.1" },
        /// Prints the instance's external address in job logs.
        log_external_ip: bool = { default: "false", since: "18.1" },
        /// Deletes all instances at shutdown.
        delete_instances_on_shutdown: bool = { default: "false", since: "15.11" },
        /// Nested virtualisation.
        vm_isolation: VmIsolation = { since: "15.8" },
        /// Keeps instance state on disk.
        state_storage: StateStorage = { since: "17.5" },
        /// Default histogram buckets for instance operations.
        /// Kept as fallback for the more specific bucket keys.
        instance_operation_time_buckets: Vec<f64> = { since: "15.5" },
        /// Buckets for creation time.
        instance_creation_time_buckets: Vec<f64> = { since: "15.11" },
        /// Buckets for time until running.
        instance_is_running_time_buckets: Vec<f64> = { since: "15.11" },
        /// Buckets for deletion time.
        instance_deletion_time_buckets: Vec<f64> = { since: "15.11" },
        /// Buckets for readiness time.
        instance_readiness_time_buckets: Vec<f64> = { since: "15.11" },
        /// Buckets for instance lifetime.
        instance_life_duration_buckets: Vec<f64> = { since: "15.11" },
    }

    /// Time-based capacity rules; the last matching one wins.
    pub struct AutoscalerPolicy {
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
        preemptive_mode: bool = { default: "true when idle_count > 0", since: "18.1" },
    }

    /// How to connect to instances.
    pub struct ConnectorConfig {
        /// Instance operating system.
        os: String = { default: r#""""#, since: "15.5" },
        /// Instance architecture.
        arch: String = { default: r#""""#, since: "15.5" },
        /// Connection protocol.
        protocol: String = { default: r#""""#, since: "15.5", one_of: &["ssh", "winrm", "winrm+https"] },
        /// Connection port.
        protocol_port: Int<0, 65535> = { default: "0", since: "17.11" },
        /// Login name.
        username: String = { default: r#""""#, since: "15.5" },
        /// Login password.
        password: String = { default: r#""""#, since: "15.5", secret: true, from: "password" },
        /// Key file (key is 'key_path').
        key_path: String = { default: r#""""#, since: "15.5" },
        /// Skips automatic credential provisioning.
        use_static_credentials: bool = { default: "false", since: "15.5" },
        /// Keepalive interval.
        keepalive: Duration = { since: "15.5" },
        /// Connection timeout.
        timeout: Duration = { since: "15.5" },
        /// Prefers the external address.
        use_external_addr: bool = { default: "false", since: "15.9" },
    }

    /// Nested virtualisation.
    pub struct VmIsolation {
        /// Turns it on.
        enabled: bool = { default: "false", since: "15.8" },
        /// Address of the nesting daemon.
        nesting_host: String = { default: r#""""#, since: "15.8" },
        /// Settings passed to the daemon as JSON.
        nesting_config: BTreeMap<String, Any> = { since: "15.8" },
        /// Default VM image.
        image: String = { default: r#""""#, since: "15.8" },
        /// How to connect to nested VMs.
        connector_config: ConnectorConfig = { since: "15.8" },
    }

    /// Rate limit for new instances.
    pub struct ScaleThrottle {
        /// New instances per second.
        limit: i64 = { default: "100 (0 means default, -1 unlimited)", since: "17.0" },
        /// Burst size.
        burst: Count = { default: "max_instances or limit", since: "17.0" },
    }

    /// Keeps instance state on disk.
    pub struct StateStorage {
        /// Turns it on.
        enabled: bool = { default: "false", since: "17.5" },
        /// State directory.
        dir: String = { default: ".taskscaler next to config.toml", since: "17.5" },
        /// Keeps instances that had running jobs.
        keep_instance_with_acquisitions: bool = { default: "false", since: "17.5" },
    }
}
