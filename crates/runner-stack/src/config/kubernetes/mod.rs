//! The kubernetes executor.

mod affinity;
mod autoscaler;
mod lifecycle;
mod network;
mod pod_spec;
mod security_context;
mod services;
mod volumes;

use std::collections::BTreeMap;

pub use affinity::{
    Affinity, LabelSelector, LabelSelectorRequirement, NodeAffinity, NodeSelector, NodeSelectorRequirement,
    NodeSelectorTerm, PodAffinity, PodAffinityTerm, PodAntiAffinity, PreferredSchedulingTerm,
    WeightedPodAffinityTerm,
};
pub use autoscaler::{PausePodPolicy, PausePods};
pub use lifecycle::{ContainerLifecycle, ExecAction, Hook, HttpGetAction, HttpHeader, TcpSocketAction};
pub use network::{DnsConfig, DnsOption, HostAlias};
pub use pod_spec::PodSpecPatch;
pub use security_context::{
    AppArmorProfile, Capabilities, ContainerSecurityContext, PodSecurityContext, SeccompProfile,
};
pub use services::Service;
pub use volumes::{ConfigMap, Csi, EmptyDir, HostPath, Nfs, Pvc, Secret, Volumes};

use crate::model::{Count, Duration, Quantity, StringOrList, table};

table! {
    /// Kubernetes executor settings.
    pub struct Kubernetes {
        /// API server URL.
        host: String = { default: r#""" (in-cluster config, then kubeconfig)"# },
        /// kubeconfig context used when no host is set.
        /// Only reached when the in-cluster configuration fails.
        context: String = { default: r#""""#, since: "18.5" },
        /// Client certificate for the API server.
        /// Requires key_file and ca_file, else jobs fail. Used only with host.
        cert_file: String = { default: r#""""# },
        /// Key of the client certificate.
        key_file: String = { default: r#""""# },
        /// CA bundle of the API server.
        ca_file: String = { default: r#""""# },
        /// Lets jobs bring their own API token through KUBERNETES_BEARER_TOKEN.
        bearer_token_overwrite_allowed: bool = { default: "false" },
        /// API token used to create job pods.
        bearer_token: String = { default: r#""""#, secret: true, from: "bearer-token" },
        /// Image for jobs that name none.
        /// Without it, a job without image fails with 'no image specified and no default set in config'. Always
        /// passes the allowed_images check.
        image: String = { default: r#""""# },
        /// Namespace for job pods.
        namespace: String = { default: "default (with a warning in the job log)" },
        /// Regular expression a job's KUBERNETES_NAMESPACE_OVERWRITE must match.
        namespace_overwrite_allowed: String = { default: r#""" (overwrite off)"# },
        /// Creates namespace `ci-job-<id>` for each job and deletes it afterwards.
        /// namespace and namespace_overwrite_allowed are ignored then. Needs cluster-scoped RBAC.
        namespace_per_job: bool = { default: "false", since: "16.10" },
        /// Privileged flag for every container unless its own security context says otherwise.
        privileged: bool = { default: "unset" },
        /// RuntimeClass of job pods.
        runtime_class_name: String = { default: "unset", since: "14.9" },
        /// allowPrivilegeEscalation for every container unless its own security context says otherwise.
        allow_privilege_escalation: bool = { default: "unset (field omitted)", since: "13.6" },
        /// CPU limit of the build container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        cpu_limit: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_CPU_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_CPU_LIMIT; a bad quantity or a higher value
        /// fails that job.
        cpu_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "12.9" },
        /// CPU request of the build container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        cpu_request: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_CPU_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_CPU_REQUEST; a bad quantity or a higher value
        /// fails that job.
        cpu_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "12.9" },
        /// Memory limit of the build container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        memory_limit: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_MEMORY_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_MEMORY_LIMIT; a bad quantity or a higher value
        /// fails that job.
        memory_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "12.9" },
        /// Memory request of the build container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        memory_request: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_MEMORY_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_MEMORY_REQUEST; a bad quantity or a higher
        /// value fails that job.
        memory_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "12.9" },
        /// Ephemeral storage limit of the build container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        ephemeral_storage_limit: Quantity = { default: "unset", since: "13.5" },
        /// Ceiling a job must stay under when it sets KUBERNETES_EPHEMERAL_STORAGE_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_EPHEMERAL_STORAGE_LIMIT; a bad quantity or a
        /// higher value fails that job.
        ephemeral_storage_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.5" },
        /// Ephemeral storage request of the build container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        ephemeral_storage_request: Quantity = { default: "unset", since: "13.5" },
        /// Ceiling a job must stay under when it sets KUBERNETES_EPHEMERAL_STORAGE_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_EPHEMERAL_STORAGE_REQUEST; a bad quantity or a
        /// higher value fails that job.
        ephemeral_storage_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.5" },
        /// CPU limit of each service container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        service_cpu_limit: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_SERVICE_CPU_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_SERVICE_CPU_LIMIT; a bad quantity or a higher
        /// value fails that job.
        service_cpu_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.4" },
        /// CPU request of each service container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        service_cpu_request: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_SERVICE_CPU_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_SERVICE_CPU_REQUEST; a bad quantity or a
        /// higher value fails that job.
        service_cpu_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.4" },
        /// Memory limit of each service container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        service_memory_limit: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_SERVICE_MEMORY_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_SERVICE_MEMORY_LIMIT; a bad quantity or a
        /// higher value fails that job.
        service_memory_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.4" },
        /// Memory request of each service container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        service_memory_request: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_SERVICE_MEMORY_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_SERVICE_MEMORY_REQUEST; a bad quantity or a
        /// higher value fails that job.
        service_memory_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.4" },
        /// Ephemeral storage limit of each service container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        service_ephemeral_storage_limit: Quantity = { default: "unset", since: "13.5" },
        /// Ceiling a job must stay under when it sets KUBERNETES_SERVICE_EPHEMERAL_STORAGE_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_SERVICE_EPHEMERAL_STORAGE_LIMIT; a bad
        /// quantity or a higher value fails that job.
        service_ephemeral_storage_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.5" },
        /// Ephemeral storage request of each service container.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        service_ephemeral_storage_request: Quantity = { default: "unset", since: "13.5" },
        /// Ceiling a job must stay under when it sets KUBERNETES_SERVICE_EPHEMERAL_STORAGE_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_SERVICE_EPHEMERAL_STORAGE_REQUEST; a bad
        /// quantity or a higher value fails that job.
        service_ephemeral_storage_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.5" },
        /// CPU limit of the helper and init containers.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        helper_cpu_limit: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_HELPER_CPU_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_HELPER_CPU_LIMIT; a bad quantity or a higher
        /// value fails that job.
        helper_cpu_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.4" },
        /// CPU request of the helper and init containers.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        helper_cpu_request: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_HELPER_CPU_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_HELPER_CPU_REQUEST; a bad quantity or a higher
        /// value fails that job.
        helper_cpu_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.4" },
        /// Memory limit of the helper and init containers.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        helper_memory_limit: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_HELPER_MEMORY_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_HELPER_MEMORY_LIMIT; a bad quantity or a
        /// higher value fails that job.
        helper_memory_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.4" },
        /// Memory request of the helper and init containers.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        helper_memory_request: Quantity = { default: "unset" },
        /// Ceiling a job must stay under when it sets KUBERNETES_HELPER_MEMORY_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_HELPER_MEMORY_REQUEST; a bad quantity or a
        /// higher value fails that job.
        helper_memory_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.4" },
        /// Ephemeral storage limit of the helper and init containers.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        helper_ephemeral_storage_limit: Quantity = { default: "unset", since: "13.5" },
        /// Ceiling a job must stay under when it sets KUBERNETES_HELPER_EPHEMERAL_STORAGE_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_HELPER_EPHEMERAL_STORAGE_LIMIT; a bad quantity
        /// or a higher value fails that job.
        helper_ephemeral_storage_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.5" },
        /// Ephemeral storage request of the helper and init containers.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error).
        helper_ephemeral_storage_request: Quantity = { default: "unset", since: "13.5" },
        /// Ceiling a job must stay under when it sets KUBERNETES_HELPER_EPHEMERAL_STORAGE_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_HELPER_EPHEMERAL_STORAGE_REQUEST; a bad
        /// quantity or a higher value fails that job.
        helper_ephemeral_storage_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "13.5" },
        /// CPU limit of the whole pod.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error). Pod-level resources need Kubernetes 1.34 (beta) or 1.32 with the alpha gate.
        pod_cpu_limit: Quantity = { default: "unset", since: "18.10" },
        /// Ceiling a job must stay under when it sets KUBERNETES_POD_CPU_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_POD_CPU_LIMIT; a bad quantity or a higher
        /// value fails that job.
        pod_cpu_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "18.10" },
        /// CPU request of the whole pod.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error). Pod-level resources need Kubernetes 1.34 (beta) or 1.32 with the alpha gate.
        pod_cpu_request: Quantity = { default: "unset", since: "18.10" },
        /// Ceiling a job must stay under when it sets KUBERNETES_POD_CPU_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_POD_CPU_REQUEST; a bad quantity or a higher
        /// value fails that job.
        pod_cpu_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "18.10" },
        /// Memory limit of the whole pod.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error). Pod-level resources need Kubernetes 1.34 (beta) or 1.32 with the alpha gate.
        pod_memory_limit: Quantity = { default: "unset", since: "18.10" },
        /// Ceiling a job must stay under when it sets KUBERNETES_POD_MEMORY_LIMIT.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_POD_MEMORY_LIMIT; a bad quantity or a higher
        /// value fails that job.
        pod_memory_limit_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "18.10" },
        /// Memory request of the whole pod.
        /// Kubernetes quantity, always a TOML string. A bad quantity decodes fine and fails every job (configuration
        /// error). Pod-level resources need Kubernetes 1.34 (beta) or 1.32 with the alpha gate.
        pod_memory_request: Quantity = { default: "unset", since: "18.10" },
        /// Ceiling a job must stay under when it sets KUBERNETES_POD_MEMORY_REQUEST.
        /// Kubernetes quantity. Parsed only when a job sets KUBERNETES_POD_MEMORY_REQUEST; a bad quantity or a higher
        /// value fails that job.
        pod_memory_request_overwrite_max_allowed: Quantity = { default: r#""" (jobs cannot change the value)"#, since: "18.10" },
        /// Glob patterns (doublestar) of images a job may use.
        allowed_images: Vec<String> = { default: "all", since: "14.2" },
        /// Pull policies a job may use; also filters pull_policy.
        allowed_pull_policies: Vec<String> = { default: "value of pull_policy", since: "15.2", one_of: &["always", "if-not-present", "never"] },
        /// Glob patterns of service images a job may use.
        allowed_services: Vec<String> = { default: "all", since: "14.2" },
        /// Numeric user IDs, as strings, that a job may request.
        /// Non-numeric items are skipped with a warning. Root needs "0" listed. Not applied to security contexts from
        /// this file.
        allowed_users: Vec<String> = { default: "any non-root", since: "18.4" },
        /// Numeric group IDs, as strings, that a job may request.
        /// As allowed_users.
        allowed_groups: Vec<String> = { default: "any non-root", since: "18.4" },
        /// Image pull policy or an ordered list tried in turn.
        /// Kubernetes spellings such as IfNotPresent decode fine and fail every job.
        pull_policy: StringOrList = { default: "cluster default", one_of: &["always", "if-not-present", "never"] },
        /// Node labels job pods require.
        /// kubernetes.io/os, kubernetes.io/arch and node.kubernetes.io/windows-build also choose the helper image.
        node_selector: BTreeMap<String, String>,
        /// Regular expression for KUBERNETES_NODE_SELECTOR_* job variables.
        node_selector_overwrite_allowed: String = { default: r#""" (overwrite off)"#, since: "15.6" },
        /// Tolerations as "key=value" or "key" mapped to the taint effect.
        /// An empty effect tolerates every effect; without '=' the operator is Exists.
        node_tolerations: BTreeMap<String, String>,
        /// Regular expression for KUBERNETES_NODE_TOLERATIONS_* job variables.
        node_tolerations_overwrite_allowed: String = { default: r#""" (overwrite off)"#, since: "16.9" },
        /// Scheduling affinity of job pods.
        affinity: Affinity = { since: "13.4" },
        /// Names of registry secrets attached to job pods.
        image_pull_secrets: Vec<String>,
        /// Leaves imagePullSecrets off the pod so the service account's own are used.
        /// Also drops image_pull_secrets and the secret generated from DOCKER_AUTH_CONFIG.
        use_service_account_image_pull_secrets: bool = { default: "false", since: "16.9" },
        /// Replaces the helper image; variables are expanded.
        helper_image: String = { default: r#""""# },
        /// Variant of the default helper image.
        /// Not validated; it becomes the tag prefix.
        helper_image_flavor: String = { default: "alpine (concrete with FF_CONCRETE)", since: "14.0", one_of: &["alpine", "alpine3.21", "alpine-latest", "ubi-fips", "ubuntu"], open: true },
        /// Takes helper image architecture and OS from the runner manager.
        helper_image_autoset_arch_and_os: bool = { default: "false (linux/amd64)", since: "16.5" },
        /// terminationGracePeriodSeconds of job pods.
        pod_termination_grace_period_seconds: Count = { default: "unset (cluster default)", since: "14.5" },
        /// Grace period when the runner deletes the pod after the job.
        cleanup_grace_period_seconds: Count = { default: "unset (pod's own period)", since: "14.5" },
        /// Time allowed for deleting job resources.
        /// A bare integer is nanoseconds, so 300 makes cleanup time out at once and leaves pods behind.
        cleanup_resources_timeout: Duration = { default: "5m", since: "16.4" },
        /// Seconds between pod status checks.
        poll_interval: Count = { default: "3" },
        /// Seconds to wait for the pod to start.
        /// Number of checks is poll_timeout / poll_interval, rounded down.
        poll_timeout: Count = { default: "180" },
        /// Attempts to find the service account and pull secrets before pod creation.
        /// The struct tag advertises 5 but a decoded file without the key yields 0; only a negative value turns into
        /// 5.
        resource_availability_check_max_attempts: i64 = { default: "0 (check off) when the key is absent", since: "15.0" },
        /// Attempts for retryable Kubernetes API errors.
        retry_limit: Count = { default: "5", since: "16.9" },
        /// Ceiling of the retry backoff in milliseconds.
        retry_backoff_max: Count = { default: "2000 (minimum 500)", since: "17.1" },
        /// Attempts per error text; a matching substring also makes that error retryable.
        retry_limits: BTreeMap<String, Count> = { since: "16.9" },
        /// Labels of job pods; values expand job variables.
        /// Keys in the runner.gitlab.com namespace are ignored (debug line only).
        pod_labels: BTreeMap<String, String>,
        /// Regular expression for KUBERNETES_POD_LABELS_* job variables.
        pod_labels_overwrite_allowed: String = { default: r#""" (overwrite off)"#, since: "15.1" },
        /// Scheduler of job pods.
        scheduler_name: String = { default: r#""""#, since: "15.5" },
        /// Service account of job pods.
        service_account: String = { default: r#""""# },
        /// Regular expression for KUBERNETES_SERVICE_ACCOUNT_OVERWRITE.
        service_account_overwrite_allowed: String = { default: r#""" (overwrite off)"# },
        /// automountServiceAccountToken of job pods.
        automount_service_account_token: bool = { default: "unset", since: "16.9" },
        /// Annotations of job pods; values expand job variables.
        pod_annotations: BTreeMap<String, String>,
        /// Regular expression for KUBERNETES_POD_ANNOTATIONS_* job variables.
        pod_annotations_overwrite_allowed: String = { default: r#""" (overwrite off)"# },
        /// Pod-level security context.
        pod_security_context: PodSecurityContext,
        /// Security context of the init-permissions container.
        init_permissions_container_security_context: ContainerSecurityContext = { since: "15.2" },
        /// Security context of the build container.
        build_container_security_context: ContainerSecurityContext = { since: "14.5" },
        /// Security context of the helper container.
        helper_container_security_context: ContainerSecurityContext = { since: "14.5" },
        /// Security context of service containers.
        service_container_security_context: ContainerSecurityContext = { since: "14.5" },
        /// Volumes mounted into build, helper, init and service containers.
        /// Names repo, scripts and logs are used by the runner itself. A mount path must equal builds_dir character
        /// for character to replace the default build volume.
        volumes: Volumes,
        /// Extra /etc/hosts lines of job pods.
        host_aliases: Vec<HostAlias> = { since: "13.7" },
        /// Service containers added to every job pod.
        services: Vec<Service> = { since: "12.5" },
        /// Capabilities to add to all containers.
        cap_add: Vec<String> = { since: "13.5" },
        /// Capabilities to drop from all containers; wins over cap_add.
        cap_drop: Vec<String> = { default: "NET_RAW is dropped unless listed in cap_add (Linux)", since: "13.5" },
        /// Size of the volume claim for suspendable jobs.
        suspend_pvc_size: Quantity = { default: "20Gi", since: "19.4" },
        /// Storage class of that claim.
        suspend_pvc_storage_class: String = { default: "cluster default", since: "19.4" },
        /// DNS policy of job pods, in the runner's own spelling.
        /// Any other spelling (for example ClusterFirst or None) only warns in the job log and falls back to the
        /// cluster default.
        dns_policy: String = { default: "cluster-first", since: "13.7", one_of: &["none", "default", "cluster-first", "cluster-first-with-host-net"] },
        /// Resolver settings of job pods.
        dns_config: DnsConfig = { since: "13.7" },
        /// Lifecycle hooks set on every build, helper and service container.
        container_lifecycle: ContainerLifecycle = { since: "14.2" },
        /// Priority class of job pods.
        priority_class_name: String = { default: r#""""#, since: "15.1" },
        /// Patches applied in order to the generated pod spec.
        /// Ignored without any message unless FF_USE_ADVANCED_POD_SPEC_CONFIGURATION is on.
        pod_spec: Vec<PodSpecPatch> = { since: "15.10" },
        /// Directory prefix for the attach-mode log volume.
        /// Trailing slashes are trimmed.
        logs_base_dir: String = { default: "/logs-<project>-<job> at the file system root", since: "17.2" },
        /// Directory prefix for the script volume.
        /// Trailing slashes are trimmed.
        scripts_base_dir: String = { default: "/scripts-<project>-<job> at the file system root", since: "17.2" },
        /// Prints warning conditions and events of the pod in the job log.
        print_pod_warning_events: bool = { default: "true", since: "18.0" },
        /// Creates a PodDisruptionBudget with minAvailable 1 for each job pod.
        /// Missing RBAC fails the job.
        pod_disruption_budget: bool = { default: "false", since: "18.10" },
        /// Pause pods that hold warm capacity.
        /// Ignored until at least one policy is present.
        autoscaler: PausePods = { since: "18.10" },
    }
}
