//! Checksums.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::Entry;
use super::random::hexadecimal;
use super::signature::typed;
use crate::value::Str;

/// Gives the SHA-1 digest in hexadecimal.
///
/// ```gotmpl
/// {{ sha1sum "hello" }} → aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d
/// ```
fn sha1sum(text: &Str) -> String {
    hexadecimal(&Sha1::digest(text.as_bytes()))
}

/// Gives the SHA-256 digest in hexadecimal.
///
/// ```gotmpl
/// {{ sha256sum "hello" }} → 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824
/// ```
fn sha256sum(text: &Str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

/// Gives the SHA-512 digest in hexadecimal.
///
/// ```gotmpl
/// {{ sha512sum "hello" | trunc 32 }} → 9b71d224bd62f3785d96d46ad3ea3d73
/// ```
fn sha512sum(text: &Str) -> String {
    hexadecimal(&Sha512::digest(text.as_bytes()))
}

/// Gives the Adler-32 checksum as a decimal number.
///
/// ```gotmpl
/// {{ adler32sum "hello" }} → 103547413
/// ```
fn adler32sum(text: &Str) -> String {
    const MODULUS: u32 = 65_521;
    let (mut low, mut high) = (1u32, 0u32);
    // That many bytes cannot overflow.
    for chunk in text.as_bytes().chunks(5552) {
        for byte in chunk {
            low += u32::from(*byte);
            high += low;
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    (high << 16 | low).to_string()
}

pub(super) static TABLE: &[Entry] = &[
    ("adler32sum", &typed(adler32sum)),
    ("sha1sum", &typed(sha1sum)),
    ("sha256sum", &typed(sha256sum)),
    ("sha512sum", &typed(sha512sum)),
];
