//! Files that name certificates. No connection is made, but Helm reads them before it does anything, and so do we.

use std::fs;

use crate::args::WithoutEffect;
use crate::helm_input::go_words;

/// What is wrong with the files of `--ca-file`, `--cert-file` and `--key-file`, in Helm's words.
pub(crate) fn check(args: &WithoutEffect) -> Result<(), String> {
    let given = |flag: &Option<String>| flag.clone().filter(|file| !file.is_empty());
    // Helm looks at certificate and key only when both are there.
    let checked = match (given(&args.cert_file), given(&args.key_file)) {
        (Some(certificate), Some(key)) => check_pair(&certificate, &key),
        _ => Ok(()),
    };
    checked
        .and_then(|()| given(&args.ca_file).map_or(Ok(()), |file| check_authority(&file)))
        .map_err(|cause| format!("missing registry client: can't create TLS config for client: {cause}"))
}

fn check_pair(certificate: &str, key: &str) -> Result<(), String> {
    let read = |file: &str, what: &str| {
        let text = fs::read(file).map_err(|cause| go_words("open", file, &cause))?;
        if has_block(&text, "") {
            Ok(())
        } else {
            Err(format!("tls: failed to find any PEM data in {what} input"))
        }
    };
    // Both are read before one is looked at.
    let present = |file: &str| fs::metadata(file).map(drop).map_err(|cause| go_words("open", file, &cause));
    present(certificate)
        .and_then(|()| present(key))
        .and_then(|()| read(certificate, "certificate"))
        .and_then(|()| read(key, "key"))
        .map_err(|cause| format!("can't load key pair from cert {certificate} and key {key}: {cause}"))
}

fn check_authority(file: &str) -> Result<(), String> {
    match fs::read(file) {
        Err(_) => Err(format!("can't read CA file: {file}")),
        Ok(text) if has_block(&text, "CERTIFICATE-----") => Ok(()),
        Ok(_) => Err(format!("failed to append certificates from file: {file}")),
    }
}

/// Whether a PEM block of this kind starts somewhere.
fn has_block(text: &[u8], kind: &str) -> bool {
    let start = format!("-----BEGIN {kind}");
    text.split(|byte| *byte == b'\n').any(|line| line.starts_with(start.as_bytes()))
}
