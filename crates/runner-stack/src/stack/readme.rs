//! The chart's `README.md`: half of it is the documentation of the typed values, which is here anyway.

use std::fmt::Write as _;

use crate::model::{Field, Kind, Model, Table};
use crate::values::Values;

/// The text of `README.md`.
pub(crate) fn readme() -> String {
    let Kind::Table(table) = Values::KIND else { return String::new() };
    let mut out = String::from(HEAD);
    for field in table.fields {
        if !field.meta.section.is_empty() {
            let _ = write!(
                out,
                "\n### {}\n\n| key | type | default | what it does |\n|---|---|---|---|\n",
                field.meta.section
            );
        }
        row(field, "", &mut out);
    }
    out.push_str(TAIL);
    out
}

fn rows(table: &Table, prefix: &str, out: &mut String) {
    for field in table.fields {
        row(field, prefix, out);
    }
}

fn row(field: &Field, prefix: &str, out: &mut String) {
    let path = format!("{prefix}{}", field.key);
    let meta = &field.meta;
    let mut text: String = field.doc.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    if !meta.one_of.is_empty() {
        let _ = write!(text, " One of: `{}`.", meta.one_of.join("`, `"));
    }
    if !meta.deprecated.is_empty() {
        text = format!("**Deprecated**, use `{}`. {text}", meta.deprecated);
    }
    let default = match meta.value {
        "" => String::new(),
        value => format!("`{}`", value.replace('\n', "<br>").replace("<br>", " · ")),
    };
    let _ = writeln!(out, "| `{path}` | {} | {} | {} |", field.kind.words(), escape(&default), escape(&text));
    if let Kind::Table(inner) = field.kind
        && path != "config"
    {
        rows(inner, &format!("{path}."), out);
    }
}

fn escape(text: &str) -> String {
    text.replace('|', "\\|")
}

const HEAD: &str = "\
# GitLab Runner

Runs GitLab Runner on Kubernetes: `config.toml`, Secrets, permissions and the manager's Deployment, from one values file.
Every value of the official `gitlab-runner` chart is understood; `config:` adds `config.toml` itself, key for key, in YAML.

## Install

Create a runner in GitLab (*Build > Runners* in the Admin area, a group or a project) and keep its token in a Secret:

```sh
kubectl create namespace gitlab-runner
kubectl create secret generic gitlab-runner-token --namespace gitlab-runner \\
  --from-literal=runner-token=glrt-EXAMPLE-not-a-real-token
```

```yaml
# values.yaml
gitlabUrl: https://gitlab.example.com/
config:
  concurrent: 10
  runners:
    - name: kubernetes
      tokenFrom: { secretName: gitlab-runner-token }
      kubernetes:
        image: alpine:3.22
        cpu_request: 100m
        memory_limit: 2Gi
```

```sh
helm install gitlab-runner ./chart --namespace gitlab-runner -f values.yaml
```

The schema (`values.schema.json`) is closed at every depth: Helm refuses a misspelt key instead of ignoring it.

## The `config` section

It mirrors `config.toml`. What the [GitLab documentation](https://docs.gitlab.com/runner/configuration/advanced-configuration/)
shows in TOML is written the same way in YAML: tables are maps, `[[lists of tables]]` are lists.

- Durations are text with a unit (`15m`); a bare number would be nanoseconds, so it is refused.
- Every credential can come from a Secret that exists: `tokenFrom`, `AccessKeyFrom`, `SecretKeyFrom` and so on, each with
  `secretName` and, when it is not the usual one, `key`. A credential that is given in place moves to a generated Secret.
- Every key has its documentation in `values.schema.json`: an editor with YAML support shows it, and completes the keys.
- Where a key also exists at the top level (`concurrent`, `checkInterval`, `logLevel`, …), the one in `config` wins.

## Values
";

const TAIL: &str = "
Types with a capital letter are types of the [Kubernetes API](https://kubernetes.io/docs/reference/kubernetes-api/). A *scalar* is
a text, number or boolean that is written as text.
";
