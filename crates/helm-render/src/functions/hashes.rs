//! Digests.

use sha2::{Digest as _, Sha256};

use super::Entry;
use super::signature::typed;
use crate::value::Str;

/// The SHA-256 digest in hexadecimal.
fn sha256sum(text: &Str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

pub(super) static TABLE: &[Entry] = &[("sha256sum", &typed(sha256sum))];
