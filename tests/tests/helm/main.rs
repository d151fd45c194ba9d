//! Every case below `tests/helm` through the engine, compared with what the real Helm printed.

mod case;
mod command;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};

use case::Case;

/// Passed and failed cases by folder.
type Counts = Arc<Mutex<BTreeMap<String, (usize, usize)>>>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("helm");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    // Lists beside the folders (skips, notes) are no cases.
    paths.retain(|path| path.parent() != Some(&root));
    paths.sort();
    let skipped = skipped(&root);
    let counts = Counts::default();
    let trials = paths
        .into_iter()
        .map(|path| {
            let name =
                path.strip_prefix(&root).unwrap_or(&path).with_extension("").to_string_lossy().into_owned();
            let counts = Arc::clone(&counts);
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            let is_skipped = skipped.contains(&name);
            Trial::test(name, move || {
                let result = check(&path);
                let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
                let (passed, failed) = counts.entry(folder).or_default();
                *(if result.is_ok() { passed } else { failed }) += 1;
                result
            })
            .with_ignored_flag(is_skipped)
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    report(&counts);
    conclusion.exit_code()
}

/// The cases that `skip.txt` names.
fn skipped(root: &Path) -> Vec<String> {
    let text = fs::read_to_string(root.join("skip.txt")).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.split_once(' ')?.0.to_owned())).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
}

/// Runs on a stack that is deep enough for the recursion that Helm allows.
fn with_stack<T: Send>(run: impl FnOnce() -> T + Send) -> Result<T, Failed> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(command::STACK).spawn_scoped(scope, run)?;
        thread.join().map_err(|_| Failed::from("panicked"))
    })
}

fn check(path: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    let case = Case::parse(&text);
    let outcome = with_stack(|| command::run(&case))?;
    let mut differences = String::new();
    let mut compare = |what: &str, want: &[u8], got: &[u8]| {
        if want != got {
            let (want, got) = (String::from_utf8_lossy(want), String::from_utf8_lossy(got));
            let _ = write!(differences, "--- wanted {what}\n{want}\n+++ got {what}\n{got}\n");
        }
    };
    match &case.error {
        Some(error) => compare("error", error, if outcome.failed { &outcome.stderr } else { b"(no error)" }),
        None => compare("stderr", &case.want_stderr, &outcome.stderr),
    }
    compare("stdout", case.want.as_deref().unwrap_or_default(), &outcome.stdout);
    for (name, want) in &case.want_files {
        compare(name, want, outcome.files.get(name).map_or(&[][..], Vec::as_slice));
    }
    if differences.is_empty() { Ok(()) } else { Err(differences.into()) }
}

#[expect(clippy::print_stdout, reason = "the counts are what a reader of the run wants to see")]
fn report(counts: &Counts) {
    let counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    let (mut all_passed, mut all_failed) = (0, 0);
    for (folder, (passed, failed)) in counts.iter() {
        println!("{folder:30} {passed:5} passed {failed:5} failed");
        all_passed += passed;
        all_failed += failed;
    }
    println!("{:30} {all_passed:5} passed {all_failed:5} failed", "all");
}
