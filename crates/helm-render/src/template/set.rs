//! Sets of parsed templates.

use std::collections::HashMap;
use std::sync::Arc;

use super::ast::{Source, Tree};
use super::parser::{self, ParseFailure};
use super::stack::Stack;
use crate::error::{Error, ErrorKind, Location};
use crate::limits::Limits;
use crate::value::Str;

/// A parsed set of templates, reusable and shareable between threads.
#[derive(Debug)]
pub struct Templates {
    trees: Vec<Tree>,
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
        Self { trees: Vec::new(), names: HashMap::new(), nodes_left: MAX_NODES }
    }
}

impl Templates {
    /// Parses the sources in the order given, which must be Helm's; a later `define` replaces an earlier one.
    pub fn parse<'a>(sources: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Self, Error> {
        let mut set = Self::default();
        for (name, text) in sources {
            set.add(name, text)?;
        }
        Ok(set)
    }

    /// Parses what can be parsed; a source with an error adds nothing to the set.
    pub fn parse_all<'a>(sources: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> (Self, Vec<Error>) {
        let mut set = Self::default();
        let errors = sources.into_iter().filter_map(|(name, text)| set.add(name, text).err()).collect();
        (set, errors)
    }

    /// Whether there is a template of this name: a file or a `define`.
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains_key(name.as_bytes())
    }

    /// The names of all templates, files and `define`s, in no particular order.
    pub fn names(&self) -> impl Iterator<Item = &Str> {
        self.trees.iter().map(|tree| &tree.name)
    }

    fn add(&mut self, name: &str, text: &[u8]) -> Result<(), Error> {
        let parsed = parse_source(name, text, Limits::default().stack, &mut self.nodes_left);
        let trees = parsed.map_err(|failure| parse_error(name, &failure))?;
        for tree in trees {
            self.insert(tree);
        }
        Ok(())
    }

    fn insert(&mut self, tree: Tree) {
        match self.names.get(tree.name.as_bytes()) {
            // An empty template never replaces another: text/template/template.go, associate.
            Some(_) if tree.is_empty => {}
            Some(&known) => self.trees[known] = tree,
            None => {
                self.names.insert(tree.name.clone(), self.trees.len());
                self.trees.push(tree);
            }
        }
    }

    pub(super) fn index(&self, name: &[u8]) -> Option<usize> {
        self.names.get(name).copied()
    }

    pub(super) fn tree(&self, index: usize) -> &Tree {
        &self.trees[index]
    }

    pub(super) fn len(&self) -> usize {
        self.trees.len()
    }
}

/// The templates of a text that is given to `tpl`.
#[derive(Debug)]
pub(super) struct Overlay {
    /// The definitions, then the text itself.
    trees: Vec<Tree>,
}

impl Overlay {
    /// Parses the text under the name that Helm gives to all of them.
    pub(super) fn parse(text: &[u8], stack: usize) -> Result<Self, Box<ParseFailure>> {
        let mut nodes = MAX_TEXT_NODES;
        parse_source("gotpl", text, stack, &mut nodes).map(|trees| Self { trees })
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

fn parse_source(
    name: &str,
    text: &[u8],
    stack: usize,
    nodes: &mut u32,
) -> Result<Vec<Tree>, Box<ParseFailure>> {
    if u32::try_from(text.len()).is_err() {
        let message = "template is larger than 4 GiB".to_owned();
        return Err(Box::new(ParseFailure { line: 1, message, is_limit: true }));
    }
    let source = Arc::new(Source { name: Str::from(name), text: text.into() });
    parser::parse(&source, Stack::start(stack), nodes)
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
