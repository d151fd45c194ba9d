//! `invalid-label`.

use super::context::Place;
use super::Context;
use crate::diagnostic::Span;
use crate::source::Value;

rule! {
    /// Runner labels that keep the configuration from loading.
    ///
    /// ## What it does
    ///
    /// Checks names, values and number of `labels`, of the top level and of each entry.
    ///
    /// ## Why
    ///
    /// GitLab Runner refuses the whole file: a name has 3 to 65 letters, digits, `_`, `.` and `-` and starts with none of
    /// `.` and `-`; a value has 1 to 256 of them; an entry has at most 32 labels, those of the top level included.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [labels]
    ///   os = "linux/amd64"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [labels]
    ///   platform = "linux-amd64"
    /// ```
    "invalid-label", Error, File, check
}

/// Labels that an entry may have.
const MOST: usize = 32;

fn check(ctx: &mut Context<'_>) {
    for (at, config) in ctx.configs() {
        let global = config.root.get("labels");
        if let Some(labels) = global {
            each(ctx, labels, |key, span| Place { document: at, span, path: config.path_of(&format!("labels.{key}")) });
        }
        for runner in config.runners() {
            let Some(labels) = runner.value.get("labels") else { continue };
            each(ctx, labels, |key, span| Place { document: at, span, path: runner.path_of(&format!("labels.{key}")) });
            let inherited = global.map_or(&[][..], Value::entries);
            let own = labels.entries();
            let added = inherited.iter().filter(|entry| !own.iter().any(|other| other.key == entry.key)).count();
            if own.len() + added > MOST {
                ctx.report(
                    Place::of_runner(at, &runner, "labels", labels),
                    format!("{} has {} labels with those of the top level, at most {MOST} are allowed", runner.name(), own.len() + added),
                    "remove some",
                );
            }
        }
    }
}

fn each(ctx: &mut Context<'_>, labels: &Value, place: impl Fn(&str, Span) -> Place) {
    for entry in labels.entries() {
        let key = entry.key.as_bytes();
        let is_name = (3..=65).contains(&key.len())
            && key.iter().all(|byte| is_allowed(*byte))
            && !matches!(key.first(), Some(b'.' | b'-'));
        if !is_name {
            ctx.report(
                place(&entry.key, entry.key_span),
                format!("{:?} is no name for a label: GitLab Runner does not load the file", entry.key),
                "use 3 to 65 letters, digits, `_`, `.` or `-`, and start with a letter, a digit or `_`",
            );
        }
        if let Some(text) = entry.value.as_str()
            && !((1..=256).contains(&text.len()) && text.bytes().all(is_allowed))
        {
            ctx.report(
                place(&entry.key, entry.value.span),
                format!("{text:?} is no value for a label: GitLab Runner does not load the file"),
                "use 1 to 256 letters, digits, `_`, `.` or `-`",
            );
        }
    }
}

const fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}
