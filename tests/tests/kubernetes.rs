//! Every rendered manifest is valid under strict Kubernetes schemas, and every `config.toml` is TOML.

use std::fs;

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
