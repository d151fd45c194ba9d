//! The typed values of the chart: every key of the official chart, `config:`, and a few keys of our own.

#![expect(clippy::doc_markdown, reason = "the texts are also shown outside of rustdoc, as they stand")]

mod access;
pub mod kubernetes;
mod monitoring;
mod network;
pub(crate) mod removed;
mod runners;
mod workload;

use std::collections::BTreeMap;

pub use access::{CertificateAuthority, Kubeconfig, PodSecurityPolicy, Rbac, RbacRule, ServiceAccount};
pub use monitoring::{Metrics, Monitor, Relabeling, SecretKeyRef, TlsConfig, TlsConfigSource};
pub use network::{
    Ingress, IngressTls, JobNetworkPolicy, MetricsNodePort, NetworkPolicy, Service, SessionServer,
};
pub use runners::{CacheSecret, Runners};
pub use workload::{Autoscaler, EnvVar, Image, LivenessProbe, PodDisruptionBudget, ReadinessProbe};

use crate::config::Config;
use crate::model::{Any, Count, ListOrEmptyMap, Manifest, OptionalDuration, Positive, Scalar, table};
use kubernetes::{
    Affinity, Container, DeploymentStrategy, EnvFromSource, EnvVarSource, HostAlias, Lifecycle,
    LocalObjectReference, PodDnsConfig, PodSecurityContext, ResourceRequirements, SecretProjection,
    SecurityContext, Toleration, TopologySpreadConstraint, Volume, VolumeMount,
};

table! {
    /// Everything that `values.yaml` can hold.
    pub struct Values {
        /// URL of the GitLab instance, with scheme.
        /// Entries of `config.runners` without a `url` of their own use it too.
        gitlab_url ("gitlabUrl"): String = { section: "GitLab: where jobs come from", value: r#""""#, example: "https://gitlab.example.com/" },
        /// Runner authentication token (`glrt-…`) of a runner that was created in GitLab.
        /// It goes to a generated Secret, never to the ConfigMap. Better: keep it in a Secret of your own and name that in
        /// `runners.secret`, or in `tokenFrom` of an entry of `config.runners`.
        runner_token ("runnerToken"): String = { example: "glrt-EXAMPLE-not-a-real-token", secret: true },
        /// Registration token of GitLab before 16.0; switches to `startMode: register`.
        runner_registration_token ("runnerRegistrationToken"): String = { example: r#""""#, secret: true, deprecated: "runnerToken" },
        /// How the pod gets its configuration.
        /// `config`: it writes the final `config.toml` and runs, without a call to GitLab, so restarts leave no ghost runners.
        /// `register`: it runs `gitlab-runner register` with a template at each start, as the official chart does.
        start_mode ("startMode"): String = { value: "config", one_of: &["config", "register"] },
        /// Remove the runner managers from GitLab before the pod stops, so that none stays behind as stale.
        unregister_runners ("unregisterRunners"): bool = { value: "true" },
        /// Secret with certificates of private authorities, mounted into the runner's `certs` folder, one `<host>.crt` each.
        /// For one authority for everything, `ca` is shorter.
        certs_secret_name ("certsSecretName"): String = { example: "gitlab-certificates" },
        /// A private certificate authority, in one place.
        ca: CertificateAuthority = {},

        /// `config.toml`, key for key, in YAML: what the GitLab documentation shows in TOML is written the same way here.
        /// Tables become maps, `[[runners]]` becomes the list `runners`. Credentials may be given in place (they move to a
        /// generated Secret) or as `<key>From: {secretName, key}`, which names a Secret that exists.
        /// All keys: <https://docs.gitlab.com/runner/configuration/advanced-configuration/>.
        config: Config = {
            section: "config.toml: what the runner does",
            value: "{}",
            example: r"concurrent: 10
check_interval: 3
runners:
  - name: shared
    url: https://gitlab.example.com/
    tokenFrom:
      secretName: gitlab-runner-token
      key: runner-token
    executor: kubernetes
    kubernetes:
      namespace: gitlab-jobs
      image: alpine:3.22
      cpu_request: 100m
      memory_request: 256Mi
      memory_limit: 2Gi
      node_selector:
        kubernetes.io/arch: amd64
    cache:
      Type: s3
      Shared: true
      s3:
        ServerAddress: minio.minio.svc:9000
        BucketName: runner-cache
        Insecure: true
        AccessKeyFrom:
          secretName: runner-cache
        SecretKeyFrom:
          secretName: runner-cache",
        },
        /// Settings of the official chart for its one runner, kept with the same meaning.
        runners: Runners = {},
        /// Jobs at once, over all runners (`config.concurrent` wins).
        concurrent: Positive = { value: "10" },
        /// Seconds between two rounds of asking GitLab for jobs (`config.check_interval` wins).
        check_interval ("checkInterval"): Count = { value: "3" },
        /// Seconds until a forceful stop gives up; 0 means the runner's own default (`config.shutdown_timeout` wins).
        shutdown_timeout: Count = { value: "0" },
        /// Least severe messages in the runner's log (`config.log_level` wins).
        log_level ("logLevel"): String = { example: "info", one_of: &["panic", "fatal", "error", "warn", "warning", "info", "debug", "trace"], or_empty: true },
        /// Form of the runner's log (`config.log_format` wins).
        log_format ("logFormat"): String = { example: "json", one_of: &["runner", "text", "json"], or_empty: true },
        /// Sentry endpoint for the runner's own errors (`config.sentry_dsn` wins).
        sentry_dsn ("sentryDsn"): String = { example: r#""""#, secret: true },
        /// How long a connection to GitLab is reused (`config.connection_max_age` wins).
        connection_max_age ("connectionMaxAge"): OptionalDuration = { example: "15m" },

        /// The image of the runner manager.
        image: Image = { section: "Image" },
        /// Registry in front of every image, for clusters without internet access.
        /// Replaces `image.registry` and is put before the helper, build, service and pause pod images that name no registry.
        /// A runner without `helper_image` gets the one for the `kubernetes.io/arch` of its `node_selector`, else for amd64.
        image_registry ("imageRegistry"): String = { value: r#""""#, example: "registry.internal.example.com" },
        /// When the kubelet pulls the manager's image; job images follow `config.runners[].kubernetes.pull_policy`.
        image_pull_policy ("imagePullPolicy"): String = { value: "IfNotPresent", one_of: &["Always", "IfNotPresent", "Never"], or_empty: true },
        /// Secrets with registry credentials for the manager's image.
        image_pull_secrets ("imagePullSecrets"): Vec<LocalObjectReference> = { example: "- name: registry-credentials" },
        /// Start the manager under `tini` instead of `dumb-init`; the UBI images need it.
        use_tini ("useTini"): bool = { value: "false" },

        /// Manager pods. Each one serves all runners and has its own job limit.
        replicas: Count = { section: "Manager pod", value: "1" },
        /// Old ReplicaSets to keep.
        revision_history_limit ("revisionHistoryLimit"): Count = { example: "10" },
        /// How a new manager replaces the old one.
        strategy: DeploymentStrategy = { value: "{}", example: "type: RollingUpdate\nrollingUpdate:\n  maxSurge: 1\n  maxUnavailable: 0" },
        /// Scale the manager on metrics; `replicas` is left out then.
        hpa: Autoscaler = { example: "minReplicas: 1\nmaxReplicas: 10\nmetrics:\n  - type: Pods\n    pods:\n      metric:\n        name: gitlab_runner_jobs\n      target:\n        type: AverageValue\n        averageValue: 400m" },
        /// Limit how many managers may be down at once during node maintenance.
        pod_disruption_budget ("podDisruptionBudget"): PodDisruptionBudget = {},
        /// Seconds that a stopping manager has to finish its running jobs.
        termination_grace_period_seconds ("terminationGracePeriodSeconds"): Count = { value: "3600" },
        /// Hooks of the manager container; they replace the hook of `unregisterRunners`.
        deployment_lifecycle ("deploymentLifecycle"): Lifecycle = { value: "{}", example: "preStop:\n  exec:\n    command: [\"/bin/sh\", \"-c\", \"sleep 5\"]" },
        /// Seconds until a probe counts as failed.
        probe_timeout_seconds ("probeTimeoutSeconds"): Positive = { example: "4" },
        /// When the manager counts as alive.
        liveness_probe ("livenessProbe"): LivenessProbe = { value: "{}", example: "initialDelaySeconds: 60\nperiodSeconds: 60\nsuccessThreshold: 1\nfailureThreshold: 3\nterminationGracePeriodSeconds: 30" },
        /// When the manager counts as ready.
        readiness_probe ("readinessProbe"): ReadinessProbe = { value: "{}", example: "initialDelaySeconds: 60\nperiodSeconds: 60\nsuccessThreshold: 1\nfailureThreshold: 3" },
        /// CPU and memory of the manager; jobs have their own in `config.runners[].kubernetes`.
        resources: ResourceRequirements = { value: "{}", example: "requests:\n  cpu: 100m\n  memory: 128Mi\nlimits:\n  memory: 256Mi" },
        /// Security context of the manager container.
        security_context ("securityContext"): SecurityContext = { value: "allowPrivilegeEscalation: false\nreadOnlyRootFilesystem: false\nrunAsNonRoot: true\nprivileged: false\ncapabilities:\n  drop: [\"ALL\"]" },
        /// Security context of the manager pod. Ubuntu images run as user and group 999.
        pod_security_context ("podSecurityContext"): PodSecurityContext = { value: "runAsUser: 100\nfsGroup: 65533" },
        /// Script that runs in the manager before the runner starts.
        pre_entrypoint_script ("preEntrypointScript"): String = { example: "|\n  echo \"about to start\"" },

        /// Labels that a node must have for the manager.
        node_selector ("nodeSelector"): BTreeMap<String, String> = { section: "Scheduling of the manager pod", value: "{}", example: "kubernetes.io/os: linux" },
        /// Taints that the manager tolerates.
        tolerations: Vec<Toleration> = { value: "[]", example: "- key: node-role.kubernetes.io/infra\n  operator: Exists\n  effect: NoSchedule" },
        /// Where the manager should or must run.
        affinity: Affinity = { value: "{}", example: "podAntiAffinity:\n  preferredDuringSchedulingIgnoredDuringExecution:\n    - weight: 100\n      podAffinityTerm:\n        topologyKey: kubernetes.io/hostname\n        labelSelector:\n          matchLabels:\n            app: gitlab-runner" },
        /// How managers spread over zones or nodes.
        topology_spread_constraints ("topologySpreadConstraints"): ListOrEmptyMap<TopologySpreadConstraint> = { example: "- maxSkew: 1\n  topologyKey: topology.kubernetes.io/zone\n  whenUnsatisfiable: ScheduleAnyway\n  labelSelector:\n    matchLabels:\n      app: gitlab-runner" },
        /// Priority class of the manager pod.
        priority_class_name ("priorityClassName"): String = { value: r#""""#, example: "high-priority" },
        /// Runtime class of the manager pod.
        runtime_class_name ("runtimeClassName"): String = { value: r#""""#, example: "gvisor" },
        /// Scheduler that places the manager pod.
        scheduler_name ("schedulerName"): String = { example: "my-scheduler" },

        /// Replaces the chart's name in object names.
        name_override ("nameOverride"): String = { section: "Names, labels, annotations", example: r#""""# },
        /// The name of all objects, instead of the one made from release and chart name.
        fullname_override ("fullnameOverride"): String = { example: r#""""# },
        /// Namespace of the manager, when it is not the release's.
        namespace: String = { example: "gitlab-runners" },
        /// Labels of every object.
        common_labels ("commonLabels"): BTreeMap<String, Scalar> = { value: "{}", example: "team: platform" },
        /// Annotations of every object.
        common_annotations ("commonAnnotations"): BTreeMap<String, Scalar> = { value: "{}", example: "example.com/owner: platform" },
        /// Labels of the Deployment; templates are evaluated.
        deployment_labels ("deploymentLabels"): BTreeMap<String, String> = { value: "{}", example: "team: platform" },
        /// Annotations of the Deployment.
        deployment_annotations ("deploymentAnnotations"): BTreeMap<String, String> = { value: "{}", example: "example.com/uptime: Mon-Fri 07:00-19:00" },
        /// Labels of the manager pod; templates are evaluated.
        pod_labels ("podLabels"): BTreeMap<String, String> = { value: "{}", example: "team: platform" },
        /// Annotations of the manager pod.
        pod_annotations ("podAnnotations"): BTreeMap<String, Scalar> = { value: "{}", example: "iam.amazonaws.com/role: gitlab-runner" },

        /// Permissions of the manager in the cluster.
        rbac: Rbac = { section: "Access to the cluster" },
        /// The manager's ServiceAccount.
        service_account ("serviceAccount"): ServiceAccount = {},
        /// Mount the ServiceAccount's token into the manager pod; unset leaves it to the ServiceAccount.
        automount_service_account_token ("automountServiceAccountToken"): bool = { example: "true" },
        /// A kubeconfig for job pods, for pipelines that deploy.
        kubeconfig: Kubeconfig = {},

        /// Host name of the manager pod.
        hostname: String = { section: "Network", example: "gitlab-runner" },
        /// Entries for the manager's hosts file.
        host_aliases ("hostAliases"): Vec<HostAlias> = { value: "[]", example: "- ip: 10.1.2.3\n  hostnames: [gitlab.example.com]" },
        /// Where the manager resolves names.
        dns_policy ("dnsPolicy"): String = { example: "ClusterFirst", one_of: &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"], or_empty: true },
        /// Name servers and search domains of the manager.
        dns_config ("dnsConfig"): PodDnsConfig = { example: "options:\n  - name: ndots\n    value: \"2\"" },
        /// Limit the traffic of manager and job pods.
        network_policy ("networkPolicy"): NetworkPolicy = {},
        /// Interactive web terminals. Needs exactly one manager pod.
        session_server ("sessionServer"): SessionServer = {},

        /// Prometheus metrics of the manager.
        metrics: Metrics = { section: "Metrics" },
        /// Service in front of the metrics port; only a ServiceMonitor needs it.
        service: Service = {},

        /// Environment variables of the manager, as a list. Only `register` mode reads the ones of `gitlab-runner register`.
        env_vars ("envVars"): Vec<EnvVar> = { section: "Environment, volumes, containers", example: "- name: RUNNER_EXECUTOR\n  value: kubernetes" },
        /// Environment variables of the manager, as a map.
        extra_env ("extraEnv"): BTreeMap<String, Scalar> = { value: "{}", example: "HTTPS_PROXY: http://proxy.example.com:3128" },
        /// Environment variables of the manager that come from Secrets, ConfigMaps or the pod.
        extra_env_from ("extraEnvFrom"): BTreeMap<String, EnvVarSource> = { value: "{}", example: "SENTRY_DSN:\n  secretKeyRef:\n    name: sentry\n    key: dsn" },
        /// Whole Secrets or ConfigMaps as environment of the manager.
        extra_env_from_refs ("extraEnvFromRefs"): Vec<EnvFromSource> = { value: "[]", example: "- secretRef:\n    name: gitlab-runner-environment" },
        /// Secrets mounted under `/secrets` of the manager.
        secrets: Vec<SecretProjection> = { value: "[]", example: "- name: my-secret\n- name: my-other-secret\n  items:\n    - key: key_one\n      path: path_one" },
        /// Files mounted under `/configmaps` of the manager.
        config_maps ("configMaps"): BTreeMap<String, String> = { value: "{}", example: "extra.sh: |\n  echo hello" },
        /// Volumes of the manager pod.
        volumes: Vec<Volume> = { value: "[]", example: "- name: my-volume\n  persistentVolumeClaim:\n    claimName: my-pvc" },
        /// Mounts of the manager container.
        volume_mounts ("volumeMounts"): Vec<VolumeMount> = { value: "[]", example: "- name: my-volume\n  mountPath: /mount/path" },
        /// Containers that run before the manager starts.
        init_containers ("initContainers"): Vec<Container> = { value: "[]", example: "- name: wait-for-gitlab\n  image: busybox:1.37\n  command: [\"sh\", \"-c\", \"until nc -z gitlab.example.com 443; do sleep 2; done\"]" },
        /// Containers beside the manager.
        extra_containers ("extraContainers"): Vec<Container> = { value: "[]", example: "- name: docker\n  image: docker:28-dind\n  securityContext:\n    privileged: true" },
        /// More objects to install with the release, each as a map or as text; templates in them are evaluated.
        extra_objects ("extraObjects"): Vec<Manifest> = { value: "[]", example: "- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: '{{ .Release.Name }}-extra'\n  data:\n    key: value" },
        /// Values that a parent chart shares with this one. Put your own names for templates in `runners.config` here.
        global: BTreeMap<String, Any> = { example: "environment: production" },
    }
}
