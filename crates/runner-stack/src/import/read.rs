//! YAML text to commented values.

use helm_render::yaml::{self, Node, NodeKind};

use super::origin::Origin;
use super::tree::{Data, Item, Table};
use crate::diagnostic::Span;

/// Reads one document. `origin` says where it stands in the input.
pub(super) fn read_yaml(text: &str, origin: &Origin) -> Result<Item, yaml::Error> {
    let node = yaml::parse(text.as_bytes())?;
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut reader = Reader { text, starts, origin, done: 0 };
    let mut item = reader.item(&node, 0);
    let rest = reader.comments_before(reader.starts.len());
    if let Some(last) = item.last_mut() {
        last.below.extend(rest);
    }
    Ok(item)
}

struct Reader<'a> {
    text: &'a str,
    starts: Vec<usize>,
    origin: &'a Origin,
    /// Lines before this one (from 0) are accounted for.
    done: usize,
}

impl<'a> Reader<'a> {
    fn item(&mut self, node: &Node, indent: usize) -> Item {
        let before = self.done;
        let data = match &node.kind {
            NodeKind::Null => Data::Null,
            NodeKind::Bool(_) | NodeKind::Int(_) | NodeKind::Uint(_) | NodeKind::Float(_) => self.plain(node),
            NodeKind::String(text) => Data::Text(text.to_string()),
            NodeKind::Sequence(items) => Data::List(
                items
                    .iter()
                    .map(|value| {
                        let line = self.line_of(value.span.start);
                        let above = self.comments_before(line);
                        let indent = self.indent_of(line);
                        self.value(value, above, line, indent, value.span.start)
                    })
                    .collect(),
            ),
            NodeKind::Mapping(entries) => Data::Map(Table {
                entries: entries
                    .iter()
                    .map(|(key, value)| {
                        let line = self.line_of(key.span.start);
                        let above = self.comments_before(line);
                        let indent = (key.span.start as usize).saturating_sub(self.starts[line]);
                        (key.key().to_string(), self.value(value, above, line, indent, key.span.end))
                    })
                    .collect(),
            }),
        };
        let written = match &node.kind {
            NodeKind::String(_) => self.origin.inner(Span { start: node.span.start, end: node.span.end }),
            _ => None,
        };
        let mut item = Item { data, written, ..Item::default() };
        if let (Some(last), Some(column)) = (item.last_mut(), self.column_of_block(node, before)) {
            // A list may stand no deeper than its key; what follows there belongs to the keys.
            last.below.extend(self.comments_at(column.max(indent + 1)));
        }
        item
    }

    /// Where the keys or dashes of a map or list of several lines begin; `before` are the lines above it.
    fn column_of_block(&self, node: &Node, before: usize) -> Option<usize> {
        let first = match &node.kind {
            NodeKind::Sequence(items) => items.first()?.span.start,
            NodeKind::Mapping(entries) => entries.first()?.0.span.start,
            _ => return None,
        };
        let line = self.line_of(first);
        // What an alias repeats stands further up.
        let is_here = line + 1 >= before;
        let is_flow = matches!(self.text.as_bytes().get(node.span.start as usize), Some(b'[' | b'{'));
        (is_here && !is_flow).then(|| match node.kind {
            NodeKind::Sequence(_) => self.indent_of(line),
            _ => (first as usize).saturating_sub(self.starts[line]),
        })
    }

    /// The comment lines that come next and begin at this column or behind it.
    fn comments_at(&mut self, column: usize) -> Vec<String> {
        let mut end = self.done;
        for line in self.done..self.starts.len() {
            let content = self.content(line).trim();
            if content.starts_with('#') && self.indent_of(line) >= column {
                end = line + 1;
            } else if !content.is_empty() {
                break;
            }
        }
        self.comments_before(end)
    }

    /// A value of a key or of a list: its comments and what is in it.
    fn value(&mut self, node: &Node, above: Vec<String>, line: usize, indent: usize, key_end: u32) -> Item {
        self.done = self.done.max(line + 1);
        let place = self.origin.line(line + 1);
        let start = self.text.as_bytes().get(node.span.start as usize);
        let collection = matches!(node.kind, NodeKind::Sequence(_) | NodeKind::Mapping(_));
        let flow = collection && matches!(start, Some(b'[' | b'{'));
        let mut beside = None;
        if collection && !flow && node.span.start >= key_end && self.line_of(node.span.start) > line {
            beside = self.comment_after(key_end as usize);
        }
        let mut item = self.item(node, indent);
        if !collection || flow {
            let end = match node.kind {
                NodeKind::Null => key_end as usize,
                _ => (node.span.end as usize).max(key_end as usize),
            };
            if matches!(start, Some(b'|' | b'>')) && matches!(node.kind, NodeKind::String(_)) {
                beside = self.comment_after(node.span.start as usize + 1);
                self.done = self.done.max(self.end_of_block(node, indent));
            } else if node.span.start as usize >= self.starts[line] {
                let last = self.line_of(u32::try_from(end.saturating_sub(1)).unwrap_or(u32::MAX)).max(line);
                beside = self.comment_after(end);
                self.done = self.done.max(last + 1);
                if let Some(last) = item.last_mut().filter(|_| beside.is_some()) {
                    // The line has one comment, behind the bracket.
                    last.beside.take_if(|comment| Some(&*comment) == beside.as_ref());
                }
            }
        }
        item.above = above;
        item.beside = beside;
        item.place = place;
        item
    }

    fn plain(&self, node: &Node) -> Data {
        let written =
            self.text.get(node.span.start as usize..node.span.end as usize).unwrap_or_default().trim();
        let value = node.to_value();
        let same = yaml::from_yaml(written.as_bytes())
            .is_ok_and(|found| yaml::to_yaml(&found).ok() == yaml::to_yaml(&value).ok());
        if same && !written.is_empty() {
            Data::Plain(written.to_owned())
        } else {
            Item::from_value(&value).data
        }
    }

    /// The line after the last one of a block scalar.
    fn end_of_block(&self, node: &Node, indent: usize) -> usize {
        let first = self.line_of(node.span.start) + 1;
        let mut end = first;
        for line in first..self.starts.len() {
            let content = self.content(line);
            if content.trim().is_empty() {
                continue;
            }
            if content.len() - content.trim_start_matches(' ').len() <= indent {
                break;
            }
            end = line + 1;
        }
        end
    }

    /// The comment lines that nothing has claimed yet, up to this line.
    fn comments_before(&mut self, line: usize) -> Vec<String> {
        let from = self.done.min(line);
        self.done = self.done.max(line);
        (from..line)
            .map(|line| self.content(line).trim())
            .filter(|content| content.starts_with('#') && !content.starts_with("# yaml-language-server:"))
            .map(str::to_owned)
            .collect()
    }

    /// The comment on the line, after this byte.
    fn comment_after(&self, at: usize) -> Option<String> {
        let rest = self.text.get(at..)?;
        let rest = rest.split('\n').next().unwrap_or_default().trim_end();
        let rest = rest.trim_start_matches([':', ' ', '\t', '|', '>', '-', '+', ',', ']', '}', '"', '\'']);
        rest.starts_with('#').then(|| rest.to_owned())
    }

    fn line_of(&self, at: u32) -> usize {
        self.starts.partition_point(|start| *start <= at as usize).saturating_sub(1)
    }

    fn content(&self, line: usize) -> &'a str {
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default()
    }

    fn indent_of(&self, line: usize) -> usize {
        let content = self.content(line);
        content.len() - content.trim_start_matches(' ').len()
    }
}
