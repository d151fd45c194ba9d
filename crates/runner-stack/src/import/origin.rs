//! Where a text inside the input stands: its lines have places in the file that holds it, whatever the quoting.

use memchr::memchr_iter;

use super::tree::Place;
use crate::diagnostic::Span;
use crate::source::OffsetMap;

/// Where a text stands.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// Its lines are lines of the file: the line before its first one, and the byte at which it starts.
    Lines { before: Place, start: u32 },
    /// A string in YAML.
    Scalar(Scalar),
    /// The whole has a place, such as what is encoded.
    Whole(Place),
}

/// The lines of a string in YAML.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    /// The byte at which each line starts in the string, and its place.
    lines: Vec<(u32, Place)>,
    map: OffsetMap,
}

impl Origin {
    /// A file, or what has no place at all.
    pub(super) fn file(file: usize) -> Self {
        Self::Lines { before: Place { file, ..Place::default() }, start: 0 }
    }

    /// The string at `span` of a file, which is `text` and says `content` there.
    pub(super) fn scalar(file: usize, text: &str, span: Span, content: &str) -> Self {
        let map = OffsetMap::of_scalar(text, span, content);
        // The lines of a literal block are lines of the file, whole.
        let is_block = text.as_bytes().get(span.start as usize) == Some(&b'|');
        let mut lines = Vec::new();
        let (mut start, mut line, mut at) = (0, 1, 0);
        for content in content.split_inclusive('\n') {
            let said = content.trim();
            let first = start + (content.len() - content.trim_start().len());
            let outer = map.outer(Span { start: offset(first), end: offset(first + said.len()) });
            let from = (outer.start as usize).clamp(at, text.len());
            line += memchr_iter(b'\n', &text.as_bytes()[at..from]).count();
            at = from;
            let is_there = text.get(outer.start as usize..outer.end as usize).is_some();
            let exact = (!is_block && !said.is_empty() && is_there).then_some(outer);
            lines.push((offset(start), Place { file, line, exact }));
            start += content.len();
        }
        Self::Scalar(Scalar { lines, map })
    }

    /// The place of a line, from 1.
    pub(super) fn line(&self, number: usize) -> Place {
        match self {
            Self::Lines { before, .. } => Place { line: before.line + number, ..*before },
            Self::Scalar(Scalar { lines, .. }) => {
                let index = number.min(lines.len()).saturating_sub(1);
                lines.get(index).map(|(_, place)| *place).unwrap_or_default()
            }
            Self::Whole(place) => *place,
        }
    }

    /// Where a string inside the text stands in the file, quotes and all, if that can be told.
    pub(super) fn inner(&self, span: Span) -> Option<Span> {
        match self {
            Self::Lines { start, .. } => Some(Span { start: span.start + start, end: span.end + start }),
            Self::Scalar(Scalar { map, .. }) => map.is_verbatim().then(|| map.outer(span)),
            Self::Whole(_) => None,
        }
    }
}

impl Scalar {
    /// The byte in the file of a byte of a line, from 1.
    pub(super) fn at(&self, line: usize, column: usize) -> (u32, Place) {
        let index = line.min(self.lines.len()).saturating_sub(1);
        let Some((start, place)) = self.lines.get(index) else { return (0, Place::default()) };
        let at = start + offset(column);
        (self.map.outer(Span { start: at, end: at }).start, *place)
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
