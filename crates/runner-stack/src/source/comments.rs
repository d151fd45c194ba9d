//! The comments of a TOML text, by what they stand at.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::toml::offset;
use crate::diagnostic::Span;

/// The comments of a TOML text, each from its `#` on. A comment that was asked for is not given again.
#[derive(Debug)]
pub(crate) struct Comments<'a> {
    /// Each with the offset of what follows it, in the order of the text.
    above: Vec<(u32, &'a str)>,
    /// Each with the offset where that ends which stands before it on its line.
    beside: Vec<(u32, &'a str)>,
}

impl<'a> Comments<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let mut comments = Self { above: Vec::new(), beside: Vec::new() };
        let mut before = None;
        let mut placed = 0;
        for token in Source::new(text).lex() {
            let (start, end) = (token.span().start(), token.span().end());
            match token.kind() {
                TokenKind::Comment => {
                    let comment = text.get(start..end).unwrap_or_default().trim_end();
                    match before {
                        Some(end) => comments.beside.push((end, comment)),
                        None => comments.above.push((0, comment)),
                    }
                }
                TokenKind::Newline => before = None,
                // What stands behind a comma belongs to the value before it.
                TokenKind::Whitespace | TokenKind::Comma => {}
                kind => {
                    for (next, _) in &mut comments.above[placed..] {
                        *next = offset(start);
                    }
                    placed = comments.above.len();
                    let opens = matches!(kind, TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket);
                    before = (!opens).then(|| offset(end));
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
        let from = self.above.partition_point(|(next, _)| *next < span.start);
        let to = self.above.partition_point(|(next, _)| *next <= span.end);
        let found = self.above.get_mut(from..to).unwrap_or_default();
        found
            .iter_mut()
            .map(|(_, comment)| std::mem::take(comment).to_owned())
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// The comment on the line where something ends.
    pub(crate) fn beside(&mut self, end: u32) -> Option<String> {
        let at = self.beside.binary_search_by_key(&end, |(end, _)| *end).ok()?;
        let comment = std::mem::take(&mut self.beside.get_mut(at)?.1);
        (!comment.is_empty()).then(|| comment.to_owned())
    }
}
