//! Shell patterns of file names, as Go's `path/filepath.Match` reads them.

/// Whether `pattern` matches all of `name`; `None` when it is malformed.
pub(crate) fn matches(pattern: &str, name: &str) -> Option<bool> {
    Some(Pattern::new(pattern)?.matches(name))
}

/// A pattern that was read.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// What every name starts with that it matches.
    start: String,
    /// What comes behind that.
    rest: Vec<Token>,
}

impl Pattern {
    /// Reads a pattern; `None` when it is malformed.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        let mut rest = parse(pattern)?;
        let literals = rest.iter().take_while(|token| matches!(token, Token::Literal(_))).count();
        let start = rest.drain(..literals).filter_map(Token::literal).collect();
        Some(Self { start, rest })
    }

    /// Whether it matches all of `name`.
    pub(crate) fn matches(&self, name: &str) -> bool {
        match (name.strip_prefix(self.start.as_str()), self.rest.as_slice()) {
            (None, _) => false,
            (Some(rest), []) => rest.is_empty(),
            (Some(rest), [Token::Star]) => !rest.contains('/'),
            // The last character must fit in any case, and seldom does.
            (Some(rest), [.., Token::Literal(last)]) if !rest.ends_with(*last) => false,
            (Some(rest), tokens) => matches_tokens(tokens, &rest.chars().collect::<Vec<_>>()),
        }
    }
}

#[derive(Debug)]
enum Token {
    /// `*`: anything but the separator.
    Star,
    /// `?`: one character but the separator.
    Any,
    Literal(char),
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Token {
    fn literal(self) -> Option<char> {
        match self {
            Self::Literal(character) => Some(character),
            _ => None,
        }
    }

    fn matches(&self, character: char) -> bool {
        match self {
            Self::Star => false,
            Self::Any => character != '/',
            Self::Literal(literal) => *literal == character,
            Self::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&character)) != *negated
            }
        }
    }
}

fn parse(pattern: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(character) = chars.next() {
        tokens.push(match character {
            '*' => Token::Star,
            '?' => Token::Any,
            '\\' => Token::Literal(chars.next()?),
            '[' => class(&mut chars)?,
            _ => Token::Literal(character),
        });
    }
    Some(tokens)
}

fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Token> {
    let negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        if !ranges.is_empty() && chars.next_if_eq(&']').is_some() {
            return Some(Token::Class { negated, ranges });
        }
        let low = class_character(chars)?;
        let high = if chars.next_if_eq(&'-').is_some() { class_character(chars)? } else { low };
        ranges.push((low, high));
        // Go wants something after every range, even if it is only the bracket.
        chars.peek()?;
    }
}

fn class_character(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<char> {
    match chars.next()? {
        '-' | ']' => None,
        '\\' => chars.next(),
        character => Some(character),
    }
}

fn matches_tokens(tokens: &[Token], name: &[char]) -> bool {
    let (mut token, mut position) = (0, 0);
    // Where to go on after a mismatch: behind the last star, one character further. An earlier star needs no second
    // try, since no star may pass a separator.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match (tokens.get(token), name.get(position)) {
            (Some(Token::Star), _) => {
                token += 1;
                retry = Some((token, position));
                continue;
            }
            (Some(expected), Some(character)) if expected.matches(*character) => {
                token += 1;
                position += 1;
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        match retry {
            Some((after, start)) if name.get(start).is_some_and(|character| *character != '/') => {
                token = after;
                position = start + 1;
                retry = Some((after, start + 1));
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_match_as_in_go() {
        for (pattern, name, expected) in [
            ("abc", "abc", Some(true)),
            ("*", "abc", Some(true)),
            ("*c", "abc", Some(true)),
            ("a*", "ab/c", Some(false)),
            ("a*/b", "abc/b", Some(true)),
            ("a*/b", "a/c/b", Some(false)),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/f", Some(true)),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", Some(false)),
            ("a*b?c*x", "abxbbxdbxebxczzx", Some(true)),
            ("ab[b-d]", "abc", Some(true)),
            ("ab[^b-d]", "abe", Some(true)),
            ("a\\*b", "a*b", Some(true)),
            ("a?b", "a/b", Some(false)),
            ("[\\]a]", "]", Some(true)),
            ("[]a]", "]", None),
            ("[-]", "-", None),
            ("[x-]", "x", None),
            ("[-x]", "x", None),
            ("[a-b-c]", "a", None),
            ("[", "a", None),
            ("[^", "a", None),
            ("[^bc", "a", None),
            ("a[", "ab", None),
            ("*x", "xxx", Some(true)),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
