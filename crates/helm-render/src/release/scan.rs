//! Reads the head of a manifest without building the document, where that gives the same answer.
//!
//! Helm reads every manifest as YAML, only to learn its kind, name and annotations. Nearly all manifests are plain
//! block style: this scanner accepts just the lines of that style whose meaning it knows for certain, and gives up on
//! everything else (nested flow style, anchors, tags, escapes, several lines of plain text, anything beyond ASCII),
//! which the YAML reader then decides about.

use std::str;

use crate::bytes;

/// What Helm wants to know of a manifest.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) annotations: Vec<(String, String)>,
}

/// The head of a document in plain block style; `None` when only the YAML reader can tell.
pub(super) fn head(document: &[u8]) -> Option<Head> {
    // Every line must be plain; looked at as a whole, many bytes go at once.
    if !is_plain(document) {
        return None;
    }
    let document = str::from_utf8(document).ok()?;
    let mut scanner = Scanner::default();
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', document.as_bytes()).chain([document.len()]);
    let mut lines = ends.map(|end| &document[std::mem::replace(&mut start, end + 1)..end]);
    let mut line = lines.next();
    while let Some(text) = line {
        let indent = indent(text);
        let content = text[indent..].trim_ascii_end();
        line = lines.next();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if let Next::BlockScalar { above } = scanner.line(indent, content)? {
            skip_block_scalar(&mut line, &mut lines, above)?;
        }
    }
    // As in a Go map, the order of the text does not count.
    scanner.head.annotations.sort();
    Some(scanner.head)
}

/// The number of blanks in front.
fn indent(line: &str) -> usize {
    line.bytes().position(|byte| byte != b' ').unwrap_or(line.len())
}

/// What follows a line.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// Another line of structure.
    Line,
    /// The text of a block scalar, which is indented deeper than `above`.
    BlockScalar { above: usize },
}

/// Skips the text below `|` or `>`, to the first line behind it.
fn skip_block_scalar<'t>(
    line: &mut Option<&'t str>,
    lines: &mut impl Iterator<Item = &'t str>,
    above: usize,
) -> Option<()> {
    const BLANKS: [u8; 32] = [b' '; 32];
    let mut block_indent = None;
    let mut blanks: &[u8] = b"\n";
    while let Some(text) = *line {
        if text.as_bytes().starts_with(blanks) {
            *line = lines.next();
            continue;
        }
        let indent = indent(text);
        if indent < text.len() {
            if indent <= above {
                break;
            }
            if indent < *block_indent.get_or_insert(indent) {
                return None;
            }
            // The lines that follow begin alike.
            blanks = BLANKS.get(..indent).unwrap_or(blanks);
        } else if block_indent.is_none() && indent > 0 {
            return None;
        }
        *line = lines.next();
    }
    Some(())
}

#[derive(Debug, Default)]
struct Scanner {
    blocks: Vec<Block>,
    /// Whether the last line ended with a key or dash whose value is still to come.
    is_open: bool,
    head: Head,
    /// Which parts of the head were seen: `apiVersion`, `kind`, `metadata`, `name`, `annotations`.
    seen: [bool; 5],
    /// Where the lines at hand are, as far as the head is concerned.
    place: Place,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    indent: usize,
    kind: BlockKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    Mapping,
    Sequence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Elsewhere,
    Metadata,
    Annotations,
}

/// What stands behind a key or dash.
enum Text<'t> {
    Nothing,
    Plain(&'t str),
    Quoted(&'t str),
    /// A list of scalars, or an empty collection.
    Collection,
    BlockScalar,
}

impl Scanner {
    /// Takes a line.
    fn line(&mut self, indent: usize, content: &str) -> Option<Next> {
        if let Some(item) = content.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' '))
        {
            self.enter(indent, BlockKind::Sequence)?;
            // A list where Helm wants a mapping.
            let is_refused = match self.place {
                Place::Elsewhere => false,
                Place::Metadata => self.blocks.len() == 2,
                Place::Annotations => self.blocks.len() == 3,
            };
            if is_refused {
                return None;
            }
            let skipped = item.len() - item.trim_ascii_start().len();
            let item = &item[skipped..];
            if item.is_empty() {
                self.is_open = true;
                return Some(Next::Line);
            }
            if let Some((key, text)) = split_key(item) {
                // The entry starts a mapping at its own column.
                self.is_open = true;
                return self.entry(indent + 1 + skipped, key, text);
            }
            return match text(item)? {
                Text::BlockScalar => Some(Next::BlockScalar { above: indent }),
                _ => Some(Next::Line),
            };
        }
        if matches!(content, "{}" | "[]") {
            let is_below = self.blocks.last().is_some_and(|block| indent > block.indent);
            let is_open = std::mem::take(&mut self.is_open);
            // What Helm reads in the head is a mapping, or was refused when its key had no text.
            let is_value = is_open && is_below && (content == "{}" || self.place == Place::Elsewhere);
            return is_value.then_some(Next::Line);
        }
        let (key, text) = split_key(content)?;
        self.entry(indent, key, text)
    }

    fn entry(&mut self, indent: usize, key: &str, rest: &str) -> Option<Next> {
        self.enter(indent, BlockKind::Mapping)?;
        let text = text(rest)?;
        self.note(key, &text)?;
        self.is_open = matches!(text, Text::Nothing);
        Some(if matches!(text, Text::BlockScalar) { Next::BlockScalar { above: indent } } else { Next::Line })
    }

    /// Finds or opens the block that a line belongs to.
    fn enter(&mut self, indent: usize, kind: BlockKind) -> Option<()> {
        let is_open = std::mem::take(&mut self.is_open);
        while self.blocks.last().is_some_and(|block| block.indent > indent) {
            self.blocks.pop();
            // A line further left closes what was open.
            if is_open {
                return self.resume(indent, kind);
            }
        }
        match self.blocks.last() {
            None if self.seen_nothing() => {
                // A document that is a list is for the YAML reader to refuse.
                (kind == BlockKind::Mapping && indent == 0).then(|| self.blocks.push(Block { indent, kind }))
            }
            None => None,
            Some(block) if is_open => {
                let is_below = indent > block.indent
                    || (indent == block.indent
                        && kind == BlockKind::Sequence
                        && block.kind == BlockKind::Mapping);
                if is_below {
                    self.blocks.push(Block { indent, kind });
                    Some(())
                } else {
                    self.resume(indent, kind)
                }
            }
            Some(_) => self.resume(indent, kind),
        }
    }

    /// Goes on with a block that is there already.
    fn resume(&mut self, indent: usize, kind: BlockKind) -> Option<()> {
        while let Some(block) = self.blocks.last() {
            if block.indent == indent && block.kind == kind {
                return Some(());
            }
            let ends = block.indent > indent
                || (block.indent == indent
                    && block.kind == BlockKind::Sequence
                    && kind == BlockKind::Mapping);
            if !ends {
                return None;
            }
            self.blocks.pop();
        }
        None
    }

    fn seen_nothing(&self) -> bool {
        self.seen == [false; 5] && self.blocks.is_empty()
    }

    /// Keeps what belongs to the head; gives up where Helm would look closer.
    fn note(&mut self, key: &str, text: &Text<'_>) -> Option<()> {
        let depth = self.blocks.len();
        if depth == 1 {
            self.place = Place::Elsewhere;
            let index =
                ["apiVersion", "kind", "metadata"].iter().position(|known| known.eq_ignore_ascii_case(key));
            let Some(index) = index else { return Some(()) };
            self.first(index, ["apiVersion", "kind", "metadata"][index] == key)?;
            match index {
                0 => self.head.api_version = string(text)?,
                1 => self.head.kind = string(text)?,
                _ => {
                    matches!(text, Text::Nothing).then_some(())?;
                    self.place = Place::Metadata;
                }
            }
            return Some(());
        }
        if depth == 2 && self.place == Place::Annotations {
            self.place = Place::Metadata;
        }
        match self.place {
            Place::Metadata if depth == 2 => {
                let index = ["name", "annotations"].iter().position(|known| known.eq_ignore_ascii_case(key));
                let Some(index) = index else { return Some(()) };
                self.first(3 + index, ["name", "annotations"][index] == key)?;
                if index == 0 {
                    self.head.name = string(text)?;
                } else {
                    matches!(text, Text::Nothing).then_some(())?;
                    self.place = Place::Annotations;
                }
                Some(())
            }
            Place::Annotations => {
                (depth == 3).then_some(())?;
                let known = self.head.annotations.iter().any(|(name, _)| name == key);
                let value = string(text)?;
                (!known).then(|| self.head.annotations.push((key.to_owned(), value)))
            }
            _ => Some(()),
        }
    }

    /// Notes that a part of the head was seen, once and in its own spelling.
    fn first(&mut self, index: usize, is_exact: bool) -> Option<()> {
        (is_exact && !std::mem::replace(&mut self.seen[index], true)).then_some(())
    }
}

/// A key and what follows its colon; keys are plain words here, or quoted.
fn split_key(content: &str) -> Option<(&str, &str)> {
    if let Some(quote @ (b'"' | b'\'')) = content.bytes().next() {
        let (key, rest) = quoted(content, quote)?;
        let rest = rest.strip_prefix(':').filter(|rest| rest.is_empty() || rest.starts_with(' '))?;
        return Some((key, rest.trim_ascii_start()));
    }
    let end = content.bytes().position(|byte| !KEY[usize::from(byte)])?;
    let (key, rest) = content.split_at(end);
    let rest = rest.strip_prefix(':')?;
    let is_word = key.len() <= 128
        && key.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && !["null", "Null", "NULL"].contains(&key);
    (is_word && (rest.is_empty() || rest.starts_with(' '))).then(|| (key, rest.trim_ascii_start()))
}

/// The bytes that keys are made of.
static KEY: [bool; 256] = {
    let mut key = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        key[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
        byte += 1;
    }
    key
};

/// What the text behind a key or dash is; `None` when it is nothing that is known for certain.
fn text(text: &str) -> Option<Text<'_>> {
    match text.bytes().next() {
        None | Some(b'#') => Some(Text::Nothing),
        Some(quote @ (b'"' | b'\'')) => {
            let (inner, rest) = quoted(text, quote)?;
            is_end(rest).then_some(Text::Quoted(inner))
        }
        Some(b'[') => is_end(flow_list(text)?).then_some(Text::Collection),
        Some(b'{') => is_end(text.strip_prefix("{}")?).then_some(Text::Collection),
        Some(b'|' | b'>') => {
            matches!(text, "|" | "|-" | "|+" | ">" | ">-" | ">+").then_some(Text::BlockScalar)
        }
        Some(byte) => {
            let comment = pair(text, *b" #");
            let text = text[..comment.unwrap_or(text.len())].trim_ascii_end();
            let starts_plain = byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'/' | b'(' | b'$')
                || (byte == b'-'
                    && text
                        .as_bytes()
                        .get(1)
                        .is_some_and(|&next| next.is_ascii_alphanumeric() || next == b'-'));
            let has_colon = text.ends_with(':') || pair(text, *b": ").is_some();
            let is_plain = starts_plain && !has_colon;
            is_plain.then_some(Text::Plain(text))
        }
    }
}

/// Where a pair of bytes is, of which texts seldom have the rarer one at all.
fn pair(text: &str, pair: [u8; 2]) -> Option<usize> {
    let rarer = if pair[0] == b' ' { pair[1] } else { pair[0] };
    bytes::position(text.as_bytes(), rarer)?;
    text.as_bytes().windows(2).position(|found| found == pair)
}

/// The inner text of a quoted scalar without escapes, and what follows it.
fn quoted(text: &str, quote: u8) -> Option<(&str, &str)> {
    let (inner, rest) = text.get(1..)?.split_once(char::from(quote))?;
    // A second quote would be an escaped one.
    let is_simple = !inner.contains('\\') && !rest.starts_with(char::from(quote));
    is_simple.then_some((inner, rest))
}

/// What follows a list of quoted texts and plain words on one line.
fn flow_list(text: &str) -> Option<&str> {
    let mut rest = text.strip_prefix('[')?.trim_ascii_start();
    if let Some(rest) = rest.strip_prefix(']') {
        return Some(rest);
    }
    loop {
        rest = match rest.bytes().next()? {
            quote @ (b'"' | b'\'') => quoted(rest, quote)?.1,
            byte if byte.is_ascii_alphanumeric() => {
                rest.trim_start_matches(|next: char| next.is_ascii_alphanumeric())
            }
            _ => return None,
        };
        rest = rest.trim_ascii_start();
        if let Some(rest) = rest.strip_prefix(']') {
            return Some(rest);
        }
        rest = rest.strip_prefix(',')?.trim_ascii_start();
    }
}

/// Whether nothing but a comment follows on the line.
fn is_end(rest: &str) -> bool {
    let trimmed = rest.trim_ascii_start();
    trimmed.is_empty() || (trimmed.starts_with('#') && rest.starts_with(' '))
}

/// The text where Go wants a string; `None` where YAML could take it for something else.
fn string(text: &Text<'_>) -> Option<String> {
    match text {
        Text::Quoted(text) => Some((*text).to_owned()),
        Text::Plain(text) => {
            const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
            let is_text = text.starts_with(|first: char| first.is_ascii_alphabetic())
                && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
            is_text.then(|| (*text).to_owned())
        }
        _ => None,
    }
}

/// Whether all is printable ASCII and line feeds.
fn is_plain(document: &[u8]) -> bool {
    const ONES: u64 = u64::MAX / 0xFF;
    // Eight bytes at a time: the highest bit of each tells, and nothing is carried from one byte to the next.
    const HIGH: u64 = ONES * 0x80;
    const LOW: u64 = ONES * 0x7F;
    let (words, rest) = document.as_chunks();
    let all_plain = words.iter().fold(HIGH, |plain, bytes| {
        let word = u64::from_ne_bytes(*bytes);
        let low = word & LOW;
        let is_blank_or_more = low + ONES * (0x80 - u64::from(b' '));
        let is_no_delete = (low ^ (ONES * 0x7F)) + LOW;
        let is_no_line_feed = (low ^ (ONES * u64::from(b'\n'))) + LOW;
        plain & !word & (is_blank_or_more & is_no_delete | !is_no_line_feed)
    });
    all_plain == HIGH && rest.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::{Head, head, is_plain};

    #[test]
    fn every_byte_is_plain_or_not_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for at in 0..19 {
                for others in [b' ', b'~', b'\n'] {
                    let mut text = [others; 19];
                    text[at] = byte;
                    assert_eq!(is_plain(&text), matches!(byte, b' '..=b'~' | b'\n'), "{byte} at {at}");
                }
            }
        }
    }

    #[test]
    fn plain_manifests_are_read() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \"a\"\n  labels:\n    app.kubernetes.io/name: x\n  annotations:\n    helm.sh/hook: pre-install,post-install\n    b: 'c d'\n  namespace: n\ndata:\n  text: |\n    a: {{\n      b\n\n  list:\n  - a: 1\n    b:\n    - c\n  -\n    d: e\n  empty: {} # none\n  flow: [\"a b\",'c', d ]\n  own:\n    {}\n  comment: c # d\nlast: # e\n\"quoted\": (a) b\n'x': $(y)\nargs:\n- --a=b\n- -c\n";
        let wanted = Head {
            api_version: "v1".to_owned(),
            kind: "ConfigMap".to_owned(),
            name: "a".to_owned(),
            annotations: vec![
                ("b".to_owned(), "c d".to_owned()),
                ("helm.sh/hook".to_owned(), "pre-install,post-install".to_owned()),
            ],
        };
        assert_eq!(head(text.as_bytes()), Some(wanted));
    }

    #[test]
    fn everything_else_is_left_to_the_yaml_reader() {
        for text in [
            "- a",
            "a: b\n c: d",
            "a: b\n  more",
            "a:\n  b: c\n d: e",
            "a: [b",
            "a: [b] c",
            "a: [[b]]",
            "a: [b: c]",
            "a: {b: c}",
            "a: 'b''c'",
            "a: \"b\"c",
            "a: b\n{}",
            "metadata:\n  []",
            "a: &x b",
            "a: *x",
            "a: !t b",
            "\"a\\n\": b",
            "\"a\":b",
            "'a' b: c",
            "name: (a)\nmetadata:\n  name: (a)",
            "metadata:\n  annotations:\n    []",
            "metadata:\n  name:\n    {}",
            "a: - b",
            "a: \"b\\n\"",
            "a: b: c",
            "a:\tb",
            "a: .inf",
            "null: b",
            "--- a",
            "a: é",
            "kind: 1",
            "kind: yes",
            "Kind: a",
            "kind: a\nkind: b",
            "metadata: x",
            "metadata:\n- a: b",
            "metadata:\n- a",
            "metadata:\n  annotations:\n  - a",
            "metadata:\n  annotations:\n    a:\n      b: c",
            "metadata:\n  annotations:\n  - a: b",
            "a: |\n  b\n c\n",
            "a: |\n   \n b\n",
            "a",
            " a: b",
        ] {
            assert_eq!(head(text.as_bytes()), None, "{text:?}");
        }
    }
}
