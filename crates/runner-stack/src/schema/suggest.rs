//! The keys that were probably meant.

use std::sync::LazyLock;

use super::typed::ROOT;
use crate::config;
use crate::model::{Kind, Model, Table};
use crate::values::{self, Values};

/// What is said about a name that is not known.
#[derive(Debug, Default)]
pub(crate) struct Suggestion {
    /// In words.
    pub(crate) help: Option<String>,
    /// The names that may stand in its place.
    pub(crate) names: Vec<String>,
}

impl Suggestion {
    /// The nearest of some names.
    pub(crate) fn name<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let near = nearest_value(name, known);
        Self { help: near.map(|near| format!("did you mean `{near}`?")), names: owned(near) }
    }

    /// The nearest of some values.
    pub(crate) fn value<'a>(value: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let near = nearest_value(value, known.filter(|known| !known.is_empty()));
        Self { help: near.map(|near| format!("did you mean {near:?}?")), names: owned(near) }
    }
}

/// What to say about an unknown key: the nearest keys of its own map, or the tables where it belongs.
pub(super) fn of_key<'a>(key: &str, path: &str, known: impl Iterator<Item = &'a str> + Clone) -> Suggestion {
    words(key, known, &homes(key, path))
}

/// The same for a key of `config.toml`, whose tables are written as TOML has them.
pub(crate) fn of_key_in_toml<'a>(
    key: &str,
    table: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Suggestion {
    let mut homes: Vec<&str> =
        config::keys().iter().filter(|known| known.name() == key).map(config::Key::table).collect();
    homes.dedup();
    if homes.len() > 6 {
        homes.clear();
    }
    let shared = |home: &str| home.split('.').zip(table.split('.')).take_while(|(a, b)| a == b).count();
    // A global key below a table's header is the commonest mistake of all.
    homes.sort_by_key(|home| (!home.is_empty(), std::cmp::Reverse(shared(home)), home.len()));
    homes.truncate(2);
    let homes: Vec<String> = homes.into_iter().map(place).collect();
    words(key, known, &homes)
}

/// Where the keys of a table are written.
fn place(table: &str) -> String {
    config::header(table)
        .map_or_else(|| "the top level, above the first table".to_owned(), |header| format!("`{header}`"))
}

fn words<'a>(
    key: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    homes: &[impl AsRef<str>],
) -> Suggestion {
    let near = nearest(key, known.clone());
    let homes: Vec<&str> = homes.iter().map(AsRef::as_ref).collect();
    let help = match (near.as_slice(), homes.as_slice()) {
        ([], []) => {
            let names: Vec<String> = known.map(|name| format!("`{name}`")).collect();
            (!names.is_empty() && names.len() <= 12).then(|| format!("known keys here: {}", names.join(", ")))
        }
        ([], homes) => Some(format!("`{key}` belongs to {}", homes.join(" or "))),
        (near, []) => Some(format!("did you mean {}?", list(near))),
        (near, homes) => {
            Some(format!("did you mean {}? `{key}` belongs to {}", list(near), homes.join(" or ")))
        }
    };
    Suggestion { help, names: owned(near) }
}

fn owned<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// The text of `one_of` that is nearest to `value`.
pub fn nearest_value<'a>(value: &str, one_of: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nearest(value, one_of).first().copied()
}

fn list<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(" or ")
}

/// The names that are as near to `key` as any is, when one is near at all.
pub(crate) fn nearest<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let plain = plain(key);
    let limit = match plain.len() {
        0..=1 => 0,
        2..=4 => 1,
        5..=9 => 2,
        _ => 3,
    };
    let mut near: Vec<(usize, &str)> =
        known.filter_map(|name| Some((distance(&plain, &self::plain(name), limit)?, name))).collect();
    near.sort_unstable();
    let best = near.first().map_or(0, |(distance, _)| *distance);
    near.retain(|(distance, _)| *distance == best);
    near.truncate(3);
    near.into_iter().map(|(_, name)| name).collect()
}

/// The key without case and separators, so that `cpuLimit` is `cpu_limit`.
fn plain(key: &str) -> Vec<char> {
    key.chars()
        .filter(|char| !matches!(char, '_' | '-' | '.'))
        .flat_map(char::to_lowercase)
        .take(64)
        .collect()
}

/// Insertions, deletions, replacements and swaps of neighbours between the two, when there are at most `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let width = b.len() + 1;
    let mut rows = vec![0; (a.len() + 1) * width];
    for row in 0..=a.len() {
        for column in 0..=b.len() {
            let at = row * width + column;
            rows[at] = if row == 0 {
                column
            } else if column == 0 {
                row
            } else {
                let replaced = rows[at - width - 1] + usize::from(a[row - 1] != b[column - 1]);
                let mut best = replaced.min(rows[at - width] + 1).min(rows[at - 1] + 1);
                if row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1] {
                    best = best.min(rows[at - 2 * width - 2] + 1);
                }
                best
            };
        }
    }
    Some(rows[rows.len() - 1]).filter(|&distance| distance <= limit)
}

/// The tables that have this key, nearest to `path` first.
fn homes(key: &str, path: &str) -> Vec<&'static str> {
    static HOMES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
        let mut homes: Vec<(&str, String)> = Vec::new();
        for key in config::keys() {
            let table = key.table();
            let home = if table.is_empty() { "`config`".to_owned() } else { format!("`config.{table}`") };
            homes.push((key.name(), home));
        }
        if let Kind::Table(table) = Values::KIND {
            collect(table, "", &mut homes);
        }
        homes
    });
    // What the official chart's oldest versions had there belongs to the pod.
    if path == "securityContext" && has_key("podSecurityContext", key) {
        return vec!["`podSecurityContext`"];
    }
    // Names such as `name` or `type` are everywhere; pointing elsewhere would help nobody.
    let mut found: Vec<&'static str> =
        HOMES.iter().filter(|(name, _)| *name == key).map(|(_, home)| home.as_str()).collect();
    found.dedup();
    if found.len() > 6 {
        return Vec::new();
    }
    let shared = |home: &str| {
        home.trim_matches('`').split('.').zip(path.split('.')).take_while(|(a, b)| a == b).count()
    };
    found.sort_by_key(|home| (std::cmp::Reverse(shared(home)), home.len()));
    found.truncate(2);
    found
}

/// Whether a key at the top level of values has this key in it.
fn has_key(map: &str, key: &str) -> bool {
    ROOT.keys().prop(map).is_some_and(|prop| prop.1.keys().prop(key).is_some())
}

fn collect(table: &'static Table, prefix: &str, homes: &mut Vec<(&'static str, String)>) {
    for field in table.fields {
        homes.push((
            field.key,
            if prefix.is_empty() { "the top level".to_owned() } else { format!("`{prefix}`") },
        ));
        if let Kind::Table(inner) = field.kind
            && field.key != "config"
        {
            let path =
                if prefix.is_empty() { field.key.to_owned() } else { format!("{prefix}.{}", field.key) };
            collect(inner, &path, homes);
        }
    }
}

/// What to say of a key of values that older versions knew, of the chart or of GitLab Runner: what it is, and what to
/// use instead.
pub(super) fn removed(parent: &str, key: &str) -> Option<(String, String)> {
    if let Some(home) = values::removed::home(&format!("{parent}.{key}")) {
        return Some((
            format!("`{key}` was a key of old versions of the chart, and has no effect"),
            format!("write it as {home}"),
        ));
    }
    let help = removed_from_runner(parent, key)?;
    Some((format!("`{key}` is no longer known to GitLab Runner"), help))
}

/// What to use instead of a key or feature flag of `config.toml`.
fn removed_from_runner(parent: &str, key: &str) -> Option<String> {
    let parent = if parent == "config" { "" } else { parent.strip_prefix("config.")? };
    if parent.ends_with("feature_flags") && config::feature_flags::REMOVED.iter().any(|flag| flag.name == key)
    {
        return Some("remove the line".to_owned());
    }
    let mut table = String::new();
    for part in parent.split('[') {
        // What stands in brackets is the index of an item.
        match part.split_once(']') {
            Some((_, rest)) => {
                table.push_str("[]");
                table.push_str(rest);
            }
            None => table.push_str(part),
        }
    }
    let old = config::removed::key(&table, key)?;
    Some(format!("use {}", old.replacement.replace("`[runners.", "`config.runners[].").replace("]`", "`")))
}

/// Advice to use another key, or to do something else.
pub(crate) fn use_instead(other: &str) -> String {
    if other.contains(' ') && !other.starts_with('[') {
        format!("use {other}")
    } else {
        format!("use `{other}`")
    }
}

/// What to use instead of a deprecated key.
pub(super) fn replacement(parent: &str, key: &str) -> Option<&'static str> {
    let Kind::Table(mut table) = Values::KIND else { return None };
    for part in parent.split('.').filter(|part| !part.is_empty()) {
        let name = part.split('[').next().unwrap_or(part);
        table = table.field(name)?.kind.table()?;
    }
    let meta = &table.field(key)?.meta;
    (!meta.deprecated.is_empty()).then_some(meta.deprecated)
}
