{{- define "shop.name" -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "shop.image" -}}
{{ .Values.image.repository }}:{{ required "image.tag: say which version to run" .Values.image.tag }}
{{- end -}}
