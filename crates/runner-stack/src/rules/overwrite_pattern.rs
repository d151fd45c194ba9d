//! `overwrite-pattern`.

use super::context::Place;
use super::Context;

rule! {
    /// A pattern for what jobs may overwrite that allows more than it says.
    ///
    /// ## What it does
    ///
    /// Reports `…_overwrite_allowed` patterns without `^` at the start and `$` at the end, of each alternative, and those
    /// that cannot be read.
    ///
    /// ## Why
    ///
    /// The runner looks for the pattern anywhere in the job's value: `ci-.*` also allows `kube-system-ci-1`. Whoever can
    /// edit a pipeline chooses the namespace or service account of its pods. A pattern that cannot be read is only
    /// noticed when a job sets the variable, and then the job fails.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   namespace_overwrite_allowed = "ci-.*"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   namespace_overwrite_allowed = "^ci-[a-z0-9-]+$"
    /// ```
    "overwrite-pattern", Warning, File, check
}

const KEYS: &[(&str, &str)] = &[
    ("namespace_overwrite_allowed", "namespace"),
    ("service_account_overwrite_allowed", "service account"),
    ("node_selector_overwrite_allowed", "node selector"),
    ("node_tolerations_overwrite_allowed", "toleration"),
    ("pod_labels_overwrite_allowed", "label"),
    ("pod_annotations_overwrite_allowed", "annotation"),
];

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        let Some(table) = runner.kubernetes() else { continue };
        for (key, what) in KEYS {
            let Some(value) = table.get(key) else { continue };
            let Some(pattern) = value.as_str().filter(|pattern| !pattern.is_empty()) else { continue };
            let place = Place::of_runner(at, &runner, &format!("kubernetes.{key}"), value);
            if helm_render::functions::check_pattern(pattern).is_err() {
                ctx.report(place, format!("{pattern:?} is not a regular expression"), "correct the pattern");
                continue;
            }
            let isolates = matches!(*what, "namespace" | "service account");
            if matches!(pattern, ".*" | "^.*$" | ".+" | "^.+$" | "^.*" | ".*$") {
                if isolates {
                    ctx.report(
                        place,
                        format!("every job may choose any {what}"),
                        "allow those that jobs need, such as \"^ci-[a-z0-9-]+$\"; RBAC decides the rest".to_owned(),
                    );
                }
            } else if isolates && is_loose(pattern) {
                ctx.report(
                    place,
                    format!("the pattern is looked for anywhere in the {what}, so it allows more than it says"),
                    format!("anchor it: {:?}", anchored(pattern)),
                );
            }
        }
    }
}

/// Whether one of the alternatives may stand in the middle of a text.
fn is_loose(pattern: &str) -> bool {
    alternatives(pattern).iter().any(|part| !(is_start(part) && is_end(part)))
}

fn is_start(pattern: &str) -> bool {
    pattern.starts_with('^') || pattern.starts_with("\\A")
}

fn is_end(pattern: &str) -> bool {
    (pattern.ends_with('$') && !pattern.ends_with("\\$")) || pattern.ends_with("\\z")
}

/// The parts between `|` outside of groups and classes: `^` and `$` belong to one of them.
fn alternatives(pattern: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut is_class, mut is_escaped) = (0, 0_usize, false, false);
    for (at, sign) in pattern.char_indices() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            ']' => is_class = false,
            _ if is_class => {}
            '[' => is_class = true,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                parts.push(&pattern[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&pattern[start..]);
    parts
}

fn anchored(pattern: &str) -> String {
    let parts: Vec<String> = alternatives(pattern).into_iter().map(inner).collect();
    if let [only] = parts.as_slice() { format!("^{only}$") } else { format!("^({})$", parts.join("|")) }
}

/// An alternative without its anchors.
fn inner(part: &str) -> String {
    let inner = part.trim_start_matches('^').trim_end_matches('$');
    let is_separator = |last: char| matches!(last, '-' | ':');
    match inner.strip_suffix('*') {
        // `ci-*` is a pattern for file names; here it means `ci`, `ci-`, `ci--`.
        Some(start) if start.ends_with(|last: char| last.is_ascii_alphanumeric() || is_separator(last)) => {
            format!("{start}.*")
        }
        // `^ci-` is meant as the start of a name, since no name ends with a hyphen.
        _ if inner.ends_with(is_separator) && !is_end(part) => format!("{inner}.*"),
        _ => inner.to_owned(),
    }
}
