//! Merging maps as mergo 1.0.1 does for `merge` and `mergeOverwrite`.

use super::Entry;
use super::defaults::is_empty;
use super::limit::Budget;
use super::signature::{Rest, typed};
use crate::fault::Fault;
use crate::value::{Map, MapType, Str, Value};

/// Fills what is missing or empty in the first map from the others, and gives the first map.
///
/// ```gotmpl
/// {{ merge (dict "a" 1) (dict "a" 2 "b" 3) }} → map[a:1 b:3]
/// ```
fn merge(target: Option<&Map>, sources: Rest<'_, Option<&'static Map>>) -> Result<Map, Fault> {
    merged(target, sources, Precedence::Target)
}

/// Overwrites the first map with the others, and gives the first map.
///
/// ```gotmpl
/// {{ mergeOverwrite (dict "a" 1) (dict "a" 2 "b" 3) }} → map[a:2 b:3]
/// ```
fn merge_overwrite(target: Option<&Map>, sources: Rest<'_, Option<&'static Map>>) -> Result<Map, Fault> {
    merged(target, sources, Precedence::Source)
}

pub(super) static TABLE: &[Entry] = &[
    ("merge", &typed(merge)),
    ("mergeOverwrite", &typed(merge_overwrite)),
    ("mustMerge", &typed(merge)),
    ("mustMergeOverwrite", &typed(merge_overwrite)),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Precedence {
    Target,
    Source,
}

fn merged(
    target: Option<&Map>,
    sources: Rest<'_, Option<&'static Map>>,
    precedence: Precedence,
) -> Result<Map, Fault> {
    let mut target = target.map(|target| target.as_type(MapType::Any));
    for source in sources.iter() {
        if let Some(source) = source? {
            // Go makes a map in place of nil.
            let target = target.get_or_insert_default();
            merge_into(target, source, precedence, &mut Budget::new())?;
        }
    }
    Ok(target.unwrap_or_else(|| Map::nil(MapType::Any)))
}

fn merge_into(target: &Map, source: &Map, precedence: Precedence, budget: &mut Budget) -> Result<(), Fault> {
    if target.is_same(source) {
        return Ok(());
    }
    budget.enter()?;
    // Go's reflection refuses to put an interface into a map of strings.
    let fits = target.map_type() != MapType::Strings || source.map_type() == MapType::Strings;
    let insert = |key: Str, value: Value| {
        if !fits {
            return Err(Fault::new(
                "reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string",
            ));
        }
        target.put(key, value);
        Ok(())
    };
    for (key, value) in source.snapshot() {
        budget.take()?;
        let old = target.get(&key);
        let overwrite = precedence == Precedence::Source;
        match (&old, &value) {
            // An explicit nil wins only when overwriting.
            (_, Value::Nil) if overwrite => insert(key, Value::Nil)?,
            (_, Value::Nil) => {}
            (Some(Value::Map(old)), Value::Map(new)) => {
                merge_into(old, new, precedence, budget)?;
                if old.is_empty() {
                    insert(key, value)?;
                }
            }
            // Map entries are interfaces: even an empty value overwrites.
            (old, _) => {
                if overwrite || old.as_ref().is_none_or(is_empty) {
                    insert(key, value)?;
                }
            }
        }
    }
    budget.leave();
    Ok(())
}
