//! Every rendered manifest is valid under strict Kubernetes schemas, and every `config.toml` is TOML.

use std::fs;

use runner_stack_tests::case::Case;
use runner_stack_tests::tools::{self, files_below, root, run};

/// The oldest version that the chart supports with all kinds, and the newest with a published schema.
const VERSIONS: &str = "1.30.0,1.37.0";

#[test]
fn rendered_manifests_are_valid() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut rendered = Vec::new();
    for source in ["examples", "chart/ci"] {
        for file in files_below(&root().join(source), ".yaml") {
            let values = root().join(source).join(&file);
            let output = run(tools::runner_stack().current_dir(root()).arg("render").arg("-f").arg(&values));
            assert_eq!(output.code, 0, "{}: {}", values.display(), output.stderr);
            let target =
                folder.path().join(file.with_extension(format!("{}.yaml", source.replace('/', "-"))));
            fs::write(&target, output.stdout).expect("a temporary folder is writable");
            rendered.push(target);
        }
    }
    assert!(rendered.len() >= 38, "only {} values files", rendered.len());
    let output =
        run(tools::python().arg(root().join("tests/kubernetes/validate.py")).arg(VERSIONS).args(&rendered));
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
}

/// The oldest version that knows all fields of job pods (`resources` of the pod), and the newest with a published schema.
const JOB_VERSIONS: &str = "1.34.0,1.37.0";

#[test]
fn pods_of_jobs_are_valid() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cases = root().join("tests/command/job");
    let mut pods = Vec::new();
    for file in files_below(&cases, ".txt") {
        let text = fs::read_to_string(cases.join(&file)).expect("it was just listed");
        let case = Case::parse(&text);
        if case.get("code").is_some() {
            continue;
        }
        let values = case.get("file values.yaml").expect("each case has values");
        fs::write(folder.path().join("values.yaml"), values).expect("a temporary folder is writable");
        let line = case.lines("run")[0];
        let output = run(tools::runner_stack().current_dir(folder.path()).args(line.split_whitespace()));
        assert_eq!(output.code, 0, "{}: {}", file.display(), output.stderr);
        let target = folder.path().join(file.with_extension("pod.yaml"));
        fs::write(&target, output.stdout).expect("a temporary folder is writable");
        pods.push(target);
    }
    assert!(pods.len() >= 24, "only {} pods", pods.len());
    let output =
        run(tools::python().arg(root().join("tests/kubernetes/validate.py")).arg(JOB_VERSIONS).args(&pods));
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
}

#[test]
fn an_invalid_manifest_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("broken.yaml");
    fs::write(
        &file,
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, lables: {}}\n\
         data: {config.toml: 'concurrent = 10.0'}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: 80}\n",
    )
    .expect("a temporary folder is writable");
    let output =
        run(tools::python().arg(root().join("tests/kubernetes/validate.py")).arg(VERSIONS).arg(&file));
    assert_eq!(output.code, 1, "{}{}", output.stdout, output.stderr);
    for expected in ["lables", "Service/b", "concurrent: 10.0 is not of type 'integer'"] {
        assert!(output.stdout.contains(expected), "{expected} is missing in {}", output.stdout);
    }
}
