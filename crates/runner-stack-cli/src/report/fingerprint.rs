//! What makes a finding the same finding after lines have moved.

use std::collections::BTreeMap;

use super::reported::Reported;

/// Fingerprints of the findings of one report.
#[derive(Default)]
pub(crate) struct Fingerprints {
    seen: BTreeMap<u64, u32>,
}

impl Fingerprints {
    /// Out of file, rule, path and message, and a number when all of that is there twice. FNV-1a: any spread will do.
    pub(crate) fn of(&mut self, found: &Reported<'_>) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for part in [found.file, found.finding.code, &found.finding.path, &found.finding.message] {
            for byte in part.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        let number = self.seen.entry(hash).or_default();
        *number += 1;
        format!("{hash:016x}{:08x}", *number - 1)
    }
}
