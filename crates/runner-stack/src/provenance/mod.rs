//! Where the lines of a rendered stack come from, and which lines depend on a value: found by experiment.
//!
//! The chart collects values into tables before it prints them, so that a record of what was read says little about a
//! line. Instead each value is changed, the stack is rendered again, and the lines that differ are those that depend on
//! it. This sees through every function of a template.
//!
//! ```
//! use runner_stack::provenance::{Output, Provenance};
//! use runner_stack::stack::{Capabilities, Input, ReleaseOptions, Stack};
//!
//! let mut input = Input::new();
//! input.add_file("values.yaml", "gitlabUrl: https://gitlab.example.com\nrunnerToken: glrt-EXAMPLE\nconcurrent: 7\n");
//! let release = ReleaseOptions::new("gitlab-runner");
//! let capabilities = Capabilities::default();
//! let found = Provenance::new(Stack::embedded(), &input, &release, &capabilities, Output::Config)?;
//! let effect = &found.value("concurrent")?[0];
//! assert_eq!(found.text(effect.changed[0]), Some("concurrent = 7"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod change;
mod compare;
mod leaves;

use std::cell::{Cell, OnceCell};
use std::fmt;

use helm_render::Value;
use helm_render::release::{RenderOptions, Rendered, SchemaCheck, SourceLine, render_with};
use helm_render::template::{Position, Trace};
use helm_render::values::Values;

use crate::diff::RepeatableWorld;
use crate::explain::{BadPath, indexed_steps};
use crate::schema::suggest::nearest;
use crate::stack::{
    Capabilities, Input, ReleaseOptions, Secrets, Stack, config_lines, final_config, masked_lines,
};
use compare::{Changes, Document, documents};
use leaves::Leaf;

/// At most so many other stacks are rendered: an answer comes within seconds, however many values there are.
const MOST: usize = 3_000;

/// What lines are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// The manifests, as `render` prints them without masks.
    Manifests,
    /// The final `config.toml`, as `config` prints it.
    Config,
}

/// A rendered stack that can be asked where its lines come from.
#[derive(Debug)]
pub struct Provenance<'a> {
    stack: &'a Stack,
    release: &'a ReleaseOptions,
    capabilities: &'a Capabilities,
    output: Output,
    /// The values with the chart's defaults below them.
    values: Value,
    base: Vec<Document>,
    /// The lines as they are and as people see them; each with its document and the template line that made it.
    lines: Vec<Shown>,
    leaves: Vec<Leaf>,
    /// What each of `leaves` changes.
    known: Vec<OnceCell<Outcome>>,
    rendered: Cell<usize>,
}

#[derive(Debug)]
struct Shown {
    text: String,
    masked: String,
    object: String,
    made_by: Vec<Position>,
}

/// Where a value is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file of values; line and column count from 1.
    File {
        /// The file's name.
        name: String,
        /// The line.
        line: usize,
        /// The column in characters.
        column: usize,
    },
    /// By a flag. Its argument is not told: it may be a credential.
    Flag {
        /// The flag's name, such as `--set`.
        name: String,
    },
    /// In the chart's own `values.yaml`.
    Default {
        /// The line there.
        line: usize,
        /// The column there.
        column: usize,
    },
}

/// A line of the output and what made it.
#[derive(Debug, Clone)]
pub struct Line {
    /// The object that it is part of, as `ConfigMap/gitlab-runner`; empty for `config.toml`.
    pub object: String,
    /// The template positions that made it, the nearest first; nothing for a line that no template made, such as `---`.
    pub made_by: Vec<Position>,
    /// The values that it depends on: those that say the least else first.
    pub values: Vec<Effect>,
    /// Keys near the top that are not set and would change it: looked for when no value does.
    pub unset: Vec<String>,
    /// Whether every value was tried.
    pub is_complete: bool,
}

/// What depends on a value.
#[derive(Debug, Clone)]
pub struct Effect {
    /// The value, as `--set` names it.
    pub path: String,
    /// The line of the value, from 1, when that is a text of several lines.
    pub line: Option<usize>,
    /// Where it is set.
    pub place: Place,
    /// Whether another value could be tried.
    pub tried: Tried,
    /// The lines that differ or are gone with another value.
    pub changed: Vec<usize>,
    /// The lines behind which others come in with another value.
    pub added_behind: Vec<usize>,
}

/// Whether another value could be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// Yes.
    Yes,
    /// It has none: an empty list or map, or null.
    Nothing,
    /// The stack cannot be rendered with the others that were tried.
    Refused,
    /// There are too many values.
    TooMany,
}

/// Why there is nothing to say about a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoValue {
    /// The path cannot be read.
    BadPath(BadPath),
    /// Neither the values nor the chart's defaults have it.
    Unset {
        /// The path.
        path: String,
        /// Paths that were perhaps meant.
        near: Vec<String>,
    },
}

impl fmt::Display for NoValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadPath(bad) => bad.fmt(f),
            Self::Unset { path, near } => {
                write!(f, "no value is set at `{path}`, and the chart has no default there")?;
                if !near.is_empty() {
                    let near: Vec<String> = near.iter().map(|path| format!("`{path}`")).collect();
                    write!(f, "; did you mean {}?", near.join(" or "))?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for NoValue {}

#[derive(Debug, Clone)]
struct Outcome {
    tried: Tried,
    changes: Changes,
}

impl<'a> Provenance<'a> {
    /// Renders the stack. The input is to have passed [`Input::check`].
    pub fn new(
        stack: &'a Stack,
        input: &Input,
        release: &'a ReleaseOptions,
        capabilities: &'a Capabilities,
        output: Output,
    ) -> Result<Self, helm_render::Error> {
        let options =
            RenderOptions { trace: Trace { output: true, ..Trace::default() }, ..RenderOptions::default() };
        let world = RepeatableWorld::default();
        let rendered = stack.render_with(input, release, capabilities, options, &world)?;
        let defaults = stack.chart().values_text().map(ToString::to_string).unwrap_or_default();
        let (values, leaves) = leaves::leaves(input, &defaults);
        let mut found = Self {
            stack,
            release,
            capabilities,
            output,
            values,
            base: documents(&rendered, output),
            lines: shown(&rendered, output),
            known: leaves.iter().map(|_| OnceCell::new()).collect(),
            leaves,
            rendered: Cell::new(0),
        };
        // What other values are compared with is made in the same way as they are.
        if let Some(same) = found.render(&found.values) {
            debug_assert_eq!(same, found.base, "laying the defaults below the values changes nothing");
            found.base = same;
        }
        Ok(found)
    }

    /// How many lines the output has.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// The text of a line, from 1.
    pub fn text(&self, line: usize) -> Option<&str> {
        Some(&self.shown(line)?.text)
    }

    /// The text of a line, from 1, with the data of Secrets masked as [`mask_documents`](crate::stack::mask_documents)
    /// and [`Secrets::Mask`] do.
    pub fn masked_text(&self, line: usize) -> Option<&str> {
        Some(&self.shown(line)?.masked)
    }

    /// The object that a line, from 1, is part of; empty for `config.toml`.
    pub fn object(&self, line: usize) -> Option<&str> {
        Some(&self.shown(line)?.object)
    }

    fn shown(&self, line: usize) -> Option<&Shown> {
        self.lines.get(line.checked_sub(1)?)
    }

    /// What made a line, from 1; nothing when the output has fewer lines.
    pub fn line(&self, line: usize) -> Option<Line> {
        let shown = self.shown(line)?;
        let depends = |at: &usize| self.outcome(*at).changes.changed.contains(&line);
        let singles = (0..self.leaves.len()).filter(|at| !self.leaves[*at].holds_more());
        let mut makers: Vec<usize> = singles.filter(depends).collect();
        makers.sort_by_key(|at| (self.outcome(*at).changes.changed.len(), *at));
        if makers.is_empty() {
            // The line is there because a list or a table has something in it.
            let mut outer: Vec<usize> =
                (0..self.leaves.len()).filter(|at| self.leaves[*at].holds_more()).collect();
            outer.sort_by_key(|at| std::cmp::Reverse(self.leaves[*at].path.len()));
            makers.extend(outer.into_iter().find(depends));
        }
        let unset = if makers.is_empty() { self.unset(line) } else { Vec::new() };
        let is_complete = self
            .known
            .iter()
            .all(|outcome| outcome.get().is_none_or(|outcome| outcome.tried != Tried::TooMany));
        Some(Line {
            object: shown.object.clone(),
            made_by: shown.made_by.clone(),
            values: makers.into_iter().map(|at| self.effect(at)).collect(),
            unset,
            is_complete,
        })
    }

    fn unset(&self, line: usize) -> Vec<String> {
        let changes_line = |values: &Value| {
            self.rendered.get() < MOST
                && self
                    .render(values)
                    .is_some_and(|documents| Changes::between(&self.base, &documents).changed.contains(&line))
        };
        let found = change::unset(&self.values).filter(|(_, others)| others.iter().any(changes_line));
        found.map(|(path, _)| path).collect()
    }

    /// What depends on the value at a path, or on each of the values below it.
    pub fn value(&self, path: &str) -> Result<Vec<Effect>, NoValue> {
        let steps = indexed_steps(path).map_err(NoValue::BadPath)?;
        let below: Vec<usize> = (0..self.leaves.len())
            .filter(|at| !self.leaves[*at].holds_more() && self.leaves[*at].is_within(&steps))
            .collect();
        if below.is_empty() {
            let known: Vec<String> = self.leaves.iter().map(Leaf::name).collect();
            let near = nearest(path, known.iter().map(String::as_str)).into_iter().map(str::to_owned);
            return Err(NoValue::Unset { path: path.to_owned(), near: near.collect() });
        }
        Ok(below.into_iter().map(|at| self.effect(at)).collect())
    }

    fn effect(&self, at: usize) -> Effect {
        let Outcome { tried, changes } = self.outcome(at);
        let leaf = &self.leaves[at];
        Effect {
            path: leaf.name(),
            line: leaf.line.map(|line| line + 1),
            place: leaf.place.clone(),
            tried: *tried,
            changed: changes.changed.iter().copied().collect(),
            added_behind: changes.added_behind.iter().copied().collect(),
        }
    }

    /// What changes with another value: that of the first one that changes anything.
    fn outcome(&self, at: usize) -> &Outcome {
        self.known[at].get_or_init(|| {
            let mut tried = Tried::Nothing;
            for other in change::others(&self.values, &self.leaves[at]) {
                if self.rendered.get() >= MOST {
                    return Outcome { tried: Tried::TooMany, changes: Changes::default() };
                }
                let Some(documents) = self.render(&other) else {
                    if tried == Tried::Nothing {
                        tried = Tried::Refused;
                    }
                    continue;
                };
                tried = Tried::Yes;
                let changes = Changes::between(&self.base, &documents);
                if !changes.is_empty() {
                    return Outcome { tried, changes };
                }
            }
            Outcome { tried, changes: Changes::default() }
        })
    }

    /// The documents of other values; nothing when they cannot be rendered.
    fn render(&self, values: &Value) -> Option<Vec<Document>> {
        self.rendered.set(self.rendered.get() + 1);
        let values = Values::from_value(values);
        let options = RenderOptions { schema: SchemaCheck::Skipped, ..RenderOptions::default() };
        let world = RepeatableWorld::default();
        let chart = self.stack.chart();
        let rendered = render_with(chart, &values, self.release, self.capabilities, options, &world).ok()?;
        Some(documents(&rendered, self.output))
    }
}

/// The lines of an output.
fn shown(rendered: &Rendered, output: Output) -> Vec<Shown> {
    let texts: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.text.to_str()).collect();
    let sources = |manifest: usize| rendered.source_lines(&rendered.manifests[manifest]);
    match output {
        Output::Config => {
            let lines = |secrets| final_config(&texts, secrets).unwrap_or_default();
            let (open, masked) = (lines(Secrets::Show), lines(Secrets::Mask));
            let held = config_lines(&texts);
            let made: Option<Vec<SourceLine>> =
                held.iter().flatten().next().map(|(manifest, _)| sources(*manifest));
            let held = held.into_iter().chain(std::iter::repeat(None));
            let texts = open.lines().zip(masked.lines()).zip(held);
            texts
                .map(|((text, masked), held)| Shown {
                    text: text.to_owned(),
                    masked: masked.to_owned(),
                    object: String::new(),
                    made_by: held
                        .and_then(|(_, line)| made.as_ref()?.get(line))
                        .map(positions)
                        .unwrap_or_default(),
                })
                .collect()
        }
        Output::Manifests => {
            let mut lines = Vec::new();
            for (at, manifest) in rendered.manifests.iter().enumerate() {
                let object = format!("{}/{}", manifest.kind, manifest.name);
                for text in ["---".to_owned(), format!("# Source: {}", manifest.source)] {
                    let (masked, object) = (text.clone(), object.clone());
                    lines.push(Shown { text, masked, object, made_by: Vec::new() });
                }
                let masked = masked_lines(&texts[at]);
                for ((text, masked), made) in texts[at].split('\n').zip(masked).zip(sources(at)) {
                    let made_by = positions(&made);
                    lines.push(Shown { text: text.to_owned(), masked, object: object.clone(), made_by });
                }
            }
            lines
        }
    }
}

fn positions(line: &SourceLine) -> Vec<Position> {
    line.position.iter().chain(&line.callers).cloned().collect()
}
