//! Sets of parsed templates.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::ast::{Source, Tree};
use super::failure::{Failure, Outcome};
use super::outline::{self, Definition};
use super::parser::{self, ParseFailure, Scratch};
use super::stack::Stack;
use crate::chart::Content;
use crate::error::{Error, ErrorKind, Location};
use crate::limits::Limits;
use crate::value::Str;

/// A parsed set of templates, reusable and shareable between threads.
#[derive(Debug)]
pub struct Templates {
    all: Vec<Template>,
    names: HashMap<Str, usize>,
    /// How many more nodes there may be.
    nodes_left: u32,
}

/// Nodes that all templates of a set may have: about 600 MB of memory.
const MAX_NODES: u32 = 8 << 20;

/// Nodes that a text given to `tpl` may have.
const MAX_TEXT_NODES: u32 = 1 << 20;

impl Default for Templates {
    fn default() -> Self {
        Self { all: Vec::new(), names: HashMap::new(), nodes_left: MAX_NODES }
    }
}

/// A template, parsed now or when it is used for the first time.
#[derive(Debug)]
struct Template {
    name: Str,
    source: Arc<Source>,
    place: Place,
    tree: OnceLock<Tree>,
}

/// Where in its source a template is.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// It is the whole file.
    File,
    /// A `define`: the first byte of its action, and the line of that.
    Definition(u32, u32),
}

impl Templates {
    /// Parses the sources in the order given, which must be Helm's; a later `define` replaces an earlier one.
    pub fn parse<N: AsRef<str>, T: Into<Content>>(
        sources: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Self, Error> {
        let mut set = Self::default();
        let mut scratch = Scratch::default();
        for (name, text) in sources {
            set.add(&named_source(name, text)?, &mut scratch)?;
        }
        Ok(set)
    }

    /// Parses what can be parsed; a source with an error adds nothing to the set.
    pub fn parse_all<N: AsRef<str>, T: Into<Content>>(
        sources: impl IntoIterator<Item = (N, T)>,
    ) -> (Self, Vec<Error>) {
        let mut set = Self::default();
        let mut scratch = Scratch::default();
        let sources = sources.into_iter();
        let errors = sources
            .filter_map(|(name, text)| {
                named_source(name, text).and_then(|source| set.add(&source, &mut scratch)).err()
            })
            .collect();
        (set, errors)
    }

    /// As [`Templates::parse`], for sources that are known to parse: each template is parsed when it is used for
    /// the first time, and an error in one that is not used stays unseen.
    pub fn parse_on_demand<N: AsRef<str>, T: Into<Content>>(
        sources: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Self, Error> {
        let sources: Vec<_> =
            sources.into_iter().map(|(name, text)| named_source(name, text)).collect::<Result<_, _>>()?;
        if let Some(set) = Self::outline(&sources) {
            return Ok(set);
        }
        let mut set = Self::default();
        let mut scratch = Scratch::default();
        sources.iter().try_for_each(|source| set.add(source, &mut scratch))?;
        Ok(set)
    }

    /// The set with nothing parsed; `None` when a name is taken twice or a source is not clear without parsing it.
    fn outline(sources: &[Arc<Source>]) -> Option<Self> {
        let mut set = Self::default();
        for source in sources {
            for Definition { name, start, line } in outline::definitions(source.text.as_bytes())? {
                set.insert_unparsed(Str::from(name), source, Place::Definition(start, line))?;
            }
            set.insert_unparsed(source.name.clone(), source, Place::File)?;
        }
        Some(set)
    }

    fn insert_unparsed(&mut self, name: Str, source: &Arc<Source>, place: Place) -> Option<()> {
        if self.names.insert(name.clone(), self.all.len()).is_some() {
            return None;
        }
        self.all.push(Template { name, source: Arc::clone(source), place, tree: OnceLock::new() });
        Some(())
    }

    /// Whether there is a template of this name: a file or a `define`.
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains_key(name.as_bytes())
    }

    /// The names of all templates, files and `define`s, in no particular order.
    pub fn names(&self) -> impl Iterator<Item = &Str> {
        self.all.iter().map(|template| &template.name)
    }

    fn add(&mut self, source: &Arc<Source>, scratch: &mut Scratch) -> Result<(), Error> {
        let stack = Stack::start(Limits::default().stack);
        let trees = parser::parse(source, stack, scratch, &mut self.nodes_left)
            .map_err(|failure| parse_error(&source.name.to_str(), &failure))?;
        for tree in trees {
            self.insert(tree);
        }
        Ok(())
    }

    fn insert(&mut self, tree: Tree) {
        let known = self.names.get(tree.name.as_bytes());
        if known.is_some() && tree.is_empty {
            // An empty template never replaces another: text/template/template.go, associate.
            return;
        }
        let (name, source) = (tree.name.clone(), Arc::clone(&tree.source));
        let template = Template { name, source, place: Place::File, tree: OnceLock::from(tree) };
        if let Some(&known) = known {
            self.all[known] = template;
        } else {
            self.names.insert(template.name.clone(), self.all.len());
            self.all.push(template);
        }
    }

    pub(super) fn index(&self, name: &[u8]) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// The parsed template; it fails only in sets that are parsed on demand.
    pub(super) fn tree(&self, index: usize, stack: usize, scratch: &mut Scratch) -> Outcome<&Tree> {
        let template = &self.all[index];
        if let Some(tree) = template.tree.get() {
            return Ok(tree);
        }
        let (source, stack) = (&template.source, Stack::start(stack));
        let parsed = match template.place {
            Place::Definition(start, line) => parser::parse_definition(source, (start, line), stack, scratch),
            Place::File => parser::parse_file(source, stack, scratch),
        };
        match parsed {
            Ok(tree) => Ok(template.tree.get_or_init(|| tree)),
            Err(failure) => {
                let ParseFailure { line, message, .. } = *failure;
                Err(Failure::new(format!("template: {}:{line}: {message}", source.name)))
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

/// A source that was given to the whole set.
fn named_source(name: impl AsRef<str>, text: impl Into<Content>) -> Result<Arc<Source>, Error> {
    source(name.as_ref(), text.into()).map_err(|failure| parse_error(name.as_ref(), &failure))
}

fn source(name: &str, text: Content) -> Result<Arc<Source>, Box<ParseFailure>> {
    if u32::try_from(text.as_bytes().len()).is_err() {
        let message = "template is larger than 4 GiB".to_owned();
        return Err(Box::new(ParseFailure { line: 1, message, is_limit: true }));
    }
    Ok(Arc::new(Source::new(Str::from(name), text)))
}

/// The templates of a text that is given to `tpl`.
#[derive(Debug)]
pub(super) struct Overlay {
    /// The definitions, then the text itself.
    trees: Vec<Tree>,
}

impl Overlay {
    /// Parses the text under the name that Helm gives to all of them.
    pub(super) fn parse(text: &Str, stack: usize, scratch: &mut Scratch) -> Result<Self, Box<ParseFailure>> {
        let source = source("gotpl", text.clone().into())?;
        let mut nodes = MAX_TEXT_NODES;
        parser::parse(&source, Stack::start(stack), scratch, &mut nodes).map(|trees| Self { trees })
    }

    /// How many templates there are.
    pub(super) fn len(&self) -> usize {
        self.trees.len()
    }

    pub(super) fn find(&self, name: &[u8]) -> Option<&Tree> {
        self.trees.iter().find(|tree| tree.name.as_bytes() == name)
    }

    /// The text itself.
    pub(super) fn main(&self) -> Option<&Tree> {
        self.find(b"gotpl")
    }
}

/// Helm keeps the position and what follows the last colon: engine.go, cleanupParseError.
fn parse_error(name: &str, failure: &ParseFailure) -> Error {
    let ParseFailure { line, message, is_limit } = failure;
    let kept = message.rsplit(": ").next().unwrap_or(message);
    let location = Location { template: name.to_owned(), line: *line, column: None };
    Error::new(if *is_limit { ErrorKind::Limit } else { ErrorKind::Parse }, message)
        .with_text(format!("parse error at ({name}:{line}): {kept}"))
        .with_location(location)
}
