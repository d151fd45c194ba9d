//! Go's template language: lexer, parser, evaluation.

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::value::{Origin, Str, Value};
use crate::world::World;

/// A parsed set of templates, reusable and shareable between threads.
#[derive(Debug, Default)]
pub struct Templates {}

impl Templates {
    /// Parses the sources in the order given, which must be Helm's; a later `define` replaces an earlier one.
    pub fn parse<'a>(sources: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Self, Error> {
        let _ = sources.into_iter().count();
        Ok(Self {})
    }
}

/// How templates are executed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// A key that is missing from a map is an error (`helm lint --strict`).
    pub strict: bool,
    /// `required` and `fail` do not fail (`helm lint`).
    pub lint: bool,
    /// How much the render may use.
    pub limits: Limits,
    /// What to note while rendering.
    pub trace: Trace,
}

/// What an [`Engine`] notes while it renders; nothing by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trace {
    /// Note which keys of marked maps are read: [`Engine::take_reads`].
    pub reads: bool,
    /// Note which template position made which output: [`Engine::take_segments`].
    pub output: bool,
}

/// A key of a map with an [`Origin`] that a template read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Read {
    /// The map.
    pub origin: Origin,
    /// The key; `None` when the template took the map as a whole (`toYaml`, `range`).
    pub key: Option<Str>,
}

/// A range of output bytes and the template position that made them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The first byte of the output.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
    /// The file the position is in, as Helm names it.
    pub template: Str,
    /// The line, from 1.
    pub line: u32,
    /// The column in bytes, from 0.
    pub column: u32,
}

/// One render: executes templates of a set against data.
pub struct Engine<'a> {
    templates: &'a Templates,
    world: &'a dyn World,
    options: Options,
}

impl<'a> Engine<'a> {
    /// A render of `templates` in `world`.
    pub fn new(templates: &'a Templates, world: &'a dyn World, options: Options) -> Self {
        Self { templates, world, options }
    }

    /// Executes the template `name` with `data` as dot and returns its output, `<no value>` removed as Helm does.
    pub fn execute(&mut self, name: &str, data: &Value) -> Result<Vec<u8>, Error> {
        let _ = (self.templates, self.world, self.options, data);
        Err(Error::new(ErrorKind::Other, format!("template {name} cannot run yet")))
    }

    /// The reads noted since the last call, in order, without repetitions.
    pub fn take_reads(&mut self) -> Vec<Read> {
        Vec::new()
    }

    /// The segments of the last output, in order.
    pub fn take_segments(&mut self) -> Vec<Segment> {
        Vec::new()
    }

    /// What lint mode let pass (`required`, `fail`), as Helm logs it: `Missing required value: …`, `Fail: …`.
    pub fn take_notices(&mut self) -> Vec<String> {
        Vec::new()
    }
}
