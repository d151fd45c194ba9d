//! The outside for two versions that are to be compared.

use std::cell::Cell;

use helm_render::World;

/// A world in which both versions see the same clock and the same random values, so that these make no difference. Each
/// version gets one of its own.
#[derive(Debug)]
pub struct RepeatableWorld {
    state: Cell<u64>,
}

impl Default for RepeatableWorld {
    fn default() -> Self {
        Self { state: Cell::new(1) }
    }
}

impl World for RepeatableWorld {
    fn now(&self) -> (i64, u32) {
        (0, 0)
    }

    fn random(&self, buffer: &mut [u8]) {
        for byte in buffer {
            let mut state = self.state.get();
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            self.state.set(state);
            *byte = state.to_le_bytes()[3];
        }
    }
}
