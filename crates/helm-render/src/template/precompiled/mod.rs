//! Parsed templates as bytes, for charts that a program carries.
//!
//! A head has the texts and functions that trees name, then each file with its templates. Behind it are the trees, each read
//! when its template is used for the first time. A tree is written from the outside to the inside, so that no part needs
//! to say where another one is; a part of the source is where the last one was or so many bytes further.

mod read;
mod trees;
mod write;

pub(super) use trees::{Entry, Trees};
pub(super) use write::write;

/// How deep parts of a tree may be inside each other.
const MAX_DEPTH: u32 = 500;

/// What a node or an operand is, as it is written.
mod kind {
    pub(super) const TEXT: u32 = 0;
    pub(super) const ACTION: u32 = 1;
    pub(super) const IF: u32 = 2;
    pub(super) const WITH: u32 = 3;
    pub(super) const RANGE: u32 = 4;
    pub(super) const TEMPLATE: u32 = 5;
    pub(super) const TEMPLATE_WITH_DATA: u32 = 6;
    pub(super) const BREAK: u32 = 7;
    pub(super) const CONTINUE: u32 = 8;

    pub(super) const FUNCTION: u32 = 0;
    pub(super) const FIELD: u32 = 1;
    pub(super) const STRING: u32 = 2;
    pub(super) const VARIABLE: u32 = 3;
    pub(super) const VARIABLE_FIELD: u32 = 4;
    pub(super) const PIPELINE: u32 = 5;
    pub(super) const CHAIN: u32 = 6;
    pub(super) const NUMBER: u32 = 7;
    pub(super) const DOT: u32 = 8;
    pub(super) const NIL: u32 = 9;
    pub(super) const FALSE: u32 = 10;
    pub(super) const TRUE: u32 = 11;
    /// A string whose end in the source is not behind its text.
    pub(super) const STRING_UNTIL: u32 = 12;
}

#[cfg(test)]
mod tests;
