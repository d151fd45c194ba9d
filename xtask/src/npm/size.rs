//! How big the module is, and what makes it so.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::module::Module;
use crate::tools::say;

/// Prints the size and the largest contributors, and returns the size with gzip.
pub(crate) fn report(named: &Path, wasm: &Path, limit: usize) -> Result<usize, String> {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let module = read(wasm)?;
    let compressed = gzip(&module)?;
    say(&format!("{} bytes, {compressed} with gzip; at most {limit} are allowed\n", module.len()));
    let mut parts: Vec<(String, usize)> = contributors(&read(named)?)?.into_iter().collect();
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
fn contributors(module: &[u8]) -> Result<BTreeMap<String, usize>, String> {
    const DATA: u8 = wasm_encoder::SectionId::Data as u8;

    let module = Module::read(module)?;
    let mut parts = BTreeMap::new();
    for (_, data) in module.sections.iter().filter(|(id, _)| *id == DATA) {
        parts.insert("(data: the embedded chart, tables, texts)".to_owned(), data.len());
    }
    for (index, function) in module.functions.iter().enumerate() {
        let name = module.names.get(&(module.imported + index)).copied().unwrap_or("(no name)");
        *parts.entry(crate_of(name)).or_default() += function.len();
    }
    Ok(parts)
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
