//! Permissions, service accounts, certificates and kubeconfig.

use std::collections::BTreeMap;

use crate::model::{Scalar, table};

table! {
    /// A private certificate authority.
    pub struct CertificateAuthority {
        /// The certificate in PEM form; goes to a generated Secret.
        certificate: String = { value: r#""""#, example: "|\n  -----BEGIN CERTIFICATE-----\n  MIIB…\n  -----END CERTIFICATE-----" },
        /// Secret that holds the certificate, instead of `certificate`.
        secret_name ("secretName"): String = { value: r#""""#, example: "private-ca" },
        /// Key in the Secret.
        key: String = { value: "ca.crt" },
        /// Mount it into job pods too, under `/etc/gitlab-runner/certs`.
        mount_in_jobs ("mountInJobs"): bool = { value: "false" },
    }

    /// Permissions of the manager.
    pub struct Rbac {
        /// Create a Role (or ClusterRole) and its binding.
        create: bool = { value: "true" },
        /// All rules, instead of the ones that the chart computes from the configuration.
        /// Missing `apiGroups` mean the core group, missing `resources` or `verbs` mean all.
        rules: Vec<RbacRule> = { value: "[]", example: "- apiGroups: [\"\"]\n  resources: [pods]\n  verbs: [create, get, delete]" },
        /// Rules in addition to the computed ones.
        extra_rules ("extraRules"): Vec<RbacRule> = { value: "[]", example: "- apiGroups: [\"\"]\n  resources: [configmaps]\n  verbs: [get]" },
        /// Make it a ClusterRole, so that jobs can run in any namespace.
        cluster_wide_access ("clusterWideAccess"): bool = { value: "false" },
        /// Name of the generated ServiceAccount.
        generated_service_account_name ("generatedServiceAccountName"): String = { value: r#""""#, deprecated: "serviceAccount.name" },
        /// Name of an existing ServiceAccount, used when `rbac.create` is false.
        service_account_name ("serviceAccountName"): String = { example: "default", deprecated: "serviceAccount.name" },
        /// Annotations of the generated ServiceAccount.
        service_account_annotations ("serviceAccountAnnotations"): BTreeMap<String, Scalar> = { value: "{}", deprecated: "serviceAccount.annotations" },
        /// Pod security policies were removed in Kubernetes 1.25; the keys only add a rule to the Role.
        pod_security_policy ("podSecurityPolicy"): PodSecurityPolicy = { deprecated: "Pod Security Admission labels on the namespace" },
        /// Registry credentials of the generated ServiceAccount.
        image_pull_secrets ("imagePullSecrets"): Vec<String> = { value: "[]", deprecated: "serviceAccount.imagePullSecrets" },
    }

    /// One rule of a Role.
    pub struct RbacRule {
        /// API groups; "" is the core group.
        api_groups ("apiGroups"): Vec<String>,
        /// Resources.
        resources: Vec<String>,
        /// Verbs.
        verbs: Vec<String>,
        /// Names of the objects that the rule is limited to.
        resource_names ("resourceNames"): Vec<String>,
        /// Paths outside of resources; only in a ClusterRole.
        non_resource_urls ("nonResourceURLs"): Vec<String>,
    }

    /// Pod security policies.
    pub struct PodSecurityPolicy {
        /// Add a rule that allows the policies.
        enabled: bool = { value: "false" },
        /// Names of the policies.
        resource_names ("resourceNames"): Vec<String> = { value: "- gitlab-runner" },
    }

    /// The manager's ServiceAccount.
    pub struct ServiceAccount {
        /// Create it; unset means when `rbac.create` is true.
        create: bool = { example: "true" },
        /// Its name; empty means the release's full name, or `default` when none is created.
        name: String = { value: r#""""# },
        /// Its annotations, for example for cloud identities; templates are evaluated.
        annotations: BTreeMap<String, Scalar> = { value: "{}", example: "eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/gitlab-runner" },
        /// Names of Secrets with registry credentials.
        image_pull_secrets ("imagePullSecrets"): Vec<String> = { value: "[]", example: "- registry-credentials" },
    }

    /// A kubeconfig for job pods.
    pub struct Kubeconfig {
        /// The file's content; goes to a generated Secret.
        content: String = { value: r#""""#, secret: true },
        /// Secret that holds the file under the key `config`, instead of `content`.
        secret_name ("secretName"): String = { value: r#""""#, example: "deploy-kubeconfig" },
        /// Folder in the job's containers; the file is called `config`.
        mount_path ("mountPath"): String = { value: "/root/.kube" },
        /// Names of the runners that get it; empty means all.
        runners: Vec<String> = { value: "[]", example: "- deploy" },
    }
}
