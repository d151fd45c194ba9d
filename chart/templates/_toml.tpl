{{/*
What the keys of config.toml hold, where it is not a plain value. GitLab Runner drops some values of the wrong kind
without a word (a list given for pod_labels) and reads a bare number for a duration as nanoseconds; the writer below
refuses both. Keys that are used with two meanings (volumes, host_path, required_during_...) are not listed.
*/}}
{{- define "gitlab-runner.toml.init" -}}
{{- $kinds := dict -}}
{{- range $key := splitList " " "affinity app_armor_profile artifact autoscaler azure boot_verify build_container_security_context cache capabilities connector_config container_lifecycle custom custom_build_dir dns_config docker exec experimental gcs helper_container_security_context http_get init_permissions_container_security_context instance kubernetes label_selector logrotate machine metrics monitoring namespace_selector node_affinity parallels pod_affinity pod_affinity_term pod_anti_affinity pod_security_context post_start pre_stop preference referees s3 scale_throttle seccomp_profile service_container_security_context session_server shutdown_drain snowplow_billing ssh state_storage tcp_socket usage_logger virtualbox vm_isolation" -}}
{{- $_ := set $kinds $key "table" -}}
{{- end -}}
{{- range $key := splitList " " "autoscaling config_map csi empty_dir host_aliases http_headers job_queuing_durations match_expressions match_fields nfs node_selector_terms options pod_spec policy preferred_during_scheduling_ignored_during_execution pvc secret services" -}}
{{- $_ := set $kinds $key "tables" -}}
{{- end -}}
{{- range $key := splitList " " "container_labels feature_flags items labels log_options match_labels metadata nesting_config node_selector node_tolerations plugin_config pod_annotations pod_labels retry_limits services_devices services_tmpfs sysctls tmpfs ulimit volume_attributes volume_driver_ops" -}}
{{- $_ := set $kinds $key "map" -}}
{{- end -}}
{{- range $key := splitList " " "acquire_max_backoff acquire_min_backoff cleanup_resources_timeout connection_max_age deletion_retry_interval get_sources_timeout idle_time instance_acquire_timeout keepalive max_rotation_age prepare_timeout response_header_timeout retry_backoff shutdown_deletion_interval threshold timeout unhealthy_interval update_interval update_interval_when_expecting upload_timeout" -}}
{{- $_ := set $kinds $key "duration" -}}
{{- end -}}
{{- $_ := set .stack "tomlKinds" $kinds -}}
{{- end -}}

{{/*
One table: plain values first, then sub-tables, so that no key can end up in a table it does not belong to.
  stack   shared state (problems are noted there)
  map     the table
  prefix  "" or the dotted name of the table and a final dot
  indent  white space in front of each line
  kinds   what the keys hold; an empty dict where keys are the user's own
*/}}
{{- define "gitlab-runner.toml.table" -}}
{{- $kinds := .kinds -}}
{{- $indent := .indent -}}
{{- $prefix := .prefix -}}
{{- $stack := .stack -}}
{{- $tables := dict -}}
{{- range $key, $value := .map -}}
{{- $kind := get $kinds $key -}}
{{- if kindIs "map" $value -}}
{{- $_ := set $tables $key $value -}}
{{- if or (eq $kind "tables") (eq $kind "duration") -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $prefix $key $kind "a map") -}}
{{- end -}}
{{- else if kindIs "invalid" $value -}}
{{- else if kindIs "slice" $value -}}
{{- if and $kind (ne $kind "tables") -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $prefix $key $kind "a list") -}}
{{- else if not $value -}}
{{- if not $kind }}
{{ $indent }}{{ template "gitlab-runner.toml.key" $key }} = []
{{- end -}}
{{- else if kindIs "map" (index $value 0) -}}
{{- $_ := set $tables $key $value -}}
{{- else if $kind -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $prefix $key $kind "a list of plain values") -}}
{{- else }}
{{ $indent }}{{ template "gitlab-runner.toml.key" $key }} = {{ template "gitlab-runner.toml.list" (list $stack $prefix $key $value) }}
{{- end -}}
{{- else if typeIs "string" $value -}}
{{- if and $kind (ne $kind "duration") -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $prefix $key $kind (printf "the text %q" $value)) -}}
{{- else }}
{{ $indent }}{{ template "gitlab-runner.toml.key" $key }} = {{ template "gitlab-runner.toml.string" $value }}
{{- end -}}
{{- else if $kind -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $prefix $key $kind (toRawJson $value)) -}}
{{- else }}
{{ $indent }}{{ template "gitlab-runner.toml.key" $key }} = {{ toRawJson $value }}
{{- end -}}
{{- end -}}
{{- range $key, $value := $tables -}}
{{- $path := print $prefix (include "gitlab-runner.toml.key" $key) -}}
{{- $inner := dict "stack" $stack "prefix" (print $path ".") "indent" (print $indent "  ") "kinds" $kinds -}}
{{- if eq (get $kinds $key) "map" -}}
{{- $_ := set $inner "kinds" dict -}}
{{- end -}}
{{- if kindIs "map" $value -}}
{{- if not $prefix }}{{ print "\n" }}{{ end }}
{{ $indent }}[{{ $path }}]
{{- $_ := set $inner "map" $value -}}
{{- template "gitlab-runner.toml.table" $inner -}}
{{- else -}}
{{- range $item := $value -}}
{{- if kindIs "map" $item -}}
{{- if not $prefix }}{{ print "\n" }}{{ end }}
{{ $indent }}[[{{ $path }}]]
{{- $_ := set $inner "map" $item -}}
{{- template "gitlab-runner.toml.table" $inner -}}
{{- else -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $prefix $key "tables" "a list that mixes maps and other values") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Notes that a key holds something else than it must. Writes nothing. */}}
{{- define "gitlab-runner.toml.mismatch" -}}
{{- $stack := index . 0 -}}
{{- $wanted := dict "table" "a map of keys" "tables" "a list of maps" "map" "a map of keys to values" "duration" "a text with a unit, such as \"30s\" or \"1h30m\"" -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "config: %s%s must be %s, but it is %s" (index . 1) (index . 2) (get $wanted (index . 3)) (index . 4))) -}}
{{- end -}}

{{/* A key, quoted unless it is a bare one. */}}
{{- define "gitlab-runner.toml.key" -}}
{{- if regexMatch "^[A-Za-z0-9_-]+$" . }}{{ . }}{{ else }}{{ template "gitlab-runner.toml.line" . }}{{ end -}}
{{- end -}}

{{/* A string: on one line, or between triple quotes when it holds line breaks. */}}
{{- define "gitlab-runner.toml.string" -}}
{{- if not (regexMatch "[\n\x7f-\u009f\ufeff\ufffe\uffff]" .) -}}
{{- toRawJson . -}}
{{- else if or (not (contains "\n" .)) (regexMatch "[\x00-\x08\x0b-\x1f\x7f-\u009f\u2028\u2029\ufeff\ufffe\uffff]" .) -}}
{{- template "gitlab-runner.toml.line" . -}}
{{- else -}}
{{- $text := . | replace "\\" "\\\\" | replace "\"\"\"" "\"\"\\\"" -}}
{{- if hasSuffix "\"" $text -}}
{{- $text = print (trimSuffix "\"" $text) "\\\"" -}}
{{- end -}}
{{- print "\"\"\"\n" $text "\"\"\"" -}}
{{- end -}}
{{- end -}}

{{/*
A string on one line. JSON and TOML escape alike, except for a few characters that JSON leaves as they are and that
TOML (delete) or YAML (C1 control characters, byte order mark, non-characters) does not allow.
*/}}
{{- define "gitlab-runner.toml.line" -}}
{{- $text := toRawJson . -}}
{{- range $char := regexFindAll "[\x7f-\u009f\ufeff\ufffe\uffff]" $text -1 | uniq -}}
{{- $text = replace $char (printf "%+q" $char | trimAll "\"" | replace "\\x" "\\u00") $text -}}
{{- end -}}
{{- $text -}}
{{- end -}}

{{/* A list of plain values, on one line. */}}
{{- define "gitlab-runner.toml.list" -}}
{{- $stack := index . 0 -}}
{{- $prefix := index . 1 -}}
{{- $key := index . 2 -}}
{{- print "[" -}}
{{- range $position, $item := index . 3 -}}
{{- if $position }}, {{ end -}}
{{- if typeIs "string" $item -}}
{{- template "gitlab-runner.toml.string" $item -}}
{{- else if kindIs "slice" $item -}}
{{- template "gitlab-runner.toml.list" (list $stack $prefix $key $item) -}}
{{- else if or (kindIs "map" $item) (kindIs "invalid" $item) -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "config: %s%s mixes plain values with maps or null in one list" $prefix $key)) -}}
{{- else -}}
{{- toRawJson $item -}}
{{- end -}}
{{- end -}}
{{- print "]" -}}
{{- end -}}
