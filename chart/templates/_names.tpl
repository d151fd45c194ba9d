{{/* A value as text. Numbers arrive as floats, and Go would print 1000000 as 1e+06. */}}
{{- define "gitlab-runner.text" -}}
{{- if typeIs "string" . }}{{ . }}{{ else if not (kindIs "invalid" .) }}{{ toRawJson . }}{{ end -}}
{{- end -}}

{{/* Name of the chart, or nameOverride. */}}
{{- define "gitlab-runner.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Name of most objects: fullnameOverride, else the release name, with the chart name added when it does not start with it. */}}
{{- define "gitlab-runner.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if hasPrefix $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Chart name and version, as the chart label wants them. */}}
{{- define "gitlab-runner.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_." -}}
{{- end -}}

{{/* Name of the Secret that holds runner-token and runner-registration-token, quoted as extraObjects expect it. */}}
{{- define "gitlab-runner.secret" -}}
{{- $runners := .Values.runners | default dict -}}
{{- if $runners.secret -}}
{{- tpl $runners.secret $ | quote -}}
{{- else -}}
{{- include "gitlab-runner.fullname" . -}}
{{- end -}}
{{- end -}}

{{/* Name of the Secret with the keys of the distributed cache, quoted. For extraObjects. */}}
{{- define "gitlab-runner.cache.secret" -}}
{{- with ((.Values.runners | default dict).cache | default dict).secretName }}{{ quote . }}{{ end -}}
{{- end -}}

{{/* URL of the GitLab instance, quoted. For extraObjects. */}}
{{- define "gitlab-runner.gitlabUrl" -}}
{{- .Values.gitlabUrl | quote -}}
{{- end -}}

{{/* Name of the ServiceAccount that the runner manager uses. */}}
{{- define "gitlab-runner.serviceAccountName" -}}
{{- $account := .Values.serviceAccount | default dict -}}
{{- $rbac := .Values.rbac | default dict -}}
{{- if $account.name -}}
{{- $account.name -}}
{{- else if and $rbac.serviceAccountName (not $rbac.create) -}}
{{- $rbac.serviceAccountName -}}
{{- else if or $account.create $rbac.create -}}
{{- $rbac.generatedServiceAccountName | default (include "gitlab-runner.fullname" .) -}}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{/* Name of the Service in front of the session server. */}}
{{- define "gitlab-runner.server-session-service-name" -}}
{{- template "gitlab-runner.suffixed" (list (include "gitlab-runner.fullname" .) "-session-server") -}}
{{- end -}}

{{/*
metadata of one object.
  stack        shared state
  name         object name
  namespace    namespace; "" for cluster-wide objects, default: the release's
  labels       labels of this object alone
  annotations  annotations of this object alone
*/}}
{{- define "gitlab-runner.metadata" -}}
{{- $stack := .stack -}}
metadata:
  name: {{ toYaml .name }}
  {{- if not (hasKey . "namespace") }}
  namespace: {{ $stack.namespace | quote }}
  {{- else if .namespace }}
  namespace: {{ .namespace | quote }}
  {{- end }}
  labels:
  {{- if .labels }}
    {{- $labels := omit $stack.labels }}
    {{- range $key, $value := .labels }}
    {{- $_ := set $labels $key (include "gitlab-runner.text" $value) }}
    {{- end }}
    {{- toYaml $labels | nindent 4 }}
  {{- else }}
    {{- $stack.metadataLabels }}
  {{- end }}
  {{- if .annotations }}
  {{- $annotations := omit $stack.annotations }}
  {{- range $key, $value := .annotations }}
  {{- $_ := set $annotations $key (include "gitlab-runner.text" $value) }}
  {{- end }}
  annotations:
    {{- toYaml $annotations | nindent 4 }}
  {{- else if $stack.annotations }}
  annotations:
    {{- toYaml $stack.annotations | nindent 4 }}
  {{- end }}
{{- end -}}

{{/*
A name with a suffix that still fits 63 characters, the most for Services and volumes.
  index 0  the name
  index 1  the suffix
*/}}
{{- define "gitlab-runner.suffixed" -}}
{{- index . 0 | trunc (sub 63 (len (index . 1)) | int) | trimSuffix "-" }}{{ index . 1 -}}
{{- end -}}
