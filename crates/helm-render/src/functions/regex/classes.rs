//! Named character classes.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::names::{CATEGORIES, SCRIPTS};

/// The POSIX classes, and Perl's idea of a space, which lacks the vertical tab.
pub(super) fn posix(name: &[u8]) -> Option<&'static [(char, char)]> {
    Some(match name {
        b"alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        b"alpha" => &[('A', 'Z'), ('a', 'z')],
        b"ascii" => &[('\0', '\x7F')],
        b"blank" => &[('\t', '\t'), (' ', ' ')],
        b"cntrl" => &[('\0', '\x1F'), ('\x7F', '\x7F')],
        b"digit" => &[('0', '9')],
        b"graph" => &[('!', '~')],
        b"lower" => &[('a', 'z')],
        b"perl space" => &[('\t', '\n'), ('\x0C', '\r'), (' ', ' ')],
        b"print" => &[(' ', '~')],
        b"punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        b"space" => &[('\t', '\r'), (' ', ' ')],
        b"upper" => &[('A', 'Z')],
        b"word" => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        b"xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    })
}

// Written by the build script, which says what is in them.
static OF_CATEGORIES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/categories.bin"));
static OF_SCRIPTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/scripts.bin"));
static OF_FOLDING: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/folding.bin"));

/// The Unicode category or script of exactly that name.
pub(super) fn unicode(name: &str) -> Option<ClassUnicode> {
    if name == "Any" {
        return Some(ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)]));
    }
    let is_category = |category: &str| category == name || name.len() == 1 && category.starts_with(name);
    if CATEGORIES.iter().any(|category| is_category(category)) {
        return Some(part(OF_CATEGORIES, |value| {
            CATEGORIES.get(value).is_some_and(|name| is_category(name))
        }));
    }
    let script = SCRIPTS.iter().position(|script| *script == name)?;
    Some(part(OF_SCRIPTS, |value| value == script))
}

/// The characters of the property values that `is_wanted` knows by their place in the list of names.
fn part(mut runs: &[u8], is_wanted: impl Fn(usize) -> bool) -> ClassUnicode {
    let mut ranges = Vec::new();
    let mut at = 0;
    let mut run = |length: u32, value: u8| {
        let start = at;
        at += length;
        if value != 0
            && is_wanted(usize::from(value) - 1)
            && let (Some(first), Some(last)) = (char::from_u32(start), char::from_u32(at - 1))
        {
            ranges.push(ClassUnicodeRange::new(first, last));
        }
    };
    while let Some((&value, rest)) = runs.split_first() {
        runs = rest;
        let count = number(&mut runs);
        if value != 255 {
            run(count, value);
            continue;
        }
        let [first, second, rest @ ..] = runs else { break };
        runs = rest;
        for _ in 0..count {
            run(1, *first);
            run(1, *second);
        }
    }
    ClassUnicode::new(ranges)
}

/// Adds the characters that differ from those of the class only in case.
pub(super) fn fold(class: &mut ClassUnicode) {
    let mut sets = OF_FOLDING;
    let (mut before, mut set, mut added) = (0, Vec::new(), Vec::new());
    let ranges = class.ranges();
    let Some(last) = ranges.last().map(ClassUnicodeRange::end) else { return };
    while !sets.is_empty() {
        before += number(&mut sets);
        // No set has members before its first.
        if before > u32::from(last) {
            break;
        }
        set.clear();
        set.extend(char::from_u32(before));
        let mut member = before;
        loop {
            let step = number(&mut sets);
            member += step >> 1;
            set.extend(char::from_u32(member));
            if step & 1 == 0 {
                break;
            }
        }
        let is_member = |member: &char| {
            let at = ranges.partition_point(|range| range.end() < *member);
            ranges.get(at).is_some_and(|range| range.start() <= *member)
        };
        if set.iter().any(is_member) {
            added.extend(set.iter().map(|member| ClassUnicodeRange::new(*member, *member)));
        }
    }
    class.union(&ClassUnicode::new(added));
}

/// LEB128; what the build script wrote has an end.
fn number(bytes: &mut &[u8]) -> u32 {
    let (mut number, mut shift) = (0, 0);
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::{ClassUnicode, ClassUnicodeRange, fold, unicode};

    fn has(name: &str, member: char) -> bool {
        let class = unicode(name).expect("the name is known");
        class.iter().any(|range| range.start() <= member && member <= range.end())
    }

    #[test]
    fn properties_hold_what_unicode_says() {
        assert!(has("Greek", 'λ') && !has("Greek", 'l'));
        assert!(has("Lu", 'Ā') && !has("Lu", 'ā') && has("Ll", 'ā') && has("L", 'ā'));
        assert!(has("Zs", '\u{3000}') && has("Zl", '\u{2028}') && has("Co", '\u{10FFFD}'));
        assert!(has("Zanabazar_Square", '\u{11A00}'));
        assert!(unicode("greek").is_none() && unicode("Grek").is_none() && unicode("").is_none());
    }

    #[test]
    fn folding_adds_all_of_a_set() {
        let folded = |low, high| {
            let mut class = ClassUnicode::new([ClassUnicodeRange::new(low, high)]);
            fold(&mut class);
            class.iter().flat_map(|range| range.start()..=range.end()).collect::<String>()
        };
        assert_eq!(folded('k', 'k'), "Kk\u{212A}");
        assert_eq!(folded('\u{212A}', '\u{212A}'), "Kk\u{212A}");
        assert_eq!(folded('ς', 'ς'), "Σςσ");
        assert_eq!(folded('1', '3'), "123");
        assert_eq!(folded('𞤀', '𞤀'), "𞤀𞤢");
    }
}
