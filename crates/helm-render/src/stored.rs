//! Numbers and texts as bytes, for what a program carries: a number takes as many bytes as it needs, seven bits each.

pub(crate) fn put_text(to: &mut Vec<u8>, text: &[u8]) {
    put_count(to, text.len());
    to.extend_from_slice(text);
}

/// A number of things that are in memory.
///
/// # Panics
///
/// From 2³² on. Sources have at most 4 GiB.
pub(crate) fn put_count(to: &mut Vec<u8>, count: usize) {
    put_number(to, narrow(count));
}

pub(crate) fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("what is written has at most 4 GiB")
}

pub(crate) fn put_number(to: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        to.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    to.push(number.to_le_bytes()[0]);
}

/// Reads what was written, each thing as its own kind. Nothing is there when the bytes are damaged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input {
    pub(crate) bytes: &'static [u8],
    pub(crate) at: usize,
}

impl Input {
    pub(crate) fn number(&mut self) -> Option<u32> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        if byte < 0x80 { Some(byte.into()) } else { self.long_number(byte) }
    }

    /// A number of more than one byte, of which the first was read.
    fn long_number(&mut self, first: u8) -> Option<u32> {
        let mut number = u32::from(first & 0x7F);
        let mut shift = 7;
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            number |= u32::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    pub(crate) fn count(&mut self) -> Option<usize> {
        Some(self.number()? as usize)
    }

    pub(crate) fn text(&mut self) -> Option<&'static [u8]> {
        let length = self.count()?;
        self.take(length)
    }

    pub(crate) fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(taken)
    }

    /// How many bytes there are at most.
    pub(crate) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }
}
