{{/*
Session server (interactive web terminals). Allowed with one replica only, because GitLab must reach the very pod that
runs the job. Sets "session" to a dict, empty when off.
*/}}
{{- define "gitlab-runner.session.init" -}}
{{- $stack := .stack -}}
{{- $session := .Values.sessionServer | default dict -}}
{{- $state := dict -}}
{{- if $session.enabled -}}
{{- if le (int64 (.Values.replicas | default 1)) 1 -}}
{{- $type := $session.serviceType | default "LoadBalancer" -}}
{{- $service := include "gitlab-runner.suffixed" (list $stack.fullname "-session-server") -}}
{{- $external := int64 ($session.externalPort | default 9000) -}}
{{- $state = dict
  "service" $service
  "type" $type
  "internalPort" (int64 ($session.internalPort | default 8093))
  "externalPort" $external
  "timeout" (int64 ($session.timeout | default 1800))
  "address" ""
  "port" ""
  "field" "" -}}
{{- if $session.publicIP -}}
{{- $_ := set $state "address" $session.publicIP -}}
{{- else if eq $type "ClusterIP" -}}
{{- $_ := set $state "address" (printf "%s.%s.svc.cluster.local" $service $stack.namespace) -}}
{{- else if eq $type "NodePort" -}}
{{- $_ := set $state "field" "status.hostIP" -}}
{{- else if eq $type "Headless" -}}
{{- $_ := set $state "field" "status.podIP" -}}
{{- end -}}
{{- if $session.nodePort -}}
{{- $_ := set $state "port" (toString (int64 $session.nodePort)) -}}
{{- else if ne $type "NodePort" -}}
{{- $_ := set $state "port" (toString $external) -}}
{{- end -}}
{{- $given := (.Values.config | default dict).session_server -}}
{{- if kindIs "map" $given -}}
{{- $given = $given.advertise_address -}}
{{- end -}}
{{- $_ := set $state "lookup" (and (not $given) (or (not $state.port) (not (or $state.address $state.field)))) -}}
{{- else -}}
{{- $_ := set $stack.ignored (len $stack.ignored | printf "%06d") "sessionServer is off, because it works with one replica only: set replicas to 1" -}}
{{- end -}}
{{- end -}}
{{- $_ := set $stack "session" $state -}}
{{- end -}}
