//! Regular expressions of schemas, in Go's syntax.

use crate::functions::regex::Regex;
use crate::value::Str;

/// A regular expression that compiles.
#[derive(Debug)]
pub(super) struct Pattern {
    source: Str,
    regex: Regex,
}

impl Pattern {
    pub(super) fn new(source: Str) -> Option<Self> {
        let regex = Regex::new(&source).ok()?;
        Some(Self { source, regex })
    }

    pub(super) fn source(&self) -> &Str {
        &self.source
    }

    /// Whether it matches somewhere; a search that would take too long finds nothing.
    pub(super) fn is_match(&self, text: &Str) -> bool {
        self.regex.is_match(text.as_bytes()).unwrap_or(false)
    }
}
