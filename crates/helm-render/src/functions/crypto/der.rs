//! Just enough of ASN.1's distinguished encoding for keys and certificates.

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OBJECT_ID: u8 = 0x06;
pub(super) const UTF8_STRING: u8 = 0x0C;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// A constructed context-specific tag.
pub(super) const fn context(number: u8) -> u8 {
    0xA0 | number
}

/// One element with its tag and length.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if let Ok(length @ ..0x80) = u8::try_from(content.len()) {
        out.push(length);
    } else {
        let length = content.len().to_be_bytes();
        let used = &length[length.iter().take_while(|byte| **byte == 0).count()..];
        out.push(0x80 | u8::try_from(used.len()).unwrap_or(0));
        out.extend_from_slice(used);
    }
    out.extend_from_slice(content);
    out
}

/// A sequence of elements.
pub(super) fn sequence<const N: usize>(elements: [&[u8]; N]) -> Vec<u8> {
    element(SEQUENCE, &elements.concat())
}

/// An integer that is not negative, from its bytes.
pub(super) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let used = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    let mut content = Vec::with_capacity(used.len() + 1);
    if used.first().is_none_or(|byte| *byte >= 0x80) {
        content.push(0);
    }
    content.extend_from_slice(used);
    element(INTEGER, &content)
}

/// A bit string of whole bytes.
pub(super) fn bits(bytes: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], bytes].concat())
}

/// Reads elements one after another.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

/// What is wrong with the data, in Go's words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Malformed(pub(super) &'static str);

impl<'a> Reader<'a> {
    /// The tag of the next element.
    pub(super) fn tag(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The content of the next element, which must have that tag.
    pub(super) fn read(&mut self, tag: u8) -> Result<&'a [u8], Malformed> {
        Ok(self.read_whole(tag)?.1)
    }

    /// The next element with its tag and length, and its content.
    pub(super) fn read_whole(&mut self, tag: u8) -> Result<(&'a [u8], &'a [u8]), Malformed> {
        const TRUNCATED: Malformed = Malformed("asn1: syntax error: data truncated");
        let (&found, rest) =
            self.0.split_first().ok_or(Malformed("asn1: syntax error: sequence truncated"))?;
        let (&first, rest) =
            rest.split_first().ok_or(Malformed("asn1: syntax error: truncated tag or length"))?;
        let (length, rest) = if first < 0x80 {
            (usize::from(first), rest)
        } else {
            let count = usize::from(first & 0x7F);
            if count == 0 {
                return Err(Malformed("asn1: syntax error: indefinite length found (not DER)"));
            }
            let (bytes, rest) = rest
                .split_at_checked(count)
                .filter(|_| count <= 4)
                .ok_or(Malformed("asn1: syntax error: truncated tag or length"))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        };
        let (content, after) = rest.split_at_checked(length).ok_or(TRUNCATED)?;
        if found != tag {
            return Err(Malformed("asn1: structure error: tags don't match"));
        }
        let whole = &self.0[..self.0.len() - after.len()];
        self.0 = after;
        Ok((whole, content))
    }

    /// A reader of the elements of the sequence that comes next.
    pub(super) fn sequence(&mut self) -> Result<Reader<'a>, Malformed> {
        self.read(SEQUENCE).map(Reader)
    }

    /// The bytes of an integer that is not negative, without leading zeros.
    pub(super) fn unsigned(&mut self) -> Result<&'a [u8], Malformed> {
        let content = self.read(INTEGER)?;
        match content {
            [] => Err(Malformed("asn1: structure error: empty integer")),
            [0x80..=0xFF, ..] => Err(Malformed("x509: private key contains zero or negative value")),
            _ => Ok(&content[content.iter().take_while(|byte| **byte == 0).count()..]),
        }
    }
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}
