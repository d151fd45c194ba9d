{{/*
Everything that several templates need, computed once per render and kept under the root key "stack":
Helm hands the same root map to all templates of a chart. Writes nothing.
*/}}
{{- define "gitlab-runner.init" -}}
{{- template "gitlab-runner.validate.shape" . -}}
{{- $values := .Values -}}
{{- $fullname := include "gitlab-runner.fullname" . -}}
{{- $labels := dict
  "app" $fullname
  "chart" (include "gitlab-runner.chart" .)
  "release" .Release.Name
  "heritage" .Release.Service
  "app.kubernetes.io/name" (include "gitlab-runner.name" .)
  "app.kubernetes.io/instance" .Release.Name
  "app.kubernetes.io/version" (.Chart.AppVersion | replace "+" "_" | trunc 63)
  "app.kubernetes.io/managed-by" .Release.Service -}}
{{- range $key, $value := $values.commonLabels -}}
{{- if not (hasKey $labels $key) -}}
{{- $_ := set $labels $key (include "gitlab-runner.text" $value) -}}
{{- end -}}
{{- end -}}
{{- $labelsText := toYaml $labels -}}
{{- $annotations := dict -}}
{{- range $key, $value := $values.commonAnnotations -}}
{{- $_ := set $annotations $key (include "gitlab-runner.text" $value) -}}
{{- end -}}
{{- $user := get ($values.podSecurityContext | default dict) "runAsUser" -}}
{{- $root := and (not (kindIs "invalid" $user)) (eq (toString $user) "0") -}}
{{- $stack := dict
  "fullname" $fullname
  "fullnameText" (toYaml $fullname)
  "namespace" ($values.namespace | default .Release.Namespace)
  "jobNamespace" (($values.runners | default dict).jobNamespace | default .Release.Namespace)
  "labels" $labels
  "labelsText" $labelsText
  "metadataLabels" (nindent 4 $labelsText)
  "annotations" $annotations
  "configDir" (ternary "/etc/gitlab-runner" "/home/gitlab-runner/.gitlab-runner" $root)
  "serviceAccount" (include "gitlab-runner.serviceAccountName" .)
  "problems" list
  "warnings" dict
  "ignored" dict
  "notes" list
  "runners" list
  "secretName" $fullname
  "secretData" dict
  "secretFiles" dict
  "optionalSecrets" dict
  "optionalFiles" dict
  "adopts" false
  "permissions" dict
  "cluster" dict -}}
{{- $_ := set . "stack" $stack -}}
{{- template "gitlab-runner.toml.init" . -}}
{{- template "gitlab-runner.session.init" . -}}
{{- template "gitlab-runner.secrets.listed" . -}}
{{- template "gitlab-runner.mode.init" . -}}
{{- template "gitlab-runner.secrets.init" . -}}
{{- template "gitlab-runner.secrets.mounts" . -}}
{{- template "gitlab-runner.config.init" . -}}
{{- template "gitlab-runner.rbac.init" . -}}
{{- template "gitlab-runner.validate" . -}}
{{- end -}}

{{/*
How the pod starts: "config" writes the final config.toml, "register" calls gitlab-runner register first.
What only register understands (a registration token, a template file inside the pod, its environment variables) selects
the latter, whatever startMode says.
*/}}
{{- define "gitlab-runner.mode.init" -}}
{{- $stack := .stack -}}
{{- $values := .Values -}}
{{- $runners := $values.runners | default dict -}}
{{- $config := $values.config | default dict -}}
{{- $mode := $values.startMode | default "config" -}}
{{- $style := "default" -}}
{{- if $config.runners -}}
{{- $style = "mirror" -}}
{{- else if $runners.config -}}
{{- $style = "text" -}}
{{- else if $runners.configPath -}}
{{- $style = "path" -}}
{{- end -}}
{{- $_ := set $stack "style" $style -}}
{{- if eq $style "text" -}}
{{- template "gitlab-runner.text.init" . -}}
{{- end -}}
{{- $reason := "" -}}
{{- $names := keys ($values.extraEnv | default dict) ($values.extraEnvFrom | default dict) -}}
{{- range $values.envVars -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- if and $values.runnerRegistrationToken (not $values.runnerToken) -}}
{{- $reason = "runnerRegistrationToken is set" -}}
{{- else if eq $style "path" -}}
{{- $reason = "runners.configPath is set" -}}
{{- else if $stack.unclear -}}
{{- $reason = printf "runners.config has %s, which only GitLab Runner itself can merge" $stack.unclear -}}
{{- else if eq $stack.listedToken "runner-registration-token" -}}
{{- $reason = "secrets brings a runner-registration-token" -}}
{{- else if ne $style "mirror" -}}
{{- range $name := sortAlpha $names -}}
{{- if or (hasPrefix "CI_SERVER_" $name) (and (contains "_" $name) (has (first (splitList "_" $name)) (list "CACHE" "CLONE" "CUSTOM" "DOCKER" "KUBERNETES" "MACHINE" "PARALLELS" "REGISTER" "REGISTRATION" "RUNNER" "SSH" "VIRTUALBOX"))) -}}
{{- if not (has $name (list "RUNNER_DEBUG" "CI_SERVER_URL")) -}}
{{- $reason = printf "the environment variable %s configures the registration" $name -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $values.extraEnvFromRefs (not $reason) -}}
{{- $reason = "extraEnvFromRefs may configure the registration" -}}
{{- end -}}
{{- end -}}
{{- if and $reason (ne $mode "register") -}}
{{- $_ := set $stack "notes" (append $stack.notes (printf "The pod registers at start, because %s." $reason)) -}}
{{- $mode = "register" -}}
{{- end -}}
{{- $_ := set $stack "variables" $names -}}
{{- $_ := set $stack "mode" $mode -}}
{{- end -}}
