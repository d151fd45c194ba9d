//! `render` prints what `helm template` prints of the emitted chart, byte for byte.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::tools::{self, first_difference, root, run};

/// Arguments that both commands take, beyond one values file.
const ARGUMENTS: &[(&str, &str)] = &[
    ("set", "-f examples/minio.yaml --set concurrent=7 --set config.check_interval=9"),
    ("set list item", "-f examples/multi.yaml --set config.runners[1].limit=3"),
    ("set types", "-f examples/minio.yaml --set replicas=2,metrics.enabled=true,podAnnotations.a=b"),
    (
        "set-string",
        "-f examples/minio.yaml --set-string podAnnotations.number=10 --set-string podLabels.on=true",
    ),
    (
        "set-json",
        "-f examples/minio.yaml --set-json resources={\"limits\":{\"cpu\":\"2\",\"memory\":\"1Gi\"}}",
    ),
    (
        "set-json list",
        "-f examples/minio.yaml --set-json tolerations=[{\"key\":\"ci\",\"operator\":\"Exists\"}]",
    ),
    ("set-file", "-f examples/minio.yaml --set-file preEntrypointScript=tests/stack/script.sh"),
    ("set-literal", "-f examples/minio.yaml --set-literal podAnnotations.text=a,b{c}=d"),
    (
        "set escapes",
        "-f examples/minio.yaml --set nodeSelector.kubernetes\\.io/arch=amd64 --set podAnnotations.a=x\\,y",
    ),
    (
        "set null deletes a default",
        "-f examples/minio.yaml --set securityContext=null --set podSecurityContext.fsGroup=null",
    ),
    ("null in a file deletes defaults", "-f examples/minio.yaml -f tests/stack/nulls.yaml"),
    ("several files", "-f examples/minio.yaml -f examples/dind.yaml -f tests/stack/overlay.yaml"),
    ("files and set", "-f examples/minio.yaml -f tests/stack/overlay.yaml --set concurrent=3"),
    ("namespace", "-f examples/minio.yaml -n ci-runners"),
    ("release name", "team-a -f examples/minio.yaml"),
    ("release name with the chart's", "my-gitlab-runner -f examples/minio.yaml"),
    ("kube version", "-f examples/minio.yaml --kube-version 1.30.0"),
    ("api versions", "-f examples/minio.yaml --api-versions monitoring.coreos.com/v1 -a policy/v1"),
    ("include crds", "-f examples/minio.yaml --include-crds"),
    ("show-only", "-f examples/minio.yaml --show-only templates/deployment.yaml"),
    ("show-only twice", "-f examples/minio.yaml -s templates/configmap.yaml -s templates/deployment.yaml"),
    ("show-only glob", "-f examples/minio.yaml -s templates/*.yaml"),
    ("full name", "-f examples/minio.yaml --set fullnameOverride=ci"),
    (
        "large integers",
        "-f examples/minio.yaml --set config.concurrent=1000000 --set podSecurityContext.runAsUser=1000660000",
    ),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let (_folder, chart) = tools::emitted_chart();
    let chart = Arc::new(chart);
    let mut trials = Vec::new();
    for folder in ["examples", "chart/ci"] {
        for file in tools::files_below(&root().join(folder), ".yaml") {
            let values = PathBuf::from(folder).join(file).display().to_string();
            let chart = Arc::clone(&chart);
            trials.push(Trial::test(values.clone(), move || compare(&chart, &["-f".to_owned(), values])));
        }
    }
    for (name, line) in ARGUMENTS {
        let chart = Arc::clone(&chart);
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        trials.push(Trial::test(*name, move || compare(&chart, &words)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A first word without a dash is the release name.
fn compare(chart: &Path, words: &[String]) -> Result<(), Failed> {
    let (name, flags) = match words.split_first() {
        Some((first, rest)) if !first.starts_with('-') => (first.as_str(), rest),
        _ => ("gitlab-runner", words),
    };
    let helm = run(tools::helm().current_dir(root()).args(["template", name]).arg(chart).args(flags));
    let ours = run(tools::runner_stack().current_dir(root()).args(["render", name]).args(flags));
    if helm.code != 0 {
        return Err(format!("helm refused: {}", helm.stderr).into());
    }
    if ours.code != 0 {
        return Err(format!("render failed: {}", ours.stderr).into());
    }
    if helm.stdout != ours.stdout {
        return Err(first_difference(&helm.stdout, &ours.stdout).into());
    }
    Ok(())
}
