//! `runner-stack version`: the answer that programs which drive Helm ask for.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::bail;
use helm_render::Capabilities;
use helm_render::world::SystemWorld;

use crate::args::HelmVersion;
use crate::exit::{CouldNotRun, Findings};
use crate::report;

/// Prints the version of Helm whose `template` this is.
pub(crate) fn run(args: &HelmVersion) -> anyhow::Result<()> {
    if !args.rest.is_empty() {
        report::failure("\"runner-stack version\" accepts no arguments", &[]);
        bail!(CouldNotRun);
    }
    let capabilities = Capabilities::default();
    let helm = capabilities.helm_version();
    let text = match &args.template {
        Some(template) if !template.is_empty() => {
            match capabilities.format_helm_version(template, &SystemWorld::new()) {
                Ok(text) => text,
                Err(error) => {
                    report::failure(&error.to_string(), &[]);
                    bail!(Findings);
                }
            }
        }
        _ if args.short => format!("{}\n", helm.short()),
        _ => format!("{}\n", helm.long()),
    };
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    if stdout.is_terminal() {
        stdout.flush()?;
        writeln!(
            io::stderr(),
            "runner-stack {} renders charts as this version of Helm does",
            env!("CARGO_PKG_VERSION")
        )?;
    }
    Ok(())
}
