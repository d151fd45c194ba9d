//! One line for each finding, as editors and `grep` like it.

use std::fmt::Write as _;

use super::pages::Pages;
use super::reported::{Reported, word};

/// The lines. Each ends with the address of the rule's page, when there is one; else the code leads there, as what
/// `check --explain` takes.
pub(crate) fn render(findings: &[Reported<'_>], pages: Pages<'_>) -> String {
    let mut text = String::new();
    for found in findings {
        let finding = found.finding;
        let help = finding.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        let page = pages.address(finding.code).map_or_else(String::new, |address| format!(" – {address}"));
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "{}:{}:{}: {}[{}]: {}{help}{page}",
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
