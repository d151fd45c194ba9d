//! One line for each finding, as editors and `grep` like it.

use std::fmt::Write as _;

use super::reported::{Reported, word};

/// The lines.
pub(crate) fn render(findings: &[Reported<'_>]) -> String {
    let mut text = String::new();
    for found in findings {
        let finding = found.finding;
        let help = finding.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "{}:{}:{}: {}[{}]: {}{help}",
            found.file,
            found.start.line,
            found.start.column,
            word(finding.severity),
            finding.code,
            finding.message,
        );
    }
    text
}
