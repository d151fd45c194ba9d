//! On a terminal the data of Secrets is masked; in a pipe it is not.

use runner_stack_tests::tools::{self, root, run};

/// Runs a command in a pseudo terminal and prints what it wrote there.
const IN_A_TERMINAL: &str = "
import os, pty, sys
seen = b''
def read(fd):
    global seen
    data = os.read(fd, 65536)
    seen += data
    return b'' if not data else b' '
status = pty.spawn(sys.argv[1:], read)
sys.stderr.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(status))
";

const TOKEN: &str = "glrt-EXAMPLE-not-a-real-token";

fn in_a_terminal(arguments: &[&str]) -> String {
    let command = tools::runner_stack();
    let output = run(tools::python()
        .current_dir(root())
        .args(["-c", IN_A_TERMINAL])
        .arg(command.get_program())
        .args(arguments)
        .args(["-f", "examples/minio.yaml"]));
    assert_eq!(output.code, 0, "{}", output.stderr);
    output.stderr
}

#[test]
fn a_terminal_sees_no_secret() {
    let seen = in_a_terminal(&["render"]);
    assert!(seen.contains("runner-token: \"(masked)\""), "{seen}");
    assert!(seen.contains("masked on a terminal"), "{seen}");
    let seen = in_a_terminal(&["config"]);
    assert!(seen.contains("token = \"(masked)\"") && !seen.contains(TOKEN), "{seen}");
}

#[test]
fn a_terminal_sees_secrets_when_asked_to() {
    let seen = in_a_terminal(&["render", "--show-secrets"]);
    assert!(!seen.contains("(masked)"), "{seen}");
    let seen = in_a_terminal(&["config", "--show-secrets"]);
    assert!(seen.contains(TOKEN), "{seen}");
}

#[test]
fn a_pipe_gets_everything() {
    let output = run(tools::runner_stack().current_dir(root()).args(["config", "-f", "examples/minio.yaml"]));
    assert!(output.stdout.contains(TOKEN), "{}", output.stdout);
}

/// What a command writes to a terminal, and nothing else is asked of it.
fn seen_in_a_terminal(no_color: bool, arguments: &[&str]) -> String {
    let mut command = tools::python();
    command.current_dir(root()).args(["-c", IN_A_TERMINAL]).arg(tools::runner_stack().get_program());
    command.args(arguments).env_remove("NO_COLOR");
    if no_color {
        command.env("NO_COLOR", "1");
    }
    run(&mut command).stderr
}

#[test]
fn findings_have_colours_on_a_terminal_unless_they_are_not_wanted() {
    let check = ["check", "examples/dind.yaml"];
    let seen = seen_in_a_terminal(false, &check);
    assert!(seen.contains("\u{1b}[") && seen.contains("privileged"), "{seen}");
    let seen = seen_in_a_terminal(true, &check);
    assert!(!seen.contains('\u{1b}') && seen.contains("privileged"), "{seen}");
    let output = run(tools::runner_stack().current_dir(root()).args(check));
    assert!(!output.stdout.contains('\u{1b}') && output.stdout.contains("privileged"), "{}", output.stdout);
}

#[test]
fn a_difference_has_no_colours_anywhere() {
    for no_color in [false, true] {
        let seen = seen_in_a_terminal(no_color, &["diff", "examples/minio.yaml", "examples/multi.yaml"]);
        assert!(!seen.contains('\u{1b}') && seen.contains("~ ConfigMap/default/gitlab-runner"), "{seen}");
    }
}
