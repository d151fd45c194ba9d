//! The `runner-stack` command: arguments in, the core's answers out.

mod args;
mod commands;
mod exit;
mod files;
mod report;
mod sources;
mod world;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; everything else is a command that could not run.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::COULD_NOT_RUN } else { exit::DONE });
        }
    };
    exit::code(match cli.command {
        Command::Render(args) => commands::render::run(&args),
        Command::Config(args) => commands::config::run(&args),
        Command::Chart(args) => commands::chart::run(&args),
        Command::New(args) => commands::new::run(&args),
        Command::Check(args) => commands::check::run(&args),
        Command::Schema => commands::schema::run(),
        Command::Completions(args) => commands::completions::run(&args),
    })
}
