//! Values of the chart inside other files: of a chart that has it as a dependency, and of what installs charts.

use super::manifest::Manifest;
use super::notes::Notes;
use super::read;
use super::tree::{Data, Item, Place};

/// The values below a key of another chart's values. Helm hands `global` down to all its dependencies.
pub(super) fn of_dependency(mut item: Item, key: &str, notes: &mut Notes) -> Option<Item> {
    let table = item.as_map_mut()?;
    let mut values = table.take(key)?;
    let global = table.take("global");
    let others: Vec<String> = table.entries.iter().map(|(key, _)| format!("`{key}`")).collect();
    let rest = match others.as_slice() {
        [] => String::new(),
        [only] => format!("; {only} belongs to another chart and is left out"),
        [first, rest @ ..] => {
            format!("; {first} and {} more belong to other charts and are left out", rest.len())
        }
    };
    notes.warn("part", values.place, format!("the values below `{key}` are imported{rest}"));
    if let (Some(global), Some(values)) = (global, values.as_map_mut())
        && values.get("global").is_none()
    {
        values.set("global", global);
    }
    Some(values)
}

/// The values in an object that has a chart installed: Flux, Argo CD, the controller of k3s and RKE2.
pub(super) fn of_release(manifest: &Manifest, notes: &mut Notes) -> Option<Item> {
    let version = manifest.item.text_at(&["apiVersion"]).unwrap_or_default();
    let group = version.split('/').next().unwrap_or_default();
    let paths: &[&[&str]] = match (group, manifest.kind.as_str()) {
        ("helm.toolkit.fluxcd.io", "HelmRelease") => &[&["spec", "values"]],
        ("argoproj.io", "Application") => {
            &[&["spec", "source", "helm", "valuesObject"], &["spec", "source", "helm", "values"]]
        }
        ("helm.cattle.io", "HelmChart" | "HelmChartConfig") => &[&["spec", "valuesContent"]],
        _ => return None,
    };
    let found = paths.iter().find_map(|path| manifest.item.at(path))?;
    let values = match &found.data {
        Data::Map(_) => found.clone(),
        Data::Text(text) => read::read_yaml(text, &notes.origin(found, text)).ok()?,
        _ => return None,
    };
    let spec = manifest.item.at(&["spec"]);
    let places =
        [&["valuesFrom"][..], &["set"], &["source", "helm", "parameters"], &["source", "helm", "valueFiles"]];
    for path in places {
        if let Some(more) = spec.and_then(|spec| spec.at(path)) {
            let message = format!("spec.{} changes the values, and is not imported", path.join("."));
            notes.warn_with_help("part", more.place, message, "set in the result what it sets");
        }
    }
    notes.warn_with_help(
        "part",
        manifest.place,
        format!("the values in {} are imported; the object itself is left out", manifest.identity()),
        "it goes on installing the other chart until its chart and values are replaced there",
    );
    Some(Item { place: Place { line: found.place.line, exact: None, ..manifest.place }, ..values })
}
