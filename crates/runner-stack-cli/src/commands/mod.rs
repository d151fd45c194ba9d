//! One file per command.

pub(crate) mod chart;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod images;
pub(crate) mod import;
pub(crate) mod job;
pub(crate) mod kit;
pub(crate) mod new;
pub(crate) mod provenance;
pub(crate) mod render;
mod render_each;
pub(crate) mod schema;
pub(crate) mod template;
pub(crate) mod version;
