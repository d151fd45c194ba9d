//! `pod_spec`: patches of the pod's specification, one after the other.

use helm_render::{Value, yaml};

use super::{Refusal, strategic};
use crate::config::Kubernetes;

/// The specification with all patches applied.
pub(super) fn apply(k: &Kubernetes, spec: Value, notes: &mut Vec<String>) -> Result<Value, Refusal> {
    let mut spec = spec;
    for patch in k.pod_spec.iter().flatten() {
        let name = patch.name.as_deref().unwrap_or_default();
        let text = patch.patch.as_deref().unwrap_or_default();
        let fail = |cause: String| Refusal::new(cause, format!("correct the entry {name:?} of `pod_spec`"));
        let during = |refusal: Refusal| refusal.during("setting up build pod");
        if let Some(path) = patch.patch_path.as_deref().filter(|path| !path.is_empty()) {
            if !text.is_empty() {
                let cause = format!("ambiguous patch: both patch path and patch provided ({name})");
                return Err(during(fail(cause)));
            }
            notes.push(format!("the patch {name:?} is not applied: it is in the manager's file {path}"));
            continue;
        }
        let value = yaml::from_yaml(text.as_bytes())
            .map_err(|error| during(fail(format!("failed to convert patch to JSON ({name}): {error}"))))?;
        if text.contains("$setElementOrder") {
            notes.push(format!("the patch {name:?} sets an order with $setElementOrder, which is not shown"));
        }
        let kind = patch.patch_type.as_deref().unwrap_or_default();
        spec = patched(spec, kind, &value).map_err(|cause| during(fail(cause)))?;
    }
    Ok(spec)
}

/// The specification with one patch applied.
fn patched(spec: Value, kind: &str, patch: &Value) -> Result<Value, String> {
    match kind {
        "" | "strategic" => strategic::merge(&spec, patch),
        "merge" => Ok(merge(&spec, patch)),
        "json" => json(spec, patch),
        other => Err(format!("unsupported patch type {other}")),
    }
}

/// A JSON merge patch (RFC 7386).
fn merge(target: &Value, patch: &Value) -> Value {
    let Value::Map(patch) = patch else { return patch.clone() };
    let target = target.as_map();
    let mut entries = target.map(helm_render::value::Map::snapshot).unwrap_or_default();
    for (key, value) in patch.snapshot() {
        let old = entries.iter().position(|(known, _)| *known == key);
        match (old, &value) {
            (Some(at), Value::Nil) => drop(entries.remove(at)),
            (None, Value::Nil) => {}
            (Some(at), _) => entries[at].1 = merge(&entries[at].1, &value),
            (None, _) => entries.push((key, merge(&Value::Nil, &value))),
        }
    }
    let merged = Value::map();
    if let Some(map) = merged.as_map() {
        for (key, value) in entries {
            map.insert(key, value);
        }
    }
    merged
}

/// A JSON patch (RFC 6902), with the liberties of `evanphx/json-patch`: `replace` makes a key that is not there, and
/// lists are counted from the end with negative numbers.
fn json(spec: Value, patch: &Value) -> Result<Value, String> {
    let operations =
        patch.as_list().ok_or("json: cannot unmarshal object into Go value of type jsonpatch.Patch")?;
    let mut spec = spec;
    for operation in operations {
        let field = |name: &str| operation.as_map().and_then(|operation| operation.get(name));
        let text = |name: &str| field(name).and_then(|value| Some(value.as_str()?.to_str().into_owned()));
        let op = text("op").unwrap_or_default();
        if !matches!(op.as_str(), "add" | "replace" | "remove" | "copy" | "move" | "test") {
            return Err(format!("Unexpected kind: {op}"));
        }
        let path =
            text("path").ok_or_else(|| format!("{op} operation failed to decode path: missing value"))?;
        let steps = pointer(&path);
        let value = field("value").unwrap_or_default();
        let from = || {
            text("from").ok_or_else(|| {
                format!("{op} operation failed to decode from: operation, missing from field: missing value")
            })
        };
        let no_from = |from: &str| {
            format!("{op} operation does not apply: doc is missing from path: {from}: missing value")
        };
        spec = match op.as_str() {
            "add" => change(&spec, &steps, &Change::Add(value)).map_err(|gone| gone.message(&op, &path))?,
            "replace" => {
                change(&spec, &steps, &Change::Replace(value)).map_err(|gone| gone.message(&op, &path))?
            }
            "remove" => change(&spec, &steps, &Change::Remove).map_err(|gone| gone.message(&op, &path))?,
            "copy" => {
                let from = from()?;
                let value = find(&spec, &pointer(&from)).map_err(|_| no_from(&from))?.unwrap_or_default();
                change(&spec, &steps, &Change::Add(value)).map_err(|gone| gone.message(&op, &path))?
            }
            "move" => {
                let from = from()?;
                let steps_from = pointer(&from);
                let without = change(&spec, &steps_from, &Change::Remove).map_err(|gone| match gone {
                    Gone::Parent => no_from(&from),
                    gone => gone.message(&op, steps_from.last().map_or("", String::as_str)),
                })?;
                let value = find(&spec, &steps_from).ok().flatten().unwrap_or_default();
                change(&without, &steps, &Change::Add(value)).map_err(|gone| gone.message(&op, &path))?
            }
            _ => {
                let found = find(&spec, &steps).map_err(|_| {
                    format!("test operation does not apply: is missing path: {path}: missing value")
                })?;
                let holds = match found {
                    Some(found) => is_same(&found, &value),
                    None => matches!(value, Value::Nil),
                };
                if !holds {
                    return Err(format!("testing value {path} failed: test failed"));
                }
                spec
            }
        };
    }
    Ok(spec)
}

enum Change {
    Add(Value),
    Replace(Value),
    Remove,
}

/// What a JSON pointer does not find.
enum Gone {
    /// The object or list that holds the last step.
    Parent,
    /// The key that is to be removed.
    Key(String),
    /// An index, with the fault as the library words it.
    Index(String),
    /// The item that is to be replaced.
    Item,
}

impl Gone {
    fn message(&self, op: &str, path: &str) -> String {
        match self {
            // The library quotes the path in some of its operations only.
            Self::Parent if op == "replace" => {
                format!("replace operation does not apply: doc is missing path: {path}: missing value")
            }
            Self::Parent => {
                format!("{op} operation does not apply: doc is missing path: {path:?}: missing value")
            }
            Self::Key(key) => {
                format!(
                    "error in {op} for path: '{path}': Unable to remove nonexistent key: {key}: missing value"
                )
            }
            Self::Index(fault) => format!("error in {op} for path: '{path}': {fault}"),
            Self::Item => format!("Object to be patched is missing field ({path}: missing value)"),
        }
    }
}

/// The keys of a JSON pointer.
fn pointer(path: &str) -> Vec<String> {
    path.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// The value at a pointer, nothing for a key that is not there in a parent that is.
fn find(value: &Value, steps: &[String]) -> Result<Option<Value>, Gone> {
    let Some((first, rest)) = steps.split_first() else { return Ok(Some(value.clone())) };
    let inner = match value {
        Value::Map(map) => map.get(first.as_bytes()),
        Value::List(list) => {
            position(first, list.items().len(), 0).ok().and_then(|at| list.items().get(at).cloned())
        }
        _ => None,
    };
    match inner {
        Some(inner) => find(&inner, rest),
        None if rest.is_empty() && matches!(value, Value::Map(_) | Value::List(_)) => Ok(None),
        None => Err(Gone::Parent),
    }
}

/// The place in a list of `length` items that a step means; `more` places behind the last one count as well.
fn position(step: &str, length: usize, more: usize) -> Result<usize, Gone> {
    let invalid = || Gone::Index(format!("Unable to access invalid index: {step}: invalid index referenced"));
    let number: isize = step.parse().map_err(|_| {
        Gone::Index(format!(
            "value was not a proper array index: '{step}': strconv.Atoi: parsing {step:?}: invalid syntax"
        ))
    })?;
    let from_end = length.saturating_add(more);
    let at =
        if number < 0 { from_end.checked_sub(number.unsigned_abs()) } else { Some(number.unsigned_abs()) };
    at.filter(|at| *at < from_end).ok_or_else(invalid)
}

/// The value with the change at the place of the pointer.
fn change(value: &Value, steps: &[String], what: &Change) -> Result<Value, Gone> {
    let Some((first, rest)) = steps.split_first() else {
        return match what {
            Change::Add(new) | Change::Replace(new) => Ok(new.clone()),
            Change::Remove => Err(Gone::Parent),
        };
    };
    match value {
        Value::Map(map) => {
            let old = map.get(first.as_bytes());
            let new = match (what, rest, old) {
                (Change::Add(new) | Change::Replace(new), [], _) => Some(new.clone()),
                (Change::Remove, [], Some(_)) => None,
                (Change::Remove, [], None) => return Err(Gone::Key(first.clone())),
                (_, [_, ..], None) => return Err(Gone::Parent),
                (_, [_, ..], Some(old)) => Some(change(&old, rest, what)?),
            };
            let changed = Value::map();
            if let Some(result) = changed.as_map() {
                for (key, value) in map.snapshot() {
                    if key.as_bytes() != first.as_bytes() {
                        result.insert(key, value);
                    }
                }
                if let Some(new) = new {
                    result.insert(first.as_str(), new);
                }
            }
            Ok(changed)
        }
        Value::List(list) => {
            let mut items = list.items().to_vec();
            match (what, rest) {
                (Change::Add(new), []) if first == "-" => items.push(new.clone()),
                (Change::Add(new), []) => items.insert(position(first, items.len(), 1)?, new.clone()),
                (Change::Replace(new), []) => {
                    let at = position(first, items.len(), 0).map_err(|_| Gone::Item)?;
                    items[at] = new.clone();
                }
                (Change::Remove, []) => drop(items.remove(position(first, items.len(), 0)?)),
                (_, [_, ..]) => {
                    let at = position(first, items.len(), 0).map_err(|_| Gone::Parent)?;
                    items[at] = change(&items[at], rest, what)?;
                }
            }
            Ok(Value::list(items))
        }
        _ => Err(Gone::Parent),
    }
}

/// Whether two values have the same JSON.
fn is_same(a: &Value, b: &Value) -> bool {
    let json = |value: &Value| helm_render::json::to_raw_json(value).ok();
    json(a).is_some_and(|a| Some(a) == json(b))
}

#[cfg(test)]
mod tests;
