//! The outside: everything a template can ask for that is not in the chart or the values.

#[cfg(feature = "system")]
mod system;

#[cfg(feature = "system")]
pub use system::SystemWorld;

use crate::value::Value;

/// Clock, randomness, cluster and network, as the host of the engine sees them.
///
/// The engine itself has none of these. `SystemWorld` (feature `system`) answers for the machine the program runs on,
/// [`FixedWorld`] always answers the same. Everything but clock and randomness has an answer for those who have none:
/// UTC, no cluster, no network, one core.
///
/// ```
/// use helm_render::{Capabilities, Chart, ReleaseOptions, Value, Values, World, render};
///
/// /// A cluster with one Secret.
/// struct Cluster;
///
/// impl World for Cluster {
///     fn now(&self) -> (i64, u32) {
///         (1_700_000_000, 0)
///     }
///
///     fn random(&self, buffer: &mut [u8]) {
///         buffer.fill(7); // For a test. Keys need real randomness.
///     }
///
///     fn lookup(&self, api_version: &str, kind: &str, _namespace: &str, name: &str) -> Value {
///         match (api_version, kind, name) {
///             ("v1", "Secret", "db") => {
///                 let data = [("password".into(), Value::str("aHVudGVyMg=="))].into_iter().collect();
///                 Value::Map([("data".into(), Value::Map(data))].into_iter().collect())
///             }
///             _ => Value::map(),
///         }
///     }
/// }
///
/// let template = r#"password: {{ (lookup "v1" "Secret" "default" "db").data.password | b64dec }}"#;
/// let chart = Chart::from_files([
///     ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n"),
///     ("templates/a.yaml", template),
/// ])?;
/// let rendered =
///     render(&chart, &Values::new(), &ReleaseOptions::default(), &Capabilities::default(), &Cluster)?;
/// assert_eq!(rendered.manifests[0].text, *"password: hunter2");
/// # Ok::<(), helm_render::Error>(())
/// ```
pub trait World {
    /// The current time: seconds since 1970-01-01T00:00:00Z, and nanoseconds within the second.
    fn now(&self) -> (i64, u32);

    /// The local time zone at `unix` seconds: its abbreviation and its offset from UTC in seconds.
    fn local_zone(&self, unix: i64) -> (String, i32) {
        let _ = unix;
        ("UTC".to_owned(), 0)
    }

    /// The name of the local zone, as Go has it: that of the variable `TZ`, `Local` where the machine sets it, else
    /// `UTC`.
    fn local_zone_name(&self) -> String {
        let name = if self.local_zone(0).0 == "UTC" { "UTC" } else { "Local" };
        name.to_owned()
    }

    /// Whether summer time holds in the local zone at `unix` seconds; unless the host knows better, when clocks are
    /// ahead of what they are half a year before or after.
    fn is_local_summer_time(&self, unix: i64) -> bool {
        const HALF_A_YEAR: i64 = 182 * 86_400;
        let offset = |unix: i64| self.local_zone(unix).1;
        let here = offset(unix);
        here > offset(unix.saturating_sub(HALF_A_YEAR)).min(offset(unix.saturating_add(HALF_A_YEAR)))
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

    /// Does two pieces of work that do not depend on each other. A host with several cores may do both at once, each
    /// with 2 MiB of stack; others do one after the other.
    fn both(&self, first: &mut (dyn FnMut() + Send), second: &mut (dyn FnMut() + Send)) {
        first();
        second();
    }

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
///
/// For tests and for charts that use neither clock nor randomness: a key made of zero bytes is known to everybody.
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
