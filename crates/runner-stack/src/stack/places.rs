//! Where each of the merged values stands.

use helm_render::value::Str;
use helm_render::values::ValuePath;

use super::input::{Input, Kind, Located, SourceMap};
use crate::diagnostic::Span;

/// A value among the merged ones, lists and maps included.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    /// The way to it.
    pub(crate) path: Vec<ValuePath>,
    /// What set it, as an index into [`Input::sources`]; behind the last one, the defaults.
    pub(crate) source: usize,
    /// Its key, or itself where it has none, in the text of the source.
    pub(crate) span: Span,
    /// The value itself.
    pub(crate) value: Span,
}

impl Input {
    /// The merged values with the defaults in a text below them, from the top; what holds others comes before them.
    pub(crate) fn places(&self, defaults: &str) -> Vec<Placed> {
        let mut found = Vec::new();
        collect(&self.tree_over(defaults), &mut Vec::new(), &mut found);
        found
    }
}

fn collect(tree: &Located, path: &mut Vec<ValuePath>, found: &mut Vec<Placed>) {
    match &tree.kind {
        Kind::Map(entries) => {
            for (key, key_span, value) in entries {
                path.push(ValuePath::Key(Str::from(key.as_str())));
                found.push(placed(path, *key_span, value));
                collect(value, path, found);
                path.pop();
            }
        }
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(ValuePath::Index(index));
                found.push(placed(path, item.span, item));
                collect(item, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

fn placed(path: &[ValuePath], key: Span, value: &Located) -> Placed {
    let source = SourceMap::source_of(value.span);
    // A flag may set a value below the key of a file.
    let span = if SourceMap::source_of(key) == source { key } else { value.span };
    Placed { path: path.to_vec(), source, span: SourceMap::local(span), value: SourceMap::local(value.span) }
}
