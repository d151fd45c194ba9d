//! Go structs and named types that templates can hold.

use std::fmt;

use super::{Kind, Value};
use crate::fault::Fault;
use crate::functions::GoType;
use crate::world::World;

/// A Go struct or named type with fields and methods.
pub trait Object: fmt::Debug {
    /// The Go type, as `%T` prints it.
    fn type_name(&self) -> &str;

    /// The reflect kind.
    fn kind(&self) -> Kind {
        Kind::Struct
    }

    /// The exported field `name`, or the entry of a map-like type.
    fn field(&self, name: &str) -> Option<Value> {
        let _ = name;
        None
    }

    /// The method `name`, if the type has it.
    fn method(&self, name: &str) -> Option<Method> {
        let _ = name;
        None
    }

    /// Calls a method that [`Object::method`] found, with arguments of its parameter types.
    fn call(&self, name: &str, args: &[Value]) -> Result<Value, Fault> {
        let _ = args;
        Err(Fault::new(format!("{} has no method {name}", self.type_name())))
    }

    /// As [`Object::call`], for types whose methods ask the outside.
    fn call_in(&self, world: &dyn World, name: &str, args: &[Value]) -> Result<Value, Fault> {
        let _ = world;
        self.call(name, args)
    }

    /// Why templates cannot call a method that the type has: Go's methods may return more than templates take.
    fn refusal(&self, method: &str) -> Option<&'static str> {
        let _ = method;
        None
    }

    /// Where the thing is that a pointer points to, 0 for nil; nothing if the object itself is the thing.
    fn address(&self) -> Option<usize> {
        None
    }

    /// What `%#v` prints of a type that has words of its own for it (`GoString`).
    fn go_string(&self) -> Option<String> {
        None
    }

    /// What `%v` prints.
    fn display(&self) -> String;

    /// What `{{ object }}` prints. It differs from [`Object::display`] where Go can take the address of a field
    /// and finds a `String` method there (`.Capabilities.KubeVersion`).
    fn output(&self) -> String {
        self.display()
    }

    /// The exported fields of a struct in Go's order, for `%+v`, `%#v` and JSON; nothing for other types.
    fn fields(&self) -> Option<Vec<Field>> {
        None
    }

    /// The private fields of a type that prints as a text, for the verbs that no text has (`%d`) and for `%#v`.
    fn hidden_fields(&self) -> Option<Vec<Field>> {
        None
    }

    /// The plain data that `toYaml`, `toJson`, `range`, `len` and `index` work on; nil when there is none.
    fn data(&self) -> Value {
        Value::Nil
    }

    /// Go's truth; structs are always true.
    fn is_true(&self) -> bool {
        true
    }

    /// Whether the struct names its fields for YAML as it does for JSON.
    fn has_yaml_tags(&self) -> bool {
        false
    }

    /// For comparing and for functions that know the concrete type.
    fn as_any(&self) -> &dyn std::any::Any;
}

/// A field of a Go struct.
#[derive(Debug, Clone)]
pub struct Field {
    /// Go's name.
    pub name: &'static str,
    /// The key in JSON, unless the field is embedded and its own fields stand in its place.
    pub json: Option<&'static str>,
    /// Whether JSON leaves it out when it is empty.
    pub omit_empty: bool,
    /// The value.
    pub value: Value,
}

/// The parameters of a method.
#[derive(Debug, Clone, Copy)]
pub struct Method {
    /// The parameter types.
    pub params: &'static [GoType],
    /// Whether the last parameter repeats.
    pub variadic: bool,
}

impl Field {
    /// A field that only `fmt` sees.
    pub(crate) fn hidden(name: &'static str, value: Value) -> Self {
        Self { name, json: None, omit_empty: false, value }
    }
}
