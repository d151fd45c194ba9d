//! Operands as arguments: evaluation for a parameter type, and Go's rules on what fits.

use std::rc::Rc;
use std::slice;

use super::{Engine, Frame};
use crate::functions::GoType;
use crate::template::ast::{Operand, OperandKind, Place};
use crate::template::builtins::Complex;
use crate::template::failure::{Failure, Outcome};
use crate::template::number::Number;
use crate::value::{ListType, MapType, Value};

impl Engine<'_> {
    /// An operand as an argument for a parameter of type `wanted`.
    pub(super) fn argument(
        &mut self,
        frame: &Frame<'_>,
        operand: &Operand,
        wanted: GoType,
    ) -> Outcome<Value> {
        self.at = operand.id;
        let value = match &operand.kind {
            OperandKind::Field(fields) => {
                self.is_interface = frame.is_interface;
                self.fields(frame, frame.dot, *fields, operand.id, &[], None)?
            }
            OperandKind::Variable(name, place) => self.variable(frame, name, *place)?,
            OperandKind::VariableField(variable) => {
                self.variable_field(frame, *variable, operand.id, &[], None)?
            }
            OperandKind::Dot => {
                if let Some(tracer) = &mut self.tracer {
                    tracer.dot(frame.dot);
                }
                self.is_interface = frame.is_interface;
                frame.dot.clone()
            }
            OperandKind::Pipeline(pipeline) => {
                self.check_stack()?;
                self.pipeline(frame, &frame.tree.parts.pipelines[*pipeline as usize])?
            }
            OperandKind::Function(callee) => self.call(frame, *callee, operand.id, &[], None)?,
            OperandKind::Chain(inner, fields) => {
                let receiver = self.chain_start(frame, *inner)?;
                self.fields(frame, &receiver, *fields, operand.id, &[], None)?
            }
            OperandKind::Nil if can_be_nil(wanted) => {
                self.is_interface = false;
                return Ok(Value::Nil);
            }
            OperandKind::Nil => return Err(Failure::new(format!("cannot assign nil to {}", wanted.name()))),
            _ => return self.typed_constant(frame, operand, wanted),
        };
        self.check(value, wanted)
    }

    /// Evaluates an operand as an argument onto the stack of arguments; what is there already is copied to its place
    /// at once.
    pub(super) fn push_argument(
        &mut self,
        frame: &Frame<'_>,
        operand: &Operand,
        wanted: GoType,
    ) -> Outcome<()> {
        match &operand.kind {
            OperandKind::Variable(_, place) if self.tracer.is_none() && *place != Place::UNDEFINED => {
                self.at = operand.id;
                let slot = &self.variables[frame.base + place.slot().unwrap_or_default()];
                self.is_interface = slot.is_interface;
                if !fits(&slot.value, wanted) {
                    self.check(slot.value.clone(), wanted)?;
                }
                // Here and below, made in its place: moving a value just made costs more than making it.
                self.args.extend_from_slice(slice::from_ref(&slot.value));
            }
            OperandKind::String(text, _) if matches!(wanted, GoType::String | GoType::Any) => {
                self.at = operand.id;
                if wanted == GoType::Any {
                    self.is_interface = false;
                }
                self.args.push(Value::String(text.clone()));
            }
            _ => {
                let value = self.argument(frame, operand, wanted)?;
                self.args.push(value);
            }
        }
        Ok(())
    }

    /// The value, if it may be passed as `wanted`.
    #[inline]
    pub(super) fn check(&self, value: Value, wanted: GoType) -> Outcome<Value> {
        // What most functions take.
        if matches!(wanted, GoType::Any | GoType::Reflect) || fits(&value, wanted) {
            return Ok(value);
        }
        self.misfit(value, wanted)
    }

    /// What becomes of a value that may not be passed as it is.
    #[inline(never)]
    fn misfit(&self, value: Value, wanted: GoType) -> Outcome<Value> {
        Err(match &value {
            Value::Nil if self.is_interface => mismatch(wanted, "interface {}"),
            Value::Nil if can_be_nil(wanted) => return Ok(value),
            Value::Nil => Failure::new(format!("invalid value; expected {}", wanted.name())),
            other => mismatch(wanted, other.type_name()),
        })
    }

    /// A constant where no type is asked for.
    pub(super) fn constant(&mut self, frame: &Frame<'_>, operand: &Operand) -> Outcome<Value> {
        self.is_interface = false;
        match &operand.kind {
            OperandKind::Bool(value) => Ok(Value::Bool(*value)),
            OperandKind::String(text, _) => Ok(Value::String(text.clone())),
            OperandKind::Number(number) => ideal(number),
            _ => Err(Failure::new(format!("can't evaluate command {}", frame.shown(operand)))),
        }
    }

    /// A constant for a parameter of type `wanted`.
    fn typed_constant(&mut self, frame: &Frame<'_>, operand: &Operand, wanted: GoType) -> Outcome<Value> {
        let number = match &operand.kind {
            OperandKind::Number(number) => Some(&**number),
            _ => None,
        };
        let (expected, value) = match wanted {
            GoType::Any | GoType::Reflect => return self.constant(frame, operand),
            GoType::String => match &operand.kind {
                OperandKind::String(text, _) => return Ok(Value::String(text.clone())),
                _ => ("string", None),
            },
            GoType::Bool => match operand.kind {
                OperandKind::Bool(value) => return Ok(Value::Bool(value)),
                _ => ("bool", None),
            },
            GoType::Int => ("integer", number.and_then(|number| number.int).map(Value::Int)),
            GoType::Int64 | GoType::Named("time.Duration") => {
                ("integer", number.and_then(|number| number.int).map(Value::Int64))
            }
            #[expect(clippy::cast_possible_truncation, reason = "reflect.SetUint cuts off, too")]
            GoType::Uint8 => (
                "unsigned integer",
                number.and_then(|number| number.uint).map(|uint| Value::Uint8(uint as u8)),
            ),
            GoType::Uint32 => {
                let uint = number.and_then(|number| number.uint);
                ("unsigned integer", uint.map(|uint| Value::Uint64(uint & u64::from(u32::MAX))))
            }
            GoType::Uint64 => ("unsigned integer", number.and_then(|number| number.uint).map(Value::Uint64)),
            GoType::Float64 => ("float", number.and_then(|number| number.float).map(Value::Float)),
            _ => {
                let (shown, wanted) = (frame.shown(operand), wanted.name());
                return Err(Failure::new(format!("can't handle {shown} for arg of type {wanted}")));
            }
        };
        value.ok_or_else(|| Failure::new(format!("expected {expected}; found {}", frame.shown(operand))))
    }
}

/// Whether a value is assignable as it is.
pub(super) fn fits(value: &Value, wanted: GoType) -> bool {
    match (wanted, value) {
        (GoType::Any | GoType::Reflect, _)
        | (GoType::String, Value::String(_))
        | (GoType::Bool, Value::Bool(_))
        | (GoType::Int, Value::Int(_))
        | (GoType::Int64, Value::Int64(_))
        | (GoType::Uint8, Value::Uint8(_))
        | (GoType::Uint64, Value::Uint64(_))
        | (GoType::Float64, Value::Float(_)) => true,
        (GoType::Map, Value::Map(map)) => map.map_type() != MapType::Strings,
        (GoType::List, Value::List(list)) => list.list_type() == ListType::Any,
        (GoType::Strings, Value::List(list)) => list.list_type() == ListType::Strings,
        // One dereference is all that Go tries.
        (GoType::Named(name), value) => {
            value.type_name() == name || value.type_name().strip_prefix('*') == Some(name)
        }
        _ => false,
    }
}

fn can_be_nil(wanted: GoType) -> bool {
    match wanted {
        GoType::Any | GoType::Reflect | GoType::Map | GoType::List | GoType::Strings => true,
        GoType::Named(name) => {
            // A pointer, a slice, a map, a function or an interface.
            name.starts_with(['*', '[']) || ["map[", "func(", "io."].iter().any(|kind| name.starts_with(kind))
        }
        _ => false,
    }
}

fn mismatch(wanted: GoType, found: &str) -> Failure {
    Failure::new(format!("wrong type for value; expected {}; got {found}", wanted.name()))
}

/// The value of a number that nothing asks a type of.
fn ideal(number: &Number) -> Outcome<Value> {
    if let Some((real, imaginary)) = number.complex {
        return Ok(Value::Object(Rc::new(Complex { real, imaginary })));
    }
    match number {
        Number { float: Some(float), .. } if number.is_ideal_float() => Ok(Value::Float(*float)),
        Number { int: Some(int), .. } => Ok(Value::Int(*int)),
        _ => Err(Failure::new(format!("{} overflows int", number.text))),
    }
}
