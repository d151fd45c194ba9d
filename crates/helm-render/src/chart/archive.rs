//! Packaged charts: gzipped tar files, from anyone.

use std::io::Read;

use super::loader::BufferedFile;
use crate::chart::metadata::quote;
use crate::error::{Error, ErrorKind};
use crate::gzip::{self, Gunzip};

/// Bytes that a whole chart may unpack to.
const MAX_CHART_SIZE: u64 = 100 << 20;

/// Bytes that one file may unpack to.
const MAX_FILE_SIZE: u64 = 5 << 20;

/// Entries that an archive may have. Helm has no such bound; empty entries cost it memory without end.
const MAX_ENTRIES: usize = 200_000;

/// The files of the archive, under their paths inside the chart.
pub(super) fn unpack(archive: &[u8]) -> Result<Vec<BufferedFile>, Error> {
    if archive.is_empty() {
        return Err(error("EOF"));
    }
    if archive.len() < 10 {
        return Err(error("unexpected EOF"));
    }
    if !archive.starts_with(gzip::MAGIC) {
        return Err(error("gzip: invalid header"));
    }
    let mut files = Vec::new();
    let mut remaining = MAX_CHART_SIZE;
    // Headers count as well, so that an archive of nothing but headers ends too.
    let mut unpacked = tar::Archive::new(Gunzip::new(archive).take(2 * MAX_CHART_SIZE));
    for entry in unpacked.entries().map_err(|cause| reading(&cause))? {
        let mut entry = entry.map_err(|cause| reading(&cause))?;
        let kind = entry.header().entry_type();
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if kind.is_dir() || kind.is_pax_global_extensions() || name.ends_with('/') {
            continue;
        }
        if files.len() == MAX_ENTRIES {
            return Err(error(format!("chart archive has more than {MAX_ENTRIES} entries")));
        }
        let path = path_in_chart(&name)?;
        // Go takes links for what their header says of their size: nothing.
        let size = if kind.is_file() || kind.is_contiguous() { entry.size() } else { 0 };
        if size > remaining {
            return Err(too_large());
        }
        if size > MAX_FILE_SIZE {
            return Err(error(format!(
                "decompressed chart file {} is larger than the maximum file size {MAX_FILE_SIZE}",
                quote(&name),
            )));
        }
        // At most MAX_FILE_SIZE.
        let mut data = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        if size > 0 {
            (&mut entry).take(size).read_to_end(&mut data).map_err(|cause| reading(&cause))?;
            if (data.len() as u64) < size {
                return Err(error("unexpected EOF"));
            }
        }
        remaining -= size;
        if remaining == 0 {
            return Err(too_large());
        }
        files.push(BufferedFile::new(path, data));
    }
    if files.is_empty() {
        return Err(error("no files in chart archive"));
    }
    Ok(files)
}

/// Says why a file that is to be an archive is none, with the name the user gave.
pub(super) fn check(name: &str, archive: &[u8]) -> Result<(), Error> {
    if archive.starts_with(gzip::MAGIC) {
        return Ok(());
    }
    if [".yml", ".yaml"].iter().any(|suffix| name.ends_with(suffix)) {
        return Err(error(format!("file '{name}' seems to be a YAML file, but expected a gzipped archive")));
    }
    Err(error(format!(
        "file '{name}' does not appear to be a gzipped archive; got '{}'",
        content_type(archive),
    )))
}

/// The path behind the archive's one folder, refused where it leads out of it.
fn path_in_chart(name: &str) -> Result<String, Error> {
    let delimiter = if name.contains('\\') { '\\' } else { '/' };
    let (first, rest) = name.split_once(delimiter).unwrap_or((name, ""));
    let rest = rest.replace(delimiter, "/");
    if rest.starts_with('/') {
        return Err(error("chart illegally contains absolute paths"));
    }
    let path = clean(&rest);
    if path == "." {
        return Err(error(format!(
            "chart illegally contains content outside the base directory: {}",
            quote(name)
        )));
    }
    if path.starts_with("..") {
        return Err(error("chart illegally references parent directory"));
    }
    let bytes = path.as_bytes();
    if bytes.len() >= 3 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && bytes[2] == b'/' {
        return Err(error("chart contains illegally named files"));
    }
    if first == "Chart.yaml" {
        return Err(error("chart yaml not in base directory"));
    }
    Ok(path)
}

/// Go's `path.Clean` of a relative path.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// Go's `http.DetectContentType` for what people mistake for a chart.
fn content_type(archive: &[u8]) -> &'static str {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"%PDF-", "application/pdf"),
        (b"%!PS-Adobe-", "application/postscript"),
        (b"\xfe\xff", "text/plain; charset=utf-16be"),
        (b"\xff\xfe", "text/plain; charset=utf-16le"),
        (b"\xef\xbb\xbf", "text/plain; charset=utf-8"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"PK\x03\x04", "application/zip"),
        (b"Rar!\x1a\x07\x00", "application/x-rar-compressed"),
        (b"Rar!\x1a\x07\x01\x00", "application/x-rar-compressed"),
        (b"\x00asm", "application/wasm"),
    ];
    // Helm looks at 512 bytes even when the file has fewer, so short texts end in zeros and pass for binary.
    let mut head = archive[..archive.len().min(512)].to_vec();
    head.resize(512, 0);
    let trimmed = head.trim_ascii_start();
    if let Some((_, name)) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)) {
        return name;
    }
    if trimmed.starts_with(b"<?xml") {
        return "text/xml; charset=utf-8";
    }
    if is_html(trimmed) {
        return "text/html; charset=utf-8";
    }
    let is_binary = |byte: &u8| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f);
    if head.iter().any(is_binary) { "application/octet-stream" } else { "text/plain; charset=utf-8" }
}

fn is_html(text: &[u8]) -> bool {
    ["<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<BODY", "<TITLE", "<DIV", "<H1", "<P", "<A", "<!--"]
        .iter()
        .any(|tag| {
            text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()))
                && text.get(tag.len()).is_some_and(|byte| matches!(byte, b' ' | b'>'))
        })
}

fn too_large() -> Error {
    error(format!("decompressed chart is larger than the maximum file size {MAX_CHART_SIZE}"))
}

fn reading(cause: &std::io::Error) -> Error {
    error(match cause.kind() {
        std::io::ErrorKind::UnexpectedEof => "unexpected EOF".to_owned(),
        _ => cause.to_string(),
    })
}

fn error(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Chart, message)
}
