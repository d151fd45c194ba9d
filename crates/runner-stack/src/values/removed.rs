//! Keys that old versions of the official chart had, and that it ignores now.

/// Each key with where its setting is now, in an entry of `config.runners`.
const KEYS: &[(&str, &str)] = &[
    ("runners.image", "kubernetes.image"),
    ("runners.imagePullPolicy", "kubernetes.pull_policy"),
    ("runners.imagePullSecrets", "kubernetes.image_pull_secrets"),
    ("runners.privileged", "kubernetes.privileged"),
    ("runners.requestConcurrency", "request_concurrency"),
    ("runners.outputLimit", "output_limit"),
    ("runners.pollTimeout", "kubernetes.poll_timeout"),
    ("runners.nodeSelector", "kubernetes.node_selector"),
    ("runners.nodeTolerations", "kubernetes.node_tolerations"),
    ("runners.podLabels", "kubernetes.pod_labels"),
    ("runners.podAnnotations", "kubernetes.pod_annotations"),
    ("runners.podSecurityContext", "kubernetes.pod_security_context"),
    ("runners.env", "environment"),
    ("runners.builds", "kubernetes.cpu_limit and its siblings"),
    ("runners.services", "kubernetes.service_cpu_limit and its siblings"),
    ("runners.helpers", "kubernetes.helper_image, helper_cpu_limit and their siblings"),
    ("runners.cache.cacheType", "cache.Type"),
    ("runners.cache.cachePath", "cache.Path"),
    ("runners.cache.s3CachePath", "cache.Path"),
    ("runners.cache.cacheShared", "cache.Shared"),
    ("runners.cache.s3ServerAddress", "cache.s3.ServerAddress"),
    ("runners.cache.s3BucketName", "cache.s3.BucketName"),
    ("runners.cache.s3BucketLocation", "cache.s3.BucketLocation"),
    ("runners.cache.s3CacheInsecure", "cache.s3.Insecure"),
    ("runners.cache.gcsBucketName", "cache.gcs.BucketName"),
    ("runners.cache.azureContainerName", "cache.azure.ContainerName"),
    ("runners.cache.azureAccountName", "cache.azure.AccountName"),
];

/// Where the setting of a key of old versions is now.
pub(crate) fn home(path: &str) -> Option<String> {
    let (_, home) = KEYS.iter().find(|(old, _)| *old == path)?;
    Some(format!("{home} in an entry of `config.runners`"))
}
