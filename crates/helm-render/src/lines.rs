//! Where the lines of a text start.

/// The starts of all lines, so that looking up many positions does not count from the top each time.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    /// The first byte of every line but the first.
    starts: Vec<u32>,
}

impl Lines {
    pub(crate) fn of(text: &[u8]) -> Self {
        let starts = (1..).zip(text).filter(|(_, byte)| **byte == b'\n').map(|(next, _)| next);
        Self { starts: starts.collect() }
    }

    /// The line of a byte, from 1, and the first byte of that line.
    pub(crate) fn find(&self, offset: u32) -> (u32, u32) {
        let before = self.starts.partition_point(|start| *start <= offset);
        let start = before.checked_sub(1).map_or(0, |last| self.starts[last]);
        (u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1), start)
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn a_line_feed_belongs_to_the_line_that_it_ends() {
        let lines = Lines::of(b"ab\n\nc");
        let found: Vec<_> = (0..6).map(|offset| lines.find(offset)).collect();
        assert_eq!(found, [(1, 0), (1, 0), (1, 0), (2, 3), (3, 4), (3, 4)]);
        assert_eq!(Lines::of(b"").find(9), (1, 0));
    }
}
