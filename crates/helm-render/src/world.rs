//! The outside: everything a template can ask for that is not in the chart or the values.

use crate::value::Value;

/// Clock, randomness, cluster and network, as the host of the engine sees them.
///
/// The engine itself has none of these. A host that wants reproducible output answers with fixed values.
pub trait World {
    /// The current time: seconds since 1970-01-01T00:00:00Z, and nanoseconds within the second.
    fn now(&self) -> (i64, u32);

    /// The local time zone at `unix` seconds: its abbreviation and its offset from UTC in seconds.
    fn local_zone(&self, unix: i64) -> (String, i32) {
        let _ = unix;
        ("UTC".to_owned(), 0)
    }

    /// The zone of that name in the IANA database (`Europe/Berlin`) at `unix` seconds, as [`World::local_zone`] answers;
    /// nothing if the host does not know it, which counts as UTC. [`ZoneFile`](crate::functions::ZoneFile) reads the
    /// files that systems have.
    fn zone(&self, name: &str, unix: i64) -> Option<(String, i32)> {
        let _ = (name, unix);
        None
    }

    /// Fills `buffer` with random bytes, fit for keys.
    fn random(&self, buffer: &mut [u8]);

    /// What the cluster answers to `lookup`; without a cluster, an empty map, as `helm template` does.
    fn lookup(&self, api_version: &str, kind: &str, namespace: &str, name: &str) -> Value {
        let _ = (api_version, kind, namespace, name);
        Value::map()
    }

    /// The first address of `host`, for `getHostByName`; empty when the host may not ask.
    fn resolve_host(&self, host: &str) -> String {
        let _ = host;
        String::new()
    }
}

/// A world that always answers the same: the epoch, zero bytes, no cluster, no network.
#[derive(Debug, Clone, Copy, Default)]
pub struct FixedWorld;

impl World for FixedWorld {
    fn now(&self) -> (i64, u32) {
        (0, 0)
    }

    fn random(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}
