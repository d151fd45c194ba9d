//! Sets of parsed templates.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;

use super::ast::{Source, Tree};
use super::failure::{Failure, Outcome};
use super::halves;
use super::parser::{self, ParseFailure, Scratch};
use super::precompiled::{self, Entry, Trees};
use super::stack::Stack;
use crate::chart::Content;
use crate::error::{Error, ErrorKind, Location};
use crate::limits::Limits;
use crate::stored::Input;
use crate::value::Str;
use crate::world::World;

/// A parsed set of templates, reusable and shareable between threads.
#[derive(Debug)]
pub struct Templates {
    all: Vec<Template>,
    /// With a quick hash: every `include` looks here.
    names: HashMap<Str, usize, RandomState>,
    /// How many more nodes there may be.
    nodes_left: u32,
}

/// Nodes that all templates of a set may have: about 600 MB of memory.
const MAX_NODES: u32 = 8 << 20;

/// Nodes that a text given to `tpl` may have.
const MAX_TEXT_NODES: u32 = 1 << 20;

impl Default for Templates {
    fn default() -> Self {
        Self { all: Vec::new(), names: HashMap::default(), nodes_left: MAX_NODES }
    }
}

/// A template, parsed, or read when it is used for the first time.
#[derive(Debug)]
struct Template {
    name: Str,
    source: Arc<Source>,
    precompiled: Option<(Arc<Trees>, Entry)>,
    tree: OnceLock<Tree>,
}

/// A file of templates that is to become part of a set.
pub(crate) struct SourceFile<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: Content,
    /// Where its trees may be, and the path under which they are there.
    pub(crate) precompiled: Option<(&'a Precompiled, &'a Str)>,
}

/// The parsed templates of a chart, in bytes that the program carries.
#[derive(Debug, Clone)]
pub(crate) struct Precompiled(Arc<Trees>);

impl Precompiled {
    /// Parses files, given by their paths in the chart, and writes the trees.
    pub(crate) fn write<'a>(
        files: impl IntoIterator<Item = (&'a str, Content)>,
        to: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let mut scratch = Scratch::default();
        let mut parsed = Vec::new();
        for (path, text) in files {
            let length = text.as_bytes().len();
            let source = named_source(path, text)?;
            let mut nodes = MAX_NODES;
            let trees = parse(&source, &mut scratch, &mut nodes)?;
            parsed.push((path, length, trees));
        }
        precompiled::write(&parsed, to);
        Ok(())
    }

    /// `None` if the bytes are damaged.
    pub(crate) fn read(bytes: Input) -> Option<Self> {
        Trees::new(bytes).map(|trees| Self(Arc::new(trees)))
    }

    /// What there is of the file that is known under a path, if it was made of a source like this.
    fn of_file(&self, path: &Str, source: &Source) -> Option<(&Arc<Trees>, &[Entry])> {
        Some((&self.0, self.0.of_file(path.as_bytes(), source.text.as_bytes().len())?))
    }
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

    /// As [`Templates::parse`], but what is precompiled is not parsed, and what is much in two halves.
    pub(crate) fn of_files<'a>(
        files: impl IntoIterator<Item = SourceFile<'a>>,
        world: &dyn World,
    ) -> Result<Self, Error> {
        let mut sources = Vec::new();
        let unreadable = files.into_iter().try_for_each(|file| {
            let source = named_source(file.name, file.text)?;
            let precompiled = file.precompiled.and_then(|(trees, path)| trees.of_file(path, &source));
            sources.push((source, precompiled));
            Ok(())
        });
        let is_unparsed = |(source, precompiled): &(Arc<Source>, Option<_>)| {
            precompiled.is_none().then(|| Arc::clone(source))
        };
        let unparsed: Vec<_> = sources.iter().filter_map(is_unparsed).collect();
        let mut set = Self::default();
        let mut scratch = Scratch::default();
        let mut parsed = halves::parse(&unparsed, set.nodes_left, world).into_iter();
        for (source, precompiled) in &sources {
            if let Some((trees, entries)) = precompiled {
                set.insert_precompiled(source, trees, entries);
            } else if let Some(parsed) =
                parsed.next().flatten().filter(|parsed| parsed.nodes <= set.nodes_left)
            {
                set.nodes_left -= parsed.nodes;
                set.insert_trees(parsed.trees);
            } else {
                set.add(source, &mut scratch)?;
            }
        }
        // What cannot be read comes after what is wrong with the files before it.
        unreadable.map(|()| set)
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
        let trees = parse(source, scratch, &mut self.nodes_left)?;
        self.insert_trees(trees);
        Ok(())
    }

    fn insert_trees(&mut self, trees: Vec<Tree>) {
        for tree in trees {
            let (name, source, is_empty) = (tree.name.clone(), Arc::clone(&tree.source), tree.is_empty);
            self.insert(Template { name, source, precompiled: None, tree: OnceLock::from(tree) }, is_empty);
        }
    }

    fn insert_precompiled(&mut self, source: &Arc<Source>, trees: &Arc<Trees>, entries: &[Entry]) {
        for entry in entries {
            let name = entry.name.as_ref().unwrap_or(&source.name).clone();
            let precompiled = Some((Arc::clone(trees), entry.clone()));
            let template = Template { name, source: Arc::clone(source), precompiled, tree: OnceLock::new() };
            self.insert(template, entry.is_empty);
        }
    }

    fn insert(&mut self, template: Template, is_empty: bool) {
        let known = self.names.get(template.name.as_bytes());
        if known.is_some() && is_empty {
            // An empty template never replaces another: text/template/template.go, associate.
            return;
        }
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

    /// The parsed template; it fails only if what is precompiled is damaged.
    pub(super) fn tree(&self, index: usize, scratch: &mut Scratch) -> Outcome<&Tree> {
        let template = &self.all[index];
        if let Some(tree) = template.tree.get() {
            return Ok(tree);
        }
        let read = template
            .precompiled
            .as_ref()
            .and_then(|(trees, entry)| trees.tree(entry, &template.source, &mut scratch.unfinished));
        match read {
            Some(tree) => Ok(template.tree.get_or_init(|| tree)),
            None => {
                Err(Failure::new(format!("template: {}: the precompiled template is damaged", template.name)))
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

fn parse(source: &Arc<Source>, scratch: &mut Scratch, nodes: &mut u32) -> Result<Vec<Tree>, Error> {
    parser::parse(source, Stack::start(Limits::default().stack), scratch, nodes)
        .map_err(|failure| parse_error(&source.name.to_str(), &failure))
}

/// A source that was given to the whole set.
fn named_source(name: impl AsRef<str>, text: impl Into<Content>) -> Result<Arc<Source>, Error> {
    let text = text.into();
    text.read()?;
    source(name.as_ref(), text).map_err(|failure| parse_error(name.as_ref(), &failure))
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
