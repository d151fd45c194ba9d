//! `runner-stack new`.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::{Context as _, bail};
use runner_stack::schema::nearest_value;
use runner_stack::stack::embedded;

use crate::args::New;
use crate::files;

/// Where the examples in the checkout find the schema; a user's file has it beside it.
const SCHEMA_IN_CHECKOUT: &str = "$schema=../chart/values.schema.json";
const SCHEMA_BESIDE: &str = "$schema=./values.schema.json";

/// Prints or writes a starter values file.
pub(crate) fn run(args: &New) -> anyhow::Result<()> {
    if args.list {
        let mut text = Vec::new();
        for (name, preset) in embedded::presets() {
            writeln!(text, "{name:<10} {}", summary(preset))?;
        }
        io::stdout().lock().write_all(&text)?;
        return Ok(());
    }
    let Some((_, text)) = embedded::presets().find(|(name, _)| *name == args.preset) else {
        let names: Vec<&str> = embedded::presets().map(|(name, _)| name).collect();
        let hint = nearest_value(&args.preset, names.iter().copied())
            .map(|name| format!(" (did you mean {name}?)"))
            .unwrap_or_default();
        bail!("there is no preset `{}`{hint}; the presets are: {}", args.preset, names.join(", "));
    };
    let text = text.replace(SCHEMA_IN_CHECKOUT, SCHEMA_BESIDE);
    match &args.output {
        None => {
            io::stdout().lock().write_all(text.as_bytes())?;
            if io::stdout().is_terminal() {
                say("to keep it: runner-stack new ", args, " > values.yaml")?;
            }
        }
        Some(path) => {
            if path.exists() {
                bail!("{} exists; nothing was written: remove it first or give another name", path.display());
            }
            files::write(path, text.as_bytes()).context("the values file was not written")?;
        }
    }
    Ok(())
}

/// The first sentence of a preset's comments.
fn summary(preset: &str) -> String {
    let lines = preset.lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
    let text: Vec<&str> = lines
        .filter(|line| !line.starts_with("yaml-language-server"))
        .skip_while(|line| line.is_empty())
        .collect();
    let text = text.split(|line| line.is_empty()).next().unwrap_or_default().join(" ");
    text.split_once(". ").map_or(text.as_str(), |(first, _)| first).trim_end_matches('.').to_owned()
}

fn say(before: &str, args: &New, after: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{before}{}{after}", args.preset)
}
