//! The chores of `cargo xtask` that need the engine: `generate` and `conformance`. They are a package of their own so
//! that the others start without compiling it.

mod conformance;
mod functions;
mod generate;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["conformance", rest @ ..] => {
            let helm = std::env::var_os("HELM").context("HELM has to say where the real Helm is")?;
            conformance::run(&PathBuf::from(helm), rest)
        }
        _ => bail!("unknown arguments {args:?}; use `cargo xtask`, which knows the usage"),
    }
}

/// The root of the checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the package lies two folders deep")
}

/// Writes to standard output; a closed pipe is no error.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
