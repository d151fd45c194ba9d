//! What the cluster and the network know, asked through the world.

use super::Entry;
use super::signature::worldly;
use crate::value::{Str, Value};
use crate::world::World;

/// Asks the cluster for a resource, or, with an empty name, for a list of them; without a cluster the answer is empty.
///
/// ```gotmpl
/// {{ lookup "v1" "Secret" "default" "token" }} → map[]
/// ```
fn lookup(world: &dyn World, api_version: &Str, kind: &Str, namespace: &Str, name: &Str) -> Value {
    world.lookup(&api_version.to_str(), &kind.to_str(), &namespace.to_str(), &name.to_str())
}

/// Gives an address of a host; Helm answers "" unless DNS is enabled.
///
/// ```gotmpl
/// {{ getHostByName "www.example.com" | quote }} → ""
/// ```
fn get_host_by_name(world: &dyn World, host: &Str) -> String {
    world.resolve_host(&host.to_str())
}

pub(super) static TABLE: &[Entry] =
    &[("getHostByName", &worldly(get_host_by_name)), ("lookup", &worldly(lookup))];
