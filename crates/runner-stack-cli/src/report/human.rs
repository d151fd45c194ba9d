//! Findings of `check` with their source lines.

use runner_stack::check::Checked;
use runner_stack::diagnostic::Severity;
use runner_stack::source::Positions;

use super::layout::Layout;
use super::pages::Pages;
use super::{Excerpted, show_with_page, shown_start};

/// All findings and how many there are.
pub(crate) fn render(files: &[Checked], layout: &Layout, pages: Pages<'_>) -> String {
    let mut text = String::new();
    for file in files.iter().filter(|file| !file.findings.is_empty()) {
        let positions = Positions::new(&file.text);
        for finding in &file.findings {
            let page = pages.lead(finding.code);
            let start = u32::try_from(shown_start(finding, &file.text)).unwrap_or(u32::MAX);
            let line = positions.of(start).line;
            let source = Excerpted { name: &file.name, text: &file.text, line };
            text.push_str(&show_with_page(layout, finding, Some(source), page.as_deref()));
            text.push_str("\n\n");
        }
    }
    text.push_str(&summary(files));
    text
}

/// How many findings of each kind there are.
pub(crate) fn summary(files: &[Checked]) -> String {
    let count = |severity: Severity| {
        files.iter().flat_map(|file| &file.findings).filter(|finding| finding.severity == severity).count()
    };
    let parts: Vec<String> =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
            .into_iter()
            .filter_map(|(severity, word)| match count(severity) {
                0 => None,
                1 => Some(format!("1 {word}")),
                number => Some(format!("{number} {word}s")),
            })
            .collect();
    let checked = match files.len() {
        1 => "1 file checked".to_owned(),
        number => format!("{number} files checked"),
    };
    let found = if parts.is_empty() { "nothing found".to_owned() } else { parts.join(", ") };
    format!("{checked}: {found}\n")
}
