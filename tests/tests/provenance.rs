//! `explain --value` names the lines that the real Helm prints differently when the value is another one, and
//! `explain --line` names the value for each of them.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::tools::{self, root, run};
use serde_json::Value;

/// Example, path of a value, the flag that gives it another one.
const CASES: &[(&str, &str, &str)] = &[
    ("multi", "config.concurrent", "--set=config.concurrent=41"),
    ("multi", "config.log_format", "--set=config.log_format=text"),
    ("multi", "config.runners[0].name", "--set=config.runners[0].name=tiny"),
    ("multi", "config.runners[1].limit", "--set=config.runners[1].limit=9"),
    ("multi", "config.runners[1].cache.s3.BucketName", "--set=config.runners[1].cache.s3.BucketName=other"),
    (
        "multi",
        "config.runners[2].kubernetes.namespace",
        "--set=config.runners[2].kubernetes.namespace=ci-deployer",
    ),
    ("multi", "config.runners[2].tokenFrom.secretName", "--set=config.runners[2].tokenFrom.secretName=other"),
    ("multi", "gitlabUrl", "--set=gitlabUrl=https://git.example.org"),
    ("multi", "kubeconfig.secretName", "--set=kubeconfig.secretName=other"),
    ("multi", "metrics.port", "--set=metrics.port=9300"),
    ("multi", "metrics.enabled", "--set=metrics.enabled=false"),
    ("multi", "rbac.create", "--set=rbac.create=false"),
    ("multi", "terminationGracePeriodSeconds", "--set=terminationGracePeriodSeconds=3601"),
    ("multi", "podSecurityContext.fsGroup", "--set=podSecurityContext.fsGroup=1000"),
    (
        "dind",
        "config.runners[0].kubernetes.privileged",
        "--set=config.runners[0].kubernetes.privileged=false",
    ),
    ("minio", "rbac.create", "--set=rbac.create=false"),
    ("minio", "podDisruptionBudget.enabled", "--set=podDisruptionBudget.enabled=true"),
    ("airgap", "imageRegistry", "--set=imageRegistry=mirror.example.org"),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = CASES.iter().map(|(example, path, flag)| {
        Trial::test(format!("{example} {path}"), move || check(example, path, flag))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn check(example: &str, path: &str, flag: &str) -> Result<(), Failed> {
    let values = format!("examples/{example}.yaml");
    let explain = |asked: [&str; 2]| -> Result<Value, Failed> {
        let mut command = tools::runner_stack();
        command.current_dir(root()).arg("explain").args(asked).args(["-f", &values, "--format", "json"]);
        let answer = run(&mut command);
        if answer.code != 0 {
            return Err(answer.stderr.into());
        }
        Ok(serde_json::from_str(&answer.stdout)?)
    };
    let helm = |more: &[&str]| {
        let mut command = tools::helm();
        run(command
            .current_dir(root())
            .args(["template", "gitlab-runner", "chart", "-f", &values])
            .args(more))
    };
    let (base, other) = (helm(&[]), helm(&[flag]));
    if base.code != 0 || other.code != 0 {
        return Err(format!("{}{}", base.stderr, other.stderr).into());
    }
    let (changed, added) = differences(&base.stdout, &other.stdout)?;
    let answer = explain(["--value", path])?;
    let value = &answer["values"][0];
    let lines = value["lines"].as_array().ok_or("no lines")?;
    let have: BTreeSet<u64> = lines.iter().filter_map(|line| line["line"].as_u64()).collect();
    let behind: BTreeSet<u64> =
        value["addedBehind"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    // Which of several equal lines, such as `---`, is gone is a matter of taste: what is left says it.
    if without(&base.stdout, &have) != without(&base.stdout, &changed) || behind.len() != added.len() {
        return Err(format!("lines {have:?}, more behind {behind:?}; Helm: {changed:?}, {added:?}").into());
    }
    let texts: Vec<&str> = base.stdout.split('\n').collect();
    for line in lines {
        let number = line["line"].as_u64().ok_or("no number")?;
        if line["text"].as_str() != texts.get(usize::try_from(number)? - 1).copied() {
            return Err(format!("line {number} is not {}", line["text"]).into());
        }
    }
    // The way back, for the first and the last line.
    for number in have.first().into_iter().chain(have.last()) {
        let answer = explain(["--line", &number.to_string()])?;
        let named = answer["values"].as_array().ok_or("no values")?;
        if !named.iter().any(|value| value["path"] == path) {
            return Err(format!("line {number} does not name {path}: {named:?}").into());
        }
    }
    Ok(())
}

/// The text without these lines.
fn without<'a>(text: &'a str, lines: &BTreeSet<u64>) -> Vec<&'a str> {
    (1..).zip(text.split('\n')).filter(|(number, _)| !lines.contains(number)).map(|(_, line)| line).collect()
}

/// The lines of the first text that the second has not, and those behind which it has more: what `diff` finds.
fn differences(base: &str, other: &str) -> Result<(BTreeSet<u64>, BTreeSet<u64>), Failed> {
    let folder = tempfile::tempdir()?;
    let (left, right) = (folder.path().join("base"), folder.path().join("other"));
    fs::write(&left, base)?;
    fs::write(&right, other)?;
    let found = run(Command::new("diff").args([left, right]));
    let (mut changed, mut added) = (BTreeSet::new(), BTreeSet::new());
    for line in found.stdout.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())) {
        let at = line.find(|sign: char| sign.is_ascii_alphabetic()).ok_or("no command of diff")?;
        let (first, last) = line[..at].split_once(',').unwrap_or((&line[..at], &line[..at]));
        let range = first.parse::<u64>()?..=last.parse::<u64>()?;
        if line[at..].starts_with('a') { added.extend(range) } else { changed.extend(range) }
    }
    Ok((changed, added))
}
