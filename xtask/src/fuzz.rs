//! `cargo xtask fuzz [--seconds N] [--sanitizer NAME] [TARGET…]`: the fuzz targets under libFuzzer.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::tools::{root, run, say};

/// What runs when nothing is named.
const TARGETS: &[&str] = &["template", "yaml", "set", "archive", "values", "schema", "toml", "json"];

/// Runs each target for the given time, one after the other; the first finding ends the run.
pub(crate) fn run_targets(args: &[String]) -> Result<(), String> {
    let mut seconds = "600".to_owned();
    // The crates here have no unsafe code whose mistakes a sanitizer would find, and without one more inputs run.
    let mut sanitizer = "none".to_owned();
    let mut targets = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seconds" => seconds.clone_from(args.next().ok_or("--seconds needs a value")?),
            "--sanitizer" => sanitizer.clone_from(args.next().ok_or("--sanitizer needs a name")?),
            known if TARGETS.contains(&known) => targets.push(known),
            other => return Err(format!("there is no target {other}; there are {}", TARGETS.join(", "))),
        }
    }
    seconds.parse::<u32>().map_err(|_| format!("--seconds takes a whole number, not {seconds}"))?;
    require(&["rustc", "--version"], "a nightly compiler is needed: rustup toolchain install nightly")?;
    require(&["cargo", "fuzz", "--version"], "cargo-fuzz is needed: cargo install cargo-fuzz")?;
    if targets.is_empty() {
        targets = TARGETS.to_vec();
    }
    for target in targets {
        say(&format!("==> {target}: {seconds} s\n"));
        fill_corpus(target).map_err(|error| format!("fuzz/corpus/{target}: {error}"))?;
        run(nightly()
            .args(["cargo", "fuzz", "run", "--sanitizer", &sanitizer, "--codegen-units", "16", target, "--"])
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-dict=fuzz/dictionaries/{target}.dict"))
            // A hang is a finding, and so is an input that needs gigabytes.
            .args(["-timeout=30", "-rss_limit_mb=2048", "-max_len=16384", "-print_final_stats=1"]))?;
    }
    Ok(())
}

fn nightly() -> Command {
    let mut command = Command::new("rustup");
    command.current_dir(root()).args(["run", "nightly"]);
    command
}

fn require(command: &[&str], advice: &str) -> Result<(), String> {
    let status = nightly().args(command).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err(advice.to_owned()) }
}

/// Seeds, and the texts of the cases that are compared with Helm: the fuzzer starts where they end.
fn fill_corpus(target: &str) -> std::io::Result<()> {
    let corpus = root().join("fuzz/corpus").join(target);
    fs::create_dir_all(&corpus)?;
    for seed in fs::read_dir(root().join("fuzz/seeds").join(target))? {
        let seed = seed?;
        fs::copy(seed.path(), corpus.join(seed.file_name()))?;
    }
    if matches!(target, "template" | "yaml") {
        add_cases(&root().join("tests/helm"), target, &corpus)?;
    }
    Ok(())
}

fn add_cases(folder: &Path, target: &str, corpus: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            add_cases(&path, target, corpus)?;
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            let text = fs::read_to_string(&path)?;
            for (name, body) in sections(&text) {
                let wanted = if name.starts_with("templates/") { "template" } else { "yaml" };
                if wanted == target && !name.contains("helm v") {
                    let mut hasher = DefaultHasher::new();
                    body.hash(&mut hasher);
                    fs::write(corpus.join(format!("case-{:x}", hasher.finish())), body)?;
                }
            }
        }
    }
    Ok(())
}

/// The sections of a case file: `-- NAME --`, then text.
fn sections(text: &str) -> Vec<(&str, String)> {
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            Some(name) => sections.push((name, String::new())),
            None => {
                if let Some((_, body)) = sections.last_mut() {
                    body.push_str(line);
                }
            }
        }
    }
    sections
}
