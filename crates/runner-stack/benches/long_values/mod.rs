//! Values of any length, for what `check` costs in process (`cargo bench`) and as a command (`cargo xtask bench check`).

use std::fmt::Write as _;

/// Values of so many lines or a few more, most of them of runners.
pub(crate) fn values(lines: usize) -> String {
    let mut text =
        "gitlabUrl: https://gitlab.example.com\nconfig:\n  concurrent: 40\n  runners:\n".to_owned();
    for number in 0.. {
        if text.lines().count() >= lines {
            break;
        }
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "    - name: runner-{number}
      limit: 4
      request_concurrency: 2
      tokenFrom: {{ secretName: token-{number} }}
      environment: [\"A=b\", \"CI=1\"]
      cache:
        Type: s3
        Shared: true
        s3:
          ServerAddress: minio.example.com:9000
          BucketName: cache-{number}
          AccessKeyFrom: {{ secretName: cache }}
          SecretKeyFrom: {{ secretName: cache }}
      kubernetes:
        namespace: ci-{number}
        image: alpine:3.22
        cpu_request: 100m
        cpu_limit: \"2\"
        memory_request: 128Mi
        memory_limit: 1Gi
        memory_limit_overwrite_max_allowed: 4Gi
        pull_policy: [if-not-present, always]
        allowed_images: [\"docker.io/**\"]
        node_selector:
          kubernetes.io/arch: amd64
        pod_labels:
          team: team-{number}
          app: ci
        volumes:
          secret:
            - name: certs-{number}
              mount_path: /certs
              read_only: true
"
        );
    }
    text
}
