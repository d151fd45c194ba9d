//! Functions that sources name again and again, kept so that each is looked up once.

use super::ast::Callee;
use super::builtins;

/// How many are kept; a power of two.
const SLOTS: usize = 256;

/// The names met lately. A name that shares its slot with another one replaces it.
#[derive(Default)]
pub(super) struct Names {
    callees: Vec<Option<Callee>>,
}

impl Names {
    /// The function `name`.
    pub(super) fn callee(&mut self, name: &[u8]) -> Option<Callee> {
        if self.callees.is_empty() {
            self.callees.resize(SLOTS, None);
        }
        let known = &mut self.callees[slot(name)];
        match known {
            Some(known) if known.name().as_bytes() == name => Some(*known),
            _ => {
                *known = builtins::find(name);
                *known
            }
        }
    }
}

/// Names differ most at their ends.
fn slot(name: &[u8]) -> usize {
    let end = match name.last_chunk() {
        Some(end) => u64::from_le_bytes(*end),
        None => name.iter().fold(0, |end, &byte| end << 8 | u64::from(byte)),
    };
    let hash = (end ^ name.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (hash >> 32) as usize % SLOTS
}
