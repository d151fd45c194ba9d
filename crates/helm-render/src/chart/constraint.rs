//! Versions and version ranges of charts, as Masterminds/semver has them.

use crate::functions;
use crate::value::Value;
use crate::world::FixedWorld;

/// Whether `semver.NewVersion` accepts the version.
pub(crate) fn is_version(version: &str) -> bool {
    functions::lookup("semver").is_some_and(|function| function.call(&FixedWorld, &[Value::str(version)]).is_ok())
}

/// Whether the version satisfies the constraint; what does not parse does not.
pub(crate) fn is_compatible(constraint: &str, version: &str) -> bool {
    functions::lookup("semverCompare").is_some_and(|function| {
        matches!(function.call(&FixedWorld, &[Value::str(constraint), Value::str(version)]), Ok(Value::Bool(true)))
    })
}
