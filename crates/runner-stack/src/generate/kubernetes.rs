//! The schemas of Kubernetes types, closed and with the allowed values that the API's own schemas leave to prose.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::{apps, autoscaling, core, networking};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::schema::document::{self, Null, definition_name};
use crate::schema::json::{Json, Object};

/// The definitions of the Kubernetes API and which of them were asked for.
struct Definitions {
    all: BTreeMap<String, Value>,
    used: BTreeMap<String, Value>,
}

/// The text of `values.schema.json`, and the Kubernetes types that the values refer to.
pub(super) fn schema_text() -> (String, Vec<(&'static str, Null)>) {
    let mut used = Vec::new();
    document::text_with("", &mut |name, null| used.push((name, null)));
    let mut definitions = Definitions::load();
    for (name, null) in &used {
        definitions.reference(name, *null);
    }
    (document::text_with(&definitions.text(), &mut |_, _| {}), used)
}

fn typed(types: &[&'static str], null: Null) -> Map<String, Value> {
    serde(document::typed(types, null))
}

fn serde(object: Object) -> Map<String, Value> {
    let mut text = String::new();
    Json::Object(object).lines(0, &mut text);
    serde_json::from_str(&text).expect("it was written as JSON")
}

fn own(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(value),
        Value::Number(number) => Json::Integer(number.as_i64().expect("limits are whole numbers")),
        Value::String(text) => Json::text(text),
        Value::Array(items) => Json::List(items.into_iter().map(own).collect()),
        Value::Object(entries) => {
            Json::Object(entries.into_iter().map(|(key, value)| (key.into(), own(value))).collect())
        }
    }
}

impl Definitions {
    fn load() -> Self {
        let mut generator = SchemaGenerator::new(SchemaSettings::draft07());
        macro_rules! load {
            ($($ty:ty),+ $(,)?) => { $( generator.subschema_for::<$ty>(); )+ };
        }
        load!(
            apps::v1::DeploymentStrategy,
            autoscaling::v2::MetricSpec,
            core::v1::Affinity,
            core::v1::Container,
            core::v1::EnvFromSource,
            core::v1::EnvVarSource,
            core::v1::HostAlias,
            core::v1::Lifecycle,
            core::v1::LocalObjectReference,
            core::v1::PodDNSConfig,
            core::v1::PodSecurityContext,
            core::v1::ResourceRequirements,
            core::v1::SecretProjection,
            core::v1::SecurityContext,
            core::v1::ServicePort,
            core::v1::Toleration,
            core::v1::TopologySpreadConstraint,
            core::v1::Volume,
            core::v1::VolumeMount,
            networking::v1::NetworkPolicyEgressRule,
            networking::v1::NetworkPolicyIngressRule,
        );
        Self { all: generator.take_definitions(true).into_iter().collect(), used: BTreeMap::new() }
    }

    /// A reference to the definition with this name in the Kubernetes API, which is then among the used ones.
    fn reference(&mut self, name: &str, null: Null) -> Map<String, Value> {
        let reference = serde(document::kubernetes_reference(name, null));
        let short = short_name(name);
        let local = definition_name(&format!("k8s.{short}"), null);
        if reference.contains_key("$ref") && !self.used.contains_key(&local) {
            let Some(definition) = self.all.get(name).cloned() else {
                panic!("Kubernetes has no type {name}")
            };
            self.used.insert(local.clone(), Value::Null);
            let converted = self.convert(&definition, Some(short), null);
            self.used.insert(local, Value::Object(converted));
        }
        reference
    }

    /// The definitions that were asked for, as the end of the schema's text.
    fn text(self) -> String {
        let mut text = String::new();
        let definitions = self.used.into_iter().map(|(name, schema)| (name.into(), own(schema))).collect();
        let definitions = Json::Object(vec![("definitions".into(), Json::Object(definitions))]);
        definitions.lines(0, &mut text);
        let start = text.find("\n  ").map_or(0, |at| at + 1);
        text.split_off(start) + "\n"
    }

    fn convert(&mut self, schema: &Value, name: Option<&str>, null: Null) -> Map<String, Value> {
        let mut converted = Map::new();
        if let Some(text) = schema.get("description").and_then(Value::as_str) {
            converted.insert("description".to_owned(), json!(first_sentence(text)));
        }
        if let Some(target) = referenced(schema) {
            let target = target.to_owned();
            converted.append(&mut self.reference(&target, null));
            return converted;
        }
        if schema.get("x-kubernetes-int-or-string").is_some() {
            converted.append(&mut typed(&["integer", "string"], null));
            return converted;
        }
        let Some(kind) = schema.get("type").and_then(Value::as_str) else {
            return converted;
        };
        converted.append(&mut typed(&[static_type(kind)], null));
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            self.convert_object(schema, properties, name.unwrap_or_default(), &mut converted);
        } else if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
            let values = self.convert(values, None, Null::Forbidden);
            converted.insert("additionalProperties".to_owned(), Value::Object(values));
        } else if let Some(items) = schema.get("items") {
            let items = self.convert(items, None, Null::Forbidden);
            converted.insert("items".to_owned(), Value::Object(items));
        }
        converted
    }

    fn convert_object(
        &mut self,
        schema: &Value,
        properties: &Map<String, Value>,
        name: &str,
        converted: &mut Map<String, Value>,
    ) {
        let required: BTreeSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        converted.insert("additionalProperties".to_owned(), json!(false));
        if !required.is_empty() {
            converted.insert("required".to_owned(), json!(required));
        }
        let mut closed = Map::new();
        for (key, property) in properties {
            let null = if required.contains(key.as_str()) { Null::Forbidden } else { Null::Allowed };
            let mut property = self.convert(property, None, null);
            restrict(name, key, null, &mut property);
            closed.insert(key.clone(), Value::Object(property));
        }
        converted.insert("properties".to_owned(), Value::Object(closed));
    }
}

fn static_type(name: &str) -> &'static str {
    ["array", "boolean", "integer", "number", "object", "string"]
        .into_iter()
        .find(|known| *known == name)
        .expect("JSON Schema has no other types")
}

fn short_name(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn referenced(schema: &Value) -> Option<&str> {
    let direct = schema.get("$ref").or_else(|| schema.get("allOf")?.get(0)?.get("$ref"))?;
    direct.as_str()?.strip_prefix("#/definitions/")
}

fn first_sentence(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let end = line
        .match_indices(". ")
        .map(|(at, _)| at + 1)
        .find(|&at| !line[..at].ends_with("e.g.") && !line[..at].ends_with("i.e."));
    line[..end.unwrap_or(line.len())].trim().to_owned()
}

/// Adds the allowed values and ranges of a property that the API's schema states in prose only.
fn restrict(definition: &str, key: &str, null: Null, property: &mut Map<String, Value>) {
    if let Some((_, _, values)) = ENUMS.iter().find(|(d, k, _)| (*d == definition || *d == "*") && *k == key)
    {
        let mut values: Vec<Value> = values.iter().map(|&value| json!(value)).collect();
        if null == Null::Allowed {
            values.push(Value::Null);
        }
        if property.get("type").is_some_and(|kind| kind == "array" || kind[0] == "array") {
            property.insert(
                "items".to_owned(),
                json!({"enum": values.into_iter().filter(|value| !value.is_null()).collect::<Vec<_>>()}),
            );
        } else {
            property.remove("type");
            property.insert("enum".to_owned(), Value::Array(values));
        }
    }
    let range = match (definition, key) {
        ("ContainerPort", "containerPort" | "hostPort") | ("ServicePort", "port" | "nodePort") => {
            Some((1, 65535))
        }
        ("GRPCAction", "port") => Some((1, 65535)),
        ("PreferredSchedulingTerm" | "WeightedPodAffinityTerm", "weight") => Some((1, 100)),
        (
            "*"
            | "ConfigMapVolumeSource"
            | "SecretVolumeSource"
            | "DownwardAPIVolumeSource"
            | "ProjectedVolumeSource",
            "defaultMode",
        )
        | ("KeyToPath" | "DownwardAPIVolumeFile", "mode") => Some((0, 511)),
        _ => None,
    };
    if let Some((min, max)) = range {
        property.insert("minimum".to_owned(), json!(min));
        property.insert("maximum".to_owned(), json!(max));
    }
}

const ALWAYS: &[&str] = &["Always", "IfNotPresent", "Never"];
const PROTOCOL: &[&str] = &["TCP", "UDP", "SCTP"];
const PROFILE: &[&str] = &["RuntimeDefault", "Localhost", "Unconfined"];
const HONOR: &[&str] = &["Honor", "Ignore"];

/// The allowed values by definition (`*` for all) and property.
const ENUMS: &[(&str, &str, &[&str])] = &[
    ("AppArmorProfile", "type", PROFILE),
    ("Container", "imagePullPolicy", ALWAYS),
    ("ImageVolumeSource", "pullPolicy", ALWAYS),
    ("Container", "restartPolicy", &["Always", "OnFailure", "Never"]),
    ("Container", "terminationMessagePolicy", &["File", "FallbackToLogsOnError"]),
    ("ContainerResizePolicy", "restartPolicy", &["NotRequired", "RestartContainer"]),
    ("ContainerPort", "protocol", PROTOCOL),
    ("DeploymentStrategy", "type", &["Recreate", "RollingUpdate"]),
    ("EmptyDirVolumeSource", "medium", &["", "Memory", "HugePages", "HugePages-2Mi", "HugePages-1Gi"]),
    ("HTTPGetAction", "scheme", &["HTTP", "HTTPS"]),
    (
        "HostPathVolumeSource",
        "type",
        &[
            "",
            "DirectoryOrCreate",
            "Directory",
            "FileOrCreate",
            "File",
            "Socket",
            "CharDevice",
            "BlockDevice",
        ],
    ),
    ("LabelSelectorRequirement", "operator", &["In", "NotIn", "Exists", "DoesNotExist"]),
    ("MetricSpec", "type", &["Resource", "ContainerResource", "Pods", "Object", "External"]),
    ("MetricTarget", "type", &["Utilization", "Value", "AverageValue"]),
    ("NetworkPolicyPort", "protocol", PROTOCOL),
    ("NodeSelectorRequirement", "operator", &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]),
    (
        "PersistentVolumeClaimSpec",
        "accessModes",
        &["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"],
    ),
    ("PersistentVolumeClaimSpec", "volumeMode", &["Filesystem", "Block"]),
    ("PodSecurityContext", "fsGroupChangePolicy", &["OnRootMismatch", "Always"]),
    ("PodSecurityContext", "seLinuxChangePolicy", &["MountOption", "Recursive"]),
    ("PodSecurityContext", "supplementalGroupsPolicy", &["Merge", "Strict"]),
    ("SeccompProfile", "type", PROFILE),
    ("SecurityContext", "procMount", &["Default", "Unmasked"]),
    ("ServicePort", "protocol", PROTOCOL),
    ("Toleration", "effect", &["", "NoSchedule", "PreferNoSchedule", "NoExecute"]),
    ("Toleration", "operator", &["Exists", "Equal", "Lt", "Gt"]),
    ("TopologySpreadConstraint", "nodeAffinityPolicy", HONOR),
    ("TopologySpreadConstraint", "nodeTaintsPolicy", HONOR),
    ("TopologySpreadConstraint", "whenUnsatisfiable", &["DoNotSchedule", "ScheduleAnyway"]),
    ("VolumeMount", "mountPropagation", &["None", "HostToContainer", "Bidirectional"]),
    ("VolumeMount", "recursiveReadOnly", &["Disabled", "IfPossible", "Enabled"]),
];
