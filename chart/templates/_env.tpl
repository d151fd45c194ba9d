{{/* Environment of the runner container: what the start script reads, then what the values add. */}}
{{- define "gitlab-runner.env" -}}
{{- $stack := .stack -}}
{{- $values := .Values -}}
{{- $runners := $values.runners | default dict -}}
- name: CONFIG_TEMPLATE
  value: /configmaps/config.toml
- name: CONFIG_FILE
  value: {{ $stack.configDir }}/config.toml
- name: SECRETS_DIR
  value: /secrets
- name: START_MODE
  value: {{ $stack.mode }}
- name: RUNNER_COUNT
  value: {{ $stack.count | toString | quote }}
{{- if and $values.unregisterRunners (not $values.deploymentLifecycle) }}
- name: UNREGISTER_RUNNERS
  value: "true"
{{- end }}
{{- if $runners.executor }}
{{- if ne (toString $runners.executor) "shell" }}
- name: RUN_USER
  value: gitlab-runner
{{- end }}
{{- end }}
{{- if $stack.session }}
{{- if $stack.session.lookup }}
- name: SESSION_SERVER_SERVICE
  value: {{ toYaml $stack.session.service }}
{{- end }}
{{- if $stack.session.address }}
- name: SESSION_SERVER_ADDRESS
  value: {{ $stack.session.address | quote }}
{{- else if $stack.session.field }}
- name: SESSION_SERVER_ADDRESS
  valueFrom:
    fieldRef:
      apiVersion: v1
      fieldPath: {{ $stack.session.field }}
{{- end }}
{{- with $stack.session.port }}
- name: SESSION_SERVER_PORT
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- if $values.gitlabUrl }}
- name: CI_SERVER_URL
  value: {{ $values.gitlabUrl | quote }}
{{- end }}
{{- if ne $stack.style "mirror" }}
- name: RUNNER_EXECUTOR
  value: {{ $runners.executor | default "kubernetes" | quote }}
{{- if $stack.namespaceVariable }}
- name: KUBERNETES_NAMESPACE
  value: {{ .Release.Namespace | quote }}
{{- end }}
{{- end }}
{{- range $values.envVars }}
- name: {{ .name | quote }}
  value: {{ include "gitlab-runner.text" .value | quote }}
{{- end }}
{{- range $key, $value := $values.extraEnv }}
- name: {{ $key | quote }}
  value: {{ include "gitlab-runner.text" $value | quote }}
{{- end }}
{{- range $key, $value := $values.extraEnvFrom }}
- name: {{ $key | quote }}
  valueFrom:
    {{- toYaml $value | nindent 4 }}
{{- end }}
{{- end -}}
