//! Lays a chart's defaults under the user's values, down through the subcharts: Helm's `coalesce.go`.

use super::frozen::deep_copy_map;
use crate::error::{Error, ErrorKind};
use crate::release::Resolved;
use crate::value::{Map, Str, Value, format};

/// The key whose values all charts share.
const GLOBAL: &str = "global";

/// What a nil above a default does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nils {
    /// It removes the key: what templates see.
    Remove,
    /// It stays: what dependencies are processed with.
    Keep,
}

/// The values of `chart` and of the charts below it, with `values` on top.
pub(crate) fn coalesce_values(
    chart: &Resolved<'_>,
    values: &Map,
    nils: Nils,
    warnings: &mut Vec<String>,
) -> Result<Map, Error> {
    let values = deep_copy_map(values);
    coalesce_owned(chart, values, nils, warnings)
}

/// As [`coalesce_values`], with values that nobody else holds.
pub(crate) fn coalesce_owned(
    chart: &Resolved<'_>,
    values: Map,
    nils: Nils,
    warnings: &mut Vec<String>,
) -> Result<Map, Error> {
    Coalescing { nils, warnings }.coalesce(chart, &values, "")?;
    Ok(values)
}

/// Lays `under` below `over`, nils kept.
pub(crate) fn merge_tables(over: &Map, under: &Map, warnings: &mut Vec<String>) {
    Coalescing { nils: Nils::Keep, warnings }.tables(over, under, "", Nils::Keep);
}

struct Coalescing<'w> {
    nils: Nils,
    warnings: &'w mut Vec<String>,
}

impl Coalescing<'_> {
    fn coalesce(&mut self, chart: &Resolved<'_>, over: &Map, prefix: &str) -> Result<(), Error> {
        self.chart_values(chart, over, prefix);
        let sub_prefix = join(prefix, chart.name().as_bytes());
        for subchart in chart.dependencies() {
            let sub_values = match over.get(subchart.name()) {
                None => {
                    let map = Map::new();
                    over.insert(subchart.name(), map.clone());
                    map
                }
                Some(Value::Map(map)) => map,
                Some(other) => {
                    let text =
                        format::sprintf(b"type mismatch on %s: %t", &[Value::str(subchart.name()), other]);
                    return Err(Error::new(ErrorKind::Values, String::from_utf8_lossy(&text)));
                }
            };
            self.globals(&sub_values, over, &sub_prefix);
            self.coalesce(subchart, &sub_values, &sub_prefix)?;
        }
        Ok(())
    }

    /// Hands the globals of a chart down to a chart below it.
    fn globals(&mut self, sub_values: &Map, values: &Map, prefix: &str) {
        let sub_globals = match sub_values.get(GLOBAL) {
            None => Map::new(),
            Some(Value::Map(map)) => map,
            Some(_) => {
                self.warn("138", "warning: skipping globals because destination global is not a table.");
                return;
            }
        };
        let globals = match values.get(GLOBAL) {
            None => Map::new(),
            Some(Value::Map(map)) => map,
            Some(_) => {
                self.warn("145", "warning: skipping globals because source global is not a table.");
                return;
            }
        };
        for (key, value) in globals.snapshot() {
            match (&value, sub_globals.get(&key)) {
                (Value::Map(table), None) => {
                    sub_globals.insert(key, shallow_copy(table));
                }
                (Value::Map(table), Some(Value::Map(under))) => {
                    let copy = shallow_copy(table);
                    self.tables(&copy, &under, &join(prefix, key.as_bytes()), Nils::Keep);
                    sub_globals.insert(key, copy);
                }
                (Value::Map(_), Some(_)) => {
                    let key = crate::chart::metadata::quote(&key.to_str());
                    self.warn("161", format!("Conflict: cannot merge map onto non-map for {key}. Skipping."));
                }
                (_, Some(Value::Map(_))) => self.warn("175", format!("key {key} is table. Skipping")),
                _ => {
                    sub_globals.insert(key, value);
                }
            }
        }
        sub_values.insert(GLOBAL, sub_globals);
    }

    /// Lays the chart's own defaults below `over`.
    fn chart_values(&mut self, chart: &Resolved<'_>, over: &Map, prefix: &str) {
        let prefix = join(prefix, chart.name().as_bytes());
        let mut missing = Vec::new();
        for (key, default) in chart.values().snapshot() {
            match over.get_str(&key) {
                None => missing.push((key, default)),
                Some(Value::Nil) if self.nils == Nils::Remove => {
                    over.remove(&key);
                }
                Some(Value::Map(table)) => match default {
                    Value::Map(default) => {
                        let is_subchart =
                            chart.dependencies().iter().any(|subchart| *subchart.name() == *key.to_str());
                        let nils = if is_subchart { Nils::Keep } else { self.nils };
                        self.tables(&table, &default, &join(&prefix, key.as_bytes()), nils);
                    }
                    Value::Nil => {}
                    _ => self.warn("237", format!("warning: skipped value for {prefix}.{key}: Not a table.")),
                },
                Some(_) => {}
            }
        }
        over.merge(missing);
    }

    fn tables(&mut self, over: &Map, under: &Map, prefix: &str, nils: Nils) {
        if over.is_same(under) {
            return;
        }
        let mut missing = Vec::new();
        for (key, value) in under.snapshot() {
            match (over.get_str(&key), &value) {
                (Some(Value::Nil), _) if nils == Nils::Remove => {
                    over.remove(&key);
                }
                (None, _) => missing.push((key, value)),
                (Some(Value::Map(over)), Value::Map(under)) => {
                    self.tables(&over, under, &join(prefix, key.as_bytes()), nils);
                }
                (Some(_), Value::Map(_)) => self.warn(
                    "298",
                    format!(
                        "warning: cannot overwrite table with non table for {} ({})",
                        join(prefix, key.as_bytes()),
                        format::display(&value),
                    ),
                ),
                (Some(Value::Map(_)), value) if !matches!(value, Value::Nil) => self.warn(
                    "301",
                    format!(
                        "warning: destination for {} is a table. Ignoring non-table value ({})",
                        join(prefix, key.as_bytes()),
                        format::display(value),
                    ),
                ),
                _ => {}
            }
        }
        over.merge(missing);
    }

    fn warn(&mut self, line: &str, message: impl std::fmt::Display) {
        self.warnings.push(format!("coalesce.go:{line}: {message}"));
    }
}

fn shallow_copy(map: &Map) -> Map {
    Map::typed(map.map_type(), map.entries().clone())
}

fn join(prefix: &str, key: &[u8]) -> String {
    let key = String::from_utf8_lossy(key);
    if prefix.is_empty() { key.into_owned() } else { format!("{prefix}.{key}") }
}

/// The table at a dotted path; the key that is none, otherwise.
pub(crate) fn table(values: &Map, path: &str) -> Result<Map, String> {
    let mut table = values.clone();
    for key in path.split('.') {
        match table.get(key) {
            Some(Value::Map(inner)) => table = inner,
            _ => return Err(key.to_owned()),
        }
    }
    Ok(table)
}

/// The value at a dotted path, unless it is a table or missing.
pub(crate) fn path_value(values: &Map, path: &str) -> Option<Value> {
    let value = match path.rsplit_once('.') {
        None => values.get(path),
        Some((path, key)) => table(values, path).ok()?.get(key),
    };
    value.filter(|value| !matches!(value, Value::Map(_)))
}

/// `data` under a dotted path of new maps; `.` is `data` itself.
pub(crate) fn path_to_map(path: &str, data: Map) -> Map {
    if path == "." {
        return data;
    }
    path.rsplit('.').fold(data, |inner, key| [(Str::from(key), Value::Map(inner))].into_iter().collect())
}
