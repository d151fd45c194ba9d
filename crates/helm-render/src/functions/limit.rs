//! How much one call may build.

use crate::fault::{Fault, FaultKind};
use crate::value::Value;

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
