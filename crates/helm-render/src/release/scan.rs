//! Reads the head of a manifest without building the document, where that gives the same answer.
//!
//! Helm reads every manifest as YAML, only to learn its kind, name and annotations. Nearly all manifests are plain
//! block style: this scanner accepts just the lines of that style whose meaning it knows for certain, and gives up on
//! everything else (nested flow style, anchors, tags, escapes, several lines of plain text, anything beyond ASCII),
//! which the YAML reader then decides about.

use crate::bytes::{self, Lines};

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
    let mut scanner = Scanner::default();
    let mut lines = bytes::lines(document);
    let mut line = lines.next();
    while let Some(text) = line {
        let indent = indent(text);
        let content = text[indent..].trim_ascii_end();
        line = lines.next();
        if matches!(content, [] | [b'#', ..]) {
            continue;
        }
        if let Next::BlockScalar { above } = scanner.line(indent, content)? {
            skip_block_scalar(&mut line, &mut lines, above)?;
        }
    }
    // As in a Go map, the order of the text does not count.
    scanner.head.annotations.sort();
    lines.are_plain().then_some(scanner.head)
}

/// The number of blanks in front.
fn indent(line: &[u8]) -> usize {
    line.iter().position(|byte| *byte != b' ').unwrap_or(line.len())
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
fn skip_block_scalar<'t>(line: &mut Option<&'t [u8]>, lines: &mut Lines<'t>, above: usize) -> Option<()> {
    const BLANKS: [u8; 32] = [b' '; 32];
    let mut block_indent = None;
    let mut blanks: &[u8] = b"\n";
    while let Some(text) = *line {
        if text.starts_with(blanks) {
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
    Plain(&'t [u8]),
    Quoted(&'t [u8]),
    /// A list of scalars, or an empty collection.
    Collection,
    BlockScalar,
}

impl Scanner {
    /// Takes a line.
    fn line(&mut self, indent: usize, content: &[u8]) -> Option<Next> {
        if let [b'-', item @ ..] = content
            && matches!(item, [] | [b' ', ..])
        {
            return self.item(indent, item);
        }
        if matches!(content, b"{}" | b"[]") {
            let is_below = self.blocks.last().is_some_and(|block| indent > block.indent);
            let is_open = std::mem::take(&mut self.is_open);
            // What Helm reads in the head is a mapping, or was refused when its key had no text.
            let is_value = is_open && is_below && (content == b"{}" || self.place == Place::Elsewhere);
            return is_value.then_some(Next::Line);
        }
        let (key, text) = split_key(content)?;
        self.entry(indent, key, text)
    }

    /// Takes what stands behind a dash.
    fn item(&mut self, indent: usize, item: &[u8]) -> Option<Next> {
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
        match text(item)? {
            Text::BlockScalar => Some(Next::BlockScalar { above: indent }),
            _ => Some(Next::Line),
        }
    }

    fn entry(&mut self, indent: usize, key: &[u8], rest: &[u8]) -> Option<Next> {
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
    fn note(&mut self, key: &[u8], text: &Text<'_>) -> Option<()> {
        let depth = self.blocks.len();
        if depth == 1 {
            self.place = Place::Elsewhere;
            let Some((index, is_exact)) = known(key, &[b"apiVersion", b"kind", b"metadata"]) else {
                return Some(());
            };
            self.first(index, is_exact)?;
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
                let Some((index, is_exact)) = known(key, &[b"name", b"annotations"]) else {
                    return Some(());
                };
                self.first(3 + index, is_exact)?;
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
                let value = string(text)?;
                let key = owned(key);
                let is_known = self.head.annotations.iter().any(|(name, _)| *name == key);
                (!is_known).then(|| self.head.annotations.push((key, value)))
            }
            _ => Some(()),
        }
    }

    /// Notes that a part of the head was seen, once and in its own spelling.
    fn first(&mut self, index: usize, is_exact: bool) -> Option<()> {
        (is_exact && !std::mem::replace(&mut self.seen[index], true)).then_some(())
    }
}

/// Which of the words a key is, and whether it is spelt like that; Helm takes other cases of letters, too.
fn known(key: &[u8], words: &[&[u8]]) -> Option<(usize, bool)> {
    let index = words.iter().position(|word| word.eq_ignore_ascii_case(key))?;
    Some((index, words[index] == key))
}

/// A key and what follows its colon; keys are plain words here, or quoted.
fn split_key(content: &[u8]) -> Option<(&[u8], &[u8])> {
    if let [quote @ (b'"' | b'\''), ..] = content {
        let (key, rest) = quoted(content, *quote)?;
        return Some((key, behind_colon(rest)?));
    }
    let end = content.iter().position(|byte| !KEY[usize::from(*byte)])?;
    let (key, rest) = content.split_at(end);
    let rest = behind_colon(rest)?;
    let is_word = key.len() <= 128
        && key.first().is_some_and(u8::is_ascii_alphabetic)
        && !matches!(key, b"null" | b"Null" | b"NULL");
    is_word.then_some((key, rest))
}

fn behind_colon(text: &[u8]) -> Option<&[u8]> {
    match text {
        [b':'] => Some(&[]),
        [b':', b' ', rest @ ..] => Some(rest.trim_ascii_start()),
        _ => None,
    }
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
fn text(text: &[u8]) -> Option<Text<'_>> {
    match text {
        [] | [b'#', ..] => Some(Text::Nothing),
        [quote @ (b'"' | b'\''), ..] => {
            let (inner, rest) = quoted(text, *quote)?;
            is_end(rest).then_some(Text::Quoted(inner))
        }
        [b'[', ..] => is_end(flow_list(text)?).then_some(Text::Collection),
        [b'{', ..] => is_end(text.strip_prefix(b"{}")?).then_some(Text::Collection),
        [b'|' | b'>'] | [b'|' | b'>', b'-' | b'+'] => Some(Text::BlockScalar),
        [first, ..] => {
            let is_plain = first.is_ascii_alphanumeric()
                || matches!(first, b'_' | b'/' | b'(' | b'$')
                || matches!(text, [b'-', next, ..] if next.is_ascii_alphanumeric() || *next == b'-');
            if is_plain { plain(text).map(Text::Plain) } else { None }
        }
    }
}

/// A plain text without the comment behind it; `None` when it is a key.
fn plain(text: &[u8]) -> Option<&[u8]> {
    let mut from = 0;
    while let Some(found) = text[from..].iter().position(|byte| matches!(byte, b':' | b'#')) {
        let at = from + found;
        match text[at] {
            b':' if matches!(text.get(at + 1), None | Some(b' ')) => return None,
            b'#' if text[at - 1] == b' ' => return Some(text[..at].trim_ascii_end()),
            _ => from = at + 1,
        }
    }
    Some(text)
}

/// The inner text of a quoted scalar without escapes, and what follows it.
fn quoted(text: &[u8], quote: u8) -> Option<(&[u8], &[u8])> {
    let text = text.get(1..)?;
    let end = text.iter().position(|byte| *byte == quote || *byte == b'\\')?;
    let (inner, rest) = text.split_at(end);
    match rest {
        // A second quote would be an escaped one.
        [byte, rest @ ..] if *byte == quote && rest.first() != Some(&quote) => Some((inner, rest)),
        _ => None,
    }
}

/// What follows a list of quoted texts and plain words on one line.
fn flow_list(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text.strip_prefix(b"[")?.trim_ascii_start();
    if let [b']', rest @ ..] = rest {
        return Some(rest);
    }
    loop {
        rest = match rest {
            [quote @ (b'"' | b'\''), ..] => quoted(rest, *quote)?.1,
            [byte, ..] if byte.is_ascii_alphanumeric() => {
                let end = rest.iter().position(|next| !next.is_ascii_alphanumeric())?;
                &rest[end..]
            }
            _ => return None,
        };
        rest = rest.trim_ascii_start();
        match rest {
            [b']', rest @ ..] => return Some(rest),
            [b',', more @ ..] => rest = more.trim_ascii_start(),
            _ => return None,
        }
    }
}

/// Whether nothing but a comment follows on the line.
fn is_end(rest: &[u8]) -> bool {
    let trimmed = rest.trim_ascii_start();
    trimmed.is_empty() || (trimmed[0] == b'#' && rest[0] == b' ')
}

/// The text where Go wants a string; `None` where YAML could take it for something else.
fn string(text: &Text<'_>) -> Option<String> {
    match text {
        Text::Quoted(text) => Some(owned(text)),
        Text::Plain(text) => {
            const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
            let is_text = text.first().is_some_and(u8::is_ascii_alphabetic)
                && !WORDS.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(text));
            is_text.then(|| owned(text))
        }
        _ => None,
    }
}

/// A part of a document; all of it is ASCII, or the answer does not count.
fn owned(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Head, head};

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
