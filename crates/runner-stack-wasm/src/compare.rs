//! Two stacks compared, and stacks that others wrote by hand turned into values.

use runner_stack::credentials::Known;
use runner_stack::diff::{self, Manager, RepeatableWorld, compare};
use runner_stack::documents::{Object, holds_objects, objects, rendered_objects};
use runner_stack::import::{File, import};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::data::Data;
use crate::diagnostic::{Diagnostic, Diagnostics, Text};
use crate::failure::Failure;
use crate::input::{ReleaseFlags, SetOptions, SourceFiles, ValuesFiles};
use crate::stack::render_input;

/// What happens to an object.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Only the second version has it.
    Added,
    /// Only the first version has it.
    Removed,
    /// Both have it, with differences.
    Changed,
}

/// What happens to jobs that run while a difference is applied.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum RunningJobs {
    /// Nothing.
    Untouched,
    /// They end before the manager does.
    FinishFirst,
    /// They may fail.
    AtRisk,
}

/// A field that differs.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct FieldChange {
    /// Where, as in `spec.template.spec.containers[gitlab-runner].image`.
    pub path: String,
    /// What it was; absent when it was not there. Credentials are masked.
    #[tsify(optional, type = "unknown")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Data>,
    /// What it becomes; absent when it goes.
    #[tsify(optional, type = "unknown")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Data>,
}

/// An object that differs.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ObjectChange {
    /// `kind`.
    pub kind: String,
    /// Its namespace; empty when it lives in none.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What happens to it.
    pub action: Action,
    /// What differs in it, for a changed object.
    pub fields: Vec<FieldChange>,
}

/// Why the manager restarts or jobs are affected.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Effect {
    /// The object that does it.
    pub object: String,
    /// What it does to running jobs.
    pub jobs: RunningJobs,
    /// In words.
    pub text: String,
}

/// Two versions of a stack, compared.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(hashmap_as_object)]
pub struct Comparison {
    /// The objects that differ: removed ones and changed ones in their old order, then added ones.
    pub objects: Vec<ObjectChange>,
    /// Whether manager pods restart or stop when the difference is applied.
    pub manager_restarts: bool,
    /// What happens to running jobs.
    pub running_jobs: RunningJobs,
    /// Why.
    pub effects: Vec<Effect>,
}

/// One object before and after an import.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Counterpart {
    /// What it was called in the input; absent when the input had none.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What the values make of it; absent when they make none.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Why there is none on one side.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What differs. Credentials are masked.
    pub fields: Vec<FieldChange>,
}

/// What an import comes to.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(hashmap_as_object)]
pub struct Imported {
    /// The values file.
    pub values: String,
    /// What there is to say; files and positions are those of the input.
    pub diagnostics: Vec<Diagnostic>,
    /// What the values make, beside the input; none when that is the same.
    pub objects: Vec<Counterpart>,
    /// What the values still lack to be rendered; nothing was compared then.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    /// Name of the release under which the objects keep their names.
    pub release: String,
    /// Namespace of the manager; empty when the input names none.
    pub namespace: String,
}

/// What changes in the cluster between two versions of a stack.
#[wasm_bindgen]
pub fn diff(
    before: Ts<ValuesFiles>,
    after: Ts<ValuesFiles>,
    set: Ts<SetOptions>,
    release: Ts<ReleaseFlags>,
) -> Result<Ts<Comparison>, Failure> {
    let release = release.to_rust()?;
    let set = set.to_rust()?;
    let before = side(before.to_rust()?, &set, &release)?;
    let after = side(after.to_rust()?, &set, &release)?;
    let comparison = compare(&before, &after);
    let effects = comparison.effects;
    let result = Comparison {
        objects: comparison.objects.iter().map(ObjectChange::from).collect(),
        manager_restarts: effects.manager != Manager::KeepsRunning,
        running_jobs: effects.jobs.into(),
        effects: effects
            .notes
            .into_iter()
            .map(|note| Effect { object: note.object, jobs: note.jobs.into(), text: note.text })
            .collect(),
    };
    Ok(result.into_ts()?)
}

/// The objects of one side: those in the files when these hold objects, else those that the stack makes of the values.
fn side(files: ValuesFiles, set: &SetOptions, release: &ReleaseFlags) -> Result<Vec<Object>, Failure> {
    let namespace = release.release(crate::stack::RELEASE_NAME).namespace;
    if files.0.iter().any(|file| holds_objects(&file.text)) {
        let mut found = Vec::new();
        for file in &files.0 {
            let more = objects(&file.text, &namespace).map_err(|error| {
                Failure::argument(format!("{}:{}: {}", file.name, error.line, error.message))
            })?;
            found.extend(more);
        }
        return Ok(found);
    }
    let input = set.input(files)?;
    let (rendered, _) = render_input(&input, release, &RepeatableWorld::default())?;
    rendered_objects(&rendered, &namespace).map_err(Failure::argument)
}

/// Turns manifests, `config.toml` files or values of the official chart into a values file.
#[wasm_bindgen(js_name = importFiles)]
pub fn import_files(files: Ts<SourceFiles>) -> Result<Ts<Imported>, Failure> {
    let files: Vec<File> =
        files.to_rust()?.0.into_iter().map(|file| File::new(file.name, file.text.0)).collect();
    let imported = import(&files);
    let texts: Vec<_> = files.iter().map(|file| String::from_utf8_lossy(&file.bytes)).collect();
    let places: Vec<Text<'_>> = texts.iter().map(|text| Text::new(text)).collect();
    let diagnostics: Vec<Diagnostic> = imported
        .findings
        .iter()
        .map(|finding| {
            let range = places.get(finding.source).map(|text| text.range(finding.diagnostic.span));
            let name = files.get(finding.source).map(|file| file.name.clone());
            Diagnostic::new(&finding.diagnostic, name, range)
        })
        .collect();
    if imported.has_errors() {
        return Err(Failure::values(Diagnostics(diagnostics)));
    }
    let known = &imported.credentials;
    let result = Imported {
        diagnostics,
        objects: imported
            .objects
            .iter()
            .map(|object| Counterpart {
                before: object.before.as_ref().map(|text| known.masked(text)),
                after: object.after.as_ref().map(|text| known.masked(text)),
                reason: object.reason.as_ref().map(|text| known.masked(text)),
                fields: object.fields.iter().map(|field| FieldChange::hiding(field, known)).collect(),
            })
            .collect(),
        lacks: imported.lacks.clone(),
        release: imported.release.clone(),
        namespace: imported.namespace.clone(),
        values: imported.values.clone(),
    };
    Ok(result.into_ts()?)
}

impl FieldChange {
    fn hiding(field: &diff::FieldChange, known: &Known) -> Self {
        Self {
            path: known.masked(&field.path),
            before: field.before.as_ref().map(|value| Data::hiding(value, known)),
            after: field.after.as_ref().map(|value| Data::hiding(value, known)),
        }
    }
}

impl From<&diff::ObjectChange> for ObjectChange {
    fn from(object: &diff::ObjectChange) -> Self {
        Self {
            kind: object.kind.clone(),
            namespace: object.namespace.clone(),
            name: object.name.clone(),
            action: match object.action {
                diff::Action::Added => Action::Added,
                diff::Action::Removed => Action::Removed,
                diff::Action::Changed => Action::Changed,
            },
            fields: object
                .fields
                .iter()
                .map(|field| FieldChange {
                    path: field.path.clone(),
                    before: field.before.as_ref().map(Data::new),
                    after: field.after.as_ref().map(Data::new),
                })
                .collect(),
        }
    }
}

impl From<diff::Jobs> for RunningJobs {
    fn from(jobs: diff::Jobs) -> Self {
        match jobs {
            diff::Jobs::Untouched => Self::Untouched,
            diff::Jobs::FinishFirst => Self::FinishFirst,
            diff::Jobs::AtRisk => Self::AtRisk,
        }
    }
}
