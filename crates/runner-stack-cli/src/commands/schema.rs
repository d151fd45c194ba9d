//! `runner-stack schema`.

use std::io::{self, Write as _};

use runner_stack::schema;

/// Prints the JSON Schema of the values.
pub(crate) fn run() -> anyhow::Result<()> {
    io::stdout().lock().write_all(schema::text().as_bytes())?;
    Ok(())
}
