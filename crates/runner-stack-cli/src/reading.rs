//! Reading files that anyone may name, so that none of them fills the memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::Context as _;

/// The most that is read of one file; a device has no end.
const MAX_SIZE: u64 = 512 << 20;

/// The content of a file.
pub(crate) fn file(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    whole(File::open(path)?)
}

/// What comes on standard input.
pub(crate) fn standard_input() -> anyhow::Result<Vec<u8>> {
    whole(io::stdin().lock()).context("could not read standard input")
}

fn whole(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if source.take(MAX_SIZE + 1).read_to_end(&mut bytes)? as u64 > MAX_SIZE {
        let message = format!("it is larger than {} MiB", MAX_SIZE >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}
