//! The outside as `template` sees it.

use std::cell::Cell;
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use helm_render::world::SystemWorld;
use helm_render::{Value, World};

/// Bytes of stack that the engine wants for what is done beside something else.
const STACK: usize = 2 << 20;

/// The world of `template`: no name server unless asked for, and it knows whether a template wanted the cluster.
#[derive(Debug)]
pub(crate) struct TemplateWorld {
    system: SystemWorld,
    lookups: Cell<bool>,
}

impl TemplateWorld {
    pub(crate) fn new(enable_dns: bool) -> Self {
        let system = if enable_dns { SystemWorld::new().with_dns() } else { SystemWorld::new() };
        Self { system, lookups: Cell::new(false) }
    }

    /// Whether a template called `lookup`.
    pub(crate) fn was_asked_for_the_cluster(&self) -> bool {
        self.lookups.get()
    }
}

impl World for TemplateWorld {
    fn now(&self) -> (i64, u32) {
        self.system.now()
    }

    fn local_zone(&self, unix: i64) -> (String, i32) {
        self.system.local_zone(unix)
    }

    fn local_zone_name(&self) -> String {
        self.system.local_zone_name()
    }

    fn is_local_summer_time(&self, unix: i64) -> bool {
        self.system.is_local_summer_time(unix)
    }

    fn zone(&self, name: &str, unix: i64) -> Option<(String, i32)> {
        self.system.zone(name, unix)
    }

    fn both(&self, first: &mut (dyn FnMut() + Send), second: &mut (dyn FnMut() + Send)) {
        if thread::available_parallelism().map_or(1, NonZero::get) == 1 {
            first();
            return second();
        }
        let second = Mutex::new(Some(second));
        let run_second = || {
            let work = second.lock().ok().and_then(|mut second| second.take());
            if let Some(work) = work {
                work();
            }
        };
        thread::scope(|scope| {
            let helper = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run_second);
            first();
            // The system may have no thread to give.
            if helper.is_err() {
                run_second();
            }
        });
    }

    fn random(&self, buffer: &mut [u8]) {
        self.system.random(buffer);
    }

    fn lookup(&self, _: &str, _: &str, _: &str, _: &str) -> Value {
        self.lookups.set(true);
        Value::map()
    }

    fn resolve_host(&self, host: &str) -> String {
        self.system.resolve_host(host)
    }
}
