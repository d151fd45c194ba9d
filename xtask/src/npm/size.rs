//! How big the module is, and what makes it so.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::tools::say;

/// Prints the size and the largest contributors, and returns the size with gzip.
pub(crate) fn report(named: &Path, wasm: &Path, limit: usize) -> Result<usize, String> {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let module = read(wasm)?;
    let compressed = gzip(&module)?;
    say(&format!("{} bytes, {compressed} with gzip; at most {limit} are allowed\n", module.len()));
    let mut parts: Vec<(String, usize)> = contributors(&read(named)?)
        .ok_or("the module is not laid out as WebAssembly 1.0 has it")?
        .into_iter()
        .collect();
    parts.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    for (name, size) in parts.iter().take(12) {
        say(&format!("  {size:>8}  {name}\n"));
    }
    Ok(compressed)
}

/// An error that says by how much the module is too big.
pub(crate) fn check(size: usize, limit: usize) -> Result<(), String> {
    match size.checked_sub(limit) {
        None | Some(0) => Ok(()),
        Some(excess) => Err(format!("the module has {size} bytes with gzip, {excess} too many")),
    }
}

fn gzip(bytes: &[u8]) -> Result<usize, String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map(|compressed| compressed.len())
        .map_err(|error| error.to_string())
}

/// Bytes by crate, and those of data.
fn contributors(module: &[u8]) -> Option<BTreeMap<String, usize>> {
    let mut rest = Reader(module.get(8..)?);
    let (mut imported, mut sizes, mut names) = (0, Vec::new(), BTreeMap::new());
    let mut parts = BTreeMap::new();
    while let Some(id) = rest.byte() {
        let size = rest.number()?;
        let mut section = Reader(rest.take(size)?);
        match id {
            0 => {
                let length = section.number()?;
                if section.take(length)? == b"name" {
                    names = function_names(section)?;
                }
            }
            2 => imported = imported_functions(section)?,
            10 => {
                for _ in 0..section.number()? {
                    let size = section.number()?;
                    section.take(size)?;
                    sizes.push(size);
                }
            }
            11 => {
                parts.insert("(data: the embedded chart, tables, texts)".to_owned(), size);
            }
            _ => {}
        }
    }
    for (index, size) in sizes.into_iter().enumerate() {
        let name = names.get(&(imported + index)).map_or("(no name)", String::as_str);
        *parts.entry(crate_of(name)).or_default() += size;
    }
    Some(parts)
}

fn imported_functions(mut section: Reader<'_>) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        for _ in 0..2 {
            let length = section.number()?;
            section.take(length)?;
        }
        match section.byte()? {
            0 => {
                functions += 1;
                section.number()?;
            }
            // A table, a memory: flags and limits.
            kind @ (1 | 2) => {
                if kind == 1 {
                    section.byte()?;
                }
                let has_maximum = section.byte()? & 1 == 1;
                section.number()?;
                if has_maximum {
                    section.number()?;
                }
            }
            _ => {
                section.take(2)?;
            }
        }
    }
    Some(functions)
}

fn function_names(mut section: Reader<'_>) -> Option<BTreeMap<usize, String>> {
    let mut names = BTreeMap::new();
    while let Some(kind) = section.byte() {
        let size = section.number()?;
        let mut part = Reader(section.take(size)?);
        if kind == 1 {
            for _ in 0..part.number()? {
                let index = part.number()?;
                let length = part.number()?;
                names.insert(index, String::from_utf8_lossy(part.take(length)?).into_owned());
            }
        }
    }
    Some(names)
}

/// The crate out of the name of a function, mangled or not.
fn crate_of(name: &str) -> String {
    let plain = name.trim_start_matches("_ZN").trim_start_matches(|c: char| c.is_ascii_digit());
    let plain = plain.replace("$LT$", "<").replace("$u20$", " ").replace("$RF$", "&").replace("..", "::");
    let plain = plain.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let end = plain.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(plain.len());
    let first = &plain[..end];
    // The newer mangling has a hash in brackets behind the crate's name.
    let is_path = plain[end..].starts_with("::") || plain[end..].starts_with('[') || name.starts_with("_ZN");
    if is_path && !first.is_empty() {
        first.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
    } else {
        "(other)".to_owned()
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// LEB128.
    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }
}
