//! Users of the official chart can come over: for values files written from its documented keys, our stack does what
//! that chart does, but for the differences listed with a reason. What it does is recorded in `tests/official/expected`.

use std::fs;
use std::path::{Path, PathBuf};

use runner_stack_tests::tools::{self, Output, files_below, root, run};

fn folder() -> PathBuf {
    root().join("tests/official")
}

/// Renders one values file; what is wrong with it goes to a file of its own.
fn render(name: &Path, target: &Path) {
    let output = run(tools::runner_stack()
        .args([
            "render",
            "ci",
            "--namespace",
            "gitlab-runners",
            "--api-versions",
            "monitoring.coreos.com/v1",
            "--values",
        ])
        .arg(folder().join("values").join(name)));
    let (ending, text) = if output.code == 0 { ("yaml", output.stdout) } else { ("err", output.stderr) };
    fs::write(target.join(name.with_extension(ending)), text).expect("a temporary folder is writable");
}

fn compare(rendered: &Path, names: &[&str]) -> Output {
    run(tools::python().arg(folder().join("compare.py")).arg(rendered).args(names))
}

#[test]
fn the_stack_is_equivalent() {
    let rendered = tempfile::tempdir().expect("a temporary folder");
    let names = files_below(&folder().join("values"), ".yaml");
    assert!(names.len() >= 25, "only {} values files", names.len());
    for name in &names {
        render(name, rendered.path());
    }
    let output = compare(rendered.path(), &[]);
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
}

#[test]
fn every_key_is_used() {
    let output = run(tools::python().arg(folder().join("keys.py")));
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
}

#[test]
fn a_difference_is_found() {
    let rendered = tempfile::tempdir().expect("a temporary folder");
    render(Path::new("cache-s3-secret.yaml"), rendered.path());
    let file = rendered.path().join("cache-s3-secret.yaml");
    let text = fs::read_to_string(&file).expect("it renders");
    let changed = text
        .replace("initialDelaySeconds: 60", "initialDelaySeconds: 61")
        .replace("my_bucket_name", "another_bucket")
        .replace("concurrent = 20", "concurrent = 21");
    fs::write(&file, changed).expect("a temporary folder is writable");
    let output = compare(rendered.path(), &["cache-s3-secret"]);
    assert_eq!(output.code, 1, "{}{}", output.stdout, output.stderr);
    for place in
        ["livenessProbe.initialDelaySeconds", "runners[0].cache.s3.BucketName", "config.toml: concurrent"]
    {
        assert!(
            output.stdout.lines().any(|line| line.starts_with("FAILED") && line.ends_with(place)),
            "{place} is missing in {}",
            output.stdout
        );
    }
}
