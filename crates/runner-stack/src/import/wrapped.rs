//! Values of the chart inside other files: of a chart that has it as a dependency, and of what installs charts.

use super::manifest::{Manifest, is_manager};
use super::notes::Notes;
use super::origin::Origin;
use super::read;
use super::tree::{Data, Item};
use crate::schema::likeness::{self, Likeness};

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

/// The values in objects that have a chart installed: Flux, Argo CD, the controller of k3s and RKE2.
///
/// They are taken out of the manifests, and so is what stands beside them, each with a warning: it is no part of a
/// release. Objects of a runner beside them are a second import.
pub(super) fn of_releases(manifests: &mut Vec<Manifest>, notes: &mut Notes) -> Vec<Item> {
    let mut releases: Vec<(usize, Vec<Item>)> = (0..manifests.len())
        .map(|index| (index, values_of(&manifests[index], manifests, notes)))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    // Where several charts are installed, the runner's is meant.
    let is_the_runners =
        |values: &[Item]| values.iter().any(|values| likeness::of(values) == Likeness::Values);
    if releases.iter().any(|(_, values)| is_the_runners(values)) {
        releases.retain(|(_, values)| is_the_runners(values));
    }
    let Some((first, _)) = releases.first() else { return Vec::new() };
    let is_beside = |manifest: &&Manifest| {
        !releases.iter().any(|(index, _)| {
            let release = &manifests[*index];
            std::ptr::eq(release, *manifest) || values_from(release).any(|entry| names(entry, manifest))
        })
    };
    if manifests.iter().filter(is_beside).any(describes_a_runner) {
        let release = &manifests[*first];
        let message =
            format!("the values in {} stand beside the objects of another runner", release.identity());
        notes.error("mixed-input", release.place, message, Some("import them on their own".to_owned()));
        return Vec::new();
    }
    for (index, _) in &releases {
        warn_of_release(&manifests[*index], manifests, notes);
    }
    let values: Vec<&Item> = releases.iter().flat_map(|(_, values)| values).collect();
    for manifest in manifests.iter().filter(is_beside) {
        warn_of_neighbour(manifest, &values, notes);
    }
    let found = releases.into_iter().flat_map(|(_, values)| values).collect();
    manifests.clear();
    found
}

/// The values of an object, those of lower rank first.
fn values_of(manifest: &Manifest, manifests: &[Manifest], notes: &Notes) -> Vec<Item> {
    let version = manifest.item.text_at(&["apiVersion"]).unwrap_or_default();
    let group = version.split('/').next().unwrap_or_default();
    let spec = |path: &[&str]| manifest.item.at(&["spec"])?.at(path);
    let helm = |source: &'_ Item| -> Option<Item> {
        source.at(&["helm", "valuesObject"]).or_else(|| source.at(&["helm", "values"])).cloned()
    };
    let found = match (group, manifest.kind.as_str()) {
        ("helm.toolkit.fluxcd.io", "HelmRelease") => {
            let named = values_from(manifest).filter_map(|entry| {
                manifests
                    .iter()
                    .find(|holder| names(entry, holder))
                    .and_then(|holder| entry_of(entry, holder, notes))
            });
            return named.chain(spec(&["values"]).and_then(|values| read(values, notes))).collect();
        }
        ("argoproj.io", "Application") => spec(&["source"])
            .and_then(helm)
            .or_else(|| spec(&["sources"]).map(Item::items).unwrap_or_default().iter().find_map(helm)),
        ("helm.cattle.io", "HelmChart" | "HelmChartConfig") => spec(&["valuesContent"]).cloned(),
        _ => None,
    };
    found.and_then(|values| read(&values, notes)).into_iter().collect()
}

/// Values as a map or as a text.
fn read(found: &Item, notes: &Notes) -> Option<Item> {
    match &found.data {
        Data::Map(_) => Some(found.clone()),
        Data::Text(text) => {
            let values = read::read_yaml(text, &notes.origin(found, text)).ok()?;
            values.as_map()?;
            Some(Item { place: found.place, ..values })
        }
        _ => None,
    }
}

/// The objects that a `HelmRelease` takes whole files of values from.
fn values_from(release: &Manifest) -> impl Iterator<Item = &Item> {
    let entries = release.item.at(&["spec", "valuesFrom"]).map(Item::items).unwrap_or_default();
    entries.iter().filter(|entry| entry.at(&["targetPath"]).is_none())
}

fn names(entry: &Item, holder: &Manifest) -> bool {
    entry.text_at(&["kind"]) == Some(holder.kind.as_str())
        && entry.text_at(&["name"]) == Some(holder.name.as_str())
}

fn entry_of(entry: &Item, holder: &Manifest, notes: &Notes) -> Option<Item> {
    let key = entry.text_at(&["valuesKey"]).unwrap_or("values.yaml");
    let (_, text, place) = holder.files().into_iter().find(|(name, ..)| name == key)?;
    let item = ["data", "stringData"].iter().find_map(|section| holder.item.at(&[section, key]))?;
    let is_plain = item.as_text() == Some(text.as_str());
    let origin = if is_plain { notes.origin(item, &text) } else { Origin::Whole(place) };
    let values = read::read_yaml(&text, &origin).ok()?;
    values.as_map()?;
    Some(Item { place, ..values })
}

fn warn_of_release(release: &Manifest, manifests: &[Manifest], notes: &mut Notes) {
    let spec = release.item.at(&["spec"]);
    let is_there = |entry: &Item| manifests.iter().any(|holder| names(entry, holder));
    let all_there = values_from(release).all(is_there)
        && spec.and_then(|spec| spec.at(&["valuesFrom"])).map(Item::items).unwrap_or_default().len()
            == values_from(release).count();
    let places =
        [&["valuesFrom"][..], &["set"], &["source", "helm", "parameters"], &["source", "helm", "valueFiles"]];
    for path in places {
        if path == ["valuesFrom"] && all_there {
            continue;
        }
        if let Some(more) = spec.and_then(|spec| spec.at(path)) {
            let message = format!("spec.{} changes the values, and is not imported", path.join("."));
            notes.warn_with_help("part", more.place, message, "set in the result what it sets");
        }
    }
    for holder in manifests.iter().filter(|holder| values_from(release).any(|entry| names(entry, holder))) {
        let message = format!(
            "the values in {} are imported below those of {}; the object itself is left out",
            holder.identity(),
            release.identity()
        );
        notes.warn("part", holder.place, message);
    }
    notes.warn_with_help(
        "part",
        release.place,
        format!("the values in {} are imported; the object itself is left out", release.identity()),
        "it goes on installing the other chart until its chart and values are replaced there",
    );
}

/// Says what becomes of an object beside those that hold the values.
fn warn_of_neighbour(manifest: &Manifest, values: &[&Item], notes: &mut Notes) {
    let version = manifest.item.text_at(&["apiVersion"]).unwrap_or_default();
    let what = manifest.identity();
    let (why, help) = if version.starts_with("source.toolkit.fluxcd.io/") {
        (
            "it says where the other chart comes from",
            "it can go when the object that installs the chart installs this one",
        )
    } else if matches!(manifest.kind.as_str(), "Secret" | "ConfigMap")
        && values.iter().any(|values| mentions(values, &manifest.name))
    {
        ("the values refer to it by its name", "keep it in the cluster, in the namespace of the release")
    } else {
        (
            "it is no part of the values",
            "keep it beside the release as it is, or write it under `extraObjects`",
        )
    };
    notes.warn_with_help("left-out", manifest.place, format!("{what} is left out: {why}"), help);
}

fn mentions(item: &Item, name: &str) -> bool {
    match &item.data {
        Data::Text(text) => text == name,
        Data::List(items) => items.iter().any(|item| mentions(item, name)),
        Data::Map(table) => table.entries.iter().any(|(_, item)| mentions(item, name)),
        Data::Null | Data::Plain(_) => false,
    }
}

/// Whether an object is the manager of a runner or holds its configuration.
fn describes_a_runner(manifest: &Manifest) -> bool {
    let containers =
        manifest.pod().and_then(|pod| pod.at(&["containers"])).map(Item::items).unwrap_or_default();
    containers.iter().any(is_manager)
        || manifest.files().iter().any(|(name, text, _)| {
            super::manifests::is_runner_toml(name, text) || super::manifests::registers(text)
        })
}
