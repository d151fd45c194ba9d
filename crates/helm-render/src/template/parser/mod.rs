//! From tokens to trees, with the grammar and the messages of Go's `text/template/parse`.

mod operand;
mod pipeline;
mod scratch;

use std::collections::HashMap;
use std::sync::Arc;

pub(super) use self::scratch::{Scratch, Unfinished};
use super::ast::{Branch, Id, Node, Place, Source, Span, TemplateCall, Tree, put};
use super::lexer::Lexer;
use super::runes::{quote, unquote};
use super::stack::Stack;
use super::token::{Token, TokenKind};
use crate::bytes;
use crate::value::format::sprintf;
use crate::value::{Str, Value};

/// Why a source does not parse.
#[derive(Debug)]
pub(super) struct ParseFailure {
    pub(super) line: u32,
    pub(super) message: String,
    pub(super) is_limit: bool,
}

/// Variables in sight at one place, among which each use of one is looked up.
const MAX_VARIABLES: usize = 4_000;

type Parsed<T> = Result<T, Box<ParseFailure>>;

/// Parses a source: the templates it defines in the order Go finds them complete, the file itself last.
///
/// `nodes` is how many nodes they may have, and afterwards how many more there may be.
pub(super) fn parse(
    source: &Arc<Source>,
    stack: Stack,
    scratch: &mut Scratch,
    nodes: &mut u32,
) -> Parsed<Vec<Tree>> {
    let mut parser = Parser::new(source, Lexer::new(source.text.as_bytes()), stack, scratch);
    parser.last_id = *nodes;
    parser.file()?;
    *nodes = nodes.saturating_sub(parser.next_id);
    Ok(parser.trees)
}

struct Parser<'s> {
    source: &'s Arc<Source>,
    lexer: Lexer<'s>,
    /// Up to three tokens of look-ahead; the first is always the one read last, which errors give the line of.
    tokens: [Token; 3],
    pending: usize,
    action_line: u32,
    range_depth: u32,
    next_id: Id,
    /// The largest that there may be.
    last_id: Id,
    scope: Scope,
    trees: Vec<Tree>,
    /// The places of the trees by their names.
    places: HashMap<Str, usize>,
    scratch: &'s mut Scratch,
    stack: Stack,
}

impl<'s> Parser<'s> {
    fn new(source: &'s Arc<Source>, lexer: Lexer<'s>, stack: Stack, scratch: &'s mut Scratch) -> Self {
        scratch.clear();
        let placeholder = Token { kind: TokenKind::Eof, start: 0, end: 0, line: 1 };
        Self {
            source,
            lexer,
            tokens: [placeholder; 3],
            pending: 0,
            action_line: 0,
            range_depth: 0,
            next_id: 0,
            last_id: Id::MAX,
            scope: Scope::new(),
            trees: Vec::new(),
            places: HashMap::new(),
            scratch,
            stack,
        }
    }
}

/// The variables in sight while one template is parsed.
struct Scope {
    variables: Vec<(Str, Place)>,
    slots: u32,
}

impl Scope {
    fn new() -> Self {
        Self { variables: vec![(Str::from("$"), Place::at(0))], slots: 1 }
    }

    fn find(&self, name: &[u8]) -> Option<Place> {
        self.variables.iter().rev().find(|(known, _)| known.as_bytes() == name).map(|&(_, place)| place)
    }
}

/// How a list ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Terminator {
    End,
    Else,
}

impl Terminator {
    fn text(self) -> &'static str {
        match self {
            Self::End => "{{end}}",
            Self::Else => "{{else}}",
        }
    }
}

/// A node of a list, or its end.
enum Item {
    Node(Node),
    Terminator(Terminator),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Control {
    If,
    With,
    Range,
}

impl Control {
    fn name(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::With => "with",
            Self::Range => "range",
        }
    }

    fn token(self) -> TokenKind {
        match self {
            Self::If => TokenKind::If,
            Self::With => TokenKind::With,
            Self::Range => TokenKind::Range,
        }
    }
}

impl Parser<'_> {
    fn file(&mut self) -> Parsed<()> {
        while self.peek().kind != TokenKind::Eof {
            if self.peek().kind == TokenKind::LeftDelim {
                let delim = self.next();
                if self.next_non_space().kind == TokenKind::Define {
                    self.definition()?;
                    continue;
                }
                self.back_up_2(delim);
            }
            match self.text_or_action()? {
                Item::Node(node) => self.scratch.unfinished.nodes.push(node),
                Item::Terminator(found) => return self.fail(format!("unexpected {}", found.text())),
            }
        }
        let slots = self.scope.slots;
        let root = self.finished(0);
        self.add(self.source.name.clone(), root, slots)
    }

    fn definition(&mut self) -> Parsed<()> {
        const CONTEXT: &str = "define clause";
        let token = self.next_non_space();
        if !matches!(token.kind, TokenKind::String | TokenKind::RawString) {
            return self.unexpected(token, CONTEXT);
        }
        let name = self.constant(token)?;
        self.expect(TokenKind::RightDelim, CONTEXT)?;
        self.template_body(name, CONTEXT)
    }

    /// The body of a `define` or `block`, which sees no variables from outside.
    fn template_body(&mut self, name: Str, context: &str) -> Parsed<()> {
        let outer = (std::mem::replace(&mut self.scope, Scope::new()), self.range_depth, self.action_line);
        (self.range_depth, self.action_line) = (0, 0);
        let outer_parts = self.scratch.enter();
        let (root, end) = self.list()?;
        if end != Terminator::End {
            return self.fail(format!("unexpected {} in {context}", end.text()));
        }
        let slots = self.scope.slots;
        (self.scope, self.range_depth, self.action_line) = outer;
        self.add(name, root, slots)?;
        self.scratch.leave(outer_parts);
        Ok(())
    }

    fn add(&mut self, name: Str, root: Span<Node>, slots: u32) -> Parsed<()> {
        let parts = self.scratch.parts.take();
        let is_empty = root.of(&parts.nodes).iter().all(|node| match node {
            Node::Text(range) => {
                let text = self.source.text.as_bytes();
                text[range.start as usize..range.end as usize].trim_ascii().is_empty()
            }
            _ => false,
        });
        let tree = Tree { name, source: Arc::clone(self.source), root, parts, slots, is_empty };
        match self.places.get(&tree.name).and_then(|place| self.trees.get_mut(*place)) {
            None => {
                self.places.insert(tree.name.clone(), self.trees.len());
                self.trees.push(tree);
            }
            Some(known) if known.is_empty => *known = tree,
            Some(_) if tree.is_empty => {}
            Some(_) => {
                let name = quote(tree.name.as_bytes());
                return self.fail(format!("template: multiple definition of template {name}"));
            }
        }
        Ok(())
    }

    fn list(&mut self) -> Parsed<(Span<Node>, Terminator)> {
        let start = self.scratch.unfinished.nodes.len();
        while self.peek_non_space().kind != TokenKind::Eof {
            match self.text_or_action()? {
                Item::Node(node) => self.scratch.unfinished.nodes.push(node),
                Item::Terminator(end) => return Ok((self.finished(start), end)),
            }
        }
        self.fail("unexpected EOF")
    }

    /// The list of nodes that began at `start`, now complete.
    fn finished(&mut self, start: usize) -> Span<Node> {
        Span::moved(&mut self.scratch.unfinished.nodes, start, &mut self.scratch.parts.nodes)
    }

    fn text_or_action(&mut self) -> Parsed<Item> {
        self.check_limits()?;
        let token = self.next_non_space();
        match token.kind {
            TokenKind::Text => Ok(Item::Node(Node::Text(token.start..token.end))),
            TokenKind::LeftDelim => {
                self.action_line = token.line;
                let item = self.action()?;
                self.action_line = 0;
                Ok(item)
            }
            _ => self.unexpected(token, "input"),
        }
    }

    fn action(&mut self) -> Parsed<Item> {
        let token = self.next_non_space();
        let node = match token.kind {
            TokenKind::Block => self.block()?,
            TokenKind::Break => self.loop_control("{{break}}", Node::Break)?,
            TokenKind::Continue => self.loop_control("{{continue}}", Node::Continue)?,
            TokenKind::Else => return self.else_control(),
            TokenKind::End => {
                self.expect(TokenKind::RightDelim, "end")?;
                return Ok(Item::Terminator(Terminator::End));
            }
            TokenKind::If => Node::If(self.control(Control::If)?),
            TokenKind::With => Node::With(self.control(Control::With)?),
            TokenKind::Range => Node::Range(self.control(Control::Range)?),
            TokenKind::Template => self.template_call()?,
            _ => {
                self.back_up();
                // Variables stay in sight until the next end.
                Node::Action(self.pipeline("command", TokenKind::RightDelim)?)
            }
        };
        Ok(Item::Node(node))
    }

    fn loop_control(&mut self, text: &str, node: Node) -> Parsed<Node> {
        let token = self.next_non_space();
        if token.kind != TokenKind::RightDelim {
            return self.unexpected(token, text);
        }
        if self.range_depth == 0 {
            return self.fail(format!("{text} outside {{{{range}}}}"));
        }
        Ok(node)
    }

    /// `else`; before `if` and `with` the delimiter is still to come, [`Parser::control`] takes it from there.
    fn else_control(&mut self) -> Parsed<Item> {
        if !matches!(self.peek_non_space().kind, TokenKind::If | TokenKind::With) {
            self.expect(TokenKind::RightDelim, "else")?;
        }
        Ok(Item::Terminator(Terminator::Else))
    }

    fn control(&mut self, control: Control) -> Parsed<u32> {
        let visible = self.scope.variables.len();
        let pipeline = self.pipeline(control.name(), TokenKind::RightDelim)?;
        let in_range = u32::from(control == Control::Range);
        self.range_depth += in_range;
        let (body, terminator) = self.list()?;
        self.range_depth -= in_range;
        let otherwise = match terminator {
            Terminator::End => Span::default(),
            Terminator::Else => self.otherwise(control)?,
        };
        self.scope.variables.truncate(visible);
        Ok(put(Branch { pipeline, body, otherwise }, &mut self.scratch.parts.branches))
    }

    fn otherwise(&mut self, control: Control) -> Parsed<Span<Node>> {
        if control != Control::Range && self.peek().kind == control.token() {
            // `else if` is an `if` inside the `else`; one `end` closes both.
            self.next();
            self.check_limits()?;
            let branch = self.control(control)?;
            let node = if control == Control::If { Node::If(branch) } else { Node::With(branch) };
            return Ok(Span::one(node, &mut self.scratch.parts.nodes));
        }
        let (list, terminator) = self.list()?;
        if terminator != Terminator::End {
            return self.fail(format!("expected end; found {}", terminator.text()));
        }
        Ok(list)
    }

    fn block(&mut self) -> Parsed<Node> {
        const CONTEXT: &str = "block clause";
        let token = self.next_non_space();
        let name = self.template_name(token, CONTEXT)?;
        let id = self.id();
        let pipeline = Some(self.pipeline(CONTEXT, TokenKind::RightDelim)?);
        self.template_body(name.clone(), CONTEXT)?;
        let call = TemplateCall { id, offset: token.start, name, pipeline };
        Ok(Node::Template(put(call, &mut self.scratch.parts.calls)))
    }

    fn template_call(&mut self) -> Parsed<Node> {
        const CONTEXT: &str = "template clause";
        let token = self.next_non_space();
        let name = self.template_name(token, CONTEXT)?;
        let id = self.id();
        let mut pipeline = None;
        if self.next_non_space().kind != TokenKind::RightDelim {
            self.back_up();
            pipeline = Some(self.pipeline(CONTEXT, TokenKind::RightDelim)?);
        }
        let call = TemplateCall { id, offset: token.start, name, pipeline };
        Ok(Node::Template(put(call, &mut self.scratch.parts.calls)))
    }

    fn template_name(&mut self, token: Token, context: &str) -> Parsed<Str> {
        match token.kind {
            TokenKind::String | TokenKind::RawString => self.constant(token),
            _ => self.unexpected(token, context),
        }
    }

    /// The value of a string token.
    fn constant(&mut self, token: Token) -> Parsed<Str> {
        let constant = self.text(token);
        if let Some(text) = verbatim(constant) {
            return Ok(Str::from(text));
        }
        match unquote(constant) {
            Some(text) => Ok(Str::from(text)),
            None => self.fail("invalid syntax"),
        }
    }

    fn id(&mut self) -> Id {
        self.next_id += 1;
        self.next_id
    }
}

/// The token stream, with Go's look-ahead.
impl<'s> Parser<'s> {
    fn next(&mut self) -> Token {
        if self.pending > 0 {
            self.pending -= 1;
        } else {
            self.tokens[0] = self.lexer.next();
        }
        self.tokens[self.pending]
    }

    fn back_up(&mut self) {
        self.pending += 1;
    }

    fn back_up_2(&mut self, first: Token) {
        self.tokens[1] = first;
        self.pending = 2;
    }

    fn back_up_3(&mut self, first: Token, second: Token) {
        self.tokens[1] = second;
        self.tokens[2] = first;
        self.pending = 3;
    }

    fn peek(&mut self) -> Token {
        if self.pending == 0 {
            self.tokens[0] = self.lexer.next();
            self.pending = 1;
        }
        self.tokens[self.pending - 1]
    }

    fn next_non_space(&mut self) -> Token {
        if self.pending == 0 {
            self.lexer.skip_space();
        }
        loop {
            let token = self.next();
            if token.kind != TokenKind::Space {
                return token;
            }
        }
    }

    fn peek_non_space(&mut self) -> Token {
        if self.pending == 0 {
            self.lexer.skip_space();
        }
        loop {
            let token = self.peek();
            if token.kind != TokenKind::Space {
                return token;
            }
            self.pending -= 1;
        }
    }

    fn expect(&mut self, kind: TokenKind, context: &str) -> Parsed<Token> {
        let token = self.next_non_space();
        if token.kind == kind { Ok(token) } else { self.unexpected(token, context) }
    }

    fn text(&self, token: Token) -> &'s [u8] {
        &self.source.text.as_bytes()[token.start as usize..token.end as usize]
    }
}

/// The text of a string token between double quotes that has no escapes.
fn verbatim(constant: &[u8]) -> Option<&[u8]> {
    let [b'"', text @ .., b'"'] = constant else { return None };
    bytes::position(text, b'\\').is_none().then_some(text)
}

/// Failing.
impl Parser<'_> {
    fn fail<T>(&self, message: impl Into<String>) -> Parsed<T> {
        let line = self.tokens[0].line;
        Err(Box::new(ParseFailure { line, message: message.into(), is_limit: false }))
    }

    fn unexpected<T>(&self, token: Token, context: &str) -> Parsed<T> {
        if token.kind != TokenKind::Error {
            return self.fail(format!("unexpected {} in {context}", self.show(token)));
        }
        let message = self.lexer.message();
        if self.action_line == 0 || self.action_line == token.line {
            return self.fail(message);
        }
        let started = format!("started at {}:{}", self.source.name, self.action_line);
        let link = if message.ends_with(" action") { "" } else { "in action " };
        self.fail(format!("{message} {link}{started}"))
    }

    /// A token as Go's messages print it.
    fn show(&self, token: Token) -> String {
        let text = self.text(token);
        match token.kind {
            TokenKind::Eof => "EOF".to_owned(),
            kind if kind.is_keyword() => format!("<{}>", String::from_utf8_lossy(text)),
            _ if text.len() > 10 => {
                String::from_utf8_lossy(&sprintf(b"%.10q...", &[Value::str(text)])).into_owned()
            }
            _ => quote(text),
        }
    }

    /// Refuses what is nested too deeply, or too much.
    fn check_limits(&self) -> Parsed<()> {
        let message = if self.stack.is_exhausted() {
            "max expression depth exceeded"
        } else if self.next_id > self.last_id {
            "the templates have too many actions"
        } else if self.scope.variables.len() > MAX_VARIABLES {
            "the template has too many variables"
        } else {
            return Ok(());
        };
        let line = self.tokens[0].line;
        Err(Box::new(ParseFailure { line, message: message.to_owned(), is_limit: true }))
    }
}
