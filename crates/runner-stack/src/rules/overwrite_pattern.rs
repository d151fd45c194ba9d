//! `overwrite-pattern`.

use super::context::Place;
use super::Context;

rule! {
    /// A pattern for what jobs may overwrite that allows more than it says.
    ///
    /// ## What it does
    ///
    /// Reports `…_overwrite_allowed` patterns without `^` at the start and `$` at the end, and those that cannot be read.
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
            } else if isolates && !(is_start(pattern) && is_end(pattern)) {
                ctx.report(
                    place,
                    format!("the pattern is looked for anywhere in the {what}, so it allows more than it says"),
                    format!("anchor it: {:?}", anchored(pattern)),
                );
            }
        }
    }
}

fn is_start(pattern: &str) -> bool {
    pattern.starts_with('^') || pattern.starts_with("\\A")
}

fn is_end(pattern: &str) -> bool {
    (pattern.ends_with('$') && !pattern.ends_with("\\$")) || pattern.ends_with("\\z")
}

fn anchored(pattern: &str) -> String {
    let inner = pattern.trim_start_matches('^').trim_end_matches('$');
    // `ci-*` is a pattern for file names; here it means `ci`, `ci-`, `ci--`.
    let inner = &match inner.strip_suffix('*') {
        Some(start) if start.ends_with(|last: char| last.is_ascii_alphanumeric() || last == '-') => format!("{start}.*"),
        _ => inner.to_owned(),
    };
    if inner.contains('|') { format!("^({inner})$") } else { format!("^{inner}$") }
}
