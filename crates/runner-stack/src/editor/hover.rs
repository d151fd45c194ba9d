//! What the key at a place means.

use super::complete::span;
use super::look::look;
use crate::diagnostic::Span;
use crate::explain::{Entry, entry_at};

/// A key of the text.
#[derive(Debug)]
pub struct Hover {
    /// The key, or the value that belongs to it.
    pub span: Span,
    /// The key.
    pub entry: Entry,
}

/// The key that stands at an offset of the text of a values file, in bytes, or whose value does.
pub fn hover(text: &str, offset: usize) -> Option<Hover> {
    let token = look(text, offset).token?;
    Some(Hover { span: span(&token.span), entry: entry_at(&token.path)? })
}
