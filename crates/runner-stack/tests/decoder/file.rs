//! Random files that the decoder accepts whole: one key or header on each line.

use std::fmt::Write as _;

use crate::facts::Fact;
use crate::random::Random;

/// One line of a file.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// The key that the line sets or, as a header, opens: its place in the list of facts.
    pub(crate) fact: Option<usize>,
}

/// A file as its lines.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) lines: Vec<Line>,
}

impl File {
    /// A file that sets about one key in `rarity`.
    pub(crate) fn random(facts: &[Fact], random: &mut Random, rarity: usize) -> Self {
        let mut writer = Writer { facts, random, rarity, lines: Vec::new() };
        writer.keys("");
        writer.tables("");
        Self { lines: writer.lines }
    }

    pub(crate) fn text(&self) -> String {
        self.lines.iter().fold(String::new(), |mut text, line| {
            let _ = writeln!(text, "{}", line.text);
            text
        })
    }

    /// The lines, from 0, on which `wanted` is set or opened.
    pub(crate) fn lines_with<'a>(
        &'a self,
        facts: &'a [Fact],
        wanted: impl Fn(&Fact, &Line) -> bool + 'a,
    ) -> Vec<(usize, &'a Fact)> {
        let lines = self.lines.iter().enumerate();
        lines
            .filter_map(|(at, line)| line.fact.map(|fact| (at, line, &facts[fact])))
            .filter(|(_, line, fact)| wanted(fact, line))
            .map(|(at, _, fact)| (at, fact))
            .collect()
    }
}

struct Writer<'a> {
    facts: &'a [Fact],
    random: &'a mut Random,
    rarity: usize,
    lines: Vec<Line>,
}

impl Writer<'_> {
    fn keys(&mut self, table: &str) {
        for (at, fact) in self.facts.iter().enumerate() {
            if fact.table() == table
                && !fact.holds_keys()
                && (fact.required || self.random.one_in(self.rarity))
            {
                if self.random.one_in(12) {
                    self.push("# a remark: x = [", None);
                }
                let value = value(&fact.kind, &fact.one_of, self.random);
                self.push(format!("{} = {value}", fact.name()), Some(at));
            }
        }
    }

    fn tables(&mut self, table: &str) {
        for (at, fact) in self.facts.iter().enumerate() {
            if fact.table() != table || !fact.holds_keys() {
                continue;
            }
            let often = matches!(fact.name(), "runners" | "kubernetes" | "volumes" | "cache");
            if !(fact.required || often || self.random.one_in(self.rarity)) {
                continue;
            }
            let own = fact.own_table();
            let header = own.replace("[]", "");
            let many = fact.kind == "array-of-tables";
            for _ in 0..if many { 1 + self.random.below(2) } else { 1 } {
                self.push("", None);
                self.push(if many { format!("[[{header}]]") } else { format!("[{header}]") }, Some(at));
                self.keys(&own);
                self.tables(&own);
            }
        }
    }

    fn push(&mut self, text: impl Into<String>, fact: Option<usize>) {
        self.lines.push(Line { text: text.into(), fact });
    }
}

/// A value of a type, as the facts name it.
fn value(kind: &str, one_of: &[String], random: &mut Random) -> String {
    let text = |random: &mut Random| match one_of {
        [] => ["\"x\"", "'it''s'", "\"a \\\"b\\\"\"", "\"\"\"c\"\"\"", "\"ключ\""][random.below(5)]
            .replace("''", ""),
        values => format!("{:?}", random.pick(values)),
    };
    match kind {
        "string" => text(random),
        "string|array<string>" if random.one_in(2) => text(random),
        "array<string>" | "string|array<string>" => format!("[{}, {},]", text(random), text(random)),
        "integer" => (*random.pick(&["1", "1_0", "0x1f", "0o17"])).to_owned(),
        "float" => (*random.pick(&["1.5", "2", "1e1"])).to_owned(),
        "array<float>" => "[0.5, 1, 2.5]".to_owned(),
        "array<integer>" => "[1, 2]".to_owned(),
        "boolean" => (*random.pick(&["true", "false"])).to_owned(),
        "duration" => (*random.pick(&["\"1h30m\"", "\"15s\"", "\"2m0.5s\""])).to_owned(),
        "datetime" => (*random.pick(&["2026-01-02T03:04:05Z", "\"2026-01-02T03:04:05Z\""])).to_owned(),
        "map<string,string>" => "{ \"example.com/a\" = \"b\", c = \"d\" }".to_owned(),
        "map<string,boolean>" => "{ FF_SCRIPT_SECTIONS = true }".to_owned(),
        "map<string,integer>" => "{ \"some error\" = 3 }".to_owned(),
        "map<string,array<string>>" => "{ \"*\" = [\"x\"] }".to_owned(),
        "map<string,any>" => "{ a = 1, b = { c = [true] } }".to_owned(),
        other => panic!("a value of the type {other}"),
    }
}
