//! `runner-stack explain`.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::bail;
use runner_stack::explain::{Entry, Facts, explain, others};
use serde::Serialize;

use crate::args::{Explain, ExplainFormat, Values};
use crate::exit::Findings;

/// The Kubernetes API and the configuration nest less deep; a schema that held itself would end here.
const MAX_DEPTH: usize = 24;

/// Prints what a key means, or where the lines of the output come from.
pub(crate) fn run(args: &Explain) -> anyhow::Result<()> {
    if args.line.is_some() || args.value.is_some() {
        return super::provenance::run(args);
    }
    let Values { files, set, set_string, set_file, set_json, set_literal } = &args.values;
    let flags = [set, set_string, set_file, set_json, set_literal];
    if args.config || !files.is_empty() || flags.iter().any(|flag| !flag.is_empty()) {
        bail!(
            "what a key means does not depend on values; say --line N or --value PATH to ask about the output"
        );
    }
    let entry = match explain(&args.key) {
        Ok(entry) => entry,
        Err(reason) => {
            writeln!(io::stderr().lock(), "error: {reason}")?;
            bail!(Findings);
        }
    };
    let depth = if args.recursive { MAX_DEPTH } else { 1 };
    let text = match args.format {
        ExplainFormat::Human => human(&entry, args.recursive) + &also(&others(&args.key, &entry)),
        ExplainFormat::Json => serde_json::to_string_pretty(&Explained::new(&entry, depth))? + "\n",
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

fn human(entry: &Entry, recursive: bool) -> String {
    let facts = entry.facts();
    let title = if entry.path().is_empty() { "values.yaml" } else { entry.path() };
    let mut text = format!("{title} <{}>\n", facts.type_name);
    if !facts.doc.is_empty() {
        text.push('\n');
        for line in &facts.doc {
            let _ = writeln!(text, "{}", format!("  {line}").trim_end());
        }
    }
    let rows = rows(&facts);
    if !rows.is_empty() {
        text.push('\n');
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in rows {
            for (at, line) in value.lines().enumerate() {
                let _ = writeln!(text, "  {:<width$}  {line}", if at == 0 { name } else { "" });
            }
        }
    }
    let children = entry.children();
    if !children.is_empty() {
        text.push_str("\nkeys\n");
        if recursive {
            tree(&children, 1, &mut text);
        } else {
            listing(&children, &mut text);
        }
    }
    text
}

/// The other keys that end like the path that was asked for.
fn also(others: &[Entry]) -> String {
    let mut text = String::new();
    if !others.is_empty() {
        text.push_str("\nother keys that end so\n");
    }
    let width = others.iter().map(|other| other.path().chars().count()).max().unwrap_or(0);
    for other in others {
        let line = format!("  {:<width$}  {}", other.path(), other.facts().summary());
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// What is known, as name and text; what is not known has no row.
fn rows(facts: &Facts) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    let mut row = |name, value: String| {
        if !value.is_empty() {
            rows.push((name, value));
        }
    };
    if facts.deprecated {
        let instead = if facts.replacement.is_empty() { "yes" } else { facts.replacement };
        let words = if facts.replacement.is_empty() { "" } else { "use " };
        row("deprecated", format!("{words}{instead}"));
    }
    row("default", facts.default.clone());
    row("format", facts.format.to_owned());
    let mut allowed = facts.allowed.join(", ");
    if !allowed.is_empty() && facts.open {
        allowed.push_str(", and others");
    }
    if !allowed.is_empty() && facts.ignore_case {
        allowed.push_str(" (in any case)");
    }
    row("allowed", allowed);
    row("range", range(facts));
    row("required", if facts.required { "yes".to_owned() } else { String::new() });
    row("effect", if facts.ineffective { "none".to_owned() } else { String::new() });
    row("secret", if facts.secret { "a credential".to_owned() } else { String::new() });
    row(
        "since",
        if facts.since.is_empty() { String::new() } else { format!("GitLab Runner {}", facts.since) },
    );
    row("config.toml", facts.table.clone());
    row("example", facts.example.clone());
    rows
}

fn range(facts: &Facts) -> String {
    match (facts.minimum, facts.maximum) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("{max} or less"),
        (None, None) => String::new(),
    }
}

/// The keys with the first line of their documentation.
fn listing(children: &[Entry], text: &mut String) {
    for child in children {
        let facts = child.facts();
        let _ = writeln!(text, "  {} <{}>{}", child.name(), facts.type_name, marks(&facts));
        if !facts.summary().is_empty() {
            let _ = writeln!(text, "    {}", facts.summary());
        }
    }
}

/// The keys at every depth, one a line.
fn tree(children: &[Entry], depth: usize, text: &mut String) {
    for child in children {
        let facts = child.facts();
        let _ =
            writeln!(text, "{}{} <{}>{}", "  ".repeat(depth), child.name(), facts.type_name, marks(&facts));
        if depth < MAX_DEPTH {
            tree(&child.children(), depth + 1, text);
        }
    }
}

fn marks(facts: &Facts) -> &'static str {
    match (facts.required, facts.deprecated) {
        (true, _) => " required",
        (_, true) => " deprecated",
        _ => "",
    }
}

/// An explanation as JSON has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a key")]
struct Explained {
    path: String,
    name: String,
    #[serde(rename = "type")]
    type_name: String,
    doc: String,
    default: Option<String>,
    example: Option<String>,
    format: Option<&'static str>,
    allowed: Vec<String>,
    open: bool,
    ignore_case: bool,
    minimum: Option<i64>,
    maximum: Option<i64>,
    deprecated: bool,
    replacement: Option<&'static str>,
    ineffective: bool,
    required: bool,
    secret: bool,
    since: Option<String>,
    table: Option<String>,
    children: Vec<Explained>,
}

impl Explained {
    fn new(entry: &Entry, depth: usize) -> Self {
        let facts = entry.facts();
        let children = if depth == 0 { Vec::new() } else { entry.children() };
        let known = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            path: entry.path().to_owned(),
            name: entry.name().to_owned(),
            doc: facts.text(),
            type_name: facts.type_name,
            default: known(facts.default),
            example: known(facts.example),
            format: Some(facts.format).filter(|text| !text.is_empty()),
            allowed: facts.allowed,
            open: facts.open,
            ignore_case: facts.ignore_case,
            minimum: facts.minimum,
            maximum: facts.maximum,
            deprecated: facts.deprecated,
            replacement: Some(facts.replacement).filter(|text| !text.is_empty()),
            ineffective: facts.ineffective,
            required: facts.required,
            secret: facts.secret,
            since: known(facts.since),
            table: known(facts.table),
            children: children.iter().map(|child| Self::new(child, depth - 1)).collect(),
        }
    }
}
