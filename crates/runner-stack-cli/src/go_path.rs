//! Paths as Go's `path/filepath` treats them.

use std::path::{Component, Path, PathBuf};

/// Go's `filepath.Clean`.
pub(crate) fn clean(path: &str) -> String {
    let mut tidied = PathBuf::new();
    for component in Path::new(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if tidied
                    .components()
                    .next_back()
                    .is_some_and(|last| matches!(last, Component::Normal(_))) =>
            {
                tidied.pop();
            }
            Component::ParentDir if tidied.has_root() => {}
            other => tidied.push(other),
        }
    }
    if tidied.as_os_str().is_empty() { ".".to_owned() } else { tidied.display().to_string() }
}
