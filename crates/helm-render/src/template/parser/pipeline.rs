//! Pipelines: declarations and commands.

use super::{Parsed, Parser};
use crate::template::ast::{Command, Declared, OperandKind, Pipeline, Place, Span};
use crate::template::token::{Token, TokenKind};
use crate::value::Str;

impl Parser<'_> {
    pub(super) fn pipeline(&mut self, context: &str, end: TokenKind) -> Parsed<Pipeline> {
        let first = self.peek_non_space();
        let id = self.id();
        let visible = self.scope.variables.len();
        let (names, is_assignment) = self.declarations(context)?;
        let start = self.scratch.unfinished.commands.len();
        loop {
            let token = self.next_non_space();
            match token.kind {
                kind if kind == end => break,
                TokenKind::Bool
                | TokenKind::CharConstant
                | TokenKind::Complex
                | TokenKind::Dot
                | TokenKind::Field
                | TokenKind::Identifier
                | TokenKind::Number
                | TokenKind::Nil
                | TokenKind::RawString
                | TokenKind::String
                | TokenKind::Variable
                | TokenKind::LeftParen => {
                    self.back_up();
                    let command = self.command()?;
                    self.scratch.unfinished.commands.push(command);
                }
                _ => return self.unexpected(token, context),
            }
        }
        let commands =
            Span::moved(&mut self.scratch.unfinished.commands, start, &mut self.scratch.parts.commands);
        self.check(commands, context)?;
        self.scope.variables.drain(visible..visible + names.len());
        let first_variable = self.scratch.parts.declared.len();
        for name in names {
            let declared = self.declare(name, is_assignment);
            self.scratch.parts.declared.push(declared);
        }
        let variables = Span::from(first_variable, &self.scratch.parts.declared);
        Ok(Pipeline { id, offset: first.start, variables, is_assignment, commands })
    }

    fn check(&self, commands: Span<Command>, context: &str) -> Parsed<()> {
        if commands.is_empty() {
            return self.fail(format!("missing value for {context}"));
        }
        let parts = &self.scratch.parts;
        for (index, command) in commands.of(&parts.commands).iter().enumerate().skip(1) {
            let is_constant = matches!(
                parts.command(command).0.kind,
                OperandKind::Bool(_)
                    | OperandKind::Dot
                    | OperandKind::Nil
                    | OperandKind::Number(_)
                    | OperandKind::String(..)
            );
            if is_constant {
                return self.fail(format!("non executable command in pipeline stage {}", index + 1));
            }
        }
        Ok(())
    }

    /// The variables before `:=` or `=`, and which of the two it was. They are in sight at once, but until the
    /// pipeline is complete they stand for what they meant before: `$x := add $x 1`.
    fn declarations(&mut self, context: &str) -> Parsed<(Vec<Str>, bool)> {
        let mut names = Vec::new();
        let mut is_assignment = false;
        while self.peek_non_space().kind == TokenKind::Variable {
            let variable = self.next();
            // `$x foo` shows only two tokens later that `$x` is an argument.
            let after = self.peek();
            let next = self.peek_non_space();
            if matches!(next.kind, TokenKind::Assign | TokenKind::Declare) {
                is_assignment = next.kind == TokenKind::Assign;
                self.next_non_space();
                names.push(variable);
                break;
            }
            if next.kind == TokenKind::Char && self.text(next) == b"," {
                self.next_non_space();
                names.push(variable);
                if context != "range" || names.len() > 1 {
                    return self.fail(format!("too many declarations in {context}"));
                }
                match self.peek_non_space().kind {
                    TokenKind::Variable | TokenKind::RightDelim | TokenKind::RightParen => continue,
                    _ => return self.fail("range can only initialize variables"),
                }
            }
            if after.kind == TokenKind::Space {
                self.back_up_3(variable, after);
            } else {
                self.back_up_2(variable);
            }
            break;
        }
        let names: Vec<Str> = names.into_iter().map(|token: Token| Str::from(self.text(token))).collect();
        for name in &names {
            let meant = self.scope.find(name.as_bytes()).unwrap_or(Place::UNDEFINED);
            self.scope.variables.push((name.clone(), meant));
        }
        Ok((names, is_assignment))
    }

    fn declare(&mut self, name: Str, is_assignment: bool) -> Declared {
        let place = if is_assignment {
            self.scope.find(name.as_bytes()).unwrap_or(Place::UNDEFINED)
        } else {
            self.scope.slots += 1;
            Place::at(self.scope.slots - 1)
        };
        // Go counts an assigned variable as declared from here on, too.
        self.scope.variables.push((name.clone(), place));
        Declared { name, place }
    }

    fn command(&mut self) -> Parsed<Command> {
        let offset = self.peek_non_space().start;
        let id = self.id();
        let start = self.scratch.unfinished.operands.len();
        loop {
            self.peek_non_space();
            if let Some(operand) = self.operand()? {
                self.scratch.unfinished.operands.push(operand);
            }
            let token = self.next();
            match token.kind {
                TokenKind::Space => continue,
                TokenKind::RightDelim | TokenKind::RightParen => self.back_up(),
                TokenKind::Pipe => {}
                _ => return self.unexpected(token, "operand"),
            }
            break;
        }
        let operands =
            Span::moved(&mut self.scratch.unfinished.operands, start, &mut self.scratch.parts.operands);
        if operands.is_empty() {
            return self.fail("empty command");
        }
        Ok(Command { id, offset, operands })
    }
}
