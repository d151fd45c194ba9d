//! From positions inside a string's content to positions in the file that holds the string.

use std::ops::Range;

use crate::diagnostic::Span;

/// Where each byte of a YAML string's content stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OffsetMap {
    /// The content is the file, from this byte on.
    From(u32),
    /// Stretches that are the same in both, and escapes between them.
    Stretches {
        /// First byte in the content, first byte in the file.
        list: Vec<(u32, u32)>,
        /// What escapes stand for in the content, and where they stand in the file.
        escapes: Vec<(Span, Span)>,
        /// Whether the scalar is in quotes, so that not every text can be put into it as it is.
        quoted: bool,
    },
    /// The content is encoded; only the whole of it has a place.
    Whole(Span),
}

impl OffsetMap {
    /// The map of the YAML scalar at `span`, whose content is `content`.
    pub fn of_scalar(text: &str, span: Span, content: &str) -> Self {
        let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
        let Some(raw) = text.get(start..end) else { return Self::Whole(span) };
        let quoted = raw.starts_with(['"', '\'']);
        let mut stretches = Stretches { list: Vec::new(), escapes: Vec::new(), start };
        match raw.as_bytes().first() {
            Some(b'|') => literal(raw, content, &mut stretches),
            Some(b'>') => folded(raw, content, &mut stretches),
            Some(b'"') => flow(raw, 1, content, Escapes::Double, &mut stretches),
            Some(b'\'') => flow(raw, 1, content, Escapes::Single, &mut stretches),
            _ => flow(raw, 0, content, Escapes::None, &mut stretches),
        }
        Self::Stretches { list: stretches.list, escapes: stretches.escapes, quoted }
    }

    /// Whether a text of one line stands in the file as it stands in the content.
    pub fn is_verbatim(&self) -> bool {
        match self {
            Self::From(_) => true,
            Self::Stretches { quoted, .. } => !quoted,
            Self::Whole(_) => false,
        }
    }

    /// Whether places in the content have no place of their own in the file.
    pub fn is_encoded(&self) -> bool {
        matches!(self, Self::Whole(_))
    }

    /// The place in the file of a place in the content.
    pub fn outer(&self, inner: Span) -> Span {
        match self {
            Self::From(base) => Span { start: base + inner.start, end: base + inner.end },
            Self::Whole(span) => *span,
            Self::Stretches { list, escapes, .. } => {
                let escape = |offset: u32| {
                    let index = escapes.partition_point(|(inner, _)| inner.start <= offset).checked_sub(1)?;
                    escapes.get(index).filter(|(inner, _)| offset < inner.end).map(|(_, outer)| *outer)
                };
                let at = |offset: u32| {
                    let index = list.partition_point(|(inner, _)| *inner <= offset);
                    index
                        .checked_sub(1)
                        .and_then(|index| list.get(index))
                        .map_or(0, |(inner, outer)| outer + (offset - inner))
                };
                let start = escape(inner.start).map_or_else(|| at(inner.start), |outer| outer.start);
                // The end lies behind the last byte, which may be the last of its stretch, or of what an escape stands for.
                let end = match inner.end.checked_sub(1).filter(|last| *last >= inner.start) {
                    Some(last) => escape(last).map_or_else(|| at(last) + 1, |outer| outer.end),
                    None => start,
                };
                Span { start, end: end.max(start) }
            }
        }
    }
}

struct Stretches {
    list: Vec<(u32, u32)>,
    escapes: Vec<(Span, Span)>,
    start: usize,
}

impl Stretches {
    /// From here on, content at `inner` is file text at `raw` of the scalar.
    fn push(&mut self, inner: usize, raw: usize) {
        let entry = (offset(inner), offset(self.start + raw));
        match self.list.last() {
            Some(&(before, outer))
                if before == entry.0 || entry.1.checked_sub(outer) == Some(entry.0 - before) => {}
            _ => self.list.push(entry),
        }
    }

    /// Some bytes of the content stand for an escape of the scalar.
    fn push_escape(&mut self, inner: Range<usize>, raw: Range<usize>) {
        let span = |start, end| Span { start: offset(start), end: offset(end) };
        self.escapes.push((span(inner.start, inner.end), span(self.start + raw.start, self.start + raw.end)));
    }
}

/// A literal block: each line of the content is the end of a line of the file.
fn literal(raw: &str, content: &str, stretches: &mut Stretches) {
    let mut at = raw.find('\n').map_or(raw.len(), |at| at + 1);
    let mut inner = 0;
    let mut lines = raw[at..].split_inclusive('\n');
    for line in content.split_inclusive('\n') {
        let Some(raw_line) = lines.next() else { break };
        let have = raw_line.trim_end_matches(['\n', '\r']).len();
        let want = line.trim_end_matches('\n').len();
        stretches.push(inner, at + have.saturating_sub(want));
        inner += line.len();
        at += raw_line.len();
    }
}

/// A folded block: what a line says stands whole in the content; only the blanks around it may differ.
fn folded(raw: &str, content: &str, stretches: &mut Stretches) {
    const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
    let mut at = 0;
    let mut inner = 0;
    for (number, line) in raw.split_inclusive('\n').enumerate() {
        let said = line.trim_matches(BLANKS);
        // The first line is the header.
        if number > 0 && !said.is_empty() {
            inner = content.len() - content[inner..].trim_start_matches(BLANKS).len();
            if !content[inner..].starts_with(said) {
                return;
            }
            stretches.push(inner, at + line.len() - line.trim_start_matches(BLANKS).len());
            inner += said.len();
        }
        at += line.len();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    None,
    Single,
    Double,
}

/// A plain or quoted scalar: walks both texts and steps over what only the file has.
fn flow(raw: &str, from: usize, content: &str, escapes: Escapes, stretches: &mut Stretches) {
    let bytes = raw.as_bytes();
    let mut at = from;
    let mut line_start = from > 1;
    for (inner, wanted) in content.char_indices() {
        // Indentation and folded line ends.
        loop {
            let Some(&byte) = bytes.get(at) else { return };
            if escapes == Escapes::Double && byte == b'\\' && matches!(bytes.get(at + 1), Some(b'\n' | b'\r'))
            {
                at += 1;
                continue;
            }
            let is_break = matches!(byte, b'\n' | b'\r');
            let matches = raw[at..].starts_with(wanted) && !(line_start && matches!(byte, b' ' | b'\t'));
            if matches || !(is_break || byte == b' ' || byte == b'\t') {
                break;
            }
            // A break that stands for the blank or line feed that is wanted.
            if is_break && matches!(wanted, ' ' | '\n') && !rest_is_blank_line(bytes, at, wanted) {
                break;
            }
            line_start = is_break || line_start;
            at += 1;
        }
        stretches.push(inner, at);
        let Some(&byte) = bytes.get(at) else { return };
        let start = at;
        at += match (escapes, byte) {
            (Escapes::Double, b'\\') => escape_length(bytes.get(at + 1).copied()),
            (Escapes::Single, b'\'') => 2,
            _ => raw[at..].chars().next().map_or(1, char::len_utf8),
        };
        if matches!((escapes, byte), (Escapes::Double, b'\\') | (Escapes::Single, b'\'')) {
            stretches.push_escape(inner..inner + wanted.len_utf8(), start..at);
        }
        line_start = matches!(byte, b'\n' | b'\r');
    }
    stretches.push(content.len(), at);
}

/// Whether the break at `at` is the one that folding drops: a line feed is wanted and another break follows.
fn rest_is_blank_line(bytes: &[u8], at: usize, wanted: char) -> bool {
    let rest = &bytes[at + 1..];
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    wanted == '\n' && rest.get(blanks) == Some(&b'\n')
}

const fn escape_length(code: Option<u8>) -> usize {
    match code {
        Some(b'x') => 4,
        Some(b'u') => 6,
        Some(b'U') => 10,
        _ => 2,
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use helm_render::yaml::{self, NodeKind};

    use super::*;

    /// Every word of the content must be found at its own place in the file.
    fn words_are_found(text: &str) {
        let node = yaml::parse(text.as_bytes()).expect("the test's YAML is valid");
        let NodeKind::Mapping(entries) = &node.kind else { panic!("a map is expected") };
        let value = &entries[0].1;
        let NodeKind::String(content) = &value.kind else { panic!("a string is expected") };
        let content = content.to_string();
        let span = Span { start: value.span.start, end: value.span.end };
        let map = OffsetMap::of_scalar(text, span, &content);
        let mut from = 0;
        for word in content.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let at = from + content[from..].find(word).expect("it is a word of the content");
            from = at + word.len();
            let outer = map.outer(Span { start: offset(at), end: offset(from) });
            assert_eq!(&text[outer.start as usize..outer.end as usize], word, "in {text:?}");
        }
    }

    #[test]
    fn in_every_style() {
        for text in [
            "a: |\n  one = 1\n    two = 2\n\n  three = 3\n",
            "a: |-\n    one = 1\n    two = 2",
            "a: |2\n    one = 1\n  two = 2\n",
            "a: |  # comment\r\n  one = 1\r\n  two = 2\r\n",
            "a: >\n  one\n  two\n\n  three\n    four\n  five\n",
            "a: \"one = 1\\ntwo = \\\"x\\\"\\n\\u2713 three\"\n",
            "a: \"one\n  two\n\n  three \\\n  four\"\n",
            "a: 'one = ''x''\n  two\n\n  three'\n",
            "a: one two\n  three\n",
            "a: plain\n",
        ] {
            words_are_found(text);
        }
    }

    #[test]
    fn a_character_is_found_where_it_is_escaped() {
        let text = "a: \"x\\u00e9y\"\n";
        let map = OffsetMap::of_scalar(text, Span { start: 3, end: 13 }, "xéy");
        let outer = map.outer(Span { start: 1, end: 3 });
        assert_eq!(&text[outer.start as usize..outer.end as usize], "\\u00e9");
    }

    #[test]
    fn a_place_ends_behind_a_whole_escape() {
        for (text, content, found, place) in [
            ("a: \"x\\ty z\"\n", "x\ty z", "x\t", "x\\t"),
            ("a: \"x\\ty z\"\n", "x\ty z", "\ty", "\\ty"),
            ("a: \"x\\U0001f600\"\n", "x😀", "😀", "\\U0001f600"),
            ("a: \"\\xe9\\u4e2d\"\n", "é中", "é中", "\\xe9\\u4e2d"),
            ("a: 'it''s'\n", "it's", "it'", "it''"),
            ("a: '中''文'\n", "中'文", "'文", "''文"),
            ("a: \"x\\\n  \\ty\"\n", "x\ty", "\ty", "\\ty"),
            ("a: \"x\\\r\n  \\ty\"\r\n", "x\ty", "\t", "\\t"),
        ] {
            let end = text.trim_end().len();
            let map = OffsetMap::of_scalar(text, Span { start: 3, end: offset(end) }, content);
            let at = content.find(found).expect("it is in the content");
            let outer = map.outer(Span { start: offset(at), end: offset(at + found.len()) });
            assert_eq!(&text[outer.start as usize..outer.end as usize], place, "in {text:?}");
        }
    }
}
