//! Helm's functions that run templates or stop the render: `include`, `tpl`, `required`, `fail`.

use std::rc::Rc;

use super::{Engine, find_no_value, remove_no_value};
use crate::bytes;
use crate::fault::{Fault, FaultKind};
use crate::functions::limit::WORK_PER_STEP;
use crate::template::ast::{Builtin, Id, Tree};
use crate::template::failure::{Failure, Outcome};
use crate::template::parser::{ParseFailure, Scratch};
use crate::template::runes::quote;
use crate::template::set::{Overlay, Templates};
use crate::value::{Str, Value};

/// A template that was found by name, held so that the engine can run it.
pub(super) enum Found<'a> {
    Base(&'a Templates, usize),
    Overlay(Rc<Overlay>, Str),
}

impl Found<'_> {
    pub(super) fn tree(&self, scratch: &mut Scratch) -> Outcome<&Tree> {
        match self {
            Self::Base(templates, index) => templates.tree(*index, scratch),
            Self::Overlay(overlay, name) => {
                Ok(overlay.find(name.as_bytes()).expect("an overlay never changes after it was searched"))
            }
        }
    }
}

impl<'a> Engine<'a> {
    /// The template `name`: what a running `tpl` defines hides what the charts define.
    pub(super) fn find(&self, name: &[u8]) -> Option<Found<'a>> {
        let templates = self.templates;
        let mut empty = None;
        for overlay in self.overlays.iter().rev() {
            if let Some(tree) = overlay.find(name) {
                let found = Found::Overlay(Rc::clone(overlay), tree.name.clone());
                if !tree.is_empty {
                    return Some(found);
                }
                // An empty definition hides nothing.
                empty = Some(found);
            }
        }
        templates.index(name).map(|index| Found::Base(templates, index)).or(empty)
    }

    /// Calls one of Helm's own functions with the arguments from `start` on.
    #[inline(never)]
    pub(super) fn helm(&mut self, builtin: Builtin, name: &str, id: Id, start: usize) -> Outcome<Value> {
        let second = if builtin == Builtin::Fail { Value::Nil } else { self.args.pop().unwrap_or_default() };
        let Some(Value::String(first)) = self.args.pop() else {
            return Err(Failure::new(format!("{name} takes a string")));
        };
        self.args.truncate(start);
        if self.options.lint && matches!(builtin, Builtin::Required | Builtin::Fail) {
            // It may become a notice.
            self.charge(first.len())?;
        }
        let result = match builtin {
            Builtin::Required => self.required(&first, second),
            Builtin::Fail => self.fail(&first),
            _ => {
                let at = self.at;
                let outcome = if builtin == Builtin::Include {
                    self.include(&first, &second)
                } else {
                    self.tpl(&first, &second)
                };
                self.at = at;
                let text = outcome.map_err(|failure| {
                    self.at = id;
                    failure.wrap(&format!("error calling {name}: "))
                })?;
                self.is_interface = false;
                return Ok(Value::String(text));
            }
        };
        self.called(name, id, result)
    }

    fn include(&mut self, name: &Str, data: &Value) -> Outcome<Str> {
        self.count_overlays()?;
        let Some(found) = self.find(name.as_bytes()) else {
            let name = quote(name.as_bytes());
            return Err(Failure::new(format!(
                "template: no template {name} associated with template \"gotpl\""
            )));
        };
        if *self.included(name, &found) > self.options.limits.include_depth || self.stack.is_short() {
            return Err(nested_reference(name));
        }
        *self.included(name, &found) += 1;
        let tree = found.tree(&mut self.scratch)?;
        let text = self.capture(tree, data)?;
        *self.included(name, &found) -= 1;
        Ok(text)
    }

    /// How often what has the name is included right now; Helm counts by name, wherever it is defined.
    fn included(&mut self, name: &Str, found: &Found) -> &mut u32 {
        let index = match found {
            Found::Base(_, index) => Some(*index),
            Found::Overlay(..) => self.templates.index(name.as_bytes()),
        };
        match index {
            Some(index) => &mut self.included[index],
            None => self.included_texts.entry(name.clone()).or_default(),
        }
    }

    #[inline(never)]
    fn tpl(&mut self, text: &Str, data: &Value) -> Outcome<Str> {
        self.steps((text.len() / WORK_PER_STEP) as u64)?;
        if self.stack.is_short() {
            return Err(Failure::limit("texts are nested too deeply"));
        }
        if self.tracer.is_none() && !has_action(text.as_bytes()) {
            // Most values that may hold templates hold none.
            return Ok(without_no_value(text.clone()));
        }
        self.evaluate_text(text, data)
    }

    #[inline(never)]
    fn evaluate_text(&mut self, text: &Str, data: &Value) -> Outcome<Str> {
        let shown = || quote(text.as_bytes());
        let overlay = match self.parsed_texts.get(text) {
            Some(overlay) => Rc::clone(overlay),
            None => match self.parse_text(text)? {
                Ok(overlay) => {
                    let overlay = Rc::new(overlay);
                    self.parsed_texts.insert(text.clone(), Rc::clone(&overlay));
                    overlay
                }
                Err(failure) => {
                    let reason = format!("template: gotpl:{}: {}", failure.line, failure.message);
                    let message = format!("cannot parse template {}: {reason}", shown());
                    return Err(if failure.is_limit {
                        Failure::limit(message)
                    } else {
                        Failure::new(message)
                    });
                }
            },
        };
        let Some(main) = overlay.main() else { return Ok(Str::default()) };
        self.overlays.push(Rc::clone(&overlay));
        let output = self.capture(main, data).map_err(|failure| {
            failure.wrap(&format!("error during tpl function execution for {}: ", shown()))
        })?;
        self.overlays.pop();
        Ok(without_no_value(output))
    }

    /// Parses a text for `tpl`; what was parsed before goes when it becomes too much.
    fn parse_text(&mut self, text: &Str) -> Outcome<Result<Overlay, Box<ParseFailure>>> {
        const TEXT_PER_STEP: usize = 8;
        const KEPT: usize = 8 << 20;
        self.steps((text.len() / TEXT_PER_STEP) as u64)?;
        self.parsed_bytes += text.len() + size_of::<Overlay>();
        if self.parsed_bytes > KEPT {
            self.parsed_texts.clear();
            self.parsed_bytes = text.len();
        }
        Ok(Overlay::parse(text, self.stack.left(), &mut self.scratch))
    }

    /// Counts the search for a name among what the running texts define.
    pub(super) fn count_overlays(&mut self) -> Outcome<()> {
        let defined: usize = self.overlays.iter().map(|overlay| overlay.len()).sum();
        self.steps((defined / WORK_PER_STEP) as u64)
    }

    /// The output of a template, taken off the end of the buffer it was printed to.
    fn capture(&mut self, tree: &Tree, data: &Value) -> Outcome<Str> {
        let start = self.out.len();
        if let Some(tracer) = &mut self.tracer {
            tracer.capture_starts();
        }
        // `template` actions count from zero again: include starts a new execution.
        let depth = std::mem::take(&mut self.depth);
        self.run(tree, data)?;
        self.depth = depth;
        if let Some(tracer) = &mut self.tracer {
            tracer.capture_ends(&self.out, start);
        }
        let text = Str::from(&self.out[start..]);
        self.out.truncate(start);
        Ok(text)
    }

    fn required(&mut self, message: &Str, value: Value) -> Result<Value, Fault> {
        let is_missing = match &value {
            Value::Nil => true,
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        match (is_missing, self.options.lint) {
            (false, _) => Ok(value),
            (true, true) => {
                self.notices.push(format!("Missing required value: {message}"));
                Ok(Value::String(Str::default()))
            }
            (true, false) => Err(Fault::of(FaultKind::Required, message.to_str())),
        }
    }

    fn fail(&mut self, message: &Str) -> Result<Value, Fault> {
        if self.options.lint {
            self.notices.push(format!("Fail: {message}"));
            return Ok(Value::String(Str::default()));
        }
        Err(Fault::of(FaultKind::Fail, message.to_str()))
    }
}

/// Whether a text is more than what it prints.
fn has_action(text: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = bytes::position(&text[at..], b'{') {
        at += found + 1;
        if text.get(at) == Some(&b'{') {
            return true;
        }
    }
    false
}

fn without_no_value(output: Str) -> Str {
    if find_no_value(output.as_bytes(), 0).is_none() {
        return output;
    }
    let mut bytes = output.as_bytes().to_vec();
    remove_no_value(&mut bytes);
    Str::from(bytes)
}

fn nested_reference(name: &Str) -> Failure {
    let reason = "unable to execute template";
    Failure::limit(format!("rendering template has a nested reference name: {name}: {reason}"))
}
