//! How the typed values and the typed `config.toml` are described: structs that know their own keys.
//!
//! [`table!`](crate::model) declares a struct once. Out of that declaration come the Rust type (read with serde), and a
//! static [`Table`] with each key's documentation, type, default and history. The JSON schema, `values.yaml`, the
//! reference and the checks are all made from these tables, so none of them can disagree with the types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A type that can be a value in `values.yaml` or `config.toml`.
pub trait Model {
    /// What a value of this type looks like.
    const KIND: Kind;
}

/// The shape of a value.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number in a range, both ends included.
    Integer {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// Any number.
    Float,
    /// Text.
    String,
    /// Text in a given format.
    Text(Format),
    /// One text or a list of texts.
    StringOrList,
    /// A text, number or boolean that the chart writes as text.
    Scalar,
    /// A whole number or a text, as in Kubernetes' `IntOrString`.
    IntOrString,
    /// A list.
    List(&'static Kind),
    /// A list, or the empty map that the official chart has as default for one list.
    ListOrEmptyMap(&'static Kind),
    /// A map with free keys.
    Map(&'static Kind),
    /// A map with known keys.
    Table(&'static Table),
    /// A map with the names of feature flags as keys and booleans as values.
    FeatureFlags,
    /// A Kubernetes type, by its name in the Kubernetes API.
    Kubernetes(&'static str),
    /// A Kubernetes object of any kind, as a map or as text.
    Manifest,
    /// Anything.
    Any,
}

impl Kind {
    /// The table behind this kind, through lists and maps.
    pub const fn table(&self) -> Option<&'static Table> {
        match self {
            Self::Table(table) => Some(table),
            Self::List(inner) | Self::ListOrEmptyMap(inner) | Self::Map(inner) => inner.table(),
            _ => None,
        }
    }

    /// The kind in words, as references and explanations name it.
    pub fn words(&self) -> String {
        match self {
            Self::Bool => "boolean".to_owned(),
            Self::Integer { .. } => "integer".to_owned(),
            Self::Float => "number".to_owned(),
            Self::String | Self::Text(_) => "string".to_owned(),
            Self::StringOrList => "string or list".to_owned(),
            Self::Scalar => "scalar".to_owned(),
            Self::IntOrString => "integer or string".to_owned(),
            Self::List(inner) | Self::ListOrEmptyMap(inner) => format!("list of {}", inner.words()),
            Self::Map(Self::Any) | Self::FeatureFlags | Self::Table(_) => "map".to_owned(),
            Self::Map(inner) => format!("map of {}", inner.words()),
            Self::Kubernetes(name) => name.rsplit('.').next().unwrap_or(name).to_owned(),
            Self::Manifest => "object".to_owned(),
            Self::Any => "any".to_owned(),
        }
    }
}

/// A format that a text must follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A Go duration such as `1h30m`.
    Duration,
    /// A Kubernetes quantity such as `500m` or `2Gi`; may be empty.
    Quantity,
    /// A Go duration, or nothing.
    DurationOrEmpty,
    /// An RFC 3339 date and time.
    Datetime,
}

impl Format {
    /// The format as a regular expression of JSON Schema.
    pub const fn pattern(self) -> &'static str {
        match self {
            Self::Duration => r"^[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$",
            Self::DurationOrEmpty => r"^([-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+))?$",
            Self::Quantity => {
                r"^([-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?)?$"
            }
            Self::Datetime => {
                r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[-+][0-9]{2}:[0-9]{2})$"
            }
        }
    }
}

/// A struct's keys and documentation.
#[derive(Debug)]
pub struct Table {
    /// The Rust type's name.
    pub name: &'static str,
    /// The documentation, line by line.
    pub doc: &'static [&'static str],
    /// The keys, in reading order.
    pub fields: &'static [Field],
}

impl Table {
    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// One key of a [`Table`].
#[derive(Debug)]
pub struct Field {
    /// The key as it is written.
    pub key: &'static str,
    /// The documentation, line by line.
    pub doc: &'static [&'static str],
    /// What the value looks like.
    pub kind: Kind,
    /// What the type does not say.
    pub meta: Meta,
}

impl Field {
    /// The first line of the documentation.
    pub fn summary(&self) -> &'static str {
        self.doc.first().map_or("", |line| line.trim())
    }

    /// The documentation after its first line, as one line.
    pub fn note(&self) -> String {
        let rest: Vec<_> =
            self.doc.iter().skip(1).map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        rest.join(" ")
    }
}

/// What is known about a key beyond its type; empty text means unknown or not so.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, named where a key is declared")]
pub struct Meta {
    /// What holds when the key is absent, in words.
    pub default: &'static str,
    /// The value in `values.yaml`, as YAML.
    pub value: &'static str,
    /// An example, as YAML; keys without `value` are shown with it, commented out.
    pub example: &'static str,
    /// The heading that starts at this key in `values.yaml`.
    pub section: &'static str,
    /// The first GitLab Runner version with this key, where one is known.
    pub since: &'static str,
    /// What to use instead; not empty for a deprecated key.
    pub deprecated: &'static str,
    /// Whether the key is accepted without effect; its documentation says why.
    pub ineffective: bool,
    /// The values that are allowed (of the items, for a list).
    pub one_of: &'static [&'static str],
    /// Whether `one_of` names the usual values only and others work too.
    pub open: bool,
    /// Whether `one_of` is compared without regard to case.
    pub ignore_case: bool,
    /// Whether an empty text means that the key is absent.
    pub or_empty: bool,
    /// Whether the key must be there.
    pub required: bool,
    /// Whether the value is a credential.
    pub secret: bool,
    /// The default Secret key of the `…From` sibling that this key has in `values.yaml`.
    pub from: &'static str,
}

impl Meta {
    /// Nothing known.
    pub const NONE: Self = Self {
        default: "",
        value: "",
        example: "",
        section: "",
        since: "",
        deprecated: "",
        ineffective: false,
        one_of: &[],
        open: false,
        ignore_case: false,
        or_empty: false,
        required: false,
        secret: false,
        from: "",
    };
}

/// Declares structs together with their [`Table`]s.
///
/// A field is `name: Type`, `name ("key"): Type` when the key is not the Rust name, and may end with
/// `= { meta: value, … }` out of the fields of [`Meta`]. Every field is optional in Rust.
macro_rules! table {
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
    ($(
        $(#[doc = $doc:literal])+
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])+
                $field:ident $(($key:literal))? : $ty:ty $( = { $($meta:ident : $value:expr),* $(,)? })?
            ),* $(,)?
        }
    )+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
        #[serde(default)]
        $vis struct $name {
            $(
                $(#[doc = $field_doc])+
                $(#[serde(rename = $key)])?
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $field: Option<$ty>,
            )*
        }

        impl $crate::model::Model for $name {
            const KIND: $crate::model::Kind = {
                static TABLE: $crate::model::Table = $crate::model::Table {
                    name: stringify!($name),
                    doc: &[$($doc),+],
                    fields: &[$(
                        $crate::model::Field {
                            key: $crate::model::table!(@key $field $($key)?),
                            doc: &[$($field_doc),+],
                            kind: <$ty as $crate::model::Model>::KIND,
                            meta: $crate::model::Meta { $($($meta: $value,)*)? ..$crate::model::Meta::NONE },
                        },
                    )*],
                };
                $crate::model::Kind::Table(&TABLE)
            };
        }
    )+ };
}
pub(crate) use table;

impl Model for bool {
    const KIND: Kind = Kind::Bool;
}

impl Model for i64 {
    const KIND: Kind = Kind::Integer { min: i64::MIN, max: i64::MAX };
}

impl Model for f64 {
    const KIND: Kind = Kind::Float;
}

impl Model for String {
    const KIND: Kind = Kind::String;
}

impl<T: Model> Model for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
}

impl<T: Model> Model for BTreeMap<String, T> {
    const KIND: Kind = Kind::Map(&T::KIND);
}

impl<T: Model> Model for Box<T> {
    const KIND: Kind = T::KIND;
}

/// A whole number between `MIN` and `MAX`, both included. Reading does not enforce the range; the schema does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Int<const MIN: i64, const MAX: i64>(pub i64);

impl<const MIN: i64, const MAX: i64> Model for Int<MIN, MAX> {
    const KIND: Kind = Kind::Integer { min: MIN, max: MAX };
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
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl Model for $name {
            const KIND: Kind = $kind;
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
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
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
}

/// One text or a list of texts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum StringOrList {
    /// One text.
    One(String),
    /// Several texts.
    Many(Vec<String>),
}

impl Model for StringOrList {
    const KIND: Kind = Kind::StringOrList;
}

macro_rules! untyped {
    ($($(#[doc = $doc:literal])+ $name:ident = $kind:expr;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub Any);

        impl Model for $name {
            const KIND: Kind = $kind;
        }
    )+ };
}

untyped! {
    /// A text, number or boolean that the chart writes as text.
    Scalar = Kind::Scalar;
    /// A whole number or a text.
    IntOrString = Kind::IntOrString;
    /// A Kubernetes object of any kind, as a map or as text.
    Manifest = Kind::Manifest;
}

/// Feature flags by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct FeatureFlags(pub BTreeMap<String, Option<bool>>);

impl Model for FeatureFlags {
    const KIND: Kind = Kind::FeatureFlags;
}

/// A list that may also be written as an empty map.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum ListOrEmptyMap<T> {
    /// The list.
    List(Vec<T>),
    /// The empty map.
    Empty(BTreeMap<String, Any>),
}

impl<T: Model> Model for ListOrEmptyMap<T> {
    const KIND: Kind = Kind::ListOrEmptyMap(&T::KIND);
}

/// Declares types that hold a part of the Kubernetes API untyped and name the type it must have.
macro_rules! kubernetes {
    ($($name:ident = $definition:literal;)+) => { $(
        #[doc = concat!("A Kubernetes `", $definition, "`.")]
        #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $crate::model::Any);

        impl $crate::model::Model for $name {
            const KIND: $crate::model::Kind = $crate::model::Kind::Kubernetes($definition);
        }
    )+ };
}
pub(crate) use kubernetes;
