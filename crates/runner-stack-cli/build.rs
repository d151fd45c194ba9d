//! How the command is linked.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| env::var(name).is_ok_and(|value| value == wanted);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        // At addresses that may change, the loader writes fourteen thousand pointers before the command starts, a twentieth of
        // the time of a render. There is no unsafe code whose mistakes changing addresses would make harder to use.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
