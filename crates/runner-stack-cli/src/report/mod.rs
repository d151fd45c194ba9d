//! Findings on a terminal: the source line, what is wrong with it, what to do.

mod fingerprint;
pub(crate) mod gitlab;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod layout;
pub(crate) mod pages;
pub(crate) mod reported;
pub(crate) mod sarif;
pub(crate) mod short;

use std::io::{self, Write as _};

use annotate_snippets::{AnnotationKind, Group, Level, Snippet};
use helm_render::ErrorKind;
use runner_stack::credentials::starred;
use runner_stack::diagnostic::{Diagnostic, Severity};
use runner_stack::stack::{Finding, Source};

use self::layout::{Layout, Note};

/// Prints findings to standard error, and how many there were.
pub(crate) fn findings(findings: &[Finding], sources: &[Source]) -> io::Result<()> {
    write_findings(&mut io::stderr().lock(), findings, sources)
}

/// The same, to anywhere.
pub(crate) fn write_findings(
    out: &mut dyn io::Write,
    findings: &[Finding],
    sources: &[Source],
) -> io::Result<()> {
    write_each(out, findings, sources)?;
    let errors = findings.iter().filter(|finding| finding.diagnostic.severity == Severity::Error).count();
    if errors > 0 {
        let noun = if errors == 1 { "problem" } else { "problems" };
        writeln!(out, "{errors} {noun} in the values; nothing was written")?;
    }
    Ok(())
}

/// The findings, without a word on what became of the command.
pub(crate) fn write_each(
    out: &mut dyn io::Write,
    findings: &[Finding],
    sources: &[Source],
) -> io::Result<()> {
    let layout = layout();
    for finding in findings {
        writeln!(out, "{}\n", render(&layout, finding, sources))?;
    }
    Ok(())
}

fn render(layout: &Layout, finding: &Finding, sources: &[Source]) -> String {
    let source = sources.get(finding.source);
    show(layout, &finding.diagnostic, source.map(|source| (source.name.as_str(), source.text.as_str())))
}

/// One finding with its line in the text of the given name.
pub(crate) fn show(layout: &Layout, diagnostic: &Diagnostic, source: Option<(&str, &str)>) -> String {
    let source = source.map(|(name, text)| {
        let line = text[..shown_start(diagnostic, text)].matches('\n').count() + 1;
        Excerpted { name, text, line }
    });
    show_with_page(layout, diagnostic, source, None)
}

/// The text that a finding is about, and the line where it starts.
#[derive(Clone, Copy)]
struct Excerpted<'a> {
    name: &'a str,
    text: &'a str,
    line: usize,
}

/// The same with what leads to the rule's page.
fn show_with_page(
    layout: &Layout,
    diagnostic: &Diagnostic,
    source: Option<Excerpted<'_>>,
    page: Option<&str>,
) -> String {
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code);
    let notes: Vec<Note<'_>> = [("help", diagnostic.help.as_deref()), ("page", page)]
        .into_iter()
        .filter_map(|(name, text)| Some(Note { name, text: text? }))
        .collect();
    let Some(Excerpted { name, text, line }) = source else {
        let group = Group::with_title(title).elements(notes.iter().map(Note::message));
        return layout.render(&[group]);
    };
    let length = text.len();
    let start = floor(text, (diagnostic.span.start as usize).min(length));
    let end = floor(text, (diagnostic.span.end as usize).clamp(start, length));
    // A value may span many lines; its first line says where. The renderer gets that line alone, since it would read
    // the whole text again for each finding.
    let shown = shown_start(diagnostic, text);
    let line_start = text[..shown].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(length, |length| start + length);
    let line_end = line_start + text[line_start..line_end].trim_end_matches('\r').len();
    let marked = start.min(line_end) - line_start..end.min(line_end) - line_start;
    let excerpt = Snippet::source(starred(&text[line_start..line_end]))
        .line_start(line)
        .path(name)
        .annotation(AnnotationKind::Primary.span(marked));
    layout.render_with_notes(title.element(excerpt), line, &notes)
}

/// Where the part of the text starts that is shown. The end of a text is shown at the end of its last line.
fn shown_start(diagnostic: &Diagnostic, text: &str) -> usize {
    let start = floor(text, (diagnostic.span.start as usize).min(text.len()));
    if start < text.len() { start } else { text.trim_end_matches(['\n', '\r']).len() }
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// One line of warning.
pub(crate) fn warning(message: &str) {
    let _ = writeln!(io::stderr(), "warning: {message}");
}

/// An error of the render. The chart's own checks list all problems in one message; they read best without Go's frame.
pub(crate) fn render_error(error: &helm_render::Error) {
    let _ = write_render_error(&mut io::stderr().lock(), error);
}

/// The same, to anywhere.
pub(crate) fn write_render_error(out: &mut dyn io::Write, error: &helm_render::Error) -> io::Result<()> {
    let text = match error.kind() {
        ErrorKind::Fail | ErrorKind::Required => error.message().trim().to_owned(),
        _ => error.to_string(),
    };
    writeln!(out, "error: {text}")?;
    for hint in error.hints() {
        writeln!(out, "  = help: {hint}")?;
    }
    Ok(())
}

/// Warnings in Helm's words.
pub(crate) fn helm_warnings(warnings: &[String]) {
    let mut stderr = io::stderr().lock();
    for warning in warnings {
        let _ = writeln!(stderr, "{warning}");
    }
}

/// A failure of a command that stands in for Helm: its words first, then what to do.
pub(crate) fn failure(text: &str, hints: &[String]) {
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "Error: {text}");
    for hint in hints {
        let _ = writeln!(stderr, "  = help: {hint}");
    }
}

/// How findings are laid out on standard error.
pub(crate) fn layout() -> Layout {
    Layout::of(&io::stderr())
}
