//! What the typed values say of values, in the compact form: the same as [`document`](super::document) writes as JSON.

use std::sync::{LazyLock, OnceLock};

use super::document::{Null, Scope, allowed};
use super::rule::{Additional, Keys, Prop, Rule, Types};
use super::rules;
use crate::config::feature_flags;
use crate::model::{Field, Format, Kind, Meta, Model, Table};
use crate::values::Values;

/// The rule of all values.
pub(super) static ROOT: LazyLock<&'static Rule> =
    LazyLock::new(|| rule_of(Values::KIND, None, Null::Forbidden, Scope::Values));

/// The keys of a map, made when values have that map: values use few of the keys that there are.
#[derive(Debug)]
pub(super) struct Later {
    map: Map,
    keys: OnceLock<Keys>,
}

#[derive(Debug)]
enum Map {
    Table(&'static Table, Scope),
    FeatureFlags,
}

impl Later {
    /// The keys.
    pub(super) fn keys(&self) -> Keys {
        *self.keys.get_or_init(|| {
            let (required, mut props) = match self.map {
                Map::Table(table, scope) => table_keys(table, scope),
                Map::FeatureFlags => (Vec::new(), feature_flag_props()),
            };
            props.sort_unstable_by_key(|prop| prop.0);
            Keys { required: required.leak(), props: props.leak() }
        })
    }
}

fn rule_of(kind: Kind, meta: Option<&Meta>, null: Null, scope: Scope) -> &'static Rule {
    let types = |types: u8| Types(if null == Null::Allowed { types | Types::NULL } else { types });
    let rule = match kind {
        Kind::Bool => Rule { types: types(Types::BOOLEAN), ..Rule::ANY },
        Kind::Integer { min, max } => Rule { types: types(Types::INTEGER), min, max, ..Rule::ANY },
        Kind::Float => Rule { types: types(Types::NUMBER), ..Rule::ANY },
        Kind::String => Rule { types: types(Types::STRING), one_of: one_of(meta), ..Rule::ANY },
        Kind::Text(format) => Rule { types: types(Types::STRING), format: Some(format), ..Rule::ANY },
        Kind::StringOrList => Rule {
            types: types(Types::STRING | Types::ARRAY),
            one_of: one_of(meta),
            items: Some(rule_of(Kind::String, meta, Null::Forbidden, scope)),
            ..Rule::ANY
        },
        Kind::Scalar => Rule { types: types(Types::STRING | Types::NUMBER | Types::BOOLEAN), ..Rule::ANY },
        Kind::IntOrString => Rule { types: types(Types::INTEGER | Types::STRING), ..Rule::ANY },
        Kind::List(inner) => Rule {
            types: types(Types::ARRAY),
            items: Some(rule_of(*inner, meta, Null::Forbidden, scope)),
            ..Rule::ANY
        },
        Kind::ListOrEmptyMap(inner) => Rule {
            types: types(Types::ARRAY | Types::OBJECT),
            items: Some(rule_of(*inner, meta, Null::Forbidden, scope)),
            additional: Additional::None,
            ..Rule::ANY
        },
        Kind::Map(Kind::Any) => Rule { types: types(Types::OBJECT), ..Rule::ANY },
        Kind::Map(inner) => Rule {
            types: types(Types::OBJECT),
            additional: Additional::Rule(rule_of(*inner, meta, scope.null_in_maps(), scope)),
            ..Rule::ANY
        },
        Kind::FeatureFlags => closed(types(Types::OBJECT), Map::FeatureFlags),
        Kind::Manifest => Rule { types: types(Types::OBJECT | Types::STRING), ..Rule::ANY },
        Kind::Any => Rule::ANY,
        Kind::Table(table) => closed(types(Types::OBJECT), Map::Table(table, scope)),
        Kind::Kubernetes(name) => return kubernetes(name, null),
    };
    keep(rule)
}

/// The keys that a table must have, and all of them.
fn table_keys(table: &'static Table, scope: Scope) -> (Vec<&'static str>, Vec<Prop>) {
    let mut props = Vec::with_capacity(table.fields.len());
    let mut required = Vec::new();
    for field in table.fields {
        let scope = scope.of(table, field);
        if field.meta.required {
            required.push(field.key);
        }
        let null = if field.meta.required { Null::Forbidden } else { Null::Allowed };
        let rule = rule_of(field.kind, Some(&field.meta), null, scope);
        props.push(Prop(field.key, rule, !field.meta.deprecated.is_empty()));
        if !field.meta.from.is_empty() && scope == Scope::Config {
            props.push(secret_reference(field));
        }
    }
    (required, props)
}

/// Rules live as long as the program, as the values' types do.
fn keep(rule: Rule) -> &'static Rule {
    Box::leak(Box::new(rule))
}

fn closed(types: Types, map: Map) -> Rule {
    let later = Box::leak(Box::new(Later { map, keys: OnceLock::new() }));
    Rule { types, later: Some(later), additional: Additional::None, ..Rule::ANY }
}

fn one_of(meta: Option<&Meta>) -> &'static [&'static str] {
    let texts = allowed(meta).unwrap_or_default();
    texts.into_iter().map(|text| &*text.leak()).collect::<Vec<_>>().leak()
}

fn feature_flag_props() -> Vec<Prop> {
    static FLAG: Rule = Rule { types: Types(Types::BOOLEAN | Types::NULL), ..Rule::ANY };
    feature_flags::FLAGS.iter().map(|flag| Prop(flag.name, &FLAG, flag.deprecated)).collect()
}

/// The key that names the Secret with a credential.
fn secret_reference(field: &Field) -> Prop {
    static KEY: Rule = Rule { types: Types(Types::STRING | Types::NULL), ..Rule::ANY };
    static NAME: Rule = Rule { types: Types(Types::STRING), not_empty: true, ..Rule::ANY };
    static REFERENCE: Rule = Rule {
        types: Types(Types::OBJECT | Types::NULL),
        required: &["secretName"],
        props: &[Prop("key", &KEY, false), Prop("secretName", &NAME, false)],
        additional: Additional::None,
        ..Rule::ANY
    };
    Prop(format!("{}From", field.key).leak(), &REFERENCE, false)
}

fn kubernetes(name: &str, null: Null) -> &'static Rule {
    let short = name.rsplit('.').next().unwrap_or(name);
    let (types, format) = match short {
        "Quantity" => (Types::STRING | Types::NUMBER, Some(Format::Quantity)),
        "IntOrString" => (Types::INTEGER | Types::STRING, None),
        "Time" | "MicroTime" => (Types::STRING, None),
        "FieldsV1" => (Types::OBJECT, None),
        _ => {
            let found = rules::KUBERNETES
                .iter()
                .find(|(known, known_null, _)| *known == short && *known_null == (null == Null::Allowed));
            return found.map_or(&Rule::ANY, |(.., rule)| rule);
        }
    };
    let types = Types(if null == Null::Allowed { types | Types::NULL } else { types });
    keep(Rule { types, format, ..Rule::ANY })
}
