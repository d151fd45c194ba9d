//! A kubeconfig that job pods mount from a `ConfigMap`: it goes to the chart's own Secret.

use super::finish::ROTATE;
use super::manifest::{Fate, Manifest};
use super::notes::Notes;
use super::tree::{Data, Item, Table};

/// Moves the first such kubeconfig to `kubeconfig`. Any other stays where it is, with a warning.
pub(super) fn take(config: &mut Table, manifests: &mut [Manifest], values: &mut Table, notes: &mut Notes) {
    for manifest in manifests.iter_mut().filter(|manifest| manifest.kind == "ConfigMap") {
        let files = manifest.files();
        let Some((name, text, place)) = files.iter().find(|(_, text, _)| is_kubeconfig(text)) else {
            continue;
        };
        let moves = files.len() == 1 && name == "config" && values.get("kubeconfig").is_none();
        let mount = if moves { unmount(config, &manifest.name) } else { None };
        let what = format!("a kubeconfig is in {}", manifest.identity());
        let Some((path, runners)) = mount else {
            let help = format!("{ROTATE}, keep it in a Secret and name that in `kubeconfig.secretName`");
            notes.warn_with_help("plain-credential", *place, format!("{what} in plain text"), help);
            continue;
        };
        notes.credential(*place, &what, text);
        let table = values.table("kubeconfig");
        table.set("content", Item::text(text.as_str()));
        table.set("mountPath", Item::text(path));
        if !runners.is_empty() {
            table.set("runners", Item::list(runners.into_iter().map(Item::text).collect()));
        }
        manifest.fate = Fate::Replaced("its kubeconfig is in the Secret of `kubeconfig`".to_owned());
    }
}

fn is_kubeconfig(text: &str) -> bool {
    text.lines().any(|line| line.trim_end() == "kind: Config") && text.contains("clusters:")
}

/// Takes the mounts of a `ConfigMap` out of the runners: the path, and the names of the runners unless all have it.
///
/// Nothing when they differ in the path, or when a runner that is to be named has no name.
fn unmount(config: &mut Table, name: &str) -> Option<(String, Vec<String>)> {
    let runners = config.get_mut("runners")?.items_mut();
    let mounts = |runner: &Item| -> Vec<Item> {
        let all = runner.at(&["kubernetes", "volumes", "config_map"]).map(Item::items).unwrap_or_default();
        all.iter().filter(|mount| mount.text_at(&["name"]) == Some(name)).cloned().collect()
    };
    let found: Vec<Vec<Item>> = runners.iter().map(mounts).collect();
    let path = found.iter().flatten().next()?.text_at(&["mount_path"])?.to_owned();
    let alike = found.iter().all(|mounts| mounts.len() <= 1)
        && found.iter().flatten().all(|mount| {
            mount.text_at(&["mount_path"]) == Some(path.as_str())
                && mount.at(&["sub_path"]).is_none()
                && mount.at(&["items"]).is_none()
        });
    let some = found.iter().any(Vec::is_empty);
    let with = || runners.iter().zip(&found).filter(|(_, mounts)| !mounts.is_empty());
    let names: Option<Vec<String>> =
        with().map(|(runner, _)| runner.text_at(&["name"]).map(str::to_owned)).collect();
    if !alike || (some && names.is_none()) {
        return None;
    }
    for runner in runners.iter_mut() {
        drop_mounts(runner, name);
    }
    Some((path, if some { names.unwrap_or_default() } else { Vec::new() }))
}

fn drop_mounts(runner: &mut Item, name: &str) {
    let Some(kubernetes) = runner.as_map_mut().and_then(|map| map.get_mut("kubernetes")?.as_map_mut()) else {
        return;
    };
    let Some(volumes) = kubernetes.get_mut("volumes").and_then(Item::as_map_mut) else { return };
    if let Some(Item { data: Data::List(mounts), .. }) = volumes.get_mut("config_map") {
        mounts.retain(|mount| mount.text_at(&["name"]) != Some(name));
        if mounts.is_empty() {
            volumes.take("config_map");
        }
    }
    if volumes.is_empty() {
        kubernetes.take("volumes");
    }
}
