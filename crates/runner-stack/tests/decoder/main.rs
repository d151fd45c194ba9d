//! What GitLab Runner's decoder refuses or drops is found at its line, and what it accepts is not: on files made from
//! the facts about its keys, whole and with one mistake each.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod facts;
mod file;
mod mistake;
#[path = "../support/random.rs"]
mod random;

use runner_stack::check::{Options, check};
use runner_stack::diagnostic::Severity;

use file::File;
use mistake::MISTAKES;
use random::Random;

const GOOD_FILES: usize = 800;
const FILES_WITH_EACH_MISTAKE: usize = 120;

/// The rules that speak of what the decoder does; others look at what a value means.
const DECODER: &[&str] = &[
    "invalid-toml",
    "unknown-key",
    "removed-key",
    "wrong-type",
    "duplicate-key",
    "duplicate-table",
    "missing-key",
    "unknown-kind",
    "empty-file",
    "not-utf-8",
];

/// A finding: line from 0, rule, help.
type Found = (usize, &'static str, String);

/// What `check` finds wrong with the decoding of a file.
fn errors(text: &str) -> Vec<Found> {
    let checked = check("config.toml", text.as_bytes().to_vec(), &Options::default());
    let errors = checked.findings.into_iter().filter(|found| found.severity == Severity::Error);
    errors
        .map(|found| {
            let line = text[..found.span.start as usize].matches('\n').count();
            (line, found.code, found.help.unwrap_or_default())
        })
        .collect()
}

fn of_the_decoder(found: Vec<Found>) -> Vec<Found> {
    found.into_iter().filter(|(_, code, _)| DECODER.contains(code)).collect()
}

#[test]
fn what_is_accepted_raises_no_alarm() {
    let facts = facts::all();
    let mut random = Random(0x5eed_0000_0000_0001);
    let mut seen = vec![false; facts.len()];
    for round in 0..GOOD_FILES {
        let rarity = 1 + random.below(15);
        let file = File::random(&facts, &mut random, rarity);
        for fact in file.lines.iter().filter_map(|line| line.fact) {
            seen[fact] = true;
        }
        let text = file.text();
        let found = of_the_decoder(errors(&text));
        assert!(found.is_empty(), "round {round}: {found:#?}\n{text}");
    }
    let unseen: Vec<&str> =
        facts.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(fact, _)| fact.path.as_str()).collect();
    assert!(unseen.is_empty(), "keys that no file had: {unseen:?}");
}

#[test]
fn other_letter_cases_are_accepted() {
    let facts = facts::all();
    let mut random = Random(0x5eed_0000_0000_0002);
    for round in 0..GOOD_FILES / 4 {
        let mut file = File::random(&facts, &mut random, 8);
        let keys = file
            .lines_with(&facts, |fact, line| line.text.contains(" = ") && !fact.table().ends_with(".nfs[]"));
        let (line, fact) = *random.pick(&keys);
        let rest = file.lines[line].text.split_once(" = ").unwrap().1.to_owned();
        file.lines[line].text = format!("{} = {rest}", fact.name().to_uppercase());
        let text = file.text();
        let found = of_the_decoder(errors(&text));
        assert!(found.is_empty(), "round {round}: {found:#?}\n{text}");
    }
}

#[test]
fn each_mistake_is_found_at_its_line() {
    let facts = facts::all();
    let mut missed = Vec::new();
    for (number, (name, mistake)) in MISTAKES.iter().enumerate() {
        let mut random = Random(0x5eed_0000_0001_0000 + number as u64);
        let (mut made, mut tried) = (0, 0);
        while made < FILES_WITH_EACH_MISTAKE {
            tried += 1;
            assert!(tried < FILES_WITH_EACH_MISTAKE * 40, "{name}: hardly a file has a place for it");
            let rarity = 1 + random.below(15);
            let mut file = File::random(&facts, &mut random, rarity);
            let Some(wanted) = mistake(&mut file, &facts, &mut random) else { continue };
            made += 1;
            let text = file.text();
            let found = errors(&text);
            let right = |(line, code, help): &Found| {
                *line == wanted.line
                    && wanted.codes.contains(code)
                    && (wanted.named.is_empty() || wanted.named.iter().any(|name| help.contains(name)))
            };
            let others = found.iter().any(|(line, code, _)| *line != wanted.line && DECODER.contains(code));
            if !found.iter().any(right) || others {
                let line = &file.lines[wanted.line].text;
                missed.push(format!(
                    "{name}: line {} is `{line}`, wanted {:?} naming {:?}, found {found:?}",
                    wanted.line, wanted.codes, wanted.named
                ));
            }
        }
    }
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed[..missed.len().min(25)].join("\n"));
}
