//! What values make: the objects of the stack, for rules about the manager's pod.

use helm_render::template::Templates;
use helm_render::world::FixedWorld;
use helm_render::yaml::Node;
use helm_render::{Error, Location, Values};

use super::{Document, Object};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::source::{Entry, OffsetMap, Value, read_yaml};
use crate::stack::{Stack, Wanted, without_effect};

/// Keys that decide who may do what. Without them the chart grants what the configuration needs.
const ACCESS: &[&str] = &["rbac", "serviceAccount", "extraObjects"];

/// Tables of `config.toml` in which the schema lets everything pass.
const FREE_FORM: &[&str] = &["plugin_config", "nesting_config"];

/// Renders the stack of values that have passed the schema. What keeps the chart from rendering is a warning, because
/// it may be given in another file or on the command line.
pub(super) fn read(
    values: &Value,
    node: Node,
    text: &str,
    document: &mut Document,
    found: &mut Vec<Diagnostic>,
) {
    let mut alone = Values::default();
    let stack = Stack::part(Wanted {
        access: ACCESS.iter().any(|key| values.get(key).is_some()),
        config: values.get("extraObjects").is_some()
            || values.at(&["runners", "config"]).is_some()
            || values.get("config").is_some_and(has_free_form),
    });
    let rendered =
        alone.add_parsed("values.yaml", text, node).and_then(|()| stack.render_alone(alone, &FixedWorld));
    match rendered {
        Ok(rendered) => {
            let notes = rendered.notes.to_str();
            found.extend(without_effect(&notes).map(|sentence| ineffective(values, sentence)));
            for manifest in &rendered.manifests {
                // The rules look at pods and permissions; the longest texts are in neither.
                if matches!(manifest.kind.as_str(), "ConfigMap" | "Secret") {
                    continue;
                }
                let text = manifest.text.to_string();
                document.rendered.extend(
                    read_yaml(&text)
                        .into_iter()
                        .filter(crate::source::Document::is_object)
                        .filter_map(|part| part.content.ok())
                        .map(Object::new),
                );
            }
        }
        Err(error) => {
            found.push(in_config(values, text, &error).unwrap_or_else(|| in_chart(values, &error)));
        }
    }
}

/// What is switched on and comes to nothing, with what to do about it.
fn ineffective(values: &Value, sentence: &str) -> Diagnostic {
    let (message, help) = sentence.split_once(": ").unwrap_or((sentence, ""));
    let place = if help.starts_with("set ") { ", here or in a second values file" } else { "" };
    let help = format!("{help}{place}");
    let (path, span) = named_key(values, message).unwrap_or_else(|| unnamed(values));
    Diagnostic { code: "ineffective-key", ..finding(message.to_owned(), &help, path, span) }
}

/// Whether there is a table that the schema lets pass unseen.
fn has_free_form(value: &Value) -> bool {
    let has_one = |entry: &Entry| FREE_FORM.contains(&entry.key.as_str()) || has_free_form(&entry.value);
    value.entries().iter().any(has_one) || value.items().iter().any(has_free_form)
}

/// What a template of the chart says.
fn in_chart(values: &Value, error: &Error) -> Diagnostic {
    let reason = reason(error.message());
    let (path, span) = named_key(values, &reason).unwrap_or_else(|| unnamed(values));
    finding(
        format!("the chart does not render with this file alone: {reason}"),
        "give what is missing here, or in a second values file",
        path,
        span,
    )
}

/// What the template in `runners.config` says, at its line.
fn in_config(values: &Value, text: &str, error: &Error) -> Option<Diagnostic> {
    let config = values.at(&["runners", "config"])?;
    let content = config.as_str()?;
    let call = error.trace().iter().position(|point| point.node == "tpl .Values.runners.config .")?;
    let map = OffsetMap::of_scalar(text, config.span, content);
    let finding = |message, help, location: &Location| {
        let span = map.outer(action(content, location));
        finding(message, help, "runners.config".to_owned(), span)
    };
    if let Some(point) = error.trace().get(call + 1) {
        let reason = reason(error.message());
        let message = format!("`runners.config` does not render with this file alone: {reason}");
        let help = "correct the template, or give what is missing here or in a second values file";
        return Some(finding(message, help, &point.location));
    }
    // It has not run.
    let error = Templates::parse([("runners.config", content.to_owned())]).err()?;
    let message = format!("`runners.config` is a template and does not parse: {}", error.message());
    let help = "correct it; braces that are meant for the runner are written as {{ \"{{\" }}";
    Some(finding(message, help, error.location()?))
}

/// The part between braces that a template failed in, or its line where no column is known.
fn action(content: &str, location: &Location) -> Span {
    let number = (location.line as usize).saturating_sub(1);
    let before: usize = content.split_inclusive('\n').take(number).map(str::len).sum();
    let line = content[before..].lines().next().unwrap_or_default();
    let (mut start, mut end) = (line.len() - line.trim_start().len(), line.trim_end().len());
    if let Some((before, after)) = location.column.and_then(|column| line.split_at_checked(column as usize)) {
        start = before.rfind("{{").unwrap_or(start);
        end = after.find("}}").map_or(end, |at| before.len() + at + 2);
    }
    let offset = |at: usize| u32::try_from(before + at).unwrap_or(u32::MAX);
    Span { start: offset(start), end: offset(end.max(start)) }
}

fn finding(message: String, help: &str, path: String, span: Span) -> Diagnostic {
    Diagnostic {
        code: "cannot-render",
        severity: Severity::Warning,
        message,
        help: Some(help.to_owned()),
        path,
        span,
        replacements: Vec::new(),
    }
}

/// The chart lists its problems below a heading; in one line they read as a sentence.
fn reason(message: &str) -> String {
    let lines: Vec<&str> = message
        .lines()
        .map(|line| {
            line.trim().trim_start_matches(|char: char| char.is_ascii_digit()).trim_start_matches(". ")
        })
        .filter(|line| !line.is_empty() && !line.ends_with(':'))
        .collect();
    if lines.is_empty() { message.trim().to_owned() } else { lines.join("; ") }
}

/// The top of the values.
fn unnamed(values: &Value) -> (String, Span) {
    let start = values.span.start;
    (String::new(), Span { start, end: start })
}

/// The first key of the values that a text names, and where it stands.
fn named_key(values: &Value, text: &str) -> Option<(String, Span)> {
    text.split(|char: char| !(char.is_ascii_alphanumeric() || matches!(char, '.' | '_'))).find_map(|word| {
        let word = word.trim_end_matches('.');
        // `image` or `service` alone may be a word of the sentence.
        if !word.contains(|char: char| char == '.' || char.is_ascii_uppercase()) {
            return None;
        }
        let keys: Vec<&str> = word.split('.').collect();
        let (last, parents) = keys.split_last()?;
        let parent = if parents.is_empty() { values } else { values.at(parents)? };
        Some((word.to_owned(), parent.entry(last)?.key_span))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::FREE_FORM;
    use crate::config::Config;
    use crate::model::{Kind, Model as _, Table};

    /// Adds the keys that may hold anything.
    fn collect(table: &'static Table, found: &mut BTreeSet<&'static str>) {
        for field in table.fields {
            let mut kind = &field.kind;
            while let Kind::List(inner) | Kind::Map(inner) = kind {
                kind = inner;
            }
            match kind {
                Kind::Any => drop(found.insert(field.key)),
                Kind::Table(inner) => collect(inner, found),
                _ => {}
            }
        }
    }

    #[test]
    fn the_tables_of_free_form_are_those_of_the_model() {
        let mut of_model = BTreeSet::new();
        if let Kind::Table(table) = Config::KIND {
            collect(table, &mut of_model);
        }
        assert_eq!(of_model, FREE_FORM.iter().copied().collect());
    }
}
