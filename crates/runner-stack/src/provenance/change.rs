//! Other values of the same kind: what depends on a value shows when it is another one.

use helm_render::Value;
use helm_render::release::dotted;
use helm_render::value::{Map, Str};
use helm_render::values::ValuePath;

use super::leaves::{Leaf, at};
use crate::explain::{Entry, Facts, explain};

/// All values with another one in place of a leaf; the first that can be rendered and changes something will do.
pub(super) fn others<'a>(values: &'a Value, leaf: &'a Leaf) -> Box<dyn Iterator<Item = Value> + 'a> {
    let Some(value) = at(values, &leaf.path) else { return Box::new(std::iter::empty()) };
    let replacements: Box<dyn Iterator<Item = Option<Value>> + 'a> = if leaf.holds_more() {
        Box::new(std::iter::once(None))
    } else if let (Some(line), Value::String(text)) = (leaf.line, &value) {
        let text = text.to_str().into_owned();
        let lines: Vec<Option<String>> = other_lines(text.lines().nth(line).unwrap_or_default());
        Box::new(
            lines.into_iter().map(move |other| Some(Value::from(with_line(&text, line, other.as_deref())))),
        )
    } else {
        Box::new(singles(&value, leaf).map(Some))
    };
    Box::new(replacements.map(|replacement| with(values, &leaf.path, replacement.as_ref())))
}

fn singles(value: &Value, leaf: &Leaf) -> Box<dyn Iterator<Item = Value>> {
    match value {
        Value::Bool(value) => Box::new(std::iter::once(Value::Bool(!value))),
        Value::Float(number) => Box::new([number + 1.0, number * 2.0 + 1.0].into_iter().map(Value::Float)),
        Value::Int(number) | Value::Int64(number) => {
            let others = [number.saturating_add(1), number.saturating_mul(2).saturating_add(1)];
            Box::new(others.into_iter().map(Value::Int64))
        }
        Value::String(text) => {
            let text = text.to_str().into_owned();
            let appended = [format!("{text}x"), format!("{text}/x")];
            let name = dotted(&leaf.path);
            // Reading what a key may hold takes time, and is seldom needed.
            let allowed = std::iter::once(()).flat_map(move |()| allowed(&name)).map(Value::from);
            Box::new(counted(&text).into_iter().chain(appended).map(Value::from).chain(allowed))
        }
        Value::Nil => {
            let facts = explain(&dotted(&leaf.path)).map(|entry| entry.facts());
            Box::new(facts.map(|facts| first_values(&facts)).unwrap_or_default().into_iter())
        }
        _ => Box::new(std::iter::empty()),
    }
}

/// Other texts that may stand in place of a line: with another value where it sets one, else longer, else gone.
fn other_lines(line: &str) -> Vec<Option<String>> {
    let text = line.trim_end();
    let mut others = Vec::new();
    if let Some(before) = text.strip_suffix("true") {
        others.push(Some(format!("{before}false")));
    } else if let Some(before) = text.strip_suffix("false") {
        others.push(Some(format!("{before}true")));
    } else if text.ends_with(|last: char| last.is_ascii_digit()) {
        let start = text.trim_end_matches(|digit: char| digit.is_ascii_digit()).len();
        others.extend(counted(&text[start..]).map(|number| Some(format!("{}{number}", &text[..start]))));
    } else if let Some(quote @ ('"' | '\'' | ']')) = text.chars().next_back() {
        others.push(Some(format!("{}x{quote}", &text[..text.len() - 1])));
    }
    others.extend([Some(format!("{text}x")), None]);
    others
}

fn with_line(text: &str, line: usize, other: Option<&str>) -> String {
    let mut result = String::with_capacity(text.len() + 1);
    for (number, old) in text.split_inclusive('\n').enumerate() {
        match other {
            _ if number != line => result.push_str(old),
            Some(other) => {
                result.push_str(other);
                result.push_str(&old[old.trim_end_matches(['\n', '\r']).len()..]);
            }
            None => {}
        }
    }
    result
}

/// The text with its first number one higher.
fn counted(text: &str) -> Option<String> {
    let start = text.find(|digit: char| digit.is_ascii_digit())?;
    let length = text[start..].find(|digit: char| !digit.is_ascii_digit()).unwrap_or(text.len() - start);
    let number: u64 = text[start..start + length].parse().ok()?;
    Some(format!("{}{}{}", &text[..start], number.checked_add(1)?, &text[start + length..]))
}

/// The keys with a single value near the top, as far as they are not set, and the values with each of them set.
pub(super) fn unset(values: &Value) -> impl Iterator<Item = (String, Vec<Value>)> {
    let top = explain("").map(|top| top.children()).unwrap_or_default();
    let below = top.iter().flat_map(Entry::children).filter(|entry| !entry.path().contains(['[', '"']));
    let entries: Vec<Entry> = top.iter().cloned().chain(below).collect();
    entries.into_iter().filter_map(|entry| {
        let path: Vec<ValuePath> =
            entry.path().split('.').map(|key| ValuePath::Key(Str::from(key))).collect();
        if at(values, &path).is_some_and(|value| !matches!(value, Value::Nil)) {
            return None;
        }
        let first = first_values(&entry.facts());
        let set = first.iter().map(|value| with(values, &path, Some(value))).collect();
        (!first.is_empty()).then(|| (entry.path().to_owned(), set))
    })
}

/// Values for a key that has none so far.
fn first_values(facts: &Facts) -> Vec<Value> {
    match facts.type_name.as_str() {
        "boolean" => vec![Value::Bool(true), Value::Bool(false)],
        "integer" | "number" => vec![Value::Float(1.0), Value::Float(2.0)],
        "string" => facts.allowed.iter().cloned().chain(["x".to_owned()]).map(Value::from).collect(),
        _ => Vec::new(),
    }
}

/// The words that a key takes.
fn allowed(path: &str) -> Vec<String> {
    explain(path).map(|entry| entry.facts().allowed).unwrap_or_default()
}

/// A copy of a value with another one at a path, or with nothing there; maps that lead there are made.
fn with(value: &Value, path: &[ValuePath], replacement: Option<&Value>) -> Value {
    let Some((step, rest)) = path.split_first() else { return replacement.cloned().unwrap_or_default() };
    let is_gone = rest.is_empty() && replacement.is_none();
    match (value, step) {
        (Value::Map(map), ValuePath::Key(key)) => {
            let change = |(name, value): (Str, Value)| {
                if name != *key {
                    return Some((name, value));
                }
                (!is_gone).then(|| (name, with(&value, rest, replacement)))
            };
            let changed = map.snapshot().into_iter().filter_map(change).collect::<Map>();
            if !map.contains_key(key) {
                changed.insert(key.clone(), with(&Value::map(), rest, replacement));
            }
            Value::Map(changed)
        }
        (Value::List(list), ValuePath::Index(index)) => {
            let items = list.items().iter().enumerate().filter_map(|(at, item)| {
                if at != *index {
                    return Some(item.clone());
                }
                (!is_gone).then(|| with(item, rest, replacement))
            });
            Value::list(items.collect())
        }
        _ => value.clone(),
    }
}
