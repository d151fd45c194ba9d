//! What a key of the values or of `config.toml` means: read from the typed values and, below them, from the schema.
//!
//! ```
//! use runner_stack::explain::explain;
//!
//! let key = explain("runners[0].kubernetes.cpu_limit")?;
//! assert_eq!(key.path(), "config.runners[].kubernetes.cpu_limit");
//! assert_eq!(key.facts().summary(), "CPU limit of the build container.");
//! # Ok::<(), runner_stack::explain::NotExplained>(())
//! ```

mod entry;
mod path;
mod schema;

use std::fmt;

pub(crate) use entry::Shape;
pub use entry::{Entry, Facts};
pub use path::BadPath;
pub(crate) use path::{Step, indexed_steps};

use crate::config;
use crate::config::feature_flags;
use crate::config::removed;
use crate::schema::suggest::nearest;

/// Why a key cannot be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotExplained {
    /// The path cannot be read.
    BadPath(BadPath),
    /// No key has this path.
    Unknown {
        /// The part of the path that is not known.
        key: String,
        /// The key below which it was looked for; empty for the top level.
        parent: String,
        /// The paths that were probably meant.
        near: Vec<String>,
        /// What became of a key that older versions knew, in words; empty for others.
        history: String,
    },
    /// An index stands behind something that is no list.
    NoList {
        /// The path without the index.
        path: String,
        /// What the key holds.
        type_name: String,
    },
    /// Several keys end like this.
    Ambiguous {
        /// The path as given.
        key: String,
        /// The keys that it can mean, with the first line of their documentation.
        candidates: Vec<(String, String)>,
    },
}

impl fmt::Display for NotExplained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadPath(bad) => bad.fmt(f),
            Self::Unknown { key, parent, near, history } => {
                write!(f, "unknown key `{key}`")?;
                if !parent.is_empty() {
                    write!(f, " in `{parent}`")?;
                }
                if !history.is_empty() {
                    write!(f, ": {history}")?;
                }
                if !near.is_empty() {
                    let near: Vec<String> = near.iter().map(|path| format!("`{path}`")).collect();
                    write!(f, "; did you mean {}?", near.join(" or "))?;
                }
                Ok(())
            }
            Self::NoList { path, type_name } => write!(f, "`{path}` is no list but {type_name}"),
            Self::Ambiguous { key, candidates } => {
                write!(f, "`{key}` is the end of {} keys; give more of the path:", candidates.len())?;
                let width = candidates.iter().map(|(path, _)| path.chars().count()).max().unwrap_or(0);
                for (path, summary) in candidates {
                    write!(f, "\n  {path:<width$}  {summary}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for NotExplained {}

/// The key at a path, such as `image.tag`, `config.runners[0].kubernetes.cpu_limit` or, when it is the only one that
/// ends so, `cpu_limit`. Without a path, all values.
///
/// A key of `config.toml` is found with and without `config.`; where a value of the chart has the same path, that one
/// is meant.
pub fn explain(path: &str) -> Result<Entry, NotExplained> {
    let steps = path::steps(path).map_err(NotExplained::BadPath)?;
    let failure = match walk(Entry::values(), &steps) {
        Ok(entry) => return Ok(entry),
        Err(failure) => failure,
    };
    let config_failure = match walk(Entry::config(), &steps) {
        Ok(entry) => return Ok(entry),
        Err(failure) => failure,
    };
    match by_ending(&steps).as_slice() {
        [] => Err(nearest_failure(failure, config_failure, &steps)),
        [only] => Ok(only.clone()),
        several => Err(NotExplained::Ambiguous {
            key: path.to_owned(),
            candidates: several
                .iter()
                .map(|entry| (entry.path().to_owned(), entry.facts().summary()))
                .collect(),
        }),
    }
}

/// The keys that end like the path, besides the one that [`explain`] takes it for.
pub fn others(path: &str, explained: &Entry) -> Vec<Entry> {
    let mut others = path::steps(path).map(|steps| by_ending(&steps)).unwrap_or_default();
    others.retain(|entry| entry.path() != explained.path());
    others
}

/// The key of the values at the end of some steps; nothing where none is known.
pub(crate) fn entry_at(steps: &[Step]) -> Option<Entry> {
    walk(Entry::values(), steps).ok()
}

/// How far a walk came before it failed.
struct Failure {
    at: usize,
    stopped: Entry,
    is_index: bool,
}

fn walk(start: Entry, steps: &[Step]) -> Result<Entry, Box<Failure>> {
    let mut entry = start;
    for (at, step) in steps.iter().enumerate() {
        let next = match step {
            Step::Key(key) => entry.child(key),
            Step::Item => entry.item(),
        };
        match next {
            Some(next) => entry = next,
            None => return Err(Box::new(Failure { at, stopped: entry, is_index: *step == Step::Item })),
        }
    }
    Ok(entry)
}

/// The keys whose paths end with these steps.
fn by_ending(steps: &[Step]) -> Vec<Entry> {
    let Some(Step::Key(first)) = steps.first() else { return Vec::new() };
    let mut found: Vec<Entry> = Vec::new();
    for entry in entry::typed_keys() {
        if entry.name() == *first
            && let Ok(end) = walk(entry, &steps[1..])
            && !found.iter().any(|known| known.path() == end.path())
        {
            found.push(end);
        }
    }
    found
}

/// The failure of the walk that came further, with the keys that are nearest to the one that it lacks.
fn nearest_failure(values: Box<Failure>, config: Box<Failure>, steps: &[Step]) -> NotExplained {
    let failure = if config.at > values.at { config } else { values };
    let parent = failure.stopped.path().to_owned();
    let Some(Step::Key(key)) = steps.get(failure.at).filter(|_| !failure.is_index) else {
        return NotExplained::NoList { path: parent, type_name: failure.stopped.facts().type_name };
    };
    let here: Vec<Entry> = failure.stopped.children();
    let mut near = similar(key, &here);
    if near.is_empty() {
        near = similar(key, &entry::typed_keys());
    }
    NotExplained::Unknown { history: history(key, &parent), key: key.clone(), parent, near }
}

/// The paths of the entries whose names are nearest to the key, or start with it.
fn similar(key: &str, entries: &[Entry]) -> Vec<String> {
    const MOST: usize = 4;
    const SHORTEST_START: usize = 3;
    let mut names: Vec<&str> = entries.iter().map(Entry::name).collect();
    names.sort_unstable();
    names.dedup();
    let near = nearest(key, names.iter().copied());
    let is_start = |name: &str| key.len() >= SHORTEST_START && name.starts_with(key);
    let is_similar = |name: &str| if near.is_empty() { is_start(name) } else { near.contains(&name) };
    let similar = entries.iter().filter(|entry| is_similar(entry.name()));
    similar.map(|entry| entry.path().to_owned()).take(MOST).collect()
}

/// What became of a key that older versions of the runner knew.
fn history(key: &str, parent: &str) -> String {
    if let Some(flag) = feature_flags::REMOVED.iter().find(|flag| flag.name == key) {
        return format!("GitLab Runner {} was the last version with it", flag.last);
    }
    let table = parent.strip_prefix("config").unwrap_or(parent).trim_start_matches('.');
    let removed = removed::key(table, key).or_else(|| {
        let mut same = removed::KEYS.iter().filter(|removed| removed.name == key);
        same.next().filter(|_| same.next().is_none())
    });
    removed.map_or_else(String::new, |removed| {
        format!("GitLab Runner no longer reads it; {} does its work", removed.replacement)
    })
}

/// The header of the table of `config.toml` that holds the key at a path of the values; nothing outside of `config`.
pub(crate) fn toml_table(path: &str) -> Option<String> {
    let key = config::key(path.strip_prefix("config.")?)?;
    Some(config::header(key.table()).unwrap_or_else(|| "top level".to_owned()))
}
