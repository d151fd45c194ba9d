//! `examples/guide.yaml` reproduces the guide's hand-written manifests, but for the differences listed with a reason.

use std::fs;

use runner_stack_tests::tools::{self, root, run};

#[test]
fn the_guide_is_reproduced() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let rendered = folder.path().join("rendered.yaml");
    let output = run(tools::runner_stack().current_dir(root()).args([
        "render",
        "-n",
        "cicd",
        "-f",
        "examples/guide.yaml",
    ]));
    assert_eq!(output.code, 0, "{}", output.stderr);
    fs::write(&rendered, output.stdout).expect("a temporary folder is writable");
    let guide = root().join("tests/guide");
    let output = run(tools::python()
        .arg(guide.join("compare.py"))
        .arg(guide.join("differences.yaml"))
        .arg(guide.join("manifests"))
        .arg(&rendered));
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
}
