//! `kubectl kustomize --enable-helm` with our command in Helm's place: every folder below `tests/kustomize` that holds
//! a kustomization with vendored charts gives the same with both.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::tools::{self, Output, first_difference, root, run};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut folders: Vec<_> = fs::read_dir(root().join("tests/kustomize"))
        .expect("the cases are there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    folders.sort();
    let trials = folders
        .into_iter()
        .map(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Trial::test(name, move || check(&folder))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn check(folder: &Path) -> Result<(), Failed> {
    let helm = kustomize(folder, &tools::helm());
    let ours = kustomize(folder, &tools::runner_stack());
    if (helm.code, &helm.stdout) != (ours.code, &ours.stdout) {
        return Err(format!(
            "code {} with Helm:\n{}code {} with ours:\n{}{}",
            helm.code,
            helm.stderr,
            ours.code,
            ours.stderr,
            first_difference(&helm.stdout, &ours.stdout)
        )
        .into());
    }
    // What Helm says comes first in what kubectl says.
    let words = helm.stderr.split(": unable to run: ").next().unwrap_or_default().trim_end();
    if !ours.stderr.starts_with(words) {
        return Err(format!("stderr differs, {}", first_difference(&helm.stderr, &ours.stderr)).into());
    }
    let wants_success = folder.file_name().is_some_and(|name| !name.to_string_lossy().starts_with("failing"));
    if wants_success != (helm.code == 0) || wants_success == helm.stdout.is_empty() {
        return Err(format!("the case is broken: code {}\n{}", helm.code, helm.stderr).into());
    }
    Ok(())
}

fn kustomize(folder: &Path, helm: &Command) -> Output {
    run(tools::kubectl()
        .arg("kustomize")
        .arg(folder)
        .arg("--enable-helm")
        .arg("--helm-command")
        .arg(helm.get_program()))
}
