//! A short run of the fuzz targets of `fuzz/`, without libFuzzer: every seed, then mutations of the seeds.
//!
//! The mutations are the same in every run. `FUZZ_SEED` chooses others, and `FUZZ_SCALE` multiplies how many there
//! are; a failure prints both the seed and the input. `cargo xtask fuzz` runs the targets under libFuzzer.

#[expect(unreachable_pub, reason = "it is a library for libFuzzer")]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::random::Random;
use runner_stack_tests::tools::{files_below, root};

/// How many mutations a target gets; about as many as run in two seconds.
const COUNTS: &[(&str, usize)] = &[
    ("archive", 3_000),
    ("json", 20_000),
    ("schema", 2_000),
    ("set", 2_000),
    ("template", 5_000),
    ("toml", 15_000),
    ("values", 1_500),
    ("yaml", 12_000),
];

/// Longer inputs are cut.
const MAX_LENGTH: usize = 8 << 10;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for &(name, target) in targets::TARGETS {
        let seeds = root().join("fuzz/seeds").join(name);
        let mut inputs = Vec::new();
        for file in files_below(&seeds, "") {
            let input = fs::read(seeds.join(&file)).expect("a seed can be read");
            inputs.push(input.clone());
            trials.push(Trial::test(format!("{name}/seed/{}", file.display()), move || {
                try_input(target, &input)
            }));
        }
        assert!(!inputs.is_empty(), "fuzz/seeds/{name} has no seeds");
        let inputs = Arc::new(inputs);
        trials.push(Trial::test(format!("{name}/mutations"), move || try_mutations(name, target, &inputs)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn try_input(target: fn(&[u8]), input: &[u8]) -> Result<(), Failed> {
    catch_unwind(AssertUnwindSafe(|| target(input))).map_err(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
            .unwrap_or_default();
        Failed::from(format!("{message}\ninput: b\"{}\"", input.escape_ascii()))
    })
}

fn try_mutations(name: &str, target: fn(&[u8]), seeds: &[Vec<u8>]) -> Result<(), Failed> {
    let seed = from_environment("FUZZ_SEED").unwrap_or(1);
    let scale = from_environment("FUZZ_SCALE").unwrap_or(1);
    let count = COUNTS.iter().find(|(known, _)| *known == name).map_or(1_000, |(_, count)| *count);
    let mut mutator = Mutator {
        random: Random::new(seed),
        tokens: dictionary(&root().join(format!("fuzz/dictionaries/{name}.dict"))),
        seeds,
    };
    for number in 0..count as u64 * scale {
        let input = mutator.input();
        try_input(target, &input).map_err(|failed| {
            format!("FUZZ_SEED={seed}, input {number}: {}", failed.message().unwrap_or(""))
        })?;
    }
    Ok(())
}

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Makes inputs out of seeds, as fuzzers do.
struct Mutator<'a> {
    random: Random,
    tokens: Vec<Vec<u8>>,
    seeds: &'a [Vec<u8>],
}

impl Mutator<'_> {
    fn input(&mut self) -> Vec<u8> {
        let mut input = self.random.pick(self.seeds).clone();
        for _ in 0..=self.random.below(6) {
            self.mutate(&mut input);
            input.truncate(MAX_LENGTH);
        }
        input
    }

    fn mutate(&mut self, input: &mut Vec<u8>) {
        let at = self.random.below(input.len() + 1);
        let length = self.random.below(16).min(input.len() - at);
        match self.random.below(8) {
            0 => drop(input.drain(at..at + length)),
            1 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.random.below(8);
                }
            }
            2 => input.insert(at, self.random.bits().to_le_bytes()[0]),
            // The tail goes.
            3 => input.truncate(at.max(1)),
            4 => {
                // A piece comes again, perhaps many times.
                let piece = input[at..at + length].repeat(1 << self.random.below(6));
                input.splice(at..at, piece);
            }
            5 => {
                let other = self.random.pick(self.seeds);
                let from = self.random.below(other.len().max(1)).min(other.len());
                let piece = other[from..].iter().copied().take(self.random.below(64));
                input.splice(at..at + length, piece);
            }
            _ if self.tokens.is_empty() => {}
            _ => {
                let token = self.random.pick(&self.tokens).clone();
                input.splice(at..at + self.random.below(2).min(length), token);
            }
        }
    }
}

/// The tokens of a libFuzzer dictionary: a quoted string a line, with `\"`, `\\` and `\xAB`.
fn dictionary(path: &Path) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(path).expect("every target has a dictionary");
    text.lines().filter_map(|line| Some(unescaped(line.strip_prefix('"')?.strip_suffix('"')?))).collect()
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            out.push(byte);
        } else if let Some(code) = rest.strip_prefix(b"x").and_then(|hex| hex.get(..2)) {
            let code = std::str::from_utf8(code).ok().and_then(|code| u8::from_str_radix(code, 16).ok());
            out.push(code.expect("two hexadecimal digits"));
            rest = &rest[3..];
        } else if let Some((&escaped, after)) = rest.split_first() {
            out.push(escaped);
            rest = after;
        }
    }
    out
}
