//! `runner-stack schema`.

use std::io::{self, Write as _};

use anyhow::Context as _;
use runner_stack::stack::embedded;

/// Prints the JSON Schema of the values.
pub(crate) fn run() -> anyhow::Result<()> {
    let schema = embedded::chart_file(embedded::SCHEMA).context("this build carries no schema")?;
    io::stdout().lock().write_all(schema)?;
    Ok(())
}
