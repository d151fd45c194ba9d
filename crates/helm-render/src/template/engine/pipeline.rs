//! Pipelines and commands.

use super::{Engine, Frame, Slot};
use crate::template::ast::{Command, Declared, Id, Operand, OperandKind, Pipeline, Place};
use crate::template::failure::{Failure, Outcome};
use crate::value::{Str, Value};

impl Engine<'_> {
    pub(super) fn pipeline(&mut self, frame: &Frame<'_>, pipeline: &Pipeline) -> Outcome<Value> {
        self.at = pipeline.id;
        let parts = &frame.tree.parts;
        let (commands, variables) =
            (pipeline.commands.of(&parts.commands), pipeline.variables.of(&parts.declared));
        if let ([command], []) = (commands, variables) {
            // Straight to where the caller wants it: moving a value just made costs more than making it.
            let value = self.command(frame, command, None);
            self.is_interface = false;
            return value;
        }
        let mark = self.tracer.as_ref().map(|tracer| tracer.mark());
        let mut value = None;
        for command in commands {
            value = Some(self.command(frame, command, value)?);
        }
        let value = value.unwrap_or_default();
        // What comes out of a pipeline is the concrete value, even if it was held in an interface.
        self.is_interface = false;
        for variable in variables {
            self.set(frame, variable, value.clone())?;
            if let (Some((tracer, mark)), Some(slot)) =
                (self.tracer.as_mut().zip(mark), variable.place.slot())
            {
                tracer.assigned(frame.base + slot, mark);
            }
        }
        Ok(value)
    }

    pub(super) fn set(&mut self, frame: &Frame<'_>, variable: &Declared, value: Value) -> Outcome<()> {
        let Some(slot) = variable.place.slot() else {
            return Err(Failure::new(format!("undefined variable: {}", variable.name)));
        };
        self.variables[frame.base + slot] = Slot { value, is_interface: false };
        Ok(())
    }

    /// A command; `last` is what the command before it in the pipeline gave.
    pub(super) fn command(
        &mut self,
        frame: &Frame<'_>,
        command: &Command,
        last: Option<Value>,
    ) -> Outcome<Value> {
        let parts = &frame.tree.parts;
        let (id, (head, args)) = (command.id, parts.command(command));
        match &head.kind {
            OperandKind::Function(callee) => {
                self.at = head.id;
                self.call(frame, *callee, id, args, last)
            }
            OperandKind::Field(fields) => {
                self.at = head.id;
                self.is_interface = frame.is_interface;
                self.fields(frame, frame.dot, *fields, head.id, args, last)
            }
            OperandKind::Variable(name, place) => {
                self.at = head.id;
                no_arguments(frame, head, args, last.as_ref())?;
                self.variable(frame, name, *place)
            }
            OperandKind::VariableField(variable) => {
                self.at = head.id;
                self.variable_field(frame, *variable, head.id, args, last)
            }
            OperandKind::Chain(inner, fields) => {
                self.at = head.id;
                let receiver = self.chain_start(frame, *inner)?;
                self.fields(frame, &receiver, *fields, head.id, args, last)
            }
            OperandKind::Pipeline(pipeline) => {
                no_arguments(frame, head, args, last.as_ref())?;
                self.check_stack()?;
                self.pipeline(frame, &parts.pipelines[*pipeline as usize])
            }
            _ => {
                self.at = head.id;
                no_arguments(frame, head, args, last.as_ref())?;
                match &head.kind {
                    OperandKind::Dot => {
                        if let Some(tracer) = &mut self.tracer {
                            tracer.dot(frame.dot);
                        }
                        Ok(frame.dot.clone())
                    }
                    OperandKind::Nil => Err(Failure::new("nil is not a command")),
                    _ => self.constant(frame, head),
                }
            }
        }
    }

    pub(super) fn variable(&mut self, frame: &Frame<'_>, name: &Str, place: Place) -> Outcome<Value> {
        let index = index(frame, name, place)?;
        let slot = &self.variables[index];
        self.is_interface = slot.is_interface;
        let value = slot.value.clone();
        if let Some(tracer) = &mut self.tracer {
            tracer.variable(index, &value);
        }
        Ok(value)
    }

    pub(super) fn variable_field(
        &mut self,
        frame: &Frame<'_>,
        variable: u32,
        id: Id,
        args: &[Operand],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let parts = &frame.tree.parts;
        let variable = &parts.variables[variable as usize];
        let slot = &self.variables[index(frame, &variable.name, variable.place)?];
        if let ([name], [], None, None) = (variable.fields.of(&parts.names), args, &last, &self.tracer)
            && let Some(value) = self.plain_entry(&slot.value, name)
        {
            self.is_interface = true;
            return Ok(value);
        }
        let value = self.variable(frame, &variable.name, variable.place)?;
        self.fields(frame, &value, variable.fields, id, args, last)
    }

    /// What the fields of a chain are taken from: a function without arguments or parentheses.
    pub(super) fn chain_start(&mut self, frame: &Frame<'_>, inner: u32) -> Outcome<Value> {
        let parts = &frame.tree.parts;
        let inner = &parts.operands[inner as usize];
        self.at = inner.id;
        match &inner.kind {
            OperandKind::Function(callee) => self.call(frame, *callee, inner.id, &[], None),
            OperandKind::Pipeline(pipeline) => {
                self.check_stack()?;
                self.pipeline(frame, &parts.pipelines[*pipeline as usize])
            }
            _ => self.constant(frame, inner),
        }
    }
}

/// Where a variable is.
#[inline]
fn index(frame: &Frame<'_>, name: &Str, place: Place) -> Outcome<usize> {
    match place.slot() {
        Some(slot) => Ok(frame.base + slot),
        None => Err(Failure::new(format!("undefined variable: {name}"))),
    }
}

fn no_arguments(frame: &Frame<'_>, head: &Operand, args: &[Operand], last: Option<&Value>) -> Outcome<()> {
    if args.is_empty() && last.is_none() {
        return Ok(());
    }
    Err(Failure::new(format!("can't give argument to non-function {}", frame.shown(head))))
}
