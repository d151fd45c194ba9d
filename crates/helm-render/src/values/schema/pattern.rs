//! Regular expressions of schemas, in Go's syntax.

use crate::functions;
use crate::value::{Str, Value};
use crate::world::FixedWorld;

/// A regular expression that compiles.
#[derive(Debug)]
pub(super) struct Pattern(Str);

impl Pattern {
    pub(super) fn new(source: Str) -> Option<Self> {
        let pattern = Self(source);
        pattern.call(&Str::default()).map(|_| pattern)
    }

    pub(super) fn source(&self) -> &Str {
        &self.0
    }

    pub(super) fn is_match(&self, text: &Str) -> bool {
        self.call(text).unwrap_or(false)
    }

    fn call(&self, text: &Str) -> Option<bool> {
        let args = [Value::String(self.0.clone()), Value::String(text.clone())];
        match functions::lookup("mustRegexMatch")?.call(&FixedWorld, &args) {
            Ok(Value::Bool(matches)) => Some(matches),
            _ => None,
        }
    }
}
