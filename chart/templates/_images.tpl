{{/*
An image reference with the registry prefix put in front, unless it names a registry host already.
  index 0  registry prefix
  index 1  image reference
*/}}
{{- define "gitlab-runner.image.prefixed" -}}
{{- $registry := index . 0 | trimSuffix "/" -}}
{{- $image := index . 1 | toString -}}
{{- $host := first (splitList "/" $image) -}}
{{- if and (ne $host $image) (or (contains "." $host) (contains ":" $host) (eq $host "localhost")) -}}
{{- $image -}}
{{- else -}}
{{- printf "%s/%s" $registry $image -}}
{{- end -}}
{{- end -}}

{{/* Image of the runner manager. */}}
{{- define "gitlab-runner.image" -}}
{{- $image := .Values.image | default dict -}}
{{- $registry := .Values.imageRegistry | default $image.registry | default "" | trimSuffix "/" -}}
{{- $version := ternary .Chart.AppVersion (print "v" .Chart.AppVersion) (eq .Chart.AppVersion "bleeding") -}}
{{- $tag := $image.tag | default (print "alpine-" $version) -}}
{{- tpl (printf "%s%s:%s" (ternary "" (print $registry "/") (empty $registry)) ($image.image | default "gitlab-org/gitlab-runner") (include "gitlab-runner.text" $tag)) . -}}
{{- end -}}

{{/*
The helper image that the runner would take for one [runners.kubernetes] table, below the registry prefix: the
architecture comes from the node selector, or with helper_image_autoset_arch_and_os from the manager, whose nodes
nodeSelector may name; else it is amd64.
  kubernetes  the table
  runner      the runner that has it
  registry    registry prefix
  nodes       node selector of the manager
*/}}
{{- define "gitlab-runner.images.helper" -}}
{{- $label := "kubernetes.io/arch" -}}
{{- $selected := .kubernetes.node_selector -}}
{{- $architecture := "" -}}
{{- if kindIs "map" $selected -}}
{{- $architecture = get $selected $label -}}
{{- end -}}
{{- if and .kubernetes.helper_image_autoset_arch_and_os (not $architecture) -}}
{{- $architecture = get (.nodes | default dict) $label -}}
{{- end -}}
{{- $architecture = $architecture | default "amd64" | toString -}}
{{- $tags := dict "amd64" "x86_64" "aarch64" "arm64" "armv6l" "arm" "armv7l" "arm" -}}
{{- $flags := ternary .runner.feature_flags dict (kindIs "map" .runner.feature_flags) -}}
{{- $environment := ternary .runner.environment list (kindIs "slice" .runner.environment) -}}
{{- $concrete := or $flags.FF_CONCRETE (has "FF_CONCRETE=true" $environment) -}}
{{- $flavor := .kubernetes.helper_image_flavor | default (ternary "concrete" "alpine" (not (not $concrete))) | toString -}}
{{- printf "%s/gitlab-org/gitlab-runner/gitlab-runner-helper:" (trimSuffix "/" .registry) -}}
{{- if ne $flavor "alpine" }}{{ $flavor }}-{{ end -}}
{{- get $tags $architecture | default $architecture -}}-v${CI_RUNNER_VERSION}
{{- if and (eq (toString .runner.shell) "pwsh") (not $concrete) }}-pwsh{{ end -}}
{{- end -}}

{{/*
Puts the registry prefix in front of the images of one [runners.kubernetes] table (a private copy, changed in place).
  kubernetes  the table
  runner      the runner that has it
  registry    registry prefix
  nodes       node selector of the manager
*/}}
{{- define "gitlab-runner.images.kubernetes" -}}
{{- $registry := .registry -}}
{{- $kubernetes := .kubernetes -}}
{{- range $key := list "image" "helper_image" -}}
{{- $image := get $kubernetes $key -}}
{{- if $image -}}
{{- $_ := set $kubernetes $key (include "gitlab-runner.image.prefixed" (list $registry $image)) -}}
{{- end -}}
{{- end -}}
{{- if not $kubernetes.helper_image -}}
{{- $_ := set $kubernetes "helper_image" (include "gitlab-runner.images.helper" .) -}}
{{- end -}}
{{- if kindIs "slice" $kubernetes.services -}}
{{- $services := list -}}
{{- range $service := $kubernetes.services -}}
{{- if kindIs "map" $service -}}
{{- $service = omit $service -}}
{{- if $service.name -}}
{{- $_ := set $service "name" (include "gitlab-runner.image.prefixed" (list $registry $service.name)) -}}
{{- end -}}
{{- end -}}
{{- $services = append $services $service -}}
{{- end -}}
{{- $_ := set $kubernetes "services" $services -}}
{{- end -}}
{{- if kindIs "map" $kubernetes.autoscaler -}}
{{- $autoscaler := omit $kubernetes.autoscaler -}}
{{- $pause := $autoscaler.pause_pod_image | default "pause:3.10" -}}
{{- $_ := set $autoscaler "pause_pod_image" (include "gitlab-runner.image.prefixed" (list $registry $pause)) -}}
{{- $_ := set $kubernetes "autoscaler" $autoscaler -}}
{{- end -}}
{{- end -}}
