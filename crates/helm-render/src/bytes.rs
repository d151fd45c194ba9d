//! Searching bytes, eight at a time where searches are short or find much.

use std::slice;

/// Where `byte` is for the first time.
pub(crate) fn position(text: &[u8], byte: u8) -> Option<usize> {
    memchr::memchr(byte, text)
}

/// Where one of three bytes is for the first time.
pub(crate) fn position_of_3(text: &[u8], [first, second, third]: [u8; 3]) -> Option<usize> {
    memchr::memchr3(first, second, third, text)
}

/// How many line feeds there are.
pub(crate) fn line_feeds(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks();
    // Each byte of a sum counts those in its place, so often that it cannot overflow.
    let sum = |words: &[[u8; 8]]| words.iter().map(|bytes| Word::of(*bytes).line_feeds() >> 7).sum::<u64>();
    let sums = words.chunks(usize::from(u8::MAX)).map(sum).chain([Word::padded(rest).line_feeds() >> 7]);
    sums.map(|sum| sum.to_le_bytes().into_iter().map(usize::from).sum::<usize>()).sum()
}

/// The lines of the text without their line feeds: what stands between them, so one more than there are.
pub(crate) fn lines(text: &[u8]) -> Lines<'_> {
    let (words, rest) = text.as_chunks();
    Lines { text, words: words.iter(), rest, start: Some(0), seen: 0, ends: 0, plain: HIGH }
}

/// The highest bit of each of eight bytes, the others, and the lowest.
const HIGH: u64 = ONES * 0x80;
const LOW: u64 = ONES * 0x7F;
const ONES: u64 = u64::MAX / 0xFF;

/// Eight bytes. What is asked of each of them is told by its highest bit, and nothing is carried from one to the next.
#[derive(Clone, Copy)]
struct Word(u64);

impl Word {
    #[inline(always)]
    fn of(bytes: [u8; 8]) -> Self {
        Self(u64::from_le_bytes(bytes))
    }

    /// Fewer than eight bytes, and blanks.
    fn padded(bytes: &[u8]) -> Self {
        let mut all = [b' '; 8];
        all[..bytes.len()].copy_from_slice(bytes);
        Self::of(all)
    }

    /// Which of them are line feeds.
    #[inline(always)]
    fn line_feeds(self) -> u64 {
        let others = ((self.0 & LOW) ^ (ONES * u64::from(b'\n'))) + LOW;
        !(others | self.0) & HIGH
    }

    /// Which of them are printable ASCII.
    #[inline(always)]
    fn printable(self) -> u64 {
        let low = self.0 & LOW;
        let is_blank_or_more = low + ONES * (0x80 - u64::from(b' '));
        let is_no_delete = (low ^ (ONES * 0x7F)) + LOW;
        is_blank_or_more & is_no_delete & !self.0 & HIGH
    }
}

/// The lines of a text, see [`lines`]. To search for each end by itself starts too often: lines are short.
pub(crate) struct Lines<'t> {
    text: &'t [u8],
    /// What was not looked at yet, in eights and what is left behind them.
    words: slice::Iter<'t, [u8; 8]>,
    rest: &'t [u8],
    /// Where the next line starts; nowhere after the last one.
    start: Option<usize>,
    /// How many bytes were looked at.
    seen: usize,
    /// The line feeds among the last eight of them that were not given yet.
    ends: u64,
    /// All bits where all bytes so far were plain.
    plain: u64,
}

impl Lines<'_> {
    /// Whether all of the lines that were given are printable ASCII.
    pub(crate) fn are_plain(&self) -> bool {
        self.plain == HIGH
    }

    /// Looks at the next bytes.
    #[inline(always)]
    fn look(&mut self) -> Option<()> {
        let word = match self.words.next() {
            Some(bytes) => Word::of(*bytes),
            None if self.rest.is_empty() => return None,
            None => Word::padded(std::mem::take(&mut self.rest)),
        };
        self.seen += 8;
        self.ends = word.line_feeds();
        self.plain &= self.ends | word.printable();
        Some(())
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = &'t [u8];

    #[inline]
    fn next(&mut self) -> Option<&'t [u8]> {
        let start = self.start?;
        while self.ends == 0 {
            if self.look().is_none() {
                self.start = None;
                return self.text.get(start..);
            }
        }
        let end = self.seen - 8 + (self.ends.trailing_zeros() / 8) as usize;
        self.ends &= self.ends - 1;
        self.start = Some(end + 1);
        self.text.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::{line_feeds, lines};

    #[test]
    fn every_byte_is_plain_or_not_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for at in 0..19 {
                for others in [b' ', b'~', b'\n'] {
                    let mut text = [others; 19];
                    text[at] = byte;
                    let mut found = lines(&text);
                    let count = found.by_ref().count();
                    assert_eq!(found.are_plain(), matches!(byte, b' '..=b'~' | b'\n'), "{byte} at {at}");
                    assert_eq!(count, text.split(|byte| *byte == b'\n').count(), "{byte} at {at}");
                    assert_eq!(line_feeds(&text), count - 1, "{byte} at {at}");
                }
            }
        }
        assert_eq!(line_feeds(&[b'\n'; 9999]), 9999);
    }

    #[test]
    fn lines_are_what_stands_between_line_feeds() {
        for text in ["", "\n", "a", "a\n", "\na\n\n12345678\n\n1234567890123456789\nb", "1234567\n1234567\n"]
        {
            let found: Vec<_> = lines(text.as_bytes()).collect();
            assert_eq!(found, text.split('\n').map(str::as_bytes).collect::<Vec<_>>(), "{text:?}");
        }
    }
}
