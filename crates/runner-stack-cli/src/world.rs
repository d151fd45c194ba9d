//! The outside as `template` sees it.

use std::cell::Cell;

use helm_render::world::SystemWorld;
use helm_render::{Value, World};

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
