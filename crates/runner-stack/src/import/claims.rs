//! The volume claims of a `StatefulSet`: the Deployment that takes its place makes none, so nothing can be mounted of them.

use super::notes::Notes;
use super::tree::{Data, Item, Table};

/// The names of the claims that a workload makes for each of its pods.
pub(super) fn claims(spec: &Table) -> Vec<String> {
    let templates = spec.get("volumeClaimTemplates").map(Item::items).unwrap_or_default();
    templates.iter().filter_map(|claim| claim.text_at(&["metadata", "name"]).map(str::to_owned)).collect()
}

/// Leaves out the mounts of claims, each with a warning.
pub(super) fn without_mounts(pod: &mut Table, claims: &[String], notes: &mut Notes) {
    for key in ["containers", "initContainers"] {
        for container in pod.get_mut(key).map(Item::items_mut).unwrap_or_default() {
            let Some(mounts) = container.as_map_mut().and_then(|container| container.get_mut("volumeMounts"))
            else {
                continue;
            };
            let Data::List(mounts) = &mut mounts.data else { continue };
            mounts.retain(|mount| {
                let name = mount.text_at(&["name"]).unwrap_or_default();
                if !claims.iter().any(|claim| claim == name) {
                    return true;
                }
                let path = mount.text_at(&["mountPath"]).unwrap_or_default();
                let message = format!(
                    "the mount at {path} is left out: a Deployment makes no volume claims; name an existing claim in \
                     `volumes` and mount it in `volumeMounts` if it is needed"
                );
                notes.warn("left-out", mount.place, message);
                false
            });
        }
    }
}
