//! The `runner-stack` command: arguments in, the core's answers out.

mod args;
mod beyond_helm;
mod certificates;
mod comma_list;
mod commands;
mod deep_stack;
mod dependency_update;
mod exit;
mod files;
mod go_flags;
mod go_path;
mod helm_input;
mod kubeconfig;
mod pflag;
mod post_renderer;
mod reading;
mod report;
mod source_map;
mod sources;
mod template_error;
mod world;

use std::process::ExitCode;

use clap::FromArgMatches as _;
use helm_render::Limits;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    let args = go_flags::command_first(std::env::args_os().collect());
    let command = args::command(&args);
    let args = match go_flags::plain(&command, args) {
        Ok(args) => args,
        Err(mistake) => {
            report::failure(&mistake.text, mistake.hint.as_slice());
            return ExitCode::from(exit::COULD_NOT_RUN);
        }
    };
    let matches = command.try_get_matches_from(args);
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; everything else is a command that could not run.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::COULD_NOT_RUN } else { exit::DONE });
        }
    };
    exit::code(deep_stack::run(|limits| run(&cli.command, limits)))
}

fn run(command: &Command, limits: Limits) -> anyhow::Result<()> {
    match command {
        Command::Render(args) => commands::render::run(args, limits),
        Command::Config(args) => commands::config::run(args),
        Command::Diff(args) => commands::diff::run(args),
        Command::Chart(args) => commands::chart::run(args),
        Command::Template(args) => commands::template::run(args, limits),
        Command::Import(args) => commands::import::run(args),
        Command::Images(args) => commands::images::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Job(args) => commands::job::run(args),
        Command::Kit(args) => commands::kit::run(args),
        Command::New(args) => commands::new::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Schema(args) => commands::schema::run(args),
        Command::Completions(args) => commands::completions::run(args),
        Command::HelmVersion(args) => commands::version::run(args),
    }
}
