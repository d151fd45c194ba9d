//! Reads a chart's folder, as Helm walks it. The only IO of the crate.

use std::fs::{self, DirEntry, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::ignore::{Entry, FILE_NAME, Rules};
use super::loader::BufferedFile;
use crate::chart::Content;
use crate::chart::metadata::quote;
use crate::error::{Error, ErrorKind};

/// Bytes that one file may have.
const MAX_FILE_SIZE: u64 = 5 << 20;
/// Files of fewer bytes are read at once: to come back to them would cost more.
const MIN_DEFERRED_SIZE: u64 = 16 << 10;
/// How many files of one folder may stay open. Systems let a program have a thousand or fewer.
const MAX_OPEN_FILES: usize = 200;

/// When the content of files is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    AtOnce,
    OnDemand,
}

/// The files of the folder that belong to the chart, and what Helm warns about on the way.
pub(super) fn read(folder: &Path, reading: Reading) -> Result<(Vec<BufferedFile>, Vec<String>), Error> {
    let folder = std::path::absolute(folder).map_err(|cause| failed("open", folder, &cause))?;
    #[expect(clippy::disallowed_methods, reason = "this module is the IO of the feature `fs`")]
    let rules = match fs::read(folder.join(FILE_NAME)) {
        Ok(text) => Rules::new(Some(&text))?,
        Err(_) => Rules::new(None)?,
    };
    let mut walk = Walk { rules, reading, open: 0, files: Vec::new(), warnings: Vec::new() };
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
        let (files, warnings) = read(path.as_ref(), Reading::AtOnce)?;
        Ok(Self { files: files.into_iter().map(|file| (file.name, file.data)).collect(), warnings })
    }
}

struct Walk {
    rules: Rules,
    reading: Reading,
    /// How many files stay open.
    open: usize,
    files: Vec<BufferedFile>,
    warnings: Vec<String>,
}

impl Walk {
    fn folder(&mut self, folder: &Path, name: &str) -> Result<(), Error> {
        let mut entries = fs::read_dir(folder)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|cause| failed("open", folder, &cause))?;
        entries.sort_by_cached_key(DirEntry::file_name);
        for entry in entries {
            let file_name = entry.file_name();
            let file_name = file_name.to_string_lossy();
            let name = if name.is_empty() { file_name.into_owned() } else { format!("{name}/{file_name}") };
            self.entry(&entry, name)?;
        }
        Ok(())
    }

    fn entry(&mut self, entry: &DirEntry, name: String) -> Result<(), Error> {
        let path = &entry.path();
        let mut file_type = entry.file_type().map_err(|cause| failed("lstat", path, &cause))?;
        if file_type.is_symlink() {
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
            let metadata = fs::metadata(&resolved).map_err(|cause| failed("lstat", &resolved, &cause))?;
            file_type = metadata.file_type();
        }
        if file_type.is_dir() {
            if self.rules.ignores(&name, Entry::Folder) {
                return Ok(());
            }
            return self.folder(path, &name);
        }
        if self.rules.ignores(&name, Entry::File) {
            return Ok(());
        }
        if !file_type.is_file() {
            return Err(Error::new(
                ErrorKind::Chart,
                format!("cannot load irregular file {} as it has file mode type bits set", path.display()),
            ));
        }
        let data = self.file(path, &name)?;
        self.files.push(BufferedFile::new(name, data));
        Ok(())
    }

    fn file(&mut self, path: &Path, name: &str) -> Result<Content, Error> {
        let unreadable = |operation, cause: &io::Error| {
            Error::new(ErrorKind::Chart, format!("error reading {name}: {}", reason(operation, path, cause)))
        };
        let file = match File::open(path) {
            Ok(file) => file,
            // Helm looks at the size first.
            Err(cause) => {
                fs::metadata(path).map_or(Ok(()), |metadata| check_size(name, metadata.len()))?;
                return Err(unreadable("open", &cause));
            }
        };
        let size = file.metadata().map_err(|cause| unreadable("stat", &cause))?.len();
        check_size(name, size)?;
        if self.reading == Reading::OnDemand && size >= MIN_DEFERRED_SIZE && self.open < MAX_OPEN_FILES {
            self.open += 1;
            return Ok(deferred(file, size, path, name));
        }
        Ok(contents(&file, size).map_err(|cause| unreadable("read", &cause))?.into())
    }
}

fn check_size(name: &str, size: u64) -> Result<(), Error> {
    if size <= MAX_FILE_SIZE {
        return Ok(());
    }
    let base = name.rsplit('/').next().unwrap_or(name);
    Err(Error::new(
        ErrorKind::Chart,
        format!("chart file {} is larger than the maximum file size {MAX_FILE_SIZE}", quote(base)),
    ))
}

/// The file, open but not read: it is what it was when the chart was loaded, even if its name is gone.
fn deferred(file: File, size: u64, path: &Path, name: &str) -> Content {
    let file = Mutex::new(Some(file));
    let (path, name) = (path.to_owned(), name.to_owned());
    Content::on_demand(move || {
        let file = file.lock().ok().and_then(|mut file| file.take());
        let contents = file.map_or_else(|| Err(io::ErrorKind::NotFound.into()), |file| contents(&file, size));
        contents.map_err(|cause| format!("error reading {name}: {}", reason("read", &path, &cause)))
    })
}

/// What is in a file that has about so many bytes; not more than a file may have, should it have grown.
fn contents(file: &File, size: u64) -> io::Result<Vec<u8>> {
    // With room for one byte more, the end shows at once.
    let mut contents = Vec::with_capacity(usize::try_from(size).map_or(0, |size| size + 1));
    file.take(MAX_FILE_SIZE).read_to_end(&mut contents)?;
    Ok(contents)
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
