//! How the typed values and the typed `config.toml` are described: structs that know their own keys.
//!
//! [`table!`](crate::model) declares a struct once. Out of that declaration come the Rust type, what reads it, and a
//! static [`Table`] with each key's documentation, type, default and history. The JSON schema, `values.yaml`, the
//! reference and the checks are all made from these tables, so none of them can disagree with the types.

pub(crate) mod read;
mod types;

pub use read::{Fields, WrongType};
pub use types::{
    Any, Count, Datetime, Duration, FeatureFlags, Int, IntOrString, ListOrEmptyMap, Manifest,
    OptionalDuration, Port, Positive, Quantity, Scalar, StringOrList,
};
pub(crate) use types::{kubernetes, untyped};

use helm_render::Value;

/// A type that can be a value in `values.yaml` or `config.toml`.
pub trait Model: Sized {
    /// What a value of this type looks like.
    const KIND: Kind;

    /// Reads decoded data.
    fn read(value: &Value) -> Result<Self, WrongType>;

    /// Puts decoded data into a field; no value leaves it empty.
    fn set(field: &mut Option<Self>, value: &Value) -> Result<(), WrongType> {
        *field = match value {
            Value::Nil => None,
            value => Some(Self::read(value)?),
        };
        Ok(())
    }
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

    /// What a value of this kind is, as messages name it.
    pub const fn expected(&self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Integer { .. } => "an integer",
            Self::Float => "a number",
            Self::Text(format) => crate::schema::format::example(*format),
            Self::StringOrList => "a string or a list of strings",
            Self::List(Self::Table(_)) => "a list of tables",
            Self::List(Self::Integer { .. }) => "a list of integers",
            Self::List(Self::Float) => "a list of numbers",
            Self::List(_) | Self::ListOrEmptyMap(_) => "a list of strings",
            Self::Map(_) | Self::FeatureFlags | Self::Table(_) => "a table",
            _ => "a string",
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
    /// The documentation, with its lines.
    pub doc: &'static str,
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
    /// The documentation, with its lines.
    pub doc: &'static str,
    /// What the value looks like.
    pub kind: Kind,
    /// What the type does not say.
    pub meta: Meta,
}

impl Field {
    /// The first line of the documentation.
    pub fn summary(&self) -> &'static str {
        self.doc.lines().next().map_or("", str::trim)
    }

    /// The documentation after its first line, as one line.
    pub fn note(&self) -> String {
        let rest: Vec<_> = self.doc.lines().skip(1).map(str::trim).filter(|line| !line.is_empty()).collect();
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
        #[derive(Clone, Debug, Default, PartialEq)]
        $vis struct $name {
            $(
                $(#[doc = $field_doc])+
                pub $field: Option<$ty>,
            )*
        }

        impl $crate::model::Model for $name {
            const KIND: $crate::model::Kind = {
                static TABLE: $crate::model::Table = $crate::model::Table {
                    name: stringify!($name),
                    doc: concat!($($doc, "\n"),+),
                    fields: &[$(
                        $crate::model::Field {
                            key: $crate::model::table!(@key $field $($key)?),
                            doc: concat!($($field_doc, "\n"),+),
                            kind: <$ty as $crate::model::Model>::KIND,
                            meta: $crate::model::Meta { $($($meta: $value,)*)? ..$crate::model::Meta::NONE },
                        },
                    )*],
                };
                $crate::model::Kind::Table(&TABLE)
            };

            fn read(value: &helm_render::Value) -> Result<Self, $crate::model::WrongType> {
                let mut read = Self::default();
                if let $crate::model::Kind::Table(table) = Self::KIND {
                    $crate::model::read::table(&mut read, table, value)?;
                }
                Ok(read)
            }
        }

        impl $crate::model::Fields for $name {
            fn set(&mut self, field: usize, value: &helm_render::Value) -> Result<(), $crate::model::WrongType> {
                #[expect(non_camel_case_types, reason = "the names of the fields, to number them")]
                enum Place { $($field),* }
                match field {
                    $(place if place == Place::$field as usize => $crate::model::Model::set(&mut self.$field, value),)*
                    _ => Ok(()),
                }
            }
        }
    )+ };
}
pub(crate) use table;
