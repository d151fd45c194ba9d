//! `.Chart`: Helm's metadata structs as templates see them.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use super::resolve::{Declared, Resolved, text};
use crate::chart::{Dependency, ImportValues, Maintainer, Metadata};
use crate::value::{Field, Kind, List, ListType, Map, MapType, Object, Str, Value, format};

/// `.Chart` of a chart.
pub(super) fn chart_value(chart: &Resolved<'_>) -> Value {
    let dependencies = chart.declared().iter().map(|declared| DependencyObject::new(declared)).collect();
    let view = Rc::new(View {
        metadata: Arc::clone(chart.chart().shared_metadata()),
        name: Str::from(chart.name()),
        dependencies,
    });
    Value::Object(Rc::new(ChartObject { view, is_root: chart.is_root() }))
}

#[derive(Debug)]
struct View {
    metadata: Arc<Metadata>,
    name: Str,
    dependencies: Vec<Rc<DependencyObject>>,
}

/// The fields of `chart.Metadata` in Go's order: Go's name, the JSON name.
const FIELDS: [(&str, &str); 17] = [
    ("Name", "name"),
    ("Home", "home"),
    ("Sources", "sources"),
    ("Version", "version"),
    ("Description", "description"),
    ("Keywords", "keywords"),
    ("Maintainers", "maintainers"),
    ("Icon", "icon"),
    ("APIVersion", "apiVersion"),
    ("Condition", "condition"),
    ("Tags", "tags"),
    ("AppVersion", "appVersion"),
    ("Deprecated", "deprecated"),
    ("Annotations", "annotations"),
    ("KubeVersion", "kubeVersion"),
    ("Dependencies", "dependencies"),
    ("Type", "type"),
];

impl View {
    fn field(&self, name: &str) -> Option<Value> {
        let metadata = &self.metadata;
        Some(match name {
            "Name" => Value::String(self.name.clone()),
            "Home" => text(&metadata.home),
            "Sources" => strings(&metadata.sources),
            "Version" => text(&metadata.version),
            "Description" => text(&metadata.description),
            "Keywords" => strings(&metadata.keywords),
            "Maintainers" => pointers(
                "[]*chart.Maintainer",
                metadata.maintainers.iter().map(|maintainer| {
                    Value::Object(Rc::new(MaintainerObject(maintainer.clone())) as Rc<dyn Object>)
                }),
            ),
            "Icon" => text(&metadata.icon),
            "APIVersion" => text(&metadata.api_version),
            "Condition" => text(&metadata.condition),
            "Tags" => text(&metadata.tags),
            "AppVersion" => text(&metadata.app_version),
            "Deprecated" => Value::Bool(metadata.deprecated),
            "Annotations" if metadata.annotations.is_empty() => Value::Map(Map::nil(MapType::Strings)),
            "Annotations" => {
                let entries = metadata
                    .annotations
                    .iter()
                    .map(|(key, value)| (Str::from(key.as_str()), text(value)))
                    .collect();
                Value::Map(Map::typed(MapType::Strings, entries))
            }
            "KubeVersion" => text(&metadata.kube_version),
            "Dependencies" => pointers(
                "[]*chart.Dependency",
                self.dependencies
                    .iter()
                    .map(|dependency| Value::Object(Rc::clone(dependency) as Rc<dyn Object>)),
            ),
            "Type" => text(&metadata.chart_type),
            _ => return None,
        })
    }

    fn display(&self) -> String {
        braced(FIELDS.iter().filter_map(|(name, _)| self.field(name)))
    }

    fn fields(&self) -> Vec<Field> {
        FIELDS
            .iter()
            .filter_map(|(name, json)| {
                Some(Field { name, json: Some(json), omit_empty: true, value: self.field(name)? })
            })
            .collect()
    }

    fn data(&self) -> Map {
        json_object(self.fields())
    }
}

#[derive(Debug)]
struct ChartObject {
    view: Rc<View>,
    is_root: bool,
}

impl Object for ChartObject {
    fn type_name(&self) -> &'static str {
        "struct { chart.Metadata; IsRoot bool }"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "IsRoot" => Some(Value::Bool(self.is_root)),
            "Metadata" => Some(Value::Object(Rc::new(MetadataObject(Rc::clone(&self.view))))),
            _ => self.view.field(name),
        }
    }

    fn display(&self) -> String {
        format!("{{{} {}}}", self.view.display(), self.is_root)
    }

    fn fields(&self) -> Option<Vec<Field>> {
        let metadata = Value::Object(Rc::new(MetadataObject(Rc::clone(&self.view))));
        Some(vec![
            Field { name: "Metadata", json: None, omit_empty: false, value: metadata },
            Field {
                name: "IsRoot",
                json: Some("IsRoot"),
                omit_empty: false,
                value: Value::Bool(self.is_root),
            },
        ])
    }

    fn data(&self) -> Value {
        let data = self.view.data();
        data.insert("IsRoot", self.is_root);
        Value::Map(data)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct MetadataObject(Rc<View>);

impl Object for MetadataObject {
    fn type_name(&self) -> &'static str {
        "chart.Metadata"
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.0.field(name)
    }

    fn display(&self) -> String {
        self.0.display()
    }

    fn fields(&self) -> Option<Vec<Field>> {
        Some(self.0.fields())
    }

    fn data(&self) -> Value {
        Value::Map(self.0.data())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct MaintainerObject(Maintainer);

impl MaintainerObject {
    fn all(&self) -> Vec<Field> {
        [("Name", "name", &self.0.name), ("Email", "email", &self.0.email), ("URL", "url", &self.0.url)]
            .into_iter()
            .map(|(name, json, value)| Field { name, json: Some(json), omit_empty: true, value: text(value) })
            .collect()
    }
}

impl Object for MaintainerObject {
    fn type_name(&self) -> &'static str {
        "*chart.Maintainer"
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.all().into_iter().find(|field| field.name == name).map(|field| field.value)
    }

    fn display(&self) -> String {
        format!("&{}", self.output())
    }

    fn output(&self) -> String {
        braced(self.all().into_iter().map(|field| field.value))
    }

    fn fields(&self) -> Option<Vec<Field>> {
        Some(self.all())
    }

    fn data(&self) -> Value {
        Value::Map(json_object(self.all()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct DependencyObject {
    dependency: Dependency,
    name: String,
    is_enabled: bool,
}

const DEPENDENCY_FIELDS: [(&str, &str); 8] = [
    ("Name", "name"),
    ("Version", "version"),
    ("Repository", "repository"),
    ("Condition", "condition"),
    ("Tags", "tags"),
    ("Enabled", "enabled"),
    ("ImportValues", "import-values"),
    ("Alias", "alias"),
];

impl DependencyObject {
    fn new(declared: &Declared<'_>) -> Rc<Self> {
        let import_values = declared.import_values().to_vec();
        let dependency = Dependency { import_values, ..declared.dependency().clone() };
        Rc::new(Self { dependency, name: declared.name().to_owned(), is_enabled: declared.is_enabled() })
    }
}

impl Object for DependencyObject {
    fn type_name(&self) -> &'static str {
        "*chart.Dependency"
    }

    fn has_yaml_tags(&self) -> bool {
        true
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn field(&self, name: &str) -> Option<Value> {
        let dependency = &self.dependency;
        Some(match name {
            "Name" => text(&self.name),
            "Version" => text(&dependency.version),
            "Repository" => text(&dependency.repository),
            "Condition" => text(&dependency.condition),
            "Tags" => strings(&dependency.tags),
            // Those that are not enabled are gone when templates run, but below a chart that declares nothing nobody asks.
            "Enabled" => Value::Bool(self.is_enabled),
            "ImportValues" if dependency.import_values.is_empty() => nil_list(ListType::Any),
            "ImportValues" => Value::list(dependency.import_values.iter().filter_map(imported).collect()),
            "Alias" => text(&dependency.alias),
            _ => return None,
        })
    }

    fn display(&self) -> String {
        format!("&{}", self.output())
    }

    fn output(&self) -> String {
        braced(DEPENDENCY_FIELDS.iter().filter_map(|(name, _)| self.field(name)))
    }

    fn fields(&self) -> Option<Vec<Field>> {
        let fields = DEPENDENCY_FIELDS.iter().filter_map(|(name, json)| {
            let omit_empty = !matches!(*name, "Name" | "Repository");
            Some(Field { name, json: Some(json), omit_empty, value: self.field(name)? })
        });
        Some(fields.collect())
    }

    fn data(&self) -> Value {
        Value::Map(json_object(self.fields().unwrap_or_default()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// An entry of `import-values` after Helm has rewritten it.
fn imported(import: &ImportValues) -> Option<Value> {
    let (child, parent) = match import {
        ImportValues::Pair { child, parent } => (child.clone(), parent.as_str()),
        ImportValues::Export(name) => (format!("exports.{name}"), "."),
        ImportValues::Other { .. } => return None,
    };
    let entries =
        [(Str::from("child"), text(&child)), (Str::from("parent"), text(parent))].into_iter().collect();
    Some(Value::Map(Map::typed(MapType::Strings, entries)))
}

/// A list of `Chart.yaml`; without one, the field is Go's nil slice.
fn strings(items: &[String]) -> Value {
    if items.is_empty() {
        return nil_list(ListType::Strings);
    }
    Value::strings(items.iter().map(String::as_str))
}

fn pointers(type_name: &'static str, items: impl Iterator<Item = Value>) -> Value {
    let items: Vec<_> = items.collect();
    let list_type = ListType::Named(type_name);
    if items.is_empty() { nil_list(list_type) } else { Value::List(Rc::new(List::typed(list_type, items))) }
}

fn nil_list(list_type: ListType) -> Value {
    Value::List(Rc::new(List::nil(list_type)))
}

/// `%v` of a struct.
fn braced(fields: impl Iterator<Item = Value>) -> String {
    let fields: Vec<_> = fields.map(|field| format::display(&field).to_str().into_owned()).collect();
    format!("{{{}}}", fields.join(" "))
}

/// The JSON object of a struct without embedded fields.
fn json_object(fields: Vec<Field>) -> Map {
    let kept = fields.into_iter().filter(|field| !field.omit_empty || field.value.is_true());
    kept.filter_map(|field| Some((Str::from(field.json?), field.value))).collect()
}
