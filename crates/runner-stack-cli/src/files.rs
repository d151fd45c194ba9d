//! Writing files so that a failed run never leaves half a file.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// Writes `bytes` to `path` in one step: the file is old or new, never a part.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_with(path, bytes, readable())
}

/// Writes a script, as [`write()`] does, so that it can be run.
pub(crate) fn write_script(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_with(path, bytes, executable())
}

fn write_with(path: &Path, bytes: &[u8], permissions: fs::Permissions) -> anyhow::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)
        .with_context(|| format!("could not create the folder {}", folder.display()))?;
    let mut file = tempfile::Builder::new()
        .prefix(".runner-stack-")
        .permissions(permissions)
        .tempfile_in(folder)
        .with_context(|| format!("could not write to the folder {}", folder.display()))?;
    file.write_all(bytes).with_context(|| format!("could not write {}", path.display()))?;
    file.persist(path)
        .map_err(|error| error.error)
        .with_context(|| format!("could not write {}", path.display()))?;
    Ok(())
}

#[cfg(unix)]
fn readable() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    // A temporary file is private; what the user asked for follows the usual rules (the umask applies).
    fs::Permissions::from_mode(0o666)
}

#[cfg(unix)]
fn executable() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    fs::Permissions::from_mode(0o777)
}

#[cfg(not(unix))]
fn executable() -> fs::Permissions {
    readable()
}

#[cfg(not(unix))]
fn readable() -> fs::Permissions {
    fs::metadata(".").map(|metadata| metadata.permissions()).expect("the current folder exists")
}

/// Refuses a folder that holds files besides those that are about to be written.
pub(crate) fn refuse_other_content(folder: &Path, ours: &[PathBuf]) -> anyhow::Result<()> {
    refuse_content(folder, |path| ours.iter().any(|ours| ours == path))
}

/// Refuses a folder that holds files other than those that may be there.
pub(crate) fn refuse_content(folder: &Path, may_be_there: impl Fn(&Path) -> bool) -> anyhow::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        bail!("{} is a file; give a folder", folder.display());
    }
    let mut others = Vec::new();
    collect(folder, &mut others)?;
    others.retain(|path| !may_be_there(path));
    others.sort();
    let Some(first) = others.first() else { return Ok(()) };
    let more = match others.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    bail!(
        "the output folder {} holds other files ({}{more}); nothing was written: \
         give an empty folder, or --force to write beside them",
        folder.display(),
        first.display()
    );
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("could not read the folder {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("could not read the folder {}", folder.display()))?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
