//! The outside as a command sees it: the system's clock, zone and randomness; no cluster.

use std::cell::Cell;
use std::net::ToSocketAddrs as _;
use std::time::{SystemTime, UNIX_EPOCH};

use helm_render::{Value, World};

/// The world of this machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemWorld;

impl World for SystemWorld {
    fn now(&self) -> (i64, u32) {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        (i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX), elapsed.subsec_nanos())
    }

    fn local_zone(&self, unix: i64) -> (String, i32) {
        let Ok(timestamp) = jiff::Timestamp::from_second(unix) else { return ("UTC".to_owned(), 0) };
        let zone = jiff::tz::TimeZone::system();
        let info = zone.to_offset_info(timestamp);
        (info.abbreviation().to_owned(), info.offset().seconds())
    }

    fn zone(&self, name: &str, unix: i64) -> Option<(String, i32)> {
        let zone = jiff::tz::TimeZone::get(name).ok()?;
        let info = zone.to_offset_info(jiff::Timestamp::from_second(unix).ok()?);
        Some((info.abbreviation().to_owned(), info.offset().seconds()))
    }

    fn random(&self, buffer: &mut [u8]) {
        // Without a source of randomness there is no key worth having; the platforms we run on always have one.
        getrandom::fill(buffer).expect("the system has a source of randomness");
    }

    fn resolve_host(&self, host: &str) -> String {
        let addresses = (host, 0).to_socket_addrs().ok().into_iter().flatten().next();
        addresses.map(|address| address.ip().to_string()).unwrap_or_default()
    }
}

/// The world of `template`: no name server unless asked for, and it knows whether a template wanted the cluster.
#[derive(Debug)]
pub(crate) struct TemplateWorld {
    enable_dns: bool,
    lookups: Cell<bool>,
}

impl TemplateWorld {
    pub(crate) fn new(enable_dns: bool) -> Self {
        Self { enable_dns, lookups: Cell::new(false) }
    }

    /// Whether a template called `lookup`.
    pub(crate) fn was_asked_for_the_cluster(&self) -> bool {
        self.lookups.get()
    }
}

impl World for TemplateWorld {
    fn now(&self) -> (i64, u32) {
        SystemWorld.now()
    }

    fn local_zone(&self, unix: i64) -> (String, i32) {
        SystemWorld.local_zone(unix)
    }

    fn zone(&self, name: &str, unix: i64) -> Option<(String, i32)> {
        SystemWorld.zone(name, unix)
    }

    fn random(&self, buffer: &mut [u8]) {
        SystemWorld.random(buffer);
    }

    fn lookup(&self, _: &str, _: &str, _: &str, _: &str) -> Value {
        self.lookups.set(true);
        Value::map()
    }

    fn resolve_host(&self, host: &str) -> String {
        if self.enable_dns { SystemWorld.resolve_host(host) } else { String::new() }
    }
}
