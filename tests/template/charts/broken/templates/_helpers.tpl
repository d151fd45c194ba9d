{{- define "broken.port" -}}
port: {{ .Values.service.port }}
{{- end -}}
