//! What templates may call: sprig's and Helm's functions, as plain typed Rust functions in tables.

use crate::fault::Fault;
use crate::value::Value;
use crate::world::World;

/// The Go type of a parameter. The evaluator checks and converts arguments to it before the call, as Go does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoType {
    /// `interface {}`.
    Any,
    /// `reflect.Value`: as `Any`, but an untyped nil is a zero Value (builtins `index`, `len`, `eq` …).
    Reflect,
    /// `string`.
    String,
    /// `bool`.
    Bool,
    /// `int`.
    Int,
    /// `int64`.
    Int64,
    /// `uint8`.
    Uint8,
    /// `uint64`.
    Uint64,
    /// `float64`.
    Float64,
    /// `map[string]interface {}`.
    Map,
    /// `[]interface {}`.
    List,
    /// `[]string`.
    Strings,
    /// A named Go type that only an object of that type can be (`time.Time`, `time.Duration`…).
    Named(&'static str),
}

impl GoType {
    /// The type's name in Go's messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Reflect => "reflect.Value",
            Self::String => "string",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Int64 => "int64",
            Self::Uint8 => "uint8",
            Self::Uint64 => "uint64",
            Self::Float64 => "float64",
            Self::Map => "map[string]interface {}",
            Self::List => "[]interface {}",
            Self::Strings => "[]string",
            Self::Named(name) => name,
        }
    }
}

/// A function that templates can call.
pub trait Function: Sync {
    /// The parameter types.
    fn params(&self) -> &'static [GoType];

    /// Whether the last parameter repeats.
    fn is_variadic(&self) -> bool;

    /// Calls it. The arguments have been checked against [`Function::params`] already.
    fn call(&self, world: &dyn World, args: &[Value]) -> Result<Value, Fault>;
}

/// One line of a table of functions: the Go spelling and the function.
pub type Entry = (&'static str, &'static dyn Function);
