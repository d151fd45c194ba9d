//! Expressions that only ask for the characters of one class, which need no engine: `[^a-z]`, `^[a-z0-9-]+$`.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// An expression about single characters.
#[derive(Debug)]
pub(super) struct Single {
    wanted: Wanted,
    class: Ascii,
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

/// The ASCII characters of a class, one bit each.
#[derive(Debug, Clone, Copy)]
struct Ascii(u128);

impl Single {
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
        Some(Self { wanted, class: Ascii::of(class) })
    }

    /// Whether the text has a match; `None` for a text that is not ASCII.
    pub(super) fn is_match(&self, text: &[u8]) -> Option<bool> {
        if !text.is_ascii() {
            return None;
        }
        Some(match self.wanted {
            Wanted::Some => text.iter().any(|byte| self.class.contains(*byte)),
            Wanted::Every => text.iter().all(|byte| self.class.contains(*byte)),
            Wanted::SomeAndEvery => !text.is_empty() && text.iter().all(|byte| self.class.contains(*byte)),
        })
    }
}

impl Ascii {
    fn of(class: &Class) -> Self {
        const LAST: u32 = 127;
        let mut bits = 0;
        let mut add = |first: u32, last: u32| (first..=last.min(LAST)).for_each(|at| bits |= 1_u128 << at);
        match class {
            Class::Unicode(class) => {
                class.ranges().iter().for_each(|range| add(range.start().into(), range.end().into()));
            }
            Class::Bytes(class) => {
                class.ranges().iter().for_each(|range| add(range.start().into(), range.end().into()));
            }
        }
        Self(bits)
    }

    fn contains(self, byte: u8) -> bool {
        byte < 128 && self.0 >> byte & 1 == 1
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
        let texts = ["", "a", "A", "aB", "a-b", "a b", "a\n", "\n", "\u{7f}", "0", "-", "é", "aé"];
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
        ];
        for expr in simple {
            let single = Single::of(&parse::parse(expr.as_bytes()).expect("it is an expression").hir);
            let single = single.unwrap_or_else(|| panic!("{expr} is about single characters"));
            let regex = Regex::new(&Str::from(expr)).expect("it is an expression");
            for text in texts {
                let found = regex.find_at(text.as_bytes(), 0).expect("it is short").is_some();
                assert_eq!(
                    single.is_match(text.as_bytes()),
                    text.is_ascii().then_some(found),
                    "{expr} in {text:?}"
                );
            }
        }
    }

    #[test]
    fn everything_else_is_left_to_the_engines() {
        for expr in ["a", "ab", "[a-z]+", "^[a-z]+", "^[a-z]{2}$", "(?m)^[a-z]+$", "^([a-z]+)$"] {
            let parsed = parse::parse(expr.as_bytes()).expect("it is an expression");
            assert!(Single::of(&parsed.hir).is_none(), "{expr}");
        }
    }
}
