//! Metrics and the Prometheus operator's monitors.

use std::collections::BTreeMap;

use crate::model::{Count, Port, Scalar, table};

table! {
    /// Prometheus metrics.
    pub struct Metrics {
        /// Serve them.
        enabled: bool = { value: "false" },
        /// Name of the port.
        port_name ("portName"): String = { value: "metrics" },
        /// The port.
        port: Port = { value: "9252" },
        /// Let a Prometheus operator scrape the pods directly. Keeps collecting while a manager finishes its last jobs.
        pod_monitor ("podMonitor"): Monitor = {},
        /// Let a Prometheus operator scrape through the Service (`service.enabled`).
        service_monitor ("serviceMonitor"): Monitor = { deprecated: "metrics.podMonitor" },
        /// Shown in the official chart's comments, without effect there as well.
        relabelings: Vec<Relabeling> = { example: "[]", deprecated: "metrics.podMonitor.relabelings" },
    }

    /// A monitor of the Prometheus operator.
    pub struct Monitor {
        /// Create it, when metrics are on.
        enabled: bool = { value: "false" },
        /// Its namespace; empty means the release's.
        namespace: String = { value: r#""""# },
        /// Its labels, often needed to be found by Prometheus.
        labels: BTreeMap<String, String> = { example: "release: prometheus" },
        /// Its annotations.
        annotations: BTreeMap<String, String> = { example: "{}" },
        /// Time between scrapes, as a Prometheus duration.
        interval: String = { example: "30s" },
        /// Scheme.
        scheme: String = { example: "http", one_of: &["http", "https"], or_empty: true },
        /// TLS settings of the scrape.
        tls_config ("tlsConfig"): TlsConfig = { example: "insecureSkipVerify: true" },
        /// Path of the metrics.
        path: String = { example: "/metrics" },
        /// Label whose value becomes the job's name.
        job_label ("jobLabel"): String = { example: "app" },
        /// Relabeling before samples are stored; templates are evaluated.
        metric_relabelings ("metricRelabelings"): Vec<Relabeling> = { example: "- action: keep\n  sourceLabels: [__name__]\n  regex: gitlab_runner_.*" },
        /// Relabeling before the scrape.
        relabelings: Vec<Relabeling> = { example: "- targetLabel: cluster\n  replacement: production" },
    }

    /// One relabeling step of Prometheus.
    pub struct Relabeling {
        /// Labels that are joined and matched.
        source_labels ("sourceLabels"): Vec<String>,
        /// Text between the joined labels.
        separator: String,
        /// Label that is written.
        target_label ("targetLabel"): String,
        /// Regular expression to match.
        regex: String,
        /// Modulus of the hash.
        modulus: Count,
        /// Replacement text.
        replacement: Scalar,
        /// What to do.
        action: String = { one_of: &["replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep", "lowercase", "uppercase", "keepequal", "dropequal"], ignore_case: true },
    }

    /// TLS settings of a scrape.
    pub struct TlsConfig {
        /// Authority that signed the server's certificate.
        ca: TlsConfigSource,
        /// Client certificate.
        cert: TlsConfigSource,
        /// Secret with the client's key.
        key_secret ("keySecret"): SecretKeyRef,
        /// Name to expect in the server's certificate.
        server_name ("serverName"): String,
        /// Accept any certificate.
        insecure_skip_verify ("insecureSkipVerify"): bool,
        /// Oldest TLS version.
        min_version ("minVersion"): String = { one_of: &["TLS10", "TLS11", "TLS12", "TLS13"], or_empty: true },
        /// Newest TLS version.
        max_version ("maxVersion"): String = { one_of: &["TLS10", "TLS11", "TLS12", "TLS13"], or_empty: true },
        /// Path of the authority's certificate in the Prometheus pod; ServiceMonitor only.
        ca_file ("caFile"): String,
        /// Path of the client certificate in the Prometheus pod; ServiceMonitor only.
        cert_file ("certFile"): String,
        /// Path of the client key in the Prometheus pod; ServiceMonitor only.
        key_file ("keyFile"): String,
    }

    /// A certificate in a Secret or ConfigMap.
    pub struct TlsConfigSource {
        /// Key of a Secret.
        secret: SecretKeyRef,
        /// Key of a ConfigMap.
        config_map ("configMap"): SecretKeyRef,
    }

    /// A key of a Secret or ConfigMap.
    pub struct SecretKeyRef {
        /// Name of the object.
        name: String,
        /// The key.
        key: String = { required: true },
        /// Whether it may be missing.
        optional: bool,
    }
}
