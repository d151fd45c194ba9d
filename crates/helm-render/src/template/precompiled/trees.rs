//! Which trees there are, and where.

use std::sync::Arc;

use super::read::Reader;
use crate::stored::Input;
use crate::template::ast::{Callee, Source, Tree};
use crate::template::builtins;
use crate::template::parser::Unfinished;
use crate::value::Str;

/// The trees of a chart's files.
#[derive(Debug)]
pub(in crate::template) struct Trees {
    bytes: &'static [u8],
    functions: Vec<Callee>,
    texts: Vec<&'static [u8]>,
    files: Vec<File>,
}

#[derive(Debug)]
struct File {
    name: &'static [u8],
    /// How many bytes of source it has.
    length: usize,
    trees: Vec<Entry>,
}

/// Where a tree is.
#[derive(Debug, Clone)]
pub(in crate::template) struct Entry {
    /// The name of a definition; the tree of a file has none.
    pub(in crate::template) name: Option<Str>,
    pub(in crate::template) is_empty: bool,
    start: usize,
}

impl Trees {
    /// Reads the head; `None` if the bytes are damaged.
    pub(in crate::template) fn new(mut input: Input) -> Option<Self> {
        let functions = (0..input.count()?).map(|_| builtins::find(input.text()?)).collect::<Option<_>>()?;
        let texts = (0..input.count()?).map(|_| input.text()).collect::<Option<_>>()?;
        let mut trees = Self { bytes: input.bytes, functions, texts, files: Vec::new() };
        let mut start = 0_usize;
        for _ in 0..input.count()? {
            let (name, length) = (input.text()?, input.count()?);
            let mut entries = Vec::new();
            for _ in 0..input.count()? {
                let name = match input.count()? {
                    0 => None,
                    place => Some(trees.text(place - 1)?),
                };
                entries.push(Entry { name, is_empty: input.count()? != 0, start });
                start = start.checked_add(input.count()?)?;
            }
            trees.files.push(File { name, length, trees: entries });
        }
        for entry in trees.files.iter_mut().flat_map(|file| &mut file.trees) {
            entry.start = entry.start.checked_add(input.at)?;
        }
        Some(trees)
    }

    /// The trees of a file, in the order in which the parser finds them; `None` if they are not of a source like this.
    pub(in crate::template) fn of_file(&self, name: &[u8], length: usize) -> Option<&[Entry]> {
        let file = self.files.iter().find(|file| file.name == name)?;
        (file.length == length).then_some(&file.trees)
    }

    /// Reads a tree; `None` if the bytes are damaged.
    pub(in crate::template) fn tree(
        &self,
        entry: &Entry,
        source: &Arc<Source>,
        unfinished: &mut Unfinished,
    ) -> Option<Tree> {
        let input = Input { bytes: self.bytes, at: entry.start };
        let name = entry.name.as_ref().unwrap_or(&source.name).clone();
        Reader::new(self, source, input, unfinished).tree(name, entry.is_empty)
    }

    pub(super) fn text(&self, place: usize) -> Option<Str> {
        self.texts.get(place).map(|text| Str::of_program(text))
    }

    pub(super) fn function(&self, place: usize) -> Option<Callee> {
        self.functions.get(place).copied()
    }
}
