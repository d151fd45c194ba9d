//! The comments of a TOML text, by what they stand at.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::toml::offset;
use crate::diagnostic::Span;

/// The comments of a TOML text, each from its `#` on. A comment that was asked for is not given again.
#[derive(Debug)]
pub(crate) struct Comments<'a> {
    /// Those with a line of their own, in the order of the text.
    alone: Vec<Alone<'a>>,
    /// Each with the offset where that ends which stands before it on its line.
    beside: Vec<(u32, &'a str)>,
}

/// A comment with a line of its own.
#[derive(Debug)]
struct Alone<'a> {
    text: &'a str,
    /// How far it is indented.
    column: usize,
    /// Whether it stands as deep as the line before it, or deeper.
    goes_on: bool,
    /// Where that ends which stands before it.
    before: u32,
    /// Where that starts which stands behind it.
    next: u32,
    /// Whether it goes on with what stands before it, and the header behind it is less deep.
    closes: bool,
}

impl<'a> Comments<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let column = |start: usize| start - text[..start].rfind('\n').map_or(0, |at| at + 1);
        let mut comments = Self { alone: Vec::new(), beside: Vec::new() };
        let mut before = None;
        let mut is_first = true;
        let (mut last, mut depth) = (0, 0);
        let mut placed = 0;
        for token in Source::new(text).lex() {
            let (start, end) = (token.span().start(), token.span().end());
            match token.kind() {
                TokenKind::Comment => {
                    let comment = text.get(start..end).unwrap_or_default().trim_end();
                    match before {
                        Some(end) => comments.beside.push((end, comment)),
                        None => comments.alone.push(Alone {
                            text: comment,
                            column: column(start),
                            goes_on: column(start) >= depth,
                            before: last,
                            next: 0,
                            closes: false,
                        }),
                    }
                }
                TokenKind::Newline => (before, is_first) = (None, true),
                // What stands behind a comma belongs to the value before it.
                TokenKind::Whitespace | TokenKind::Comma => {}
                kind => {
                    let header = match kind {
                        TokenKind::Eof => Some(0),
                        TokenKind::LeftSquareBracket if is_first => Some(column(start)),
                        _ => None,
                    };
                    for comment in &mut comments.alone[placed..] {
                        comment.next = offset(start);
                        comment.closes =
                            comment.goes_on && header.is_some_and(|header| comment.column > header);
                    }
                    placed = comments.alone.len();
                    let opens = matches!(kind, TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket);
                    before = (!opens).then(|| offset(end));
                    if is_first {
                        depth = column(start);
                    }
                    (is_first, last) = (false, offset(end));
                }
            }
        }
        comments
    }

    /// The comments above what starts there.
    pub(crate) fn above(&mut self, start: u32) -> Vec<String> {
        self.above_any(Span { start, end: start })
    }

    /// The comments above what starts within `span`, its end included.
    pub(crate) fn above_any(&mut self, span: Span) -> Vec<String> {
        let from = self.alone.partition_point(|comment| comment.next < span.start);
        let to = self.alone.partition_point(|comment| comment.next <= span.end);
        Self::taken(self.alone.get_mut(from..to).unwrap_or_default())
    }

    /// The comments below what ends there, when they end its table.
    pub(crate) fn below(&mut self, end: u32) -> Vec<String> {
        let from = self.alone.partition_point(|comment| comment.before < end);
        let length = self.alone[from..].iter().take_while(|comment| comment.before == end && comment.closes);
        let to = from + length.count();
        Self::taken(&mut self.alone[from..to])
    }

    fn taken(found: &mut [Alone<'_>]) -> Vec<String> {
        let texts = found.iter_mut().map(|comment| std::mem::take(&mut comment.text).to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// The comment on the line where something ends.
    pub(crate) fn beside(&mut self, end: u32) -> Option<String> {
        let at = self.beside.binary_search_by_key(&end, |(end, _)| *end).ok()?;
        let comment = std::mem::take(&mut self.beside.get_mut(at)?.1);
        (!comment.is_empty()).then(|| comment.to_owned())
    }
}
