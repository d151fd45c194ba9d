//! A stack that is deep enough for what nests as deep as Helm allows.

use helm_render::Limits;

/// Bytes of stack. Memory that is not touched costs nothing.
pub(crate) const SIZE: usize = 256 << 20;

/// What a render may use on such a stack.
pub(crate) fn limits() -> Limits {
    Limits { stack: SIZE - (1 << 20), ..Limits::default() }
}

/// Works on a deep stack, or on the one that there is when the system is short of memory.
///
/// On a thread of its own, which is the usual way to have a deep stack, the allocator of glibc asks the system for every
/// page by itself: two thousand calls for a large chart.
pub(crate) fn run<R>(work: impl FnOnce(Limits) -> R) -> R {
    if has_room() { stacker::grow(SIZE, || work(limits())) } else { work(Limits::default()) }
}

/// Whether the system has room for the stack; without, making one panics.
fn has_room() -> bool {
    let mut room: Vec<u8> = Vec::new();
    // Looked at, so that the compiler does not leave out what nobody uses.
    std::hint::black_box(&mut room).try_reserve_exact(SIZE + (16 << 20)).is_ok()
}
