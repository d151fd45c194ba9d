//! The programs that tests run. `cargo xtask test` installs and builds them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the root folder").to_path_buf()
}

/// The real Helm.
pub fn helm() -> Command {
    let mut command = Command::new(tool("HELM", ".tools/venv/bin/helm"));
    // Nothing of the developer's own Helm may reach the tests.
    command
        .env("HELM_CONFIG_HOME", root().join(".tools/helm"))
        .env_remove("HELM_NAMESPACE")
        .env_remove("KUBECONFIG");
    command
}

/// Python with the packages of `tests/requirements.txt`.
pub fn python() -> Command {
    Command::new(tool("PYTHON", ".tools/venv/bin/python"))
}

/// kubectl, which talks to no cluster here.
pub fn kubectl() -> Command {
    let mut command = Command::new(tool("KUBECTL", ".tools/venv/bin/kubectl"));
    command.env_remove("KUBECONFIG").env_remove("HELM_NAMESPACE").env_remove("HELM_DEBUG");
    command
}

/// The linter of shell scripts.
pub fn shellcheck() -> Command {
    Command::new(tool("SHELLCHECK", ".tools/venv/bin/shellcheck"))
}

/// The release build of our command.
pub fn runner_stack() -> Command {
    let mut command = Command::new(tool("RUNNER_STACK", "target/release/runner-stack"));
    command.env_remove("HELM_NAMESPACE");
    command
}

fn tool(variable: &str, default: &str) -> PathBuf {
    let path = std::env::var_os(variable).map_or_else(|| root().join(default), PathBuf::from);
    assert!(
        path.is_file(),
        "{} is missing: run `cargo xtask test`, which installs and builds it",
        path.display()
    );
    path
}

/// What a finished command left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The exit code; -1 after a signal.
    pub code: i32,
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    run_with_input(command, b"")
}

/// Runs a command with something on its standard input.
pub fn run_with_input(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().expect("it is piped");
    // The command may end without reading.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().expect("the child was started");
    Output {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().unwrap_or(-1),
    }
}

/// The files below a folder with the given ending, sorted, as paths relative to it.
pub fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    fn collect(folder: &Path, base: &Path, ending: &str, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, base, ending, files);
            } else if path.to_string_lossy().ends_with(ending) {
                files.push(path.strip_prefix(base).expect("it lies below").to_path_buf());
            }
        }
    }
    let mut files = Vec::new();
    collect(folder, folder, ending, &mut files);
    files.sort();
    files
}

/// The chart that our command emits, in a folder that lives as long as the result.
pub fn emitted_chart() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = run(runner_stack().arg("chart").arg("-o").arg(folder.path()));
    assert_eq!(output.code, 0, "runner-stack chart failed: {}", output.stderr);
    let chart = folder.path().join("gitlab-runner");
    assert!(chart.join("Chart.yaml").is_file(), "no chart in {}", chart.display());
    (folder, chart)
}

/// The first lines that differ, for people.
pub fn first_difference(want: &str, have: &str) -> String {
    let (want_lines, have_lines): (Vec<_>, Vec<_>) = (want.split('\n').collect(), have.split('\n').collect());
    let at = want_lines.iter().zip(&have_lines).take_while(|(want, have)| want == have).count();
    let from = at.saturating_sub(3);
    let part = |lines: &[&str]| {
        lines.iter().skip(from).take(10).fold(String::new(), |text, line| text + "  " + line + "\n")
    };
    format!("line {}:\nwant\n{}have\n{}", at + 1, part(&want_lines), part(&have_lines))
}
