//! `runner-stack explain --line` and `--value`.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::bail;
use helm_render::template::Position;
use runner_stack::provenance::{Effect, Line, Output, Place, Provenance, Tried};
use runner_stack::stack::Stack;
use serde::Serialize;

use crate::args::{Explain, ExplainFormat};
use crate::commands::render::{Destination, mask};
use crate::exit::Findings;
use crate::{report, sources};

/// Values that are named for people; programs get all.
const NAMED: usize = 20;

/// Prints what made a line, or which lines depend on a value.
pub(crate) fn run(args: &Explain) -> anyhow::Result<()> {
    let input = sources::checked_input(&args.values)?;
    let release = sources::release_options(&args.name, &args.release);
    let capabilities = sources::capabilities(&args.release)?;
    let output = if args.config { Output::Config } else { Output::Manifests };
    let found = match Provenance::new(Stack::embedded(), &input, &release, &capabilities, output) {
        Ok(found) => found,
        Err(error) => {
            report::render_error(&error);
            bail!(Findings);
        }
    };
    let shown = Shown { found: &found, output, masks: mask(&args.secrets, Destination::Stdout) };
    let answer = match (args.line, &args.value) {
        (Some(number), _) => found
            .line(number)
            .map(|line| shown.line(args.format, number, &line))
            .ok_or_else(|| no_line(number, &shown)),
        (None, Some(path)) => found
            .value(path)
            .map(|effects| shown.value(args.format, path, &effects))
            .map_err(|reason| reason.to_string()),
        (None, None) => return Ok(()),
    };
    match answer {
        Ok(text) => io::stdout().lock().write_all(text?.as_bytes())?,
        Err(reason) => {
            writeln!(io::stderr().lock(), "error: {reason}")?;
            bail!(Findings);
        }
    }
    Ok(())
}

fn no_line(number: usize, shown: &Shown<'_>) -> String {
    let output = shown.output_name();
    format!("there is no line {number}: {output} has the lines 1 to {}", shown.found.count())
}

struct Shown<'a> {
    found: &'a Provenance<'a>,
    output: Output,
    masks: bool,
}

impl Shown<'_> {
    fn output_name(&self) -> &'static str {
        match self.output {
            Output::Manifests => "the output of `render`",
            Output::Config => "config.toml",
        }
    }

    fn text(&self, line: usize) -> &str {
        let text = if self.masks { self.found.masked_text(line) } else { self.found.text(line) };
        text.unwrap_or_default()
    }

    fn line(&self, format: ExplainFormat, number: usize, line: &Line) -> anyhow::Result<String> {
        if format == ExplainFormat::Json {
            let answer = LineAnswer {
                line: self.line_of(number),
                made_by: line.made_by.iter().map(TemplateLine::new).collect(),
                values: line.values.iter().map(ValueAnswer::named).collect(),
                unset: &line.unset,
                complete: line.is_complete,
            };
            return Ok(serde_json::to_string_pretty(&answer)? + "\n");
        }
        let mut text = format!("line {number} of {}", self.output_name());
        if !line.object.is_empty() {
            let _ = write!(text, ", in {}", line.object);
        }
        let _ = writeln!(text, "\n\n  {}", self.text(number));
        text.push_str("\nmade by\n");
        if line.made_by.is_empty() {
            text.push_str("  no template: it is put around what templates print\n");
        }
        for (at, Position { template, line, .. }) in line.made_by.iter().enumerate() {
            let word = if at == 0 { "" } else { "called from " };
            let _ = writeln!(text, "  {word}{template}:{line}");
        }
        text.push_str("\ndepends on\n");
        match &*line.unset {
            [] if line.values.is_empty() => text.push_str("  no value\n"),
            [] => {}
            unset => {
                let _ = writeln!(text, "  no value that is set; these would change it: {}", unset.join(", "));
            }
        }
        let rows: Vec<_> = line.values.iter().take(NAMED).map(|value| (name(value), place(value))).collect();
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, place) in rows {
            let _ = writeln!(text, "  {name:<width$}  {place}");
        }
        if let Some(more @ 1..) = line.values.len().checked_sub(NAMED) {
            let _ = writeln!(text, "  and {more} more, which change more lines; --format json names all");
        }
        if !line.is_complete {
            text.push_str("\nThere are more values than are tried; others may be behind this line.\n");
        }
        Ok(text)
    }

    fn value(&self, format: ExplainFormat, path: &str, effects: &[Effect]) -> anyhow::Result<String> {
        if format == ExplainFormat::Json {
            let values = effects.iter().map(|effect| ValueAnswer {
                lines: Some(effect.changed.iter().map(|line| self.line_of(*line)).collect()),
                added_behind: Some(&effect.added_behind),
                ..ValueAnswer::named(effect)
            });
            let answer = PathAnswer { path, values: values.collect() };
            return Ok(serde_json::to_string_pretty(&answer)? + "\n");
        }
        let mut text = String::new();
        for (at, effect) in effects.iter().enumerate() {
            if at > 0 {
                text.push('\n');
            }
            let _ = writeln!(text, "{}  {}", name(effect), place(effect));
            self.effect(effect, &mut text);
        }
        Ok(text)
    }

    fn effect(&self, effect: &Effect, text: &mut String) {
        let lines = &effect.changed;
        let number_width = lines.iter().max().map_or(0, |line| line.to_string().len());
        let objects = lines.iter().map(|line| self.found.object(*line).unwrap_or_default());
        let width = objects.map(|object| object.chars().count()).max().unwrap_or(0);
        for line in lines {
            let object = self.found.object(*line).unwrap_or_default();
            let gap = if object.is_empty() { "" } else { "  " };
            let row = format!("  {line:>number_width$}{gap}{object:<width$}  {}", self.text(*line));
            let _ = writeln!(text, "{}", row.trim_end());
        }
        if !effect.added_behind.is_empty() {
            let behind: Vec<String> = effect.added_behind.iter().map(ToString::to_string).collect();
            let word = if behind.len() == 1 { "line" } else { "lines" };
            let _ = writeln!(text, "  with another value, more comes in behind {word} {}", behind.join(", "));
        }
        match effect.tried {
            Tried::Yes if lines.is_empty() && effect.added_behind.is_empty() => {
                text.push_str("  no line depends on it\n");
            }
            Tried::Yes => {}
            Tried::Nothing => text.push_str("  no line depends on it: it is empty\n"),
            Tried::Refused => text.push_str(
                "  unknown: the stack cannot be rendered with any of the other values that were tried\n",
            ),
            Tried::TooMany => text.push_str("  unknown: there are more values than are tried\n"),
        }
    }

    fn line_of(&self, line: usize) -> OutputLine<'_> {
        OutputLine {
            line,
            object: self.found.object(line).filter(|object| !object.is_empty()),
            text: self.text(line),
        }
    }
}

/// The value's name, with the line of a text that has several.
fn name(effect: &Effect) -> String {
    match effect.line {
        Some(line) => format!("{}, line {line}", effect.path),
        None => effect.path.clone(),
    }
}

fn place(effect: &Effect) -> String {
    match &effect.place {
        Place::File { name, line, column } => format!("{name}:{line}:{column}"),
        Place::Flag { name } => name.clone(),
        Place::Default { line, .. } => format!("the chart's default (values.yaml:{line})"),
    }
}

/// What made a line, as JSON has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LineAnswer<'a> {
    #[serde(flatten)]
    line: OutputLine<'a>,
    made_by: Vec<TemplateLine>,
    values: Vec<ValueAnswer<'a>>,
    unset: &'a [String],
    complete: bool,
}

/// What depends on the values at a path, as JSON has it.
#[derive(Serialize)]
struct PathAnswer<'a> {
    path: &'a str,
    values: Vec<ValueAnswer<'a>>,
}

#[derive(Serialize)]
struct OutputLine<'a> {
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'a str>,
    text: &'a str,
}

#[derive(Serialize)]
struct TemplateLine {
    template: String,
    line: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ValueAnswer<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line_of_text: Option<usize>,
    source: SourceAnswer<'a>,
    tried: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<OutputLine<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    added_behind: Option<&'a [usize]>,
}

/// Where a value is set.
#[derive(Serialize)]
#[serde(untagged)]
enum SourceAnswer<'a> {
    File { file: &'a str, line: usize, column: usize },
    Flag { flag: &'a str },
    Default { default: &'static str, line: usize, column: usize },
}

impl TemplateLine {
    fn new(position: &Position) -> Self {
        Self { template: position.template.to_string(), line: position.line }
    }
}

impl<'a> ValueAnswer<'a> {
    /// The value and its place.
    fn named(effect: &'a Effect) -> Self {
        Self {
            path: &effect.path,
            line_of_text: effect.line,
            source: match &effect.place {
                Place::File { name, line, column } => {
                    SourceAnswer::File { file: name, line: *line, column: *column }
                }
                Place::Flag { name } => SourceAnswer::Flag { flag: name },
                Place::Default { line, column } => {
                    SourceAnswer::Default { default: "chart/values.yaml", line: *line, column: *column }
                }
            },
            tried: match effect.tried {
                Tried::Yes => "yes",
                Tried::Nothing => "nothing",
                Tried::Refused => "refused",
                Tried::TooMany => "no",
            },
            lines: None,
            added_behind: None,
        }
    }
}
