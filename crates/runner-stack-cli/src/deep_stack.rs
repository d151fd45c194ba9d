//! A stack that is deep enough for what nests as deep as Helm allows.

use std::panic;
use std::thread;

use helm_render::Limits;

/// Bytes of stack. Memory that is not touched costs nothing.
pub(crate) const SIZE: usize = 256 << 20;

/// What a render may use on such a stack.
pub(crate) fn limits() -> Limits {
    Limits { stack: SIZE - (1 << 20), ..Limits::default() }
}

/// Works on a deep stack, or on the one that there is when the system is short of memory.
pub(crate) fn run<R: Send>(work: impl FnOnce(Limits) -> R + Send + Sync + Copy) -> R {
    thread::scope(|scope| {
        match thread::Builder::new().stack_size(SIZE).spawn_scoped(scope, move || work(limits())) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)),
            Err(_) => work(Limits::default()),
        }
    })
}
