//! Findings with positions as JavaScript counts them.

use runner_stack::diagnostic::{self as domain, Span};
use runner_stack::stack::{Finding, Source};
use serde::Serialize;
use tsify::Tsify;

/// A place in a text. Editors that count lines and columns from 0 subtract 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Tsify)]
pub struct Position {
    /// UTF-16 code units from the start of the text: an index into the JavaScript string.
    pub offset: u32,
    /// The line, from 1.
    pub line: u32,
    /// The column in UTF-16 code units, from 1.
    pub column: u32,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Tsify)]
pub struct Range {
    /// Where it starts.
    pub start: Position,
    /// Where it has ended.
    pub end: Position,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is wrong; good to know.
    Note,
    /// Works, and is worth a look.
    Warning,
    /// Cannot work.
    Error,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Tsify)]
pub struct Diagnostic {
    /// The rule's name, such as `unknown-key`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What was found and what was expected.
    pub message: String,
    /// What to do about it.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Texts, each of which may stand in place of what is at `range`, the best first.
    pub replacements: Vec<String>,
    /// Where it is among the values, such as `config.runners[0].kubernetes.cpu_limit`; empty for the whole.
    pub path: String,
    /// The file it is about: a values file, a flag such as `--set`, or a template.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Where it is in the text of that file, when that is known.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

/// Several findings.
#[derive(Debug, Clone, Default, Serialize, Tsify)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// The findings about the sources of an input.
    pub(crate) fn new(findings: &[Finding], sources: &[Source]) -> Self {
        if findings.is_empty() {
            // Nobody needs the lines of the texts.
            return Self(Vec::new());
        }
        let texts: Vec<Text<'_>> = sources.iter().map(|source| Text::new(&source.text)).collect();
        let findings = findings.iter().map(|finding| {
            let at = finding.source;
            let range = texts.get(at).map(|text| text.range(finding.diagnostic.span));
            Diagnostic::new(&finding.diagnostic, sources.get(at).map(|source| source.name.clone()), range)
        });
        Self(findings.collect())
    }
}

impl Diagnostic {
    pub(crate) fn new(diagnostic: &domain::Diagnostic, file: Option<String>, range: Option<Range>) -> Self {
        Self {
            code: diagnostic.code.to_owned(),
            severity: match diagnostic.severity {
                domain::Severity::Note => Severity::Note,
                domain::Severity::Warning => Severity::Warning,
                domain::Severity::Error => Severity::Error,
            },
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            replacements: diagnostic.replacements.clone(),
            path: diagnostic.path.clone(),
            file,
            range,
        }
    }
}

/// A text whose byte positions are to be turned into UTF-16 ones.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    text: &'a str,
    /// The start of each line: in bytes, and in UTF-16 code units.
    lines: Vec<(usize, u32)>,
}

impl<'a> Text<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mut lines = vec![(0, 0)];
        let (mut bytes, mut units) = (0, 0);
        for line in text.split_inclusive('\n') {
            bytes += line.len();
            units += length(line);
            lines.push((bytes, units));
        }
        if !text.ends_with('\n') && lines.len() > 1 {
            lines.pop();
        }
        Self { text, lines }
    }

    pub(crate) fn range(&self, span: Span) -> Range {
        let start = span.start as usize;
        Range { start: self.position(start), end: self.position((span.end as usize).max(start)) }
    }

    /// The position of a byte; inside a character, where that starts.
    pub(crate) fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.lines.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
        let (start, units) = self.lines[line];
        let column = length(&self.text[start..byte]);
        Position { offset: units + column, line: to_u32(line) + 1, column: column + 1 }
    }

    /// The byte at a number of UTF-16 code units from the start; behind the end, the end.
    pub(crate) fn byte_of_unit(&self, offset: f64) -> usize {
        let at = self.lines.partition_point(|(_, units)| f64::from(*units) <= offset).saturating_sub(1);
        let (start, units) = self.lines[at];
        let mut units = f64::from(units);
        for (byte, char) in self.text[start..].char_indices() {
            if units >= offset {
                return start + byte;
            }
            units += f64::from(u8::from(char.len_utf16() == 2)) + 1.0;
        }
        self.text.len()
    }

    /// The byte at a line, from 1, and a byte column, from 0.
    pub(crate) fn byte(&self, line: u32, column: u32) -> usize {
        let at = (line.max(1) as usize - 1).min(self.lines.len() - 1);
        let end = self.lines.get(at + 1).map_or(self.text.len(), |(start, _)| start - 1);
        (self.lines[at].0 + column as usize).min(end)
    }
}

fn length(text: &str) -> u32 {
    to_u32(text.encode_utf16().count())
}

pub(crate) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Position, Text};

    #[test]
    fn positions_count_utf16_code_units() {
        let text = Text::new("a: ü\n𝒳: b\nc");
        let position = |offset, line, column| Position { offset, line, column };
        assert_eq!(text.position(3), position(3, 1, 4));
        assert_eq!(text.position(4), position(3, 1, 4), "inside a character");
        assert_eq!(text.position(6), position(5, 2, 1));
        assert_eq!(text.position(10), position(7, 2, 3));
        assert_eq!(text.position(14), position(11, 3, 1));
        assert_eq!(text.position(99), position(12, 3, 2));
        assert_eq!(text.byte_of_unit(7.0), 10);
        assert_eq!(text.byte_of_unit(11.0), 14);
        assert_eq!(text.byte_of_unit(-1.0), 0);
        assert_eq!(text.byte_of_unit(f64::INFINITY), 15);
        assert_eq!(text.byte(2, 4), 10);
        assert_eq!(text.byte(9, 0), 14);
    }

    #[test]
    fn an_empty_text_has_one_position() {
        assert_eq!(Text::new("").position(5), Position { offset: 0, line: 1, column: 1 });
        assert_eq!(Text::new("a\n").position(2), Position { offset: 2, line: 2, column: 1 });
    }
}
