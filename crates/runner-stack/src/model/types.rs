//! The types of values: those of the standard library, and those that say more.

use std::collections::BTreeMap;

use helm_render::Value;

use super::read::{self, WrongType};
use super::{Format, Kind, Model};

impl Model for bool {
    const KIND: Kind = Kind::Bool;

    fn read(value: &Value) -> Result<Self, WrongType> {
        match value {
            Value::Bool(value) => Ok(*value),
            _ => Err(WrongType::new(value, Self::KIND)),
        }
    }
}

impl Model for i64 {
    const KIND: Kind = Kind::Integer { min: i64::MIN, max: i64::MAX };

    fn read(value: &Value) -> Result<Self, WrongType> {
        read::integer(value, Self::KIND)
    }
}

impl Model for f64 {
    const KIND: Kind = Kind::Float;

    #[expect(clippy::cast_precision_loss, reason = "the runner's decoder reads whole numbers so too")]
    fn read(value: &Value) -> Result<Self, WrongType> {
        match value {
            Value::Float(number) => Ok(*number),
            _ => read::integer(value, Self::KIND).map(|number| number as Self),
        }
    }
}

impl Model for String {
    const KIND: Kind = Kind::String;

    fn read(value: &Value) -> Result<Self, WrongType> {
        read::text(value, Self::KIND)
    }
}

impl<T: Model> Model for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);

    fn read(value: &Value) -> Result<Self, WrongType> {
        let mut items = Self::new();
        read::list(value, Self::KIND, &mut |item| {
            items.push(T::read(item)?);
            Ok(())
        })?;
        Ok(items)
    }
}

impl<T: Model> Model for BTreeMap<String, T> {
    const KIND: Kind = Kind::Map(&T::KIND);

    fn read(value: &Value) -> Result<Self, WrongType> {
        let mut entries = Self::new();
        read::map(value, Self::KIND, &mut |key, value| {
            entries.insert(key, T::read(value)?);
            Ok(())
        })?;
        Ok(entries)
    }
}

impl<T: Model> Model for Box<T> {
    const KIND: Kind = T::KIND;

    fn read(value: &Value) -> Result<Self, WrongType> {
        T::read(value).map(Self::new)
    }
}

/// A whole number between `MIN` and `MAX`, both included. Reading does not enforce the range; the schema does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Int<const MIN: i64, const MAX: i64>(pub i64);

impl<const MIN: i64, const MAX: i64> Model for Int<MIN, MAX> {
    const KIND: Kind = Kind::Integer { min: MIN, max: MAX };

    fn read(value: &Value) -> Result<Self, WrongType> {
        read::integer(value, Self::KIND).map(Self)
    }
}

/// A number that cannot be negative.
pub type Count = Int<0, { i64::MAX }>;
/// A number of at least one.
pub type Positive = Int<1, { i64::MAX }>;
/// A TCP port.
pub type Port = Int<1, 65535>;

macro_rules! text {
    ($($(#[doc = $doc:literal])+ $name:ident = $kind:expr;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name(pub String);

        impl Model for $name {
            const KIND: Kind = $kind;

            fn read(value: &Value) -> Result<Self, WrongType> {
                read::text(value, Self::KIND).map(Self)
            }
        }
    )+ };
}

text! {
    /// A Go duration such as `1h30m`.
    Duration = Kind::Text(Format::Duration);
    /// A Go duration, or nothing.
    OptionalDuration = Kind::Text(Format::DurationOrEmpty);
    /// A Kubernetes quantity such as `500m` or `2Gi`, written as text.
    Quantity = Kind::Text(Format::Quantity);
    /// An RFC 3339 date and time.
    Datetime = Kind::Text(Format::Datetime);
}

/// Any value, as a tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Any {
    /// No value.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number that is not whole.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Any>),
    /// A map.
    Map(BTreeMap<String, Any>),
}

impl Model for Any {
    const KIND: Kind = Kind::Any;

    fn read(value: &Value) -> Result<Self, WrongType> {
        Ok(match value {
            Value::Nil => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Float(number) => Self::Float(*number),
            Value::String(_) | Value::Object(_) => Self::String(Model::read(value)?),
            Value::List(_) => Self::List(Model::read(value)?),
            Value::Map(_) => Self::Map(Model::read(value)?),
            Value::Int(_) | Value::Int64(_) | Value::Uint8(_) | Value::Uint64(_) => {
                Self::Integer(Model::read(value)?)
            }
        })
    }
}

/// One text or a list of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringOrList {
    /// One text.
    One(String),
    /// Several texts.
    Many(Vec<String>),
}

impl Model for StringOrList {
    const KIND: Kind = Kind::StringOrList;

    fn read(value: &Value) -> Result<Self, WrongType> {
        match value {
            Value::List(_) => Model::read(value).map(Self::Many),
            _ => read::text(value, Self::KIND).map(Self::One),
        }
    }
}

/// Feature flags by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeatureFlags(pub BTreeMap<String, Option<bool>>);

impl Model for FeatureFlags {
    const KIND: Kind = Kind::FeatureFlags;

    fn read(value: &Value) -> Result<Self, WrongType> {
        let mut flags = Self::default();
        read::map(value, Self::KIND, &mut |name, value| Model::set(flags.0.entry(name).or_default(), value))?;
        Ok(flags)
    }
}

/// A list that may also be written as an empty map.
#[derive(Clone, Debug, PartialEq)]
pub enum ListOrEmptyMap<T> {
    /// The list.
    List(Vec<T>),
    /// The empty map.
    Empty(BTreeMap<String, Any>),
}

impl<T: Model> Model for ListOrEmptyMap<T> {
    const KIND: Kind = Kind::ListOrEmptyMap(&T::KIND);

    fn read(value: &Value) -> Result<Self, WrongType> {
        match value {
            Value::Map(_) => Model::read(value).map(Self::Empty),
            _ => Model::read(value).map(Self::List),
        }
    }
}

/// Declares types that hold a value untyped.
macro_rules! untyped {
    ($($(#[doc = $doc:expr])+ $name:ident = $kind:expr;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name(pub $crate::model::Any);

        impl $crate::model::Model for $name {
            const KIND: $crate::model::Kind = $kind;

            fn read(value: &helm_render::Value) -> Result<Self, $crate::model::WrongType> {
                $crate::model::Model::read(value).map(Self)
            }
        }
    )+ };
}
pub(crate) use untyped;

untyped! {
    /// A text, number or boolean that the chart writes as text.
    Scalar = Kind::Scalar;
    /// A whole number or a text.
    IntOrString = Kind::IntOrString;
    /// A Kubernetes object of any kind, as a map or as text.
    Manifest = Kind::Manifest;
}

/// Declares types that hold a part of the Kubernetes API untyped and name the type it must have.
macro_rules! kubernetes {
    ($($name:ident = $definition:literal;)+) => {
        $crate::model::untyped! { $(
            #[doc = concat!("A Kubernetes `", $definition, "`.")]
            $name = $crate::model::Kind::Kubernetes($definition);
        )+ }
    };
}
pub(crate) use kubernetes;
