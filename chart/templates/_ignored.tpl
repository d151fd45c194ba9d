{{/* What is switched on and makes nothing, because something else is off. Adds to "ignored". Writes nothing. */}}
{{- define "gitlab-runner.ignored" -}}
{{- $ignored := .stack.ignored -}}
{{- $metrics := .Values.metrics | default dict -}}
{{- $session := .Values.sessionServer | default dict -}}
{{- $service := (.Values.service | default dict).enabled -}}
{{- range $name := list "podMonitor" "serviceMonitor" -}}
{{- if (get $metrics $name | default dict).enabled -}}
{{- $needed := "" -}}
{{- if not $metrics.enabled -}}
{{- $needed = "set metrics.enabled to true" -}}
{{- else if not (or $service (eq $name "podMonitor")) -}}
{{- $needed = "set service.enabled to true" -}}
{{- else if not ($.Capabilities.APIVersions.Has "monitoring.coreos.com/v1") -}}
{{- $needed = "install the Prometheus operator, or render with --api-versions monitoring.coreos.com/v1" -}}
{{- end -}}
{{- if $needed -}}
{{- $_ := set $ignored $name (printf "metrics.%s makes nothing: %s" $name $needed) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $service (not $metrics.enabled) -}}
{{- $_ := set $ignored "service" "service.enabled makes nothing: set metrics.enabled to true" -}}
{{- end -}}
{{- if and ($session.ingress | default dict).enabled (not $session.enabled) -}}
{{- $_ := set $ignored "session" "sessionServer.ingress makes nothing: set sessionServer.enabled to true" -}}
{{- end -}}
{{- end -}}
