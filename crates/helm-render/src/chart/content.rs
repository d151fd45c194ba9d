//! What is in the files of charts.

use std::fmt;
use std::sync::Arc;

use crate::value::Str;

/// The bytes of a file. They stay where they were read to, or where the program has them: a chart of many megabytes is
/// not in memory twice.
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
    Text(Str),
    #[expect(clippy::rc_buffer, reason = "as a slice it would be a copy")]
    Read(Arc<Vec<u8>>),
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
            Repr::Text(text) => text.as_bytes(),
            Repr::Read(bytes) => bytes,
            Repr::Program(bytes) => bytes,
        }
    }

    /// The bytes as a string of templates.
    pub fn to_text(&self) -> Str {
        match &self.0 {
            Repr::Text(text) => text.clone(),
            Repr::Read(bytes) => Str::from(bytes.as_slice()),
            Repr::Program(bytes) => Str::of_program(bytes),
        }
    }

    /// The content without these bytes at its start.
    pub(super) fn without_prefix(self, prefix: &[u8]) -> Self {
        match self.as_bytes().strip_prefix(prefix) {
            Some(rest) => Self::from(rest),
            None => self,
        }
    }
}

impl From<Str> for Content {
    fn from(text: Str) -> Self {
        Self(Repr::Text(text))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Repr::Read(Arc::new(bytes)))
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        Self::from(bytes.to_vec())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::from(text.as_bytes())
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
