{{/*
What the keys of config.toml hold, where it is not a plain value. GitLab Runner drops some values of the wrong kind
without a word (a list given for pod_labels) and reads a bare number for a duration as nanoseconds; the writer below
refuses both. Keys that are used with two meanings (volumes, host_path, required_during_...) are not listed.
*/}}
{{- define "gitlab-runner.toml.init" -}}
{{- $kinds := dict
  "acquire_max_backoff" "duration" "acquire_min_backoff" "duration" "affinity" "table" "app_armor_profile" "table"
  "artifact" "table" "autoscaler" "table" "autoscaling" "tables" "azure" "table" "boot_verify" "table"
  "build_container_security_context" "table" "cache" "table" "capabilities" "table"
  "cleanup_resources_timeout" "duration" "config_map" "tables" "connection_max_age" "duration"
  "connector_config" "table" "container_labels" "map" "container_lifecycle" "table" "csi" "tables" "custom" "table"
  "custom_build_dir" "table" "deletion_retry_interval" "duration" "dns_config" "table" "docker" "table"
  "empty_dir" "tables" "exec" "table" "experimental" "table" "feature_flags" "map" "gcs" "table"
  "get_sources_timeout" "duration" "helper_container_security_context" "table" "host_aliases" "tables"
  "http_get" "table" "http_headers" "tables" "idle_time" "duration"
  "init_permissions_container_security_context" "table" "instance" "table" "instance_acquire_timeout" "duration"
  "items" "map" "job_queuing_durations" "tables" "keepalive" "duration" "kubernetes" "table" "label_selector" "table"
  "labels" "map" "log_options" "map" "logrotate" "table" "machine" "table" "match_expressions" "tables"
  "match_fields" "tables" "match_labels" "map" "max_rotation_age" "duration" "metadata" "map" "metrics" "table"
  "monitoring" "table" "namespace_selector" "table" "nesting_config" "map" "nfs" "tables" "node_affinity" "table"
  "node_selector" "map" "node_selector_terms" "tables" "node_tolerations" "map" "options" "tables" "parallels" "table"
  "plugin_config" "map" "pod_affinity" "table" "pod_affinity_term" "table" "pod_annotations" "map"
  "pod_anti_affinity" "table" "pod_labels" "map" "pod_security_context" "table" "pod_spec" "tables" "policy" "tables"
  "post_start" "table" "pre_stop" "table" "preference" "table"
  "preferred_during_scheduling_ignored_during_execution" "tables" "prepare_timeout" "duration" "pvc" "tables"
  "referees" "table" "response_header_timeout" "duration" "retry_backoff" "duration" "retry_limits" "map" "s3" "table"
  "scale_throttle" "table" "seccomp_profile" "table" "secret" "tables" "service_container_security_context" "table"
  "services" "tables" "services_devices" "map" "services_tmpfs" "map" "session_server" "table"
  "shutdown_deletion_interval" "duration" "shutdown_drain" "table" "snowplow_billing" "table" "ssh" "table"
  "state_storage" "table" "sysctls" "map" "tcp_socket" "table" "threshold" "duration" "timeout" "duration"
  "tmpfs" "map" "ulimit" "map" "unhealthy_interval" "duration" "update_interval" "duration"
  "update_interval_when_expecting" "duration" "upload_timeout" "duration" "usage_logger" "table" "virtualbox" "table"
  "vm_isolation" "table" "volume_attributes" "map" "volume_driver_ops" "map" -}}
{{- $_ := set .stack "tomlKinds" $kinds -}}
{{- end -}}

{{/*
One table: plain values first, then sub-tables, so that no key can end up in a table it does not belong to.
  stack   shared state (problems are noted there)
  where   what the table belongs to, for messages
  map     the table
  prefix  "" or the dotted name of the table and a final dot
  indent  white space in front of each line
  kinds   what the keys hold; an empty dict where keys are the user's own
  plain   whether JSON writes all texts in it as TOML does; found out here unless given
*/}}
{{- define "gitlab-runner.toml.table" -}}
{{- $kinds := .kinds -}}
{{- $indent := .indent -}}
{{- $prefix := .prefix -}}
{{- $stack := .stack -}}
{{- $where := .where -}}
{{- $tables := dict -}}
{{- if not (hasKey . "plain") -}}
{{- $json := toRawJson .map -}}
{{- $_ := set . "plain" (not (or (contains "\\n" $json) (regexMatch "[\x7f-\u009f\ufeff\ufffe\uffff]" $json))) -}}
{{- end -}}
{{- $plain := .plain -}}
{{- $quoted := or (hasKey .map "") (not (regexMatch "^[A-Za-z0-9_-]*$" (keys .map | join ""))) -}}
{{- range $key, $value := .map -}}
{{- $name := $key -}}
{{- if $quoted -}}
{{- $name = include "gitlab-runner.toml.key" $key -}}
{{- end -}}
{{- $kind := get $kinds $key -}}
{{- if typeIs "string" $value -}}
{{- if and $kind (ne $kind "duration") -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $where $prefix $key $kind (printf "the text %q" $value)) -}}
{{- else }}
{{ $indent }}{{ $name }} = {{ if $plain }}{{ toRawJson $value }}{{ else }}{{ template "gitlab-runner.toml.string" $value }}{{ end }}
{{- end -}}
{{- else if kindIs "map" $value -}}
{{- $_ := set $tables $key $value -}}
{{- if or (eq $kind "tables") (eq $kind "duration") -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $where $prefix $key $kind "a map") -}}
{{- end -}}
{{- else if kindIs "slice" $value -}}
{{- if and $kind (ne $kind "tables") -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $where $prefix $key $kind "a list") -}}
{{- else if not $value -}}
{{- if not $kind }}
{{ $indent }}{{ $name }} = []
{{- end -}}
{{- else if kindIs "map" (index $value 0) -}}
{{- $_ := set $tables $key $value -}}
{{- else if $kind -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $where $prefix $key $kind "a list of plain values") -}}
{{- else }}
{{ $indent }}{{ $name }} = {{ template "gitlab-runner.toml.list" (list $stack $where $prefix $key $value) }}
{{- end -}}
{{- else if kindIs "invalid" $value -}}
{{- else if $kind -}}
{{- template "gitlab-runner.toml.mismatch" (list $stack $where $prefix $key $kind (toRawJson $value)) -}}
{{- else }}
{{ $indent }}{{ $name }} = {{ toRawJson $value }}
{{- end -}}
{{- end -}}
{{- range $key, $value := $tables -}}
{{- $path := print $prefix $key -}}
{{- if $quoted -}}
{{- $path = print $prefix (include "gitlab-runner.toml.key" $key) -}}
{{- end -}}
{{- $inner := dict "stack" $stack "where" $where "prefix" (print $path ".") "indent" (print $indent "  ") "kinds" $kinds "plain" $plain -}}
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
{{- template "gitlab-runner.toml.mismatch" (list $stack $where $prefix $key "tables" "a list that mixes maps and other values") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Notes that a key holds something else than it must. Writes nothing. */}}
{{- define "gitlab-runner.toml.mismatch" -}}
{{- $stack := index . 0 -}}
{{- $wanted := dict "table" "a map of keys" "tables" "a list of maps" "map" "a map of keys to values" "duration" "a text with a unit, such as \"30s\" or \"1h30m\"" -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "%s: %s%s must be %s, but it is %s" (index . 1) (index . 2 | trimPrefix "runners.") (index . 3) (get $wanted (index . 4)) (index . 5))) -}}
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
{{- $where := index . 1 -}}
{{- $prefix := index . 2 -}}
{{- $key := index . 3 -}}
{{- print "[" -}}
{{- range $position, $item := index . 4 -}}
{{- if $position }}, {{ end -}}
{{- if typeIs "string" $item -}}
{{- template "gitlab-runner.toml.string" $item -}}
{{- else if kindIs "slice" $item -}}
{{- template "gitlab-runner.toml.list" (list $stack $where $prefix $key $item) -}}
{{- else if or (kindIs "map" $item) (kindIs "invalid" $item) -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "%s: %s%s mixes plain values with maps or null in one list" $where (trimPrefix "runners." $prefix) $key)) -}}
{{- else -}}
{{- toRawJson $item -}}
{{- end -}}
{{- end -}}
{{- print "]" -}}
{{- end -}}
