//! Finds charts and the values files that come with them.

use std::fs;
use std::path::{Path, PathBuf};

/// The charts below a folder, outermost ones only: folders with a `Chart.yaml`, and packages.
pub(super) fn find(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut charts = Vec::new();
    walk(folder, &mut charts)?;
    Ok(charts)
}

fn walk(folder: &Path, charts: &mut Vec<PathBuf>) -> Result<(), String> {
    if folder.join("Chart.yaml").is_file() {
        charts.push(folder.to_path_buf());
        return Ok(());
    }
    for path in entries(folder)? {
        if path.is_dir() && !path.is_symlink() {
            walk(&path, charts)?;
        } else if path.extension().is_some_and(|extension| extension == "tgz") {
            charts.push(path);
        }
    }
    Ok(())
}

/// The values files that the patterns name, paths inside the chart whose last part may hold one `*`.
pub(super) fn values_files(chart: &Path, patterns: &[String]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for pattern in patterns {
        let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
        let (before, after) = name.split_once('*').unwrap_or((name, ""));
        let folder = chart.join(folder);
        if !folder.is_dir() {
            continue;
        }
        for path in entries(&folder)? {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let fits =
                file.len() >= before.len() + after.len() && file.starts_with(before) && file.ends_with(after);
            if fits && path.is_file() && !files.contains(&path) {
                files.push(path);
            }
        }
    }
    Ok(files)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
    };
    let mut paths = read().map_err(|error| format!("{}: {error}", folder.display()))?;
    paths.sort();
    Ok(paths)
}
