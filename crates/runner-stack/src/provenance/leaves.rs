//! The values of a stack, the chart's defaults included, and where each is set.

use helm_render::Value;
use helm_render::release::dotted;
use helm_render::values::{ValuePath, Values};

use super::Place;
use crate::diagnostic::Span;
use crate::explain::Step;
use crate::source::{OffsetMap, Positions};
use crate::stack::Input;

/// The chart's own values.
const DEFAULTS: &str = "values.yaml";

/// A single value, a line of a text with several, or a list or map.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) path: Vec<ValuePath>,
    /// The line, from 0, of a text with several.
    pub(super) line: Option<usize>,
    pub(super) place: Place,
    holds_more: bool,
}

impl Leaf {
    /// Whether it is a list or map that is not empty.
    pub(super) fn holds_more(&self) -> bool {
        self.holds_more
    }

    /// The path as `--set` takes it.
    pub(super) fn name(&self) -> String {
        dotted(&self.path)
    }

    /// Whether it is the value at a path, or below it.
    pub(super) fn is_within(&self, outer: &[(Step, Option<usize>)]) -> bool {
        self.path.len() >= outer.len()
            && self.path.iter().zip(outer).all(|(step, wanted)| match (step, wanted) {
                (ValuePath::Key(key), (Step::Key(wanted), _)) => *key == **wanted,
                (ValuePath::Index(index), (Step::Item, wanted)) => {
                    wanted.is_none_or(|wanted| wanted == *index)
                }
                _ => false,
            })
    }
}

/// The values with the defaults below them, and what is in them from the top.
pub(super) fn leaves(input: &Input, defaults: &str) -> (Value, Vec<Leaf>) {
    let values = Values::from_yaml(DEFAULTS, defaults).map(|values| values.to_value());
    let values = values.unwrap_or_else(|_| Value::map());
    lay_over(&values, &input.values().to_value());
    let texts = Texts {
        positions: input.sources().iter().map(|source| Positions::new(&source.text)).collect(),
        defaults: Positions::new(defaults),
        input,
        default_text: defaults,
    };
    let mut leaves = Vec::new();
    for placed in input.places(defaults) {
        let Some(value) = at(&values, &placed.path) else { continue };
        let leaf = |line, place, holds_more| Leaf { path: placed.path.clone(), line, place, holds_more };
        let place = |span| texts.place(placed.source, span);
        match &value {
            Value::String(text) if text.to_str().trim_end().contains('\n') => {
                let text = text.to_str();
                let map = OffsetMap::of_scalar(texts.text(placed.source), placed.value, &text);
                let mut start = 0;
                for (number, line) in text.split_inclusive('\n').enumerate() {
                    if !line.trim().is_empty() {
                        let first = offset(start + line.len() - line.trim_start().len());
                        let outer = map.outer(Span { start: first, end: first + 1 });
                        leaves.push(leaf(Some(number), place(outer), false));
                    }
                    start += line.len();
                }
            }
            _ => leaves.push(leaf(None, place(placed.span), holds_more(&value))),
        }
    }
    (values, leaves)
}

/// The texts that values come from.
struct Texts<'a> {
    input: &'a Input,
    positions: Vec<Positions<'a>>,
    defaults: Positions<'a>,
    default_text: &'a str,
}

impl Texts<'_> {
    fn text(&self, source: usize) -> &str {
        self.input.sources().get(source).map_or(self.default_text, |source| &source.text)
    }

    fn place(&self, source: usize, span: Span) -> Place {
        match self.input.sources().get(source).zip(self.positions.get(source)) {
            None => {
                let position = self.defaults.of(span.start);
                Place::Default { line: position.line, column: position.column }
            }
            Some((source, _)) if source.is_flag => Place::Flag { name: source.name.clone() },
            Some((source, positions)) => {
                let position = positions.of(span.start);
                Place::File { name: source.name.clone(), line: position.line, column: position.column }
            }
        }
    }
}

/// Lays `over` over a map, as values files are laid over each other.
fn lay_over(map: &Value, over: &Value) {
    let (Value::Map(below), Value::Map(above)) = (map, over) else { return };
    for (key, value) in above.snapshot() {
        match (below.get(&key), &value) {
            (Some(old @ Value::Map(_)), Value::Map(_)) => lay_over(&old, &value),
            _ => {
                below.insert(key, value);
            }
        }
    }
}

/// The value at a path.
pub(super) fn at(value: &Value, path: &[ValuePath]) -> Option<Value> {
    path.iter().try_fold(value.clone(), |value, step| match step {
        ValuePath::Key(key) => value.as_map()?.get(key),
        ValuePath::Index(index) => value.as_list()?.get(*index).cloned(),
    })
}

fn holds_more(value: &Value) -> bool {
    match value {
        Value::Map(map) => !map.is_empty(),
        Value::List(list) => !list.items().is_empty(),
        _ => false,
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
