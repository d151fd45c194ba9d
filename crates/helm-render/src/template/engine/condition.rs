//! Conditions: whether something is true, found out where its value stands. Nobody else needs that value, so it is
//! neither copied nor made.

use std::borrow::Cow;

use super::argument::fits;
use super::{Engine, Frame, weight};
use crate::functions::GoType;
use crate::template::ast::{Builtin, Callee, Id, Name, Operand, OperandKind, Pipeline, Target};
use crate::template::builtins;
use crate::template::failure::{Failure, Outcome};
use crate::value::Value;

impl Engine<'_> {
    /// Whether the value of a pipeline is true.
    pub(super) fn is_true(&mut self, frame: &Frame<'_>, pipeline: &Pipeline) -> Outcome<bool> {
        let parts = &frame.tree.parts;
        if self.tracer.is_some() || !pipeline.variables.is_empty() {
            return Ok(self.pipeline(frame, pipeline)?.is_true());
        }
        let [command] = pipeline.commands.of(&parts.commands) else {
            return Ok(self.pipeline(frame, pipeline)?.is_true());
        };
        let (head, args) = parts.command(command);
        let known = match &head.kind {
            OperandKind::Function(callee) => {
                self.at = head.id;
                self.condition(frame, *callee, command.id, args)?
            }
            _ if args.is_empty() => self.stands(frame, head).map(|value| value.is_true()),
            _ => None,
        };
        match known {
            Some(is_true) => Ok(is_true),
            None => Ok(self.pipeline(frame, pipeline)?.is_true()),
        }
    }

    /// Whether what a function gives is true, if that can be told without calling it as any other.
    fn condition(
        &mut self,
        frame: &Frame<'_>,
        callee: Callee,
        id: Id,
        args: &[Operand],
    ) -> Outcome<Option<bool>> {
        match (callee.target(), args) {
            (Target::Builtin(builtin @ (Builtin::And | Builtin::Or)), [_, ..]) => {
                let decides = builtin == Builtin::Or;
                for operand in args {
                    self.step()?;
                    if self.is_operand_true(frame, operand)? == decides {
                        return Ok(Some(decides));
                    }
                }
                Ok(Some(!decides))
            }
            (Target::Builtin(Builtin::Not), [operand]) => {
                self.step()?;
                Ok(Some(!self.is_operand_true(frame, operand)?))
            }
            (Target::Builtin(builtin @ (Builtin::Eq | Builtin::Ne)), [left, right]) => {
                if let (Some(left), Some(right)) = (self.stands(frame, left), self.stands(frame, right)) {
                    let steps = weight::steps_to_read([&*left, &*right]);
                    let result = builtins::is_equal(&left, &right);
                    drop((left, right));
                    self.steps(steps + 1)?;
                    return match result {
                        Ok(is_equal) => Ok(Some(is_equal == (builtin == Builtin::Eq))),
                        Err(fault) => {
                            self.at = id;
                            Err(Failure::calling(callee.name(), fault))
                        }
                    };
                }
                Ok(None)
            }
            (Target::Function(function), [left, right]) => {
                let [left_type, right_type] = function.params() else { return Ok(None) };
                let Some(answer) = function.answer() else { return Ok(None) };
                if let (Some(left), Some(right)) = (self.stands(frame, left), self.stands(frame, right))
                    && fits(&left, *left_type)
                    && fits(&right, *right_type)
                {
                    let (steps, is_true) = (weight::steps_to_read([&*left, &*right]), answer(&left, &right));
                    drop((left, right));
                    self.steps(steps + 1)?;
                    return Ok(Some(is_true));
                }
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    /// Whether an operand is true, as an argument of `and`, `or` and `not`.
    fn is_operand_true(&mut self, frame: &Frame<'_>, operand: &Operand) -> Outcome<bool> {
        if let OperandKind::Pipeline(pipeline) = &operand.kind {
            self.at = operand.id;
            self.check_stack()?;
            return self.is_true(frame, &frame.tree.parts.pipelines[*pipeline as usize]);
        }
        if let Some(value) = self.stands(frame, operand) {
            return Ok(value.is_true());
        }
        Ok(self.argument(frame, operand, GoType::Reflect)?.is_true())
    }

    /// The value of an operand for which nothing has to be evaluated and nothing can fail.
    fn stands<'v>(&'v self, frame: &Frame<'v>, operand: &Operand) -> Option<Cow<'v, Value>> {
        match &operand.kind {
            OperandKind::Variable(_, place) => {
                Some(Cow::Borrowed(&self.variables[frame.base + place.slot()?].value))
            }
            OperandKind::VariableField(variable) => {
                let variable = &frame.tree.parts.variables[*variable as usize];
                let holder = &self.variables[frame.base + variable.place.slot()?].value;
                self.entry_of(holder, variable.fields.of(&frame.tree.parts.names))
            }
            OperandKind::Field(fields) => self.entry_of(frame.dot, fields.of(&frame.tree.parts.names)),
            OperandKind::Dot => Some(Cow::Borrowed(frame.dot)),
            OperandKind::String(text, _) => Some(Cow::Owned(Value::String(text.clone()))),
            _ => None,
        }
    }

    /// One entry of a plain map.
    fn entry_of<'v>(&self, holder: &Value, fields: &[Name]) -> Option<Cow<'v, Value>> {
        let [name] = fields else { return None };
        self.plain_entry(holder, name).map(Cow::Owned)
    }
}
