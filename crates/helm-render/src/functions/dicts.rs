//! Maps. They are shared: `set` and `unset` change the map that every holder sees.

use std::rc::Rc;

use super::Entry;
use super::cast::to_text;
use super::limit::{Budget, check_items};
use super::semver::Version;
use super::signature::{Parameter as _, Rest, typed};
use crate::fault::Fault;
use crate::value::{List, ListType, Map, MapType, Str, Value};

/// Makes a map of keys and values.
///
/// ```gotmpl
/// {{ dict "a" 1 "b" 2 }} → map[a:1 b:2]
/// ```
fn dict(pairs: &[Value]) -> Map {
    dict_of(&mut pairs.to_vec())
}

/// The map of keys and values, which are taken: templates make many maps of what they have at hand.
fn dict_of(pairs: &mut [Value]) -> Map {
    let entry = |pair: &mut [Value]| {
        let key = match std::mem::take(&mut pair[0]) {
            Value::String(key) => key,
            key => to_text(&key),
        };
        // A last key without a value gets "".
        (key, pair.get_mut(1).map_or_else(|| Value::str(""), std::mem::take))
    };
    pairs.chunks_mut(2).map(entry).collect()
}

/// Gives the value of a key, or "".
///
/// ```gotmpl
/// {{ get (dict "a" 1) "a" }} → 1
/// ```
fn get(map: Option<&Map>, key: &Str) -> Value {
    map.and_then(|map| map.get_str(key)).unwrap_or_else(|| Value::str(""))
}

/// Sets a key in the map itself, and gives the map.
///
/// ```gotmpl
/// {{ set (dict "a" 1) "b" 2 }} → map[a:1 b:2]
/// ```
fn set(map: Option<&Map>, key: &Str, value: &Value) -> Result<Map, Fault> {
    put(map, key.clone(), value.clone())
}

/// The same for a key and a value that are taken.
fn set_of(args: &mut [Value]) -> Result<Value, Fault> {
    let (key, value) = match args {
        [_, key, value] => (std::mem::take(key), std::mem::take(value)),
        _ => return Err(Fault::new("wrong arguments")),
    };
    let Value::String(key) = key else { return Err(Fault::new("wrong arguments")) };
    put(<Option<&Map>>::read(args)?, key, value).map(Value::Map)
}

fn put(map: Option<&Map>, key: Str, value: Value) -> Result<Map, Fault> {
    let map = map.ok_or_else(|| Fault::new("assignment to entry in nil map"))?;
    map.put(key, value);
    Ok(map.as_type(MapType::Any))
}

/// Removes a key from the map itself, and gives the map.
///
/// ```gotmpl
/// {{ unset (dict "a" 1 "b" 2) "a" }} → map[b:2]
/// ```
fn unset(map: Option<&Map>, key: &Str) -> Map {
    let Some(map) = map else { return Map::nil(MapType::Any) };
    map.remove(key);
    map.as_type(MapType::Any)
}

/// Says whether the map has the key.
///
/// ```gotmpl
/// {{ hasKey (dict "a" nil) "a" }} → true
/// ```
fn has_key(map: Option<&Map>, key: &Str) -> bool {
    map.is_some_and(|map| map.entries().get_str(key).is_some())
}

fn is_key_of(map: &Value, key: &Value) -> bool {
    key.as_str().is_some_and(|key| has_key(map.as_map(), key))
}

/// Lists the values that several maps have for a key.
///
/// ```gotmpl
/// {{ pluck "a" (dict "a" 1) (dict "b" 2) (dict "a" 3) }} → [1 3]
/// ```
fn pluck(key: &Str, maps: Rest<'_, Option<&'static Map>>) -> Result<List, Fault> {
    let mut values = Vec::new();
    for map in maps.iter() {
        values.extend(map?.and_then(|map| map.get(key)));
    }
    Ok(List::new(values))
}

/// Lists the keys of maps; Go's order is random, here it is sorted.
///
/// ```gotmpl
/// {{ keys (dict "a" 1 "b" 2) | sortAlpha }} → [a b]
/// ```
fn keys(maps: Rest<'_, Option<&'static Map>>) -> Result<List, Fault> {
    let mut keys = Vec::new();
    for map in maps.iter() {
        let Some(map) = map? else { continue };
        check_items(keys.len() + map.len())?;
        keys.extend(map.entries().keys().cloned().map(Value::String));
    }
    Ok(List::typed(ListType::Strings, keys))
}

/// Lists the values of a map; Go's order is random, here it is that of the keys.
///
/// ```gotmpl
/// {{ values (dict "a" 1) }} → [1]
/// ```
fn values(map: Option<&Map>) -> List {
    List::new(map.map_or_else(Vec::new, |map| map.entries().values().cloned().collect()))
}

/// Copies only the given keys into a new map.
///
/// ```gotmpl
/// {{ pick (dict "a" 1 "b" 2 "c" 3) "a" "c" }} → map[a:1 c:3]
/// ```
fn pick(map: Option<&Map>, keys: Rest<'_, &'static Str>) -> Result<Map, Fault> {
    let Some(map) = map else { return Ok(Map::new()) };
    let entries = map.entries();
    let picked = keys.iter().filter_map(|key| {
        let entry = key.map(|key| entries.get_str(key).map(|value| (key.clone(), value.clone())));
        entry.transpose()
    });
    Ok(Map::typed(MapType::Any, picked.collect::<Result<_, _>>()?))
}

/// Copies all but the given keys into a new map.
///
/// ```gotmpl
/// {{ omit (dict "a" 1 "b" 2 "c" 3) "b" }} → map[a:1 c:3]
/// ```
fn omit(map: Option<&Map>, keys: Rest<'_, &'static Str>) -> Result<Map, Fault> {
    let Some(map) = map else { return Ok(Map::new()) };
    let mut entries = map.entries().clone();
    for key in keys.iter() {
        entries.remove(key?);
    }
    Ok(Map::typed(MapType::Any, entries))
}

/// Walks down maps by keys, giving a default where a key is missing: `dig KEY… DEFAULT MAP`.
///
/// ```gotmpl
/// {{ dig "a" "b" "none" (dict "a" (dict "b" 1)) }} → 1
/// {{ dict | dig "a" "none" }} → none
/// ```
fn dig(args: &[Value]) -> Result<Value, Fault> {
    let [keys @ .., default, root] = args else { return Err(too_few()) };
    if keys.is_empty() {
        return Err(too_few());
    }
    let mut map = as_plain_map(root)?.clone();
    let texts: Vec<&Str> = keys.iter().map(as_string).collect::<Result<_, _>>()?;
    let (last, path) = texts.split_last().ok_or_else(too_few)?;
    for key in path {
        match map.get(key) {
            Some(step) => map = as_plain_map(&step)?.clone(),
            None => return Ok(default.clone()),
        }
    }
    Ok(map.get(last).unwrap_or_else(|| default.clone()))
}

/// Copies a value with all maps and lists in it.
///
/// ```gotmpl
/// {{ $a := dict "b" 1 }}{{ $copy := deepCopy $a }}{{ $_ := set $copy "b" 2 }}{{ $a.b }} → 1
/// ```
fn deep_copy(value: &Value) -> Result<Value, Fault> {
    if matches!(value, Value::Nil) {
        return Err(Fault::new("reflect: call of reflect.Value.Type on zero Value"));
    }
    copied(value, &mut Budget::new())
}

pub(super) static TABLE: &[Entry] = &[
    ("deepCopy", &typed(deep_copy)),
    ("dict", &typed(dict).taking(|pairs| Ok(Value::Map(dict_of(pairs))))),
    ("dig", &typed(dig)),
    ("get", &typed(get)),
    ("hasKey", &typed(has_key).answering(is_key_of)),
    ("keys", &typed(keys)),
    ("mustDeepCopy", &typed(deep_copy)),
    ("omit", &typed(omit)),
    ("pick", &typed(pick)),
    ("pluck", &typed(pluck)),
    ("set", &typed(set).taking(set_of)),
    ("unset", &typed(unset)),
    ("values", &typed(values)),
];

fn too_few() -> Fault {
    Fault::new("dig needs at least three arguments")
}

// Go asserts the exact type, so that even chart values fail.
fn as_plain_map(value: &Value) -> Result<&Map, Fault> {
    match value {
        Value::Map(map) if map.map_type() == MapType::Any => Ok(map),
        other => Err(wrong_assertion(other, "map[string]interface {}")),
    }
}

fn as_string(value: &Value) -> Result<&Str, Fault> {
    value.as_str().ok_or_else(|| wrong_assertion(value, "string"))
}

fn wrong_assertion(value: &Value, wanted: &str) -> Fault {
    let found = match value {
        Value::Nil => "nil",
        other => other.type_name(),
    };
    Fault::new(format!("interface conversion: interface {{}} is {found}, not {wanted}"))
}

fn copied(value: &Value, budget: &mut Budget) -> Result<Value, Fault> {
    budget.take()?;
    match value {
        Value::List(list) => {
            budget.enter()?;
            let items = list.items().iter().map(|item| copied(item, budget)).collect::<Result<_, _>>()?;
            budget.leave();
            Ok(if list.is_nil() {
                value.clone()
            } else {
                Value::List(List::typed(list.list_type(), items).into())
            })
        }
        Value::Map(map) => {
            budget.enter()?;
            budget.take_map()?;
            let entries = map.entries();
            let copy = entries
                .iter()
                .map(|(key, value)| Ok((key.clone(), copied(value, budget)?)))
                .collect::<Result<_, Fault>>()?;
            budget.leave();
            Ok(Value::Map(Map::typed(map.map_type(), copy)))
        }
        // Go's copy leaves out private fields, and a version has no others.
        Value::Object(object) if object.as_any().is::<Version>() => {
            Ok(Value::Object(Rc::new(Version::default())))
        }
        other => Ok(other.clone()),
    }
}
