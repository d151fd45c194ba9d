//! JSON as Go's `encoding/json` reads and writes it.
//!
//! ```
//! use helm_render::json;
//!
//! let value = json::from_json(br#"{"b": 1e3, "a": "<x>"}"#)?;
//! assert_eq!(json::to_json(&value)?.to_str(), r#"{"a":"\u003cx\u003e","b":1000}"#);
//! assert_eq!(json::to_raw_json(&value)?.to_str(), r#"{"a":"<x>","b":1000}"#);
//! # Ok::<(), helm_render::Fault>(())
//! ```

mod decode;
mod encode;

pub use decode::{from_json, from_json_list, from_json_map};
pub(crate) use decode::{read, wrong_type};
pub(crate) use encode::{Escape, append_string, base64, check_float, encode_base64, is_empty};
pub use encode::{to_json, to_pretty_json, to_raw_json};

/// How deep documents may nest; Go's limit is ten times as high.
const MAX_DEPTH: usize = crate::yaml::MAX_DEPTH;
