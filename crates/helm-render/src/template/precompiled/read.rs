//! From bytes to one tree. Nothing is there when the bytes are damaged.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::trees::Trees;
use super::{MAX_DEPTH, kind};
use crate::stored::Input;
use crate::template::ast::{
    Branch, Command, Declared, Id, Name, Node, Operand, OperandKind, Parts, Pipeline, Place, Source, Span,
    TemplateCall, Tree, Variable, put,
};
use crate::template::number::Number;
use crate::template::parser::Unfinished;
use crate::template::token::TokenKind;
use crate::value::Str;

/// Reads one tree.
pub(super) struct Reader<'t> {
    trees: &'t Trees,
    source: &'t Arc<Source>,
    input: Input,
    /// The place in the source that was read last.
    offset: u32,
    depth: u32,
    /// Ids differ in all of a chart: each part that has one takes a byte at least.
    last_id: Id,
    parts: Parts,
    unfinished: &'t mut Unfinished,
}

impl<'t> Reader<'t> {
    pub(super) fn new(
        trees: &'t Trees,
        source: &'t Arc<Source>,
        input: Input,
        unfinished: &'t mut Unfinished,
    ) -> Self {
        unfinished.clear();
        Self {
            trees,
            source,
            input,
            offset: 0,
            depth: 0,
            last_id: u32::try_from(input.at).unwrap_or_default(),
            parts: Parts::default(),
            unfinished,
        }
    }

    pub(super) fn tree(mut self, name: Str, is_empty: bool) -> Option<Tree> {
        let slots = self.input.number()?;
        self.parts = Parts {
            nodes: self.list()?,
            branches: self.list()?,
            calls: self.list()?,
            pipelines: self.list()?,
            declared: self.list()?,
            commands: self.list()?,
            operands: self.list()?,
            variables: self.list()?,
            names: self.list()?,
        };
        let root = self.nodes()?;
        Some(Tree { name, source: Arc::clone(self.source), root, parts: self.parts, slots, is_empty })
    }

    /// Memory for as many parts as there are.
    fn list<T>(&mut self) -> Option<Vec<T>> {
        let count = self.input.count()?;
        Some(Vec::with_capacity(count.min(self.input.left())))
    }

    fn nodes(&mut self) -> Option<Span<Node>> {
        self.go_deeper()?;
        let start = self.unfinished.nodes.len();
        for _ in 0..self.input.count()? {
            let node = self.node()?;
            self.unfinished.nodes.push(node);
        }
        self.depth -= 1;
        Some(Span::moved(&mut self.unfinished.nodes, start, &mut self.parts.nodes))
    }

    fn node(&mut self) -> Option<Node> {
        let what = self.head()?;
        Some(match what {
            kind::TEXT => {
                let start = self.offset;
                self.offset = start.checked_add(self.input.number()?)?;
                if self.offset as usize > self.source.text.as_bytes().len() {
                    return None;
                }
                Node::Text(start..self.offset)
            }
            kind::ACTION => Node::Action(self.pipeline()?),
            kind::IF => Node::If(self.branch()?),
            kind::WITH => Node::With(self.branch()?),
            kind::RANGE => Node::Range(self.branch()?),
            kind::TEMPLATE | kind::TEMPLATE_WITH_DATA => {
                let (id, offset) = (self.id(), self.offset);
                let name = self.text()?;
                let pipeline = if what == kind::TEMPLATE { None } else { Some(self.pipeline()?) };
                Node::Template(put(TemplateCall { id, offset, name, pipeline }, &mut self.parts.calls))
            }
            kind::BREAK => Node::Break,
            kind::CONTINUE => Node::Continue,
            _ => return None,
        })
    }

    fn branch(&mut self) -> Option<u32> {
        let (pipeline, body, otherwise) = (self.pipeline()?, self.nodes()?, self.nodes()?);
        Some(put(Branch { pipeline, body, otherwise }, &mut self.parts.branches))
    }

    fn pipeline(&mut self) -> Option<Pipeline> {
        self.go_deeper()?;
        let counts = self.head()?;
        let (id, offset) = (self.id(), self.offset);
        let start = self.parts.declared.len();
        for _ in 0..counts >> 1 & 3 {
            let (name, place) = self.variable()?;
            self.parts.declared.push(Declared { name, place });
        }
        let variables = Span::from(start, &self.parts.declared);
        // What is inside comes first, so that several must wait for each other. Nearly always there is one, here and below.
        let commands = if counts >> 3 == 1 {
            let command = self.command()?;
            Span::one(command, &mut self.parts.commands)
        } else {
            let start = self.unfinished.commands.len();
            for _ in 0..counts >> 3 {
                let command = self.command()?;
                self.unfinished.commands.push(command);
            }
            Span::moved(&mut self.unfinished.commands, start, &mut self.parts.commands)
        };
        self.depth -= 1;
        Some(Pipeline { id, offset, variables, is_assignment: counts & 1 != 0, commands })
    }

    /// A command; every one has an operand.
    fn command(&mut self) -> Option<Command> {
        let count = self.head().filter(|count| *count > 0)?;
        let (id, offset) = (self.id(), self.offset);
        let operands = if count == 1 {
            let operand = self.operand()?;
            Span::one(operand, &mut self.parts.operands)
        } else {
            let start = self.unfinished.operands.len();
            for _ in 0..count {
                let operand = self.operand()?;
                self.unfinished.operands.push(operand);
            }
            Span::moved(&mut self.unfinished.operands, start, &mut self.parts.operands)
        };
        Some(Command { id, offset, operands })
    }

    fn operand(&mut self) -> Option<Operand> {
        let what = self.head()?;
        let (id, offset) = (self.id(), self.offset);
        let kind = match what {
            kind::FUNCTION => OperandKind::Function(self.trees.function(self.input.count()?)?),
            kind::FIELD => OperandKind::Field(self.fields()?),
            kind::STRING => OperandKind::String(self.text()?, None),
            kind::STRING_UNTIL => {
                let (text, end) = (self.text()?, self.input.number()?);
                self.source.text.as_bytes().get(offset as usize..end as usize)?;
                OperandKind::String(text, Some(NonZeroU32::new(end)?))
            }
            kind::VARIABLE => {
                let (name, place) = self.variable()?;
                OperandKind::Variable(name, place)
            }
            kind::VARIABLE_FIELD => {
                let ((name, place), fields) = (self.variable()?, self.fields()?);
                OperandKind::VariableField(put(Variable { name, place, fields }, &mut self.parts.variables))
            }
            kind::PIPELINE => {
                let pipeline = self.pipeline()?;
                OperandKind::Pipeline(put(pipeline, &mut self.parts.pipelines))
            }
            kind::CHAIN => {
                self.go_deeper()?;
                let term = self.operand()?;
                self.depth -= 1;
                OperandKind::Chain(put(term, &mut self.parts.operands), self.fields()?)
            }
            kind::NUMBER => OperandKind::Number(Box::new(number(&self.text()?.to_str())?)),
            kind::DOT => OperandKind::Dot,
            kind::NIL => OperandKind::Nil,
            kind::FALSE => OperandKind::Bool(false),
            kind::TRUE => OperandKind::Bool(true),
            _ => return None,
        };
        Some(Operand { id, offset, kind })
    }

    fn fields(&mut self) -> Option<Span<Name>> {
        let start = self.parts.names.len();
        for _ in 0..self.input.count()? {
            let name = self.text()?;
            self.parts.names.push(Name::new(name));
        }
        Some(Span::from(start, &self.parts.names))
    }

    fn variable(&mut self) -> Option<(Str, Place)> {
        let (name, place) = (self.text()?, self.input.number()?);
        Some((name, place.checked_sub(1).map_or(Place::UNDEFINED, Place::at)))
    }

    /// What comes next; where that is becomes the offset.
    fn head(&mut self) -> Option<u32> {
        let head = self.input.number()?;
        if head & 1 != 0 {
            let distance = self.input.number()?;
            self.offset = self.offset.wrapping_add((distance >> 1) ^ (distance & 1).wrapping_neg());
        }
        Some(head >> 1)
    }

    fn text(&mut self) -> Option<Str> {
        self.trees.text(self.input.count()?)
    }

    fn id(&mut self) -> Id {
        self.last_id += 1;
        self.last_id
    }

    fn go_deeper(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= MAX_DEPTH).then_some(())
    }
}

/// A number is read from its text again, which is most of it.
fn number(text: &str) -> Option<Number> {
    let kind = if text.starts_with('\'') { TokenKind::CharConstant } else { TokenKind::Number };
    Number::parse(text, kind).ok()
}
