//! The command line: one case file per behaviour, below `tests/command/`.
//!
//! Sections of a case: `run` (a line per command, without `runner-stack`), `file PATH` and `stdin` (inputs),
//! `code`, `stdout`, `stderr`, `file-after PATH` (exact text; in `stdout` and `stderr`, a line `...` stands for any
//! lines), `absent` (paths that must not exist afterwards). Commands run in an empty folder that holds the inputs.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::Failed;
use runner_stack_tests::case::{Case, run_cases};
use runner_stack_tests::tools::{self, Output, first_difference, run_with_input};

fn main() -> ExitCode {
    run_cases("tests/command", check)
}

fn check(path: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    let case = Case::parse(&text);
    let folder = tempfile::tempdir()?;
    for (name, body) in &case.sections {
        if let Some(name) = name.strip_prefix("file ") {
            let target = folder.path().join(name);
            fs::create_dir_all(target.parent().expect("it lies in the folder"))?;
            fs::write(target, body)?;
        }
    }
    let stdin = case.get("stdin").unwrap_or_default().as_bytes();
    let mut last = Output { stdout: String::new(), stderr: String::new(), code: 0 };
    let commands = case.lines("run");
    for (at, line) in commands.iter().enumerate() {
        last = run_with_input(
            tools::runner_stack().current_dir(folder.path()).args(line.split_whitespace()),
            stdin,
        );
        if at + 1 < commands.len() && last.code != 0 {
            return Err(format!("`{line}` ended with {}: {}", last.code, last.stderr).into());
        }
    }
    let code: i32 = case.get("code").unwrap_or("0").trim().parse()?;
    if last.code != code {
        return Err(format!(
            "exit code {} instead of {code}\nstdout:\n{}stderr:\n{}",
            last.code, last.stdout, last.stderr
        )
        .into());
    }
    for (section, have) in [("stdout", &last.stdout), ("stderr", &last.stderr)] {
        if let Some(want) = case.get(section)
            && !matches(want, have)
        {
            return Err(
                format!("{section} differs, {}\nall of it:\n{have}", first_difference(want, have)).into()
            );
        }
    }
    for (name, want) in &case.sections {
        if let Some(name) = name.strip_prefix("file-after ") {
            let have =
                fs::read_to_string(folder.path().join(name)).map_err(|error| format!("{name}: {error}"))?;
            if !matches(want, &have) {
                return Err(format!("{name} differs, {}", first_difference(want, &have)).into());
            }
        }
    }
    for name in case.lines("absent") {
        if folder.path().join(name).exists() {
            return Err(format!("{name} was written").into());
        }
    }
    Ok(())
}

/// Equal, where a line `...` in `want` stands for any lines, none included.
fn matches(want: &str, have: &str) -> bool {
    fn match_lines(want: &[&str], have: &[&str]) -> bool {
        match want.split_first() {
            None => have.is_empty(),
            Some((&"...", rest)) => (0..=have.len()).any(|skip| match_lines(rest, &have[skip..])),
            Some((first, rest)) => have.first() == Some(first) && match_lines(rest, &have[1..]),
        }
    }
    let want: Vec<&str> = want.lines().collect();
    let have: Vec<&str> = have.lines().collect();
    match_lines(&want, &have)
}
