//! The walk over values and schema.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::format;
use super::rule::{Additional, Rule, Types};
use super::suggest::{self, Suggestion};
use super::tree::{Shape, Tree};
use super::typed::ROOT;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::model::Format;

/// Checks values of the chart and returns everything that is wrong with them, in the order of the text.
pub fn validate<T: Tree>(values: &T) -> Vec<Diagnostic> {
    validate_written(values, &|_| None)
}

/// The same for values whose text is known: advice repeats a value as it is written, `n` and `1.10`, not as it is read.
pub fn validate_written<'s, T: Tree>(
    values: &T,
    source: &dyn Fn(Span) -> Option<&'s str>,
) -> Vec<Diagnostic> {
    let mut walk = Walk { path: String::new(), found: Vec::new(), source };
    walk.value(values, *ROOT);
    walk.found.sort_by_key(|diagnostic| diagnostic.span.start);
    walk.found
}

/// The keys of a map so far. Most maps are small, and comparing a few texts costs less than a tree of them.
#[derive(Default)]
struct Seen<'a> {
    few: Vec<Cow<'a, str>>,
    many: BTreeSet<Cow<'a, str>>,
}

impl<'a> Seen<'a> {
    const FEW: usize = 12;

    fn contains(&self, key: &str) -> bool {
        self.few.iter().any(|known| known == key) || self.many.contains(key)
    }

    /// Whether the key is new.
    fn insert(&mut self, key: Cow<'a, str>) -> bool {
        if self.contains(&key) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(key);
        } else {
            self.many.insert(key);
        }
        true
    }
}

struct Walk<'w, 's> {
    path: String,
    found: Vec<Diagnostic>,
    /// What stands at a place.
    source: &'w dyn Fn(Span) -> Option<&'s str>,
}

impl Walk<'_, '_> {
    fn value<T: Tree>(&mut self, value: &T, rule: &'static Rule) {
        let shape = value.shape();
        if !rule.types.allow(type_bits(&shape)) {
            self.wrong_type(&shape, rule, value.span());
            return;
        }
        match shape {
            Shape::String(text) => self.text(&text, rule, value.span()),
            Shape::Integer(number) => {
                let is_below = rule.min != i64::MIN && number < i128::from(rule.min);
                if is_below || rule.max != i64::MAX && number > i128::from(rule.max) {
                    self.out_of_range(&number.to_string(), rule, value.span());
                }
            }
            Shape::Float(number) => {
                #[expect(clippy::cast_precision_loss, reason = "limits that floats hold")]
                if rule.min != i64::MIN && number < rule.min as f64
                    || rule.max != i64::MAX && number > rule.max as f64
                {
                    self.out_of_range(&number.to_string(), rule, value.span());
                }
            }
            Shape::List => {
                if let Some(items) = rule.items {
                    for (idx, item) in value.items().enumerate() {
                        let length = self.path.len();
                        let _ = write!(self.path, "[{idx}]");
                        self.value(item, items);
                        self.path.truncate(length);
                    }
                }
            }
            Shape::Map => self.map(value, rule),
            Shape::Null | Shape::Bool(_) => {}
        }
    }

    fn map<T: Tree>(&mut self, map: &T, rule: &'static Rule) {
        let keys = rule.keys();
        let mut seen = Seen::default();
        for (key, span, value) in map.entries() {
            let length = self.path.len();
            self.push_key(&key);
            if !seen.insert(key.clone()) {
                let help = "keep one of the two".to_owned();
                self.report("duplicate-key", format!("the key `{key}` is given twice"), Some(help), span);
            }
            if let Some(prop) = keys.prop(&key) {
                if prop.2 && !matches!(value.shape(), Shape::Null) {
                    self.deprecated(&key, length, span);
                }
                self.value(value, prop.1);
            } else {
                match rule.additional {
                    Additional::Any => {}
                    Additional::Rule(rule) => self.value(value, rule),
                    Additional::None => {
                        if let Some((message, help)) = suggest::removed(&self.path[..length], &key) {
                            self.report("removed-key", message, Some(help), span);
                            self.path.truncate(length);
                            continue;
                        }
                        let known = keys.props.iter().map(|prop| prop.0);
                        let suggestion = suggest::of_key(&key, &self.path[..length], known);
                        let message = format!("unknown key `{key}`");
                        self.report("unknown-key", message, suggestion.help, span).replacements =
                            suggestion.names;
                    }
                }
            }
            self.path.truncate(length);
        }
        for required in keys.required {
            if !seen.contains(required) {
                let message = format!("the key `{required}` is missing");
                self.report("missing-key", message, Some(format!("add `{required}:`")), map.span());
            }
        }
    }

    fn text(&mut self, text: &str, rule: &'static Rule, span: Span) {
        if !rule.one_of.is_empty() && !rule.one_of.contains(&text) {
            let message = format!("found {text:?}, expected {}", quoted(rule.one_of));
            let suggestion = Suggestion::value(text, rule.one_of.iter().copied());
            self.report("not-allowed", message, suggestion.help, span).replacements = suggestion.names;
        }
        if let Some(format) = rule.format
            && !format::matches(format, text)
        {
            let message = format!("found {text:?}, expected {}", format::example(format));
            self.report("wrong-format", message, format::advice(format, text), span);
        }
        if rule.not_empty && text.is_empty() {
            self.report("wrong-format", "found an empty string, expected a name".to_owned(), None, span);
        }
    }

    fn wrong_type(&mut self, shape: &Shape<'_>, rule: &'static Rule, span: Span) {
        let expected = match (rule.format, rule.one_of) {
            (Some(format), _) if rule.types.0 & !(Types::NULL | Types::STRING) == 0 => {
                format::example(format).to_owned()
            }
            (None, one_of @ [_, ..]) => quoted(one_of),
            _ => rule.types.words(),
        };
        let (found, mut literal) = describe(shape);
        if let (Shape::Bool(_) | Shape::Integer(_) | Shape::Float(_), Some(text)) =
            (shape, (self.source)(span))
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.+-".contains(&byte))
        {
            text.clone_into(&mut literal);
        }
        let wants = |types: u8| rule.types.0 & types != 0;
        let mut replacements = Vec::new();
        let mut fix = |words: &str, text: String| {
            let help = format!("{words}: {text}");
            replacements.push(text);
            Some(help)
        };
        let help = match shape {
            Shape::Integer(number)
                if matches!(rule.format, Some(Format::Duration | Format::DurationOrEmpty)) =>
            {
                fix("add the unit", format!("\"{number}s\""))
                    .map(|help| help + " for seconds; GitLab Runner would read a bare number as nanoseconds")
            }
            Shape::Bool(_) | Shape::Integer(_) | Shape::Float(_) if wants(Types::STRING) => {
                fix("write it in quotes", format!("\"{literal}\""))
            }
            Shape::String(text) if wants(Types::INTEGER) && text.parse::<i64>().is_ok() => {
                fix("write it without quotes", text.to_string())
            }
            Shape::String(text) if wants(Types::BOOLEAN) && matches!(&**text, "true" | "false") => {
                fix("write it without quotes", literal)
            }
            Shape::Bool(_) | Shape::Integer(_) | Shape::Float(_) if wants(Types::ARRAY) => {
                let is_text = rule.items.is_some_and(|items| !items.types.allow(type_bits(shape)));
                let quote = if is_text { "\"" } else { "" };
                fix("write it as a list", format!("[{quote}{literal}{quote}]"))
            }
            // What is shown may be a part of it.
            Shape::String(_) if wants(Types::ARRAY) => Some(format!("write it as a list: [{literal}]")),
            Shape::Map if wants(Types::ARRAY) => Some("put a dash in front of each item".to_owned()),
            Shape::Null if !wants(Types::NULL) => Some("give it a value, or remove the key".to_owned()),
            _ => None,
        };
        let message = format!("found {found}, expected {expected}");
        self.report("wrong-type", message, help, span).replacements = replacements;
    }

    fn out_of_range(&mut self, number: &str, rule: &'static Rule, span: Span) {
        let expected = match (rule.min, rule.max) {
            (min, i64::MAX) => format!("at least {min}"),
            (i64::MIN, max) => format!("at most {max}"),
            (min, max) if min == max => min.to_string(),
            (min, max) => format!("{min} to {max}"),
        };
        self.report("out-of-range", format!("found {number}, expected {expected}"), None, span);
    }

    fn deprecated(&mut self, key: &str, parent: usize, span: Span) {
        let help = suggest::replacement(&self.path[..parent], key).map(suggest::use_instead);
        self.found.push(Diagnostic {
            code: "deprecated-key",
            severity: Severity::Warning,
            message: format!("the key `{key}` is deprecated"),
            help,
            path: self.path.clone(),
            span,
            replacements: Vec::new(),
        });
    }

    fn report(
        &mut self,
        code: &'static str,
        message: String,
        help: Option<String>,
        span: Span,
    ) -> &mut Diagnostic {
        self.found.push(Diagnostic {
            code,
            severity: Severity::Error,
            message,
            help,
            replacements: Vec::new(),
            path: self.path.clone(),
            span,
        });
        self.found.last_mut().expect("it was put there")
    }

    fn push_key(&mut self, key: &str) {
        let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !plain || key.is_empty() {
            let _ = write!(self.path, "[{key:?}]");
        } else {
            if !self.path.is_empty() {
                self.path.push('.');
            }
            self.path.push_str(key);
        }
    }
}

pub(super) fn type_bits(shape: &Shape<'_>) -> u8 {
    match shape {
        Shape::Null => Types::NULL,
        Shape::Bool(_) => Types::BOOLEAN,
        Shape::Integer(_) => Types::INTEGER | Types::NUMBER,
        // To JSON Schema 10.0 is an integer.
        Shape::Float(number) if number.fract() == 0.0 => Types::INTEGER | Types::NUMBER,
        Shape::Float(_) => Types::NUMBER,
        Shape::String(_) => Types::STRING,
        Shape::List => Types::ARRAY,
        Shape::Map => Types::OBJECT,
    }
}

/// A value in words, and as it would be written.
fn describe(shape: &Shape<'_>) -> (String, String) {
    match shape {
        Shape::Null => ("null".to_owned(), "null".to_owned()),
        Shape::Bool(value) => (format!("the boolean {value}"), value.to_string()),
        Shape::Integer(number) => (format!("the integer {number}"), number.to_string()),
        Shape::Float(number) => (format!("the number {number}"), number.to_string()),
        Shape::String(text) => {
            let mut short: String = text.chars().take(40).collect();
            if short.len() < text.len() {
                short.push('…');
            }
            (format!("the string {short:?}"), short)
        }
        Shape::List => ("a list".to_owned(), String::new()),
        Shape::Map => ("a map".to_owned(), String::new()),
    }
}

fn quoted(values: &[&str]) -> String {
    let values: Vec<String> =
        values.iter().filter(|value| !value.is_empty()).map(|value| format!("{value:?}")).collect();
    match values.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("one of {} or {last}", rest.join(", ")),
        None => "an empty string".to_owned(),
    }
}
