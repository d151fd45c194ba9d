//! TOML as BurntSushi/toml reads and writes it.
//!
//! ```
//! use helm_render::toml;
//!
//! let value = toml::from_toml(b"[owner]\nname = 'x'\nsince = 2020-01-02\n")?;
//! assert_eq!(toml::to_toml(&value)?.to_str(), "[owner]\n  name = \"x\"\n  since = 2020-01-02\n");
//! # Ok::<(), helm_render::Fault>(())
//! ```

mod datetime;
mod decode;
mod encode;
mod lexer;

pub use decode::{from_toml, is_toml};
pub use encode::to_toml;

/// How deep documents may nest.
const MAX_DEPTH: usize = crate::yaml::MAX_DEPTH;
