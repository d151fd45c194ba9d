//! From events to one document, flat in memory, with aliases bound to what they stand for.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::error::{Origin, Problem, Scan};
use super::parser::{Event, Parser, Properties};
use super::scanner::{Mark, Text, offset};
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
    pub(super) nodes: Vec<Raw>,
    pub(super) root: Index,
    text: &'a [u8],
    /// Texts of scalars that do not stand like that in the file.
    owned: Vec<Vec<u8>>,
    /// Few nodes have a tag: theirs lie here, by the node.
    tags: Vec<(Index, Box<[u8]>)>,
    aliases: Vec<Alias<'a>>,
}

/// What a `*name` stands for.
pub(super) struct Alias<'a> {
    pub(super) target: Index,
    pub(super) name: &'a [u8],
    /// Whether its target is being resolved just now.
    pub(super) is_busy: Cell<bool>,
}

/// A node as written, before tags and aliases are resolved; small, as a long file has many.
pub(super) struct Raw {
    pub(super) kind: RawKind,
    pub(super) start: Mark,
    pub(super) end: u32,
    pub(super) next: Index,
}

const _: () = assert!(size_of::<Raw>() == 36);

#[derive(Clone, Copy)]
pub(super) enum RawKind {
    Scalar {
        /// Owned texts by their number.
        text: Text<u32>,
        plain: bool,
    },
    Sequence {
        first: Index,
    },
    /// Keys and values in turn.
    Mapping {
        first: Index,
    },
    /// The number of the alias.
    Alias(u32),
}

impl<'a> Document<'a> {
    fn new(text: &'a [u8], bytes: usize) -> Self {
        // Room for what most texts hold: a list that grows moves its nodes several times.
        let nodes = Vec::with_capacity((bytes / BYTES_PER_NODE).min(MOST_NODES));
        Self { nodes, root: NONE, text, owned: Vec::new(), tags: Vec::new(), aliases: Vec::new() }
    }

    pub(super) fn text(&self, text: Text<u32>) -> &[u8] {
        match text {
            Text::Part { from, length } => &self.text[from as usize..][..length as usize],
            Text::Owned(number) => &self.owned[number as usize],
        }
    }

    pub(super) fn tag(&self, node: Index) -> Option<&[u8]> {
        let place = self.tags.binary_search_by_key(&node, |(node, _)| *node).ok()?;
        Some(&self.tags[place].1)
    }

    pub(super) fn alias(&self, number: u32) -> &Alias<'a> {
        &self.aliases[number as usize]
    }

    /// Whether this key asks to merge its value into the mapping.
    pub(super) fn is_merge(&self, key: Index) -> bool {
        matches!(self.nodes[key as usize].kind, RawKind::Scalar { text, plain }
            if self.text(text) == b"<<" && (plain || self.tag(key) == Some(b"tag:yaml.org,2002:merge")))
    }
}

/// Puts something at the end of a list, and gives its number. There are fewer than bytes in the file.
fn kept<T>(list: &mut Vec<T>, item: T) -> u32 {
    list.push(item);
    offset(list.len() - 1)
}

/// A collection whose end has not come yet.
struct Open {
    node: Index,
    last: Index,
}

/// Reads the first document of a text of so many bytes; `None` when the stream is empty.
pub(super) fn read<'a>(parser: &mut Parser<'a>, bytes: usize) -> Scan<Option<Document<'a>>> {
    let mut document = Document::new(parser.scanner.text, bytes);
    let mut anchors: BTreeMap<&'a [u8], Index> = BTreeMap::new();
    let mut open: Vec<Open> = Vec::new();
    loop {
        let (kind, start, end, properties) = match parser.next()? {
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
                let alias = Alias { target, name, is_busy: Cell::new(false) };
                (RawKind::Alias(kept(&mut document.aliases, alias)), start, end, Properties::default())
            }
            Event::Scalar { properties, text, plain, start, end } => {
                let text = match text {
                    Text::Part { from, length } => Text::Part { from, length },
                    Text::Owned(text) => Text::Owned(kept(&mut document.owned, text)),
                };
                (RawKind::Scalar { text, plain }, start, end, properties)
            }
            Event::SequenceStart { properties, start } => {
                (RawKind::Sequence { first: NONE }, start, start.at, properties)
            }
            Event::MappingStart { properties, start } => {
                (RawKind::Mapping { first: NONE }, start, start.at, properties)
            }
        };
        let opens = matches!(kind, RawKind::Sequence { .. } | RawKind::Mapping { .. });
        let index = Index::try_from(document.nodes.len()).unwrap_or(NONE);
        if index == NONE || (opens && open.len() >= MAX_DEPTH) {
            return Err(Problem::new(Origin::Scanner, Error::TOO_DEEP, start, start));
        }
        document.nodes.push(Raw { kind, start, end, next: NONE });
        if let Some(tag) = properties.tag {
            document.tags.push((index, tag));
        }
        if let Some(name) = properties.anchor {
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
