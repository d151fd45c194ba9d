//! `values.schema.json`: draft-07, closed at every depth, with `null` allowed for every key that may be absent.
//!
//! The text is made of the typed values when it is asked for, since all that it says stands there already. Only the
//! definitions of Kubernetes types are embedded.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::json::{Json, Object};
use crate::config::feature_flags;
use crate::model::{Field, Format, Kind, Meta, Model, Table};
use crate::values::Values;

/// The end of the file: its definitions of Kubernetes types, which come last.
const KUBERNETES: &str = include_str!(concat!(env!("OUT_DIR"), "/kubernetes.json"));

/// The JSON Schema of the chart's values, as the text of its file.
///
/// ```
/// assert!(runner_stack::schema::text().contains("\"gitlabUrl\""));
/// ```
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| text_with(KUBERNETES, &mut |_, _| {}));
    &TEXT
}

/// The text with these definitions of Kubernetes types; `used` is told which of them the values refer to.
pub(crate) fn text_with(definitions: &str, used: &mut dyn FnMut(&'static str, Null)) -> String {
    const END: &str = "\n }\n}";
    let mut text = String::new();
    values_schema(used).lines(0, &mut text);
    text.truncate(text.len() - END.len());
    text + ",\n" + definitions
}

/// The schema of the values without the definitions of Kubernetes types.
fn values_schema(used: &mut dyn FnMut(&'static str, Null)) -> Json {
    let Kind::Table(table) = Values::KIND else { unreachable!("values are a table") };
    let mut builder = Builder { definitions: BTreeMap::new(), used };
    let mut schema = vec![
        entry("$schema", Json::text("http://json-schema.org/draft-07/schema#")),
        entry("title", Json::text("Values of the gitlab-runner chart")),
        entry("type", Json::text("object")),
    ];
    let mut root = builder.object(table, Scope::Values);
    // The title describes the whole; in the place of the description stands what matters, the last.
    root.swap_remove(0);
    schema.append(&mut root);
    let definitions = builder.definitions.into_iter().map(|(name, schema)| (name.into(), schema));
    schema.push(entry("definitions", Json::Object(definitions.collect())));
    Json::Object(schema)
}

fn entry(key: &'static str, value: Json) -> (std::borrow::Cow<'static, str>, Json) {
    (key.into(), value)
}

/// Whether `null` stands for an absent value here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Null {
    Allowed,
    Forbidden,
}

/// Which part of the values a table belongs to; names repeat between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Values,
    Config,
}

impl Scope {
    /// The part that a field of a table in this part belongs to.
    pub(super) fn of(self, table: &Table, field: &Field) -> Self {
        if field.key == "config" && table.name == "Values" { Self::Config } else { self }
    }

    /// The chart leaves null out of config.toml, so that an override can remove an entry of a map.
    pub(super) fn null_in_maps(self) -> Null {
        if self == Self::Config { Null::Allowed } else { Null::Forbidden }
    }
}

struct Builder<'a> {
    definitions: BTreeMap<String, Json>,
    used: &'a mut dyn FnMut(&'static str, Null),
}

impl Builder<'_> {
    fn object(&mut self, table: &'static Table, scope: Scope) -> Object {
        let mut properties = Object::new();
        let mut required = Vec::new();
        for field in table.fields {
            let scope = scope.of(table, field);
            if field.meta.required {
                required.push(Json::text(field.key));
            }
            let property = self.property(field, scope);
            properties.push(entry(field.key, property));
            if !field.meta.from.is_empty() && scope == Scope::Config {
                properties.push((format!("{}From", field.key).into(), secret_reference(field)));
            }
        }
        let mut object = Object::new();
        object.push(entry("description", Json::text(description(table.doc))));
        object.push(entry("additionalProperties", Json::Bool(false)));
        if !required.is_empty() {
            object.push(entry("required", Json::List(required)));
        }
        object.push(entry("properties", Json::Object(properties)));
        object
    }

    fn property(&mut self, field: &'static Field, scope: Scope) -> Json {
        let mut schema = Object::new();
        let mut text =
            if scope == Scope::Config { field.summary().to_owned() } else { description(field.doc) };
        if !field.meta.deprecated.is_empty() {
            text = format!("Deprecated, use {}. {text}", field.meta.deprecated);
        }
        if field.meta.ineffective {
            text.push_str(" Has no effect.");
        }
        if scope == Scope::Config && !field.meta.default.is_empty() {
            text.push_str(" Default: ");
            text.push_str(field.meta.default);
        }
        schema.push(entry("description", Json::text(text)));
        if let Some(value) = simple_default(field.meta.value) {
            schema.push(entry("default", value));
        }
        if !field.meta.deprecated.is_empty() {
            schema.push(entry("deprecated", Json::Bool(true)));
        }
        let null = if field.meta.required { Null::Forbidden } else { Null::Allowed };
        schema.append(&mut self.kind(field.kind, Some(&field.meta), null, scope));
        Json::Object(schema)
    }

    fn kind(&mut self, kind: Kind, meta: Option<&Meta>, null: Null, scope: Scope) -> Object {
        match kind {
            Kind::Bool => typed(&["boolean"], null),
            Kind::Integer { min, max } => {
                let mut schema = typed(&["integer"], null);
                if min != i64::MIN {
                    schema.push(entry("minimum", Json::Integer(min)));
                }
                if max != i64::MAX {
                    schema.push(entry("maximum", Json::Integer(max)));
                }
                schema
            }
            Kind::Float => typed(&["number"], null),
            Kind::String => text_or_enum(&["string"], meta, null),
            Kind::Text(format) => {
                let mut schema = typed(&["string"], null);
                schema.push(entry("pattern", Json::text(format.pattern())));
                schema
            }
            Kind::StringOrList => {
                let mut schema = typed(&["string", "array"], null);
                if let Some(values) = allowed(meta) {
                    // A pattern speaks about texts only, unlike an enumeration.
                    schema.push(entry("pattern", Json::text(format!("^({})$", values.join("|")))));
                }
                schema.push(entry("items", Json::Object(text_or_enum(&["string"], meta, Null::Forbidden))));
                schema
            }
            Kind::Scalar => typed(&["string", "number", "boolean"], null),
            Kind::IntOrString => typed(&["integer", "string"], null),
            Kind::List(inner) => {
                let mut schema = typed(&["array"], null);
                schema.push(entry("items", Json::Object(self.kind(*inner, meta, Null::Forbidden, scope))));
                schema
            }
            Kind::ListOrEmptyMap(inner) => {
                let mut schema = typed(&["array", "object"], null);
                schema.push(entry("items", Json::Object(self.kind(*inner, meta, Null::Forbidden, scope))));
                schema.push(entry("additionalProperties", Json::Bool(false)));
                schema
            }
            Kind::Map(Kind::Any) => typed(&["object"], null),
            Kind::Map(inner) => {
                let mut schema = typed(&["object"], null);
                let values = self.kind(*inner, meta, scope.null_in_maps(), scope);
                schema.push(entry("additionalProperties", Json::Object(values)));
                schema
            }
            Kind::FeatureFlags => feature_flags_schema(null),
            Kind::Manifest => typed(&["object", "string"], null),
            Kind::Any => Object::new(),
            Kind::Table(table) => self.reference(table, null, scope),
            Kind::Kubernetes(name) => {
                (self.used)(name, null);
                kubernetes_reference(name, null)
            }
        }
    }

    fn reference(&mut self, table: &'static Table, null: Null, scope: Scope) -> Object {
        let prefix = if scope == Scope::Config { "config." } else { "" };
        let name = definition_name(&format!("{prefix}{}", table.name), null);
        if !self.definitions.contains_key(&name) {
            self.definitions.insert(name.clone(), Json::Null);
            let mut schema = typed(&["object"], null);
            schema.append(&mut self.object(table, scope));
            self.definitions.insert(name.clone(), Json::Object(schema));
        }
        reference_to(&name)
    }
}

/// The name of a definition. Draft-07 ignores what stands beside a `$ref`, so a definition exists per use of null.
pub(crate) fn definition_name(name: &str, null: Null) -> String {
    if null == Null::Allowed { format!("{name}OrNull") } else { name.to_owned() }
}

pub(crate) fn reference_to(name: &str) -> Object {
    vec![entry("$ref", Json::text(format!("#/definitions/{name}")))]
}

pub(crate) fn typed(types: &[&'static str], null: Null) -> Object {
    let mut types = types.to_vec();
    if null == Null::Allowed {
        types.push("null");
    }
    vec![entry("type", if let [only] = types[..] { Json::text(only) } else { Json::texts(&types) })]
}

/// A reference to the definition with this name in the Kubernetes API, or what stands for it.
pub(crate) fn kubernetes_reference(name: &str, null: Null) -> Object {
    match name.rsplit('.').next().unwrap_or(name) {
        "Quantity" => {
            let mut schema = typed(&["string", "number"], null);
            schema.push(entry("pattern", Json::text(Format::Quantity.pattern())));
            schema
        }
        "IntOrString" => typed(&["integer", "string"], null),
        "Time" | "MicroTime" => typed(&["string"], null),
        "FieldsV1" => typed(&["object"], null),
        short => reference_to(&definition_name(&format!("k8s.{short}"), null)),
    }
}

fn text_or_enum(types: &[&'static str], meta: Option<&Meta>, null: Null) -> Object {
    let Some(values) = allowed(meta) else {
        return typed(types, null);
    };
    let mut values: Vec<Json> = values.into_iter().map(Json::text).collect();
    if null == Null::Allowed {
        values.push(Json::Null);
    }
    vec![entry("enum", Json::List(values))]
}

/// The allowed texts, in every spelling that is usual when case does not count.
pub(super) fn allowed(meta: Option<&Meta>) -> Option<Vec<String>> {
    let meta = meta.filter(|meta| !meta.one_of.is_empty() && !meta.open)?;
    let mut values: Vec<String> = meta.one_of.iter().map(|&value| value.to_owned()).collect();
    if meta.ignore_case {
        for value in meta.one_of {
            let mut capital = value.to_lowercase();
            capital[..1].make_ascii_uppercase();
            for spelling in [value.to_lowercase(), value.to_uppercase(), capital] {
                if !values.contains(&spelling) {
                    values.push(spelling);
                }
            }
        }
    }
    if meta.or_empty {
        values.push(String::new());
    }
    Some(values)
}

fn feature_flags_schema(null: Null) -> Object {
    let mut properties = Object::new();
    for flag in feature_flags::FLAGS {
        let mut schema = Object::new();
        let mut text = format!("{} Default: {}", flag.doc, flag.default);
        if flag.deprecated {
            text = format!("Deprecated. {text}");
            schema.push(entry("deprecated", Json::Bool(true)));
        }
        schema.push(entry("description", Json::text(text)));
        schema.append(&mut typed(&["boolean"], Null::Allowed));
        properties.push(entry(flag.name, Json::Object(schema)));
    }
    let mut schema = typed(&["object"], null);
    schema.push(entry("additionalProperties", Json::Bool(false)));
    schema.push(entry("properties", Json::Object(properties)));
    schema
}

fn secret_reference(field: &Field) -> Json {
    let text = |text: String, types: &[&'static str]| {
        let mut schema = vec![entry("description", Json::text(text))];
        schema.append(&mut typed(types, Null::Forbidden));
        schema
    };
    let mut name = text("Name of the Secret.".to_owned(), &["string"]);
    name.push(entry("minLength", Json::Integer(1)));
    let key = text(format!("Key in the Secret. Default: {}", field.meta.from), &["string", "null"]);
    let mut schema = text(format!("The Secret that holds `{}`.", field.key), &["object", "null"]);
    schema.push(entry("additionalProperties", Json::Bool(false)));
    schema.push(entry("required", Json::texts(&["secretName"])));
    let properties = vec![entry("secretName", Json::Object(name)), entry("key", Json::Object(key))];
    schema.push(entry("properties", Json::Object(properties)));
    Json::Object(schema)
}

fn description(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// A default as JSON, when it is a scalar or empty.
fn simple_default(yaml: &'static str) -> Option<Json> {
    match yaml {
        "" => None,
        _ if yaml.contains('\n') || yaml.starts_with("- ") => None,
        _ if helm_render::json::from_json(yaml.as_bytes()).is_ok() => Some(Json::Raw(yaml)),
        _ => Some(Json::text(yaml)),
    }
}
