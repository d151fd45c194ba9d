//! The WebAssembly module of the npm package: converts and delegates, nothing else.
//!
//! Everything that crosses is a struct of this crate; its TypeScript
//! declaration comes from the same derive. Positions are turned into UTF-16 here. A function that fails throws a plain
//! object of the shape [`failure::Failure`], which `pkg/src` makes a `RunnerStackError` of.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript arrives by value")]
#![expect(
    clippy::result_large_err,
    reason = "a failure crosses once per call, and JavaScript gets a copy of it anyway"
)]

pub mod chart;
pub mod check;
pub mod compare;
pub mod data;
pub mod diagnostic;
pub mod editor;
pub mod explain;
pub mod failure;
mod host;
pub mod input;
pub mod job;
pub mod kit;
pub mod output;
pub mod source_map;
pub mod stack;
