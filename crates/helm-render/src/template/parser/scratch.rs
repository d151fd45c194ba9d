//! What parsers hand on to the next one.

use super::super::ast::{Command, Node, Operand, Parts};
use super::super::names::Names;

/// Names that sources use again and again, and memory for the parts of trees, which costs more to get than to fill.
#[derive(Default)]
pub(in crate::template) struct Scratch {
    pub(super) names: Names,
    pub(in crate::template) unfinished: Unfinished,
    /// The complete parts of the template that is being parsed.
    pub(super) parts: Parts,
    spare: Vec<Parts>,
}

/// The parts of all lists that are being parsed, inner lists behind outer ones; a list that is complete is taken off
/// the end and so lies in one piece.
#[derive(Default)]
pub(in crate::template) struct Unfinished {
    pub(in crate::template) nodes: Vec<Node>,
    pub(in crate::template) commands: Vec<Command>,
    pub(in crate::template) operands: Vec<Operand>,
}

impl Unfinished {
    /// Forgets what was left behind by who failed.
    pub(in crate::template) fn clear(&mut self) {
        self.nodes.clear();
        self.commands.clear();
        self.operands.clear();
    }
}

impl Scratch {
    /// Forgets what a parser left behind that failed.
    pub(super) fn clear(&mut self) {
        self.unfinished.clear();
        self.parts.take();
    }

    /// Starts with the parts of an inner template; those of the outer one are returned, for [`Scratch::leave`].
    pub(super) fn enter(&mut self) -> Parts {
        let inner = self.spare.pop().unwrap_or_default();
        std::mem::replace(&mut self.parts, inner)
    }

    /// Goes on with the parts of the outer template, after those of the inner one were taken.
    pub(super) fn leave(&mut self, outer: Parts) {
        let inner = std::mem::replace(&mut self.parts, outer);
        self.spare.push(inner);
    }
}
