//! The chores that need the engine: they run in a package of their own, so that `cargo xtask` itself starts quickly.

use std::process::Command;

use crate::tools::{self, root, run};

/// `cargo xtask generate [--check]`: writes what is generated from the typed values, or tells what is stale.
pub(crate) fn generate(args: &[String]) -> Result<(), String> {
    if let Some(other) = args.iter().find(|arg| *arg != "--check") {
        return Err(format!("unknown option {other}"));
    }
    run(cargo_run(&[]).arg("generate").args(args))
}

/// `cargo xtask conformance DIR`: every chart below a folder, rendered by the real Helm and by the engine.
pub(crate) fn conformance(args: &[String]) -> Result<(), String> {
    let tools = tools::install()?;
    run(cargo_run(&["--release"]).arg("conformance").args(args).env("HELM", &tools.helm))
}

fn cargo_run(options: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--quiet", "--package", "xtask-engine"]).args(options).arg("--manifest-path");
    command.arg(root().join("Cargo.toml")).arg("--");
    command
}
