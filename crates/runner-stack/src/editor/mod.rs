//! What an editor shows while values are written: keys and values that may stand at a place, and what a key means.
//!
//! The text is half written there, so that lines and their indentation say more than a parser could.
//!
//! ```
//! use runner_stack::editor::complete;
//!
//! let text = "config:\n  conc";
//! let offered = complete(text, text.len());
//! let concurrent = offered.items.iter().find(|item| item.label == "concurrent").expect("it is a key");
//! assert_eq!(concurrent.insert, "concurrent: ");
//! assert_eq!(&text[offered.span.start as usize..], "conc");
//! ```

mod complete;
mod flow;
mod hover;
mod line;
mod look;

pub use complete::{Completion, CompletionKind, Completions, complete};
pub use hover::{Hover, hover};
