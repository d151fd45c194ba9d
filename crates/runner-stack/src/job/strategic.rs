//! Strategic merge patches of a pod's specification, as `k8s.io/apimachinery` applies them.

use helm_render::Value;
use helm_render::value::format::display;

/// The lists of a pod's specification whose items are merged, and the key that tells items apart. A container's lists
/// are the same wherever it stands; all other lists are replaced.
const MERGED: &[(&str, &str)] = &[
    ("containers", "name"),
    ("initContainers", "name"),
    ("ephemeralContainers", "name"),
    ("volumes", "name"),
    ("imagePullSecrets", "name"),
    ("hostAliases", "ip"),
    ("topologySpreadConstraints", "topologyKey"),
    ("schedulingGates", "name"),
    ("resourceClaims", "name"),
    ("env", "name"),
    ("ports", "containerPort"),
    ("volumeMounts", "mountPath"),
    ("volumeDevices", "devicePath"),
];

/// Patches nest no deeper than specifications.
const MAX_DEPTH: usize = 64;

/// The specification with the patch in it.
pub(super) fn merge(original: &Value, patch: &Value) -> Result<Value, String> {
    match patch {
        Value::Nil => Ok(original.clone()),
        Value::Map(_) => map(original, patch, 0),
        _ => Err("a strategic merge patch is a map".to_owned()),
    }
}

fn entries(value: &Value) -> Vec<(String, Value)> {
    let entries = value.as_map().map(helm_render::value::Map::snapshot).unwrap_or_default();
    entries.into_iter().map(|(key, value)| (key.to_str().into_owned(), value)).collect()
}

fn of_entries(entries: Vec<(String, Value)>) -> Value {
    let value = Value::map();
    if let Some(map) = value.as_map() {
        for (key, entry) in entries {
            map.insert(key, entry);
        }
    }
    value
}

fn directive(value: &Value) -> Option<String> {
    Some(value.as_map()?.get("$patch")?.as_str()?.to_str().into_owned())
}

fn map(original: &Value, patch: &Value, depth: usize) -> Result<Value, String> {
    if depth > MAX_DEPTH {
        return Err("the patch nests too deep".to_owned());
    }
    match directive(patch).as_deref() {
        None => {}
        Some("replace") => return Ok(without_directives(patch)),
        Some("delete") => return Ok(Value::map()),
        Some("merge") => {}
        Some(other) => return Err(format!("unknown patch type: {other} in map: {}", display(patch))),
    }
    let mut result = entries(original);
    if let Some(keys) = patch.as_map().and_then(|patch| patch.get("$retainKeys")) {
        let kept: Vec<String> = keys
            .as_list()
            .unwrap_or_default()
            .iter()
            .filter_map(|key| Some(key.as_str()?.to_string()))
            .collect();
        result.retain(|(key, _)| kept.contains(key));
    }
    for (key, value) in entries(patch) {
        if key.starts_with('$') {
            continue;
        }
        let at = result.iter().position(|(known, _)| *known == key);
        let old = at.map(|at| result[at].1.clone());
        let merge_key = MERGED.iter().find(|(list, _)| *list == key).map(|(_, merge_key)| *merge_key);
        let new = match (&value, old, merge_key) {
            (Value::Nil, ..) => None,
            (Value::Map(_), Some(old @ Value::Map(_)), _) => Some(map(&old, &value, depth + 1)?),
            (Value::List(_), Some(old @ Value::List(_)), Some(merge_key)) => {
                Some(list(&old, &value, merge_key, depth + 1)?)
            }
            _ => Some(without_directives(&value)),
        };
        match (new, at) {
            (Some(new), Some(at)) => result[at].1 = new,
            (Some(new), None) => result.push((key, new)),
            (None, Some(at)) => drop(result.remove(at)),
            (None, None) => {}
        }
    }
    Ok(of_entries(result))
}

/// What a patch adds where nothing was: without directives and without the keys that it would remove.
fn without_directives(value: &Value) -> Value {
    match value {
        Value::Map(_) => of_entries(
            entries(value)
                .into_iter()
                .filter(|(key, value)| !key.starts_with('$') && !matches!(value, Value::Nil))
                .map(|(key, value)| (key, without_directives(&value)))
                .collect(),
        ),
        Value::List(list) => {
            let added = list
                .items()
                .iter()
                .filter(|item| !matches!(directive(item).as_deref(), Some("delete" | "replace")));
            Value::list(added.map(without_directives).collect())
        }
        _ => value.clone(),
    }
}

fn list(original: &Value, patch: &Value, merge_key: &str, depth: usize) -> Result<Value, String> {
    let original = original.as_list().unwrap_or_default();
    let patch = patch.as_list().unwrap_or_default();
    if patch.iter().any(|item| directive(item).as_deref() == Some("replace")) {
        let kept = patch.iter().filter(|item| directive(item).is_none());
        return Ok(Value::list(kept.map(without_directives).collect()));
    }
    let key_of = |item: &Value| {
        let key = item.as_map().and_then(|item| item.get(merge_key));
        key.and_then(|key| helm_render::json::to_raw_json(&key).ok()).map(|key| key.to_str().into_owned())
    };
    let mut server: Vec<(Option<String>, Value)> =
        original.iter().map(|item| (key_of(item), item.clone())).collect();
    let mut patched: Vec<(String, Value)> = Vec::new();
    for item in patch {
        let key = key_of(item).ok_or_else(|| {
            format!("map: {} does not contain declared merge key: {merge_key}", display(item))
        })?;
        if directive(item).as_deref() == Some("delete") {
            server.retain(|(known, _)| known.as_deref() != Some(&key));
            continue;
        }
        let earlier = patched.iter().position(|(known, _)| *known == key);
        let in_server = server.iter().find(|(known, _)| known.as_deref() == Some(&key));
        let old =
            earlier.map(|at| patched[at].1.clone()).or_else(|| in_server.map(|(_, value)| value.clone()));
        let new = map(&old.unwrap_or_else(Value::map), item, depth + 1)?;
        match earlier {
            Some(at) => patched[at].1 = new,
            None => patched.push((key, new)),
        }
    }
    Ok(Value::list(ordered(&server, patched)))
}

/// Patched items keep the patch's order; the others go before the first patched one that they stood before. So new
/// items come before what only the original has.
fn ordered(server: &[(Option<String>, Value)], patched: Vec<(String, Value)>) -> Vec<Value> {
    let place = |key: &str| server.iter().position(|(known, _)| known.as_deref() == Some(key));
    let mut only: std::collections::VecDeque<(usize, &Value)> = server
        .iter()
        .enumerate()
        .filter(|(_, (key, _))| !patched.iter().any(|(known, _)| Some(known) == key.as_ref()))
        .map(|(at, (_, value))| (at, value))
        .collect();
    let mut result = Vec::new();
    for (key, value) in patched {
        let stood = place(&key);
        while let (Some((at, first)), Some(stood)) = (only.front().copied(), stood) {
            if at >= stood {
                break;
            }
            result.push(first.clone());
            only.pop_front();
        }
        result.push(value);
    }
    result.extend(only.into_iter().map(|(_, value)| value.clone()));
    result
}
