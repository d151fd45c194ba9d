//! `runner-stack diff`.

pub(crate) mod human;
mod json;
mod sides;

use std::io::{self, Write as _};

use anyhow::anyhow;
use runner_stack::diff::compare;

use crate::args::{Diff, DiffFormat};
use crate::exit::Differences;

/// Prints what changes in the cluster between two versions of a stack.
pub(crate) fn run(args: &Diff) -> anyhow::Result<()> {
    // Exit code 1 says that something differs, so a mistake in the input ends with 2.
    let objects = |side| sides::objects(args, side).map_err(|error| anyhow!("{error:#}"));
    let (before, after) = (objects(sides::Side::Before)?, objects(sides::Side::After)?);
    let comparison = compare(&before, &after);
    let text = match args.format {
        DiffFormat::Human => human::text(&comparison),
        DiffFormat::Json => json::text(&comparison)?,
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    if comparison.objects.is_empty() { Ok(()) } else { Err(Differences.into()) }
}
