{{/*
What PodMonitor and ServiceMonitor have in common.
  root      root context
  monitor   the values of the monitor
  endpoint  name of the list of endpoints
*/}}
{{- define "gitlab-runner.monitor" -}}
{{- $stack := .root.stack -}}
{{- $monitor := .monitor -}}
{{ template "gitlab-runner.metadata" (dict "stack" $stack "name" $stack.fullname "namespace" ($monitor.namespace | default .root.Release.Namespace) "labels" $monitor.labels "annotations" $monitor.annotations) }}
spec:
  {{ .endpoint }}:
    - port: {{ .root.Values.metrics.portName | default "metrics" | quote }}
      {{- with $monitor.interval }}
      interval: {{ . | quote }}
      {{- end }}
      {{- with $monitor.scheme }}
      scheme: {{ . | quote }}
      {{- end }}
      {{- with $monitor.path }}
      path: {{ . | quote }}
      {{- end }}
      {{- with $monitor.tlsConfig }}
      tlsConfig:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $monitor.metricRelabelings }}
      metricRelabelings:
        {{- tpl (toYaml .) $.root | nindent 8 }}
      {{- end }}
      {{- with $monitor.relabelings }}
      relabelings:
        {{- toYaml . | nindent 8 }}
      {{- end }}
  {{- with $monitor.jobLabel }}
  jobLabel: {{ . | quote }}
  {{- end }}
  namespaceSelector:
    matchNames:
      - {{ $stack.namespace | quote }}
  selector:
    matchLabels:
      app: {{ $stack.fullnameText }}
      release: {{ .root.Release.Name | quote }}
{{- end -}}
