//! Go's regular expression syntax, read into regex-syntax's representation.
//!
//! The syntax is read here and not by regex-syntax, because the two differ in what they accept, in what `\d`, `\w` and
//! `$` mean, and in their messages.

use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Dot, Hir, Look, Repetition};

use super::classes;
use crate::functions::runes;

/// What is wrong with an expression, in Go's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError(String);

impl SyntaxError {
    pub(super) fn new(what: &str, expr: &[u8]) -> Self {
        Self(format!("error parsing regexp: {what}: `{}`", String::from_utf8_lossy(expr)))
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A parsed expression.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) hir: Hir,
    /// The names of the groups, the whole expression first.
    pub(super) names: Vec<Option<String>>,
}

/// Reads an expression.
pub(super) fn parse(expr: &[u8]) -> Result<Parsed, SyntaxError> {
    let mut parser = Parser { whole: expr, rest: expr, flags: Flags::default(), names: vec![None], depth: 0 };
    let part = parser.alternation()?;
    if !parser.rest.is_empty() {
        return Err(SyntaxError::new("unexpected )", expr));
    }
    Ok(Parsed { hir: part.hir, names: parser.names })
}

// Go allows 1000 levels; what follows here is recursive, also in regex-automata.
const MAX_DEPTH: usize = 250;

const MAX_REPEAT: u32 = 1000;

#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "Perl's flags: i, m, s, U")]
struct Flags {
    fold_case: bool,
    multi_line: bool,
    dot_matches_newline: bool,
    swap_greed: bool,
}

struct Parser<'a> {
    whole: &'a [u8],
    rest: &'a [u8],
    flags: Flags,
    names: Vec<Option<String>>,
    depth: usize,
}

// A piece of the expression, and how often its innermost part is repeated at most.
struct Part {
    hir: Hir,
    repeats: u32,
}

impl Part {
    fn once(hir: Hir) -> Self {
        Self { hir, repeats: 0 }
    }
}

impl<'a> Parser<'a> {
    fn alternation(&mut self) -> Result<Part, SyntaxError> {
        let mut branches = vec![self.concatenation()?];
        while let Some(rest) = self.rest.strip_prefix(b"|") {
            self.rest = rest;
            branches.push(self.concatenation()?);
        }
        let repeats = branches.iter().map(|branch| branch.repeats).max().unwrap_or(0);
        Ok(Part { hir: Hir::alternation(branches.into_iter().map(|branch| branch.hir).collect()), repeats })
    }

    fn concatenation(&mut self) -> Result<Part, SyntaxError> {
        let mut parts = Vec::new();
        // Where the repetition operator just before begins, if there is one.
        let mut last_repeat: Option<&'a [u8]> = None;
        while let Some(&next) = self.rest.first() {
            let repeat = match next {
                b'|' | b')' => break,
                b'*' => Some((0, None, &self.rest[1..])),
                b'+' => Some((1, None, &self.rest[1..])),
                b'?' => Some((0, Some(1), &self.rest[1..])),
                b'{' => self.counted_repeat()?,
                _ => None,
            };
            if let Some((min, max, after)) = repeat {
                let before = self.rest;
                self.repeat(min, max, after, last_repeat, &mut parts)?;
                last_repeat = Some(before);
            } else {
                last_repeat = None;
                self.atom(next, &mut parts)?;
            }
        }
        let repeats = parts.iter().map(|part| part.repeats).max().unwrap_or(0);
        Ok(Part { hir: Hir::concat(parts.into_iter().map(|part| part.hir).collect()), repeats })
    }

    fn repeat(
        &mut self,
        min: u32,
        max: Option<u32>,
        mut after: &'a [u8],
        last_repeat: Option<&'a [u8]>,
        parts: &mut Vec<Part>,
    ) -> Result<(), SyntaxError> {
        let before = self.rest;
        let is_counted = before.first() == Some(&b'{');
        let mut greedy = !self.flags.swap_greed;
        if let Some(rest) = after.strip_prefix(b"?") {
            after = rest;
            greedy = !greedy;
        }
        if let Some(last) = last_repeat {
            return Err(SyntaxError::new("invalid nested repetition operator", upto(last, after)));
        }
        let Some(sub) = parts.pop() else {
            return Err(SyntaxError::new("missing argument to repetition operator", upto(before, after)));
        };
        let bound = max.unwrap_or(min);
        let repeats = if is_counted && bound > 0 {
            bound.saturating_mul(sub.repeats.max(1))
        } else if is_counted {
            0
        } else {
            sub.repeats
        };
        if is_counted && bound >= 2 && repeats > MAX_REPEAT {
            return Err(SyntaxError::new("invalid repeat count", upto(before, after)));
        }
        let hir = Hir::repetition(Repetition { min, max, greedy, sub: Box::new(sub.hir) });
        parts.push(Part { hir, repeats });
        self.rest = after;
        Ok(())
    }

    // {3}, {3,} or {3,5}; anything else that begins with a brace is text.
    #[expect(clippy::type_complexity, reason = "minimum, maximum and what follows")]
    fn counted_repeat(&self) -> Result<Option<(u32, Option<u32>, &'a [u8])>, SyntaxError> {
        let before = self.rest;
        let Some((min, mut rest)) = number(&before[1..]) else { return Ok(None) };
        let mut max = Some(min);
        if let Some(after_comma) = rest.strip_prefix(b",") {
            rest = after_comma;
            max = None;
            if rest.first() != Some(&b'}') {
                let Some((bound, after)) = number(rest) else { return Ok(None) };
                max = Some(bound);
                rest = after;
            }
        }
        let Some(after) = rest.strip_prefix(b"}") else { return Ok(None) };
        if min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT || min > max) {
            return Err(SyntaxError::new("invalid repeat count", upto(before, after)));
        }
        Ok(Some((min, max, after)))
    }

    fn atom(&mut self, next: u8, parts: &mut Vec<Part>) -> Result<(), SyntaxError> {
        let hir = match next {
            b'(' => {
                if let Some(group) = self.group()? {
                    parts.push(group);
                }
                return Ok(());
            }
            b'[' => self.class()?,
            b'\\' => return self.escaped(parts),
            b'.' => {
                self.rest = &self.rest[1..];
                Hir::dot(if self.flags.dot_matches_newline { Dot::AnyChar } else { Dot::AnyCharExceptLF })
            }
            b'^' => {
                self.rest = &self.rest[1..];
                Hir::look(if self.flags.multi_line { Look::StartLF } else { Look::Start })
            }
            b'$' => {
                self.rest = &self.rest[1..];
                Hir::look(if self.flags.multi_line { Look::EndLF } else { Look::End })
            }
            _ => {
                let rune = self.rune()?;
                self.literal(rune)
            }
        };
        parts.push(Part::once(hir));
        Ok(())
    }

    // A group; setting flags alone gives nothing.
    fn group(&mut self) -> Result<Option<Part>, SyntaxError> {
        let outer = self.flags;
        let start = self.rest;
        let mut index = None;
        if start.get(1) == Some(&b'?') {
            let name_at = match start {
                [_, _, b'P', b'<', _, ..] => Some(4),
                [_, _, b'<', _, ..] => Some(3),
                _ => None,
            };
            if let Some(name_at) = name_at {
                index = Some(self.named_group(name_at)?);
            } else if !self.group_flags()? {
                return Ok(None);
            }
        } else {
            self.rest = &start[1..];
            self.names.push(None);
            index = Some(self.names.len() - 1);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SyntaxError::new("expression nests too deeply", self.whole));
        }
        let inner = self.alternation()?;
        self.depth -= 1;
        let Some(rest) = self.rest.strip_prefix(b")") else {
            return Err(SyntaxError::new("missing closing )", self.whole));
        };
        self.rest = rest;
        self.flags = outer;
        let hir = match index.map(u32::try_from) {
            Some(Ok(index)) => Hir::capture(Capture { index, name: None, sub: Box::new(inner.hir) }),
            _ => inner.hir,
        };
        Ok(Some(Part { hir, repeats: inner.repeats }))
    }

    fn named_group(&mut self, name_at: usize) -> Result<usize, SyntaxError> {
        let start = self.rest;
        let Some(end) = start.iter().position(|byte| *byte == b'>') else {
            return Err(SyntaxError::new("invalid named capture", start));
        };
        let name = start.get(name_at..end).unwrap_or_default();
        let is_valid =
            !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        if !is_valid {
            return Err(SyntaxError::new("invalid named capture", &start[..=end]));
        }
        let name = String::from_utf8_lossy(name).into_owned();
        self.names.push(Some(name));
        self.rest = &start[end + 1..];
        Ok(self.names.len() - 1)
    }

    // (?flags) or (?flags: ; says whether a group begins.
    fn group_flags(&mut self) -> Result<bool, SyntaxError> {
        let start = self.rest;
        self.rest = &start[2..];
        let mut flags = self.flags;
        let mut on = true;
        let mut seen = false;
        while !self.rest.is_empty() {
            match self.rune()? {
                'i' => flags.fold_case = on,
                'm' => flags.multi_line = on,
                's' => flags.dot_matches_newline = on,
                'U' => flags.swap_greed = on,
                '-' if on => {
                    on = false;
                    seen = false;
                    continue;
                }
                end @ (':' | ')') if on || seen => {
                    self.flags = flags;
                    return Ok(end == ':');
                }
                _ => break,
            }
            seen = true;
        }
        Err(SyntaxError::new("invalid or unsupported Perl syntax", upto(start, self.rest)))
    }

    fn escaped(&mut self, parts: &mut Vec<Part>) -> Result<(), SyntaxError> {
        let look = match self.rest.get(1) {
            Some(b'A') => Some(Look::Start),
            Some(b'z') => Some(Look::End),
            Some(b'b') => Some(Look::WordAscii),
            Some(b'B') => Some(Look::WordAsciiNegate),
            Some(b'C') => return Err(SyntaxError::new("invalid escape sequence", &self.rest[..2])),
            Some(b'Q') => return self.quoted(parts),
            _ => None,
        };
        let hir = if let Some(look) = look {
            self.rest = &self.rest[2..];
            Hir::look(look)
        } else if let Some(class) = self.unicode_class()? {
            Hir::class(Class::Unicode(class))
        } else if let Some(class) = self.perl_class() {
            Hir::class(Class::Unicode(class))
        } else {
            let rune = self.escape()?;
            self.literal(rune)
        };
        parts.push(Part::once(hir));
        Ok(())
    }

    // \Q text \E: the text stands for itself.
    fn quoted(&mut self, parts: &mut Vec<Part>) -> Result<(), SyntaxError> {
        let body = &self.rest[2..];
        let end = body.windows(2).position(|pair| pair == b"\\E");
        let (text, after) = end.map_or((body, &body[body.len()..]), |end| (&body[..end], &body[end + 2..]));
        self.rest = text;
        while !self.rest.is_empty() {
            let rune = self.rune()?;
            parts.push(Part::once(self.literal(rune)));
        }
        self.rest = after;
        Ok(())
    }

    fn literal(&self, rune: char) -> Hir {
        if self.flags.fold_case {
            return Hir::class(Class::Unicode(self.range(rune, rune)));
        }
        Hir::literal(rune.encode_utf8(&mut [0; 4]).as_bytes().to_vec())
    }

    fn class(&mut self) -> Result<Hir, SyntaxError> {
        let whole = self.rest;
        self.rest = &whole[1..];
        let mut negated = false;
        if let Some(rest) = self.rest.strip_prefix(b"^") {
            negated = true;
            self.rest = rest;
        }
        let mut class = ClassUnicode::empty();
        let mut is_first = true;
        while is_first || self.rest.first() != Some(&b']') {
            is_first = false;
            if self.rest.starts_with(b"[:")
                && let Some(named) = self.named_class()?
            {
                class.union(&named);
            } else if let Some(named) = self.unicode_class()? {
                class.union(&named);
            } else if let Some(named) = self.perl_class() {
                class.union(&named);
            } else {
                let start = self.rest;
                let low = self.class_rune(whole)?;
                let mut high = low;
                if let [b'-', next, ..] = self.rest
                    && *next != b']'
                {
                    self.rest = &self.rest[1..];
                    high = self.class_rune(whole)?;
                    if high < low {
                        return Err(SyntaxError::new(
                            "invalid character class range",
                            upto(start, self.rest),
                        ));
                    }
                }
                class.union(&self.range(low, high));
            }
        }
        self.rest = &self.rest[1..];
        if negated {
            class.negate();
        }
        Ok(Hir::class(Class::Unicode(class)))
    }

    fn class_rune(&mut self, whole: &[u8]) -> Result<char, SyntaxError> {
        match self.rest.first() {
            None => Err(SyntaxError::new("missing closing ]", whole)),
            Some(b'\\') => self.escape(),
            Some(_) => self.rune(),
        }
    }

    // [:alpha:] and [:^alpha:].
    fn named_class(&mut self) -> Result<Option<ClassUnicode>, SyntaxError> {
        let Some(end) = self.rest[2..].windows(2).position(|pair| pair == b":]") else { return Ok(None) };
        let (name, after) = self.rest.split_at(end + 4);
        let inner = &name[2..name.len() - 2];
        let (inner, negated) = inner.strip_prefix(b"^").map_or((inner, false), |inner| (inner, true));
        let Some(ranges) = classes::posix(inner) else {
            return Err(SyntaxError::new("invalid character class range", name));
        };
        self.rest = after;
        Ok(Some(self.ascii_class(ranges, negated)))
    }

    // \pL, \PL, \p{Greek}, \p{^Greek}.
    fn unicode_class(&mut self) -> Result<Option<ClassUnicode>, SyntaxError> {
        let [b'\\', letter @ (b'p' | b'P'), after @ ..] = self.rest else { return Ok(None) };
        let mut negated = *letter == b'P';
        let whole = self.rest;
        let (name, rest) = if after.first() == Some(&b'{') {
            match after.iter().position(|byte| *byte == b'}') {
                Some(end) => (&after[1..end], &after[end + 1..]),
                None => return Err(SyntaxError::new("invalid character class range", whole)),
            }
        } else {
            after.split_at(runes::decode(after).map_or(0, |(_, width)| width))
        };
        let sequence = upto(whole, rest);
        let name = match name.strip_prefix(b"^") {
            Some(name) => {
                negated = !negated;
                name
            }
            None => name,
        };
        let class = std::str::from_utf8(name).ok().and_then(classes::unicode);
        let Some(mut class) = class else {
            return Err(SyntaxError::new("invalid character class range", sequence));
        };
        self.rest = rest;
        self.fold(&mut class);
        if negated {
            class.negate();
        }
        Ok(Some(class))
    }

    // \d, \s, \w and their opposites, all of them ASCII.
    fn perl_class(&mut self) -> Option<ClassUnicode> {
        let [b'\\', letter, rest @ ..] = self.rest else { return None };
        let name: &[u8] = match letter.to_ascii_lowercase() {
            b'd' => b"digit",
            b's' => b"perl space",
            b'w' => b"word",
            _ => return None,
        };
        self.rest = rest;
        Some(self.ascii_class(classes::posix(name)?, letter.is_ascii_uppercase()))
    }

    fn ascii_class(&self, ranges: &[(char, char)], negated: bool) -> ClassUnicode {
        let mut class =
            ClassUnicode::new(ranges.iter().map(|(low, high)| ClassUnicodeRange::new(*low, *high)));
        self.fold(&mut class);
        if negated {
            class.negate();
        }
        class
    }

    fn range(&self, low: char, high: char) -> ClassUnicode {
        let mut class = ClassUnicode::new([ClassUnicodeRange::new(low, high)]);
        self.fold(&mut class);
        class
    }

    fn fold(&self, class: &mut ClassUnicode) {
        if self.flags.fold_case {
            classes::fold(class);
        }
    }

    // One escaped character.
    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.rest;
        self.rest = &start[1..];
        if self.rest.is_empty() {
            return Err(SyntaxError::new("trailing backslash at end of expression", b""));
        }
        let rune = self.rune()?;
        let value = match rune {
            // A single digit would be a backreference, which Go has not.
            '1'..='7' if !matches!(self.rest.first(), Some(b'0'..=b'7')) => None,
            '0'..='7' => {
                let mut value = u32::from(rune) - u32::from('0');
                for _ in 0..2 {
                    let Some((digit @ b'0'..=b'7', rest)) = self.rest.split_first() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.rest = rest;
                }
                char::from_u32(value)
            }
            'x' => self.hexadecimal()?,
            'a' => Some('\u{07}'),
            'f' => Some('\u{0C}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'v' => Some('\u{0B}'),
            other if other.is_ascii() && !other.is_ascii_alphanumeric() => Some(other),
            _ => None,
        };
        value.ok_or_else(|| SyntaxError::new("invalid escape sequence", upto(start, self.rest)))
    }

    // \x41 or \x{10FFFF}, after the x.
    fn hexadecimal(&mut self) -> Result<Option<char>, SyntaxError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let first = self.rune()?;
        if first != '{' {
            if self.rest.is_empty() {
                return Ok(None);
            }
            let second = self.rune()?;
            let digits = first.to_digit(16).zip(second.to_digit(16));
            return Ok(digits.and_then(|(high, low)| char::from_u32(high * 16 + low)));
        }
        let mut value = None;
        while !self.rest.is_empty() {
            let rune = self.rune()?;
            if rune == '}' {
                return Ok(value.and_then(char::from_u32));
            }
            let Some(digit) = rune.to_digit(16) else { return Ok(None) };
            let next = value.unwrap_or(0) * 16 + digit;
            if next > u32::from(char::MAX) {
                return Ok(None);
            }
            value = Some(next);
        }
        Ok(None)
    }

    fn rune(&mut self) -> Result<char, SyntaxError> {
        match runes::decode(self.rest) {
            Some((runes::REPLACEMENT, 1)) | None => Err(SyntaxError::new("invalid UTF-8", self.rest)),
            Some((rune, width)) => {
                self.rest = &self.rest[width..];
                Ok(rune)
            }
        }
    }
}

// The part of `from` that comes before `rest`, which is its end.
fn upto<'a>(from: &'a [u8], rest: &[u8]) -> &'a [u8] {
    &from[..from.len() - rest.len()]
}

// A number without leading zeros; one that is far too large comes back as such.
fn number(text: &[u8]) -> Option<(u32, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 || (length > 1 && text[0] == b'0') {
        return None;
    }
    let value = text[..length]
        .iter()
        .fold(0u32, |value, digit| value.saturating_mul(10).saturating_add(u32::from(digit - b'0')));
    Some((value, &text[length..]))
}
