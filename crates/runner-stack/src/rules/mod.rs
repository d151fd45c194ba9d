//! The rules: one file each, with its documentation, and one table of all of them.
//!
//! The documentation of a rule is its doc comment. `check --explain`, `docs/rules/` and the table of rules are made
//! from it.

mod context;
#[cfg(feature = "manual")]
mod manual;

pub(crate) use context::Context;
#[cfg(feature = "manual")]
pub use manual::{page, page_path, table as manual_table};

use crate::check::Document;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::source::Value;

/// Where the rules' pages are, seen from the root of the project. The playground's site has them, too, wherever it lies.
pub const PAGES: &str = "docs/rules/";

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, as in `unknown-key`.
    pub code: &'static str,
    /// How bad its findings are; some have single findings that are worse or better.
    pub severity: Severity,
    /// Its documentation, line by line; only with the feature `manual`.
    #[cfg(feature = "manual")]
    pub doc: &'static [&'static str],
    /// When it looks.
    pub scope: Scope,
    check: fn(&mut Context<'_>),
}

/// When a rule looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// While a file is read.
    Reading,
    /// At each file alone.
    File,
    /// At all files of a stack.
    Together,
}

impl Rule {
    /// What it finds, in one sentence.
    #[cfg(feature = "manual")]
    pub fn summary(&self) -> &'static str {
        self.doc.first().map_or("", |line| line.trim())
    }

    /// The path of its page in the project.
    pub fn url(&self) -> String {
        format!("{PAGES}{}.md", self.code)
    }
}

/// The rule with this code.
pub fn by_code(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code)
}

/// Runs the rules of a scope; gives the index of a document with each finding.
pub(crate) fn run(scope: Scope, documents: &[&Document]) -> Vec<(usize, Diagnostic)> {
    let mut context = Context::new(documents);
    for rule in RULES.iter().filter(|rule| rule.scope == scope) {
        context.enter(rule);
        (rule.check)(&mut context);
    }
    context.finish()
}

/// Declares a rule: its documentation, code, severity, scope, and the function that looks.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ $code:literal, $severity:ident, Reading) => {
        rule!(@ [$($doc),+] $code, $severity, Reading, |_| {});
    };
    ($(#[doc = $doc:literal])+ $code:literal, $severity:ident, $scope:ident, $check:expr) => {
        rule!(@ [$($doc),+] $code, $severity, $scope, $check);
    };
    (@ [$($doc:literal),+] $code:literal, $severity:ident, $scope:ident, $check:expr) => {
        pub(super) static RULE: $crate::rules::Rule = $crate::rules::Rule {
            code: $code,
            severity: $crate::diagnostic::Severity::$severity,
            #[cfg(feature = "manual")]
            doc: &[$($doc),+],
            scope: $crate::rules::Scope::$scope,
            check: $check,
        };
    };
}

macro_rules! rules {
    ($($(#[doc = $heading:literal])? [$($name:ident),+ $(,)?])+) => {
        $($(mod $name;)+)+

        /// All rules, by subject.
        pub static RULES: &[&Rule] = &[$($(&$name::RULE,)+)+];

        /// Headings of the table of rules, with the number of rules below each.
        #[cfg(feature = "manual")]
        const SUBJECTS: &[(&str, usize)] = &[$(($($heading)?, [$(stringify!($name)),+].len()),)+];
    };
}

rules! {
    /// Files
    [empty_file, not_utf_8, too_large, unknown_kind, invalid_yaml, invalid_toml, invalid_values, cannot_render]
    /// Keys and values
    [
        unknown_key, duplicate_key, duplicate_table, missing_key, wrong_type, wrong_format, not_allowed, out_of_range,
        deprecated_key, removed_key, ineffective_key, key_spelling, bare_duration, not_in_version,
    ]
    /// Settings that do not fit each other
    [
        pull_policy, resource_order, overwrite_pattern, concurrency, long_polling, cache_settings, secret_not_mounted,
        volume_conflict, namespace_rbac, invalid_label, pod_spec_ignored, privilege_conflict, helper_architecture,
    ]
    /// Security
    [
        privileged_jobs, runtime_socket, wildcard_rbac, kubeconfig_in_jobs, plain_secret, mutable_image_tag, tls_off,
        manager_account_in_jobs, pod_security, registration_token,
    ]
    /// Manifests
    [post_start_race, invalid_shebang]
}

/// The place in values that a field of the manager's pod comes from; the start of the file where that is not known.
fn place_in_values(values: &Value, pod_path: &str) -> context::Place {
    let path = key_in_values(pod_path);
    let key = path.split(['.', '[']).next().unwrap_or(&path);
    let start = values.span.start;
    let start = Span { start, end: start };
    let (span, path) = match values.entry(key) {
        Some(entry) => (entry.key_span, key.to_owned()),
        None => (start, String::new()),
    };
    context::Place { document: 0, span, path }
}

/// The path in values that a path in the manager's pod comes from.
fn key_in_values(pod_path: &str) -> String {
    if let Some(rest) = pod_path.strip_prefix("securityContext") {
        return format!("podSecurityContext{rest}");
    }
    let Some(rest) = pod_path.strip_prefix("containers[") else { return pod_path.to_owned() };
    match rest.split_once(']') {
        Some(("0", inner)) => inner.trim_start_matches('.').to_owned(),
        Some((index, inner)) => {
            let index = index.parse::<usize>().unwrap_or_default().saturating_sub(1);
            format!("extraContainers[{index}]{inner}")
        }
        None => pod_path.to_owned(),
    }
}
