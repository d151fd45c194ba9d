//! Where a value comes from: file, line and column, or flag.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{Layer, Values};
use crate::chart::decode::key_text;
use crate::lines::Lines;
use crate::value::Str;
use crate::yaml::{self, Node, NodeKind, Span};

/// A path into values: keys of maps and indices of lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValuePath {
    /// A key of a map.
    Key(Str),
    /// An index of a list.
    Index(usize),
}

/// What set a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueSource {
    /// The file, or the flag with its line (`--set a=b`).
    pub name: String,
    /// The bytes of the key in the file; of the item for items of lists.
    pub span: Option<Span>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column in characters, from 1.
    pub column: Option<u32>,
}

impl Values {
    /// What set the value at a dotted path (`image.tag`); `None` when the user did not.
    pub fn locate(&self, path: &str) -> Option<ValueSource> {
        let path: Vec<_> = path.split('.').map(|key| ValuePath::Key(Str::from(key))).collect();
        self.locate_path(&path)
    }

    /// What set the value at a path; `None` when the user did not.
    pub fn locate_path(&self, path: &[ValuePath]) -> Option<ValueSource> {
        self.locator().find(path)
    }

    /// For looking up many paths: every file is parsed once.
    pub(crate) fn locator(&self) -> Locator<'_> {
        let layers = self.layers.iter().rev().filter_map(|layer| match layer {
            Layer::File { name, text } => Located::new(name, text).map(Place::File),
            Layer::Flag { flag, line } => Some(Place::Flag { flag, line }),
        });
        Locator { layers: layers.collect() }
    }
}

/// Looks up where values come from.
pub(crate) struct Locator<'a> {
    /// The last layer, which wins, is the first.
    layers: Vec<Place<'a>>,
}

enum Place<'a> {
    File(Located<'a>),
    Flag { flag: &'static str, line: &'a str },
}

impl Locator<'_> {
    /// What set the value at a path; `None` when the user did not.
    pub(crate) fn find(&self, path: &[ValuePath]) -> Option<ValueSource> {
        self.layers.iter().find_map(|layer| match layer {
            Place::File(file) => file.find(path),
            Place::Flag { flag, line } => names_path(line, path).then(|| ValueSource {
                name: format!("{flag} {line}"),
                span: None,
                line: None,
                column: None,
            }),
        })
    }
}

/// A parsed values file.
struct Located<'a> {
    name: &'a str,
    text: &'a Str,
    document: Node,
    lines: Lines,
    /// Which entry of a mapping has a key, by the address of the mapping; made when it is first looked into.
    keys: RefCell<HashMap<usize, HashMap<Str, usize>>>,
}

impl<'a> Located<'a> {
    fn new(name: &'a str, text: &'a Str) -> Option<Self> {
        let document = yaml::parse(text.as_bytes()).ok()?;
        Some(Self { name, text, document, lines: Lines::of(text.as_bytes()), keys: RefCell::default() })
    }

    fn find(&self, path: &[ValuePath]) -> Option<ValueSource> {
        let span = self.span(path)?;
        let start = span.start.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let (line, line_start) = self.lines.find(start);
        let before = &self.text.as_bytes()[line_start as usize..start as usize];
        let column = u32::try_from(String::from_utf8_lossy(before).chars().count() + 1).unwrap_or(u32::MAX);
        Some(ValueSource {
            name: self.name.to_owned(),
            span: Some(span),
            line: Some(line),
            column: Some(column),
        })
    }

    fn span(&self, path: &[ValuePath]) -> Option<Span> {
        let mut node = &self.document;
        let mut span = node.span;
        for step in path {
            match (&node.kind, step) {
                (NodeKind::Mapping(entries), ValuePath::Key(key)) => {
                    let mut keys = self.keys.borrow_mut();
                    let index = keys.entry(std::ptr::from_ref(node).addr()).or_insert_with(|| {
                        // The last of equal keys wins.
                        entries.iter().enumerate().map(|(at, (key, _))| (key_text(key), at)).collect()
                    });
                    let (found, value) = entries.get(*index.get(key)?)?;
                    span = found.span;
                    node = value;
                }
                (NodeKind::Sequence(items), ValuePath::Index(index)) => {
                    node = items.get(*index)?;
                    span = node.span;
                }
                _ => return None,
            }
        }
        Some(span)
    }
}

/// Whether a `--set` line names the path, or something above or below it.
fn names_path(line: &str, path: &[ValuePath]) -> bool {
    let mut wanted = String::new();
    for step in path {
        match step {
            ValuePath::Key(key) => {
                if !wanted.is_empty() {
                    wanted.push('.');
                }
                wanted.push_str(&key.to_str().replace('\\', "\\\\").replace('.', "\\."));
            }
            ValuePath::Index(index) => {
                wanted.push('[');
                wanted.push_str(&index.to_string());
                wanted.push(']');
            }
        }
    }
    line.split(',').filter_map(|part| part.split_once('=')).any(|(name, _)| {
        let is_inside = |outer: &str, inner: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        is_inside(name, &wanted) || is_inside(&wanted, name)
    })
}
