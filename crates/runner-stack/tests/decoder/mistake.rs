//! Mistakes: each makes one line of a good file wrong in a way that the runner's decoder refuses or drops.

use std::collections::BTreeSet;

use crate::facts::Fact;
use crate::file::{File, Line};
use crate::random::Random;

/// What `check` has to say about a mistake.
pub(crate) struct Wanted {
    /// The line, from 0.
    pub(crate) line: usize,
    /// The rule; any of these.
    pub(crate) codes: &'static [&'static str],
    /// What the help has to name; any of these, or nothing in particular.
    pub(crate) named: Vec<String>,
}

/// A kind of mistake; nothing when the file has no place for it.
pub(crate) type Mistake = fn(&mut File, &[Fact], &mut Random) -> Option<Wanted>;

/// All kinds.
pub(crate) const MISTAKES: &[(&str, Mistake)] = &[
    ("a misspelt key", misspelt_key),
    ("a misspelt header", misspelt_header),
    ("a key in the wrong table", wrong_table),
    ("a global key below the runners", swallowed_key),
    ("a wrong type", wrong_type),
    ("a map that is none", not_a_map),
    ("a wrong type inside a list", wrong_item),
    ("a wrong type inside a map", wrong_entry),
    ("single brackets", single_brackets),
    ("a value for a table", value_for_table),
    ("a key that is set twice", set_twice),
    ("a table that is opened twice", opened_twice),
    ("a string without an end", open_string),
    ("a missing equals sign", no_equals_sign),
];

const NFS: &str = "runners[].kubernetes.volumes.nfs[]";

fn sets(line: &Line) -> bool {
    line.text.contains(" = ")
}

fn misspelt_key(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let lines = file.lines_with(facts, |fact, line| sets(line) && !fact.required && fact.name().len() > 4);
    let &(line, fact) = pick(&lines, random)?;
    let (key, named) = misspelling(fact, facts, random)?;
    let value = file.lines[line].text.split_once(" = ")?.1.to_owned();
    file.lines[line].text = format!("{key} = {value}");
    Some(Wanted { line, codes: &["unknown-key"], named })
}

fn misspelt_header(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    // One without tables below: their headers would name the old one.
    let lines = file.lines_with(facts, |fact, line| {
        let own = fact.own_table();
        !sets(line) && !fact.required && !facts.iter().any(|other| other.holds_keys() && other.table() == own)
    });
    let &(line, fact) = pick(&lines, random)?;
    // A second one of the same list would be right.
    if file.lines.iter().filter(|other| other.text == file.lines[line].text).count() > 1 {
        return None;
    }
    let (key, named) = misspelling(fact, facts, random)?;
    let length = fact.name().len();
    let header = &mut file.lines[line].text;
    let end = header.trim_end_matches(']').len();
    header.replace_range(end - length..end, &key);
    Some(Wanted { line, codes: &["unknown-key"], named })
}

/// A key that is one stroke from right and no other key of its table, and the keys it may have been.
fn misspelling(fact: &Fact, facts: &[Fact], random: &mut Random) -> Option<(String, Vec<String>)> {
    let mut letters: Vec<char> = fact.name().chars().collect();
    if letters.len() < 3 {
        return None;
    }
    let at = 1 + random.below(letters.len() - 2);
    match random.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters.swap(at, at + 1),
        _ => letters[at] = 'q',
    }
    let key: String = letters.into_iter().collect();
    let siblings: Vec<&str> =
        facts.iter().filter(|other| other.table() == fact.table()).map(Fact::name).collect();
    if siblings.iter().any(|name| name.eq_ignore_ascii_case(&key)) {
        return None;
    }
    let near = siblings.iter().filter(|name| distance(name, &key) <= distance(fact.name(), &key));
    let named = near.map(|name| format!("`{name}`")).collect();
    Some((key, named))
}

fn wrong_table(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let lines = file.lines_with(facts, |fact, line| !sets(line) && fact.own_table() != NFS);
    let &(header, table) = pick(&lines, random)?;
    let own = table.own_table();
    let here: BTreeSet<String> = names(facts, &own);
    let fact = random.pick(facts);
    if fact.table().is_empty() || fact.holds_keys() || here.contains(&fact.name().to_lowercase()) {
        return None;
    }
    insert_key(file, header + 1, fact, facts);
    // Where a name stands in many tables, or is close to one of this table, other advice is right as well.
    let homes: BTreeSet<&str> =
        facts.iter().filter(|other| other.name() == fact.name()).map(Fact::table).collect();
    let clear = homes.len() <= 2 && !here.iter().any(|name| distance(name, &fact.name().to_lowercase()) <= 4);
    let named = if clear {
        homes.iter().map(|home| format!("[{}]", home.replace("[]", ""))).collect()
    } else {
        Vec::new()
    };
    Some(Wanted { line: header + 1, codes: &["unknown-key", "removed-key"], named })
}

fn swallowed_key(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let lines = file.lines_with(facts, |fact, line| !sets(line) && fact.path == "runners");
    let &(header, _) = pick(&lines, random)?;
    let here = names(facts, "runners[]");
    let globals: Vec<&Fact> =
        facts.iter().filter(|fact| fact.table().is_empty() && !fact.holds_keys()).collect();
    let fact = *random.pick(&globals);
    if here.contains(&fact.name().to_lowercase()) {
        return None;
    }
    insert_key(file, header + 1, fact, facts);
    Some(Wanted { line: header + 1, codes: &["unknown-key"], named: vec!["top level".to_owned()] })
}

fn wrong_type(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let value = |kind: &str| -> &[&str] {
        match kind {
            "integer" => &["10.0", "\"10\"", "true", "[1]", "1e1", "{ a = 1 }"],
            "boolean" => &["\"true\"", "1", "[true]"],
            "string" => &["1", "true", "[\"a\"]", "{ a = \"b\" }", "1.5"],
            "array<string>" => &["\"x\"", "1", "true"],
            "string|array<string>" => &["1", "true", "[1]"],
            "float" => &["\"1.5\"", "true"],
            "duration" => &["true", "1.5", "[\"1s\"]"],
            _ => &[],
        }
    };
    replace_value(file, facts, random, value)
}

fn not_a_map(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    replace_value(file, facts, random, |kind| {
        if kind.starts_with("map<") { &["\"a\"", "1", "[\"a=b\"]", "true"] } else { &[] }
    })
}

fn wrong_item(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    replace_value(file, facts, random, |kind| match kind {
        "array<string>" => &["[\"a\", 1]", "[true]", "[[\"a\"]]"],
        "array<integer>" => &["[1, \"2\"]", "[1.5]"],
        "array<float>" => &["[\"0.5\"]", "[true]"],
        _ => &[],
    })
}

fn wrong_entry(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    replace_value(file, facts, random, |kind| match kind {
        "map<string,string>" => &["{ a = 1 }", "{ a = true }", "{ a.b = \"nested\" }"],
        "map<string,boolean>" => &["{ FF_SCRIPT_SECTIONS = \"true\" }"],
        "map<string,integer>" => &["{ a = \"1\" }"],
        "map<string,array<string>>" => &["{ a = \"x\" }"],
        _ => &[],
    })
}

fn replace_value<'v>(
    file: &mut File,
    facts: &[Fact],
    random: &mut Random,
    values: impl Fn(&str) -> &'v [&'v str],
) -> Option<Wanted> {
    // What is wrong inside an NFS volume is ignored, or read as missing.
    let lines = file
        .lines_with(facts, |fact, line| sets(line) && fact.table() != NFS && !values(&fact.kind).is_empty());
    let &(line, fact) = pick(&lines, random)?;
    let value = random.pick(values(&fact.kind));
    file.lines[line].text = format!("{} = {value}", fact.name());
    Some(Wanted { line, codes: &["wrong-type", "wrong-format"], named: Vec::new() })
}

fn single_brackets(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let lines = file.lines_with(facts, |_, line| line.text.starts_with("[["));
    let &(line, _) = pick(&lines, random)?;
    let header = file.lines[line].text.clone();
    // Two of them would be a table that is opened twice.
    if file.lines.iter().filter(|other| other.text == header).count() > 1 {
        return None;
    }
    header[1..header.len() - 1].clone_into(&mut file.lines[line].text);
    Some(Wanted { line, codes: &["wrong-type"], named: Vec::new() })
}

fn value_for_table(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let lines = file.lines_with(facts, |fact, line| !sets(line) && facts_below(facts, fact));
    let &(header, table) = pick(&lines, random)?;
    let own = table.own_table();
    let below: Vec<&Fact> =
        facts.iter().filter(|fact| fact.table() == own && fact.holds_keys() && !fact.required).collect();
    let fact = *random.pick(&below);
    let prefix = fact.own_table().replace("[]", "");
    if file.lines.iter().any(|line| line.text.trim_matches(['[', ']']).starts_with(&prefix)) {
        return None;
    }
    let value = random.pick(&["\"x\"", "1", "true", "[1]"]);
    let line = Line { text: format!("{} = {value}", fact.name()), fact: None };
    file.lines.insert(header + 1, line);
    Some(Wanted { line: header + 1, codes: &["wrong-type"], named: Vec::new() })
}

fn facts_below(facts: &[Fact], fact: &Fact) -> bool {
    let own = fact.own_table();
    facts.iter().any(|other| other.table() == own && other.holds_keys() && !other.required)
}

fn set_twice(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let lines = file.lines_with(facts, |_, line| sets(line));
    let &(line, _) = pick(&lines, random)?;
    let again = file.lines[line].clone();
    file.lines.insert(line + 1, again);
    Some(Wanted { line: line + 1, codes: &["duplicate-key", "duplicate-table"], named: Vec::new() })
}

fn opened_twice(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let lines = file.lines_with(facts, |_, line| line.text.starts_with('[') && !line.text.starts_with("[["));
    let &(line, _) = pick(&lines, random)?;
    // Right behind the first, so that both belong to the same runner.
    let end = file.lines[line + 1..].iter().position(|other| other.text.starts_with('['));
    let at = end.map_or(file.lines.len(), |end| line + 1 + end);
    let again = Line { text: file.lines[line].text.clone(), fact: None };
    file.lines.insert(at, again);
    Some(Wanted { line: at, codes: &["duplicate-table"], named: Vec::new() })
}

fn open_string(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let lines = file.lines_with(facts, |_, line| sets(line) && line.text.ends_with(" = \"x\""));
    let &(line, _) = pick(&lines, random)?;
    file.lines[line].text.pop();
    Some(Wanted { line, codes: &["invalid-toml"], named: Vec::new() })
}

fn no_equals_sign(file: &mut File, facts: &[Fact], random: &mut Random) -> Option<Wanted> {
    let lines = file.lines_with(facts, |_, line| sets(line));
    let &(line, _) = pick(&lines, random)?;
    file.lines[line].text = file.lines[line].text.replacen(" = ", " ", 1);
    Some(Wanted { line, codes: &["invalid-toml"], named: Vec::new() })
}

fn insert_key(file: &mut File, at: usize, fact: &Fact, facts: &[Fact]) {
    let value = match fact.kind.as_str() {
        "integer" => "1",
        "boolean" => "true",
        _ => "\"x\"",
    };
    let place = facts.iter().position(|other| other.path == fact.path);
    file.lines.insert(at, Line { text: format!("{} = {value}", fact.name()), fact: place });
}

/// The keys of a table, in small letters.
fn names(facts: &[Fact], table: &str) -> BTreeSet<String> {
    facts.iter().filter(|fact| fact.table() == table).map(|fact| fact.name().to_lowercase()).collect()
}

fn pick<'a, T>(items: &'a [T], random: &mut Random) -> Option<&'a T> {
    (!items.is_empty()).then(|| random.pick(items))
}

/// Edits from one text to the other, with neighbours that changed places as one.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = usize::from(a[i - 1] != b[j - 1]);
                let mut least = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + same);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    rows[a.len()][b.len()]
}
