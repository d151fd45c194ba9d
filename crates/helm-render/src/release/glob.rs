//! Patterns of `.Files.Glob`: gobwas/glob with `/` as separator.

/// How often alternatives may be tried on one name; patterns can multiply them.
const MAX_STEPS: u32 = 1_000_000;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Glob(Vec<Token>);

#[derive(Debug)]
enum Token {
    Literal(char),
    /// `*`: anything but separators.
    Any,
    /// `**`: anything.
    Super,
    /// `?`: one character but a separator.
    Single,
    /// `[abc]`, `[a-c]`, negated with `!`.
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// `{a,b}`.
    Alternatives(Vec<Vec<Token>>),
}

impl Glob {
    /// `None` when the pattern is malformed.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let mut parser = Parser { chars: pattern.chars().collect(), at: 0 };
        let (tokens, _) = parser.sequence(0)?;
        Some(Self(tokens))
    }

    /// Whether the pattern matches all of the name.
    pub(super) fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        let mut steps = 0;
        matches(&self.0, None, &name, &mut steps)
    }
}

/// What has to match behind the tokens at hand.
struct Rest<'a> {
    tokens: &'a [Token],
    next: Option<&'a Rest<'a>>,
}

fn matches(tokens: &[Token], rest: Option<&Rest<'_>>, name: &[char], steps: &mut u32) -> bool {
    *steps += 1;
    if *steps > MAX_STEPS {
        return false;
    }
    let Some((first, tail)) = tokens.split_first() else {
        return match rest {
            Some(rest) => matches(rest.tokens, rest.next, name, steps),
            None => name.is_empty(),
        };
    };
    match first {
        Token::Any | Token::Super => {
            let longest = match first {
                Token::Any => name.iter().position(|character| *character == '/').unwrap_or(name.len()),
                _ => name.len(),
            };
            (0..=longest).any(|length| matches(tail, rest, &name[length..], steps))
        }
        Token::Alternatives(alternatives) => {
            let rest = Rest { tokens: tail, next: rest };
            alternatives.iter().any(|alternative| matches(alternative, Some(&rest), name, steps))
        }
        _ => name.split_first().is_some_and(|(character, name)| {
            let fits = match first {
                Token::Literal(literal) => literal == character,
                Token::Single => *character != '/',
                Token::Class { negated, ranges } => {
                    ranges.iter().any(|(low, high)| (*low..=*high).contains(character)) != *negated
                }
                _ => false,
            };
            fits && matches(tail, rest, name, steps)
        }),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
}

impl Parser {
    fn next(&mut self) -> Option<char> {
        let character = self.chars.get(self.at).copied();
        self.at += usize::from(character.is_some());
        character
    }

    fn eat(&mut self, character: char) -> bool {
        let found = self.chars.get(self.at) == Some(&character);
        self.at += usize::from(found);
        found
    }

    /// The tokens up to what ends them: the end, or a comma or brace of the alternatives around.
    fn sequence(&mut self, depth: usize) -> Option<(Vec<Token>, Option<char>)> {
        if depth > 100 {
            return None;
        }
        let mut tokens = Vec::new();
        while let Some(character) = self.next() {
            tokens.push(match character {
                '*' if self.eat('*') => Token::Super,
                '*' => Token::Any,
                '?' => Token::Single,
                '[' => self.class()?,
                '{' => self.alternatives(depth)?,
                ',' | '}' if depth > 0 => return Some((tokens, Some(character))),
                // A backslash at the end is dropped.
                '\\' => match self.next() {
                    Some(escaped) => Token::Literal(escaped),
                    None => break,
                },
                _ => Token::Literal(character),
            });
        }
        Some((tokens, None))
    }

    fn alternatives(&mut self, depth: usize) -> Option<Token> {
        let mut alternatives = Vec::new();
        loop {
            let (tokens, end) = self.sequence(depth + 1)?;
            alternatives.push(tokens);
            // An open brace at the end of the pattern counts as closed.
            if end != Some(',') {
                return Some(Token::Alternatives(alternatives));
            }
        }
    }

    fn class(&mut self) -> Option<Token> {
        let negated = self.eat('!');
        let first = self.next()?;
        if self.eat('-') {
            let last = self.next()?;
            return (last >= first && self.eat(']'))
                .then(|| Token::Class { negated, ranges: vec![(first, last)] });
        }
        self.at -= 1;
        let mut ranges = Vec::new();
        loop {
            match self.next()? {
                ']' => break,
                '\\' => {
                    let escaped = self.next()?;
                    ranges.push((escaped, escaped));
                }
                character => ranges.push((character, character)),
            }
        }
        (!ranges.is_empty()).then_some(Token::Class { negated, ranges })
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn patterns_match_as_gobwas_matches() {
        for (pattern, name, expected) in [
            ("*", "a", Some(true)),
            ("*", "a/b", Some(false)),
            ("**", "a/b", Some(true)),
            ("a/**.txt", "a/b/c.txt", Some(true)),
            ("a/*.{txt,md}", "a/b.md", Some(true)),
            ("{a,b/*}/c", "b/x/c", Some(true)),
            ("[a-c]x", "bx", Some(true)),
            ("[!a-c]x", "bx", Some(false)),
            ("[abc]x", "cx", Some(true)),
            ("?x", "/x", Some(false)),
            ("a\\*", "a*", Some(true)),
            ("[", "a", None),
            ("[z-a]", "a", None),
        ] {
            assert_eq!(Glob::new(pattern).map(|glob| glob.matches(name)), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn patterns_meant_to_backtrack_end() {
        let glob = Glob::new(&"**a".repeat(30)).expect("a pattern");
        assert!(!glob.matches(&"a".repeat(200)[..199].replace('a', "ab")));
    }
}
