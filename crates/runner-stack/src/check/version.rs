//! Versions of GitLab Runner, as far as keys come and go with them.

use std::fmt;

/// A minor version, such as 18.10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The number before the dot.
    pub major: u32,
    /// The number behind it.
    pub minor: u32,
}

impl Version {
    /// Reads `18.10`, `v18.10.2` or `18.10.0-rc1`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('v');
        let mut parts = text.split(['.', '-', '+']);
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        Some(Self { major, minor })
    }

    /// Whether it is older than the version `since`; an empty text is older than all.
    pub(crate) fn is_before(self, since: &str) -> bool {
        Self::parse(since).is_some_and(|since| self < since)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
