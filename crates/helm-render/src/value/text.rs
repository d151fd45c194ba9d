//! Go strings: immutable bytes that are nearly always UTF-8.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A Go string, cheap to clone. It may hold any bytes (`b64dec`, a cut in the middle of a character).
#[derive(Clone)]
pub struct Str(Repr);

/// What a text takes in memory besides its own bytes and this.
const ALLOCATION: usize = 32;

/// How many bytes of text lie in the string itself; most names and values are shorter.
const SHORT: usize = 22;

#[derive(Clone)]
enum Repr {
    /// How many bytes there are, and the bytes; zeros follow.
    Short(u8, [u8; SHORT]),
    /// One that the program carries.
    Program(&'static [u8]),
    /// The count is atomic so that parsed templates and charts, which threads share, can hold the same text.
    Shared(Arc<[u8]>),
}

impl Str {
    /// A text that the program carries, which is not copied.
    pub fn of_program(bytes: &'static [u8]) -> Self {
        Self(short(bytes).unwrap_or(Repr::Program(bytes)))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Short(length, bytes) => bytes.get(..usize::from(*length)).unwrap_or(bytes),
            Repr::Program(bytes) => bytes,
            Repr::Shared(bytes) => bytes,
        }
    }

    /// The text if it is UTF-8.
    pub fn to_utf8(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()).ok()
    }

    /// The text, with U+FFFD where it is not UTF-8.
    pub fn to_str(&self) -> Cow<'_, str> {
        // Nearly every text is UTF-8, which is seen sooner as a whole than in chunks.
        self.to_utf8().map_or_else(|| String::from_utf8_lossy(self.as_bytes()), Cow::Borrowed)
    }

    /// The number of bytes, as `len` counts.
    pub fn len(&self) -> usize {
        match &self.0 {
            Repr::Short(length, _) => usize::from(*length),
            Repr::Program(bytes) => bytes.len(),
            Repr::Shared(bytes) => bytes.len(),
        }
    }

    /// The bytes of memory beside the string itself that nobody else holds.
    pub(crate) fn allocated(&self) -> usize {
        match &self.0 {
            Repr::Shared(bytes) if Arc::strong_count(bytes) == 1 => ALLOCATION + bytes.len(),
            _ => 0,
        }
    }

    /// The first eight bytes as a number: texts that differ in it are ordered as it is.
    #[inline]
    pub(super) fn start(&self) -> u64 {
        match &self.0 {
            Repr::Short(_, bytes) => number(bytes, 0),
            Repr::Program(bytes) => long_start(bytes),
            Repr::Shared(bytes) => long_start(bytes),
        }
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline(never)]
    fn cmp_bytes(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

/// The text in the string itself, if it is short enough.
fn short(text: &[u8]) -> Option<Repr> {
    let mut bytes = [0; SHORT];
    bytes.get_mut(..text.len())?.copy_from_slice(text);
    Some(Repr::Short(u8::try_from(text.len()).ok()?, bytes))
}

impl PartialEq for Str {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Short(length, bytes), Repr::Short(other_length, others)) => {
                length == other_length
                    && number(bytes, 0) == number(others, 0)
                    && number(bytes, 8) == number(others, 8)
                    && number(bytes, SHORT - 8) == number(others, SHORT - 8)
            }
            _ => self.as_bytes() == other.as_bytes(),
        }
    }
}

impl Eq for Str {}

impl Hash for Str {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl Ord for Str {
    /// Byte by byte. Maps compare all the time, nearly always short texts; the zeros behind their ends come before
    /// everything else, as an end does.
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let (Repr::Short(length, bytes), Repr::Short(other_length, others)) = (&self.0, &other.0) else {
            return self.cmp_bytes(other);
        };
        // Written out: a loop over the places takes as long as what is in it where code is to be small.
        let (left, right) = (number(bytes, 0), number(others, 0));
        if left != right {
            return left.cmp(&right);
        }
        let (left, right) = (number(bytes, 8), number(others, 8));
        if left != right {
            return left.cmp(&right);
        }
        let (left, right) = (number(bytes, SHORT - 8), number(others, SHORT - 8));
        left.cmp(&right).then_with(|| length.cmp(other_length))
    }
}

/// Eight bytes as a number that is ordered as they are.
#[inline(always)]
fn number(bytes: &[u8; SHORT], at: usize) -> u64 {
    bytes[at..].first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// The same for a text that is not short.
fn long_start(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Str {
    fn default() -> Self {
        Self(Repr::Short(0, [0; SHORT]))
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self::from(text.as_bytes())
    }
}

impl From<&[u8]> for Str {
    fn from(bytes: &[u8]) -> Self {
        Self(short(bytes).unwrap_or_else(|| Repr::Shared(Arc::from(bytes))))
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

impl From<Vec<u8>> for Str {
    fn from(bytes: Vec<u8>) -> Self {
        Self(short(&bytes).unwrap_or_else(|| Repr::Shared(Arc::from(bytes))))
    }
}

impl From<Cow<'_, str>> for Str {
    fn from(text: Cow<'_, str>) -> Self {
        Self::from(text.as_ref())
    }
}

impl Borrow<[u8]> for Str {
    fn borrow(&self) -> &[u8] {
        self.as_bytes()
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
        self.as_bytes()
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
            "12345678\u{0}",
            "imagePullSecretsA",
            "imagePullSecretsB",
            "twenty-two bytes long.",
            "twenty-two bytes long!",
            "twenty-two bytes long.\u{0}",
            "twenty-two bytes long. And more",
        ];
        for left in texts {
            for right in texts {
                let (first, second) = (Str::from(left), Str::from(right));
                let wanted = left.as_bytes().cmp(right.as_bytes());
                assert_eq!(first.cmp(&second), wanted, "{left:?}, {right:?}");
                assert_eq!(first == second, left == right, "{left:?}, {right:?}");
            }
        }
    }
}
