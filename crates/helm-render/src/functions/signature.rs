//! Turns plain typed Rust functions into [`Function`]s: the one place where arguments are converted.
//!
//! `typed(trunc)` makes a table entry of `fn trunc(length: i64, text: &Str) -> Str`; the parameter types tell the
//! evaluator which Go types to check for, and the return type tells which Go type comes back.

use std::marker::PhantomData;
use std::rc::Rc;

use super::{Function, GoType};
use crate::fault::Fault;
use crate::value::{List, Map, Object, Str, Value};
use crate::world::World;

/// Makes a template function of a plain Rust function.
pub(super) const fn typed<F, S>(function: F) -> Typed<F, S> {
    Typed { function, signature: PhantomData }
}

/// Makes a template function of a Rust function whose first parameter is the outside world.
pub(super) const fn worldly<F, S>(function: F) -> Typed<F, (InWorld, S)> {
    Typed { function, signature: PhantomData }
}

/// A Rust function together with its signature.
pub(super) struct Typed<F, S> {
    function: F,
    signature: PhantomData<fn() -> S>,
}

impl<F, S> Typed<F, S> {
    /// The function with another form of it, which takes arguments out of their places.
    pub(super) const fn taking(self, taking: CallTaking) -> Forms<Self> {
        Forms { function: self, taking: Some(taking), answer: None }
    }

    /// The function with its answer alone; see [`Function::answer`].
    pub(super) const fn answering(self, answer: fn(&Value, &Value) -> bool) -> Forms<Self> {
        Forms { function: self, taking: None, answer: Some(answer) }
    }
}

/// A function that takes its arguments out of their places.
type CallTaking = fn(&mut [Value]) -> Result<Value, Fault>;

/// A function in several forms.
pub(super) struct Forms<T> {
    function: T,
    taking: Option<CallTaking>,
    answer: Option<fn(&Value, &Value) -> bool>,
}

impl<T: Function> Function for Forms<T> {
    fn params(&self) -> &'static [GoType] {
        self.function.params()
    }

    fn is_variadic(&self) -> bool {
        self.function.is_variadic()
    }

    fn call(&self, world: &dyn World, args: &[Value]) -> Result<Value, Fault> {
        self.function.call(world, args)
    }

    fn call_taking(&self, world: &dyn World, args: &mut [Value]) -> Result<Value, Fault> {
        match self.taking {
            Some(taking) => taking(args),
            None => self.function.call_taking(world, args),
        }
    }

    fn answer(&self) -> Option<fn(&Value, &Value) -> bool> {
        self.answer
    }
}

/// Marks the signature of a function that takes the world first.
pub(super) struct InWorld;

/// A parameter: which Go type it has and how it is read from the arguments.
pub(super) trait Parameter<'a> {
    /// The parameter as the function sees it.
    type Argument;

    /// Its Go type.
    const TYPE: GoType;

    /// Whether it takes all remaining arguments.
    const VARIADIC: bool = false;

    /// Reads it from the arguments, beginning at its place.
    fn read(args: &'a [Value]) -> Result<Self::Argument, Fault>;
}

/// What a function may return.
pub(super) trait Outcome {
    /// The result as the evaluator sees it.
    fn into_result(self) -> Result<Value, Fault>;
}

/// All remaining arguments of one Go type other than `interface {}`; for that one use `&[Value]`.
pub(super) struct Rest<'a, P> {
    args: &'a [Value],
    parameter: PhantomData<fn() -> P>,
}

impl<P> Clone for Rest<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Rest<'_, P> {}

impl<'a, P: Parameter<'a>> Rest<'a, P> {
    /// The arguments, converted.
    pub(super) fn iter(&self) -> impl Iterator<Item = Result<P::Argument, Fault>> + use<'a, P> {
        let args = self.args;
        (0..args.len()).map(move |at| P::read(&args[at..]))
    }
}

/// Go's `int64`, where the plain `i64` is Go's `int`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Int64(pub(super) i64);

/// The name by which a Go struct is a parameter type.
pub(super) trait Named: Object + 'static {
    /// The Go type's name.
    const NAME: &'static str;
}

// Reading arguments.

fn first(args: &[Value]) -> &Value {
    const NIL: &Value = &Value::Nil;
    args.first().unwrap_or(NIL)
}

fn mismatch(expected: GoType, value: &Value) -> Fault {
    Fault::new(format!("wrong type for value; expected {}; got {}", expected.name(), value.type_name()))
}

impl<'a> Parameter<'a> for &Value {
    type Argument = &'a Value;
    const TYPE: GoType = GoType::Any;

    fn read(args: &'a [Value]) -> Result<Self::Argument, Fault> {
        Ok(first(args))
    }
}

impl<'a> Parameter<'a> for &Str {
    type Argument = &'a Str;
    const TYPE: GoType = GoType::String;

    fn read(args: &'a [Value]) -> Result<Self::Argument, Fault> {
        match first(args) {
            Value::String(text) => Ok(text),
            other => Err(mismatch(GoType::String, other)),
        }
    }
}

impl<'a> Parameter<'a> for bool {
    type Argument = bool;
    const TYPE: GoType = GoType::Bool;

    fn read(args: &'a [Value]) -> Result<bool, Fault> {
        match first(args) {
            Value::Bool(value) => Ok(*value),
            other => Err(mismatch(GoType::Bool, other)),
        }
    }
}

impl<'a> Parameter<'a> for i64 {
    type Argument = i64;
    const TYPE: GoType = GoType::Int;

    fn read(args: &'a [Value]) -> Result<i64, Fault> {
        match first(args) {
            Value::Int(value) => Ok(*value),
            other => Err(mismatch(GoType::Int, other)),
        }
    }
}

impl<'a> Parameter<'a> for u32 {
    type Argument = u32;
    const TYPE: GoType = GoType::Uint32;

    fn read(args: &'a [Value]) -> Result<u32, Fault> {
        let value = first(args);
        match value {
            Value::Uint64(number) => u32::try_from(*number).map_err(|_| mismatch(GoType::Uint32, value)),
            Value::Int(number) => u32::try_from(*number).map_err(|_| mismatch(GoType::Uint32, value)),
            other => Err(mismatch(GoType::Uint32, other)),
        }
    }
}

impl<'a> Parameter<'a> for f64 {
    type Argument = f64;
    const TYPE: GoType = GoType::Float64;

    fn read(args: &'a [Value]) -> Result<f64, Fault> {
        match first(args) {
            Value::Float(value) => Ok(*value),
            other => Err(mismatch(GoType::Float64, other)),
        }
    }
}

// Go's nil map is `None`: reading it is fine, writing panics.
impl<'a> Parameter<'a> for Option<&Map> {
    type Argument = Option<&'a Map>;
    const TYPE: GoType = GoType::Map;

    fn read(args: &'a [Value]) -> Result<Self::Argument, Fault> {
        match first(args) {
            Value::Map(map) if map.is_nil() => Ok(None),
            Value::Map(map) => Ok(Some(map)),
            Value::Nil => Ok(None),
            other => Err(mismatch(GoType::Map, other)),
        }
    }
}

// Go's nil slice is `None`.
impl<'a> Parameter<'a> for Option<&List> {
    type Argument = Option<&'a List>;
    const TYPE: GoType = GoType::List;

    fn read(args: &'a [Value]) -> Result<Self::Argument, Fault> {
        match first(args) {
            Value::List(list) if list.is_nil() => Ok(None),
            Value::List(list) => Ok(Some(list)),
            Value::Nil => Ok(None),
            other => Err(mismatch(GoType::List, other)),
        }
    }
}

impl<'a, T: Named> Parameter<'a> for &T {
    type Argument = &'a T;
    const TYPE: GoType = GoType::Named(T::NAME);

    fn read(args: &'a [Value]) -> Result<Self::Argument, Fault> {
        let value = first(args);
        let object = match value {
            Value::Object(object) => object.as_any().downcast_ref(),
            _ => None,
        };
        object.ok_or_else(|| mismatch(<Self as Parameter>::TYPE, value))
    }
}

impl<'a> Parameter<'a> for &[Value] {
    type Argument = &'a [Value];
    const TYPE: GoType = GoType::Any;
    const VARIADIC: bool = true;

    fn read(args: &'a [Value]) -> Result<Self::Argument, Fault> {
        Ok(args)
    }
}

impl<'a, P: for<'b> Parameter<'b> + 'static> Parameter<'a> for Rest<'_, P> {
    type Argument = Rest<'a, P>;
    const TYPE: GoType = <P as Parameter<'static>>::TYPE;
    const VARIADIC: bool = true;

    fn read(args: &'a [Value]) -> Result<Self::Argument, Fault> {
        Ok(Rest { args, parameter: PhantomData })
    }
}

// Results.

impl Outcome for Value {
    fn into_result(self) -> Result<Value, Fault> {
        Ok(self)
    }
}

impl Outcome for Int64 {
    fn into_result(self) -> Result<Value, Fault> {
        Ok(Value::Int64(self.0))
    }
}

impl Outcome for i64 {
    fn into_result(self) -> Result<Value, Fault> {
        Ok(Value::Int(self))
    }
}

impl Outcome for f64 {
    fn into_result(self) -> Result<Value, Fault> {
        Ok(Value::Float(self))
    }
}

impl Outcome for List {
    fn into_result(self) -> Result<Value, Fault> {
        Ok(Value::List(Rc::new(self)))
    }
}

macro_rules! outcomes {
    ($($type:ty),*) => {$(
        impl Outcome for $type {
            fn into_result(self) -> Result<Value, Fault> {
                Ok(self.into())
            }
        }
    )*};
}

outcomes!(bool, &str, String, Str, Map);

impl<T: Outcome> Outcome for Result<T, Fault> {
    fn into_result(self) -> Result<Value, Fault> {
        self?.into_result()
    }
}

// Functions of every arity.

/// A function that can be called with arguments of exactly these types, whatever their lifetime.
pub(super) trait Callable<A, R> {
    fn call(&self, args: A) -> R;
}

/// The same for a function that takes the world first.
pub(super) trait WorldlyCallable<A, R> {
    fn call(&self, world: &dyn World, args: A) -> R;
}

macro_rules! arities {
    ($($($parameter:ident $argument:ident $place:literal)*;)*) => {$(
        impl<F, R, $($parameter),*> Callable<($($parameter,)*), R> for F
        where
            F: Fn($($parameter),*) -> R,
        {
            fn call(&self, args: ($($parameter,)*)) -> R {
                let ($($argument,)*) = args;
                self($($argument),*)
            }
        }

        impl<F, R, $($parameter),*> WorldlyCallable<($($parameter,)*), R> for F
        where
            F: Fn(&dyn World, $($parameter),*) -> R,
        {
            fn call(&self, world: &dyn World, args: ($($parameter,)*)) -> R {
                let ($($argument,)*) = args;
                self(world, $($argument),*)
            }
        }

        impl<F, R, $($parameter),*> Function for Typed<F, (R, $($parameter,)*)>
        where
            R: Outcome,
            $($parameter: for<'a> Parameter<'a>,)*
            F: Sync
                + Fn($($parameter),*) -> R
                + for<'a> Callable<($(<$parameter as Parameter<'a>>::Argument,)*), R>,
        {
            fn params(&self) -> &'static [GoType] {
                const { &[$(<$parameter as Parameter<'static>>::TYPE),*] }
            }

            fn is_variadic(&self) -> bool {
                const { false $(|| <$parameter as Parameter<'static>>::VARIADIC)* }
            }

            fn call(&self, _: &dyn World, args: &[Value]) -> Result<Value, Fault> {
                let _ = args;
                Callable::call(&self.function, ($($parameter::read(args.get($place..).unwrap_or_default())?,)*)).into_result()
            }
        }

        impl<F, R, $($parameter),*> Function for Typed<F, (InWorld, (R, $($parameter,)*))>
        where
            R: Outcome,
            $($parameter: for<'a> Parameter<'a>,)*
            F: Sync
                + Fn(&dyn World, $($parameter),*) -> R
                + for<'a> WorldlyCallable<($(<$parameter as Parameter<'a>>::Argument,)*), R>,
        {
            fn params(&self) -> &'static [GoType] {
                const { &[$(<$parameter as Parameter<'static>>::TYPE),*] }
            }

            fn is_variadic(&self) -> bool {
                const { false $(|| <$parameter as Parameter<'static>>::VARIADIC)* }
            }

            fn call(&self, world: &dyn World, args: &[Value]) -> Result<Value, Fault> {
                let _ = args;
                WorldlyCallable::call(&self.function, world, ($($parameter::read(args.get($place..).unwrap_or_default())?,)*))
                    .into_result()
            }
        }
    )*};
}

arities! {
    ;
    A a 0;
    A a 0 B b 1;
    A a 0 B b 1 C c 2;
    A a 0 B b 1 C c 2 D d 3;
    A a 0 B b 1 C c 2 D d 3 E e 4;
    A a 0 B b 1 C c 2 D d 3 E e 4 G g 5;
}
