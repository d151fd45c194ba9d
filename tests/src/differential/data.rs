//! The values and files that candidates read, and the constants that templates hold.

use std::fmt::Write as _;

use super::yaml_text::YamlText;
use crate::random::Random;

/// Texts that trip functions and emitters.
pub(crate) const WORDS: &[&str] = &[
    "a",
    "abc",
    "Hello World",
    "hello-world",
    "snake_case_word",
    "camelCaseWord",
    "HTTPServer",
    "x y  z",
    "ünïcödé",
    "日本語",
    "😀 smile",
    "a:b",
    "a: b",
    "a # b",
    "- a",
    "tab\there",
    "true",
    "no",
    "0755",
    "1e3",
    "12",
    "-7",
    "1.5",
    "null",
    "~",
    "it's",
    "say \"hi\"",
    "back\\slash",
    "$HOME",
    "{{ .x }}",
    "<b>&amp;</b>",
    "%d%s",
    "a,b,c",
    "a.b.c",
    "/usr/lib//x/../y",
    "1.2.3",
    "line one\nline two\n",
    "\nleading",
    "trailing  ",
    "  both  ",
    "aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccc dddddddddddddddd eeeeeeeee",
];

const REGEXES: &[&str] = &[
    "a",
    "[a-z]+",
    "^[A-Z]",
    "(\\w+) (\\w+)",
    "\\d+",
    "a*",
    "",
    "(",
    "[[:alpha:]]+",
    "(?i)hello",
    "(?P<x>l+)",
    "\\bo",
    ".",
    "^$",
    "a{2,3}",
    "(a|b)+",
    "[^a-z]",
    "\\pL",
    "x*?",
    "(?s).+",
    "(?m)^l",
    "\\Q.\\E",
    "[",
    "a**",
    "\\z",
];
const REPLACEMENTS: &[&str] = &["x", "$1", "${1}y", "$1y", "$$", "", "${x}", "[$0]", "$", "\\1"];
const VERSIONS: &[&str] = &[
    "1.2.3",
    "v1.2.3",
    "1.2",
    "1",
    "1.2.3-alpha.1",
    "1.2.3+build.5",
    "v1.32.0",
    "01.2.3",
    "1.2.3.4",
    "",
    "abc",
    "1.2.3-beta",
    "2.0.0-rc.1+x",
];
const CONSTRAINTS: &[&str] = &[
    "^1.2",
    "~1.2.3",
    ">=1.0.0",
    ">=1.0.0-0",
    "1.x",
    "*",
    ">1, <2",
    "1.0 - 2.0",
    "!=1.2.3",
    "=1.2",
    ">= 1.2 || < 0.5",
    "~>1",
    "foo",
    "^0.2.3",
    "",
];
const LAYOUTS: &[&str] = &[
    "2006-01-02",
    "02 Jan 06 15:04 MST",
    "Mon Jan _2 15:04:05 2006",
    "2006-01-02T15:04:05Z07:00",
    "15:04:05.000",
    "Monday, January 2",
    "",
    "x",
    "2006 002 pm PM",
    "-0700 Z0700",
    "06/1/2 3:4:5",
];
const DATES: &[&str] = &["2024-02-29", "1999-12-31", "2024-13-01", "x", "", "2024-1-2", "0001-01-01"];
const DURATIONS: &[&str] = &["90", "-3h", "1h30m", "24h", "0", "x", "1.5h", "720h", "100ms", ""];
const ZONES: &[&str] = &["UTC", "Europe/Berlin", "America/New_York", "Local", "", "Nowhere/X"];
const URLS: &[&str] = &[
    "https://user:pw@example.com:8080/a/b?x=1&y=2#frag",
    "http://example.com",
    "/only/path",
    "mailto:a@b.c",
    "://x",
    "http://[::1]:80/",
    "a b",
    "http://x/%zz",
    "?q",
    "//host/p",
];
const PATHS: &[&str] = &["/a/b/../c.txt", "a//b/./c", "", ".", "..", "/", "x.tar.gz", "a/b/", "C:\\x\\y"];
const ENCODED: &[&str] = &["aGVsbG8=", "aGVsbG8", "!!!", "", "NBSWY3DP", "nbswy3dp", "/+8=", "aGVs\nbG8="];
const JSON: &[&str] = &[
    "{\"a\":1,\"b\":[true,null,\"x\"],\"c\":{\"d\":1.5}}",
    "[1,2.5,\"x\",{\"a\":[]}]",
    "{\"a\":1e21,\"b\":\"<&>\",\"a\":2}",
    "{",
    "null",
    "\"x\"",
    "1",
    "",
    "{\"\\u00e9\":\"\\ud83d\\ude00\"}",
    "[1,]",
    " {\"a\" : 1} x",
    "{\"big\":12345678901234567890}",
    "[1e400]",
    "[\"\\ud800\"]",
    "{'a':1}",
];
const TOML: &[&str] = &[
    "a = 1\nb = \"x\"\n[t]\nc = [1, 2]\n",
    "[[x]]\ny = 1\n[[x]]\ny = 2.5\n",
    "d = 1979-05-27T07:32:00Z\n",
    "a = ",
    "a = 1\na = 2\n",
    "s = '''\nraw\n'''\nf = 1e3\n",
    "x.y.z = true\n",
    "k = {a = 1, b = {c = []}}\n",
    "i = 0x1F\nj = 1_000\n",
    "",
];
const FORMATS: &[&str] = &[
    "%s",
    "%d",
    "%v",
    "%+v",
    "%#v",
    "%T",
    "%q",
    "%x",
    "%X",
    "%t",
    "%5d|%-5d|%05d",
    "%8.3f",
    "%e",
    "%g",
    "%G",
    "%b",
    "%o",
    "%O",
    "%c",
    "%U",
    "%#U",
    "%p",
    "%%",
    "%s %s",
    "%[2]v %[1]v",
    "%*d",
    "%.2s",
    "%6.2f|",
    "%+d",
    "% d",
    "%#x",
    "%# x",
    "% x",
    "%+q",
    "%#q",
    "%z",
    "%",
    "%!",
    "%d %s %v",
    "%[3]d",
    "%.*f",
    "%-10s|",
    "%010.3f",
    "%.0f",
    "%w",
    "%.3v",
    "%10v",
    "%t %t",
    "%08b",
    "%+.2e",
    "%x %X",
    "%5t",
    "%5q",
    "%-5c|",
    "no verbs",
];
const KEYS: &[&str] = &["a", "b", "k0", "k1", "name0", "missing", "", "a.b", "port", "x y"];
const SMALL: &[&str] = &["0", "1", "2", "3", "5", "8", "-1", "-3", "12"];
const INTEGERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "7",
    "42",
    "0x1F",
    "0b101",
    "017",
    "0o17",
    "1_000",
    "'a'",
    "'\\n'",
    "2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "1e3",
    "100000",
];
const FLOATS: &[&str] =
    &["1.5", "-0.25", "1e3", "1e21", ".5", "5.", "0x1p4", "123456789.125", "1e-7", "3.0", "100000000.0"];

/// One constant of a kind, as a template writes it.
pub(crate) fn literal(kind: char, random: &mut Random) -> String {
    match kind {
        'I' => (random.word(INTEGERS)).to_owned(),
        'i' => (random.word(SMALL)).to_owned(),
        'F' => ({
            let pool = if random.chance(50) { FLOATS } else { INTEGERS };
            random.word(pool)
        })
        .to_owned(),
        'B' => (random.word(&["true", "false"])).to_owned(),
        'L' => (random.word(&[
            "(list)",
            "(list 1 2 3)",
            "(list \"b\" \"a\" \"c\")",
            "(list 1 \"x\" nil 2.5)",
            "(splitList \",\" \"a,b\")",
            "(until 3)",
        ]))
        .to_owned(),
        'D' | 'M' => (random.word(&[
            "(dict)",
            "(dict \"a\" 1)",
            "(dict \"a\" (dict \"b\" (list 1 2)))",
            "(dict \"a\" \"x\" \"b\" nil)",
            "(dict \"k0\" 1.5 \"name0\" true)",
            "(dict \"a\" (dict \"x\" 1 \"y\" 2) \"b\" (list \"p\" \"q\"))",
        ]))
        .to_owned(),
        't' => {
            let day = random.word(&["2024-02-29", "1999-12-31", "0001-01-01"]);
            format!("(toDate \"2006-01-02\" \"{day}\")")
        }
        _ => quoted(text_of(kind, random), random),
    }
}

/// A text of a kind.
pub(crate) fn text_of(kind: char, random: &mut Random) -> &'static str {
    let pool: &[&'static str] = match kind {
        'R' => REGEXES,
        'V' => VERSIONS,
        'C' => CONSTRAINTS,
        'T' => LAYOUTS,
        'W' => DATES,
        'Q' | 'd' => DURATIONS,
        'Z' => ZONES,
        'U' => URLS,
        'P' => PATHS,
        'E' => ENCODED,
        'J' => JSON,
        'O' => TOML,
        'X' => FORMATS,
        'K' => KEYS,
        'Y' => {
            return random.word(&[
                "a: 1\nb: [x, y]\n",
                "- 1\n- a: b\n",
                "a: &x {b: 1}\nc: *x\n",
                "a: b: c",
                "",
                "x: 0755\ny: yes\nz: 1e3\n",
            ]);
        }
        _ if random.chance(10) => REPLACEMENTS,
        _ => WORDS,
    };
    random.word(pool)
}

/// A text as a constant of the template language.
pub(crate) fn quoted(text: &str, random: &mut Random) -> String {
    if !text.contains('`') && random.chance(15) {
        return format!("`{text}`");
    }
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            char if (char as u32) < 0x20 || (0x7f..0xa0).contains(&(char as u32)) || char == '\u{feff}' => {
                let _ = write!(out, "\\u{:04x}", char as u32);
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

/// The names of values that are of a kind.
pub(crate) fn fields(kind: char) -> &'static [&'static str] {
    match kind {
        'S' => &[
            ".Values.s0",
            ".Values.s1",
            ".Values.s2",
            ".Chart.Name",
            ".Release.Name",
            ".Values.m0.name",
            ".Release.Namespace",
            ".Template.Name",
            ".Chart.Version",
        ],
        'I' => &[".Values.i0", ".Values.i1", ".Release.Revision"],
        'F' => &[".Values.f0", ".Values.i0", ".Values.f1"],
        'B' => &[".Values.b0", ".Release.IsInstall"],
        'L' => &[".Values.l0", ".Values.ls", ".Values.lm", ".Values.m0.list", ".Chart.Keywords"],
        'D' => {
            &[".Values.m0", ".Values.ms", ".Values.m0.deep", ".Values.x0", ".Values.global", ".Values.sub"]
        }
        'Y' => &[".Values.y0", "(.Files.Get \"doc.yaml\")"],
        'V' => &[".Chart.Version", ".Capabilities.KubeVersion.Version", ".Values.v0"],
        'A' => &[
            ".Values.s0",
            ".Values.i0",
            ".Values.f0",
            ".Values.b0",
            ".Values.l0",
            ".Values.m0",
            ".Values.n0",
            ".Values.none",
            ".Values.x0",
            ".Values.lm",
            "nil",
            ".Chart",
            ".Release",
            ".Capabilities.KubeVersion",
            ".Files",
            ".Template",
            ".Values.ms",
            ".Values.m0.none",
            ".Values.global.g",
            ".Capabilities.HelmVersion.Version",
            ".Subcharts.sub.Values",
            ".Values.sub.own",
            ".Chart.Maintainers",
            ".Chart.Annotations",
            ".Values.x0.k0",
            ".Values.x0.k1",
            ".Values.x0.name2",
        ],
        _ => &[],
    }
}

/// The values that all candidates of a chart read. Each line of the result is one entry, so that it can shrink.
pub(crate) fn values(random: &mut Random) -> Vec<String> {
    let mut entries = Vec::new();
    let mut entry = |key: &str, value: String| entries.push(format!("{key}: {value}\n"));
    for key in ["s0", "s1", "s2"] {
        let word = random.word(WORDS);
        entry(key, json_text(word));
    }
    for key in ["i0", "i1"] {
        let number = random.word(&[
            "0",
            "1",
            "3",
            "-2",
            "42",
            "8080",
            "0x10",
            "010",
            "1000000",
            "1234567890",
            "1_000",
        ]);
        entry(key, number.to_owned());
    }
    for key in ["f0", "f1"] {
        let number =
            random.word(&["0.5", "1.0", "-3.25", "1e3", "1e21", "123456.789", ".5", "1e-9", "2.5e10"]);
        entry(key, number.to_owned());
    }
    entry("b0", (random.word(&["true", "false", "yes", "off"])).to_owned());
    entry("n0", (random.word(&["null", "~", ""])).to_owned());
    entry("v0", json_text(text_of('V', random)));
    entry("y0", json_text(text_of('Y', random)));
    entry("l0", "[1, two, 3.5, true, null, [a], {b: c}]".to_owned());
    entry("ls", "[b, a, c, a, \"\"]".to_owned());
    entry("lm", "[{name: x, port: 80}, {name: y, port: 443, k: null}]".to_owned());
    entry(
        "m0",
        "{name: web, port: 80, a: 1, none: null, list: [1, 2, 3], deep: {a: {b: {c: 1}}, k0: v, empty: {}}}"
            .to_owned(),
    );
    entry("ms", "{b: \"2\", a: \"1\", \"x y\": z, \"10\": ten}".to_owned());
    entry("global", "{g: [1, {h: i}]}".to_owned());
    entry("sub", "{own: over, added: 1}".to_owned());
    let nested = YamlText::new(random).mapping(2, 3);
    entries.push(format!("x0:\n{nested}"));
    entries
}

/// A text as YAML and JSON both read it.
fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
