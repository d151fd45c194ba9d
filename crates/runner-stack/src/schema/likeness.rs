//! Whether a map is values of this chart or of the official one, or comes from another tool.
//!
//! Charts share most of their keys: `image`, `resources`, `nodeSelector`. So one key that no other chart has decides;
//! without one, a map is values as long as nearly all that it says could be said in values.

use super::suggest::nearest_value;
use super::tree::Tree;
use super::typed::ROOT;
use super::validate::type_bits;

/// Keys that are these charts' own.
const OWN: &[&str] = &[
    "gitlabUrl",
    "runnerToken",
    "runnerRegistrationToken",
    "startMode",
    "unregisterRunners",
    "certsSecretName",
    "concurrent",
    "checkInterval",
    "connectionMaxAge",
    "preEntrypointScript",
    "sessionServer",
    "kubeconfig",
];

/// Keys in `config` that are `config.toml`'s own.
const OWN_IN_CONFIG: &[&str] =
    &["runners", "concurrent", "check_interval", "connection_max_age", "session_server"];

/// For each key that values do not have, so many must be there that they have.
const KNOWN_PER_UNKNOWN: usize = 5;

/// What a map looks like.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// Values.
    Values,
    /// Something else.
    Other {
        /// Its keys that values have, or nearly.
        known: Vec<String>,
        /// Its other keys.
        unknown: Vec<String>,
        /// The key below which there are values: those of a chart that has this one as a dependency.
        below: Option<String>,
    },
}

impl Likeness {
    /// What to do about a map that is something else, when that can be told.
    pub(crate) fn help(&self) -> Option<String> {
        let Self::Other { below: Some(key), .. } = self else { return None };
        Some(format!(
            "there are values below `{key}`, as in a chart that has this one in it: give that part as a file of its own"
        ))
    }
}

/// What the map looks like; nothing but a map can be values.
pub(crate) fn of<T: Tree>(map: &T) -> Likeness {
    let (mut known, mut unknown, mut below) = (Vec::new(), Vec::new(), None);
    let (mut fitting, mut misspelt) = (0, 0);
    for (key, _, value) in map.entries() {
        if is_own(&key, value) {
            return Likeness::Values;
        }
        let is_known = ROOT.keys().prop(&key).is_some();
        if ROOT.keys().prop(&key).is_some_and(|prop| prop.1.types.allow(type_bits(&value.shape()))) {
            fitting += 1;
        }
        match nearest_value(&key, ROOT.keys().props.iter().map(|prop| prop.0)) {
            _ if is_known => known.push(key.into_owned()),
            Some(near) => {
                misspelt += 1;
                // Nothing else is nearly called like this.
                fitting += usize::from(OWN.contains(&near));
                known.push(key.into_owned());
            }
            None => {
                if below.is_none() && value.entries().any(|(key, _, value)| is_own(&key, value)) {
                    below = Some(key.clone().into_owned());
                }
                unknown.push(key.into_owned());
            }
        }
    }
    let is_values = if unknown.is_empty() {
        misspelt == 0 || fitting > 0
    } else {
        fitting >= KNOWN_PER_UNKNOWN * unknown.len()
    };
    if is_values { Likeness::Values } else { Likeness::Other { known, unknown, below } }
}

/// Whether one of the map's keys is these charts' own.
pub(crate) fn has_own_key<T: Tree>(map: &T) -> bool {
    map.entries().any(|(key, _, value)| is_own(&key, value))
}

/// Whether the key is these charts' own, by its name or by what is in it.
fn is_own<T: Tree>(key: &str, value: &T) -> bool {
    match key {
        "config" => {
            value.entries().any(|(inner, ..)| nearest_value(&inner, OWN_IN_CONFIG.iter().copied()).is_some())
        }
        "runners" => {
            let known = ROOT.keys().prop(key).map_or(&[][..], |prop| prop.1.keys().props);
            value.entries().any(|(inner, ..)| known.iter().any(|prop| prop.0 == inner))
                || value.items().any(looks_like_a_runner)
        }
        _ => OWN.contains(&key),
    }
}

/// Whether this is an entry of `[[runners]]`, which some write into a list `runners`.
fn looks_like_a_runner<T: Tree>(item: &T) -> bool {
    item.entries().any(|(key, ..)| matches!(&*key, "executor" | "kubernetes" | "token"))
}
