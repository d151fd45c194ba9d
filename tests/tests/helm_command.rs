//! Every case below `tests/helm` through the command `runner-stack template`: standard output, files, success or
//! failure, and on standard error all of Helm's words, after which ours may follow.

#[path = "helm/case.rs"]
mod case;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use case::Case;
use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::tools::{self, files_below, first_difference, root, run};

/// The folder of a case, as recorded output shows it.
const FOLDER: &str = "{dir}";

/// Cases of flags that do not parse, which our parser refuses in words of its own.
const OUR_WORDS: [&str; 3] =
    ["cli/flags/bad-boolean-flag", "cli/flags/flag-without-value", "cli/flags/unknown-flag"];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = root().join("tests/helm");
    let skipped = fs::read_to_string(folder.join("skip.txt")).unwrap_or_default();
    let skipped: Vec<&str> = skipped.lines().filter_map(|line| Some(line.split_once(' ')?.0)).collect();
    let trials = files_below(&folder, ".txt")
        .into_iter()
        .filter(|file| file.parent().is_some_and(|parent| !parent.as_os_str().is_empty()))
        .map(|file| {
            let path = folder.join(&file);
            let name = file.with_extension("").display().to_string();
            let is_skipped = skipped.contains(&name.as_str());
            Trial::test(name, move || check(&path)).with_ignored_flag(is_skipped)
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn check(path: &Path) -> Result<(), Failed> {
    let case = Case::parse(&fs::read_to_string(path)?);
    let parent = tempfile::tempdir()?;
    let folder = parent.path().join("case");
    let home = parent.path().join("home");
    fs::create_dir_all(&home)?;
    for (name, content) in &case.files {
        let target = folder.join(name);
        fs::create_dir_all(target.parent().expect("it lies in the folder"))?;
        fs::write(target, content)?;
    }
    let shown = folder.display().to_string();
    let mut command = tools::runner_stack();
    command
        .arg("template")
        .args(&case.name)
        .arg(folder.join(&case.chart))
        .args(case.args.iter().map(|arg| arg.replace(FOLDER, &shown)))
        .current_dir(&folder)
        .env("HOME", &home)
        .env("TZ", "UTC")
        .env_remove("KUBECONFIG")
        .env_remove("HELM_DEBUG");
    let output = run(&mut command);
    let stdout = output.stdout.replace(&shown, FOLDER);
    let stderr = output.stderr.replace(&shown, FOLDER);
    let wanted = String::from_utf8_lossy(case.want.as_deref().unwrap_or_default()).into_owned();
    if (output.code != 0) != case.error.is_some() {
        return Err(format!("exit code {}\n{stderr}", output.code).into());
    }
    if stdout != wanted {
        return Err(format!("stdout differs, {}", first_difference(&wanted, &stdout)).into());
    }
    let words = String::from_utf8_lossy(case.error.as_deref().unwrap_or(&case.want_stderr)).into_owned();
    let is_same = if case.error.is_some() { stderr.starts_with(words.trim_end()) } else { stderr == words };
    let has_our_words = OUR_WORDS.iter().any(|name| path.with_extension("").ends_with(name));
    if !is_same && !has_our_words {
        return Err(format!("stderr differs, {}", first_difference(&words, &stderr)).into());
    }
    for (name, wanted) in &case.want_files {
        if fs::read(folder.join(name)).ok().as_ref() != Some(wanted) {
            return Err(format!("the file {name} differs").into());
        }
    }
    Ok(())
}
