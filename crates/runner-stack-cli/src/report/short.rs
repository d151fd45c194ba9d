//! One line for each finding, as editors and `grep` like it.

use std::fmt::Write as _;

use super::pages::Pages;
use super::reported::{Reported, word};

/// The lines. Each ends with what leads to the rule's page.
pub(crate) fn render(findings: &[Reported<'_>], pages: Pages<'_>) -> String {
    let mut text = String::new();
    for found in findings {
        let finding = found.finding;
        let help = finding.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        let page = pages.lead(finding.code).map_or_else(String::new, |page| format!(" – {page}"));
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
