//! Data-driven tests: one file or folder per case, one harness per kind.
//!
//! Expected output comes from the real Helm, real schemas and real shells, never from our own engine.

pub mod case;
pub mod differential;
pub mod random;
pub mod tools;
