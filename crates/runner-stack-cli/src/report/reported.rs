//! A finding as the machine-readable formats have it.

use runner_stack::check::Checked;
use runner_stack::diagnostic::{Diagnostic, Severity};
use runner_stack::source::{Position, Positions};

/// A finding with its place in lines and columns.
pub(crate) struct Reported<'a> {
    pub(crate) file: &'a str,
    pub(crate) finding: &'a Diagnostic,
    pub(crate) start: Position,
    pub(crate) end: Position,
}

/// The findings of all files, by file and place.
pub(crate) fn all(files: &[Checked]) -> Vec<Reported<'_>> {
    let mut reported = Vec::new();
    for file in files.iter().filter(|file| !file.findings.is_empty()) {
        let positions = Positions::new(&file.text);
        reported.extend(file.findings.iter().map(|finding| Reported {
            file: &file.name,
            finding,
            start: positions.of(finding.span.start),
            end: positions.of(finding.span.end),
        }));
    }
    reported
}

/// The word for a severity.
pub(crate) const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
