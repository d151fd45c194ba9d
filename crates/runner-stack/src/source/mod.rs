//! The files that people write, as trees in which everything knows its place in the text.
//!
//! A file is YAML with one or more documents, or TOML. TOML inside a YAML string is read in place: what stands in it has
//! positions in the outer file, whatever the quoting ([`OffsetMap`]).

mod comments;
mod heredoc;
mod language;
mod offsets;
mod position;
mod template;
mod toml;
mod tree;
mod yaml;

pub use language::Language;
pub use offsets::OffsetMap;
pub use position::{Position, Positions};
pub use toml::{Toml, read_toml};
pub use tree::{Entry, Value, ValueKind};
pub use yaml::{Document, read_yaml};

pub(crate) use comments::Comments;
pub(crate) use heredoc::toml_in_script;
pub(crate) use template::{Masked, mask};
pub(crate) use toml::read_toml_of;
