//! Usage records of jobs.

use std::collections::BTreeMap;

use crate::model::{Count, Duration, table};

table! {
    /// Container for process-wide settings without compatibility promise.
    pub struct Experimental {
        /// Job usage records written by the runner process.
        usage_logger: UsageLogger = { since: "17.9" },
    }

    /// Job usage records written by the runner process.
    pub struct UsageLogger {
        /// Turns usage records on.
        enabled: bool = { default: "false", since: "17.9" },
        /// Which sinks get usage records.
        /// Unknown names are skipped with an error in the log.
        writers: Vec<String> = { default: r#"["logrotate"]"#, since: "19.2", one_of: &["logrotate", "snowplow_billing"] },
        /// Settings of the rotating-file sink.
        logrotate: Logrotate = { since: "19.2" },
        /// Settings of the Snowplow billing sink.
        snowplow_billing: SnowplowBilling = { since: "19.2" },
        /// Old place of the usage log directory.
        log_dir: String = { default: r#""""#, since: "17.9", deprecated: "experimental.usage_logger.logrotate.log_dir" },
        /// Old place of the rotated-file count.
        max_backup_files: Count = { default: "unset", since: "17.9", deprecated: "experimental.usage_logger.logrotate.max_backup_files" },
        /// Old place of the rotation age.
        max_rotation_age: Duration = { default: "unset", since: "17.9", deprecated: "experimental.usage_logger.logrotate.max_rotation_age" },
        /// Old place of the usage labels.
        labels: BTreeMap<String, String> = { since: "17.9", deprecated: "experimental.usage_logger.logrotate.labels" },
    }

    /// Settings of the rotating-file sink.
    pub struct Logrotate {
        /// Directory for the rotated usage files.
        log_dir: String = { default: "usage-log next to config.toml", since: "19.2" },
        /// Number of rotated files to keep.
        max_backup_files: Count = { default: "unset", since: "19.2" },
        /// Age after which a usage file is rotated.
        max_rotation_age: Duration = { default: "unset", since: "19.2" },
        /// Extra labels stored in each usage record.
        labels: BTreeMap<String, String> = { since: "19.2" },
    }

    /// Settings of the Snowplow billing sink.
    pub struct SnowplowBilling {
        /// Collector endpoint; the sink stays off without it.
        /// Only an error line is logged when empty.
        collector_uri: String = { default: r#""""#, since: "19.2" },
        /// Application identifier sent with each event.
        app_id: String = { default: r#""""#, since: "19.2" },
        /// Event category.
        category: String = { default: r#""""#, since: "19.2" },
        /// Realm value in the billing event.
        /// Values come from a code comment; not validated.
        realm: String = { default: r#""""#, since: "19.2", one_of: &["SaaS", "Dedicated", "SM"], open: true },
        /// Deployment type in the billing event.
        /// Values come from a code comment; not validated.
        deployment_type: String = { default: r#""""#, since: "19.2", one_of: &["dedicated", ".com", "self-managed"], open: true },
        /// Free key/value pairs added to the billing event.
        metadata: BTreeMap<String, String> = { since: "19.2" },
        /// Adds an OIDC bearer token to collector requests.
        enable_oidc: bool = { default: "false", since: "19.2" },
        /// Histogram buckets for delivery time.
        batch_delivery_duration_buckets: Vec<f64> = { since: "19.2" },
        /// Sends events without a token instead of failing where no OIDC source exists.
        skip_oidc_if_unsupported_cloud: bool = { default: "true", since: "19.2" },
        /// Leaves jobs that ended in a runner system failure out of billing events.
        skip_runner_system_failure: bool = { default: "true", since: "19.2" },
    }
}
