//! Random YAML: every style of scalar, anchors, merge keys, tags, comments, odd layouts, and damaged text.

#![expect(clippy::format_push_string, reason = "reads as the text it makes; speed does not matter here")]

use super::data::WORDS;
use crate::random::Random;

/// Plain scalars that mean something else than their text, or nearly do.
const SPECIAL: &[&str] = &[
    "0",
    "1",
    "-1",
    "+1",
    "10",
    "007",
    "0755",
    "0o17",
    "08",
    "0x1F",
    "0b101",
    "-0b11",
    "1_000",
    "_1",
    "1e3",
    "1E+03",
    "1.5",
    "-.5",
    "5.",
    "+.inf",
    ".Inf",
    "-.INF",
    ".nan",
    ".NaN",
    "1e999",
    "1.0",
    "100000000",
    "12345678.9",
    "1e21",
    "123456789012",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "0.1",
    "1e-7",
    "-0",
    "-0.0",
    "1:30",
    "190:20:30",
    "12e03",
    "true",
    "True",
    "TRUE",
    "tRUE",
    "false",
    "yes",
    "Yes",
    "no",
    "NO",
    "on",
    "Off",
    "y",
    "n",
    "Y",
    "~",
    "null",
    "Null",
    "NULL",
    "nil",
    "2001-12-14",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43",
    "2001-1-1",
    "2001-02-30",
    "=",
    "<<",
    ".",
    "-",
    "?",
    "a:b",
    "a: b",
    "-a",
    "- a",
    "?a",
    ":a",
    "a#b",
    "#a",
    "@a",
    "`a",
    "%a",
    "!a",
    "&a",
    "*",
    "|",
    ">",
    "a,b",
    "[a",
    "a]",
    "{a",
    "a}",
    "''",
    "\"\"",
    "0.",
    "0x",
    "0xg",
    "0b2",
    "1__0",
    "1_",
    "1.e1",
    ".e1",
];

/// Escapes of double quotes.
const ESCAPES: &[&str] = &[
    "\\n",
    "\\t",
    "\\\"",
    "\\\\",
    "\\/",
    "\\0",
    "\\a",
    "\\b",
    "\\e",
    "\\f",
    "\\r",
    "\\v",
    "\\x41",
    "\\xe9",
    "\\u263A",
    "\\U0001F600",
    "\\N",
    "\\_",
    "\\L",
    "\\P",
    "\\ ",
    "\\q",
    "\\ud800",
    "\\x4",
    "\\\n    ",
];

const TAGS: &[&str] = &[
    "!!str",
    "!!int",
    "!!float",
    "!!bool",
    "!!null",
    "!!binary",
    "!!timestamp",
    "!!map",
    "!!seq",
    "!!set",
    "!own",
    "!!merge",
    "!<tag:yaml.org,2002:str>",
    "!",
];

/// Characters that damage a document.
const DAMAGE: &[&str] = &[
    ":", "-", " ", "\n", "\t", "#", "'", "\"", "{", "}", "[", "]", ",", "&a", "*a", "!", "|", ">", "%", "@",
    "?", "\\", "<<", "---\n", "...\n", "\u{feff}", "\u{0}", "\u{7f}", "\u{85}", "é", "  ", ": ", "- ", "\r",
];

/// Writes one document.
pub(crate) struct YamlText<'r> {
    pub(crate) random: &'r mut Random,
    anchors: usize,
}

impl<'r> YamlText<'r> {
    pub(crate) fn new(random: &'r mut Random) -> Self {
        Self { random, anchors: 0 }
    }

    /// A document that is mostly sound.
    pub(crate) fn document(&mut self) -> String {
        let mut text = String::new();
        if self.random.chance(8) {
            text.push_str(self.random.word(&[
                "---\n",
                "%YAML 1.1\n---\n",
                "# a comment\n",
                "--- # a comment\n",
                "\n\n",
            ]));
        }
        match self.random.below(10) {
            0 => text.push_str(&self.sequence(0, 3)),
            1 => {
                text.push_str(self.scalar(0).trim_start());
                text.push('\n');
            }
            _ => text.push_str(&self.mapping(0, 3)),
        }
        if self.random.chance(4) {
            text.push_str(self.random.word(&["...\n", "---\n", "---\na: 1\n", "# the end", "\n\n"]));
        }
        text
    }

    /// A document with a few places changed at random.
    pub(crate) fn damaged(&mut self) -> String {
        let mut chars: Vec<char> = self.document().chars().collect();
        for _ in 0..=self.random.below(3) {
            let at = self.random.below(chars.len() + 1);
            match self.random.below(3) {
                0 if at < chars.len() => {
                    chars.remove(at);
                }
                1 if at < chars.len() => {
                    let to = self.random.below(chars.len());
                    chars.swap(at, to);
                }
                _ => {
                    let insert = (self.random.word(DAMAGE)).chars();
                    chars.splice(at..at, insert);
                }
            }
        }
        chars.into_iter().collect()
    }

    /// Lines of a block mapping, each with `indent` blanks before it.
    pub(crate) fn mapping(&mut self, indent: usize, depth: usize) -> String {
        let mut text = String::new();
        let blanks = " ".repeat(indent);
        for index in 0..=self.random.below(4) {
            if self.random.chance(4) {
                text.push_str(self.random.word(&["# a comment\n", "\n", "   # another\n"]));
            }
            let known = self.anchors;
            if known > 0 && self.random.chance(6) {
                let anchor = self.random.below(known);
                text.push_str(&format!("{blanks}<<: *a{anchor}\n"));
                continue;
            }
            if self.random.chance(2) {
                text.push_str(&format!(
                    "{blanks}? {}\n{blanks}:{}",
                    self.key(index),
                    self.node(indent, depth)
                ));
                continue;
            }
            let key = self.key(index);
            text.push_str(&format!("{blanks}{key}:{}", self.node(indent, depth)));
        }
        text
    }

    fn sequence(&mut self, indent: usize, depth: usize) -> String {
        let mut text = String::new();
        let blanks = " ".repeat(indent);
        for _ in 0..=self.random.below(3) {
            if depth > 0 && self.random.chance(25) {
                let nested = self.mapping(indent + 2, depth - 1);
                text.push_str(&format!("{blanks}- {}", nested.trim_start_matches(' ')));
            } else {
                text.push_str(&format!("{blanks}-{}", self.node(indent, depth)));
            }
        }
        text
    }

    fn key(&mut self, index: usize) -> String {
        match self.random.below(14) {
            0 => (self.random.word(SPECIAL)).to_owned(),
            1 => format!("\"k {index}\""),
            2 => format!("'k{index}'"),
            3 => format!("{index}"),
            4 => "same".to_owned(),
            _ => format!("{}{index}", self.random.word(&["k", "name", "long-name", "a.b/c", "é"])),
        }
    }

    /// What stands behind `key:` or `-`, up to and with the line's end.
    fn node(&mut self, indent: usize, depth: usize) -> String {
        let mut prefix = String::new();
        if self.random.chance(6) {
            prefix = format!(" &a{}", self.anchors);
        }
        if self.random.chance(5) {
            prefix.push(' ');
            prefix.push_str(self.random.word(TAGS));
        }
        let with_anchor = prefix.contains('&');
        let step = *self.random.pick(&[2, 2, 2, 2, 4, 1]);
        let node = match self.random.below(if depth == 0 { 6 } else { 10 }) {
            0 if self.anchors > 0 && prefix.is_empty() => format!(" *a{}\n", self.random.below(self.anchors)),
            0 => "\n".to_owned(),
            1 => self.block_scalar(indent + step),
            2 => format!(" {}{}\n", self.flow(2), self.comment()),
            3..=5 => format!(" {}{}\n", self.scalar(indent + step), self.comment()),
            6..=8 => format!("\n{}", self.mapping(indent + step, depth - 1)),
            _ => {
                let at = if self.random.chance(50) { indent } else { indent + step };
                format!("\n{}", self.sequence(at, depth - 1))
            }
        };
        if with_anchor {
            self.anchors += 1;
        }
        prefix + &node
    }

    fn comment(&mut self) -> &'static str {
        if self.random.chance(5) { " # a comment" } else { "" }
    }

    /// A scalar of one line, or of several that are indented by `indent`.
    pub(crate) fn scalar(&mut self, indent: usize) -> String {
        match self.random.below(10) {
            0..=3 => (self.random.word(SPECIAL)).to_owned(),
            4 => format!("'{}'", self.words().replace('\'', "''")),
            5 => {
                let mut text = self.words().replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
                for _ in 0..self.random.below(3) {
                    text.push_str(self.random.word(ESCAPES));
                    text.push('x');
                }
                format!("\"{text}\"")
            }
            6 => {
                let blanks = " ".repeat(indent.max(1));
                format!(
                    "{}\n{blanks}{}",
                    self.random.word(&["one", "two words", "\"quoted", "'single"]),
                    "next line"
                ) + if self.random.chance(50) { "\"" } else { "" }
            }
            _ => (self.random.word(WORDS)).to_owned(),
        }
    }

    fn words(&mut self) -> String {
        let count = self.random.below(4);
        (0..count).map(|_| self.random.word(WORDS)).collect::<Vec<_>>().join(" ")
    }

    fn block_scalar(&mut self, indent: usize) -> String {
        let header =
            self.random.word(&["|", ">", "|-", ">-", "|+", ">+", "|2", ">1-", "| # a comment", "|-1"]);
        let mut text = format!(" {header}\n");
        for _ in 0..self.random.below(4) {
            match self.random.below(6) {
                0 => text.push('\n'),
                1 => text.push_str(&format!("{}more indented\n", " ".repeat(indent + 2))),
                2 => text.push_str(&format!("{}\n", " ".repeat(indent))),
                _ => text.push_str(&format!(
                    "{}{}\n",
                    " ".repeat(indent),
                    self.random.word(WORDS).replace('\n', " ")
                )),
            }
        }
        text
    }

    fn flow(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.chance(30) {
            return match self.random.below(3) {
                0 => format!("\"{}\"", self.random.word(&["a", "", "a, b", "x\\ty"])),
                1 => (self.random.word(&["a", "1", "true", "~", "a b", "1.5", "0755", "-", "é", "no"]))
                    .to_owned(),
                _ => (self.random.word(SPECIAL)).to_owned(),
            };
        }
        let items: Vec<String> = (0..self.random.below(4)).map(|_| self.flow(depth - 1)).collect();
        if self.random.chance(50) {
            let comma = self.random.word(&[", ", ",", " , "]);
            format!("[{}]", items.join(comma))
        } else {
            let colon = self.random.word(&[": ", ": ", ": ", ":"]);
            let pairs: Vec<String> = items
                .iter()
                .enumerate()
                .map(|(index, item)| match self.random.below(8) {
                    0 => format!("k{index}"),
                    1 => format!("\"k{index}\":{item}"),
                    _ => format!("k{index}{colon}{item}"),
                })
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}
