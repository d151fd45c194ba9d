//! Errors of templates: Helm's words, then the lines of the templates that led there.

use std::io::{self, Write as _};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Snippet};
use helm_render::{Chart, Error, Location};

use crate::report;

/// Steps of the way to the error that are shown; recursion makes thousands.
const MAX_STEPS: usize = 4;

/// Whether Helm's advice to use `--debug` follows its error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advice {
    Debug,
    None,
}

/// Prints an error to standard error.
pub(crate) fn report(error: &Error, chart: &Chart, advice: Advice, hints: &[String]) {
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "Error: {error}");
    if advice == Advice::Debug {
        let _ = writeln!(stderr, "\nUse --debug flag to render out invalid YAML");
    }
    let groups = groups(error, chart, hints);
    if !groups.is_empty() {
        let _ = writeln!(stderr, "\n{}", report::layout().render(&groups));
    }
}

fn groups<'a>(error: &'a Error, chart: &'a Chart, hints: &'a [String]) -> Vec<Group<'a>> {
    let mut steps: Vec<(&Location, &str)> =
        error.trace().iter().map(|point| (&point.location, point.node.as_str())).collect();
    if let Some(location) = error.location()
        && steps.last().is_none_or(|(last, _)| *last != location)
    {
        steps.push((location, ""));
    }
    let hints = error.hints().iter().chain(hints).map(|hint| Level::HELP.message(hint.as_str()));
    steps.dedup();
    let mut elements = Vec::new();
    for (location, node) in steps.into_iter().rev().take(MAX_STEPS) {
        let Some((text, span)) = place(chart, location, node) else { continue };
        let annotation = if elements.is_empty() {
            AnnotationKind::Primary.span(span)
        } else {
            AnnotationKind::Context.span(span).label("called from here")
        };
        elements.push(Snippet::source(text).path(location.template.as_str()).annotation(annotation));
    }
    let group = Group::with_level(Level::ERROR.no_name()).elements(elements).elements(hints);
    if group.is_empty() { Vec::new() } else { vec![group] }
}

/// The text of the template, and the bytes in it that the location means.
fn place<'a>(chart: &'a Chart, location: &Location, node: &str) -> Option<(&'a str, Range<usize>)> {
    let text = std::str::from_utf8(chart.template(&location.template)?.data.as_bytes()).ok()?;
    let wanted = usize::try_from(location.line.max(1)).ok()?;
    let start = text.split_inclusive('\n').take(wanted - 1).map(str::len).sum::<usize>();
    let line = text[start..].lines().next().unwrap_or_default();
    let span = match location.column {
        None => {
            let indent = line.len() - line.trim_start().len();
            indent..line.trim_end().len().max(indent)
        }
        Some(column) => {
            let column = usize::try_from(column).ok()?.min(line.len());
            node_at(line, column, node).unwrap_or_else(|| {
                let column = (0..=column).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
                let length = line[column..].chars().next().map_or(0, char::len_utf8);
                column..column + length
            })
        }
    };
    Some((text, start + span.start..start + span.end))
}

/// Where the node stands whose position Go gives: the position may be inside it.
fn node_at(line: &str, column: usize, node: &str) -> Option<Range<usize>> {
    if node.is_empty() {
        return None;
    }
    line.match_indices(node)
        .map(|(at, found)| at..at + found.len())
        .find(|range| range.contains(&column) || range.start == column + 1)
}
