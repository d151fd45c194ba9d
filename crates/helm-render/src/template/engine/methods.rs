//! Methods: those of objects, and those that Helm's type of values has.

use super::{Engine, Frame};
use crate::fault::Fault;
use crate::functions::{GoType, limit};
use crate::template::ast::{Id, Operand};
use crate::template::failure::{Failure, Outcome};
use crate::value::{Map, MapType, Method, Object, Str, Value};
use crate::yaml::to_yaml;

/// A method of `chartutil.Values`.
#[derive(Debug, Clone, Copy)]
pub(in crate::template) enum ValuesMethod {
    AsMap,
    Encode,
    PathValue,
    Table,
    Yaml,
}

impl ValuesMethod {
    /// The method `name` of `chartutil.Values`; it hides a key of that name.
    pub(in crate::template) fn find(name: &Str) -> Option<Self> {
        Some(match name.as_bytes() {
            b"AsMap" => Self::AsMap,
            b"Encode" => Self::Encode,
            b"PathValue" => Self::PathValue,
            b"Table" => Self::Table,
            b"YAML" => Self::Yaml,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::AsMap => "AsMap",
            Self::Encode => "Encode",
            Self::PathValue => "PathValue",
            Self::Table => "Table",
            Self::Yaml => "YAML",
        }
    }

    fn params(self) -> &'static [GoType] {
        match self {
            Self::AsMap | Self::Yaml => &[],
            Self::PathValue | Self::Table => &[GoType::String],
            Self::Encode => &[GoType::Named("io.Writer")],
        }
    }
}

impl Engine<'_> {
    #[inline(never)]
    pub(super) fn values_method(
        &mut self,
        frame: &Frame<'_>,
        values: &Map,
        method: ValuesMethod,
        id: Id,
        args: &[Operand],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let start = self.arguments(frame, method.name(), method.params(), false, args, last)?;
        if let Some(tracer) = &mut self.tracer {
            tracer.whole(&Value::Map(values.clone()));
        }
        let path = self.args.get(start).and_then(Value::as_str).cloned().unwrap_or_default();
        self.args.truncate(start);
        let result = match method {
            ValuesMethod::AsMap => Ok(Value::Map(values.as_type(MapType::Any))),
            // Nothing but nil can be a writer here.
            ValuesMethod::Encode => {
                Err(Fault::new("runtime error: invalid memory address or nil pointer dereference"))
            }
            ValuesMethod::PathValue => path_value(values, &path),
            ValuesMethod::Table => table(values, &path).map(Value::Map),
            ValuesMethod::Yaml => to_yaml(&Value::Map(values.clone())).map(Value::String),
        };
        self.called(method.name(), id, result)
    }

    #[expect(clippy::too_many_arguments, reason = "as many as Go's evalCall")]
    #[inline(never)]
    pub(super) fn method(
        &mut self,
        frame: &Frame<'_>,
        object: &dyn Object,
        name: &str,
        method: Method,
        id: Id,
        args: &[Operand],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let start = self.arguments(frame, name, method.params, method.variadic, args, last)?;
        if let Some(reason) = object.refusal(name) {
            return Err(Failure::new(reason));
        }
        let (world, args) = (self.world, &self.args[start..]);
        let result = limit::within(&mut self.steps_left, || object.call_in(world, name, args));
        self.args.truncate(start);
        let value = self.called(name, id, result)?;
        // Methods of objects say what they return.
        self.is_interface = false;
        Ok(value)
    }
}

/// `Values.Table`: the map at a dotted path.
fn table(values: &Map, path: &Str) -> Result<Map, Fault> {
    let mut current = values.clone();
    for key in path.as_bytes().split(|&byte| byte == b'.') {
        match current.get(key) {
            Some(Value::Map(map)) if map.map_type() != MapType::Strings => {
                current = map.as_type(MapType::Values);
            }
            _ => return Err(Fault::new(format!("{} is not a table", quoted(key)))),
        }
    }
    Ok(current)
}

/// `Values.PathValue`: what is at a dotted path, unless that is a map.
fn path_value(values: &Map, path: &Str) -> Result<Value, Fault> {
    if path.is_empty() {
        return Err(Fault::new("YAML path cannot be empty"));
    }
    let no_value = |key: &[u8]| Fault::new(format!("{} is not a value", quoted(key)));
    let (parent, key) = match path.as_bytes().iter().rposition(|&byte| byte == b'.') {
        Some(dot) => {
            let (parent, key) = (&path.as_bytes()[..dot], &path.as_bytes()[dot + 1..]);
            (table(values, &Str::from(parent)).map_err(|_| no_value(key))?, key)
        }
        None => (values.clone(), path.as_bytes()),
    };
    match parent.get(key) {
        None | Some(Value::Map(_)) => Err(no_value(key)),
        Some(value) => Ok(value),
    }
}

fn quoted(key: &[u8]) -> String {
    crate::template::runes::quote(key)
}
