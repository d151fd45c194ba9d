//! What changes in the cluster between two versions of a stack: objects, fields, and what that does to the manager and
//! to running jobs.

mod effects;
mod fields;
mod grants;
mod secrecy;
mod world;

use helm_render::Value;

use crate::documents::Object;

pub use effects::{Effects, Jobs, Manager, Note};
pub use world::RepeatableWorld;

/// Two versions of a stack, compared.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The objects that differ: removed ones and changed ones in their old order, then added ones.
    pub objects: Vec<ObjectChange>,
    /// What applying the difference does.
    pub effects: Effects,
}

/// An object that differs.
#[derive(Debug, Clone)]
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

/// What happens to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Only the second version has it.
    Added,
    /// Only the first version has it.
    Removed,
    /// Both have it, with differences.
    Changed,
}

/// A field that differs.
#[derive(Debug, Clone)]
pub struct FieldChange {
    /// Where, as in `spec.template.spec.containers[gitlab-runner].image`.
    pub path: String,
    /// What it was; nothing when it was not there.
    pub before: Option<Value>,
    /// What it is; nothing when it is gone.
    pub after: Option<Value>,
}

/// Compares two versions of a stack. The data of Secrets, and what looks like a credential elsewhere, is masked.
pub fn compare(before: &[Object], after: &[Object]) -> Comparison {
    let mut objects = Vec::new();
    for old in before {
        let Some(new) = after.iter().find(|new| is_same(old, new)) else {
            objects.push(change(old, Action::Removed, Vec::new()));
            continue;
        };
        let fields = object_changes(old, new);
        if !fields.is_empty() {
            objects.push(change(old, Action::Changed, fields));
        }
    }
    for new in after {
        if !before.iter().any(|old| is_same(old, new)) {
            objects.push(change(new, Action::Added, Vec::new()));
        }
    }
    let effects = effects::effects(before, after, &objects);
    Comparison { objects, effects }
}

/// What differs between two objects that stand for each other, whatever they are called. Credentials are masked.
pub fn object_changes(before: &Object, after: &Object) -> Vec<FieldChange> {
    let mut fields = fields::changes(&before.value, &after.value);
    for field in &mut fields {
        secrecy::mask(&before.kind, field);
    }
    fields
}

fn change(object: &Object, action: Action, fields: Vec<FieldChange>) -> ObjectChange {
    ObjectChange {
        kind: object.kind.clone(),
        namespace: object.namespace.clone(),
        name: object.name.clone(),
        action,
        fields,
    }
}

fn is_same(left: &Object, right: &Object) -> bool {
    left.kind == right.kind && left.namespace == right.namespace && left.name == right.name
}
