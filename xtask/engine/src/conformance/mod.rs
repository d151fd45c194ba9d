//! `cargo xtask conformance DIR`: every chart below a folder, rendered by the real Helm and by the engine.

mod charts;
mod engine;
mod helm;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};

use crate::say;

/// Bytes of stack for the engine: enough for the 1,000 nested includes that Helm allows.
const STACK: usize = 256 << 20;

/// What a run printed, and how long it took.
struct Run {
    succeeded: bool,
    stdout: Vec<u8>,
    /// The error message of a run that failed.
    error: String,
    seconds: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Same,
    Nondeterministic,
    BothFail,
    Differs,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Nondeterministic => "same (nondeterministic)",
            Self::BothFail => "both fail",
            Self::Differs => "DIFFERS",
        }
    }
}

/// Compares all charts below the folders that `args` name.
pub(crate) fn run(helm: &Path, args: &[&str]) -> Result<()> {
    let (mut folders, mut patterns) = (Vec::new(), vec!["ci/*.yaml".to_owned()]);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match *arg {
            "--values" => patterns.push((*args.next().context("--values needs a pattern")?).to_owned()),
            other if other.starts_with('-') => bail!("unknown option {other}"),
            folder => folders.push(PathBuf::from(folder)),
        }
    }
    if folders.is_empty() {
        bail!("conformance needs a folder with charts");
    }
    let helm = helm.to_path_buf();
    let thread = std::thread::Builder::new().stack_size(STACK);
    let compare = move || compare_all(&helm, &folders, &patterns).map_err(|message| anyhow!(message));
    let thread = thread.spawn(compare).context("could not start a thread")?;
    thread.join().map_err(|_| anyhow!("the comparison panicked"))?
}

fn compare_all(helm: &Path, folders: &[PathBuf], patterns: &[String]) -> Result<(), String> {
    let mut totals: BTreeMap<Verdict, usize> = BTreeMap::new();
    let (mut helm_seconds, mut our_seconds) = (0.0, 0.0);
    for folder in folders {
        for chart in charts::find(folder)? {
            let mut values = vec![None];
            values.extend(charts::values_files(&chart, patterns)?.into_iter().map(Some));
            for values in values {
                let theirs = helm::template(helm, &chart, values.as_deref())?;
                let ours = timed(|| engine::template(&chart, values.as_deref()));
                let (verdict, detail) =
                    judge(&theirs, &ours, || helm::template(helm, &chart, values.as_deref()))?;
                let shown = chart.strip_prefix(folder).unwrap_or(&chart).display();
                let shown_values =
                    values.as_ref().and_then(|path| path.strip_prefix(&chart).ok()).unwrap_or(Path::new("-"));
                let ratio = theirs.seconds / ours.seconds;
                say(&format!(
                    "{:<24} {ratio:>6.1} x  {shown}  {}\n{detail}",
                    verdict.name(),
                    shown_values.display()
                ));
                *totals.entry(verdict).or_default() += 1;
                helm_seconds += theirs.seconds;
                our_seconds += ours.seconds;
            }
        }
    }
    say("\n");
    for (verdict, count) in &totals {
        say(&format!("{count:>6} {}\n", verdict.name()));
    }
    say(&format!(
        "Helm took {helm_seconds:.1} s as processes, the engine {our_seconds:.1} s within this one\n"
    ));
    match totals.get(&Verdict::Differs) {
        None if totals.is_empty() => Err("no chart found".to_owned()),
        None => Ok(()),
        Some(count) => Err(format!("{count} differences")),
    }
}

fn timed(run: impl FnOnce() -> Result<Vec<u8>, String>) -> Run {
    let start = Instant::now();
    let result = run();
    let seconds = start.elapsed().as_secs_f64();
    match result {
        Ok(stdout) => Run { succeeded: true, stdout, error: String::new(), seconds },
        Err(error) => Run { succeeded: false, stdout: Vec::new(), error, seconds },
    }
}

/// Compares two runs; Helm runs once more when they differ, since some functions are random.
fn judge(
    theirs: &Run,
    ours: &Run,
    again: impl FnOnce() -> Result<Run, String>,
) -> Result<(Verdict, String), String> {
    if !theirs.succeeded && !ours.succeeded {
        if theirs.error == ours.error {
            return Ok((Verdict::BothFail, String::new()));
        }
        if again()?.error != theirs.error {
            return Ok((Verdict::Nondeterministic, String::new()));
        }
        return Ok((
            Verdict::Differs,
            format!("    helm: {}\n    ours: {}\n", theirs.error.trim(), ours.error.trim()),
        ));
    }
    if theirs.succeeded != ours.succeeded {
        return Ok((
            Verdict::Differs,
            format!("    helm: {}\n    ours: {}\n", outcome(theirs), outcome(ours)),
        ));
    }
    if theirs.stdout == ours.stdout {
        return Ok((Verdict::Same, String::new()));
    }
    let again = again()?;
    let lines = |run: &Run| run.stdout.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (theirs, again, ours) = (lines(theirs), lines(&again), lines(ours));
    // A line that Helm itself changes from run to run says nothing.
    let differing = theirs
        .iter()
        .enumerate()
        .find(|(at, line)| again.get(*at) == Some(line) && ours.get(*at) != Some(line))
        .map(|(at, _)| at);
    match differing {
        None if theirs.len() == ours.len() => Ok((Verdict::Nondeterministic, String::new())),
        at => {
            let at = at.unwrap_or(theirs.len().min(ours.len()));
            let line =
                |lines: &[Vec<u8>]| lines.get(at).map(|line| String::from_utf8_lossy(line).into_owned());
            Ok((
                Verdict::Differs,
                format!("    line {}\n    helm: {:?}\n    ours: {:?}\n", at + 1, line(&theirs), line(&ours)),
            ))
        }
    }
}

fn outcome(run: &Run) -> &str {
    if run.succeeded { "renders" } else { run.error.trim() }
}
