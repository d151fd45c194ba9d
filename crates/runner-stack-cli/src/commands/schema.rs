//! `runner-stack schema`.

use std::io::{self, Write as _};

use runner_stack::schema;

use crate::args::Schema;

/// Prints the JSON Schema of the values.
pub(crate) fn run(Schema {}: &Schema) -> anyhow::Result<()> {
    io::stdout().lock().write_all(schema::text().as_bytes())?;
    Ok(())
}
