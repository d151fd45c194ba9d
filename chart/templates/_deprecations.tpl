{{/* Keys that still work, or no longer have an effect, with what to use instead. Sets "deprecated". Writes nothing. */}}
{{- define "gitlab-runner.deprecations" -}}
{{- $stack := .stack -}}
{{- $values := .Values -}}
{{- $rbac := $values.rbac | default dict -}}
{{- $runners := $values.runners | default dict -}}
{{- $metrics := $values.metrics | default dict -}}
{{- $found := list -}}
{{- range $old, $new := dict
  "generatedServiceAccountName" "serviceAccount.name"
  "serviceAccountName" "serviceAccount.name"
  "serviceAccountAnnotations" "serviceAccount.annotations"
  "imagePullSecrets" "serviceAccount.imagePullSecrets" -}}
{{- if get $rbac $old -}}
{{- $found = append $found (printf "rbac.%s: use %s" $old $new) -}}
{{- end -}}
{{- end -}}
{{- if ($rbac.podSecurityPolicy | default dict).enabled -}}
{{- $found = append $found "rbac.podSecurityPolicy: Kubernetes 1.25 removed pod security policies" -}}
{{- end -}}
{{- if ($metrics.serviceMonitor | default dict).enabled -}}
{{- $found = append $found "metrics.serviceMonitor: use metrics.podMonitor" -}}
{{- end -}}
{{- if $metrics.relabelings -}}
{{- $found = append $found "metrics.relabelings has no effect: use metrics.podMonitor.relabelings" -}}
{{- end -}}
{{- if ($values.service | default dict).nodePort -}}
{{- $found = append $found "service.nodePort has no effect: use service.metrics.nodePort" -}}
{{- end -}}
{{- if $values.runnerRegistrationToken -}}
{{- $found = append $found "runnerRegistrationToken: create the runner in GitLab and use runnerToken" -}}
{{- end -}}
{{- if $runners.namespace -}}
{{- $found = append $found "runners.namespace has no effect: use runners.jobNamespace" -}}
{{- end -}}
{{- if $runners.serviceAccountName -}}
{{- $found = append $found "runners.serviceAccountName has no effect: use config.runners[].kubernetes.service_account" -}}
{{- end -}}
{{- range $key := list "tags" "runUntagged" "protected" "locked" "maximumTimeout" -}}
{{- if not (empty (get $runners $key)) -}}
{{- $found = append $found (printf "runners.%s works with a registration token only: set it for the runner in GitLab" $key) -}}
{{- end -}}
{{- end -}}
{{- $_ := set $stack "deprecated" $found -}}
{{- end -}}
