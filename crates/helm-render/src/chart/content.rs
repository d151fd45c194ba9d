//! What is in the files of charts.

use std::fmt;

use crate::value::Str;

/// The bytes of a file: shared, or a part of the program, which then need no memory of their own.
///
/// ```
/// use helm_render::chart::Content;
///
/// let content = Content::of_program(b"kind: ConfigMap");
/// assert_eq!(content, Content::from("kind: ConfigMap"));
/// ```
#[derive(Clone)]
pub struct Content(Repr);

#[derive(Clone)]
enum Repr {
    Shared(Str),
    Program(&'static [u8]),
}

impl Content {
    /// A file that the program carries.
    pub fn of_program(bytes: &'static [u8]) -> Self {
        Self(Repr::Program(bytes))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Shared(text) => text.as_bytes(),
            Repr::Program(bytes) => bytes,
        }
    }

    /// The bytes as a string of templates.
    pub fn to_text(&self) -> Str {
        match &self.0 {
            Repr::Shared(text) => text.clone(),
            Repr::Program(bytes) => Str::from(*bytes),
        }
    }

    /// The content without these bytes at its start.
    pub(super) fn without_prefix(self, prefix: &[u8]) -> Self {
        match self.0 {
            Repr::Program(bytes) => Self::of_program(bytes.strip_prefix(prefix).unwrap_or(bytes)),
            Repr::Shared(text) => match text.as_bytes().strip_prefix(prefix) {
                Some(rest) => Self::from(rest),
                None => Self::from(text),
            },
        }
    }
}

impl<T: Into<Str>> From<T> for Content {
    fn from(text: T) -> Self {
        Self(Repr::Shared(text.into()))
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::of_program(b"")
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Content {}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&String::from_utf8_lossy(self.as_bytes()), f)
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.as_bytes()))
    }
}
