//! Keeps credentials out of comparisons that people look at.

use helm_render::Value;

use super::FieldChange;
use crate::credentials::{self, is_key, is_name};
use crate::stack::MASK;

/// Masks the values of a change that are credentials: all data of a Secret, the secret keys of `config.toml`, variables
/// and entries that are called like one, and texts that hold a token of GitLab.
pub(super) fn mask(kind: &str, change: &mut FieldChange) {
    let whole =
        kind == "Secret" && (change.path.starts_with("data") || change.path.starts_with("stringData"));
    let secret = whole || is_secret(&change.path);
    for value in [&mut change.before, &mut change.after].into_iter().flatten() {
        *value = masked(value, secret);
    }
}

fn masked(value: &Value, secret: bool) -> Value {
    match value {
        Value::Map(map) => {
            let named = map.get("name").and_then(|name| name.as_str().map(|name| is_name(&name.to_str())));
            let entry = |(key, value): (helm_render::value::Str, Value)| {
                // Of a variable, only the value is secret; where it comes from is not.
                let hidden = (secret && (named.is_none() || key.as_bytes() == b"value"))
                    || (is_name(&key.to_str()) && !matches!(value, Value::Map(_)))
                    || (named == Some(true) && key.as_bytes() == b"value")
                    || is_key(&key.to_str());
                (key, masked(&value, hidden))
            };
            Value::Map(map.snapshot().into_iter().map(entry).collect())
        }
        Value::List(list) => Value::list(list.items().iter().map(|item| masked(item, secret)).collect()),
        Value::String(text) if text.is_empty() || text.as_bytes().starts_with(b"@@secret") => value.clone(),
        Value::String(_) if secret => Value::str(MASK),
        Value::String(text) => Value::str(credentials::masked(&text.to_str())),
        other => other.clone(),
    }
}

/// Whether the path leads to a secret key of `config.toml`, or to something that is called like a credential.
fn is_secret(path: &str) -> bool {
    let last = path.rsplit(['.', '[']).next().unwrap_or_default().trim_matches(['"', ']']);
    if last == "value" {
        let name = path.rsplit_once("env[").and_then(|(_, rest)| rest.split(']').next());
        return name.is_some_and(is_name);
    }
    is_name(last) || is_key(last)
}
