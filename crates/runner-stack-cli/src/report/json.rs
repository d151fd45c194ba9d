//! An array of objects, for programs.

use serde::Serialize;

use super::pages::Pages;
use super::reported::{Reported, word};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    url: String,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    path: &'a str,
}

/// The array.
pub(crate) fn render(findings: &[Reported<'_>], pages: Pages<'_>) -> anyhow::Result<String> {
    let findings: Vec<Finding<'_>> = findings
        .iter()
        .map(|found| Finding {
            code: found.finding.code,
            severity: word(found.finding.severity),
            message: &found.finding.message,
            help: found.finding.help.as_deref(),
            url: pages.link(found.finding.code),
            file: found.file,
            line: found.start.line,
            column: found.start.column,
            end_line: found.end.line,
            end_column: found.end.column,
            path: &found.finding.path,
        })
        .collect();
    Ok(serde_json::to_string_pretty(&findings)? + "\n")
}
