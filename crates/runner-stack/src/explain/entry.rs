//! One key and what is known about it.

use super::schema::Schema;
use crate::config::feature_flags::{self, FeatureFlag};
use crate::config::{Config, version};
use crate::model::{Field, Kind, Meta, Model, Table};
use crate::schema::format;
use crate::values::Values;

/// The name of the key that stands for all keys of a map with free ones.
const ANY_KEY: &str = "<key>";

/// How a value is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar,
    Map,
    List,
}

/// A key of the values, with the way to the keys in it.
#[derive(Debug, Clone)]
pub struct Entry {
    path: String,
    name: String,
    /// The first runner version with the key or the table around it; empty means not known.
    since: &'static str,
    is_config: bool,
    is_required: bool,
    node: Node,
}

#[derive(Debug, Clone)]
enum Node {
    Top(&'static Table),
    Field(&'static Field),
    /// What a list or a map with free keys holds; the field says the rest.
    Inner(&'static Field, Kind),
    Flag(&'static FeatureFlag),
    Schema(Schema),
}

/// What is known about a key; empty means that nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a key")]
pub struct Facts {
    /// What it holds, in words.
    pub type_name: String,
    /// What its text must look like, in words.
    pub format: &'static str,
    /// The documentation, line by line; the first says what it does.
    pub doc: Vec<String>,
    /// What holds when the key is absent, in words.
    pub default: String,
    /// An example, as YAML.
    pub example: String,
    /// The values that are allowed.
    pub allowed: Vec<String>,
    /// Whether `allowed` names the usual values only.
    pub open: bool,
    /// Whether `allowed` is compared without regard to case.
    pub ignore_case: bool,
    /// Smallest whole number.
    pub minimum: Option<i64>,
    /// Largest whole number.
    pub maximum: Option<i64>,
    /// Whether the key is deprecated.
    pub deprecated: bool,
    /// What to use instead of a deprecated key.
    pub replacement: &'static str,
    /// Whether the key is accepted without effect.
    pub ineffective: bool,
    /// Whether the key must be there.
    pub required: bool,
    /// Whether the value is a credential.
    pub secret: bool,
    /// The first GitLab Runner version with it.
    pub since: String,
    /// The table of `config.toml` that holds it.
    pub table: String,
}

impl Facts {
    /// The first line of the documentation.
    pub fn summary(&self) -> String {
        self.doc.first().cloned().unwrap_or_default()
    }

    /// The whole documentation, as one line.
    pub fn text(&self) -> String {
        self.doc.join(" ").trim().to_owned()
    }
}

impl Entry {
    fn new(path: String, name: &str, node: Node) -> Self {
        Self { path, name: name.to_owned(), since: "", is_config: false, is_required: false, node }
    }

    /// All values.
    pub(super) fn values() -> Self {
        Self::new(String::new(), "", Node::Top(table_of::<Values>()))
    }

    /// All of `config.toml`.
    pub(super) fn config() -> Self {
        let mut entry = Self::new("config".to_owned(), "config", Node::Top(table_of::<Config>()));
        entry.is_config = true;
        entry
    }

    /// The whole path, with `[]` for any item of a list; empty for all values.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The last key of the path.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> Option<Kind> {
        match self.node {
            Node::Top(table) => Some(Kind::Table(table)),
            Node::Field(field) => Some(field.kind),
            Node::Inner(_, kind) => Some(kind),
            Node::Flag(_) | Node::Schema(_) => None,
        }
    }

    /// The schema of a type of the Kubernetes API, or the part of the schema that the entry is.
    fn schema(&self) -> Option<Schema> {
        match (&self.node, self.kind()) {
            (Node::Schema(schema), _) => Some(schema.clone()),
            (_, Some(Kind::Kubernetes(name))) => {
                Schema::definition(&format!("k8s.{}", name.rsplit('.').next().unwrap_or(name)))
            }
            _ => None,
        }
    }

    /// Whether the value is a list.
    fn is_list(&self) -> bool {
        match (&self.node, self.kind()) {
            (Node::Schema(schema), _) => schema.is_list(),
            (_, kind) => matches!(kind, Some(Kind::List(_) | Kind::ListOrEmptyMap(_) | Kind::StringOrList)),
        }
    }

    /// How the value is laid out.
    pub(crate) fn shape(&self) -> Shape {
        match self.kind() {
            // A single text is the shorter way.
            Some(Kind::StringOrList) => Shape::Scalar,
            _ if self.is_list() => Shape::List,
            Some(Kind::Table(_) | Kind::Map(_) | Kind::FeatureFlags) => Shape::Map,
            _ => match self.schema() {
                Some(schema) if schema.is_map() => Shape::Map,
                _ => Shape::Scalar,
            },
        }
    }

    /// Whether it stands for all keys of a map with free ones.
    pub(crate) fn is_any_key(&self) -> bool {
        self.name == ANY_KEY
    }

    /// An item of a list.
    pub(crate) fn item(&self) -> Option<Self> {
        let node = match (&self.node, self.kind()) {
            (Node::Schema(schema), _) => Node::Schema(schema.item()?),
            (
                Node::Field(field) | Node::Inner(field, _),
                Some(Kind::List(inner) | Kind::ListOrEmptyMap(inner)),
            ) => Node::Inner(field, *inner),
            (Node::Field(field) | Node::Inner(field, _), Some(Kind::StringOrList)) => {
                Node::Inner(field, Kind::String)
            }
            _ => return None,
        };
        Some(Self { path: format!("{}[]", self.path), is_required: false, node, ..self.clone() })
    }

    /// The key with this name; lists are gone through without an index.
    pub(super) fn child(&self, key: &str) -> Option<Self> {
        if self.is_list() {
            return self.item()?.child(key);
        }
        if let Some(schema) = self.schema() {
            let mut child = self.below(key, Node::Schema(schema.child(key)?));
            child.is_required = schema.requires(key);
            return Some(child);
        }
        match self.kind()? {
            Kind::Table(table) => match table.field(key) {
                Some(field) => Some(self.field(field)),
                None => self.secret_reference(table, key),
            },
            Kind::Map(inner) => match self.node {
                Node::Field(field) | Node::Inner(field, _) => {
                    Some(self.below(key, Node::Inner(field, *inner)))
                }
                _ => None,
            },
            Kind::FeatureFlags => {
                let flag = feature_flags::FLAGS.iter().find(|flag| flag.name == key)?;
                Some(self.below(key, Node::Flag(flag)))
            }
            _ => None,
        }
    }

    /// The keys that are known by name.
    pub fn children(&self) -> Vec<Self> {
        if self.is_list() {
            return self.item().map(|item| item.children()).unwrap_or_default();
        }
        if let Some(schema) = self.schema() {
            return schema.keys().iter().filter_map(|key| self.child(key)).collect();
        }
        match self.kind() {
            Some(Kind::Table(table)) => {
                let mut children = Vec::new();
                for field in table.fields {
                    children.push(self.field(field));
                    if !field.meta.from.is_empty() {
                        children.extend(self.secret_reference(table, &format!("{}From", field.key)));
                    }
                }
                children
            }
            Some(Kind::FeatureFlags) => {
                feature_flags::FLAGS.iter().map(|flag| self.below(flag.name, Node::Flag(flag))).collect()
            }
            // The keys of a map are free; what any of them holds is what there is to know.
            Some(Kind::Map(inner)) if inner.table().is_some() || matches!(inner, Kind::Kubernetes(_)) => {
                self.child(ANY_KEY).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn below(&self, key: &str, node: Node) -> Self {
        let shown = if key.contains(['.', '[', ']', '"']) { format!("[\"{key}\"]") } else { key.to_owned() };
        let dot = if self.path.is_empty() || shown.starts_with('[') { "" } else { "." };
        Self {
            path: format!("{}{dot}{shown}", self.path),
            name: key.to_owned(),
            is_required: false,
            node,
            ..self.clone()
        }
    }

    fn field(&self, field: &'static Field) -> Self {
        let mut child = self.below(field.key, Node::Field(field));
        child.is_config |= child.path == "config";
        child.is_required = field.meta.required;
        // A table that is younger than its keys (they moved or are shared) decides.
        if version(field.meta.since) > version(self.since) {
            child.since = field.meta.since;
        }
        child
    }

    /// The `…From` sibling of a credential, which only the schema describes.
    fn secret_reference(&self, table: &Table, key: &str) -> Option<Self> {
        let field = table.field(key.strip_suffix("From")?).filter(|_| self.is_config)?;
        if field.meta.from.is_empty() {
            return None;
        }
        let schema = Schema::definition(&format!("config.{}", table.name))?;
        Some(self.below(key, Node::Schema(schema.child(key)?)))
    }

    /// What is known about it.
    pub fn facts(&self) -> Facts {
        let mut facts = match &self.node {
            Node::Top(table) => Facts {
                type_name: "map".to_owned(),
                doc: lines(table.doc),
                table: String::new(),
                ..Facts::default()
            },
            Node::Field(field) => of_field(field, field.kind),
            Node::Inner(field, kind) => {
                let doc = kind.table().map_or_else(|| lines(field.doc), |table| lines(table.doc));
                Facts { doc, default: String::new(), example: String::new(), ..of_field(field, *kind) }
            }
            Node::Flag(flag) => Facts {
                type_name: "boolean".to_owned(),
                doc: vec![flag.doc.to_owned()],
                default: flag.default.to_string(),
                deprecated: flag.deprecated,
                since: flag.since.to_owned(),
                ..Facts::default()
            },
            Node::Schema(schema) => schema.facts(),
        };
        facts.required = self.is_required;
        if facts.since.is_empty() {
            self.since.clone_into(&mut facts.since);
        }
        facts.table = super::toml_table(&self.path).unwrap_or_default();
        facts
    }
}

fn of_field(field: &Field, kind: Kind) -> Facts {
    let Meta { default, value, example, deprecated, ineffective, one_of, open, ignore_case, secret, .. } =
        field.meta;
    let (minimum, maximum) = match kind {
        Kind::Integer { min, max } => {
            (Some(min).filter(|&min| min != i64::MIN), Some(max).filter(|&max| max != i64::MAX))
        }
        _ => (None, None),
    };
    Facts {
        type_name: kind.words(),
        format: match kind {
            Kind::Text(text) => format::example(text),
            _ => "",
        },
        doc: lines(field.doc),
        default: if default.is_empty() { value } else { default }.to_owned(),
        example: example.to_owned(),
        allowed: one_of.iter().map(|&value| value.to_owned()).collect(),
        open,
        ignore_case,
        minimum,
        maximum,
        deprecated: !deprecated.is_empty(),
        replacement: deprecated,
        ineffective,
        secret,
        ..Facts::default()
    }
}

/// Every key that the typed values know by name, tables before the keys in them.
pub(super) fn typed_keys() -> Vec<Entry> {
    fn collect(parent: &Entry, keys: &mut Vec<Entry>) {
        if parent.schema().is_some() {
            return;
        }
        for child in parent.children() {
            if !matches!(child.node, Node::Schema(_)) {
                keys.push(child.clone());
                collect(&child, keys);
            }
        }
    }
    let mut keys = Vec::new();
    collect(&Entry::values(), &mut keys);
    keys
}

fn table_of<T: Model>() -> &'static Table {
    T::KIND.table().expect("the type is declared as a table")
}

fn lines(doc: &str) -> Vec<String> {
    doc.lines().map(|line| line.trim().to_owned()).collect()
}
