//! `values.schema.json`: draft-07, closed at every depth, with `null` allowed for every key that may be absent.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::kubernetes;
use crate::config::feature_flags;
use crate::model::{Field, Format, Kind, Meta, Model, Table};
use crate::values::Values;

/// The schema of the values.
pub(super) fn values_schema() -> Value {
    let Kind::Table(table) = Values::KIND else { unreachable!("values are a table") };
    let mut builder = Builder { definitions: BTreeMap::new(), kubernetes: kubernetes::Definitions::load() };
    let mut root = builder.object(table, Scope::Values);
    root.remove("description");
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!("Values of the gitlab-runner chart"));
    schema.insert("type".to_owned(), json!("object"));
    schema.append(&mut root);
    let mut definitions = builder.definitions;
    definitions.extend(builder.kubernetes.used());
    schema.insert("definitions".to_owned(), Value::Object(definitions.into_iter().collect()));
    Value::Object(schema)
}

/// The schema as the text of the file: one line per property, so that changes can be read.
pub(super) fn text(schema: &Value) -> String {
    let mut text = String::new();
    write(schema, 0, &mut text);
    text.push('\n');
    text
}

fn write(value: &Value, depth: usize, out: &mut String) {
    let flat = value.to_string();
    match value {
        Value::Object(map) if flat.len() > 160 || depth < 2 => {
            out.push('{');
            for (idx, (key, value)) in map.iter().enumerate() {
                out.push_str(if idx == 0 { "\n" } else { ",\n" });
                out.push_str(&" ".repeat(depth + 1));
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push_str(": ");
                write(value, depth + 1, out);
            }
            out.push('\n');
            out.push_str(&" ".repeat(depth));
            out.push('}');
        }
        _ => out.push_str(&flat),
    }
}

/// Whether `null` stands for an absent value here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Null {
    Allowed,
    Forbidden,
}

/// Which part of the values a table belongs to; names repeat between them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Values,
    Config,
}

struct Builder {
    definitions: BTreeMap<String, Value>,
    kubernetes: kubernetes::Definitions,
}

impl Builder {
    fn object(&mut self, table: &'static Table, scope: Scope) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in table.fields {
            let scope = if field.key == "config" && table.name == "Values" { Scope::Config } else { scope };
            if field.meta.required {
                required.push(json!(field.key));
            }
            properties.insert(field.key.to_owned(), self.property(field, scope));
            if !field.meta.from.is_empty() && scope == Scope::Config {
                properties.insert(format!("{}From", field.key), secret_reference(field));
            }
        }
        let mut object = Map::new();
        object.insert("description".to_owned(), json!(description(table.doc)));
        object.insert("additionalProperties".to_owned(), json!(false));
        if !required.is_empty() {
            object.insert("required".to_owned(), Value::Array(required));
        }
        object.insert("properties".to_owned(), Value::Object(properties));
        object
    }

    fn property(&mut self, field: &'static Field, scope: Scope) -> Value {
        let mut schema = Map::new();
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
        schema.insert("description".to_owned(), json!(text));
        if let Some(value) = simple_default(field.meta.value) {
            schema.insert("default".to_owned(), value);
        }
        if !field.meta.deprecated.is_empty() {
            schema.insert("deprecated".to_owned(), json!(true));
        }
        let null = if field.meta.required { Null::Forbidden } else { Null::Allowed };
        schema.append(&mut self.kind(field.kind, Some(&field.meta), null, scope));
        Value::Object(schema)
    }

    fn kind(&mut self, kind: Kind, meta: Option<&Meta>, null: Null, scope: Scope) -> Map<String, Value> {
        match kind {
            Kind::Bool => typed(&["boolean"], null),
            Kind::Integer { min, max } => {
                let mut schema = typed(&["integer"], null);
                if min != i64::MIN {
                    schema.insert("minimum".to_owned(), json!(min));
                }
                if max != i64::MAX {
                    schema.insert("maximum".to_owned(), json!(max));
                }
                schema
            }
            Kind::Float => typed(&["number"], null),
            Kind::String => text_or_enum(&["string"], meta, null),
            Kind::Text(format) => {
                let mut schema = typed(&["string"], null);
                schema.insert("pattern".to_owned(), json!(format.pattern()));
                schema
            }
            Kind::StringOrList => {
                let mut schema = typed(&["string", "array"], null);
                if let Some(values) = allowed(meta) {
                    // A pattern speaks about texts only, unlike an enumeration.
                    schema.insert("pattern".to_owned(), json!(format!("^({})$", values.join("|"))));
                }
                schema.insert(
                    "items".to_owned(),
                    Value::Object(text_or_enum(&["string"], meta, Null::Forbidden)),
                );
                schema
            }
            Kind::Scalar => typed(&["string", "number", "boolean"], null),
            Kind::IntOrString => typed(&["integer", "string"], null),
            Kind::List(inner) => {
                let mut schema = typed(&["array"], null);
                schema.insert(
                    "items".to_owned(),
                    Value::Object(self.kind(*inner, meta, Null::Forbidden, scope)),
                );
                schema
            }
            Kind::ListOrEmptyMap(inner) => {
                let mut schema = typed(&["array", "object"], null);
                schema.insert(
                    "items".to_owned(),
                    Value::Object(self.kind(*inner, meta, Null::Forbidden, scope)),
                );
                schema.insert("additionalProperties".to_owned(), json!(false));
                schema
            }
            Kind::Map(Kind::Any) => typed(&["object"], null),
            Kind::Map(inner) => {
                let mut schema = typed(&["object"], null);
                // The chart leaves null out of config.toml, so that an override can remove an entry.
                let null = if scope == Scope::Config { Null::Allowed } else { Null::Forbidden };
                let values = self.kind(*inner, meta, null, scope);
                schema.insert("additionalProperties".to_owned(), Value::Object(values));
                schema
            }
            Kind::FeatureFlags => feature_flags_schema(null),
            Kind::Manifest => typed(&["object", "string"], null),
            Kind::Any => Map::new(),
            Kind::Table(table) => self.reference(table, null, scope),
            Kind::Kubernetes(name) => self.kubernetes.reference(name, null),
        }
    }

    fn reference(&mut self, table: &'static Table, null: Null, scope: Scope) -> Map<String, Value> {
        let prefix = if scope == Scope::Config { "config." } else { "" };
        let name = definition_name(&format!("{prefix}{}", table.name), null);
        if !self.definitions.contains_key(&name) {
            self.definitions.insert(name.clone(), Value::Null);
            let mut schema = typed(&["object"], null);
            schema.append(&mut self.object(table, scope));
            self.definitions.insert(name.clone(), Value::Object(schema));
        }
        reference_to(&name)
    }
}

/// The name of a definition. Draft-07 ignores what stands beside a `$ref`, so a definition exists per use of null.
pub(super) fn definition_name(name: &str, null: Null) -> String {
    if null == Null::Allowed { format!("{name}OrNull") } else { name.to_owned() }
}

pub(super) fn reference_to(name: &str) -> Map<String, Value> {
    Map::from_iter([("$ref".to_owned(), json!(format!("#/definitions/{name}")))])
}

pub(super) fn typed(types: &[&str], null: Null) -> Map<String, Value> {
    let mut types = types.to_vec();
    if null == Null::Allowed {
        types.push("null");
    }
    let value = if let [only] = types[..] { json!(only) } else { json!(types) };
    Map::from_iter([("type".to_owned(), value)])
}

fn text_or_enum(types: &[&str], meta: Option<&Meta>, null: Null) -> Map<String, Value> {
    let Some(values) = allowed(meta) else {
        return typed(types, null);
    };
    let mut values: Vec<Value> = values.into_iter().map(Value::from).collect();
    if null == Null::Allowed {
        values.push(Value::Null);
    }
    Map::from_iter([("enum".to_owned(), Value::Array(values))])
}

/// The allowed texts, in every spelling that is usual when case does not count.
fn allowed(meta: Option<&Meta>) -> Option<Vec<String>> {
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

fn feature_flags_schema(null: Null) -> Map<String, Value> {
    let mut properties = Map::new();
    for flag in feature_flags::FLAGS {
        let mut schema = Map::new();
        let mut text = format!("{} Default: {}", flag.doc, flag.default);
        if flag.deprecated {
            text = format!("Deprecated. {text}");
            schema.insert("deprecated".to_owned(), json!(true));
        }
        schema.insert("description".to_owned(), json!(text));
        schema.append(&mut typed(&["boolean"], Null::Allowed));
        properties.insert(flag.name.to_owned(), Value::Object(schema));
    }
    let mut schema = typed(&["object"], null);
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema
}

fn secret_reference(field: &Field) -> Value {
    json!({
        "description": format!("The Secret that holds `{}`.", field.key),
        "type": ["object", "null"],
        "additionalProperties": false,
        "required": ["secretName"],
        "properties": {
            "secretName": {"description": "Name of the Secret.", "type": "string", "minLength": 1},
            "key": {
                "description": format!("Key in the Secret. Default: {}", field.meta.from),
                "type": ["string", "null"],
            },
        },
    })
}

fn description(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// A default as JSON, when it is a scalar or empty.
fn simple_default(yaml: &str) -> Option<Value> {
    match yaml {
        "" => None,
        "{}" => Some(json!({})),
        _ if yaml.contains('\n') || yaml.starts_with("- ") => None,
        _ => Some(serde_json::from_str(yaml).unwrap_or_else(|_| json!(yaml))),
    }
}

/// The format behind a pattern of this schema.
pub(super) fn format_of(pattern: &str) -> Option<Format> {
    [Format::Duration, Format::DurationOrEmpty, Format::Quantity, Format::Datetime]
        .into_iter()
        .find(|format| format.pattern() == pattern)
}
