//! Where a value comes from: file, line and column, or flag.

use super::{Layer, Values};
use crate::chart::decode::key_text;
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
        self.layers.iter().rev().find_map(|layer| match layer {
            Layer::File { name, text } => locate_in(name, text, path),
            Layer::Flag { flag, line } => names_path(line, path).then(|| ValueSource {
                name: format!("{flag} {line}"),
                span: None,
                line: None,
                column: None,
            }),
        })
    }
}

/// Where a values file sets a path.
pub(crate) fn locate_in(name: &str, text: &Str, path: &[ValuePath]) -> Option<ValueSource> {
    let document = yaml::parse(text.as_bytes()).ok()?;
    let span = find(&document, path)?;
    let (line, column) = position(text.as_bytes(), span.start);
    Some(ValueSource { name: name.to_owned(), span: Some(span), line: Some(line), column: Some(column) })
}

fn find(document: &Node, path: &[ValuePath]) -> Option<Span> {
    let mut node = document;
    let mut span = document.span;
    for step in path {
        match (&node.kind, step) {
            (NodeKind::Mapping(entries), ValuePath::Key(key)) => {
                let (found, value) =
                    entries.iter().rev().find(|(candidate, _)| key_text(candidate) == *key)?;
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

/// Line and column of a byte, both from 1.
pub(crate) fn position(text: &[u8], offset: u32) -> (u32, u32) {
    let before = &text[..(offset as usize).min(text.len())];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |index| index + 1);
    let line = before.split(|byte| *byte == b'\n').count();
    let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
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
