//! `Chart.yaml`: what it holds and what Helm demands of it.

use super::constraint;
use super::decode::{Decoded, GoTarget, StructType, decode};
use crate::error::{Error, ErrorKind};
use crate::value::{Str, Value, format};
use crate::yaml::Node;

/// The content of `Chart.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the keys of Chart.yaml")]
pub struct Metadata {
    pub name: String,
    pub home: String,
    pub sources: Vec<String>,
    pub version: String,
    pub description: String,
    pub keywords: Vec<String>,
    pub maintainers: Vec<Maintainer>,
    pub icon: String,
    pub api_version: String,
    pub condition: String,
    pub tags: String,
    pub app_version: String,
    pub deprecated: bool,
    pub annotations: Vec<(String, String)>,
    pub kube_version: String,
    /// The declared dependencies; `None` when the chart has no such key.
    pub dependencies: Option<Vec<Dependency>>,
    pub chart_type: String,
}

/// Someone who looks after a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the keys of Chart.yaml")]
pub struct Maintainer {
    pub name: String,
    pub email: String,
    pub url: String,
}

/// A chart that another one needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dependency {
    /// The name of the chart.
    pub name: String,
    /// The versions that will do.
    pub version: String,
    /// Where it comes from.
    pub repository: String,
    /// Paths of values that switch it, with commas between them.
    pub condition: String,
    /// Names that switch it together with others.
    pub tags: Vec<String>,
    /// `enabled`, which nothing but templates read before Helm sets it.
    pub enabled: bool,
    /// What of its values the parent takes over.
    pub import_values: Vec<ImportValues>,
    /// The name it goes by instead of its own.
    pub alias: String,
}

impl Dependency {
    /// Whether a version satisfies what the chart asks for.
    pub fn accepts(&self, version: &str) -> Result<bool, Error> {
        constraint::satisfies(&self.version, version).map_err(|cause| {
            Error::new(
                ErrorKind::Chart,
                format!("dependency {} has an invalid version/constraint format: {cause}", quote(&self.name)),
            )
        })
    }
}

/// One entry of `import-values`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportValues {
    /// A name below the child's `exports`.
    Export(String),
    /// A path of the child and where it goes in the parent.
    Pair {
        /// The path in the child's values.
        child: String,
        /// The path in the parent's values; `.` is the top.
        parent: String,
    },
    /// Anything else: Helm ignores scalars and panics on a mapping without texts.
    Other {
        /// Whether it is a mapping.
        is_mapping: bool,
    },
}

static MAINTAINER: StructType = StructType {
    name: "Maintainer",
    type_name: "chart.Maintainer",
    fields: &[("name", GoTarget::Text), ("email", GoTarget::Text), ("url", GoTarget::Text)],
};

static DEPENDENCY: StructType = StructType {
    name: "Dependency",
    type_name: "chart.Dependency",
    fields: &[
        ("name", GoTarget::Text),
        ("version", GoTarget::Text),
        ("repository", GoTarget::Text),
        ("condition", GoTarget::Text),
        ("tags", GoTarget::List(&GoTarget::Text, "[]string")),
        ("enabled", GoTarget::Bool),
        ("import-values", GoTarget::List(&GoTarget::Any, "[]interface {}")),
        ("alias", GoTarget::Text),
    ],
};

static METADATA: StructType = StructType {
    name: "Metadata",
    type_name: "chart.Metadata",
    fields: &[
        ("name", GoTarget::Text),
        ("home", GoTarget::Text),
        ("sources", GoTarget::List(&GoTarget::Text, "[]string")),
        ("version", GoTarget::Text),
        ("description", GoTarget::Text),
        ("keywords", GoTarget::List(&GoTarget::Text, "[]string")),
        ("maintainers", GoTarget::List(&GoTarget::Struct(&MAINTAINER), "[]*chart.Maintainer")),
        ("icon", GoTarget::Text),
        ("apiVersion", GoTarget::Text),
        ("condition", GoTarget::Text),
        ("tags", GoTarget::Text),
        ("appVersion", GoTarget::Text),
        ("deprecated", GoTarget::Bool),
        ("annotations", GoTarget::Map(&GoTarget::Text, "map[string]string")),
        ("kubeVersion", GoTarget::Text),
        ("dependencies", GoTarget::List(&GoTarget::Struct(&DEPENDENCY), "[]*chart.Dependency")),
        ("type", GoTarget::Text),
    ],
};

static LOCK: StructType = StructType {
    name: "Lock",
    type_name: "chart.Lock",
    fields: &[
        ("generated", GoTarget::Any),
        ("digest", GoTarget::Text),
        ("dependencies", GoTarget::List(&GoTarget::Struct(&DEPENDENCY), "[]*chart.Dependency")),
    ],
};

/// Reads a lock file only to refuse what Helm refuses.
pub(super) fn check_lock(node: &Node) -> Result<(), String> {
    decode(node, &GoTarget::Struct(&LOCK)).map(drop)
}

/// `Chart.yaml` as read, before [`RawMetadata::validate`].
#[derive(Debug, Clone, Default)]
pub(super) struct RawMetadata {
    metadata: Metadata,
    /// A null among the maintainers or the dependencies.
    null_maintainer: bool,
    null_dependency: Option<usize>,
}

impl RawMetadata {
    /// Reads a document into what is there already, as Go does with `Chart.yaml` and `requirements.yaml`.
    pub(super) fn read(&mut self, node: &Node) -> Result<(), String> {
        let mut decoded = decode(node, &GoTarget::Struct(&METADATA))?;
        let metadata = &mut self.metadata;
        set_text(&mut metadata.name, decoded.take(0));
        set_text(&mut metadata.home, decoded.take(1));
        set_texts(&mut metadata.sources, decoded.take(2));
        set_text(&mut metadata.version, decoded.take(3));
        set_text(&mut metadata.description, decoded.take(4));
        set_texts(&mut metadata.keywords, decoded.take(5));
        if let Some(items) = decoded.take(6).list() {
            self.null_maintainer = items.iter().any(|item| matches!(item, Decoded::Null));
            metadata.maintainers = items.into_iter().map(maintainer).collect();
        }
        set_text(&mut metadata.icon, decoded.take(7));
        set_text(&mut metadata.api_version, decoded.take(8));
        set_text(&mut metadata.condition, decoded.take(9));
        set_text(&mut metadata.tags, decoded.take(10));
        set_text(&mut metadata.app_version, decoded.take(11));
        if let Decoded::Bool(deprecated) = decoded.take(12) {
            metadata.deprecated = deprecated;
        }
        if let Some(entries) = decoded.take(13).map() {
            metadata.annotations =
                entries.into_iter().map(|(key, value)| (key.to_str().into_owned(), value.string())).collect();
        }
        set_text(&mut metadata.kube_version, decoded.take(14));
        if let Some(items) = decoded.take(15).list() {
            self.null_dependency = items.iter().position(|item| matches!(item, Decoded::Null));
            metadata.dependencies = Some(items.into_iter().map(dependency).collect());
        }
        set_text(&mut metadata.chart_type, decoded.take(16));
        Ok(())
    }

    pub(super) fn api_version(&self) -> &str {
        &self.metadata.api_version
    }

    pub(super) fn default_api_version(&mut self) {
        if self.metadata.api_version.is_empty() {
            "v1".clone_into(&mut self.metadata.api_version);
        }
    }

    /// Checks and cleans it, as `Metadata.Validate` does.
    pub(super) fn validate(mut self) -> Result<Metadata, Error> {
        let metadata = &mut self.metadata;
        for text in [
            &mut metadata.name,
            &mut metadata.description,
            &mut metadata.home,
            &mut metadata.icon,
            &mut metadata.condition,
            &mut metadata.tags,
            &mut metadata.app_version,
            &mut metadata.kube_version,
        ]
        .into_iter()
        .chain(&mut metadata.sources)
        .chain(&mut metadata.keywords)
        {
            sanitize(text);
        }
        if metadata.api_version.is_empty() {
            return Err(invalid("chart.metadata.apiVersion is required"));
        }
        if metadata.name.is_empty() {
            return Err(invalid("chart.metadata.name is required"));
        }
        if !is_base_name(&metadata.name) {
            return Err(invalid(format!("chart.metadata.name {} is invalid", quote(&metadata.name))));
        }
        if metadata.version.is_empty() {
            return Err(invalid("chart.metadata.version is required"));
        }
        if !super::constraint::is_version(&metadata.version) {
            return Err(invalid(format!("chart.metadata.version {} is invalid", quote(&metadata.version))));
        }
        if !matches!(metadata.chart_type.as_str(), "" | "application" | "library") {
            return Err(invalid("chart.metadata.type must be application or library"));
        }
        if self.null_maintainer {
            return Err(invalid("maintainers must not contain empty or null nodes"));
        }
        for maintainer in &mut metadata.maintainers {
            sanitize(&mut maintainer.name);
            sanitize(&mut maintainer.email);
            sanitize(&mut maintainer.url);
        }
        validate_dependencies(
            metadata.dependencies.as_deref_mut().unwrap_or_default(),
            self.null_dependency,
        )?;
        Ok(self.metadata)
    }
}

fn validate_dependencies(dependencies: &mut [Dependency], null: Option<usize>) -> Result<(), Error> {
    let mut seen = std::collections::BTreeSet::new();
    for (index, dependency) in dependencies.iter_mut().enumerate() {
        if null == Some(index) {
            return Err(invalid("dependencies must not contain empty or null nodes"));
        }
        for text in [
            &mut dependency.name,
            &mut dependency.version,
            &mut dependency.repository,
            &mut dependency.condition,
        ]
        .into_iter()
        .chain(&mut dependency.tags)
        {
            sanitize(text);
        }
        if !dependency.alias.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        {
            return Err(invalid(format!(
                "dependency {} has disallowed characters in the alias",
                quote(&dependency.name),
            )));
        }
        let key = if dependency.alias.is_empty() { &dependency.name } else { &dependency.alias };
        if !seen.insert(key.clone()) {
            return Err(invalid(format!("more than one dependency with name or alias {}", quote(key))));
        }
    }
    Ok(())
}

fn set_text(slot: &mut String, decoded: Decoded) {
    if let Decoded::Text(text) = decoded {
        *slot = text.to_str().into_owned();
    }
}

fn set_texts(slot: &mut Vec<String>, decoded: Decoded) {
    if let Some(items) = decoded.list() {
        *slot = items.into_iter().map(Decoded::string).collect();
    }
}

fn maintainer(mut decoded: Decoded) -> Maintainer {
    Maintainer {
        name: decoded.take(0).string(),
        email: decoded.take(1).string(),
        url: decoded.take(2).string(),
    }
}

fn dependency(mut decoded: Decoded) -> Dependency {
    Dependency {
        name: decoded.take(0).string(),
        version: decoded.take(1).string(),
        repository: decoded.take(2).string(),
        condition: decoded.take(3).string(),
        tags: decoded.take(4).list().unwrap_or_default().into_iter().map(Decoded::string).collect(),
        enabled: matches!(decoded.take(5), Decoded::Bool(true)),
        import_values: decoded.take(6).list().unwrap_or_default().into_iter().map(import_values).collect(),
        alias: decoded.take(7).string(),
    }
}

fn import_values(decoded: Decoded) -> ImportValues {
    match decoded {
        Decoded::Any(Value::String(name)) => ImportValues::Export(name.to_str().into_owned()),
        Decoded::Any(Value::Map(map)) => match (map.get("child"), map.get("parent")) {
            (Some(Value::String(child)), Some(Value::String(parent))) => ImportValues::Pair {
                child: child.to_str().into_owned(),
                parent: parent.to_str().into_owned(),
            },
            _ => ImportValues::Other { is_mapping: true },
        },
        _ => ImportValues::Other { is_mapping: false },
    }
}

fn invalid(message: impl AsRef<str>) -> Error {
    Error::new(ErrorKind::Chart, format!("validation: {}", message.as_ref()))
}

/// Go's `%q`.
pub(crate) fn quote(text: &str) -> String {
    Str::from(format::sprintf(b"%q", &[Value::str(text)])).to_str().into_owned()
}

/// Whether `filepath.Base` leaves the name alone.
fn is_base_name(name: &str) -> bool {
    name == "/" || !name.contains('/')
}

/// Turns white space into blanks and drops what does not print.
fn sanitize(text: &mut String) {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return;
    }
    *text = text
        .chars()
        .filter_map(|character| {
            if character.is_whitespace() { Some(' ') } else { is_printable(character).then_some(character) }
        })
        .collect();
}

/// Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII blank.
fn is_printable(character: char) -> bool {
    let mut buffer = [0; 8];
    buffer[0] = b'a';
    let len = character.encode_utf8(&mut buffer[1..]).len();
    // `escape_debug` of a str leaves printable characters alone, marks included when they follow a character.
    matches!(character, '"' | '\'' | '\\')
        || std::str::from_utf8(&buffer[..=len]).is_ok_and(|text| text.escape_debug().eq(text.chars()))
}
