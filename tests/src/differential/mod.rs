//! Random templates and values, rendered by the real Helm and by the engine.
//!
//! A *candidate* is one template with the data it may read. Candidates that the engine renders go to Helm many at a time,
//! as files of one chart; those that it refuses go alone, since Helm stops at the first error. When the two disagree, the
//! candidate shrinks to a small one that still shows the difference, in the form of a case of `tests/helm`.

mod ast;
mod batch;
mod data;
mod expressions;
mod functions;
mod shrink;
mod templates;
mod yaml_text;

pub use ast::{Expr, Node, Operand};
pub use batch::{Batch, Candidate, Difference, Outcome, run_helm, run_ours};
pub use functions::{EXCLUDED, Signature, signatures};
pub use shrink::shrink;
