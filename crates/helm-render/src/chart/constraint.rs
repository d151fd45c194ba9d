//! Versions and version ranges of charts, as Masterminds/semver has them.

use crate::functions::semver::{Constraints, Version};

/// Whether `semver.NewVersion` accepts the version.
pub(crate) fn is_version(version: &str) -> bool {
    Version::parse(version).is_ok()
}

/// Whether the version satisfies the constraint; an error, in Go's words, when one of them does not parse.
pub(crate) fn satisfies(constraint: &str, version: &str) -> Result<bool, String> {
    Ok(Constraints::parse(constraint)?.check(&Version::parse(version)?))
}

/// Whether the version satisfies the constraint; what does not parse does not.
pub(crate) fn is_compatible(constraint: &str, version: &str) -> bool {
    match (Constraints::parse(constraint), Version::parse(version)) {
        (Ok(constraints), Ok(version)) => constraints.check(&version),
        _ => false,
    }
}
