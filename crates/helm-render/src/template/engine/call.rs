//! Calls of functions.

use super::{Engine, Frame, weight};
use crate::functions::{GoType, limit};
use crate::template::ast::{Builtin, Callee, Id, Operand, Target};
use crate::template::builtins;
use crate::template::failure::{Failure, Outcome};
use crate::value::{Value, live};

impl Engine<'_> {
    /// Calls a function; `id` is the node that Go names when the function fails.
    pub(super) fn call(
        &mut self,
        frame: &Frame<'_>,
        callee: Callee,
        id: Id,
        args: &[Operand],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let name = callee.name();
        match callee.target() {
            Target::Function(function) => {
                let (params, is_variadic) = (function.params(), function.is_variadic());
                let start = self.arguments(frame, name, params, is_variadic, args, last)?;
                if let Some(tracer) = &mut self.tracer {
                    tracer.arguments(name, &self.args[start..]);
                }
                self.steps(weight::steps_to_read(&self.args[start..]))?;
                let (world, args, live) = (self.world, &mut self.args[start..], live::bytes());
                let result = limit::within(&mut self.steps_left, || function.call_taking(world, args));
                self.steps(weight::steps_to_make(live::bytes().saturating_sub(live)))?;
                self.args.truncate(start);
                self.called(name, id, result)
            }
            Target::Builtin(builtin) => self.builtin(frame, name, builtin, id, args, last),
        }
    }

    /// Evaluates arguments onto the stack of arguments; the index of the first.
    pub(super) fn arguments(
        &mut self,
        frame: &Frame<'_>,
        name: &str,
        params: &[GoType],
        is_variadic: bool,
        args: &[Operand],
        last: Option<Value>,
    ) -> Outcome<usize> {
        self.step()?;
        check_count(name, params.len(), is_variadic, args.len(), last.is_some())?;
        let start = self.args.len();
        // The last parameter of a variadic function is that of all further arguments.
        let mut params = params.iter();
        let mut wanted = &GoType::Any;
        for operand in args {
            wanted = params.next().unwrap_or(wanted);
            self.push_argument(frame, operand, *wanted)?;
        }
        if let Some(value) = last {
            self.is_interface = false;
            let value = self.check(value, *params.next().unwrap_or(wanted))?;
            self.args.push(value);
        }
        Ok(start)
    }

    #[inline(never)]
    fn builtin(
        &mut self,
        frame: &Frame<'_>,
        name: &'static str,
        builtin: Builtin,
        id: Id,
        args: &[Operand],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let (params, is_variadic) = builtins::signature(builtin);
        if let Builtin::And | Builtin::Or = builtin {
            check_count(name, params.len(), is_variadic, args.len(), last.is_some())?;
            return self.and_or(frame, builtin, args, last);
        }
        let start = self.arguments(frame, name, params, is_variadic, args, last)?;
        match builtin {
            Builtin::Include | Builtin::Tpl | Builtin::Required | Builtin::Fail => {
                return self.helm(builtin, name, id, start);
            }
            _ => {}
        }
        let values = &self.args[start..];
        if let Some(tracer) = &mut self.tracer {
            tracer.arguments(name, values);
        }
        if !matches!(builtin, Builtin::Index | Builtin::Len | Builtin::Not) {
            let steps = weight::steps_to_read(values);
            self.steps(steps)?;
        }
        let values = &self.args[start..];
        let result = match builtin {
            // Only here does Go tell a nil that a map holds from no value at all.
            Builtin::Len if matches!(values, [Value::Nil]) => Err(builtins::len_of_nil(self.is_interface)),
            Builtin::Call if args.is_empty() => {
                // Go looks for the name of the function among the arguments and finds none.
                return Err(Failure::crash("runtime error: index out of range [0] with length 0"));
            }
            Builtin::Call => Err(builtins::call(&values[0], &frame.shown(&args[0]))),
            _ => builtins::call_simple(builtin, values),
        };
        self.args.truncate(start);
        self.called(name, id, result)
    }

    /// `and` and `or` stop at the first argument that decides.
    fn and_or(
        &mut self,
        frame: &Frame<'_>,
        builtin: Builtin,
        args: &[Operand],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let mut value = Value::Nil;
        for operand in args {
            self.step()?;
            value = self.argument(frame, operand, GoType::Reflect)?;
            if value.is_true() == (builtin == Builtin::Or) {
                return Ok(value);
            }
        }
        Ok(last.unwrap_or(value))
    }
}

#[inline(always)]
fn check_count(name: &str, params: usize, is_variadic: bool, args: usize, has_last: bool) -> Outcome<()> {
    let given = args + usize::from(has_last);
    let is_right = if is_variadic { given >= params - 1 } else { given == params };
    if is_right { Ok(()) } else { Err(wrong_count(name, params, is_variadic, args, given)) }
}

/// What Go says; it counts what the pipeline gives only where the number is fixed.
#[cold]
fn wrong_count(name: &str, params: usize, is_variadic: bool, args: usize, given: usize) -> Failure {
    let (least, wanted, got) =
        if is_variadic { ("at least ", params - 1, args) } else { ("", params, given) };
    Failure::new(format!("wrong number of args for {name}: want {least}{wanted} got {got}"))
}
