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
