//! Values: what users give, merged as Helm merges it.

pub(crate) mod coalesce;
pub(crate) mod frozen;
pub(crate) mod locate;
mod schema;
mod stored;
mod strvals;

pub(crate) use frozen::Frozen;
use frozen::FrozenMap;
pub use locate::{ValuePath, ValueSource};
pub(crate) use schema::{Schema, validate};
use strvals::Mode;

use std::borrow::Cow;

use crate::error::{Error, ErrorKind};
use crate::value::{Str, Value};
use crate::yaml;

/// The user's values: files and `--set` flags, merged in the order they were added. Shareable between threads.
///
/// Helm adds all files first, then `--set-json`, `--set`, `--set-string`, `--set-file` and `--set-literal`;
/// [`ValuesOptions`] does the same.
///
/// ```
/// use helm_render::Values;
///
/// let mut values = Values::from_yaml("values.yaml", "replicas: 2\n")?;
/// values.set("image.tag=1.2,debug=true")?;
/// assert_eq!(values.locate("replicas").map(|source| source.line), Some(Some(1)));
/// # Ok::<(), helm_render::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Values {
    root: FrozenMap,
    layers: Vec<Layer>,
}

/// One thing the values were made of, for telling where a value comes from.
#[derive(Debug, Clone)]
enum Layer {
    File { name: String, text: Str },
    Flag { flag: &'static str, line: String },
}

impl Values {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// The values of one file; `name` is how messages call it. JSON is YAML too.
    ///
    /// # Errors
    ///
    /// Of kind [`Values`](ErrorKind::Values): what is not YAML, and what is no map at the top.
    pub fn from_yaml(name: impl Into<String>, text: impl Into<Str>) -> Result<Self, Error> {
        let mut values = Self::new();
        values.add_file(name, text)?;
        Ok(values)
    }

    /// Values that a program made; everything that is not a map counts as none.
    ///
    /// ```
    /// use helm_render::{Value, Values};
    ///
    /// let image = Value::from_iter([("tag", Value::from("1.2"))]);
    /// let made = Value::from_iter([("image", image), ("replicas", Value::from(3))]);
    /// let mut values = Values::from_value(&made);
    /// values.set("replicas=null")?;
    /// let json = helm_render::json::to_json(&values.to_value())?;
    /// assert_eq!(json.to_str(), r#"{"image":{"tag":"1.2"},"replicas":null}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_value(value: &Value) -> Self {
        match Frozen::from_value(value) {
            Frozen::Map(root) => Self { root, layers: Vec::new() },
            _ => Self::default(),
        }
    }

    /// Lays a values file over what is there: `-f`.
    pub fn add_file(&mut self, name: impl Into<String>, text: impl Into<Str>) -> Result<(), Error> {
        let (name, text) = (name.into(), text.into());
        let node = yaml::parse(text.as_bytes()).map_err(|cause| unreadable(&name, &cause.to_string()))?;
        self.add_parsed(name, text, node)
    }

    /// The same, for a text that the caller has parsed already.
    pub fn add_parsed(
        &mut self,
        name: impl Into<String>,
        text: impl Into<Str>,
        node: yaml::Node,
    ) -> Result<(), Error> {
        let (name, text) = (name.into(), text.into());
        let table = Frozen::table(node).map_err(|cause| unreadable(&name, &cause))?;
        if let Frozen::Map(map) = table {
            self.root.merge(map);
        }
        self.layers.push(Layer::File { name, text });
        Ok(())
    }

    /// `--set`: commas separate, integers, booleans and null are recognised.
    ///
    /// # Errors
    ///
    /// Of kind [`Values`](ErrorKind::Values), as for the other flags: a line that Helm does not take.
    pub fn set(&mut self, line: &str) -> Result<(), Error> {
        self.flag("--set", line, Mode::Typed)
    }

    /// `--set-string`: every value is text.
    pub fn set_string(&mut self, line: &str) -> Result<(), Error> {
        self.flag("--set-string", line, Mode::Text)
    }

    /// `--set-json`: every value is JSON.
    pub fn set_json(&mut self, line: &str) -> Result<(), Error> {
        self.flag("--set-json", line, Mode::Json)
    }

    /// `--set-literal`: all behind the equals sign is text, as it is.
    pub fn set_literal(&mut self, line: &str) -> Result<(), Error> {
        self.flag("--set-literal", line, Mode::Literal)
    }

    /// `--set-file`: every value is the name of a file, which `read` reads.
    pub fn set_file(
        &mut self,
        line: &str,
        mut read: impl FnMut(&str) -> Result<Vec<u8>, String>,
    ) -> Result<(), Error> {
        self.flag("--set-file", line, Mode::File(&mut read))
    }

    /// The merged values, for the caller to keep.
    pub fn to_value(&self) -> Value {
        Value::Map(self.root.thaw())
    }

    pub(crate) fn as_frozen(&self) -> Frozen {
        Frozen::Map(self.root.clone())
    }

    pub(crate) fn root(&self) -> &FrozenMap {
        &self.root
    }

    pub(crate) fn into_root(self) -> FrozenMap {
        self.root
    }

    fn flag(&mut self, flag: &'static str, line: &str, mode: Mode<'_>) -> Result<(), Error> {
        strvals::parse_into(line, &mut self.root, mode).map_err(|cause| {
            let text = if flag == "--set-json" {
                // Helm keeps the cause to itself here.
                format!("failed parsing --set-json data {line}")
            } else {
                format!("failed parsing {flag} data: {cause}")
            };
            Error::new(ErrorKind::Values, cause).with_text(text)
        })?;
        self.layers.push(Layer::Flag { flag, line: line.to_owned() });
        Ok(())
    }
}

impl<'v> From<&'v Values> for Cow<'v, Values> {
    fn from(values: &'v Values) -> Self {
        Cow::Borrowed(values)
    }
}

impl From<Values> for Cow<'_, Values> {
    fn from(values: Values) -> Self {
        Cow::Owned(values)
    }
}

/// The flags of a Helm command that give values.
#[derive(Debug, Clone, Default)]
pub struct ValuesOptions {
    /// `-f`, `--values`.
    pub files: Vec<String>,
    /// `--set-json`.
    pub json: Vec<String>,
    /// `--set`.
    pub set: Vec<String>,
    /// `--set-string`.
    pub string: Vec<String>,
    /// `--set-file`.
    pub file: Vec<String>,
    /// `--set-literal`.
    pub literal: Vec<String>,
}

impl ValuesOptions {
    /// Merges them in Helm's order; `read` reads the files they name, and says why it cannot in Go's words.
    pub fn merge(&self, mut read: impl FnMut(&str) -> Result<Vec<u8>, String>) -> Result<Values, Error> {
        let mut values = Values::new();
        for name in &self.files {
            let text = read(name).map_err(|cause| Error::new(ErrorKind::Values, cause))?;
            values.add_file(name.as_str(), text)?;
        }
        self.json.iter().try_for_each(|line| values.set_json(line))?;
        self.set.iter().try_for_each(|line| values.set(line))?;
        self.string.iter().try_for_each(|line| values.set_string(line))?;
        self.file.iter().try_for_each(|line| values.set_file(line, &mut read))?;
        self.literal.iter().try_for_each(|line| values.set_literal(line))?;
        Ok(values)
    }
}

fn unreadable(name: &str, cause: &str) -> Error {
    Error::new(ErrorKind::Values, cause).with_text(format!("failed to parse {name}: {cause}"))
}
