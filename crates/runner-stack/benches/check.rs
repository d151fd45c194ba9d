//! Values checked with all rules, in process: `cargo bench -p runner-stack --bench check`.

use std::fmt::Write as _;

use divan::Bencher;
use runner_stack::check::{Options, check};

fn main() {
    divan::main();
}

/// Values of so many lines, most of them of runners.
fn values(lines: usize) -> String {
    let mut text =
        "gitlabUrl: https://gitlab.example.com\nconfig:\n  concurrent: 40\n  runners:\n".to_owned();
    for number in 0.. {
        if text.lines().count() >= lines {
            break;
        }
        let _ = write!(
            text,
            "    - name: runner-{number}\n      limit: 4\n      tokenFrom: {{ secretName: token-{number} }}\n      \
             cache:\n        Type: s3\n        Shared: true\n        s3:\n          ServerAddress: minio.example.com:9000\n          \
             BucketName: cache-{number}\n          AccessKeyFrom: {{ secretName: cache }}\n          \
             SecretKeyFrom: {{ secretName: cache }}\n      kubernetes:\n        namespace: ci-{number}\n        \
             image: alpine:3.22\n        cpu_request: 100m\n        cpu_limit: \"2\"\n        memory_request: 128Mi\n        \
             memory_limit: 1Gi\n        memory_limit_overwrite_max_allowed: 4Gi\n        \
             pull_policy: [if-not-present, always]\n        node_selector:\n          kubernetes.io/arch: amd64\n        \
             pod_labels:\n          team: team-{number}\n        volumes:\n          secret:\n            \
             - name: certs-{number}\n              mount_path: /certs\n              read_only: true\n"
        );
    }
    text
}

/// The cost grows with the lines.
#[divan::bench(args = [100, 1_000, 10_000])]
fn values_of_lines(bencher: Bencher<'_, '_>, lines: usize) {
    let text = values(lines);
    let options = Options::default();
    bencher.bench_local(|| check("values.yaml", text.clone().into_bytes(), &options).findings.len());
}
