//! Operands: constants, fields, variables, functions, parentheses.

use std::num::NonZeroU32;

use super::{Parsed, Parser, verbatim};
use crate::template::ast::{Name, Operand, OperandKind, Span, Variable, put};
use crate::template::number::Number;
use crate::template::runes::quote;
use crate::template::show::Printer;
use crate::template::token::{Token, TokenKind};
use crate::value::Str;

impl Parser<'_> {
    /// A term and the fields that follow it without a blank; nothing if the next token is no operand.
    pub(super) fn operand(&mut self) -> Parsed<Option<Operand>> {
        let Some(term) = self.term()? else { return Ok(None) };
        let next = self.peek();
        if next.kind != TokenKind::Field {
            return Ok(Some(term));
        }
        // No operand is parsed in between, so the fields lie behind one another.
        let start = match &term.kind {
            OperandKind::Field(first) => first.start(),
            _ => self.scratch.parts.names.len(),
        };
        while self.peek().kind == TokenKind::Field {
            let token = self.next();
            let name = self.field_name(token);
            self.scratch.parts.names.push(Name::new(name));
        }
        // Go gives the whole operand the position of the first field after the term.
        let (id, offset) = (self.id(), next.start);
        let parts = &mut self.scratch.parts;
        let fields = Span::from(start, &parts.names);
        let kind = match term.kind {
            OperandKind::Field(_) => OperandKind::Field(fields),
            OperandKind::Variable(name, place) => {
                OperandKind::VariableField(put(Variable { name, place, fields }, &mut parts.variables))
            }
            OperandKind::Bool(_)
            | OperandKind::String(..)
            | OperandKind::Number(_)
            | OperandKind::Nil
            | OperandKind::Dot => {
                let shown = Printer { source: self.source, parts }.operand(&term);
                return self.fail(format!("unexpected . after term {}", quote(shown.as_bytes())));
            }
            OperandKind::Function(_)
            | OperandKind::Pipeline(_)
            | OperandKind::VariableField(_)
            | OperandKind::Chain(..) => OperandKind::Chain(put(term, &mut parts.operands), fields),
        };
        Ok(Some(Operand { id, offset, kind }))
    }

    fn term(&mut self) -> Parsed<Option<Operand>> {
        let token = self.next_non_space();
        let id = self.id();
        let kind = match token.kind {
            TokenKind::Identifier => {
                let name = self.text(token);
                match self.scratch.names.callee(name) {
                    Some(callee) => OperandKind::Function(callee),
                    None => return self.fail(format!("function {} not defined", quote(name))),
                }
            }
            TokenKind::Dot => OperandKind::Dot,
            TokenKind::Nil => OperandKind::Nil,
            TokenKind::Variable => self.variable(token)?,
            TokenKind::Field => {
                let name = self.field_name(token);
                OperandKind::Field(Span::one(Name::new(name), &mut self.scratch.parts.names))
            }
            TokenKind::Bool => OperandKind::Bool(self.text(token) == b"true"),
            TokenKind::CharConstant | TokenKind::Complex | TokenKind::Number => {
                let text = String::from_utf8_lossy(self.text(token));
                match Number::parse(&text, token.kind) {
                    Ok(number) => OperandKind::Number(Box::new(number)),
                    Err(message) => return self.fail(message),
                }
            }
            TokenKind::LeftParen => {
                self.check_limits()?;
                let pipeline = self.pipeline("parenthesized pipeline", TokenKind::RightParen)?;
                OperandKind::Pipeline(put(pipeline, &mut self.scratch.parts.pipelines))
            }
            TokenKind::String | TokenKind::RawString => {
                let end =
                    if verbatim(self.text(token)).is_some() { None } else { NonZeroU32::new(token.end) };
                OperandKind::String(self.constant(token)?, end)
            }
            _ => {
                self.back_up();
                return Ok(None);
            }
        };
        Ok(Some(Operand { id, offset: token.start, kind }))
    }

    fn variable(&mut self, token: Token) -> Parsed<OperandKind> {
        let name = self.text(token);
        match self.scope.find(name) {
            Some(place) => Ok(OperandKind::Variable(Str::from(name), place)),
            None => self.fail(format!("undefined variable {}", quote(name))),
        }
    }

    /// The name of a field token, without its dot.
    fn field_name(&mut self, token: Token) -> Str {
        Str::from(&self.text(token)[1..])
    }
}
