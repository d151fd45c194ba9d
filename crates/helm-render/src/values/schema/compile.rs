//! Reads a schema into what values are checked against, as gojsonschema parses it.

use std::collections::BTreeMap;

use super::decimal::Decimal;
use super::drafts;
use super::format::Format;
use super::json::Json;
use super::pattern::Pattern;
use crate::value::Str;

/// How deep schemas may refer into each other while they are read.
const MAX_DEPTH: usize = 1_000;

/// The place of a schema in [`Compiled`].
pub(super) type Id = usize;

/// A schema and everything it refers to.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) nodes: Vec<Node>,
    pub(super) root: Id,
}

/// One schema object.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// `true` or `false` instead of an object.
    pub(super) pass: Option<bool>,
    pub(super) reference: Option<Id>,
    pub(super) types: Vec<Type>,
    pub(super) properties: Vec<(Str, Id)>,
    pub(super) additional_properties: Additional,
    pub(super) pattern_properties: Vec<(Pattern, Id)>,
    pub(super) property_names: Option<Id>,
    pub(super) dependencies: Vec<(Str, Dependency)>,
    pub(super) items: Items,
    pub(super) additional_items: Additional,
    pub(super) multiple_of: Option<Decimal>,
    pub(super) minimum: Option<Decimal>,
    pub(super) exclusive_minimum: Option<Decimal>,
    pub(super) maximum: Option<Decimal>,
    pub(super) exclusive_maximum: Option<Decimal>,
    pub(super) min_length: Option<i64>,
    pub(super) max_length: Option<i64>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
    pub(super) min_properties: Option<i64>,
    pub(super) max_properties: Option<i64>,
    pub(super) required: Vec<Str>,
    pub(super) min_items: Option<i64>,
    pub(super) max_items: Option<i64>,
    pub(super) unique_items: bool,
    pub(super) contains: Option<Id>,
    pub(super) constant: Option<Str>,
    pub(super) choices: Vec<Str>,
    pub(super) one_of: Vec<Id>,
    pub(super) any_of: Vec<Id>,
    pub(super) all_of: Vec<Id>,
    pub(super) not: Option<Id>,
    pub(super) condition: Option<Id>,
    pub(super) then: Option<Id>,
    pub(super) otherwise: Option<Id>,
}

/// `additionalProperties`, `additionalItems`.
#[derive(Debug, Default)]
pub(super) enum Additional {
    #[default]
    Allowed,
    Refused,
    Schema(Id),
}

/// `items`.
#[derive(Debug, Default)]
pub(super) enum Items {
    #[default]
    Any,
    Each(Id),
    List(Vec<Id>),
}

/// An entry of `dependencies`.
#[derive(Debug)]
pub(super) enum Dependency {
    Keys(Vec<Str>),
    Schema(Id),
}

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Array,
    Boolean,
    Integer,
    Number,
    Null,
    Object,
    String,
}

impl Type {
    const ALL: [Self; 7] =
        [Self::Array, Self::Boolean, Self::Integer, Self::Number, Self::Null, Self::Object, Self::String];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Null => "null",
            Self::Object => "object",
            Self::String => "string",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Draft {
    Four,
    Six,
    Seven,
    /// No known `$schema`: all that any draft has.
    Hybrid,
}

/// Reads the text of a schema.
pub(super) fn compile(text: &[u8]) -> Result<Compiled, String> {
    let document = Json::parse(text)?;
    let draft = draft(&document)?;
    let mut documents = BTreeMap::new();
    index_ids(&document, "", &mut documents, 0);
    documents.insert(String::new(), &document);
    let mut compiler = Compiler {
        root_draft: draft,
        draft,
        documents,
        nodes: Vec::new(),
        references: BTreeMap::new(),
        depth: 0,
    };
    let root = compiler.schema(&document, "")?;
    Ok(Compiled { nodes: compiler.nodes, root })
}

fn draft(document: &Json) -> Result<Draft, String> {
    match document {
        Json::Bool(_) => return Ok(Draft::Hybrid),
        Json::Object(_) => {}
        _ => return Err("schema is invalid".to_owned()),
    }
    let Some(schema) = document.get("$schema") else { return Ok(Draft::Hybrid) };
    let Some(schema) = schema.as_str() else { return Err("$schema must be of type string".to_owned()) };
    let schema = schema.to_str();
    Ok(drafts::named(schema.strip_suffix('#').unwrap_or(&schema)).unwrap_or(Draft::Hybrid))
}

/// Notes every schema that has an identifier of its own.
fn index_ids<'j>(node: &'j Json, base: &str, documents: &mut BTreeMap<String, &'j Json>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    match node {
        Json::Array(items) => items.iter().for_each(|item| index_ids(item, base, documents, depth + 1)),
        Json::Object(entries) => {
            let id = node.get("id").or_else(|| node.get("$id")).and_then(Json::as_str);
            let joined;
            let base = if let Some(id) = id {
                joined = join(base, &id.to_str());
                documents.entry(joined.trim_end_matches('#').to_owned()).or_insert(node);
                joined.as_str()
            } else {
                base
            };
            for (key, value) in entries {
                match (key.as_bytes(), value) {
                    (b"const" | b"enum", _) => {}
                    (b"properties" | b"dependencies" | b"patternProperties", Json::Object(children)) => {
                        for (_, child) in children {
                            index_ids(child, base, documents, depth + 1);
                        }
                    }
                    (b"properties" | b"dependencies" | b"patternProperties", _) => {}
                    _ => index_ids(value, base, documents, depth + 1),
                }
            }
        }
        _ => {}
    }
}

/// A reference as seen from `base`.
fn join(base: &str, reference: &str) -> String {
    let document = base.split('#').next().unwrap_or_default();
    if reference.starts_with('#') || reference.is_empty() {
        return format!("{document}{reference}");
    }
    if reference.contains("://") || reference.starts_with("urn:") {
        return reference.to_owned();
    }
    if document.is_empty() {
        return format!("/{}", reference.trim_start_matches('/'));
    }
    if reference.starts_with('/') {
        let authority = document.find("://").map_or(0, |index| index + 3);
        let end = document[authority..].find('/').map_or(document.len(), |index| authority + index);
        return format!("{}{reference}", &document[..end]);
    }
    let folder = document.rfind('/').map_or("", |index| &document[..=index]);
    format!("{folder}{reference}")
}

struct Compiler<'j> {
    /// The draft of the chart's schema.
    root_draft: Draft,
    /// The draft of what is being read.
    draft: Draft,
    documents: BTreeMap<String, &'j Json>,
    nodes: Vec<Node>,
    /// Schemas that are referred to, by their absolute reference.
    references: BTreeMap<String, Id>,
    depth: usize,
}

impl<'j> Compiler<'j> {
    fn schema(&mut self, json: &'j Json, base: &str) -> Result<Id, String> {
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        self.fill(id, json, base)?;
        Ok(id)
    }

    fn fill(&mut self, id: Id, json: &'j Json, base: &str) -> Result<(), String> {
        if self.depth > MAX_DEPTH {
            return Err(format!("schemas are nested more than {MAX_DEPTH} deep"));
        }
        self.depth += 1;
        let node = match json {
            Json::Bool(pass) if self.draft >= Draft::Six => Node { pass: Some(*pass), ..Node::default() },
            Json::Object(_) => self.object(json, base)?,
            _ => return Err("Expected: valid schema, given: Invalid JSON".to_owned()),
        };
        self.nodes[id] = node;
        self.depth -= 1;
        Ok(())
    }

    fn object(&mut self, json: &'j Json, base: &str) -> Result<Node, String> {
        let id_key = match self.draft {
            Draft::Four => "id",
            Draft::Hybrid if json.get("id").is_some() => "id",
            _ => "$id",
        };
        let joined;
        let mut base = base;
        if let Some(id) = text_of(json, id_key)? {
            joined = join(base, &id.to_str());
            base = &joined;
        }
        self.definitions(json, base)?;
        text_of(json, "title")?;
        text_of(json, "description")?;
        if let Some(reference) = text_of(json, "$ref")? {
            let reference = self.reference(&join(base, &reference.to_str()))?;
            return Ok(Node { reference: Some(reference), ..Node::default() });
        }
        let mut node = Node { types: types(json)?, ..Node::default() };
        self.object_keywords(&mut node, json, base)?;
        self.array_schemas(&mut node, json, base)?;
        self.number_keywords(&mut node, json)?;
        string_keywords(&mut node, json)?;
        object_bounds(&mut node, json)?;
        self.array_keywords(&mut node, json, base)?;
        self.choices(&mut node, json)?;
        self.combinations(&mut node, json, base)?;
        Ok(node)
    }

    fn definitions(&mut self, json: &'j Json, base: &str) -> Result<(), String> {
        let Some(definitions) = json.get("definitions") else { return Ok(()) };
        let wrong = || "Invalid type. Expected: array of schemas, given: definitions".to_owned();
        let Json::Object(definitions) = definitions else { return Err(wrong()) };
        for (_, definition) in definitions {
            if !matches!(definition, Json::Object(_) | Json::Bool(_)) {
                return Err(wrong());
            }
            self.schema(definition, base)?;
        }
        Ok(())
    }

    fn reference(&mut self, reference: &str) -> Result<Id, String> {
        if let Some(id) = self.references.get(reference) {
            return Ok(*id);
        }
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        self.references.insert(reference.to_owned(), id);
        let (document_name, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        // The draft of the document that is referred to, which need not be that of the chart's schema.
        let mut draft = self.root_draft;
        let (json, base) = if let Some(json) = self.documents.get(reference.trim_end_matches('#')) {
            (*json, reference)
        } else if let Some(document) = self.documents.get(document_name) {
            (document.pointer(&percent_decode(fragment))?, document_name)
        } else if let Some((document, known)) = drafts::schema(document_name) {
            draft = known;
            (document.pointer(&percent_decode(fragment))?, document_name)
        } else if reference.contains("://") {
            return Err(format!(
                "schema {reference} is not part of the chart, and nothing is fetched from elsewhere"
            ));
        } else {
            return Err(format!("Reference {reference} must be canonical"));
        };
        if !matches!(json, Json::Object(_) | Json::Bool(_)) {
            return Err("valid schema must be of type object".to_owned());
        }
        let outer = std::mem::replace(&mut self.draft, draft);
        self.fill(id, json, base)?;
        self.draft = outer;
        Ok(id)
    }

    fn object_keywords(&mut self, node: &mut Node, json: &'j Json, base: &str) -> Result<(), String> {
        if let Some(properties) = json.get("properties") {
            let Json::Object(properties) = properties else {
                return Err("properties must be of type object".to_owned());
            };
            for (key, schema) in properties {
                let id = self.schema(schema, base)?;
                node.properties.push((key.clone(), id));
            }
        }
        node.additional_properties = self.additional(json, "additionalProperties", base)?;
        match json.get("patternProperties") {
            None => {}
            Some(Json::Object(patterns)) => {
                for (source, schema) in patterns {
                    let pattern = Pattern::new(source.clone())
                        .ok_or_else(|| format!("Invalid regex pattern '{source}'"))?;
                    let id = self.schema(schema, base)?;
                    node.pattern_properties.push((pattern, id));
                }
            }
            Some(_) => {
                return Err("Invalid type. Expected: valid schema, given: patternProperties".to_owned());
            }
        }
        if self.draft >= Draft::Six {
            match json.get("propertyNames") {
                None => {}
                Some(schema @ (Json::Object(_) | Json::Bool(_))) => {
                    node.property_names = Some(self.schema(schema, base)?);
                }
                Some(_) => {
                    return Err("Invalid type. Expected: valid schema, given: patternProperties".to_owned());
                }
            }
        }
        if let Some(dependencies) = json.get("dependencies") {
            node.dependencies = self.dependencies(dependencies, base)?;
        }
        Ok(())
    }

    fn dependencies(&mut self, json: &'j Json, base: &str) -> Result<Vec<(Str, Dependency)>, String> {
        let Json::Object(entries) = json else {
            return Err("dependencies must be of type object".to_owned());
        };
        let wrong = || "dependency must be of type schema or array of strings".to_owned();
        let mut dependencies = Vec::new();
        for (key, dependency) in entries {
            let dependency = match dependency {
                Json::Array(keys) => Dependency::Keys(
                    keys.iter()
                        .map(|key| key.as_str().cloned().ok_or_else(wrong))
                        .collect::<Result<_, _>>()?,
                ),
                Json::Object(_) | Json::Bool(_) => Dependency::Schema(self.schema(dependency, base)?),
                _ => return Err(wrong()),
            };
            dependencies.push((key.clone(), dependency));
        }
        Ok(dependencies)
    }

    fn additional(&mut self, json: &'j Json, key: &str, base: &str) -> Result<Additional, String> {
        Ok(match json.get(key) {
            None | Some(Json::Bool(true)) => Additional::Allowed,
            Some(Json::Bool(false)) => Additional::Refused,
            Some(schema @ Json::Object(_)) => Additional::Schema(self.schema(schema, base)?),
            Some(_) => return Err(format!("Invalid type. Expected: boolean/valid schema, given: {key}")),
        })
    }

    fn array_schemas(&mut self, node: &mut Node, json: &'j Json, base: &str) -> Result<(), String> {
        let wrong = || "Invalid type. Expected: valid schema/array of schemas, given: items".to_owned();
        node.items = match json.get("items") {
            None => Items::Any,
            Some(Json::Array(items)) => {
                let mut ids = Vec::new();
                for item in items {
                    if !matches!(item, Json::Object(_) | Json::Bool(_)) {
                        return Err(wrong());
                    }
                    ids.push(self.schema(item, base)?);
                }
                Items::List(ids)
            }
            Some(item @ (Json::Object(_) | Json::Bool(_))) => Items::Each(self.schema(item, base)?),
            Some(_) => return Err(wrong()),
        };
        node.additional_items = self.additional(json, "additionalItems", base)?;
        Ok(())
    }

    fn number_keywords(&self, node: &mut Node, json: &Json) -> Result<(), String> {
        if let Some(multiple) = json.get("multipleOf") {
            let multiple = number(multiple).ok_or("Invalid type. Expected: number, given: multipleOf")?;
            if !multiple.is_positive() {
                return Err("multipleOf must be strictly greater than 0".to_owned());
            }
            node.multiple_of = Some(multiple);
        }
        (node.minimum, node.exclusive_minimum) = self.bound(json, "minimum", "exclusiveMinimum")?;
        (node.maximum, node.exclusive_maximum) = self.bound(json, "maximum", "exclusiveMaximum")?;
        Ok(())
    }

    /// A bound, and its exclusive form, which is a flag in draft 4 and a number from draft 6 on.
    fn bound(
        &self,
        json: &Json,
        key: &str,
        exclusive: &str,
    ) -> Result<(Option<Decimal>, Option<Decimal>), String> {
        let bound = match json.get(key) {
            None => None,
            Some(bound) => Some(number(bound).ok_or_else(|| format!("{key} must be of a number"))?),
        };
        let expected = match self.draft {
            Draft::Four => "boolean",
            Draft::Hybrid => "boolean/number",
            Draft::Six | Draft::Seven => "number",
        };
        match json.get(exclusive) {
            None => Ok((bound, None)),
            Some(Json::Bool(flag)) if expected != "number" => match bound {
                None => Err(format!("{exclusive} cannot be used without {key}")),
                Some(bound) if *flag => Ok((None, Some(bound))),
                Some(bound) => Ok((Some(bound), None)),
            },
            Some(limit @ Json::Number(_)) if expected != "boolean" => Ok((bound, number(limit))),
            Some(_) => Err(format!("Invalid type. Expected: {expected}, given: {exclusive}")),
        }
    }

    fn array_keywords(&mut self, node: &mut Node, json: &'j Json, base: &str) -> Result<(), String> {
        node.min_items = length(json, "minItems")?;
        node.max_items = length(json, "maxItems")?;
        node.unique_items = match json.get("uniqueItems") {
            None => false,
            Some(Json::Bool(unique)) => *unique,
            Some(_) => return Err("uniqueItems must be of a boolean".to_owned()),
        };
        if let Some(contains) = json.get("contains").filter(|_| self.draft >= Draft::Six) {
            node.contains = Some(self.schema(contains, base)?);
        }
        Ok(())
    }

    fn choices(&self, node: &mut Node, json: &Json) -> Result<(), String> {
        if let Some(constant) = json.get("const").filter(|_| self.draft >= Draft::Six) {
            node.constant = Some(super::canonical(&constant.to_value()));
        }
        match json.get("enum") {
            None => {}
            Some(Json::Array(choices)) => {
                for choice in choices {
                    let choice = super::canonical(&choice.to_value());
                    if node.choices.contains(&choice) {
                        return Err("enum items must be unique".to_owned());
                    }
                    node.choices.push(choice);
                }
            }
            Some(_) => return Err("enum must be of an array".to_owned()),
        }
        Ok(())
    }

    fn combinations(&mut self, node: &mut Node, json: &'j Json, base: &str) -> Result<(), String> {
        node.one_of = self.schemas(json, "oneOf", "oneOf", base)?;
        node.any_of = self.schemas(json, "anyOf", "anyOf", base)?;
        // gojsonschema names anyOf here as well.
        node.all_of = self.schemas(json, "allOf", "anyOf", base)?;
        node.not = self.optional(json, "not", base)?;
        if self.draft >= Draft::Seven {
            node.condition = self.optional(json, "if", base)?;
            node.then = self.optional(json, "then", base)?;
            node.otherwise = self.optional(json, "else", base)?;
        }
        Ok(())
    }

    fn schemas(&mut self, json: &'j Json, key: &str, shown: &str, base: &str) -> Result<Vec<Id>, String> {
        match json.get(key) {
            None => Ok(Vec::new()),
            Some(Json::Array(schemas)) => schemas.iter().map(|schema| self.schema(schema, base)).collect(),
            Some(_) => Err(format!("{shown} must be of an array")),
        }
    }

    fn optional(&mut self, json: &'j Json, key: &str, base: &str) -> Result<Option<Id>, String> {
        match json.get(key) {
            None => Ok(None),
            Some(schema @ (Json::Object(_) | Json::Bool(_))) => self.schema(schema, base).map(Some),
            Some(_) => Err(format!("{key} must be of an object")),
        }
    }
}

fn text_of<'j>(json: &'j Json, key: &str) -> Result<Option<&'j Str>, String> {
    match json.get(key) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("Invalid type. Expected: string, given: {key}")),
    }
}

fn types(json: &Json) -> Result<Vec<Type>, String> {
    let names = match json.get("type") {
        None => return Ok(Vec::new()),
        Some(name @ Json::String(_)) => std::slice::from_ref(name),
        Some(Json::Array(names)) => names,
        Some(_) => return Err("Invalid type. Expected: string/array of strings, given: type".to_owned()),
    };
    let mut types = Vec::new();
    for name in names {
        let Some(name) = name.as_str() else {
            return Err("Invalid type. Expected: string/array of strings, given: type".to_owned());
        };
        let Some(found) = Type::ALL.into_iter().find(|known| *name == *known.name()) else {
            let known: Vec<_> = Type::ALL.into_iter().map(Type::name).collect();
            return Err(format!(
                "has a primitive type that is NOT VALID -- given: /{name}/ Expected valid values are:[{}]",
                known.join(" "),
            ));
        };
        if types.contains(&found) {
            return Err(format!("{name} type is duplicated"));
        }
        types.push(found);
    }
    Ok(types)
}

fn string_keywords(node: &mut Node, json: &Json) -> Result<(), String> {
    node.min_length = length(json, "minLength")?;
    node.max_length = length(json, "maxLength")?;
    if node.min_length.zip(node.max_length).is_some_and(|(min, max)| min > max) {
        return Err("minLength cannot be greater than maxLength".to_owned());
    }
    match json.get("pattern") {
        None => {}
        Some(Json::String(source)) => {
            node.pattern = Some(Pattern::new(source.clone()).ok_or("pattern must be a valid regex")?);
        }
        Some(_) => return Err("pattern must be of a string".to_owned()),
    }
    match json.get("format") {
        None => {}
        Some(Json::String(name)) => node.format = Format::named(&name.to_str()),
        Some(_) => return Err("format must be of type string".to_owned()),
    }
    Ok(())
}

fn object_bounds(node: &mut Node, json: &Json) -> Result<(), String> {
    node.min_properties = length(json, "minProperties")?;
    node.max_properties = length(json, "maxProperties")?;
    if node.min_properties.zip(node.max_properties).is_some_and(|(min, max)| min > max) {
        return Err("minProperties cannot be greater than maxProperties".to_owned());
    }
    match json.get("required") {
        None => {}
        Some(Json::Array(keys)) => {
            for key in keys {
                let Some(key) = key.as_str() else { return Err("required items must be string".to_owned()) };
                if node.required.contains(key) {
                    return Err("required items must be unique".to_owned());
                }
                node.required.push(key.clone());
            }
        }
        Some(_) => return Err("required must be of an array".to_owned()),
    }
    Ok(())
}

fn number(json: &Json) -> Option<Decimal> {
    match json {
        Json::Number(text) => Decimal::parse(&text.to_str()),
        _ => None,
    }
}

fn length(json: &Json, key: &str) -> Result<Option<i64>, String> {
    let Some(length) = json.get(key) else { return Ok(None) };
    match number(length).and_then(Decimal::to_int) {
        None => Err(format!("{key} must be of an integer")),
        Some(length) if length < 0 => Err(format!("{key} must be greater than or equal to 0")),
        Some(length) => Ok(Some(length)),
    }
}

fn percent_decode(fragment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = fragment.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let decoded = (*first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = decoded {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
