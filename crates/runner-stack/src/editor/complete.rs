//! The keys and values that may stand at a place.

use helm_render::{Value, yaml};

use super::look::{Form, Slot, look};
use crate::diagnostic::Span;
use crate::explain::{Entry, Shape, entry_at};

/// What may be written at a place.
#[derive(Debug, Default)]
pub struct Completions {
    /// The word that is being written, which each of them replaces.
    pub span: Span,
    /// The best first.
    pub items: Vec<Completion>,
}

/// One key or value.
#[derive(Debug)]
pub struct Completion {
    /// What it is called.
    pub label: String,
    /// The text to put in place of the word. A key brings its colon, and for a map or list the start of the next line.
    pub insert: String,
    /// Whether it is a key or a value.
    pub kind: CompletionKind,
    /// The key, or the key that the value is for.
    pub entry: Entry,
}

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// A key of a map.
    Key,
    /// A value.
    Value,
}

/// What may be written at an offset of the text of a values file, in bytes. Inside of comments and texts nothing is known.
///
/// All that fits the place is offered; narrowing it down to what the word starts with is up to the editor.
pub fn complete(text: &str, offset: usize) -> Completions {
    let Some(slot) = look(text, offset).slot else { return Completions::default() };
    let Some(entry) = entry_at(&slot.path) else { return Completions::default() };
    let items = match slot.form {
        Form::Key => keys(&entry, &slot, ""),
        Form::Value | Form::Quoted => values(&entry, &slot, ""),
        Form::Node => {
            // What stands where a list belongs is an item of it, and lacks its dash.
            let (entry, dash) = match entry.shape() {
                Shape::List if !slot.is_flow => (entry.item().unwrap_or(entry), "- "),
                _ => (entry, ""),
            };
            let mut items = keys(&entry, &slot, dash);
            items.extend(values(&entry, &slot, dash));
            items
        }
    };
    Completions { span: span(&slot.span), items }
}

fn keys(entry: &Entry, slot: &Slot, dash: &str) -> Vec<Completion> {
    if entry.shape() == Shape::List {
        return Vec::new();
    }
    let mut keys: Vec<(u8, Completion)> = Vec::new();
    for child in entry.children() {
        // Free keys have no name to offer.
        if child.is_any_key() || slot.taken.iter().any(|taken| taken == child.name()) {
            continue;
        }
        let facts = child.facts();
        let rank = if facts.deprecated || facts.ineffective { 2 } else { u8::from(!facts.required) };
        let label = child.name().to_owned();
        let insert = match slot.form {
            Form::Key => label.clone(),
            _ => format!("{dash}{label}{}", opening(&child, slot, dash)),
        };
        keys.push((rank, Completion { label, insert, kind: CompletionKind::Key, entry: child }));
    }
    // Within a rank in the order of the documentation.
    keys.sort_by_key(|(rank, _)| *rank);
    keys.into_iter().map(|(_, key)| key).collect()
}

/// What follows a key: a blank, or the start of the next line.
fn opening(child: &Entry, slot: &Slot, dash: &str) -> String {
    let indent = " ".repeat(slot.column + dash.len() + 2);
    match child.shape() {
        _ if slot.is_flow => ": ".to_owned(),
        Shape::Scalar => ": ".to_owned(),
        Shape::Map => format!(":\n{indent}"),
        Shape::List => format!(":\n{indent}- "),
    }
}

fn values(entry: &Entry, slot: &Slot, dash: &str) -> Vec<Completion> {
    // A list that stands behind its key needs brackets.
    if entry.shape() == Shape::List {
        return Vec::new();
    }
    let facts = entry.facts();
    let mut labels = facts.allowed;
    if labels.is_empty() && facts.type_name.split(" or ").any(|name| name == "boolean") {
        labels = vec!["true".to_owned(), "false".to_owned()];
    }
    let is_text = facts.type_name.split(" or ").any(|name| name.starts_with("string"));
    // What applies anyway comes last.
    labels.sort_by_key(|label| *label == facts.default);
    labels
        .into_iter()
        .map(|label| {
            let written = match slot.form {
                Form::Quoted => label.clone(),
                _ if is_text => written(&label),
                _ => label.clone(),
            };
            let insert = format!("{dash}{written}");
            Completion { label, insert, kind: CompletionKind::Value, entry: entry.clone() }
        })
        .collect()
}

/// A text as YAML: in quotes, where it would be read as something else.
fn written(text: &str) -> String {
    yaml::to_yaml(&Value::from(text))
        .map_or_else(|_| text.to_owned(), |yaml| yaml.to_str().trim_end().to_owned())
}

pub(super) fn span(range: &std::ops::Range<usize>) -> Span {
    let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: position(range.start), end: position(range.end) }
}
