//! Lists of nodes and the control structures.

use std::rc::Rc;

use super::{Engine, Frame, Slot, weight};
use crate::template::ast::{Branch, Node, Pipeline, Place, Span, TemplateCall};
use crate::template::builtins;
use crate::template::failure::{Failure, Outcome};
use crate::template::runes::quote;
use crate::value::format::display;
use crate::value::{ListType, MapType, Str, Value};

/// How a list of nodes ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

impl Engine<'_> {
    pub(super) fn list(&mut self, frame: &Frame<'_>, nodes: Span<Node>) -> Outcome<Flow> {
        self.check_stack()?;
        let parts = &frame.tree.parts;
        for node in nodes.of(&parts.nodes) {
            self.step()?;
            let flow = match node {
                Node::Text(range) => {
                    let range = range.start as usize..range.end as usize;
                    self.text(frame, range)?;
                    Flow::Next
                }
                Node::Action(pipeline) => self.action(frame, pipeline)?,
                Node::If(branch) => self.if_branch(frame, &parts.branches[*branch as usize])?,
                Node::With(branch) => self.with_branch(frame, &parts.branches[*branch as usize])?,
                Node::Range(branch) => self.range(frame, &parts.branches[*branch as usize])?,
                Node::Template(call) => self.template(frame, &parts.calls[*call as usize])?,
                Node::Break => Flow::Break,
                Node::Continue => Flow::Continue,
            };
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    #[inline(never)]
    fn text(&mut self, frame: &Frame<'_>, range: std::ops::Range<usize>) -> Outcome<()> {
        let start = self.out.len();
        self.charge(range.len())?;
        self.out.extend_from_slice(&frame.tree.source.text.as_bytes()[range.clone()]);
        if let Some(tracer) = &mut self.tracer {
            tracer.text(&frame.tree.source, range, start);
        }
        Ok(())
    }

    #[inline(never)]
    fn action(&mut self, frame: &Frame<'_>, pipeline: &Pipeline) -> Outcome<Flow> {
        if self.tracer.is_none() {
            self.plain_action(frame, pipeline)?;
            return Ok(Flow::Next);
        }
        let mark = self.tracer.as_ref().map(|tracer| tracer.mark());
        let value = self.pipeline(frame, pipeline)?;
        if pipeline.variables.is_empty() {
            let start = self.out.len();
            self.print(&value)?;
            if let Some((tracer, mark)) = self.tracer.as_mut().zip(mark) {
                tracer.whole(&value);
                tracer.action(&frame.tree.source, pipeline.offset, mark, &self.out, start);
            }
        }
        if let Some(tracer) = &mut self.tracer {
            tracer.settle();
        }
        Ok(Flow::Next)
    }

    /// The action when nobody traces it: its value goes to its place.
    fn plain_action(&mut self, frame: &Frame<'_>, pipeline: &Pipeline) -> Outcome<()> {
        let parts = &frame.tree.parts;
        match (pipeline.variables.of(&parts.declared), pipeline.commands.of(&parts.commands)) {
            ([], _) => {
                let value = self.pipeline(frame, pipeline)?;
                self.print(&value)
            }
            ([variable], [command]) => {
                self.at = pipeline.id;
                let value = self.command(frame, command, None)?;
                self.set(frame, variable, value)
            }
            _ => self.pipeline(frame, pipeline).map(drop),
        }
    }

    #[inline(never)]
    fn if_branch(&mut self, frame: &Frame<'_>, branch: &Branch) -> Outcome<Flow> {
        let is_true = self.is_true(frame, &branch.pipeline)?;
        if let Some(tracer) = &mut self.tracer {
            tracer.settle();
        }
        self.list(frame, if is_true { branch.body } else { branch.otherwise })
    }

    #[inline(never)]
    fn with_branch(&mut self, frame: &Frame<'_>, branch: &Branch) -> Outcome<Flow> {
        let mark = self.tracer.as_ref().map(|tracer| tracer.mark());
        let value = self.pipeline(frame, &branch.pipeline)?;
        if !value.is_true() {
            return self.list(frame, branch.otherwise);
        }
        if let Some((tracer, mark)) = self.tracer.as_mut().zip(mark) {
            tracer.dot_starts(mark);
        }
        let flow = self.list(&Frame { dot: &value, is_interface: false, ..*frame }, branch.body)?;
        if let Some(tracer) = &mut self.tracer {
            tracer.dot_ends();
        }
        Ok(flow)
    }

    #[inline(never)]
    fn range(&mut self, frame: &Frame<'_>, branch: &Branch) -> Outcome<Flow> {
        let mark = self.tracer.as_ref().map(|tracer| tracer.mark());
        let value = self.pipeline(frame, &branch.pipeline)?;
        if let Some((tracer, mark)) = self.tracer.as_mut().zip(mark) {
            tracer.dot_starts(mark);
        }
        let had_rounds = self.rounds(frame, branch, value)?;
        if let Some(tracer) = &mut self.tracer {
            tracer.dot_ends();
        }
        if had_rounds { Ok(Flow::Next) } else { self.list(frame, branch.otherwise) }
    }

    /// The rounds of a loop; whether there was one.
    #[inline(never)]
    fn rounds(&mut self, frame: &Frame<'_>, branch: &Branch, value: Value) -> Outcome<bool> {
        let mut value = value;
        // The items of Helm's own maps have a type.
        let is_own = matches!(value, Value::Object(_));
        if let Value::Object(object) = &value {
            value = builtins::collection(&**object).unwrap_or(value);
        }
        match &value {
            Value::List(list) if !list.items().is_empty() => {
                let list = Rc::clone(list);
                let is_interface = list.list_type() == ListType::Any;
                for (index, item) in (0..).zip(list.items()) {
                    if !self.iteration(frame, branch, &Value::Int(index), item, is_interface)? {
                        break;
                    }
                }
                Ok(true)
            }
            Value::Map(map) if !map.is_empty() => {
                let is_interface = map.map_type() != MapType::Strings && !is_own;
                if let Some(tracer) = &mut self.tracer {
                    tracer.every_key(map);
                }
                // The copy is gone after the loop, but loops inside of loops have one each.
                let size = map.len() * size_of::<(Str, Value)>();
                self.steps(weight::steps_to_make(size))?;
                self.charge(size)?;
                for (key, item) in map.snapshot() {
                    if let Some(tracer) = &mut self.tracer {
                        let variables = branch.pipeline.variables.of(&frame.tree.parts.declared);
                        let slot = variables.last().and_then(|last| last.place.slot());
                        let slot = slot.map(|slot| frame.base + slot);
                        tracer.entry(map, &key, slot);
                    }
                    if !self.iteration(frame, branch, &Value::String(key), &item, is_interface)? {
                        break;
                    }
                }
                self.bytes_left += size;
                Ok(true)
            }
            Value::Nil | Value::List(_) | Value::Map(_) => Ok(false),
            _ => Err(Failure::new(format!("range can't iterate over {}", display(&value)))),
        }
    }

    /// One round; whether there may be another one.
    #[inline(never)]
    fn iteration(
        &mut self,
        frame: &Frame<'_>,
        branch: &Branch,
        index: &Value,
        item: &Value,
        is_interface: bool,
    ) -> Outcome<bool> {
        let mut set = |place: Place, value: &Value, is_interface| {
            if let Some(slot) = place.slot() {
                self.variables[frame.base + slot] = Slot { value: value.clone(), is_interface };
            }
        };
        match branch.pipeline.variables.of(&frame.tree.parts.declared) {
            [] => {}
            [only] => set(only.place, item, is_interface),
            [first, second, ..] => {
                set(first.place, index, false);
                set(second.place, item, is_interface);
            }
        }
        let flow = self.list(&Frame { dot: item, is_interface, ..*frame }, branch.body)?;
        Ok(flow != Flow::Break)
    }

    #[inline(never)]
    fn template(&mut self, frame: &Frame<'_>, call: &TemplateCall) -> Outcome<Flow> {
        self.at = call.id;
        self.count_overlays()?;
        let Some(found) = self.find(call.name.as_bytes()) else {
            return Err(Failure::new(format!("template {} not defined", quote(call.name.as_bytes()))));
        };
        if self.depth == self.options.limits.depth || self.stack.is_short() {
            return Err(Failure::limit(format!("exceeded maximum template depth ({})", self.depth)));
        }
        let dot = match &call.pipeline {
            Some(pipeline) => self.pipeline(frame, pipeline)?,
            None => Value::Nil,
        };
        let tree = found.tree(&mut self.scratch)?;
        self.depth += 1;
        if let Some(tracer) = &mut self.tracer {
            tracer.settle();
            tracer.call_starts(&frame.tree.source, call.offset);
        }
        self.run(tree, &dot)?;
        if let Some(tracer) = &mut self.tracer {
            tracer.call_ends();
        }
        self.depth -= 1;
        Ok(Flow::Next)
    }
}
