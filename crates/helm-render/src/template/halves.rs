//! Many sources, parsed in two halves that do not know of each other.

use std::sync::Arc;

use super::ast::{Source, Tree};
use super::parser::{self, Scratch};
use super::stack::Stack;
use crate::limits::Limits;
use crate::world::World;

/// Bytes of sources that are worth a second core.
const MANY_BYTES: usize = 256 << 10;

/// What a source was parsed to.
pub(super) struct Parsed {
    pub(super) trees: Vec<Tree>,
    /// How many nodes they have.
    pub(super) nodes: u32,
}

/// Parses sources as the world sees fit: what each was parsed to, or nothing if it has an error, comes after one that
/// has, or if there are too few sources to bother the world.
pub(super) fn parse(sources: &[Arc<Source>], nodes: u32, world: &dyn World) -> Vec<Option<Parsed>> {
    let mut parsed: Vec<Option<Parsed>> = sources.iter().map(|_| None).collect();
    if let Some(middle) = middle(sources) {
        let (first, second) = parsed.split_at_mut(middle);
        let (first_sources, second_sources) = sources.split_at(middle);
        world.both(&mut || parse_half(first_sources, nodes, first), &mut || {
            parse_half(second_sources, nodes, second);
        });
    }
    parsed
}

/// Where the second half of the bytes begins, if it is worth while.
fn middle(sources: &[Arc<Source>]) -> Option<usize> {
    let bytes = |source: &Arc<Source>| source.text.as_bytes().len();
    let all: usize = sources.iter().map(bytes).sum();
    let mut before = 0;
    (all >= MANY_BYTES).then(|| {
        sources.iter().position(|source| {
            before += bytes(source);
            before > all / 2
        })
    })?
}

fn parse_half(sources: &[Arc<Source>], nodes: u32, parsed: &mut [Option<Parsed>]) {
    let mut scratch = Scratch::default();
    for (source, parsed) in sources.iter().zip(parsed) {
        let mut left = nodes;
        let stack = Stack::start(Limits::default().stack);
        // Whoever wants the error parses again: whether it counts depends on the sources before.
        let Ok(trees) = parser::parse(source, stack, &mut scratch, &mut left) else { return };
        *parsed = Some(Parsed { trees, nodes: nodes - left });
    }
}
