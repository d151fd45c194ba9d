//! Keeps credentials out of comparisons that people look at.

use std::fmt::Write as _;

use helm_render::Value;

use super::FieldChange;
use crate::config;
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
            let named = map.get("name").and_then(|name| name.as_str().map(|name| is_called(&name.to_str())));
            let entry = |(key, value): (helm_render::value::Str, Value)| {
                // Of a variable, only the value is secret; where it comes from is not.
                let hidden = (secret && (named.is_none() || key.as_bytes() == b"value"))
                    || (is_called(&key.to_str()) && !matches!(value, Value::Map(_)))
                    || (named == Some(true) && key.as_bytes() == b"value")
                    || is_key(&key.to_str());
                (key, masked(&value, hidden))
            };
            Value::Map(map.snapshot().into_iter().map(entry).collect())
        }
        Value::List(list) => Value::list(list.items().iter().map(|item| masked(item, secret)).collect()),
        Value::String(text) if text.is_empty() || text.as_bytes().starts_with(b"@@secret") => value.clone(),
        Value::String(_) if secret => Value::str(MASK),
        Value::String(text) => Value::str(without_secrets(&text.to_str())),
        other => other.clone(),
    }
}

/// Whether the path leads to a secret key of `config.toml`, or to something that is called like a credential.
fn is_secret(path: &str) -> bool {
    let last = path.rsplit(['.', '[']).next().unwrap_or_default().trim_matches(['"', ']']);
    if last == "value" {
        let name = path.rsplit_once("env[").and_then(|(_, rest)| rest.split(']').next());
        return name.is_some_and(is_called);
    }
    is_called(last) || is_key(last)
}

/// Whether `config.toml` keeps credentials under this name.
fn is_key(name: &str) -> bool {
    config::keys().iter().any(|key| key.secret && key.name() == name)
}

/// Whether a variable or an entry of a `ConfigMap` is called like a credential.
fn is_called(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let ends = ["token", "password", "secret_key", "secretkey", "access_key", "accesskey", "private_key"];
    ends.iter().any(|end| name.ends_with(end)) && !name.contains("mount") && !name.starts_with("automount")
}

/// A text with the tokens of GitLab, and the values of the secret keys of a `config.toml`, masked.
pub(crate) fn without_secrets(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let assigned = line.split_once('=').filter(|(key, value)| {
            let key = key.trim().trim_matches(['"', '\'']);
            (is_key(key) || is_called(key))
                && value.trim_start().starts_with(['"', '\''])
                && !value.contains("@@secret")
        });
        if let Some((key, value)) = assigned {
            let end = if value.ends_with('\n') { "\n" } else { "" };
            let _ = write!(result, "{key}= \"{MASK}\"{end}");
            continue;
        }
        let mut rest = line;
        while let Some(at) =
            ["glrt-", "glrtr-", "glpat-", "GR1348941"].iter().filter_map(|start| rest.find(start)).min()
        {
            result.push_str(&rest[..at]);
            result.push_str(MASK);
            let end = rest[at..].find(|sign: char| !(sign.is_ascii_alphanumeric() || "-_.".contains(sign)));
            rest = end.map_or("", |end| &rest[at + end..]);
        }
        result.push_str(rest);
    }
    result
}
