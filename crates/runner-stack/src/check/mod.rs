//! Checks files: values of this chart or the official one, `config.toml`, Kubernetes manifests.
//!
//! Each file is read and checked alone with [`check`]; [`check_together`] then looks at what the files of one stack
//! say about each other. The shells do the reading of files, and may check several at once.
//!
//! ```
//! use runner_stack::check::{Options, check};
//!
//! let file = check("config.toml", b"concurent = 4\n".to_vec(), &Options::default());
//! let problem = &file.findings[0];
//! assert_eq!((problem.code, problem.path.as_str()), ("unknown-key", "concurent"));
//! assert_eq!(problem.help.as_deref(), Some("did you mean `concurrent`?"));
//! ```

mod allow;
mod decode;
mod document;
mod kind;
mod manifest;
mod render;
pub(crate) mod values;
mod version;

pub(crate) use document::containers;
pub use document::{Config, Document, Home, Object, Runner, Text};
pub use version::Version;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::rules::{self, Scope};
use crate::source::{Language, Masked, OffsetMap, Toml, mask, read_toml, read_yaml};
use crate::stack::{Stack, Wanted};

/// The largest file that is read. A Kubernetes object holds no more than 1.5 MiB.
pub const MAX_SIZE: usize = 8 << 20;

/// What to check for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The version of GitLab Runner that will read the configuration.
    pub runner_version: Version,
    /// Codes of rules that are not to be reported.
    pub allow: Vec<String>,
}

impl Default for Options {
    /// Everything, for the version that the chart deploys.
    fn default() -> Self {
        let version = Version::parse(&Stack::part(Wanted::default()).chart().metadata().app_version);
        Self { runner_version: version.unwrap_or(Version { major: 19, minor: 4 }), allow: Vec::new() }
    }
}

/// A file that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Its name.
    pub name: String,
    /// Its text; bytes that are not UTF-8 are replaced.
    pub text: String,
    /// What it is; nothing when that could not be told.
    pub language: Option<Language>,
    /// What was found, in the order of the text.
    pub findings: Vec<Diagnostic>,
    /// What it says, for the rules.
    pub document: Document,
}

/// Checks one file.
pub fn check(name: impl Into<String>, bytes: Vec<u8>, options: &Options) -> Checked {
    let name = name.into();
    let mut found = Vec::new();
    let mut document = Document::default();
    let mut language = None;
    let text = if let Some(problem) = unreadable(&bytes) {
        found.push(problem);
        String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_SIZE)]).into_owned()
    } else {
        let text = String::from_utf8(bytes).unwrap_or_default();
        language = read(&name, &text, options, &mut document, &mut found);
        text
    };
    if language.is_some() {
        found.extend(rules::run(Scope::File, &[&document]).into_iter().map(|(_, diagnostic)| diagnostic));
    }
    let mut checked = Checked { name, text, language, findings: found, document };
    checked.tidy(options);
    checked
}

/// Checks what files say about each other, and adds it to what was found in each.
pub fn check_together(files: &mut [Checked], options: &Options) {
    let documents: Vec<&Document> = files.iter().map(|file| &file.document).collect();
    let found = rules::run(Scope::Together, &documents);
    for (file, diagnostic) in found {
        files[file].findings.push(diagnostic);
    }
    for file in files {
        file.tidy(options);
    }
}

impl Checked {
    /// Leaves out what is allowed and sorts the rest.
    fn tidy(&mut self, options: &Options) {
        self.findings.iter_mut().for_each(Diagnostic::make_printable);
        let allowed = allow::Allowed::read(&self.text);
        self.findings.retain(|finding| {
            !options.allow.iter().any(|code| code == finding.code) && !allowed.covers(finding)
        });
        self.findings.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
        self.findings.dedup();
    }

    /// Whether anything was found that keeps the file from working.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Why a file cannot be read as text.
pub(crate) fn unreadable(bytes: &[u8]) -> Option<Diagnostic> {
    if bytes.len() > MAX_SIZE {
        let size = bytes.len().div_ceil(1 << 20);
        let message = format!("the file has {size} MiB, and at most {} are read", MAX_SIZE >> 20);
        let help = "is it a values file, a config.toml or a manifest?";
        return Some(about_file("too-large", message, help, Span::default()));
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        let at = u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
        let message = format!("the byte 0x{:02X} is not UTF-8", bytes[error.valid_up_to()]);
        return Some(about_file("not-utf-8", message, "save the file as UTF-8", Span { start: at, end: at }));
    }
    None
}

fn about_file(code: &'static str, message: String, help: &str, span: Span) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        message,
        help: Some(help.to_owned()),
        replacements: Vec::new(),
        path: String::new(),
        span,
    }
}

const EMPTY_HELP: &str =
    "write a values file, a config.toml or a manifest; `runner-stack new` prints a values file";

fn only_comments() -> Diagnostic {
    about_file("empty-file", "the file holds comments only".to_owned(), EMPTY_HELP, Span::default())
}

fn read(
    name: &str,
    text: &str,
    options: &Options,
    document: &mut Document,
    found: &mut Vec<Diagnostic>,
) -> Option<Language> {
    if text.trim_start_matches('\u{FEFF}').trim().is_empty() {
        found.push(about_file("empty-file", "the file is empty".to_owned(), EMPTY_HELP, Span::default()));
        return None;
    }
    if Language::is_toml(name, text) {
        let toml = read_toml(text);
        if let Some(problem) = kind::other_toml(name, &toml) {
            found.push(problem);
            return None;
        }
        if toml.root.entries().is_empty() && toml.problems.is_empty() {
            found.push(only_comments());
            return None;
        }
        let embedded = Embedded { path: "", home: Home::File, map: &OffsetMap::From(0), templated: false };
        document.configs.push(decode_config(toml, text, None, &embedded, options, found));
        return Some(Language::Toml);
    }
    let documents = read_yaml(text);
    let mut broken = false;
    for part in &documents {
        if let Err(error) = &part.content {
            broken = true;
            let mut problem = crate::stack::not_yaml(&text[part.text_range.clone()], error);
            problem.span.start += part.start;
            problem.span.end += part.start;
            found.push(problem);
        }
    }
    if documents.iter().any(crate::source::Document::is_object) {
        for part in documents {
            if let Ok(value) = part.content {
                manifest::read(value, text, options, document, found);
            }
        }
        return Some(Language::Manifest);
    }
    if broken {
        return None;
    }
    let second = documents.get(1).map(|part| part.start);
    let Some(first) = documents.into_iter().next() else {
        found.push(only_comments());
        return None;
    };
    let (Ok(value), Some(node)) = (first.content, first.node) else { return None };
    if let Some(problem) = kind::other_yaml(&value, &node) {
        found.push(problem);
        return None;
    }
    if let Some(start) = second {
        let message = "the file has several documents; values are in the first, the rest is ignored";
        let help = "put all values into one document, and remove the lines `---`";
        found.push(about_file("invalid-values", message.to_owned(), help, Span { start, end: start }));
    }
    values::read(value, node, text, options, document, found);
    Some(Language::Values)
}

/// Whether a line with a syntax error is in the table whose header stands at `line`: it may hold what seems missing.
fn is_broken_table(text: &str, line: usize, broken: &BTreeSet<usize>) -> bool {
    let Some(next) = broken.range(line..).next() else { return false };
    let between = text.lines().skip(line).take(next - line);
    !between.into_iter().any(|line| line.trim_start().starts_with('['))
}

/// TOML that stands in a file.
struct Embedded<'a> {
    /// What comes before the path inside the TOML.
    path: &'a str,
    /// Where it stands.
    home: Home,
    /// From positions in it to positions in the file.
    map: &'a OffsetMap,
    /// Whether it is a Go template.
    templated: bool,
}

/// Reads a `config.toml` wherever it stands.
fn read_config(
    text: &str,
    embedded: &Embedded<'_>,
    options: &Options,
    found: &mut Vec<Diagnostic>,
) -> Config {
    let masked = if embedded.templated { mask(text) } else { None };
    let toml = read_toml(masked.as_ref().map_or(text, |masked| masked.text.as_str()));
    decode_config(toml, text, masked.as_ref(), embedded, options, found)
}

/// Reads a `config.toml` whose TOML has been parsed.
fn decode_config(
    toml: Toml,
    text: &str,
    masked: Option<&Masked>,
    embedded: &Embedded<'_>,
    options: &Options,
    found: &mut Vec<Diagnostic>,
) -> Config {
    let mut root = toml.root;
    let mut problems = toml.problems;
    if let Some(masked) = masked {
        document::forget(&mut root, &masked.values);
        // What a template leaves out or repeats is not known here.
        problems.retain(|problem| {
            let start = problem.span.start as usize;
            let line_start = text.get(..start).unwrap_or(text).rfind('\n').map_or(0, |at| at + 1);
            let line = text[line_start..].lines().next().unwrap_or_default();
            !(line.contains("{{") || masked.has_control && problem.code.starts_with("duplicate"))
        });
    }
    let (root, mut decoded) = decode::decode(root, options.runner_version);
    if embedded.home != Home::Values {
        decoded.extend(decode::incomplete(&root));
    }
    // What was made of a line with a syntax error is not worth a report of its own.
    let line_of =
        |at: u32| text.as_bytes()[..(at as usize).min(text.len())].split(|byte| *byte == b'\n').count();
    let broken: BTreeSet<usize> = problems
        .iter()
        .filter(|problem| problem.code == "invalid-toml")
        .map(|problem| line_of(problem.span.start))
        .collect();
    problems.extend(decoded.into_iter().filter(|problem| {
        let line = line_of(problem.span.start);
        let missing = problem.code == "missing-key" && is_broken_table(text, line, &broken);
        !broken.contains(&line) && !missing
    }));
    for mut problem in problems {
        if embedded.map.is_encoded() {
            let line = line_of(problem.span.start);
            problem.message = format!("{}, in line {line} of what is encoded here", problem.message);
        }
        problem.span = embedded.map.outer(problem.span);
        if !embedded.map.is_verbatim() {
            problem.replacements.clear();
        }
        problem.path = format!("{}{}", embedded.path, problem.path);
        found.push(problem);
    }
    let mut root = root;
    document::relocate(&mut root, embedded.map);
    Config { root, path: embedded.path.to_owned(), home: embedded.home, runners_in_yaml: false }
}
