//! Data collected about jobs.

use crate::model::{Count, Duration, table};

table! {
    /// Extra data collectors that run with each job.
    pub struct Referees {
        /// Prometheus query referee.
        /// Only useful with docker+machine.
        metrics: MetricsReferee = { since: "12.7" },
    }

    /// Prometheus query referee.
    pub struct MetricsReferee {
        /// Prometheus server to query.
        prometheus_address: String = { default: r#""""#, since: "12.7" },
        /// Query step in seconds.
        query_interval: Count = { default: "0", since: "12.7" },
        /// name:PromQL strings to evaluate.
        /// The upstream sample spells this 'metric_queries', which the decoder does not know and ignores.
        queries: Vec<String> = { since: "12.7" },
    }

    /// Per-runner metric rules.
    pub struct Monitoring {
        /// Rules that count jobs which waited too long.
        /// The last rule whose period matches is used.
        job_queuing_durations: Vec<JobQueuingDuration> = { since: "16.10" },
    }

    /// Rules that count jobs which waited too long.
    pub struct JobQueuingDuration {
        /// Seven-field cron patterns when the rule applies.
        /// Load fails on a bad pattern.
        periods: Vec<String> = { since: "16.10", required: true },
        /// Time zone for the patterns.
        /// Load fails on an unknown zone.
        timezone: String = { default: "Local", since: "16.10" },
        /// Waiting time above which a job is counted.
        /// Zero or negative disables the rule.
        threshold: Duration = { since: "16.10", required: true },
        /// Regular expression on the number of running project jobs.
        /// Load fails when it does not compile.
        jobs_running_for_project: String = { default: r#""""#, since: "16.10" },
    }
}
