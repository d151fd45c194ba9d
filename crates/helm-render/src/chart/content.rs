//! What is in the files of charts.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::error::{Error, ErrorKind};
use crate::value::Str;

/// The bytes of a file. They stay where they were read to, or where the program has them: a chart of many megabytes is
/// not in memory twice. Those of a file that is [read on demand](Self::on_demand) come when somebody looks.
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
    /// The file, and the bytes at its start that are left out.
    OnDemand(Arc<OnDemand>, &'static [u8]),
}

/// A file that nobody has looked at, or what was found when somebody did.
struct OnDemand {
    read: Box<dyn Fn() -> Result<Vec<u8>, String> + Send + Sync>,
    found: OnceLock<Result<Vec<u8>, String>>,
}

impl Content {
    /// A file that the program carries.
    pub fn of_program(bytes: &'static [u8]) -> Self {
        Self(Repr::Program(bytes))
    }

    /// A file that is read when somebody looks, once; whoever never looks does not pay for it. `read` says in words why
    /// it could not.
    ///
    /// ```
    /// use helm_render::chart::Content;
    ///
    /// let content = Content::on_demand(|| Ok(b"kind: ConfigMap".to_vec()));
    /// assert_eq!(content.as_bytes(), b"kind: ConfigMap");
    ///
    /// let lost = Content::on_demand(|| Err("error reading a.yaml: input/output error".to_owned()));
    /// assert_eq!(lost.read().unwrap_err().to_string(), "error reading a.yaml: input/output error");
    /// ```
    pub fn on_demand(read: impl Fn() -> Result<Vec<u8>, String> + Send + Sync + 'static) -> Self {
        Self(Repr::OnDemand(Arc::new(OnDemand { read: Box::new(read), found: OnceLock::new() }), b""))
    }

    /// The bytes, or why the file could not be read: only those [on demand](Self::on_demand) can fail.
    pub fn read(&self) -> Result<&[u8], Error> {
        match &self.0 {
            Repr::Text(text) => Ok(text.as_bytes()),
            Repr::Read(bytes) => Ok(bytes),
            Repr::Program(bytes) => Ok(bytes),
            Repr::OnDemand(file, prefix) => match file.found.get_or_init(|| (file.read)()) {
                Ok(bytes) => Ok(bytes.strip_prefix(*prefix).unwrap_or(bytes)),
                Err(cause) => Err(Error::new(ErrorKind::Chart, cause.clone())),
            },
        }
    }

    /// The bytes. A file that could not be read has none; [`read`](Self::read) says why, and so does a render that
    /// came by it.
    pub fn as_bytes(&self) -> &[u8] {
        self.read().unwrap_or_default()
    }

    /// The bytes as a string of templates.
    pub fn to_text(&self) -> Str {
        match &self.0 {
            Repr::Text(text) => text.clone(),
            Repr::Program(bytes) => Str::of_program(bytes),
            _ => Str::from(self.as_bytes()),
        }
    }

    /// Fails when somebody looked, and the file could not be read.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match &self.0 {
            Repr::OnDemand(file, _) if file.found.get().is_some() => self.read().map(|_| ()),
            _ => Ok(()),
        }
    }

    /// The content without these bytes at its start.
    pub(super) fn without_prefix(self, prefix: &'static [u8]) -> Self {
        if let Repr::OnDemand(file, b"") = &self.0 {
            return Self(Repr::OnDemand(Arc::clone(file), prefix));
        }
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
