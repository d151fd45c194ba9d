//! A comparison for programs.

use anyhow::Context as _;
use helm_render::Value;
use helm_render::json;
use helm_render::value::Map;
use runner_stack::diff::{Action, Comparison, Jobs, Manager};

/// The comparison as one JSON object; its form is in the README.
pub(super) fn text(comparison: &Comparison) -> anyhow::Result<String> {
    let objects = comparison.objects.iter().map(|object| {
        let fields = object.fields.iter().map(|field| {
            let entry = map([("path", Value::from(field.path.as_str()))]);
            for (key, side) in [("before", &field.before), ("after", &field.after)] {
                if let Some(value) = side {
                    entry.insert(key, value.clone());
                }
            }
            Value::Map(entry)
        });
        let action = match object.action {
            Action::Added => "added",
            Action::Removed => "removed",
            Action::Changed => "changed",
        };
        Value::Map(map([
            ("kind", Value::from(object.kind.as_str())),
            ("namespace", Value::from(object.namespace.as_str())),
            ("name", Value::from(object.name.as_str())),
            ("action", Value::from(action)),
            ("fields", Value::list(fields.collect())),
        ]))
    });
    let objects = Value::list(objects.collect());
    let effects = &comparison.effects;
    let notes = effects.notes.iter().map(|note| {
        Value::Map(map([
            ("object", Value::from(note.object.as_str())),
            ("jobs", Value::from(name(note.jobs))),
            ("text", Value::from(note.text.as_str())),
        ]))
    });
    let whole = Value::Map(map([
        ("objects", objects),
        ("managerRestarts", Value::from(effects.manager != Manager::KeepsRunning)),
        ("runningJobs", Value::from(name(effects.jobs))),
        ("effects", Value::list(notes.collect())),
    ]));
    let text = json::to_pretty_json(&whole).map_err(|fault| anyhow::anyhow!("{fault}")).context("no JSON")?;
    Ok(format!("{}\n", text.to_str().trim_end()))
}

fn name(jobs: Jobs) -> &'static str {
    match jobs {
        Jobs::Untouched => "untouched",
        Jobs::FinishFirst => "finish-first",
        Jobs::AtRisk => "at-risk",
    }
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Map {
    entries.into_iter().map(|(key, value)| (key.into(), value)).collect()
}
