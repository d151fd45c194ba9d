//! The machine that the program runs on.

use std::net::ToSocketAddrs as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::World;

/// This machine: its clock, its time zone and its randomness. No cluster, and no name server unless asked for.
///
/// Needs the feature `system`.
///
/// ```
/// use helm_render::World as _;
/// use helm_render::world::SystemWorld;
///
/// let (seconds, _) = SystemWorld::new().now();
/// assert!(seconds > 1_700_000_000);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemWorld {
    asks_name_servers: bool,
}

impl SystemWorld {
    /// The machine as `helm template` sees it: `getHostByName` finds nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with answers for `getHostByName`: `--enable-dns`.
    ///
    /// A template can tell a stranger's name server what it knows by the names it asks for, so leave this off for charts
    /// that you do not trust.
    #[must_use]
    pub fn with_dns(self) -> Self {
        Self { asks_name_servers: true }
    }
}

impl World for SystemWorld {
    fn now(&self) -> (i64, u32) {
        #[expect(clippy::disallowed_methods, reason = "this module is the outside, behind a feature")]
        let now = SystemTime::now();
        let elapsed = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        (i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX), elapsed.subsec_nanos())
    }

    fn local_zone(&self, unix: i64) -> (String, i32) {
        let Ok(timestamp) = jiff::Timestamp::from_second(unix) else { return ("UTC".to_owned(), 0) };
        let zone = jiff::tz::TimeZone::system();
        let info = zone.to_offset_info(timestamp);
        (info.abbreviation().to_owned(), info.offset().seconds())
    }

    fn local_zone_name(&self) -> String {
        // What Go's initLocal does: a zone that cannot be had is UTC.
        const MACHINE: &str = "/etc/localtime";
        #[expect(clippy::disallowed_methods, reason = "this module is the outside, behind a feature")]
        let wanted = std::env::var("TZ");
        let wanted = wanted.as_ref().map(|wanted| wanted.strip_prefix(':').unwrap_or(wanted));
        match wanted {
            Err(_) if Path::new(MACHINE).exists() => "Local".to_owned(),
            Ok(MACHINE) => "Local".to_owned(),
            Ok(name) if name.starts_with('/') && Path::new(name).exists() => name.to_owned(),
            Ok(name) if jiff::tz::TimeZone::get(name).is_ok() => name.to_owned(),
            _ => "UTC".to_owned(),
        }
    }

    fn is_local_summer_time(&self, unix: i64) -> bool {
        jiff::Timestamp::from_second(unix)
            .is_ok_and(|timestamp| jiff::tz::TimeZone::system().to_offset_info(timestamp).dst().is_dst())
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
        if !self.asks_name_servers {
            return String::new();
        }
        let addresses = (host, 0).to_socket_addrs().ok().into_iter().flatten().next();
        addresses.map(|address| address.ip().to_string()).unwrap_or_default()
    }
}
