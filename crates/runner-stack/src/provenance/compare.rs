//! Two renders compared: the lines of the first that the second does not have.

use std::collections::{BTreeMap, BTreeSet};

use helm_render::release::Rendered;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Output;
use crate::stack::{Secrets, final_config};

/// A document of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    source: String,
    kind: String,
    text: String,
    /// Its first line in the output, from 1.
    first: usize,
    /// How many lines stand before its text: `---` and `# Source:`.
    header: usize,
}

impl Document {
    fn lines(&self) -> Vec<&str> {
        self.text.lines().collect()
    }

    fn last(&self) -> usize {
        self.first + self.header + self.text.lines().count() - 1
    }
}

/// What differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// The lines of the first render that the second has not, or has in another form.
    pub(super) changed: BTreeSet<usize>,
    /// The lines of the first render behind which the second has more.
    pub(super) added_behind: BTreeSet<usize>,
}

/// The documents of an output, in its order.
pub(super) fn documents(rendered: &Rendered, output: Output) -> Vec<Document> {
    if output == Output::Config {
        let texts: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.text.to_str()).collect();
        let text = final_config(&texts, Secrets::Show).unwrap_or_default();
        return vec![Document { source: String::new(), kind: String::new(), text, first: 1, header: 0 }];
    }
    let mut first = 1;
    let documents = rendered.manifests.iter().map(|manifest| {
        let document = Document {
            source: manifest.source.clone(),
            kind: manifest.kind.clone(),
            text: manifest.text.to_str().into_owned(),
            first,
            header: 2,
        };
        first = document.last() + 1;
        document
    });
    documents.collect()
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added_behind.is_empty()
    }

    /// Compares document by document: those of one template and kind stand for each other.
    pub(super) fn between(base: &[Document], other: &[Document]) -> Self {
        let mut changes = Self::default();
        let (base_groups, other_groups) = (groups(base), groups(other));
        // For each document of the second render, the one that it stands for.
        let mut partners: Vec<Option<usize>> = vec![None; other.len()];
        let nothing = Vec::new();
        for (group, before) in &base_groups {
            let after = other_groups.get(group).unwrap_or(&nothing);
            for (left, right) in pairs(base, before, other, after) {
                match right {
                    Some(right) => {
                        partners[right] = Some(left);
                        changes.add_lines(&base[left], &other[right]);
                    }
                    None => changes.changed.extend(base[left].first..=base[left].last()),
                }
            }
        }
        let mut behind = 0;
        for partner in partners {
            match partner {
                Some(partner) => behind = base[partner].last(),
                None => {
                    changes.added_behind.insert(behind);
                }
            }
        }
        changes
    }

    fn add_lines(&mut self, base: &Document, other: &Document) {
        if base.text == other.text {
            return;
        }
        let start = base.first + base.header;
        for operation in capture_diff_slices(Algorithm::Myers, &base.lines(), &other.lines()) {
            match operation {
                DiffOp::Equal { .. } => {}
                DiffOp::Insert { old_index, .. } => {
                    self.added_behind.insert((start + old_index).saturating_sub(1));
                }
                DiffOp::Delete { old_index, old_len, .. } | DiffOp::Replace { old_index, old_len, .. } => {
                    self.changed.extend(start + old_index..start + old_index + old_len);
                }
            }
        }
    }
}

/// The documents of each template and kind, as indices.
fn groups(documents: &[Document]) -> BTreeMap<(&str, &str), Vec<usize>> {
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        groups.entry((document.source.as_str(), document.kind.as_str())).or_default().push(at);
    }
    groups
}

/// The documents of one group before, each with what stands for it after.
fn pairs(
    base: &[Document],
    before: &[usize],
    other: &[Document],
    after: &[usize],
) -> Vec<(usize, Option<usize>)> {
    if before.len() == after.len() {
        return before.iter().copied().zip(after.iter().copied().map(Some)).collect();
    }
    let texts = |documents: &'_ [Document], indices: &[usize]| -> Vec<String> {
        indices.iter().map(|at| documents[*at].text.clone()).collect()
    };
    let mut pairs = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &texts(base, before), &texts(other, after)) {
        let (_, left, right) = operation.as_tag_tuple();
        let rights = after[right].iter().copied().map(Some).chain(std::iter::repeat(None));
        pairs.extend(before[left].iter().copied().zip(rights));
    }
    pairs
}
