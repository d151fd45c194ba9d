//! One `[[runners]]` entry.

use std::collections::BTreeMap;

use super::autoscaler::{Autoscaler, Instance};
use super::cache::Cache;
use super::custom::Custom;
use super::docker::Docker;
use super::kubernetes::Kubernetes;
use super::machine::Machine;
use super::monitoring::{Monitoring, Referees};
use super::ssh::Ssh;
use super::virtual_machine::{Parallels, VirtualBox};
use crate::model::{Count, Datetime, Duration, FeatureFlags, table};

table! {
    /// One `[[runners]]` entry.
    pub struct Runner {
        /// Local display name of the entry; appears in logs, metrics and the manager pod label.
        /// With an authentication token the server-side description is not changed by this.
        name: String = { default: r#""""# },
        /// Maximum simultaneous jobs of this entry.
        /// Counters are keyed by token, so two entries with the same token share one budget.
        limit: Count = { default: "0 (no own limit)" },
        /// Maximum job log size in KiB.
        output_limit: Count = { default: "4096" },
        /// Maximum simultaneous job requests sent to GitLab for this entry.
        /// With FF_USE_ADAPTIVE_REQUEST_CONCURRENCY (on by default) it is only a ceiling. Value 1 makes the runner
        /// print a long-polling warning at each load.
        request_concurrency: Count = { default: "1 (values below 1 act as 1)" },
        /// Stops the immediate re-poll after a job was received, so requests strictly follow check_interval.
        strict_check_interval: bool = { default: "false", since: "18.9" },
        /// Consecutive failed job requests after which the entry is paused.
        unhealthy_requests_limit: Count = { default: "3 (values below 1)", since: "15.7" },
        /// Length of that pause.
        /// A bare integer is nanoseconds. The env tag is spelled 'ENV' in the source, so RUNNER_UNHEALTHY_INTERVAL is
        /// never read.
        unhealthy_interval: Duration = { default: "60m", since: "15.7" },
        /// Attempts to deliver the final job status.
        job_status_final_update_retry_limit: Count = { default: "10 (values below 1)", since: "17.9" },
        /// Container for per-runner settings without compatibility promise.
        experimental: RunnerExperimental = { since: "19.2" },
        /// Base URL of the GitLab instance.
        /// $VAR / ${VAR} are expanded from the process environment at load (unset variable becomes empty). A trailing
        /// /ci is legacy and triggers a warning.
        url: String = { default: r#""""# },
        /// Numeric runner ID assigned by GitLab; filled in by register.
        /// Must be above 0 for FF_SUSPENDABLE_ENVIRONMENTS.
        id: Count = { default: "0", since: "15.3" },
        /// Runner authentication token (glrt-...).
        /// $VAR / ${VAR} expanded at load, so a literal '$' is eaten. Empty or blank token: the entry is silently
        /// skipped while polling apart from one warning at load.
        token: String = { default: r#""""#, secret: true, from: "runner-token" },
        /// Time the token was obtained; used to schedule rotation.
        token_obtained_at: Datetime = { default: "0001-01-01T00:00:00Z", since: "15.3" },
        /// Expiry of the token; a zero time means it never expires.
        /// When set, `run` rotates the token after 75% of its life and rewrites config.toml, unless
        /// FF_DISABLE_AUTOMATIC_TOKEN_ROTATION is on.
        token_expires_at: Datetime = { default: "0001-01-01T00:00:00Z", since: "15.3" },
        /// PEM bundle that verifies the GitLab server certificate.
        tls_ca_file ("tls-ca-file"): String = { default: r#""""# },
        /// Client certificate presented to GitLab.
        tls_cert_file ("tls-cert-file"): String = { default: r#""""# },
        /// Private key of the client certificate.
        tls_key_file ("tls-key-file"): String = { default: r#""""# },
        /// Labels of this entry, merged over the global ones.
        /// Same pattern and count limits as the global labels.
        labels: BTreeMap<String, String> = { since: "18.5" },
        /// Executor used for the jobs of this entry.
        /// Not checked at load. An unknown or empty name only logs an error and marks the entry unhealthy.
        executor: String = { default: r#""""#, one_of: &["shell", "custom", "instance", "docker", "docker-windows", "docker-autoscaler", "docker+machine", "kubernetes", "ssh", "parallels", "virtualbox"] },
        /// Directory for working copies as seen by the job.
        builds_dir: String = { default: "/builds (kubernetes, docker)" },
        /// Directory for local cache archives as seen by the job.
        cache_dir: String = { default: "/cache (kubernetes, docker)" },
        /// Replaces the GitLab base URL for Git operations only.
        clone_url: String = { default: r#""""# },
        /// KEY=value strings added to each job's variables.
        /// Items without '=' are dropped silently. FF_* set here rank below `[runners.feature_flags]`.
        environment: Vec<String>,
        /// Runs commands through the helper binary.
        /// Experimental.
        proxy_exec: bool = { default: "false", since: "17.10" },
        /// Commands run before Git sources are fetched.
        pre_get_sources_script: String = { default: r#""""#, since: "15.9" },
        /// Commands run after Git sources are fetched.
        post_get_sources_script: String = { default: r#""""#, since: "15.9" },
        /// Commands run before the job script in the same shell context.
        pre_build_script: String = { default: r#""""# },
        /// Commands run after the job script in the same shell context.
        post_build_script: String = { default: r#""""# },
        /// Limit for the prepare stage.
        /// Values <=0 or above the job timeout fall back to the job timeout with a warning.
        prepare_timeout: Duration = { default: "job timeout", since: "19.0" },
        /// Limit for the source fetching stage.
        /// Same fallback as prepare_timeout.
        get_sources_timeout: Duration = { default: "job timeout", since: "19.1" },
        /// Ignores CI_DEBUG_TRACE and CI_DEBUG_SERVICES in jobs.
        debug_trace_disabled: bool = { default: "false" },
        /// Adds the checkout to Git's safe.directory list.
        safe_directory_checkout: bool = { default: "executor dependent (true for kubernetes)", since: "16.3" },
        /// Deletes .git/config and hooks before and after the job.
        clean_git_config: bool = { default: "true, but false for the shell executor or Git strategy none", since: "17.10" },
        /// Script flavour generated for jobs.
        /// Only an info message at load; `lint` rejects other values. On Windows pods the kubernetes executor forces
        /// powershell.
        shell: String = { default: "platform dependent (bash on Linux)", one_of: &["bash", "sh", "cmd", "pwsh", "powershell", ""] },
        /// Whether jobs may pick their own checkout path.
        custom_build_dir: CustomBuildDir,
        /// Extra data collectors that run with each job.
        /// `register` always drops this section from what it saves.
        referees: Referees = { since: "12.7" },
        /// Remote cache storage for jobs of this entry.
        cache: Cache,
        /// HTTP timeouts for artifact upload.
        artifact: Artifact = { since: "18.10" },
        /// Forces feature flags on or off for every job of this entry.
        /// Wins over job variables. Unknown names are ignored without message. A non-table value is dropped without
        /// message.
        feature_flags: FeatureFlags = { since: "13.11" },
        /// Per-runner metric rules.
        monitoring: Monitoring = { since: "16.10" },
        /// Puts jobs into cgroups named after their autoscaler slot.
        use_slot_cgroups: bool = { default: "false", since: "18.6" },
        /// Name pattern for these cgroups.
        /// Warning at load when ${slot} is missing.
        slot_cgroup_template: String = { default: "gitlab-runner/slot-${slot}", since: "18.6" },
        /// Instance executor settings.
        instance: Instance = { since: "15.8" },
        /// SSH connection settings (ssh, parallels, virtualbox).
        ssh: Ssh,
        /// Docker executor settings.
        docker: Docker,
        /// Parallels executor settings.
        parallels: Parallels,
        /// VirtualBox executor settings.
        virtualbox: VirtualBox,
        /// docker+machine autoscaling settings.
        /// Keys are CamelCase (matched case-insensitively).
        machine: Machine,
        /// Kubernetes executor settings.
        kubernetes: Kubernetes,
        /// Custom executor settings.
        custom: Custom = { since: "12.1" },
        /// Fleeting based autoscaling (instance and docker-autoscaler).
        autoscaler: Autoscaler = { since: "15.5" },
        /// Meant to replace the step-runner image.
        /// Dead: no code reads the field at this commit.
        step_runner_image: String = { default: r#""""#, since: "17.9", ineffective: true },
    }

    /// Whether jobs may pick their own checkout path.
    pub struct CustomBuildDir {
        /// Permits GIT_CLONE_PATH.
        enabled: bool = { default: "executor dependent (true for kubernetes, docker family, instance)" },
    }

    /// Container for per-runner settings without compatibility promise.
    pub struct RunnerExperimental {
        /// Synthetic job executed once at process start to prove the entry can run jobs.
        boot_verify: BootVerify = { since: "19.2" },
    }

    /// Synthetic job executed once at process start to prove the entry can run jobs.
    pub struct BootVerify {
        /// Turns the canary on for this entry; the process exits non-zero when it fails.
        /// Needs kubernetes.image (or docker.image) because the job uses the default image. Only evaluated at process
        /// start.
        enabled: bool = { default: "false", since: "19.2" },
        /// Deadline for the canary.
        timeout: Duration = { default: "5m", since: "19.2" },
        /// Smallest pause between attempts to get executor capacity.
        acquire_min_backoff: Duration = { default: "1s", since: "19.2" },
        /// Largest such pause.
        acquire_max_backoff: Duration = { default: "10s", since: "19.2" },
    }

    /// HTTP timeouts for artifact upload.
    pub struct Artifact {
        /// Whole-upload limit.
        upload_timeout: Duration = { default: "1h", since: "18.10" },
        /// Limit for waiting on response headers after the body was sent.
        response_header_timeout: Duration = { default: "10m", since: "18.10" },
    }
}
