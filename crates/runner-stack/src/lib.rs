//! GitLab Runner on Kubernetes from one values file.

pub mod check;
#[cfg(feature = "companion")]
pub mod companion;
pub mod config;
pub mod credentials;
pub mod diagnostic;
pub mod diff;
pub mod documents;
pub mod editor;
pub mod explain;
mod fields;
#[cfg(feature = "generate")]
pub mod generate;
pub mod images;
pub mod import;
pub mod job;
pub mod model;
pub mod provenance;
pub mod rules;
pub mod schema;
pub mod source;
pub mod stack;
pub mod values;
pub mod variables;
