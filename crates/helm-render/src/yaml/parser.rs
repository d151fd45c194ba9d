//! From tokens to events: libyaml's grammar as a state machine, so that deep documents need no deep stack.

use super::error::{Origin, Problem, Scan};
use super::scanner::{Mark, ScalarStyle, Scanner, Text, TokenKind};

/// One step of a document.
#[derive(Debug)]
pub(super) enum Event<'a> {
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias {
        name: &'a [u8],
        start: Mark,
        end: u32,
    },
    Scalar {
        properties: Properties<'a>,
        text: Text<Vec<u8>>,
        plain: bool,
        start: Mark,
        end: u32,
    },
    SequenceStart {
        properties: Properties<'a>,
        start: Mark,
    },
    MappingStart {
        properties: Properties<'a>,
        start: Mark,
    },
    /// The end of a sequence or mapping; the end of its text, if it has a mark of its own there.
    End(Option<u32>),
}

/// Anchor and tag of a node.
#[derive(Debug, Default)]
pub(super) struct Properties<'a> {
    pub(super) anchor: Option<&'a [u8]>,
    pub(super) tag: Option<Box<[u8]>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    ImplicitDocumentStart,
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequenceFirst,
    BlockSequence,
    IndentlessSequence,
    BlockMappingFirst,
    BlockMappingKey,
    BlockMappingValue,
    FlowSequenceFirst,
    FlowSequence,
    FlowPairKey,
    FlowPairValue,
    FlowPairEnd,
    FlowMappingFirst,
    FlowMappingKey,
    FlowMappingValue,
    FlowMappingEmptyValue,
    End,
}

/// Where a node stands decides which block forms it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Flow,
    Block,
    /// The value of a block mapping, where a list needs no deeper indentation.
    BlockOrIndentless,
}

pub(super) struct Parser<'a> {
    pub(super) scanner: Scanner<'a>,
    state: State,
    states: Vec<State>,
    marks: Vec<Mark>,
    tag_directives: Vec<(Vec<u8>, Vec<u8>)>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self {
            scanner: Scanner::new(text),
            state: State::ImplicitDocumentStart,
            states: Vec::new(),
            marks: Vec::new(),
            tag_directives: Vec::new(),
        }
    }

    /// The next event.
    pub(super) fn next(&mut self) -> Scan<Event<'a>> {
        match self.state {
            State::ImplicitDocumentStart => self.document_start(true),
            State::DocumentStart => self.document_start(false),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(Place::Block),
            State::BlockSequenceFirst => {
                self.open()?;
                self.block_sequence()
            }
            State::BlockSequence => self.block_sequence(),
            State::IndentlessSequence => self.indentless_sequence(),
            State::BlockMappingFirst => {
                self.open()?;
                self.block_mapping_key()
            }
            State::BlockMappingKey => self.block_mapping_key(),
            State::BlockMappingValue => self.block_mapping_value(),
            State::FlowSequenceFirst => {
                self.open()?;
                self.flow_sequence(true)
            }
            State::FlowSequence => self.flow_sequence(false),
            State::FlowPairKey => self.flow_pair_key(),
            State::FlowPairValue => self.flow_pair_value(),
            State::FlowPairEnd => {
                self.scanner.peek()?;
                self.state = State::FlowSequence;
                Ok(Event::End(None))
            }
            State::FlowMappingFirst => {
                self.open()?;
                self.flow_mapping_key(true)
            }
            State::FlowMappingKey => self.flow_mapping_key(false),
            State::FlowMappingValue => self.flow_mapping_value(),
            State::FlowMappingEmptyValue => {
                let mark = self.scanner.peek()?.start;
                self.state = State::FlowMappingKey;
                Ok(empty(mark))
            }
            State::End => Ok(Event::StreamEnd),
        }
    }

    fn pop_state(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    /// Takes the token that opens a collection and remembers its place for messages.
    fn open(&mut self) -> Scan<()> {
        let token = self.scanner.next()?;
        self.marks.push(token.start);
        Ok(())
    }

    /// Takes the token that closes a collection.
    fn close(&mut self) -> Scan<Event<'a>> {
        let token = self.scanner.next()?;
        self.pop_state();
        self.marks.pop();
        let has_mark = matches!(token.kind, TokenKind::FlowMappingEnd | TokenKind::FlowSequenceEnd);
        Ok(Event::End(has_mark.then_some(token.end)))
    }

    /// A failure at the next token, inside the collection that was opened last.
    fn unexpected<T>(&mut self, text: &'static str) -> Scan<T> {
        let mark = self.scanner.peek()?.start;
        let context = self.marks.pop().unwrap_or_default();
        Err(Problem::new(Origin::Parser, text, mark, context))
    }

    fn document_start(&mut self, implicit: bool) -> Scan<Event<'a>> {
        if !implicit {
            while matches!(self.scanner.peek()?.kind, TokenKind::DocumentEnd) {
                self.scanner.next()?;
            }
        }
        match self.scanner.peek()?.kind {
            TokenKind::StreamEnd => {
                self.state = State::End;
                return Ok(Event::StreamEnd);
            }
            TokenKind::VersionDirective(..) | TokenKind::TagDirective(_) | TokenKind::DocumentStart => {}
            _ if implicit => {
                self.add_default_directives();
                self.states.push(State::DocumentEnd);
                self.state = State::BlockNode;
                return Ok(Event::DocumentStart);
            }
            _ => {}
        }
        self.process_directives()?;
        let token = self.scanner.peek()?;
        if !matches!(token.kind, TokenKind::DocumentStart) {
            let mark = token.start;
            let text = "did not find expected <document start>";
            return Err(Problem::new(Origin::Parser, text, mark, Mark::default()));
        }
        self.scanner.next()?;
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        Ok(Event::DocumentStart)
    }

    fn document_content(&mut self) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        if matches!(
            token.kind,
            TokenKind::VersionDirective(..)
                | TokenKind::TagDirective(_)
                | TokenKind::DocumentStart
                | TokenKind::DocumentEnd
                | TokenKind::StreamEnd
        ) {
            let mark = token.start;
            self.pop_state();
            return Ok(empty(mark));
        }
        self.node(Place::Block)
    }

    fn document_end(&mut self) -> Scan<Event<'a>> {
        if matches!(self.scanner.peek()?.kind, TokenKind::DocumentEnd) {
            self.scanner.next()?;
        }
        self.tag_directives.clear();
        self.state = State::DocumentStart;
        Ok(Event::DocumentEnd)
    }

    #[inline(never)]
    fn process_directives(&mut self) -> Scan<()> {
        let fail = |text, mark| Err(Problem::new(Origin::Parser, text, mark, Mark::default()));
        let mut versioned = false;
        loop {
            let token = self.scanner.peek()?;
            let mark = token.start;
            match token.kind {
                TokenKind::VersionDirective(..) if versioned => {
                    return fail("found duplicate %YAML directive", mark);
                }
                TokenKind::VersionDirective(1, 1) => versioned = true,
                TokenKind::VersionDirective(..) => return fail("found incompatible YAML document", mark),
                TokenKind::TagDirective(_) => {}
                _ => break,
            }
            if let TokenKind::TagDirective(directive) = self.scanner.next()?.kind {
                if self.tag_directives.iter().any(|(handle, _)| *handle == directive.0) {
                    return fail("found duplicate %TAG directive", mark);
                }
                self.tag_directives.push(*directive);
            }
        }
        self.add_default_directives();
        Ok(())
    }

    fn add_default_directives(&mut self) {
        for (handle, prefix) in [(&b"!"[..], &b"!"[..]), (b"!!", b"tag:yaml.org,2002:")] {
            if !self.tag_directives.iter().any(|(known, _)| known == handle) {
                self.tag_directives.push((handle.to_vec(), prefix.to_vec()));
            }
        }
    }

    fn node(&mut self, place: Place) -> Scan<Event<'a>> {
        let mut start = self.scanner.peek()?.start;
        if let TokenKind::Alias(name) = self.scanner.peek()?.kind {
            let token = self.scanner.next()?;
            self.pop_state();
            return Ok(Event::Alias { name, start, end: token.end });
        }
        let context = start;
        let mut end = start.at;
        let mut properties = Properties::default();
        for _ in 0..2 {
            match self.scanner.peek()?.kind {
                TokenKind::Anchor(name) if properties.anchor.is_none() => {
                    properties.anchor = Some(name);
                    end = self.scanner.next()?.end;
                }
                TokenKind::Tag(_) if properties.tag.is_none() => {
                    let token = self.scanner.next()?;
                    end = token.end;
                    if let TokenKind::Tag(parts) = token.kind {
                        properties.tag = Some(self.resolve_tag(*parts, token.start, context)?);
                    }
                }
                _ => break,
            }
        }
        let bare = properties.anchor.is_none() && properties.tag.is_none();
        let token = self.scanner.peek()?;
        if !bare && !matches!(token.kind, TokenKind::BlockEnd | TokenKind::StreamEnd) {
            start = token.start;
        }
        match token.kind {
            TokenKind::BlockEntry if place == Place::BlockOrIndentless => {
                self.state = State::IndentlessSequence;
                Ok(Event::SequenceStart { properties, start })
            }
            TokenKind::Scalar(..) => {
                let token = self.scanner.next()?;
                self.pop_state();
                let TokenKind::Scalar(text, style) = token.kind else { return Ok(empty(start)) };
                // A lone `!` makes any scalar count as untagged and plain.
                let plain = match properties.tag.as_deref() {
                    None => style == ScalarStyle::Plain,
                    Some(tag) => tag == b"!",
                };
                Ok(Event::Scalar { properties, text, plain, start, end: token.end })
            }
            TokenKind::FlowSequenceStart => {
                self.state = State::FlowSequenceFirst;
                Ok(Event::SequenceStart { properties, start })
            }
            TokenKind::FlowMappingStart => {
                self.state = State::FlowMappingFirst;
                Ok(Event::MappingStart { properties, start })
            }
            TokenKind::BlockSequenceStart if place != Place::Flow => {
                self.state = State::BlockSequenceFirst;
                Ok(Event::SequenceStart { properties, start })
            }
            TokenKind::BlockMappingStart if place != Place::Flow => {
                self.state = State::BlockMappingFirst;
                Ok(Event::MappingStart { properties, start })
            }
            _ if !bare => {
                self.pop_state();
                let plain = properties.tag.is_none();
                Ok(Event::Scalar { properties, text: Text::EMPTY, plain, start: context, end })
            }
            _ => {
                let text = "did not find expected node content";
                Err(Problem::new(Origin::Parser, text, token.start, context))
            }
        }
    }

    fn resolve_tag(
        &self,
        (handle, suffix): (Vec<u8>, Vec<u8>),
        mark: Mark,
        context: Mark,
    ) -> Scan<Box<[u8]>> {
        if handle.is_empty() {
            return Ok(suffix.into());
        }
        match self.tag_directives.iter().find(|(known, _)| *known == handle) {
            Some((_, prefix)) => Ok([prefix.as_slice(), &suffix].concat().into()),
            None => Err(Problem::new(Origin::Parser, "found undefined tag handle", mark, context)),
        }
    }

    fn block_sequence(&mut self) -> Scan<Event<'a>> {
        match self.scanner.peek()?.kind {
            TokenKind::BlockEntry => {
                let entry = self.scanner.next()?;
                if matches!(self.scanner.peek()?.kind, TokenKind::BlockEntry | TokenKind::BlockEnd) {
                    self.state = State::BlockSequence;
                    return Ok(empty(after(entry.start)));
                }
                self.states.push(State::BlockSequence);
                self.node(Place::Block)
            }
            TokenKind::BlockEnd => self.close(),
            _ => self.unexpected("did not find expected '-' indicator"),
        }
    }

    fn indentless_sequence(&mut self) -> Scan<Event<'a>> {
        if !matches!(self.scanner.peek()?.kind, TokenKind::BlockEntry) {
            self.pop_state();
            return Ok(Event::End(None));
        }
        let entry = self.scanner.next()?;
        if matches!(
            self.scanner.peek()?.kind,
            TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
        ) {
            self.state = State::IndentlessSequence;
            return Ok(empty(after(entry.start)));
        }
        self.states.push(State::IndentlessSequence);
        self.node(Place::Block)
    }

    fn block_mapping_key(&mut self) -> Scan<Event<'a>> {
        match self.scanner.peek()?.kind {
            TokenKind::Key => {
                let key = self.scanner.next()?;
                if matches!(
                    self.scanner.peek()?.kind,
                    TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
                ) {
                    self.state = State::BlockMappingValue;
                    return Ok(empty(key.start));
                }
                self.states.push(State::BlockMappingValue);
                self.node(Place::BlockOrIndentless)
            }
            TokenKind::BlockEnd => self.close(),
            _ => self.unexpected("did not find expected key"),
        }
    }

    fn block_mapping_value(&mut self) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        if !matches!(token.kind, TokenKind::Value) {
            let mark = token.start;
            self.state = State::BlockMappingKey;
            return Ok(empty(mark));
        }
        let value = self.scanner.next()?;
        if matches!(self.scanner.peek()?.kind, TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd) {
            self.state = State::BlockMappingKey;
            return Ok(empty(after(value.start)));
        }
        self.states.push(State::BlockMappingKey);
        self.node(Place::BlockOrIndentless)
    }

    fn flow_sequence(&mut self, first: bool) -> Scan<Event<'a>> {
        if !matches!(self.scanner.peek()?.kind, TokenKind::FlowSequenceEnd) {
            if !first {
                if !matches!(self.scanner.peek()?.kind, TokenKind::FlowEntry) {
                    return self.unexpected("did not find expected ',' or ']'");
                }
                self.scanner.next()?;
            }
            match self.scanner.peek()?.kind {
                TokenKind::Key => {
                    let start = self.scanner.next()?.start;
                    self.state = State::FlowPairKey;
                    return Ok(Event::MappingStart { properties: Properties::default(), start });
                }
                TokenKind::FlowSequenceEnd => {}
                _ => {
                    self.states.push(State::FlowSequence);
                    return self.node(Place::Flow);
                }
            }
        }
        self.close()
    }

    fn flow_pair_key(&mut self) -> Scan<Event<'a>> {
        let token = self.scanner.peek()?;
        if matches!(token.kind, TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
            // go-yaml takes the token here as well: parserc.go.
            let mark = self.scanner.next()?.start;
            self.state = State::FlowPairValue;
            return Ok(empty(mark));
        }
        self.states.push(State::FlowPairValue);
        self.node(Place::Flow)
    }

    fn flow_pair_value(&mut self) -> Scan<Event<'a>> {
        let mut mark = self.scanner.peek()?.start;
        if matches!(self.scanner.peek()?.kind, TokenKind::Value) {
            self.scanner.next()?;
            let token = self.scanner.peek()?;
            if !matches!(token.kind, TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
                self.states.push(State::FlowPairEnd);
                return self.node(Place::Flow);
            }
            mark = token.start;
        }
        self.state = State::FlowPairEnd;
        Ok(empty(mark))
    }

    fn flow_mapping_key(&mut self, first: bool) -> Scan<Event<'a>> {
        if !matches!(self.scanner.peek()?.kind, TokenKind::FlowMappingEnd) {
            if !first {
                if !matches!(self.scanner.peek()?.kind, TokenKind::FlowEntry) {
                    return self.unexpected("did not find expected ',' or '}'");
                }
                self.scanner.next()?;
            }
            match self.scanner.peek()?.kind {
                TokenKind::Key => {
                    self.scanner.next()?;
                    let token = self.scanner.peek()?;
                    if matches!(
                        token.kind,
                        TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd
                    ) {
                        let mark = token.start;
                        self.state = State::FlowMappingValue;
                        return Ok(empty(mark));
                    }
                    self.states.push(State::FlowMappingValue);
                    return self.node(Place::Flow);
                }
                TokenKind::FlowMappingEnd => {}
                _ => {
                    self.states.push(State::FlowMappingEmptyValue);
                    return self.node(Place::Flow);
                }
            }
        }
        self.close()
    }

    fn flow_mapping_value(&mut self) -> Scan<Event<'a>> {
        let mut mark = self.scanner.peek()?.start;
        if matches!(self.scanner.peek()?.kind, TokenKind::Value) {
            self.scanner.next()?;
            let token = self.scanner.peek()?;
            if !matches!(token.kind, TokenKind::FlowEntry | TokenKind::FlowMappingEnd) {
                self.states.push(State::FlowMappingKey);
                return self.node(Place::Flow);
            }
            mark = token.start;
        }
        self.state = State::FlowMappingKey;
        Ok(empty(mark))
    }
}

/// The null of a missing node.
fn empty<'a>(start: Mark) -> Event<'a> {
    let properties = Properties::default();
    Event::Scalar { properties, text: Text::EMPTY, plain: true, start, end: start.at }
}

/// The position after an indicator of one character.
fn after(mark: Mark) -> Mark {
    Mark { at: mark.at + 1, line: mark.line, column: mark.column + 1 }
}
