//! `--dependency-update` with dependencies that are on this machine: what Helm would pack into `charts/` is put there
//! in memory, unpacked, and the folder stays as it is.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use helm_render::Chart;
use helm_render::chart::{Content, Dependency, Folder};

use crate::go_path;

const SCHEME: &str = "file://";

/// What follows an archive's name in the name of the folder that stands for it.
const UPDATED: &str = ".updated/";

/// Whether all dependencies are folders of this machine.
pub(crate) fn is_local(chart: &Chart) -> bool {
    wanted(chart)
        .iter()
        .all(|dependency| dependency.repository.is_empty() || dependency.repository.starts_with(SCHEME))
}

/// The chart with its dependencies; the refusals are Helm's.
pub(crate) fn apply(folder: &Path, chart: &Chart) -> anyhow::Result<Chart> {
    if !folder.is_dir() {
        bail!("only unpacked charts can be updated");
    }
    let updated = updated(folder, chart)?;
    let Folder { mut files, warnings } = Folder::read(folder)?;
    let own: Vec<&str> = wanted(chart)
        .iter()
        .filter(|dependency| dependency.repository.is_empty())
        .map(|dependency| dependency.name.as_str())
        .collect();
    // Helm deletes the other archives.
    files.retain(|(path, data)| {
        let is_archive = path.strip_prefix("charts/").is_some_and(|name| !name.contains('/'));
        !is_archive
            || Chart::from_archive(data.as_bytes())
                .map_or(true, |found| own.contains(&found.metadata().name.as_str()))
    });
    let is_replaced = |path: &str| {
        let mut folders = updated.iter().filter_map(|(added, _)| added.strip_prefix(path));
        folders.any(|rest| rest.starts_with(UPDATED))
    };
    files.retain(|(path, _)| !is_replaced(path));
    files.extend(updated);
    let chart = Chart::from_files(files).context("failed reloading chart after repo update")?;
    Ok(chart.with_warnings(warnings))
}

fn wanted(chart: &Chart) -> &[Dependency] {
    chart.metadata().dependencies.as_deref().unwrap_or_default()
}

/// The files of the dependencies, each in a folder below `charts/` that sorts as its archive would and that no other
/// chart has.
fn updated(folder: &Path, chart: &Chart) -> anyhow::Result<Vec<(String, Content)>> {
    for dependency in wanted(chart).iter().filter(|dependency| !dependency.repository.is_empty()) {
        place(folder, &dependency.repository)?;
    }
    let mut updated: Vec<(String, Content)> = Vec::new();
    let mut unfit = Vec::new();
    for dependency in wanted(chart) {
        let Dependency { name, version, repository, .. } = dependency;
        if repository.is_empty() {
            dependency.accepts("0.0.0")?;
            place(folder, &format!("charts/{name}"))?;
            continue;
        }
        dependency.accepts("0.0.0")?;
        let path = place(folder, repository)?;
        let found = Chart::from_dir(&path)?;
        let metadata = found.metadata();
        if !dependency.accepts(&metadata.version)? {
            unfit.push(format!("{name:?} (repository {repository:?}, version {version:?})"));
            continue;
        }
        let target = format!("charts/{}-{}.tgz{UPDATED}", metadata.name, metadata.version);
        let files = Folder::read(&path)?.files;
        updated.extend(files.into_iter().map(|(path, data)| (format!("{target}{path}"), data)));
    }
    if !unfit.is_empty() {
        bail!(
            "can't get a valid version for {} subchart(s): {}. Make sure a matching chart version exists in the repo, or \
             change the version constraint in Chart.yaml",
            unfit.len(),
            unfit.join(", ")
        );
    }
    for dependency in wanted(chart).iter().filter(|dependency| dependency.repository.is_empty()) {
        let path = place(folder, &format!("charts/{}", dependency.name))?;
        let found = Chart::from_dir(&path)
            .map_err(|cause| anyhow::anyhow!("unable to load chart '{}': {cause}", path.display()))?;
        let version = &found.metadata().version;
        if !dependency.accepts(version)? {
            bail!(
                "dependency {} at version {version} does not satisfy the constraint {}",
                dependency.name,
                dependency.version
            );
        }
    }
    Ok(updated)
}

/// The folder of a dependency.
fn place(folder: &Path, repository: &str) -> anyhow::Result<PathBuf> {
    let path = repository.strip_prefix(SCHEME).unwrap_or(repository);
    let path = if path.starts_with('/') { PathBuf::from(path) } else { folder.join(path) };
    let path = PathBuf::from(go_path::clean(&path.display().to_string()));
    if fs::metadata(&path).is_err() {
        bail!("directory {} not found", path.display());
    }
    Ok(path)
}
