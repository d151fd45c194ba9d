//! Fields of maps and objects.

use super::{Engine, Frame};
use crate::template::ast::{Id, Name, Operand, Span};
use crate::template::failure::{Failure, Outcome};
use crate::template::runes::quote;
use crate::value::{Kind, Map, MapType, Object, Str, Value};

impl Engine<'_> {
    /// `.a.b.c` of a value; arguments belong to the last field. [`Engine::is_interface`] tells how the value was
    /// held, and afterwards how the result is.
    pub(super) fn fields(
        &mut self,
        frame: &Frame<'_>,
        receiver: &Value,
        fields: Span<Name>,
        id: Id,
        args: &[Operand],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let [first @ .., name] = fields.of(&frame.tree.parts.names) else { return Ok(receiver.clone()) };
        let [head, middle @ ..] = first else {
            return self.field(frame, receiver, name, id, args, last);
        };
        let mut value = self.field(frame, receiver, head, id, &[], None)?;
        for field in middle {
            value = self.field(frame, &value, field, id, &[], None)?;
        }
        self.field(frame, &value, name, id, args, last)
    }

    fn field(
        &mut self,
        frame: &Frame<'_>,
        receiver: &Value,
        name: &Name,
        id: Id,
        args: &[Operand],
        last: Option<Value>,
    ) -> Outcome<Value> {
        match receiver {
            Value::Map(map) => {
                if map.map_type() == MapType::Values
                    && let Some(method) = name.method
                {
                    return self.values_method(frame, map, method, id, args, last);
                }
                if !args.is_empty() || last.is_some() {
                    return Err(Failure::new(format!("{} is not a method but has arguments", name.text)));
                }
                self.entry(map, name)
            }
            Value::Nil if self.is_interface => {
                Err(Failure::new(format!("nil pointer evaluating interface {{}}.{}", name.text)))
            }
            Value::Nil if self.options.strict => {
                Err(Failure::new(format!("nil data; no entry for key {}", quote(name.text.as_bytes()))))
            }
            Value::Nil => Ok(Value::Nil),
            Value::Object(object) => {
                let field = name.text.to_str();
                if let Some(method) = object.method(&field) {
                    return self.method(frame, &**object, &field, method, id, args, last);
                }
                let has_args = !args.is_empty() || last.is_some();
                self.object_field(&**object, &field, has_args)
            }
            _ => Err(self.no_field(receiver, &name.text.to_str())),
        }
    }

    /// An entry that is just looked up: neither is it a method nor can it fail.
    pub(super) fn plain_entry(&self, holder: &Value, name: &Name) -> Option<Value> {
        let Value::Map(map) = holder else { return None };
        let is_plain = match map.map_type() {
            MapType::Any => true,
            MapType::Values => name.method.is_none(),
            MapType::Strings => false,
        };
        if !is_plain {
            return None;
        }
        match map.get_near(&name.text, &name.near) {
            None if self.options.strict => None,
            found => Some(found.unwrap_or_default()),
        }
    }

    fn entry(&mut self, map: &Map, name: &Name) -> Outcome<Value> {
        if let Some(tracer) = &mut self.tracer {
            tracer.key(map, &name.text);
        }
        let is_strings = map.map_type() == MapType::Strings;
        self.is_interface = !is_strings;
        match map.get_near(&name.text, &name.near) {
            Some(value) => Ok(value),
            None if self.options.strict => {
                Err(Failure::new(format!("map has no entry for key {}", quote(name.text.as_bytes()))))
            }
            None if is_strings => Ok(Value::String(Str::default())),
            None => Ok(Value::Nil),
        }
    }

    #[inline(never)]
    fn object_field(&mut self, object: &dyn Object, name: &str, has_args: bool) -> Outcome<Value> {
        let is_map = object.kind() == Kind::Map;
        let field = object.field(name);
        if has_args && is_map {
            return Err(Failure::new(format!("{name} is not a method but has arguments")));
        }
        match field {
            Some(_) if has_args => {
                Err(Failure::new(format!("{name} has arguments but cannot be invoked as function")))
            }
            Some(value) => {
                self.is_interface = matches!(value, Value::Nil);
                Ok(value)
            }
            None if is_map && self.options.strict => {
                Err(Failure::new(format!("map has no entry for key {}", quote(name.as_bytes()))))
            }
            None if is_map => {
                self.is_interface = true;
                Ok(Value::Nil)
            }
            None if object.hidden_fields().iter().flatten().any(|field| field.name == name) => {
                let type_name = object.type_name();
                Err(Failure::new(format!("{name} is an unexported field of struct type {type_name}")))
            }
            None => {
                let type_name = if self.is_interface { "interface {}" } else { object.type_name() };
                Err(Failure::new(format!("can't evaluate field {name} in type {type_name}")))
            }
        }
    }

    fn no_field(&self, receiver: &Value, name: &str) -> Failure {
        let type_name = if self.is_interface { "interface {}" } else { receiver.type_name() };
        Failure::new(format!("can't evaluate field {name} in type {type_name}"))
    }
}
