//! Reading files that anyone may name, so that none of them fills the memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::Context as _;

/// The most that is read of one file; a device has no end.
const MAX_SIZE: u64 = 512 << 20;

/// The content of a file.
pub(crate) fn file(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    whole(file, size)
}

/// What comes on standard input.
pub(crate) fn standard_input() -> anyhow::Result<Vec<u8>> {
    whole(io::stdin().lock(), 0).context("could not read standard input")
}

/// Reads to the end; the size is what is likely to come.
fn whole(source: impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more lets the reader see the end without asking for more memory.
    bytes.try_reserve(usize::try_from(size.min(MAX_SIZE)).unwrap_or(0) + 1)?;
    if source.take(MAX_SIZE + 1).read_to_end(&mut bytes)? as u64 > MAX_SIZE {
        let message = format!("it is larger than {} MiB", MAX_SIZE >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}
