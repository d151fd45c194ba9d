//! GitLab Runner on Kubernetes from one values file.

pub mod config;
pub mod diagnostic;
#[cfg(feature = "generate")]
pub mod generate;
pub mod model;
pub mod schema;
pub mod stack;
pub mod values;
