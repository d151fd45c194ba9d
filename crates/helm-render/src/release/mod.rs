//! From a chart and values to ordered manifests.

mod capabilities;
mod chart_object;
mod compiled;
mod files_object;
mod glob;
mod kinds;
mod manifests;
mod options;
mod output;
mod render;
mod report;
mod resolve;
mod root;
mod scan;
mod source_map;

pub use capabilities::{Capabilities, HelmVersion};
pub(crate) use compiled::Compiled;
pub use manifests::{Hook, Manifest};
pub use options::{Notes, OnError, ReleaseOptions, RenderOptions, SchemaCheck, template_name};
pub use output::{Crds, FileWrite, Hooks, PrintOptions, WriteMode};
pub use render::{RenderFailure, Rendered, render, render_with};
pub use report::{Origins, UnusedValue, Usage, dotted};
pub(crate) use resolve::Resolved;
pub use source_map::SourceLine;
