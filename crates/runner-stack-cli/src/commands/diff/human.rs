//! A comparison for people.

use std::fmt::Write as _;

use helm_render::Value;
use helm_render::json;
use runner_stack::diff::{Action, Comparison, FieldChange, Jobs, Manager};

/// The whole comparison; nothing when there is no difference.
pub(super) fn text(comparison: &Comparison) -> String {
    let mut text = String::new();
    if comparison.objects.is_empty() {
        return text;
    }
    for object in &comparison.objects {
        let sign = match object.action {
            Action::Added => '+',
            Action::Removed => '-',
            Action::Changed => '~',
        };
        let _ = writeln!(text, "{sign} {}{}", object.kind, place(&object.namespace, &object.name));
        for field in &object.fields {
            fields(field, &mut text);
        }
    }
    let effects = &comparison.effects;
    let manager = match effects.manager {
        Manager::KeepsRunning => "keeps running",
        Manager::Stops => "stops",
        Manager::Restarts => "restarts",
    };
    let _ = writeln!(text, "\nmanager: {manager}");
    let jobs = match effects.jobs {
        Jobs::Untouched => "running jobs are not affected",
        Jobs::FinishFirst => "running jobs finish first",
        Jobs::AtRisk => "running jobs may fail",
    };
    let _ = writeln!(text, "jobs:    {jobs}");
    for note in &effects.notes {
        let _ = writeln!(text, "  {}: {}", note.object, note.text);
    }
    let count = |action| comparison.objects.iter().filter(|object| object.action == action).count();
    let _ = writeln!(
        text,
        "\n{} changed, {} added, {} removed",
        count(Action::Changed),
        count(Action::Added),
        count(Action::Removed)
    );
    text
}

fn place(namespace: &str, name: &str) -> String {
    if namespace.is_empty() { format!("/{name}") } else { format!("/{namespace}/{name}") }
}

/// One field: on a line where that is possible, else the lines that differ.
pub(crate) fn fields(field: &FieldChange, text: &mut String) {
    let lines = |value: &Option<Value>| match value {
        Some(Value::String(text)) => text.to_str().lines().map(str::to_owned).collect::<Vec<_>>(),
        Some(other) => vec![shown(other)],
        None => Vec::new(),
    };
    let (old, new) = (lines(&field.before), lines(&field.after));
    if old.len() > 1 || new.len() > 1 {
        let same_start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let rest = old.len().min(new.len()) - same_start;
        let same_end =
            old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
        let _ = writeln!(text, "    {}, line {}:", field.path, same_start + 1);
        for line in &old[same_start..old.len() - same_end] {
            let _ = writeln!(text, "      - {line}");
        }
        for line in &new[same_start..new.len() - same_end] {
            let _ = writeln!(text, "      + {line}");
        }
        return;
    }
    let _ = match (&field.before, &field.after) {
        (Some(before), Some(after)) => {
            writeln!(text, "    ~ {}: {} → {}", field.path, shown(before), shown(after))
        }
        (Some(before), None) => writeln!(text, "    - {}: {}", field.path, shown(before)),
        (None, Some(after)) => writeln!(text, "    + {}: {}", field.path, shown(after)),
        (None, None) => Ok(()),
    };
}

fn shown(value: &Value) -> String {
    json::to_raw_json(value).map(|text| text.to_string().trim().to_owned()).unwrap_or_default()
}
