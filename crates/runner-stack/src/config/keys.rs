//! The keys of `config.toml` as one flat table.

use std::sync::LazyLock;

use super::Config;
use crate::model::{Field, Kind, Model, Table};

/// One key of `config.toml`.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a key")]
pub struct Key {
    /// Where it is; `[]` marks a list of tables, as in `runners[].kubernetes.volumes.pvc[].name`.
    pub path: &'static str,
    /// Its TOML type, as in `integer`, `array<string>`, `array-of-tables`, `map<string,string>`, `duration`.
    pub toml_type: &'static str,
    /// What it does, in one line.
    pub doc: &'static str,
    /// Limits and oddities; empty when there is nothing to add.
    pub note: String,
    /// What holds when it is absent, in words; empty when nothing is known.
    pub default: &'static str,
    /// The values that are allowed; empty when there is no such list.
    pub one_of: &'static [&'static str],
    /// Whether `one_of` names only the usual values.
    pub open: bool,
    /// Whether `one_of` is compared without regard to case.
    pub ignore_case: bool,
    /// Smallest and largest value, for a whole number with limits.
    pub range: Option<(i64, i64)>,
    /// Whether the key is deprecated.
    pub deprecated: bool,
    /// What to use instead of a deprecated key.
    pub replacement: &'static str,
    /// Whether the key is accepted without effect.
    pub ineffective: bool,
    /// The first runner version that knows it; empty means 12.0 or earlier, or not known.
    pub since: &'static str,
    /// Whether the table is invalid without it.
    pub required: bool,
    /// Whether it holds a credential.
    pub secret: bool,
    /// The default Secret key of its `…From` sibling in `values.yaml`; empty when it has none.
    pub from: &'static str,
}

impl Key {
    /// The last part of the path, without `[]`.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The path of the table that holds the key; empty for the top level.
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }
}

/// Every key of `config.toml`, tables before the keys in them.
pub fn keys() -> &'static [Key] {
    static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
        let mut keys = Vec::with_capacity(800);
        if let Kind::Table(table) = Config::KIND {
            collect(table, "", "", &mut keys);
        }
        keys
    });
    &KEYS
}

/// The key at `path`, in the notation of [`Key::path`].
pub fn key(path: &str) -> Option<&'static Key> {
    keys().iter().find(|key| key.path == path)
}

/// The header in `config.toml` of the table at a path of the model; the top level has none.
pub fn header(table: &str) -> Option<String> {
    let name = table.replace("[]", "");
    match (table.is_empty(), table.ends_with("[]")) {
        (true, _) => None,
        (false, true) => Some(format!("[[{name}]]")),
        (false, false) => Some(format!("[{name}]")),
    }
}

fn collect(table: &'static Table, prefix: &str, since: &'static str, keys: &mut Vec<Key>) {
    for field in table.fields {
        let path = if prefix.is_empty() { field.key.to_owned() } else { format!("{prefix}.{}", field.key) };
        let mut key = describe(field, path.clone().leak());
        // A table that is younger than its keys (they moved or are shared) decides.
        if version(since) > version(key.since) {
            key.since = since;
        }
        let since = key.since;
        keys.push(key);
        match field.kind {
            Kind::Table(inner) => collect(inner, &path, since, keys),
            Kind::List(Kind::Table(inner)) => collect(inner, &format!("{path}[]"), since, keys),
            _ => {}
        }
    }
}

fn describe(field: &'static Field, path: &'static str) -> Key {
    let meta = &field.meta;
    Key {
        path,
        toml_type: toml_type(field.kind),
        doc: field.summary(),
        note: field.note(),
        default: meta.default,
        one_of: meta.one_of,
        open: meta.open,
        ignore_case: meta.ignore_case,
        range: match field.kind {
            Kind::Integer { min, max } if min != i64::MIN || max != i64::MAX => Some((min, max)),
            _ => None,
        },
        deprecated: !meta.deprecated.is_empty(),
        replacement: meta.deprecated,
        ineffective: meta.ineffective,
        since: meta.since,
        required: meta.required,
        secret: meta.secret,
        from: meta.from,
    }
}

const fn toml_type(kind: Kind) -> &'static str {
    use crate::model::Format;
    match kind {
        Kind::Bool => "boolean",
        Kind::Integer { .. } => "integer",
        Kind::Float => "float",
        Kind::Text(Format::Duration) => "duration",
        Kind::Text(Format::Datetime) => "datetime",
        Kind::StringOrList => "string|array<string>",
        Kind::Table(_) => "table",
        Kind::List(Kind::Table(_)) => "array-of-tables",
        Kind::List(Kind::Integer { .. }) => "array<integer>",
        Kind::List(Kind::Float) => "array<float>",
        Kind::List(_) => "array<string>",
        Kind::FeatureFlags => "map<string,boolean>",
        Kind::Map(Kind::Integer { .. }) => "map<string,integer>",
        Kind::Map(Kind::List(_)) => "map<string,array<string>>",
        Kind::Map(Kind::Any) => "map<string,any>",
        Kind::Map(_) => "map<string,string>",
        _ => "string",
    }
}

/// A version as numbers that compare; an empty text is older than all.
pub(crate) fn version(text: &str) -> (u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}
