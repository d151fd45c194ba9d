#![doc = include_str!("../README.md")]
//!
//! ## Modules
//!
//! They are the stages of a render: [`yaml`], [`json`] and [`toml`] read and write data as Go does, [`value`] holds it,
//! [`template`] is Go's template language, [`functions`] what templates may call, [`values`] merges values, [`chart`] loads
//! charts, and [`release`] turns a chart into manifests. Most programs need no more than what stands at the top.

mod bytes;
pub mod chart;
pub mod error;
pub mod fault;
pub mod functions;
pub mod gzip;
pub mod json;
pub mod limits;
mod lines;
pub mod release;
mod stored;
pub mod template;
pub mod toml;
pub mod value;
pub mod values;
pub mod world;
pub mod yaml;

pub use chart::Chart;
pub use error::{Error, ErrorKind, Location, TracePoint};
pub use fault::Fault;
pub use limits::Limits;
pub use release::{
    Capabilities, PrintOptions, ReleaseOptions, RenderFailure, RenderOptions, Rendered, render, render_with,
};
pub use value::Value;
pub use values::{Values, ValuesOptions};
pub use world::World;
