//! Searching bytes.

/// Where `byte` is for the first time.
pub(crate) fn position(text: &[u8], byte: u8) -> Option<usize> {
    memchr::memchr(byte, text)
}

/// Where one of three bytes is for the first time.
pub(crate) fn position_of_3(text: &[u8], [first, second, third]: [u8; 3]) -> Option<usize> {
    memchr::memchr3(first, second, third, text)
}

/// How often `byte` is in the text.
pub(crate) fn count(text: &[u8], byte: u8) -> usize {
    memchr::memchr_iter(byte, text).count()
}

/// The lines of the text without their line feeds: what stands between them, so one more than there are.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text).chain([text.len()]);
    ends.map(move |end| &text[std::mem::replace(&mut start, end + 1)..end])
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_are_what_stands_between_line_feeds() {
        for (text, wanted) in [("", vec![""]), ("a", vec!["a"]), ("\na\n\n", vec!["", "a", "", ""])] {
            assert_eq!(
                lines(text.as_bytes()).collect::<Vec<_>>(),
                wanted.iter().map(|line| line.as_bytes()).collect::<Vec<_>>()
            );
        }
    }
}
