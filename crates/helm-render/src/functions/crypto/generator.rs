//! A random generator for keys, seeded by the world.
//!
//! The world is asked once per key, so that a world of fixed bytes gives fixed keys instead of a search without end.

use std::convert::Infallible;

use rsa::rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};

use crate::world::World;

/// A stream of digests of a seed and a counter.
pub(super) struct Generator {
    seed: [u8; 48],
    counter: u64,
}

impl Generator {
    pub(super) fn new(world: &dyn World) -> Self {
        let mut seed = [0; 48];
        world.random(&mut seed);
        Self { seed, counter: 0 }
    }

    /// An array of random bytes.
    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    pub(super) fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let digest =
                Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes()).finalize();
            self.counter += 1;
            chunk.copy_from_slice(&digest[..chunk.len()]);
        }
    }
}

impl TryRng for Generator {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.bytes()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Generator {}
