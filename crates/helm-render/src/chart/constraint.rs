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
    if let Some(known) = is_at_least(constraint, version) {
        return known;
    }
    match (Constraints::parse(constraint), Version::parse(version)) {
        (Ok(constraints), Ok(version)) => constraints.check(&version),
        _ => false,
    }
}

/// The same for `>=1.2.3-0` and a released version, which is what nearly all charts ask of Kubernetes; reading both as what
/// they may be takes much longer.
fn is_at_least(constraint: &str, version: &str) -> Option<bool> {
    let least = constraint.strip_prefix(">=")?.trim_start_matches(' ').strip_suffix("-0")?;
    Some(released(version.strip_prefix('v').unwrap_or(version))? >= released(least)?)
}

/// The numbers of a version that has nothing else.
fn released(version: &str) -> Option<[u32; 3]> {
    let mut numbers = version.split('.').map(|number| {
        let is_plain =
            number.bytes().all(|byte| byte.is_ascii_digit()) && (number == "0" || !number.starts_with('0'));
        number.parse().ok().filter(|_| is_plain)
    });
    let found = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::{is_at_least, satisfies};

    #[test]
    fn what_is_seen_without_reading_is_what_is_read() {
        let least = [
            ">=1.25.0-0",
            ">= 1.25.3-0",
            ">=v1.25.0-0",
            ">=1.25-0",
            ">=01.2.3-0",
            "1.2.3-0",
            ">1.2.3-0",
            ">=\u{a0}1.2.3-0",
        ];
        let versions = [
            "v1.25.0",
            "1.25.3",
            "v1.30.1",
            "2.0.0",
            "v0.9.9",
            "v1.25.0-rc.1",
            "1.25",
            "v1.25.0+k3s1",
            "v1.+1.0",
        ];
        let mut seen = 0;
        for constraint in least {
            for version in versions {
                if let Some(known) = is_at_least(constraint, version) {
                    assert_eq!(satisfies(constraint, version), Ok(known), "{constraint} {version}");
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 10);
    }
}
