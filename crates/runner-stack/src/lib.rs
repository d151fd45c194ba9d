//! GitLab Runner on Kubernetes from one values file.
