//! The official chart's `runners` section.

use crate::model::{Scalar, table};

table! {
    /// The official chart's settings for its one runner.
    pub struct Runners {
        /// `config.toml` as a TOML text in which templates are evaluated. `config.runners` is the structured way.
        /// With neither, the chart uses one Kubernetes runner in the release's namespace with the image `alpine`.
        config: String = { value: r#""""#, example: "|\n  [[runners]]\n    [runners.kubernetes]\n      namespace = \"{{ .Release.Namespace }}\"\n      image = \"alpine:3.22\"" },
        /// Path of a template file that `volumes` and `volumeMounts` put into the manager; read when `config` is empty.
        config_path ("configPath"): String = { value: r#""""#, example: "/etc/runner-template/config.toml" },
        /// Namespace of job pods, when it is not the release's.
        job_namespace ("jobNamespace"): String = { example: "gitlab-jobs" },
        /// Executor of the runner.
        executor: String = { example: "kubernetes", one_of: &["shell", "custom", "instance", "docker", "docker-windows", "docker-autoscaler", "docker+machine", "kubernetes", "ssh", "parallels", "virtualbox"], or_empty: true },
        /// Name of the runner.
        name: String = { example: "my-runner" },
        /// Secret with the keys `runner-token` and `runner-registration-token`; templates are evaluated.
        secret: String = { example: "gitlab-runner-token" },
        /// Where the credentials of the distributed cache come from.
        cache: CacheSecret = { value: "{}", example: "secretName: s3access" },
        /// Tags for registration with a registration token, separated by commas.
        tags: String = { example: "kubernetes,cluster", deprecated: "the runner's tags in GitLab" },
        /// Run jobs without tags; for registration with a registration token.
        run_untagged ("runUntagged"): bool = { example: "true", deprecated: "the runner's settings in GitLab" },
        /// Run jobs on protected branches only; for registration with a registration token.
        protected: bool = { example: "true", deprecated: "the runner's settings in GitLab" },
        /// Lock the runner to its project; for registration with a registration token.
        locked: bool = { example: "true", deprecated: "the runner's settings in GitLab" },
        /// Longest job time in seconds; for registration with a registration token.
        maximum_timeout ("maximumTimeout"): Scalar = { example: "3600", deprecated: "the runner's settings in GitLab" },
        /// Namespace of job pods in old versions of the chart.
        namespace: String = { example: r#""""#, deprecated: "runners.jobNamespace" },
        /// ServiceAccount of job pods in old versions of the chart.
        service_account_name ("serviceAccountName"): String = { example: r#""""#, deprecated: "config.runners[].kubernetes.service_account" },
    }

    /// The Secret of the distributed cache.
    pub struct CacheSecret {
        /// Its name. Keys that are understood: `accesskey` and `secretkey` (S3); `gcs-access-id` and `gcs-private-key`, or
        /// `gcs-application-credentials-file` (Google); `azure-account-name` and `azure-account-key`.
        secret_name ("secretName"): String = { example: "s3access" },
    }
}
