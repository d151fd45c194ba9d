//! The rules' pages and the table of them, for `docs/rules/`.

use std::fmt::Write as _;

use super::{PAGES, RULES, Rule, SUBJECTS, Scope};
use crate::diagnostic::Severity;

/// The path of a rule's page from the root of the project.
pub fn page_path(rule: &Rule) -> String {
    format!("{PAGES}{}.md", rule.code)
}

/// A rule's page.
pub fn page(rule: &Rule) -> String {
    let mut text = format!("# `{}`\n\n", rule.code);
    for line in rule.doc {
        text.push_str(line.strip_prefix(' ').unwrap_or(line));
        text.push('\n');
    }
    let severity = match rule.severity {
        Severity::Note => "a note",
        Severity::Warning => "a warning",
        Severity::Error => "an error",
    };
    let when = match rule.scope {
        Scope::Reading => "found while a file is read",
        Scope::File => "looks at each file",
        Scope::Together => "looks at all files of one command together",
    };
    let _ = write!(
        text,
        "\n---\n\nReported as {severity}; {when}. To allow it at one place, write `# runner-stack: allow({code})` behind \
         the line or above it; to leave the rule out, `--allow {code}`.\n",
        code = rule.code
    );
    text
}

/// The table of all rules.
pub fn table() -> String {
    let mut text = String::from(
        "# Rules of `runner-stack check`\n\nMade from the rules' doc comments by `cargo xtask generate`. \
         `runner-stack check --explain CODE` prints a page.\n",
    );
    let mut rules = RULES.iter();
    for (heading, count) in SUBJECTS {
        let _ = write!(text, "\n## {}\n\n| code | | what it finds |\n|---|---|---|\n", heading.trim());
        for rule in rules.by_ref().take(*count) {
            let severity = match rule.severity {
                Severity::Note => "note",
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            let _ = writeln!(
                text,
                "| [`{code}`]({code}.md) | {severity} | {} |",
                rule.summary(),
                code = rule.code
            );
        }
    }
    text
}
