//! Expressions that only ask for the characters of one class, which need no engine: `[^a-z]`, `^[a-z0-9-]+$`.

use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind, Look};

/// Bytes of a class that is read here: each character is put among those before it.
const LONGEST: usize = 256;

/// An expression about single characters.
#[derive(Debug)]
pub(super) struct Single {
    wanted: Wanted,
    class: Characters,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// `[…]`: some character is of the class.
    Some,
    /// `^[…]*$`: every character is.
    Every,
    /// `^[…]+$`: there are characters, and every one is.
    SomeAndEvery,
}

/// The characters of a class.
#[derive(Debug)]
struct Characters {
    /// Which of ASCII.
    ascii: [bool; 128],
    /// All of them, in order; nothing for a class of bytes.
    ranges: Option<Vec<ClassUnicodeRange>>,
}

impl Single {
    /// The expression, if that can be seen without reading it as what it may be: the class holds nothing but characters
    /// that stand for themselves, and ranges of them.
    pub(super) fn written(expr: &[u8]) -> Option<Self> {
        let expr = std::str::from_utf8(expr).ok()?;
        let (wanted, class) = match expr.strip_prefix('^') {
            None => (Wanted::Some, expr),
            Some(rest) => match rest.strip_suffix("*$") {
                Some(class) => (Wanted::Every, class),
                None => (Wanted::SomeAndEvery, rest.strip_suffix("+$")?),
            },
        };
        let class = class.strip_prefix('[')?.strip_suffix(']')?;
        let is_simple = !class.starts_with('^') && !class.contains(['[', ']', '\\']);
        if !(1..=LONGEST).contains(&class.len()) || !is_simple {
            return None;
        }
        Some(Self { wanted, class: Characters::written(class)? })
    }

    /// The expression, if it is so simple.
    pub(super) fn of(hir: &Hir) -> Option<Self> {
        let (wanted, class) = match hir.kind() {
            HirKind::Class(class) => (Wanted::Some, class),
            HirKind::Concat(parts) => {
                let [start, repetition, end] = &parts[..] else { return None };
                let is_whole = matches!(start.kind(), HirKind::Look(Look::Start))
                    && matches!(end.kind(), HirKind::Look(Look::End));
                let HirKind::Repetition(repetition) = repetition.kind() else { return None };
                let HirKind::Class(class) = repetition.sub.kind() else { return None };
                let wanted = match (repetition.min, repetition.max) {
                    (0, None) => Wanted::Every,
                    (1, None) => Wanted::SomeAndEvery,
                    _ => return None,
                };
                is_whole.then_some((wanted, class))?
            }
            _ => return None,
        };
        Some(Self { wanted, class: Characters::of(class) })
    }

    /// Whether the text has a match; `None` for a text that is not UTF-8, and for one beyond ASCII when the class is of
    /// bytes.
    pub(super) fn is_match(&self, text: &[u8]) -> Option<bool> {
        let found = if text.is_ascii() {
            let mut bytes = text.iter();
            match self.wanted {
                Wanted::Some => bytes.any(|byte| self.class.has_byte(*byte)),
                Wanted::Every | Wanted::SomeAndEvery => bytes.all(|byte| self.class.has_byte(*byte)),
            }
        } else {
            let ranges = self.class.ranges.as_ref()?;
            let mut chars = std::str::from_utf8(text).ok()?.chars();
            match self.wanted {
                Wanted::Some => chars.any(|char| self.class.has(ranges, char)),
                Wanted::Every | Wanted::SomeAndEvery => chars.all(|char| self.class.has(ranges, char)),
            }
        };
        Some(found && !(text.is_empty() && self.wanted == Wanted::SomeAndEvery))
    }
}

impl Characters {
    /// Those between the brackets of a class without escapes; `None` where Go would look closer.
    fn written(class: &str) -> Option<Self> {
        let (mut ascii, mut ranges) = ([false; 128], Vec::<ClassUnicodeRange>::new());
        let mut rest = class;
        while let Some(first) = rest.chars().next() {
            let tail = &rest[first.len_utf8()..];
            let last = tail.strip_prefix('-').and_then(|tail| tail.chars().next());
            let is_range = first != '-' && last.is_some();
            // A dash stands for itself at both ends.
            if first == '-' && rest.len() < class.len() && !tail.is_empty() {
                return None;
            }
            let last = last.filter(|_| is_range).unwrap_or(first);
            if last < first || (is_range && last == '-') {
                return None;
            }
            rest = if is_range { &tail[1 + last.len_utf8()..] } else { tail };
            for code in u32::from(first)..=u32::from(last).min(127) {
                ascii[code as usize] = true;
            }
            let place = ranges.partition_point(|range| range.end() < first);
            if ranges.get(place).is_some_and(|range| range.start() <= last) {
                return None;
            }
            ranges.insert(place, ClassUnicodeRange::new(first, last));
        }
        Some(Self { ascii, ranges: Some(ranges) })
    }

    fn of(class: &Class) -> Self {
        let mut ascii = [false; 128];
        let mut add = |first: u32, last: u32| {
            let range = ascii.iter_mut().take(last as usize + 1).skip(first as usize);
            range.for_each(|is_in| *is_in = true);
        };
        match class {
            Class::Unicode(class) => {
                class.ranges().iter().for_each(|range| add(range.start().into(), range.end().into()));
            }
            Class::Bytes(class) => {
                class.ranges().iter().for_each(|range| add(range.start().into(), range.end().into()));
            }
        }
        let ranges = match class {
            Class::Unicode(class) => Some(class.ranges().to_vec()),
            Class::Bytes(_) => None,
        };
        Self { ascii, ranges }
    }

    fn has_byte(&self, byte: u8) -> bool {
        self.ascii.get(usize::from(byte)).is_some_and(|is_in| *is_in)
    }

    fn has(&self, ranges: &[ClassUnicodeRange], char: char) -> bool {
        match u8::try_from(char) {
            Ok(byte) if byte.is_ascii() => self.has_byte(byte),
            _ => {
                let after = ranges.partition_point(|range| range.end() < char);
                ranges.get(after).is_some_and(|range| range.start() <= char)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Regex;
    use super::super::parse;
    use super::Single;
    use crate::value::Str;

    #[test]
    fn the_short_way_and_the_engines_agree() {
        let texts = [
            "",
            "a",
            "A",
            "aB",
            "a-b",
            "a b",
            "a\n",
            "\n",
            "\u{7f}",
            "0",
            "-",
            "é",
            "aé",
            "\u{80}",
            "\u{9f}",
            "\u{a0}",
            "é\n",
            "构建",
            "a构建",
            "构建\u{feff}",
            "K",
            "\u{212a}",
            "\u{10ffff}",
        ];
        let simple = [
            "[a-z]",
            "[^a-z]",
            "^[a-z]+$",
            "^[a-zA-Z0-9_-]+$",
            "^[a-z]*$",
            "[\\n\\x7f-\u{9f}]",
            "^.*$",
            "\\s",
            "(?i)[a-c]",
            "(?i)[j-l]",
            "[\\p{Han}\u{feff}]",
            "^[^\\p{Han}]+$",
        ];
        for expr in simple {
            let single = Single::of(&parse::parse(expr.as_bytes()).expect("it is an expression").hir);
            let single = single.unwrap_or_else(|| panic!("{expr} is about single characters"));
            // A group asks for the same, and only an engine knows groups.
            let regex = Regex::new(&Str::from(format!("({expr})"))).expect("it is an expression");
            for text in texts {
                let found = regex.find(text.as_bytes()).expect("it is short").is_some();
                assert_eq!(single.is_match(text.as_bytes()), Some(found), "{expr} in {text:?}");
            }
        }
    }

    #[test]
    fn a_class_as_it_is_written_is_what_is_read() {
        let written = [
            "^[A-Za-z0-9_-]*$",
            "^[-a-z0-9]+$",
            "[a-z]",
            "[\n\u{7f}-\u{9f}\u{feff}\u{fffe}\u{ffff}]",
            "[-]",
            "[a-]",
            "[构-筑.$^*+?(){}|/]",
            "^[é]+$",
            "[K\u{212a}]",
        ];
        let every: String =
            ('\0'..'\u{250}').chain(['构', '建', '筑', '\u{212a}', '\u{feff}', '\u{10ffff}']).collect();
        for expr in written {
            let single = Single::written(expr.as_bytes()).unwrap_or_else(|| panic!("{expr} is simple"));
            // A group asks for the same, and only an engine knows groups.
            let regex = Regex::new(&Str::from(format!("({expr})"))).expect("it is an expression");
            let characters = every.char_indices().map(|(at, char)| &every[at..at + char.len_utf8()]);
            for text in characters.chain(["", "a构", "a-"]) {
                let found = regex.find(text.as_bytes()).expect("it is short").is_some();
                assert_eq!(single.is_match(text.as_bytes()), Some(found), "{expr} in {text:?}");
            }
        }
        for expr in [
            "[]",
            "[^a]",
            "[]a]",
            "[[:alpha:]]",
            "[\\d]",
            "[z-a]",
            "[a-z-9]",
            "[a--]",
            "[--a]",
            "[-a-]",
            "[a-cb]",
            "[a",
            "a]",
            "^[a]$",
            "^[a]*",
            "[a]+$",
            "[a][b]",
            "^[a]*?$",
            "(?i)[a]",
            "",
            "^+$",
        ] {
            assert!(Single::written(expr.as_bytes()).is_none(), "{expr}");
        }
        assert!(Single::written(b"[\xff]").is_none());
        let long: String = ('\u{4e00}'..'\u{4f00}').collect();
        assert!(Single::written(format!("[{long}]").as_bytes()).is_none());
    }

    #[test]
    fn everything_else_is_left_to_the_engines() {
        for expr in ["a", "ab", "[a-z]+", "^[a-z]+", "^[a-z]{2}$", "(?m)^[a-z]+$", "^([a-z]+)$"] {
            let parsed = parse::parse(expr.as_bytes()).expect("it is an expression");
            assert!(Single::of(&parsed.hir).is_none(), "{expr}");
        }
    }
}
