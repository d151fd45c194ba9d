//! How much one call may build, and how much of what a render may do it uses up.
//!
//! Most functions take time in proportion to their arguments and results, which the engine counts. Those
//! that may take more count for themselves with [`work`].

use std::cell::Cell;

use crate::fault::{Fault, FaultKind};
use crate::value::Value;

/// Bytes copied, or states of a search entered, that take as long as one step of the engine.
pub(crate) const WORK_PER_STEP: usize = 32;

thread_local! {
    // The steps that are left; outside of a render nothing but the limits of single calls counts.
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// Runs a call that may take so many steps; afterwards they are what it left.
pub(crate) fn within<T>(steps: &mut u64, call: impl FnOnce() -> T) -> T {
    let outer = LEFT.replace(*steps);
    let result = call();
    *steps = LEFT.replace(outer);
    result
}

/// Counts work: bytes looked at, states of a search entered.
pub(crate) fn work(units: usize) -> Result<(), Fault> {
    let left = LEFT.get();
    if left == u64::MAX {
        return Ok(());
    }
    match left.checked_sub((units / WORK_PER_STEP) as u64) {
        Some(rest) => {
            LEFT.set(rest);
            Ok(())
        }
        None => Err(Fault::of(FaultKind::Limit, "the render takes more steps than its limits allow")),
    }
}

/// The largest result of one call, in bytes.
pub(super) const MAX_RESULT: usize = 64 << 20;

/// Refuses a result of `bytes` bytes if that is more than [`MAX_RESULT`]; `None` is a size that overflowed.
pub(super) fn check_size(bytes: Option<usize>) -> Result<usize, Fault> {
    match bytes {
        Some(bytes) if bytes <= MAX_RESULT => Ok(bytes),
        _ => Err(Fault::of(
            FaultKind::Limit,
            format!("the result would be larger than the limit of {} MiB", MAX_RESULT >> 20),
        )),
    }
}

/// A number of bytes or items; nothing when it is negative. What memory cannot hold, on 32 bits, becomes the largest
/// number, which every limit refuses.
pub(super) fn count_of(number: i64) -> Option<usize> {
    (number >= 0).then(|| usize::try_from(number).unwrap_or(usize::MAX))
}

/// Refuses a list of `items` items if it would take more than [`MAX_RESULT`] bytes.
pub(super) fn check_items(items: usize) -> Result<usize, Fault> {
    check_size(items.checked_mul(size_of::<Value>()))?;
    Ok(items)
}

/// Counts what a walk over nested data may still visit.
///
/// A list that holds itself twice, thirty times over, is a billion items when walked.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
    depth: usize,
}

/// Bytes that an empty map takes, and about as many as a small one does.
const MAP_SIZE: usize = 512;

/// After how many values a [`Budget`] counts them as work.
const BATCH: usize = 64;

impl Budget {
    /// The budget of one call.
    pub(super) fn new() -> Self {
        Self { left: MAX_RESULT / size_of::<Value>(), depth: 1000 }
    }

    /// Takes one value from the budget.
    pub(super) fn take(&mut self) -> Result<(), Fault> {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => return Err(Fault::of(FaultKind::Limit, "the data is too large")),
        }
        if self.left.is_multiple_of(BATCH) { work(BATCH * WORK_PER_STEP) } else { Ok(()) }
    }

    /// Takes a map that is made, which weighs as much as many values.
    pub(super) fn take_map(&mut self) -> Result<(), Fault> {
        // A node of the tree behind it, with room for eleven entries.
        for _ in 0..MAP_SIZE / size_of::<Value>() {
            self.take()?;
        }
        Ok(())
    }

    /// Goes one level deeper.
    pub(super) fn enter(&mut self) -> Result<(), Fault> {
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => {
                return Err(Fault::of(FaultKind::Limit, "the data is nested too deeply or contains itself"));
            }
        }
        Ok(())
    }

    /// Comes back from [`Budget::enter`].
    pub(super) fn leave(&mut self) {
        self.depth += 1;
    }
}
