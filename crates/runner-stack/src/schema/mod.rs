//! Checks values against the chart's schema, and says where and what to do.
//!
//! The verdict is the one that a JSON Schema validator gives for `values.schema.json`; on top come duplicate keys,
//! which only the text shows, and warnings for deprecated keys.
//!
//! ```
//! use runner_stack::schema::{Node, NodeKind, validate};
//!
//! let values = Node::new(NodeKind::Map(vec![("concurent".into(), Node::new(NodeKind::Integer(4)))]));
//! let problems = validate(&values);
//! assert_eq!(problems[0].code, "unknown-key");
//! assert_eq!(problems[0].help.as_deref(), Some("did you mean `concurrent`?"));
//! ```

pub(crate) mod document;
pub(crate) mod format;
pub(crate) mod json;
pub(crate) mod likeness;
mod rule;
#[rustfmt::skip]
mod rules;
pub(crate) mod suggest;
mod tree;
mod typed;
mod validate;
mod yaml;

pub use document::text;
pub use suggest::nearest_value;
pub use tree::{Node, NodeKind, Shape, Tree};
pub use validate::{validate, validate_written};
