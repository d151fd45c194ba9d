//! `cargo xtask generate [--check]`: writes what is generated from the typed values, or tells what is stale.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::root;

/// Writes every generated file that differs.
pub(crate) fn write() -> Result<()> {
    for file in runner_stack::generate::files() {
        let path = root().join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
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
    let stale: Vec<_> = runner_stack::generate::files()
        .into_iter()
        .filter(|file| fs::read_to_string(root().join(&file.path)).ok().as_deref() != Some(&file.text))
        .map(|file| file.path)
        .collect();
    if !stale.is_empty() {
        bail!("stale: {} (run `cargo xtask generate`)", stale.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn generated_files_are_current() -> anyhow::Result<()> {
        super::check()
    }
}
