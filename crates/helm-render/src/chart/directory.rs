//! Reads a chart's folder, as Helm walks it. The only IO of the crate.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ignore::{Entry, FILE_NAME, Rules};
use super::loader::BufferedFile;
use crate::chart::Content;
use crate::chart::metadata::quote;
use crate::error::{Error, ErrorKind};

/// Bytes that one file may have.
const MAX_FILE_SIZE: u64 = 5 << 20;

/// The files of the folder that belong to the chart, and what Helm warns about on the way.
pub(super) fn read(folder: &Path) -> Result<(Vec<BufferedFile>, Vec<String>), Error> {
    let folder = std::path::absolute(folder).map_err(|cause| failed("open", folder, &cause))?;
    #[expect(clippy::disallowed_methods, reason = "this module is the IO of the feature `fs`")]
    let rules = match fs::read(folder.join(FILE_NAME)) {
        Ok(text) => Rules::new(Some(&text))?,
        Err(_) => Rules::new(None)?,
    };
    let mut walk = Walk { rules, files: Vec::new(), warnings: Vec::new() };
    // A link to the chart's folder is followed in silence, as the trailing separator of Helm's path makes it.
    walk.folder(&folder, "")?;
    Ok((walk.files, walk.warnings))
}

/// What a folder holds of a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// The files that `.helmignore` leaves, by their paths inside.
    pub files: Vec<(String, Content)>,
    /// What Helm warns about on the way.
    pub warnings: Vec<String>,
}

impl Folder {
    /// Reads a folder, for [`Chart::from_files`](super::Chart::from_files) after changes.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let (files, warnings) = read(path.as_ref())?;
        Ok(Self { files: files.into_iter().map(|file| (file.name, file.data)).collect(), warnings })
    }
}

struct Walk {
    rules: Rules,
    files: Vec<BufferedFile>,
    warnings: Vec<String>,
}

impl Walk {
    fn folder(&mut self, folder: &Path, name: &str) -> Result<(), Error> {
        let mut entries = fs::read_dir(folder)
            .and_then(|entries| {
                entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<Vec<_>, _>>()
            })
            .map_err(|cause| failed("open", folder, &cause))?;
        entries.sort();
        for entry in entries {
            let path = folder.join(&entry);
            let entry = entry.to_string_lossy();
            let name = if name.is_empty() { entry.into_owned() } else { format!("{name}/{entry}") };
            self.entry(&path, name)?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, name: String) -> Result<(), Error> {
        let mut metadata = fs::symlink_metadata(path).map_err(|cause| failed("lstat", path, &cause))?;
        if metadata.is_symlink() {
            let resolved = fs::canonicalize(path).map_err(|cause| {
                Error::new(
                    ErrorKind::Chart,
                    format!(
                        "error evaluating symlink {}: {}",
                        path.display(),
                        reason("lstat", &missing_part(path), &cause)
                    ),
                )
            })?;
            self.warnings.push(format!(
                "walk.go:75: found symbolic link in path: {} resolves to {}. Contents of linked file included and used",
                path.display(),
                resolved.display(),
            ));
            metadata = fs::metadata(&resolved).map_err(|cause| failed("lstat", &resolved, &cause))?;
        }
        if metadata.is_dir() {
            if self.rules.ignores(&name, Entry::Folder) {
                return Ok(());
            }
            return self.folder(path, &name);
        }
        if self.rules.ignores(&name, Entry::File) {
            return Ok(());
        }
        if !metadata.is_file() {
            return Err(Error::new(
                ErrorKind::Chart,
                format!("cannot load irregular file {} as it has file mode type bits set", path.display()),
            ));
        }
        if metadata.len() > MAX_FILE_SIZE {
            let base = name.rsplit('/').next().unwrap_or(&name);
            return Err(Error::new(
                ErrorKind::Chart,
                format!("chart file {} is larger than the maximum file size {MAX_FILE_SIZE}", quote(base)),
            ));
        }
        #[expect(clippy::disallowed_methods, reason = "this module is the IO of the feature `fs`")]
        let data = fs::read(path).map_err(|cause| {
            Error::new(ErrorKind::Chart, format!("error reading {name}: {}", reason("open", path, &cause)))
        })?;
        self.files.push(BufferedFile::new(name, data));
        Ok(())
    }
}

/// The first part of a dangling link's path that is not there: what Go names.
fn missing_part(link: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    let mut parts: Vec<PathBuf> = parts_of(link);
    // As many links as Go follows.
    let mut links = 0;
    while let Some(part) = parts.pop() {
        if part.as_os_str() == ".." {
            found.pop();
            continue;
        }
        let path = found.join(&part);
        match fs::symlink_metadata(&path) {
            Err(_) => return path,
            Ok(metadata) if metadata.is_symlink() && links < 255 => {
                links += 1;
                let Ok(target) = fs::read_link(&path) else { return path };
                parts.extend(parts_of(&target));
            }
            Ok(_) => found = path,
        }
    }
    link.to_path_buf()
}

/// The parts of a path, the first one last.
fn parts_of(path: &Path) -> Vec<PathBuf> {
    path.components().rev().map(|part| PathBuf::from(part.as_os_str())).collect()
}

fn failed(operation: &str, path: &Path, cause: &io::Error) -> Error {
    Error::new(ErrorKind::Chart, reason(operation, path, cause))
}

/// The cause as Go's `*PathError` words it.
fn reason(operation: &str, path: &Path, cause: &io::Error) -> String {
    let cause = match cause.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "not a directory".to_owned(),
        _ => {
            let text = cause.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut chars = text.chars();
            chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
        }
    };
    format!("{operation} {}: {cause}", path.display())
}
