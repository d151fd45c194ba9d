//! `docs/functions.md`: what a template can call.

use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::source::Function;

/// The headings, and the families below each.
const GROUPS: &[(&str, &[&str])] = &[
    ("Logic, printing and access", &["builtins"]),
    ("Defaults and choices", &["defaults"]),
    ("Text", &["strings", "cases"]),
    ("Regular expressions", &["regex"]),
    ("Lists", &["lists"]),
    ("Maps", &["dicts", "merge"]),
    ("Numbers", &["math", "decimal"]),
    ("Conversions", &["conversion"]),
    ("Types", &["reflection"]),
    ("YAML, JSON, TOML and base 64", &["encoding", "bases"]),
    ("Dates and times", &["dates"]),
    ("Versions", &["semver"]),
    ("Paths and URLs", &["paths", "urls"]),
    ("Checksums, passwords, keys and certificates", &["hashes", "crypto"]),
    ("Randomness", &["random"]),
    ("Cluster and network", &["network"]),
];

const INTRODUCTION: &str = "\
# Template functions

What templates can call, in Helm 3.17.3 and here: Go's own functions, sprig's and Helm's. Each example shows a template and, behind
the arrow, what the real Helm prints for it; a test holds this engine against the same outputs.

In signatures, `dict` is a map with string keys, `list` any list, `any` whatever there is; three dots take any number of
arguments. A pipeline hands its value over as the last argument: `{{ \"a\" | repeat 3 }}` calls `repeat 3 \"a\"`. Values files
give every number as `float64`, `--set` and arithmetic as `int64`, literals and `len` as `int`.

Functions that begin with `must` end the render where their siblings swallow a mistake or, for most, do the same.
";

/// The page, as it should be in the folder.
pub(super) fn write(functions: &[Function]) -> Result<String> {
    let mut page = String::from(INTRODUCTION);
    let mut names: Vec<(&str, &str)> = functions
        .iter()
        .flat_map(|function| function.names.iter().map(|name| (name.as_str(), function.names[0].as_str())))
        .collect();
    names.sort_by_key(|(name, _)| name.to_lowercase());
    page.push_str("\n## All names\n\n");
    let links: Vec<String> =
        names.iter().map(|(name, main)| format!("[`{name}`](#{})", main.to_lowercase())).collect();
    page.push_str(&links.join(" · "));
    page.push('\n');
    for (title, families) in GROUPS {
        let _ = write!(page, "\n## {title}\n");
        let mut group: Vec<&Function> =
            functions.iter().filter(|function| families.contains(&function.family.as_str())).collect();
        group.sort_by_key(|function| function.names[0].to_lowercase());
        for function in group {
            write_function(&mut page, function)?;
        }
    }
    let grouped = |function: &&Function| {
        GROUPS.iter().any(|(_, families)| families.contains(&function.family.as_str()))
    };
    if let Some(function) = functions.iter().find(|function| !grouped(function)) {
        bail!("no group of the page holds {} of {}", function.names[0], function.family);
    }
    Ok(page)
}

fn write_function(page: &mut String, function: &Function) -> Result<()> {
    let (name, others) = function.names.split_first().expect("a function has a name");
    if function.text.is_empty() {
        bail!("{name} has no description");
    }
    if function.examples.is_empty() {
        bail!("{name} has no example");
    }
    let _ =
        write!(page, "\n### {name}\n\n`{name}{}`\n\n{}\n", function.signature, function.text.join("\n\n"));
    if !others.is_empty() {
        let others: Vec<String> = others.iter().map(|other| format!("`{other}`")).collect();
        let _ = write!(page, "\nOther names: {}.\n", others.join(", "));
    }
    page.push_str("\n```gotmpl\n");
    for example in &function.examples {
        let _ = writeln!(page, "{} → {}", example.template, example.output);
    }
    page.push_str("```\n");
    Ok(())
}
