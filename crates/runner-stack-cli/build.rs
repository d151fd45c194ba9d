//! How the command is linked: on Linux at fixed addresses and, where the C library is there for it, with nothing to load.
//!
//! At addresses that may change, the loader writes fourteen thousand pointers before the command starts, and finding and
//! binding three libraries takes it longer than the command takes to parse its arguments: together a third of a render. A
//! command that brings its C library along also runs on systems that are older than the one it was built on. There is no
//! unsafe code whose mistakes changing addresses would make harder to use, and nothing of what a static glibc does worse
//! (names of users and hosts, character sets).

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The shared libraries that the standard library asks for, and the archives that hold the same.
const ARCHIVES: [(&str, &[&str]); 3] =
    [("libc.so", &["libc.a"]), ("libm.so", &["libm.a"]), ("libgcc_s.so", &["libgcc_eh.a", "libgcc.a"])];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| env::var(name).is_ok_and(|value| value == wanted);
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    // Whoever asks rustc for all that gets it from there.
    if env::var("CARGO_CFG_TARGET_FEATURE").is_ok_and(|features| features.contains("crt-static")) {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    let is_native = env::var_os("HOST") == env::var_os("TARGET");
    if is_native && let Some(folder) = stand_ins() {
        println!("cargo::rustc-link-arg-bins=-static");
        println!("cargo::rustc-link-arg-bins=-L{}", folder.display());
    }
}

/// A folder with linker scripts in place of shared libraries, or `None` where the archives are not installed.
///
/// rustc's own switch for this, `crt-static`, can be set for a whole build only, and then no macro that a build runs can
/// be made without naming a target, which moves the command to another folder. What that switch changes is the names of
/// the libraries that are asked for; scripts of these names do the same.
fn stand_ins() -> Option<PathBuf> {
    let folder = PathBuf::from(env::var_os("OUT_DIR")?);
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    for (library, archives) in ARCHIVES {
        let paths: Option<Vec<String>> = archives.iter().map(|archive| find(&linker, archive)).collect();
        fs::write(folder.join(library), format!("GROUP ( {} )\n", paths?.join(" "))).ok()?;
    }
    Some(folder)
}

/// Where the linker would take an archive from, quoted for its scripts.
fn find(linker: &OsStr, archive: &str) -> Option<String> {
    let output = Command::new(linker).arg(format!("-print-file-name={archive}")).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    // A name alone comes back when there is no such file.
    let path = Path::new(path.trim());
    path.is_absolute().then(|| format!("\"{}\"", path.display()))
}
