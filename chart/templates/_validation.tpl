{{/* Values of the wrong shape that would stop the other templates half-way. */}}
{{- define "gitlab-runner.validate.shape" -}}
{{- $wrong := list -}}
{{- range $key, $value := pick .Values "config" "runners" "rbac" "serviceAccount" "sessionServer" "metrics" "service" "image" "ca" "kubeconfig" "networkPolicy" "podDisruptionBudget" "livenessProbe" "readinessProbe" "podSecurityContext" "securityContext" "commonLabels" "commonAnnotations" "extraEnv" "extraEnvFrom" "configMaps" -}}
{{- if kindIs "map" $value -}}
{{- else if not (or (kindIs "invalid" $value) (eq (toString $value) "")) -}}
{{- $wrong = append $wrong (printf "%s must be a map of keys, but it is %s" $key (toRawJson $value)) -}}
{{- end -}}
{{- end -}}
{{- $config := .Values.config | default dict -}}
{{- if and (not $wrong) (kindIs "map" $config) -}}
{{- if not (or (kindIs "slice" $config.runners) (kindIs "invalid" $config.runners)) -}}
{{- $wrong = append $wrong "config.runners must be a list, one item per runner" -}}
{{- end -}}
{{- end -}}
{{- if $wrong -}}
{{- fail (include "gitlab-runner.problems" $wrong) -}}
{{- end -}}
{{- end -}}

{{/* Collects what else is wrong, and fails once with all of it. */}}
{{- define "gitlab-runner.validate" -}}
{{- $stack := .stack -}}
{{- $values := .Values -}}
{{- $problems := $stack.problems -}}
{{- $config := $values.config | default dict -}}
{{- $runners := $values.runners | default dict -}}
{{- $ca := $values.ca | default dict -}}
{{- $kubeconfig := $values.kubeconfig | default dict -}}
{{- $session := $values.sessionServer | default dict -}}
{{- $isService := or (not (empty $stack.session)) (and ($values.service | default dict).enabled ($values.metrics | default dict).enabled) -}}
{{- if not (and (regexMatch "^[-a-z0-9]+$" $stack.fullname) (eq (trimAll "-" $stack.fullname) $stack.fullname) (not (and $isService (regexMatch "^[0-9]" $stack.fullname)))) -}}
{{- $problems = append $problems (include "gitlab-runner.validate.name" (list $stack.fullname "fullnameOverride")) -}}
{{- end -}}
{{- $label := "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" -}}
{{- $subdomain := "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" -}}
{{- $names := dict
  "nameOverride" (list (include "gitlab-runner.name" .) "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$" 63)
  "serviceAccount.name" (list $stack.serviceAccount $subdomain 253) -}}
{{- if $stack.secretData -}}
{{- $_ := set $names "runners.secret" (list $stack.secretName $subdomain 253) -}}
{{- end -}}
{{- if $kubeconfig.secretName -}}
{{- $_ := set $names "kubeconfig.secretName" (list $kubeconfig.secretName $label 63) -}}
{{- end -}}
{{- if and $ca.secretName $ca.mountInJobs -}}
{{- $_ := set $names "ca.secretName" (list $ca.secretName $label 63) -}}
{{- end -}}
{{- range $key, $name := $names -}}
{{- if not (or (eq (index $name 0) $stack.fullname) (and (le (len (index $name 0)) (index $name 2)) (regexMatch (index $name 1) (index $name 0)))) -}}
{{- $problems = append $problems (include "gitlab-runner.validate.name" (list (index $name 0) $key)) -}}
{{- end -}}
{{- end -}}
{{- if $stack.missingUrl -}}
{{- $problems = prepend $problems "there is no GitLab address: set gitlabUrl, for example to https://gitlab.example.com" -}}
{{- end -}}
{{- if and $config.runners $runners.config -}}
{{- $problems = append $problems "both config.runners and runners.config describe runners: keep one of them" -}}
{{- end -}}
{{- if and $config.runners $runners.configPath -}}
{{- $problems = append $problems "both config.runners and runners.configPath describe runners: keep one of them" -}}
{{- end -}}
{{- if not (has ($values.startMode | default "config") (list "config" "register")) -}}
{{- $problems = append $problems (printf "startMode is %q: set it to config or register" (toString $values.startMode)) -}}
{{- end -}}
{{- $concurrent := $config.concurrent -}}
{{- if kindIs "invalid" $concurrent -}}
{{- $concurrent = $values.concurrent -}}
{{- end -}}
{{- if not (kindIs "invalid" $concurrent) -}}
{{- if lt (float64 $concurrent) 1.0 -}}
{{- $problems = append $problems (printf "concurrent is %v: set it to 1 or more, GitLab Runner does not start otherwise" $concurrent) -}}
{{- else if gt (float64 $concurrent) 9007199254740991.0 -}}
{{- $problems = append $problems (printf "concurrent is %v: set it to 9007199254740991 or less" $concurrent) -}}
{{- end -}}
{{- end -}}
{{- if and $ca.certificate $ca.secretName -}}
{{- $problems = append $problems "both ca.certificate and ca.secretName are set: keep one of them" -}}
{{- end -}}
{{- if and $kubeconfig.content $kubeconfig.secretName -}}
{{- $problems = append $problems "both kubeconfig.content and kubeconfig.secretName are set: keep one of them" -}}
{{- end -}}
{{- range $name := $kubeconfig.runners -}}
{{- if not (hasKey $stack.names (toString $name)) -}}
{{- $problems = append $problems (printf "kubeconfig.runners names %q, which is no runner: use %s" (toString $name) (keys $stack.names | sortAlpha | join ", ")) -}}
{{- end -}}
{{- end -}}
{{- $files := list "config.toml" "entrypoint" "render-config.awk" "check-live" "register-the-runner" "session-server" | concat (keys $stack.registration) -}}
{{- if $values.preEntrypointScript -}}
{{- $files = append $files "pre-entrypoint-script" -}}
{{- end -}}
{{- range $name, $_ := $values.configMaps -}}
{{- if has $name $files -}}
{{- $problems = append $problems (printf "configMaps has %q, a file that the chart writes itself: use another name" $name) -}}
{{- end -}}
{{- end -}}
{{- $budget := $values.podDisruptionBudget | default dict -}}
{{- if $budget.enabled -}}
{{- if not (or (kindIs "invalid" $budget.minAvailable) (kindIs "invalid" $budget.maxUnavailable)) -}}
{{- $problems = append $problems "both podDisruptionBudget.minAvailable and podDisruptionBudget.maxUnavailable are set: keep one of them" -}}
{{- end -}}
{{- range $key := list "minAvailable" "maxUnavailable" -}}
{{- $pods := index $budget $key -}}
{{- if or (and (kindIs "string" $pods) (not (regexMatch "^(100|[0-9]{1,2})%$" $pods))) (hasPrefix "-" (toString $pods)) -}}
{{- $problems = append $problems (printf "podDisruptionBudget.%s is %q: set it to a number or a percentage" $key (toString $pods)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $session.enabled ($session.ingress | default dict).enabled (not $session.publicIP) -}}
{{- $problems = append $problems "sessionServer.ingress needs a host name: set sessionServer.publicIP to it" -}}
{{- end -}}
{{- if $problems -}}
{{- fail (include "gitlab-runner.problems" $problems) -}}
{{- end -}}
{{- end -}}

{{/*
The problem with a name.
  index 0  the name
  index 1  the key that sets it
*/}}
{{- define "gitlab-runner.validate.name" -}}
{{- printf "%q is no name that Kubernetes takes: set %s to at most 63 lower case letters, digits and -, a letter first" (index . 0) (index . 1) -}}
{{- end -}}

{{/* The message for a list of problems. */}}
{{- define "gitlab-runner.problems" -}}
{{- $count := len . }}
{{ if eq $count 1 }}one problem{{ else }}{{ $count }} problems{{ end }} in the values:
{{- range $number, $problem := . }}
  {{ add1 $number }}. {{ $problem }}
{{- end }}
{{- end -}}

{{/* Notes what weakens isolation in one entry; NOTES.txt shows it. Writes nothing. */}}
{{- define "gitlab-runner.warn.runner" -}}
{{- $stack := .stack -}}
{{- $kubernetes := .kubernetes -}}
{{- $found := list -}}
{{- if $kubernetes.privileged -}}
{{- $found = append $found "privileged job pods own the node they run on" -}}
{{- end -}}
{{- if kindIs "map" $kubernetes.volumes -}}
{{- if kindIs "slice" $kubernetes.volumes.host_path -}}
{{- range $mount := $kubernetes.volumes.host_path -}}
{{- $path := $mount.host_path | default $mount.mount_path | toString -}}
{{- if and (hasSuffix ".sock" $path) (regexMatch "docker|containerd|crio|podman" (base $path)) -}}
{{- $found = append $found (printf "the container runtime's socket %s gives jobs the whole node" $path) -}}
{{- else -}}
{{- $found = append $found (printf "jobs see the node's folder %s" $path) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $stack.kubeconfig -}}
{{- $found = append $found "jobs may read a kubeconfig" -}}
{{- end -}}
{{- if $kubernetes.namespace_overwrite_allowed -}}
{{- $found = append $found "jobs may choose their namespace; they need the Role in each, or rbac.clusterWideAccess" -}}
{{- end -}}
{{- if $kubernetes.bearer_token_overwrite_allowed -}}
{{- $found = append $found "jobs may choose the identity that their pod is created with" -}}
{{- end -}}
{{- if $found -}}
{{- $_ := set $stack.warnings (len $stack.warnings | printf "%06d") (printf "%s: %s" .label (join "; " $found)) -}}
{{- end -}}
{{- end -}}

{{/* The same, for the text of a template and for the permissions. Writes nothing. */}}
{{- define "gitlab-runner.warn.text" -}}
{{- $stack := .stack -}}
{{- $text := .text -}}
{{- $found := list -}}
{{- if regexMatch "(?m)^([^#\\n]*[ \\t{,.])?privileged[ \\t]*=[ \\t]*true" $text -}}
{{- $found = append $found "privileged job pods own the node they run on" -}}
{{- end -}}
{{- if regexMatch "(docker|containerd|crio|podman)[^/\\n]*\\.sock[\"']" $text -}}
{{- $found = append $found "the container runtime's socket gives jobs the whole node" -}}
{{- else if regexMatch "(?m)^[ \\t]*\\[\\[[ \\t]*runners\\.kubernetes\\.volumes\\.host_path" $text -}}
{{- $found = append $found "jobs see folders of the node" -}}
{{- end -}}
{{- if $stack.kubeconfig -}}
{{- $found = append $found "jobs may read a kubeconfig" -}}
{{- end -}}
{{- if $found -}}
{{- $_ := set $stack.warnings (len $stack.warnings | printf "%06d") (printf "the runner: %s" (join "; " $found)) -}}
{{- end -}}
{{- end -}}
