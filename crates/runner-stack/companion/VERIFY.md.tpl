# Is it working?

Run the steps in this order, in the folder of this file. Each says what to expect.

{{if .mirror}}
## First: images

```sh
sh mirror-images.sh
```

Expect: a line `… -> …` for each image of `images.txt`, which all are in {{$.as.code .mirror}} then.

{{end}}
## 1. Object storage
{{if .storage}}

{{range .storage}}
```sh
{{if .alias}}
mc alias set minio {{$.as.word .url}}     # asks for the administrator's keys
{{end}}
{{range .wants}}
export {{.}}
{{end}}
sh {{$.as.word .script}}
```

Expect: {{$.as.code .bucket}} exists, with an expiry of {{$.days}} days{{if .alias}} and a quota{{end}}. A second run changes nothing.

{{end}}
{{else}}

No runner has a distributed cache; nothing to do.

{{end}}
## 2. Secrets
{{if .secrets}}

```sh
sh create-secrets.sh
{{range .secret_namespaces}}
kubectl get secrets --namespace={{$.as.word .}}
{{end}}
```

Expect these in the list:

{{range .secrets}}
- {{$.as.code .name}} in namespace {{$.as.code .namespace}}: {{$.as.text .why}}
{{end}}

{{else}}

The stack makes all its Secrets itself.

{{end}}
## 3. The stack

```sh
{{range .namespaces}}
kubectl create namespace {{$.as.word .}} --dry-run=client -o yaml | kubectl apply -f -
{{end}}
kubectl apply{{if .one_namespace}} --namespace={{$.as.word .namespace}}{{end}} -f manifests/
kubectl rollout status --namespace={{$.as.word .namespace}} deployment/{{$.as.word .deployment}} --timeout=5m
```

Expect: `successfully rolled out`. With Helm instead: {{$.as.code .helm}}.

## 4. The manager knows its runners

```sh
kubectl exec --namespace={{$.as.word .namespace}} deployment/{{$.as.word .deployment}} -- gitlab-runner verify
kubectl logs --namespace={{$.as.word .namespace}} deployment/{{$.as.word .deployment}} --tail=50
```

Expect one `is valid` line for each of:

{{range .runners}}
- {{$.as.code .name}}{{if .namespace}}, jobs in namespace {{$.as.code .namespace}}{{end}}
{{end}}

In the log, `Configuration loaded` and no line with `level=error`.

## 5. What the manager may do

```sh
{{range .checks}}
kubectl auth can-i {{.verb}} {{.resource}} --namespace={{$.as.word .namespace}} --as={{$.as.word .account}}    # {{.expect}}
{{end}}
```

## 6. A pipeline

Put `test-pipeline/.gitlab-ci.yml` into a project and run it{{if .untagged}}; the runner must be allowed to run untagged jobs{{end}}.

Expect, while it runs:

```sh
{{range .jobs}}
kubectl get pods --namespace={{$.as.word .}} --selector=job.runner.gitlab.com/pod --watch
{{end}}
```

shows a pod per job, `Running` and then gone. All jobs are green.{{if .storage}} The `cache` jobs prove that the archive went through the bucket:{{end}}

{{range .storage}}
```sh
{{.list}}
```

Expect an object that ends in `cache.zip`.

{{end}}
## 7. A restart leaves no trace

```sh
kubectl rollout restart --namespace={{$.as.word .namespace}} deployment/{{$.as.word .deployment}}
```

Expect: running jobs finish{{if .registers}}; each start registers a runner manager, and stopping removes it again{{else}}, and GitLab shows no additional runner{{end}}.
