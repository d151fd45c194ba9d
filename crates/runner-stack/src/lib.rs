//! GitLab Runner on Kubernetes from one values file.

pub mod config;
pub mod model;
pub mod values;
#[cfg(feature = "generate")]
pub mod generate;
