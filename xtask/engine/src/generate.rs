//! `cargo xtask generate [--check]`: writes what is generated from the code, or tells what is stale.

use std::fs;

use anyhow::{Context, Result, bail};
use runner_stack::generate::File;

use crate::{functions, root};

/// Writes every generated file that differs.
pub(crate) fn write() -> Result<()> {
    for file in files()? {
        let path = root().join(&file.path);
        if is_current(&file) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &file.text).with_context(|| format!("cannot write {}", file.path))?;
    }
    Ok(())
}

/// Fails when a generated file is not what `write` would write.
pub(crate) fn check() -> Result<()> {
    let stale: Vec<_> = files()?.into_iter().filter(|file| !is_current(file)).map(|file| file.path).collect();
    if !stale.is_empty() {
        bail!("stale: {} (run `cargo xtask generate`)", stale.join(", "));
    }
    Ok(())
}

/// All generated files: those of the domain, and the reference of the template functions.
fn files() -> Result<Vec<File>> {
    let mut files = runner_stack::generate::files();
    files.push(File { path: functions::PATH.into(), text: functions::page()? });
    Ok(files)
}

fn is_current(file: &File) -> bool {
    fs::read_to_string(root().join(&file.path)).is_ok_and(|text| text == file.text)
}

#[cfg(test)]
mod tests {
    #[test]
    fn generated_files_are_current() -> anyhow::Result<()> {
        super::check()
    }
}
