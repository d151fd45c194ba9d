//! `runner-stack config`.

use std::io::{self, Write as _};

use anyhow::Context as _;
use runner_stack::stack::{self, Secrets};

use crate::args::Config;
use crate::commands::render::{Destination, mask, rendered};

/// Prints the final `config.toml`.
pub(crate) fn run(args: &Config) -> anyhow::Result<()> {
    let rendered = rendered(&args.name, &args.values, &args.release)?;
    let texts: Vec<String> = rendered.manifests.iter().map(|manifest| manifest.text.to_string()).collect();
    let secrets = if mask(&args.secrets, Destination::Stdout) { Secrets::Mask } else { Secrets::Show };
    let config =
        stack::final_config(&texts, secrets).context("the stack has no ConfigMap with a config.toml")?;
    io::stdout().lock().write_all(config.as_bytes())?;
    Ok(())
}
