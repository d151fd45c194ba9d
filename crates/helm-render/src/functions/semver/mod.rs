//! Semantic versions and constraints on them, as Masterminds/semver 3.3 has them.

mod constraint;
mod version;

pub(crate) use constraint::Constraints;
pub(crate) use version::Version;

use std::rc::Rc;

use super::Entry;
use super::signature::typed;
use crate::fault::Fault;
use crate::value::{Str, Value};

/// Reads a version; its parts are `.Major`, `.Minor`, `.Patch`, `.Prerelease`, `.Metadata` and `.Original`.
///
/// ```gotmpl
/// {{ (semver "1.20.3-rc.1").Minor }} → 20
/// ```
fn semver(version: &Str) -> Result<Value, Fault> {
    Ok(Value::Object(Rc::new(Version::parse(&version.to_str()).map_err(Fault::new)?)))
}

/// Says whether a version satisfies a constraint.
///
/// ```gotmpl
/// {{ semverCompare ">=1.20-0" "v1.29.1-gke.1" }} → true
/// {{ semverCompare "^1.2.0 || ~3.1" "3.1.9" }} → true
/// ```
fn semver_compare(constraint: &Str, version: &Str) -> Result<bool, Fault> {
    let constraints = Constraints::parse(&constraint.to_str()).map_err(Fault::new)?;
    let version = Version::parse(&version.to_str()).map_err(Fault::new)?;
    Ok(constraints.check(&version))
}

pub(super) static TABLE: &[Entry] = &[("semver", &typed(semver)), ("semverCompare", &typed(semver_compare))];
