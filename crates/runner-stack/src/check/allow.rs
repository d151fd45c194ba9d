//! Comments that allow what a rule would report: `# runner-stack: allow(CODE)`.
//!
//! Behind a line's content the comment is for that line; on a line of its own it is for the next line with content.

use crate::diagnostic::{Diagnostic, Span};

const MARK: &str = "# runner-stack: allow(";

/// Lines on which codes are allowed.
#[derive(Debug)]
pub(super) struct Allowed<'a> {
    lines: Vec<(Span, &'a str)>,
}

impl<'a> Allowed<'a> {
    /// Reads the comments of a file.
    pub(super) fn read(text: &'a str) -> Self {
        let mut lines = Vec::new();
        if !text.contains(MARK) {
            return Self { lines };
        }
        let mut waiting: Vec<&str> = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = Span { start: offset(start), end: offset(start + line.len()) };
            start += line.len();
            let content = line.trim();
            let codes: Vec<&str> = line
                .match_indices(MARK)
                .filter_map(|(at, _)| line[at + MARK.len()..].split_once(')'))
                .flat_map(|(codes, _)| codes.split(','))
                .map(str::trim)
                .collect();
            if content.starts_with('#') {
                waiting.extend(codes);
            } else if !content.is_empty() {
                lines.extend(waiting.drain(..).chain(codes).map(|code| (span, code)));
            }
        }
        Self { lines }
    }

    /// Whether a comment allows this finding.
    pub(super) fn covers(&self, finding: &Diagnostic) -> bool {
        self.lines
            .iter()
            .any(|(line, code)| *code == finding.code && (line.start..line.end).contains(&finding.span.start))
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
