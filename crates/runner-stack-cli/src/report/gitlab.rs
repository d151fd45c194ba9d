//! GitLab's Code Quality report, an artifact that merge requests show.

use runner_stack::diagnostic::Severity;
use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::pages::Pages;
use super::reported::Reported;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The report.
pub(crate) fn render(findings: &[Reported<'_>], pages: Pages<'_>) -> anyhow::Result<String> {
    let mut fingerprints = Fingerprints::default();
    let issues: Vec<Issue<'_>> = findings
        .iter()
        .map(|found| Issue {
            description: description(found, pages),
            check_name: found.finding.code,
            fingerprint: fingerprints.of(found),
            severity: match found.finding.severity {
                Severity::Note => "info",
                Severity::Warning => "minor",
                Severity::Error => "major",
            },
            // GitLab finds the file in the repository by this path.
            location: Location {
                path: found.file.strip_prefix("./").unwrap_or(found.file),
                lines: Lines { begin: found.start.line, end: found.end.line },
            },
        })
        .collect();
    Ok(serde_json::to_string_pretty(&issues)? + "\n")
}

/// What is wrong, what to do, and where more about it is. GitLab shows this text and no other field that could lead on.
fn description(found: &Reported<'_>, pages: Pages<'_>) -> String {
    let mut text = found.finding.message.clone();
    if let Some(help) = &found.finding.help {
        text.push_str("; ");
        text.push_str(help);
    }
    if let Some(page) = pages.lead(found.finding.code) {
        text.push_str(" – ");
        text.push_str(&page);
    }
    text
}
