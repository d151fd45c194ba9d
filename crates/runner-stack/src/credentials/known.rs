//! Credentials that are known, to be found again wherever they are repeated.

use std::collections::HashMap;

use super::star;
use crate::stack::MASK;

/// Credentials with fewer bytes are not looked for: that would hide innocent text.
const SHORTEST: usize = 8;

/// A set of credentials. A text is searched for all of them in one pass.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// By their first bytes; of those with the same, the longest first, since one may be the start of another.
    by_start: HashMap<[u8; SHORTEST], Vec<String>>,
}

impl Known {
    /// The credentials, line by line: files are, whose lines may be shown apart.
    ///
    /// ```
    /// use runner_stack::credentials::Known;
    ///
    /// let known = Known::new(["not-a-real-key"]);
    /// assert_eq!(known.masked("key not-a-real-key is used"), "key (masked) is used");
    /// assert_eq!(known.starred("key not-a-real-key is used"), "key ************** is used");
    /// ```
    pub fn new<'a>(credentials: impl IntoIterator<Item = &'a str>) -> Self {
        let mut lines: Vec<&str> = credentials.into_iter().flat_map(str::lines).map(str::trim).collect();
        lines.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        lines.dedup();
        let mut by_start: HashMap<_, Vec<String>> = HashMap::new();
        for line in lines {
            if let Some(start) = line.as_bytes().first_chunk() {
                by_start.entry(*start).or_default().push(line.to_owned());
            }
        }
        Self { by_start }
    }

    /// The text with a fixed word in place of each.
    pub fn masked(&self, text: &str) -> String {
        self.replaced(text, |_| MASK.to_owned())
    }

    /// The text with stars in place of each, as long as before.
    pub fn starred(&self, text: &str) -> String {
        self.replaced(text, |part| part.chars().map(star).collect())
    }

    fn replaced(&self, text: &str, with: impl Fn(&str) -> String) -> String {
        let mut result = String::with_capacity(text.len());
        let (mut done, mut at) = (0, 0);
        while let Some(start) = text.as_bytes()[at..].first_chunk() {
            let rest = text.get(at..).unwrap_or_default();
            let found = self.by_start.get(start);
            match found.and_then(|same| same.iter().find(|known| rest.starts_with(known.as_str()))) {
                Some(known) => {
                    result.push_str(&text[done..at]);
                    result.push_str(&with(known));
                    at += known.len();
                    done = at;
                }
                None => at += 1,
            }
        }
        result.push_str(&text[done..]);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::Known;

    #[test]
    fn the_longest_is_replaced() {
        let known = Known::new(["not-a-real-key", "not-a-real-key-either", "short", "a line\nanother line"]);
        assert_eq!(known.masked("not-a-real-key-either, not-a-real-key"), "(masked), (masked)");
        assert_eq!(known.masked("short, a line"), "short, a line");
        assert_eq!(known.masked("é another line"), "é (masked)");
        assert_eq!(Known::default().masked("é"), "é");
    }

    #[test]
    fn many_take_one_pass() {
        // One pass for each would take minutes.
        let all: Vec<String> = (0..20_000).map(|number| format!("EXAMPLE-{number:05}")).collect();
        let known = Known::new(all.iter().map(String::as_str));
        assert_eq!(known.masked(&all.concat()), "(masked)".repeat(all.len()));
    }
}
