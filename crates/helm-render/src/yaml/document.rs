//! From events to one document, flat in memory, with aliases bound to what they stand for.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

use super::error::{Origin, Problem, Scan};
use super::parser::{Event, Parser, Properties};
use super::scanner::Mark;
use super::{Error, MAX_DEPTH};

/// Index of a node in [`Document::nodes`].
pub(super) type Index = u32;

/// No node: the end of a list of siblings.
pub(super) const NONE: Index = u32::MAX;

/// Bytes of text for each node, about.
const BYTES_PER_NODE: usize = 12;

/// For how many nodes there is room from the start at most.
const MOST_NODES: usize = 1 << 14;

pub(super) struct Document<'a> {
    pub(super) nodes: Vec<Raw<'a>>,
    pub(super) root: Index,
}

/// A node as written, before tags and aliases are resolved.
pub(super) struct Raw<'a> {
    pub(super) kind: RawKind<'a>,
    pub(super) tag: Option<Box<[u8]>>,
    pub(super) start: Mark,
    pub(super) end: u32,
    pub(super) next: Index,
}

pub(super) enum RawKind<'a> {
    Scalar {
        value: Cow<'a, [u8]>,
        plain: bool,
    },
    Sequence {
        first: Index,
    },
    /// Keys and values in turn.
    Mapping {
        first: Index,
    },
    Alias {
        target: Index,
        name: &'a [u8],
        busy: Cell<bool>,
    },
}

impl Raw<'_> {
    /// Whether this key asks to merge its value into the mapping.
    pub(super) fn is_merge(&self) -> bool {
        matches!(&self.kind, RawKind::Scalar { value, plain }
            if value.as_ref() == b"<<" && (*plain || self.tag.as_deref() == Some(b"tag:yaml.org,2002:merge")))
    }
}

/// A collection whose end has not come yet.
struct Open {
    node: Index,
    last: Index,
}

/// Reads the first document of a text of so many bytes; `None` when the stream is empty.
pub(super) fn read<'a>(parser: &mut Parser<'a>, bytes: usize) -> Scan<Option<Document<'a>>> {
    // Room for what most texts hold: nodes are large, and a list that grows moves them several times.
    let nodes = Vec::with_capacity((bytes / BYTES_PER_NODE).min(MOST_NODES));
    let mut document = Document { nodes, root: NONE };
    let mut anchors: BTreeMap<&'a [u8], Index> = BTreeMap::new();
    let mut open: Vec<Open> = Vec::new();
    loop {
        let (raw, anchor, opens) = match parser.next()? {
            Event::StreamEnd => return Ok(None),
            Event::DocumentStart => continue,
            Event::DocumentEnd => return Ok(Some(document)),
            Event::End(end) => {
                if let Some(Open { node, last }) = open.pop() {
                    let inner = document.nodes.get(last as usize).map(|child| child.end);
                    let raw = &mut document.nodes[node as usize];
                    raw.end = end.or(inner).unwrap_or(raw.start.at);
                }
                continue;
            }
            Event::Alias { name, start, end } => {
                let Some(&target) = anchors.get(name) else {
                    let text = format!("unknown anchor '{}' referenced", String::from_utf8_lossy(name));
                    return Err(Problem::new(Origin::Decoder, text, start, start));
                };
                let kind = RawKind::Alias { target, name, busy: Cell::new(false) };
                (Raw { kind, tag: None, start, end, next: NONE }, None, false)
            }
            Event::Scalar { properties: Properties { anchor, tag }, value, plain, start, end } => {
                let kind = RawKind::Scalar { value, plain };
                (Raw { kind, tag, start, end, next: NONE }, anchor, false)
            }
            Event::SequenceStart { properties: Properties { anchor, tag }, start } => {
                let kind = RawKind::Sequence { first: NONE };
                (Raw { kind, tag, start, end: start.at, next: NONE }, anchor, true)
            }
            Event::MappingStart { properties: Properties { anchor, tag }, start } => {
                let kind = RawKind::Mapping { first: NONE };
                (Raw { kind, tag, start, end: start.at, next: NONE }, anchor, true)
            }
        };
        let start = raw.start;
        let index = Index::try_from(document.nodes.len()).unwrap_or(NONE);
        if index == NONE || (opens && open.len() >= MAX_DEPTH) {
            return Err(Problem::new(Origin::Scanner, Error::TOO_DEEP, start, start));
        }
        document.nodes.push(raw);
        if let Some(name) = anchor {
            anchors.insert(name, index);
        }
        match open.last_mut() {
            None => document.root = index,
            Some(parent) => {
                if parent.last == NONE {
                    let (RawKind::Sequence { first } | RawKind::Mapping { first }) =
                        &mut document.nodes[parent.node as usize].kind
                    else {
                        continue;
                    };
                    *first = index;
                } else {
                    document.nodes[parent.last as usize].next = index;
                }
                parent.last = index;
            }
        }
        if opens {
            open.push(Open { node: index, last: NONE });
        }
    }
}
