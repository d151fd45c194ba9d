//! How much of the native stack a recursion has used.

/// What the body of a template may need at least.
const CALL: usize = 64 << 10;

/// Where a recursion started and how far it may go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stack {
    base: usize,
    limit: usize,
}

impl Stack {
    /// Counts from here.
    pub(super) fn start(limit: usize) -> Self {
        Self { base: here(), limit }
    }

    /// Whether the limit is reached.
    #[inline(always)]
    pub(super) fn is_exhausted(self) -> bool {
        self.left() == 0
    }

    /// Whether a call would reach the limit soon: calls stop earlier than what is inside them, so that runaway
    /// recursion ends where Helm's does.
    pub(super) fn is_short(self) -> bool {
        self.left() < CALL
    }

    /// How much may still be used.
    #[inline(always)]
    pub(super) fn left(self) -> usize {
        self.limit.saturating_sub(self.base.abs_diff(here()))
    }
}

/// About where the stack is: the address of a local variable, which is only compared, never used.
#[inline(always)]
fn here() -> usize {
    let marker = 0_u8;
    std::hint::black_box(std::ptr::from_ref(&marker)).addr()
}
