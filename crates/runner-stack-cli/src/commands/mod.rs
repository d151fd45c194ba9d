//! One file per command.

pub mod chart;
pub mod completions;
pub mod config;
pub mod new;
pub mod render;
pub mod schema;
