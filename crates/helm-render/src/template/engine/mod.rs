//! One render: the state that evaluation works on.

mod argument;
mod call;
mod condition;
mod control;
mod field;
mod include;
mod methods;
mod pipeline;
mod weight;

pub(super) use methods::ValuesMethod;

use std::collections::HashMap;
use std::rc::Rc;

use super::ast::{Id, Operand, Tree};
use super::failure::{Failure, Outcome};
use super::parser::Scratch;
use super::set::{Overlay, Templates};
use super::show::Printer;
use super::stack::Stack;
use super::trace::{Read, Segment, Trace, Tracer};
use crate::bytes;
use crate::error::{Error, ErrorKind};
use crate::fault::Fault;
use crate::limits::Limits;
use crate::value::cycles::Scope;
use crate::value::format::try_write_display;
use crate::value::{Str, Value, live};
use crate::world::World;

/// How templates are executed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// A key that is missing from a map is an error (`helm lint --strict`).
    pub strict: bool,
    /// `required` and `fail` do not fail (`helm lint`).
    pub lint: bool,
    /// How much the render may use.
    pub limits: Limits,
    /// What to note while rendering.
    pub trace: Trace,
}

/// One render: executes templates of a set against data.
///
/// Data that templates put into itself (`set $d "self" $d`) is freed when the last engine of the thread goes, unless
/// somebody still holds it; then the end of a later engine frees it.
pub struct Engine<'a> {
    templates: &'a Templates,
    world: &'a dyn World,
    options: Options,
    stack: Stack,
    /// The output, and above it what is being captured for `include`.
    out: Vec<u8>,
    /// The variables of all running templates.
    variables: Vec<Slot>,
    /// The arguments of all running calls.
    args: Vec<Value>,
    /// The node that an error would be about; Go keeps the same record.
    at: Id,
    /// Whether the operand evaluated last has the static type `interface {}`. Go treats a nil of that type
    /// differently from no value at all, and names it in messages.
    is_interface: bool,
    /// How many `template` actions are inside each other.
    depth: u32,
    /// How often each template of the set is included right now.
    included: Vec<u32>,
    /// The same for names that nothing but a running `tpl` defines.
    included_texts: HashMap<Str, u32>,
    /// The texts that `tpl` is executing, with their definitions; the innermost last.
    overlays: Vec<Rc<Overlay>>,
    parsed_texts: HashMap<Str, Rc<Overlay>>,
    parsed_bytes: usize,
    scratch: Scratch,
    steps_left: u64,
    bytes_left: usize,
    /// What lists and maps took before.
    live_before: usize,
    notices: Vec<String>,
    tracer: Option<Box<Tracer>>,
    /// Ends last: by then the engine holds no data.
    _scope: Scope,
}

/// A variable.
#[derive(Debug, Clone, Default)]
struct Slot {
    value: Value,
    /// Whether it is an element that `range` took out of an `interface {}` collection.
    is_interface: bool,
}

/// What a list of nodes is executed with.
#[derive(Clone, Copy)]
struct Frame<'f> {
    tree: &'f Tree,
    dot: &'f Value,
    /// As [`Slot::is_interface`], for dot.
    is_interface: bool,
    /// The index of `$`.
    base: usize,
}

impl Frame<'_> {
    /// An operand as Go prints it.
    fn shown(&self, operand: &Operand) -> String {
        Printer { source: &self.tree.source, parts: &self.tree.parts }.operand(operand)
    }
}

impl<'a> Engine<'a> {
    /// A render of `templates` in `world`.
    pub fn new(templates: &'a Templates, world: &'a dyn World, options: Options) -> Self {
        let Trace { reads, output } = options.trace;
        Self {
            templates,
            world,
            options,
            stack: Stack::start(options.limits.stack),
            out: Vec::with_capacity(USUAL_OUTPUT),
            variables: Vec::new(),
            args: Vec::new(),
            at: 0,
            is_interface: false,
            depth: 0,
            included: vec![0; templates.len()],
            included_texts: HashMap::new(),
            overlays: Vec::new(),
            parsed_texts: HashMap::new(),
            parsed_bytes: 0,
            scratch: Scratch::default(),
            steps_left: options.limits.steps,
            bytes_left: options.limits.output,
            live_before: live::bytes(),
            notices: Vec::new(),
            tracer: (reads || output).then(|| Box::new(Tracer::new(options.trace))),
            _scope: Scope::enter(),
        }
    }

    /// Executes the template `name` with `data` as dot and returns its output, `<no value>` removed as Helm does.
    pub fn execute(&mut self, name: &str, data: &Value) -> Result<Vec<u8>, Error> {
        let mut output = self.execute_plain(name, data)?;
        // Go prints `<no value>` for nil even with missingkey=zero; Helm removes it: engine.go, render.
        let removed = remove_no_value(&mut output);
        if let Some(tracer) = &mut self.tracer {
            tracer.finish(&removed);
        }
        Ok(output)
    }

    /// As [`Engine::execute`], but `<no value>` stays in the output, as in Helm's `--name-template`.
    pub fn execute_plain(&mut self, name: &str, data: &Value) -> Result<Vec<u8>, Error> {
        let templates = self.templates;
        let Some(index) = templates.index(name.as_bytes()) else {
            let name = super::runes::quote(name.as_bytes());
            let message = format!("template: no template {name} associated with template \"gotpl\"");
            return Err(Error::new(ErrorKind::Execution, message));
        };
        self.reset();
        let tree = templates.tree(index, &mut self.scratch).map_err(Failure::into_error)?;
        self.run(tree, data).map_err(Failure::into_error)?;
        if self.out.len() > LONG_OUTPUT {
            return Ok(std::mem::take(&mut self.out));
        }
        // The next template prints to the same memory, which grew already.
        let output = self.out.clone();
        self.out.clear();
        Ok(output)
    }

    /// The reads of marked maps noted in this render, each once, in order of the first. [`Segment::reads`] counts
    /// in it.
    pub fn reads(&self) -> &[Read] {
        self.tracer.as_ref().map_or(&[], |tracer| tracer.reads())
    }

    /// The segments of the last output, in order.
    pub fn take_segments(&mut self) -> Vec<Segment> {
        self.tracer.as_mut().map(|tracer| tracer.take_segments()).unwrap_or_default()
    }

    /// What lint mode let pass (`required`, `fail`), as Helm logs it: `Missing required value: …`, `Fail: …`.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// Forgets what a failed execution left behind.
    fn reset(&mut self) {
        self.stack = Stack::start(self.options.limits.stack);
        self.out.clear();
        self.variables.clear();
        self.args.clear();
        self.overlays.clear();
        self.included.fill(0);
        self.included_texts.clear();
        self.depth = 0;
        if let Some(tracer) = &mut self.tracer {
            tracer.start();
        }
    }

    /// Executes a template with its own variables.
    fn run(&mut self, tree: &Tree, dot: &Value) -> Outcome<()> {
        self.check_stack().map_err(|failure| failure.locate(tree, self.at))?;
        let base = self.variables.len();
        let variables = tree.slots as usize * size_of::<Slot>();
        // Recursion multiplies them.
        let charged = if variables > FEW_VARIABLES { variables } else { 0 };
        self.charge(charged).map_err(|failure| failure.locate(tree, self.at))?;
        self.variables.resize_with(base + tree.slots as usize, Slot::default);
        self.variables[base].value = dot.clone();
        if let Some(tracer) = &mut self.tracer {
            tracer.template_starts(base);
        }
        let frame = Frame { tree, dot, is_interface: false, base };
        let outcome = self.list(&frame, tree.root);
        self.variables.truncate(base);
        if let Some(tracer) = &mut self.tracer {
            tracer.dot_ends();
        }
        self.bytes_left += charged;
        match outcome {
            Ok(_) => Ok(()),
            Err(failure) => Err(failure.locate(tree, self.at)),
        }
    }

    /// Prints a value.
    fn print(&mut self, value: &Value) -> Outcome<()> {
        let before = self.out.len();
        match value {
            Value::String(text) => self.out.extend_from_slice(text.as_bytes()),
            Value::Nil => self.out.extend_from_slice(NO_VALUE),
            Value::Object(object) => self.out.extend_from_slice(object.output().as_bytes()),
            _ => try_write_display(value, &mut self.out).map_err(Failure::from_limit)?,
        }
        self.charge(self.out.len() - before)
    }

    /// Counts one evaluated node.
    #[inline(always)]
    fn step(&mut self) -> Outcome<()> {
        self.steps(1)
    }

    /// Counts what takes as long as so many evaluated nodes.
    #[inline(always)]
    fn steps(&mut self, steps: u64) -> Outcome<()> {
        match self.steps_left.checked_sub(steps) {
            Some(left) => {
                self.steps_left = left;
                Ok(())
            }
            None => Err(self.too_many_steps()),
        }
    }

    #[cold]
    fn too_many_steps(&self) -> Failure {
        Failure::limit(format!("exceeded the limit of {} steps", self.options.limits.steps))
    }

    /// Counts bytes that were made.
    #[inline(always)]
    fn charge(&mut self, bytes: usize) -> Outcome<()> {
        match self.bytes_left.checked_sub(bytes) {
            Some(left) => {
                self.bytes_left = left;
                Ok(())
            }
            None => Err(self.too_many_bytes()),
        }
    }

    #[cold]
    fn too_many_bytes(&self) -> Failure {
        Failure::limit(format!("exceeded the limit of {} bytes of output", self.options.limits.output))
    }

    #[inline(always)]
    fn check_stack(&self) -> Outcome<()> {
        if self.stack.is_exhausted() { Err(too_deep()) } else { Ok(()) }
    }

    /// A function's result, or its failure at the node `id`.
    fn called(&mut self, name: &str, id: Id, result: Result<Value, Fault>) -> Outcome<Value> {
        match result {
            Ok(value) => {
                match &value {
                    Value::String(text) => self.charge(text.allocated())?,
                    Value::List(_) | Value::Map(_) | Value::Object(_) => self.charge_nested(&value)?,
                    _ => {}
                }
                self.is_interface = true;
                Ok(value)
            }
            Err(fault) => {
                self.at = id;
                Err(Failure::calling(name, fault))
            }
        }
    }

    /// Counts a list or map that a function made or added to.
    #[inline(never)]
    fn charge_nested(&mut self, value: &Value) -> Outcome<()> {
        self.charge(weight::of_new(value))?;
        if live::bytes().saturating_sub(self.live_before) > self.options.limits.output {
            return Err(Failure::limit(format!(
                "lists and maps exceeded the limit of {} bytes",
                self.options.limits.output
            )));
        }
        Ok(())
    }
}

#[cold]
fn too_deep() -> Failure {
    Failure::limit("templates are nested too deeply")
}

/// Bytes of variables that one template may have without being counted.
const FEW_VARIABLES: usize = 4 << 10;

/// Bytes of output for which there is room from the start: most templates print less.
const USUAL_OUTPUT: usize = 32 << 10;

/// Bytes of output that are moved rather than copied.
const LONG_OUTPUT: usize = 64 << 10;

const NO_VALUE: &[u8] = b"<no value>";

/// Removes every `<no value>`; the places in what is left where one was.
fn remove_no_value(output: &mut Vec<u8>) -> Vec<usize> {
    let mut removed = Vec::new();
    let Some(first) = find_no_value(output, 0) else { return removed };
    let mut kept = output[..first].to_vec();
    let mut next = Some(first);
    while let Some(found) = next {
        removed.push(kept.len());
        let after = found + NO_VALUE.len();
        next = find_no_value(output, after);
        kept.extend_from_slice(&output[after..next.unwrap_or(output.len())]);
    }
    *output = kept;
    removed
}

fn find_no_value(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes::position(text.get(at..)?, NO_VALUE[0])?;
        if text[at..].starts_with(NO_VALUE) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::remove_no_value;

    #[test]
    fn every_missing_value_is_removed() {
        let mut text = b"a: <no value>\nb: <no value><no value>x<no".to_vec();
        assert_eq!(remove_no_value(&mut text), [3, 7, 7]);
        assert_eq!(text, b"a: \nb: x<no");
    }
}
