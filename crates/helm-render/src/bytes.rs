//! Searching bytes several at a time: the compiler makes vector instructions of these loops.

const STEP: usize = 32;

/// Where `byte` is for the first time.
pub(crate) fn position(text: &[u8], byte: u8) -> Option<usize> {
    let (chunks, _) = text.as_chunks::<STEP>();
    let start = chunks.iter().take_while(|chunk| count_in_step(chunk, byte) == 0).count() * STEP;
    text[start..].iter().position(|&next| next == byte).map(|at| start + at)
}

/// How often `byte` is in the text.
pub(crate) fn count(text: &[u8], byte: u8) -> usize {
    let (chunks, rest) = text.as_chunks::<STEP>();
    let in_chunks = chunks.iter().map(|chunk| usize::from(count_in_step(chunk, byte))).sum::<usize>();
    in_chunks + rest.iter().map(|&next| usize::from(next == byte)).sum::<usize>()
}

fn count_in_step(chunk: &[u8; STEP], byte: u8) -> u8 {
    chunk.iter().map(|&next| u8::from(next == byte)).sum()
}

/// The lines of the text without their line feeds: what stands between them, so one more than there are.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = position(text, b'\n');
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

#[cfg(test)]
mod tests {
    use super::{count, lines, position};

    #[test]
    fn lines_are_what_stands_between_line_feeds() {
        for (text, wanted) in [("", vec![""]), ("a", vec!["a"]), ("\na\n\n", vec!["", "a", "", ""])] {
            assert_eq!(
                lines(text.as_bytes()).collect::<Vec<_>>(),
                wanted.iter().map(|line| line.as_bytes()).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn every_place_is_found() {
        for length in 0..100 {
            let mut text = vec![b'a'; length];
            assert_eq!((position(&text, b'x'), count(&text, b'x')), (None, 0));
            for at in (0..length).rev() {
                text[at] = b'x';
                assert_eq!((position(&text, b'x'), count(&text, b'x')), (Some(at), length - at));
            }
        }
    }
}
