//! Go strings: immutable bytes that are nearly always UTF-8.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A shared Go string. It may hold any bytes (`b64dec`, a cut in the middle of a character).
///
/// The count is atomic so that parsed templates and charts, which threads share, can hold the same text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Str(Arc<[u8]>);

impl Str {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text if it is UTF-8.
    pub fn to_utf8(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The text, with U+FFFD where it is not UTF-8.
    pub fn to_str(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// The number of bytes, as `len` counts.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether others hold the same text.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Ord for Str {
    /// Byte by byte. Maps compare all the time, and most keys differ in their first bytes.
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right) = (self.as_bytes(), other.as_bytes());
        if let (Some(left), Some(right)) = (left.first_chunk(), right.first_chunk()) {
            let (left, right) = (u64::from_be_bytes(*left), u64::from_be_bytes(*right));
            if left != right {
                return left.cmp(&right);
            }
        } else if let (Some(left), Some(right)) = (left.first(), right.first())
            && left != right
        {
            return left.cmp(right);
        }
        left.cmp(right)
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Str {
    fn default() -> Self {
        Self(Arc::from(&[][..]))
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self(Arc::from(text.as_bytes()))
    }
}

impl From<&[u8]> for Str {
    fn from(bytes: &[u8]) -> Self {
        Self(Arc::from(bytes))
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self(Arc::from(text.into_bytes()))
    }
}

impl From<Vec<u8>> for Str {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::from(bytes))
    }
}

impl From<Cow<'_, str>> for Str {
    fn from(text: Cow<'_, str>) -> Self {
        Self::from(text.as_ref())
    }
}

impl Borrow<[u8]> for Str {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_str(), f)
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_str())
    }
}

impl AsRef<[u8]> for Str {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Str;

    #[test]
    fn texts_are_ordered_as_their_bytes() {
        let texts = [
            "",
            "a",
            "b",
            "ab",
            "a\u{0}",
            "image",
            "imagePullPolicy",
            "imagePullSecrets",
            "12345678",
            "123456789",
            "12345679",
            "é",
        ];
        for left in texts {
            for right in texts {
                assert_eq!(
                    Str::from(left).cmp(&Str::from(right)),
                    left.as_bytes().cmp(right.as_bytes()),
                    "{left:?}, {right:?}"
                );
            }
        }
    }
}
