//! From text to tokens, by the rules of libyaml, which go-yaml follows: a key without `?` is only known as one when
//! its `:` appears, so tokens wait in a queue until no key can start there any more.

use std::collections::VecDeque;

use super::chars::{byte, count, is_blank, is_blankz, is_breakz, is_document_marker, is_word, line_end};
use super::error::{Origin, Problem, Scan};
use super::{Error, MAX_DEPTH};

/// The byte order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A position: byte, line and column, all from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) at: u32,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// One token and where it stands.
#[derive(Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    pub(super) start: Mark,
    pub(super) end: u32,
}

#[derive(Debug)]
pub(super) enum TokenKind<'a> {
    StreamEnd,
    VersionDirective(u8, u8),
    TagDirective(Box<(Vec<u8>, Vec<u8>)>),
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(&'a [u8]),
    Anchor(&'a [u8]),
    /// Handle and suffix.
    Tag(Box<(Vec<u8>, Vec<u8>)>),
    Scalar(Text<Vec<u8>>, ScalarStyle),
}

/// The text of a scalar.
#[derive(Debug, Clone, Copy)]
pub(super) enum Text<Owned> {
    /// Bytes of the file.
    Part { from: u32, length: u32 },
    /// What stands there otherwise: with escapes, or in several lines.
    Owned(Owned),
}

impl<Owned> Text<Owned> {
    pub(super) const EMPTY: Self = Self::Part { from: 0, length: 0 };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScalarStyle {
    Plain,
    Quoted,
    Block,
}

/// A place where a key without `?` may have started.
#[derive(Debug, Clone, Copy, Default)]
struct SimpleKey {
    possible: bool,
    /// Whether its token waits for it. go-yaml forgets that of an empty flow collection: `[]: 1` is a list.
    awaited: bool,
    required: bool,
    token: usize,
    mark: Mark,
}

pub(super) struct Scanner<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) flow_level: usize,
    /// The column of the innermost block collection, -1 outside all.
    pub(super) indent: i64,
    pub(super) simple_key_allowed: bool,
    tokens: VecDeque<Token<'a>>,
    taken: usize,
    indents: Vec<i64>,
    simple_keys: Vec<SimpleKey>,
    ended: bool,
    /// Whether the first token of the queue is known to be final.
    is_filled: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            line: 0,
            column: 0,
            flow_level: 0,
            indent: -1,
            simple_key_allowed: true,
            tokens: VecDeque::new(),
            taken: 0,
            indents: Vec::new(),
            simple_keys: vec![SimpleKey::default()],
            ended: false,
            is_filled: false,
        }
    }

    /// The next token, left in place.
    #[inline]
    pub(super) fn peek(&mut self) -> Scan<&Token<'a>> {
        if !self.is_filled {
            self.fill()?;
        }
        // The queue holds a token after `fill`: the end of the stream stays in it.
        self.tokens.front().ok_or_else(|| self.problem("unexpected end of the token queue"))
    }

    /// Takes the next token. The end of the stream stays.
    pub(super) fn next(&mut self) -> Scan<Token<'a>> {
        if !self.is_filled {
            self.fill()?;
        }
        self.is_filled = false;
        let token =
            self.tokens.pop_front().ok_or_else(|| self.problem("unexpected end of the token queue"))?;
        self.taken += 1;
        if matches!(token.kind, TokenKind::StreamEnd) {
            let (start, end) = (token.start, token.end);
            self.tokens.push_front(Token { kind: TokenKind::StreamEnd, start, end });
        }
        Ok(token)
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { at: offset(self.at), line: self.line, column: self.column }
    }

    /// A failure at the current position.
    pub(super) fn problem(&self, text: &'static str) -> Problem {
        Problem::new(Origin::Scanner, text, self.mark(), Mark::default())
    }

    /// A failure at the current position, in something that started at `context`.
    pub(super) fn problem_in(&self, context: Mark, text: &'static str) -> Problem {
        Problem::new(Origin::Scanner, text, self.mark(), context)
    }

    #[inline]
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        byte(self.text, self.at + ahead)
    }

    /// Steps over one character of one byte.
    #[inline]
    pub(super) fn step(&mut self) {
        self.at += 1;
        self.column += 1;
    }

    /// Steps over a line break of `length` bytes.
    #[inline]
    pub(super) fn step_line(&mut self, length: usize) {
        self.at += length;
        self.column = 0;
        self.line += 1;
    }

    /// Steps to `to` on the same line.
    #[inline]
    pub(super) fn step_to(&mut self, to: usize) {
        self.column += count(&self.text[self.at..to]);
        self.at = to;
    }

    /// Fetches tokens until the first of the queue is final.
    fn fill(&mut self) -> Scan<()> {
        loop {
            if !self.tokens.is_empty() && !self.head_may_become_key()? || self.ended {
                self.is_filled = true;
                return Ok(());
            }
            self.fetch()?;
        }
    }

    /// Whether a key may still start at the first token of the queue.
    fn head_may_become_key(&mut self) -> Scan<bool> {
        // Deeper levels hold later tokens, so the list is sorted.
        let first = self.simple_keys.partition_point(|key| key.token < self.taken);
        for level in first..self.simple_keys.len() {
            if self.simple_keys[level].token != self.taken {
                break;
            }
            if self.simple_keys[level].awaited {
                return self.is_key_valid(level);
            }
        }
        Ok(false)
    }

    /// A simple key stays on its line and within 1024 characters.
    fn is_key_valid(&mut self, level: usize) -> Scan<bool> {
        let key = self.simple_keys[level];
        if !key.possible {
            return Ok(false);
        }
        let from = key.mark.at as usize;
        let too_far = || self.at - from > 1024 && count(&self.text[from..self.at]) > 1024;
        if key.mark.line < self.line || too_far() {
            if key.required {
                return Err(self.problem_in(key.mark, "could not find expected ':'"));
            }
            self.simple_keys[level].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    fn save_key(&mut self) -> Scan<()> {
        if self.simple_key_allowed {
            let required = self.flow_level == 0 && self.indent == i64::from(self.column);
            let token = self.taken + self.tokens.len();
            let key = SimpleKey { possible: true, awaited: true, required, token, mark: self.mark() };
            self.remove_key()?;
            if let Some(last) = self.simple_keys.last_mut() {
                *last = key;
            }
        }
        Ok(())
    }

    fn remove_key(&mut self) -> Scan<()> {
        if let Some(key) = self.simple_keys.last_mut()
            && key.possible
        {
            if key.required {
                let mark = key.mark;
                return Err(self.problem_in(mark, "could not find expected ':'"));
            }
            key.possible = false;
            key.awaited = false;
        }
        Ok(())
    }

    /// Puts a token before the one with the number `before`; behind all when that one is gone.
    fn insert(&mut self, before: usize, token: Token<'a>) {
        match before.checked_sub(self.taken) {
            Some(place) if place <= self.tokens.len() => self.tokens.insert(place, token),
            _ => self.tokens.push_back(token),
        }
    }

    /// Opens a block collection at `column`; `token` is where its start goes, at the end of the queue if `None`.
    fn roll_indent(
        &mut self,
        column: u32,
        token: Option<usize>,
        kind: TokenKind<'a>,
        mark: Mark,
    ) -> Scan<()> {
        let column = i64::from(column);
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_DEPTH {
            return Err(self.problem_in(mark, Error::TOO_DEEP));
        }
        let token_start = Token { kind, start: mark, end: mark.at };
        match token {
            Some(number) => self.insert(number, token_start),
            None => self.tokens.push_back(token_start),
        }
        Ok(())
    }

    /// Closes block collections that are deeper than `column`.
    fn unroll_indent(&mut self, column: i64) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            let mark = self.mark();
            self.tokens.push_back(Token { kind: TokenKind::BlockEnd, start: mark, end: mark.at });
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn fetch(&mut self) -> Scan<()> {
        self.skip_to_token();
        self.unroll_indent(i64::from(self.column));
        let first = self.byte(0);
        if first == 0 {
            return self.fetch_stream_end();
        }
        if self.column == 0 {
            if first == b'%' {
                return self.fetch_directive();
            }
            if is_document_marker(self.text, self.at) {
                let kind = if first == b'-' { TokenKind::DocumentStart } else { TokenKind::DocumentEnd };
                self.unroll_indent(-1);
                self.remove_key()?;
                self.simple_key_allowed = false;
                self.push_indicator(kind, 3);
                return Ok(());
            }
        }
        let before_blank = || is_blankz(self.text, self.at + 1);
        let in_flow = self.flow_level > 0;
        match first {
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => {
                self.remove_key()?;
                self.simple_key_allowed = true;
                self.push_indicator(TokenKind::FlowEntry, 1);
                Ok(())
            }
            b'-' if before_blank() => self.fetch_block_entry(),
            b'?' if in_flow || before_blank() => self.fetch_key(),
            b':' if in_flow || before_blank() => self.fetch_value(),
            b'*' | b'&' => self.fetch_anchor(),
            b'!' => {
                self.save_key()?;
                self.simple_key_allowed = false;
                let token = self.scan_tag()?;
                self.tokens.push_back(token);
                Ok(())
            }
            b'|' | b'>' if !in_flow => {
                self.remove_key()?;
                self.simple_key_allowed = true;
                let token = self.scan_block_scalar()?;
                self.tokens.push_back(token);
                Ok(())
            }
            b'\'' | b'"' => {
                self.save_key()?;
                self.simple_key_allowed = false;
                let token = self.scan_quoted()?;
                self.tokens.push_back(token);
                Ok(())
            }
            b'%' | b'@' | b'`' | b'#' | b'|' | b'>' | b' ' | b'\t' | b'?' | b':'
                if !self.starts_plain(first) =>
            {
                Err(self.problem("found character that cannot start any token"))
            }
            _ => {
                self.save_key()?;
                self.simple_key_allowed = false;
                let token = self.scan_plain()?;
                self.tokens.push_back(token);
                Ok(())
            }
        }
    }

    /// Whether a plain scalar may start with the indicator `first`.
    fn starts_plain(&self, first: u8) -> bool {
        matches!(first, b'?' | b':') && self.flow_level == 0 && !is_blankz(self.text, self.at + 1)
    }

    fn push_indicator(&mut self, kind: TokenKind<'a>, length: usize) {
        let start = self.mark();
        self.step_to(self.at + length);
        self.tokens.push_back(Token { kind, start, end: offset(self.at) });
    }

    fn fetch_stream_end(&mut self) -> Scan<()> {
        if self.column != 0 {
            self.column = 0;
            self.line += 1;
        }
        self.unroll_indent(-1);
        self.remove_key()?;
        self.simple_key_allowed = false;
        let mark = self.mark();
        self.tokens.push_back(Token { kind: TokenKind::StreamEnd, start: mark, end: mark.at });
        self.ended = true;
        Ok(())
    }

    #[inline(never)]
    fn fetch_directive(&mut self) -> Scan<()> {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.simple_key_allowed = false;
        let token = self.scan_directive()?;
        self.tokens.push_back(token);
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: TokenKind<'a>) -> Scan<()> {
        self.save_key()?;
        let mark = self.mark();
        let token = self.taken + self.tokens.len();
        self.simple_keys.push(SimpleKey { token, mark, ..SimpleKey::default() });
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            return Err(self.problem_in(mark, Error::TOO_DEEP));
        }
        self.simple_key_allowed = true;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind<'a>) -> Scan<()> {
        self.remove_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            let closed = self.simple_keys.pop().unwrap_or_default();
            if let Some(outer) = self.simple_keys.last_mut().filter(|outer| outer.token == closed.token) {
                outer.awaited = false;
            }
        }
        self.simple_key_allowed = false;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Scan<()> {
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return Err(self.problem("block sequence entries are not allowed in this context"));
            }
            self.roll_indent(self.column, None, TokenKind::BlockSequenceStart, self.mark())?;
        }
        self.remove_key()?;
        self.simple_key_allowed = true;
        self.push_indicator(TokenKind::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Scan<()> {
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return Err(self.problem("mapping keys are not allowed in this context"));
            }
            self.roll_indent(self.column, None, TokenKind::BlockMappingStart, self.mark())?;
        }
        self.remove_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.push_indicator(TokenKind::Key, 1);
        Ok(())
    }

    fn fetch_value(&mut self) -> Scan<()> {
        let level = self.simple_keys.len() - 1;
        if self.is_key_valid(level)? {
            let SimpleKey { token, mark, .. } = self.simple_keys[level];
            self.insert(token, Token { kind: TokenKind::Key, start: mark, end: mark.at });
            self.roll_indent(mark.column, Some(token), TokenKind::BlockMappingStart, mark)?;
            self.simple_keys[level].possible = false;
            self.simple_keys[level].awaited = false;
            self.simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.simple_key_allowed {
                    return Err(self.problem("mapping values are not allowed in this context"));
                }
                self.roll_indent(self.column, None, TokenKind::BlockMappingStart, self.mark())?;
            }
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.push_indicator(TokenKind::Value, 1);
        Ok(())
    }

    fn fetch_anchor(&mut self) -> Scan<()> {
        self.save_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        let alias = self.byte(0) == b'*';
        self.step();
        let from = self.at;
        while is_word(self.byte(0)) {
            self.step();
        }
        let name = &self.text[from..self.at];
        let ends = is_blankz(self.text, self.at)
            || matches!(self.byte(0), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if name.is_empty() || !ends {
            return Err(self.problem_in(start, "did not find expected alphabetic or numeric character"));
        }
        let kind = if alias { TokenKind::Alias(name) } else { TokenKind::Anchor(name) };
        self.tokens.push_back(Token { kind, start, end: offset(self.at) });
        Ok(())
    }

    /// Skips blanks, comments and line breaks.
    fn skip_to_token(&mut self) {
        loop {
            // A mark at the start tells the encoding and is no part of the text; go-yaml skips one more behind it, which
            // takes a column, and none that follows.
            if self.at == 0 && self.text.starts_with(MARK) {
                self.at = MARK.len();
            }
            if self.at == MARK.len() && self.text.starts_with(MARK) && self.text[self.at..].starts_with(MARK)
            {
                self.step_to(2 * MARK.len());
            }
            let tabs = self.flow_level > 0 || !self.simple_key_allowed;
            let mut to = self.at;
            while matches!(byte(self.text, to), b' ') || (tabs && byte(self.text, to) == b'\t') {
                to += 1;
            }
            self.step_to(to);
            if self.byte(0) == b'#' {
                to = line_end(self.text, to);
            }
            let length = super::chars::break_len(self.text, to);
            if length == 0 {
                self.step_to(to);
                return;
            }
            // The column starts anew on the next line.
            self.at = to;
            self.step_line(length);
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    /// Skips blanks and a comment up to the end of the line; anything else there is a mistake.
    pub(super) fn skip_line_end(&mut self, context: Mark) -> Scan<()> {
        while is_blank(self.byte(0)) {
            self.step();
        }
        if self.byte(0) == b'#' {
            let mut to = self.at;
            to = line_end(self.text, to);
            self.step_to(to);
        }
        if !is_breakz(self.text, self.at) {
            return Err(self.problem_in(context, "did not find expected comment or line break"));
        }
        let length = super::chars::break_len(self.text, self.at);
        if length > 0 {
            self.step_line(length);
        }
        Ok(())
    }
}

/// A byte offset; texts longer than 4 GiB are refused before.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
