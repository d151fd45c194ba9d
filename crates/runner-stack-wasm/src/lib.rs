//! The WebAssembly module of the npm package: converts and delegates, nothing else.
//!
//! Everything that crosses is a struct of this crate ([`input`], [`output`], [`diagnostic`], [`failure`]); its TypeScript
//! declaration comes from the same derive. Positions are turned into UTF-16 here. A function that fails throws a plain
//! object of the shape [`failure::Failure`], which `pkg/src` makes a `RunnerStackError` of.

pub mod chart;
pub mod diagnostic;
pub mod failure;
mod host;
pub mod input;
pub mod output;
pub mod stack;
