//! `runner-stack completions`.

use std::io::{self, Write as _};

use clap::CommandFactory as _;

use crate::args::{Cli, Completions};

/// Prints the completion script of a shell.
pub(crate) fn run(args: &Completions) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "runner-stack", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(())
}
