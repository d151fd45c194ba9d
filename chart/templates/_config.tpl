{{/*
Texts of config.toml and of the registration templates. Sets "configToml" and "registration" (file name → text).
*/}}
{{- define "gitlab-runner.config.init" -}}
{{- $stack := .stack -}}
{{- $_ := set $stack "registration" dict -}}
{{- $_ := set $stack "names" dict -}}
{{- $globals := include "gitlab-runner.config.globals" . | trimPrefix "\n" -}}
{{- $runners := "" -}}
{{- if or (eq $stack.style "text") (eq $stack.style "path") -}}
{{- $runners = include "gitlab-runner.text.runner" . -}}
{{- else -}}
{{- $runners = include "gitlab-runner.config.runners" . -}}
{{- end -}}
{{- $_ := set $stack "configToml" (printf "%s%s" $globals (ternary "" $runners (eq $stack.mode "register"))) -}}
{{- end -}}

{{/* Everything in config.toml that is not a runner. What config says wins over the keys of the official chart. */}}
{{- define "gitlab-runner.config.globals" -}}
{{- $stack := .stack -}}
{{- $values := .Values -}}
{{- $metrics := $values.metrics | default dict -}}
{{- $globals := omit ($values.config | default dict) "runners" -}}
{{- range $key, $value := dict
  "concurrent" $values.concurrent
  "check_interval" $values.checkInterval
  "shutdown_timeout" $values.shutdown_timeout
  "log_level" ($values.logLevel | default "info")
  "log_format" $values.logFormat
  "connection_max_age" $values.connectionMaxAge -}}
{{- if not (or (hasKey $globals $key) (kindIs "invalid" $value) (eq (toString $value) "")) -}}
{{- $_ := set $globals $key $value -}}
{{- end -}}
{{- end -}}
{{- if and $metrics.enabled (not $globals.listen_address) -}}
{{- $_ := set $globals "listen_address" (printf ":%d" (int64 $metrics.port)) -}}
{{- end -}}
{{- if and $values.sentryDsn (not (or $globals.sentry_dsn $globals.sentry_dsnFrom)) -}}
{{- $_ := set $globals "sentry_dsn" $values.sentryDsn -}}
{{- end -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $globals "key" "sentry_dsn" "where" "config" "path" "" "default" "sentry-dsn") -}}
{{- if and $stack.session (or (kindIs "map" $globals.session_server) (kindIs "invalid" $globals.session_server)) -}}
{{- $session := dict
  "session_timeout" $stack.session.timeout
  "listen_address" (printf "0.0.0.0:%d" $stack.session.internalPort)
  "advertise_address" "SESSION_SERVER_ADDRESS:SESSION_SERVER_PORT" -}}
{{- range $key, $value := $globals.session_server -}}
{{- $_ := set $session $key $value -}}
{{- end -}}
{{- $_ := set $globals "session_server" $session -}}
{{- end -}}
{{- template "gitlab-runner.toml.table" (dict "stack" $stack "where" "config" "map" $globals "prefix" "" "indent" "" "kinds" $stack.tomlKinds) -}}
{{- end -}}

{{/*
All [[runners]] entries of config.runners, or the one entry that stands when no runner is described. In register mode
each goes to a registration template of its own instead.
*/}}
{{- define "gitlab-runner.config.runners" -}}
{{- $root := . -}}
{{- $stack := .stack -}}
{{- $values := .Values -}}
{{- $official := $values.runners | default dict -}}
{{- $entries := ($values.config | default dict).runners -}}
{{- if not $entries -}}
{{- $entry := dict "executor" ($official.executor | default "kubernetes") -}}
{{- if eq $entry.executor "kubernetes" -}}
{{- $_ := set $entry "kubernetes" (dict "image" "alpine") -}}
{{- end -}}
{{- $entries = list $entry -}}
{{- end -}}
{{- $single := eq (len $entries) 1 -}}
{{- $_ := set $stack "count" (len $entries) -}}
{{- $register := eq $stack.mode "register" -}}
{{- range $number, $entry := $entries -}}
{{- if kindIs "map" $entry -}}
{{- $runner := omit $entry "tokenFrom" -}}
{{- $path := printf "runners/%d/" $number -}}
{{- if not $runner.name -}}
{{- if $single -}}
{{- $_ := set $runner "name" ($official.name | default $stack.fullname) -}}
{{- else -}}
{{- $_ := set $runner "name" (printf "%s-%d" $stack.fullname (add1 $number)) -}}
{{- end -}}
{{- end -}}
{{- $label := printf "runner %d (%s)" (add1 $number) $runner.name -}}
{{- $_ := set $stack.names $runner.name true -}}
{{- if not $runner.url -}}
{{- $_ := set $runner "url" ($values.gitlabUrl | default "") -}}
{{- if not $runner.url -}}
{{- $_ := set $stack "missingUrl" true -}}
{{- end -}}
{{- end -}}
{{- if not $runner.executor -}}
{{- $_ := set $runner "executor" ($single | ternary ($official.executor | default "kubernetes") "kubernetes") -}}
{{- end -}}
{{- if or $entry.token $entry.tokenFrom -}}
{{- $_ := set $runner "tokenFrom" $entry.tokenFrom -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $runner "key" "token" "where" $label "path" $path "default" "runner-token") -}}
{{- else if $single -}}
{{- template "gitlab-runner.secrets.single" (dict "root" $root "runner" $runner "label" $label "hint" ", or config.runners[0].tokenFrom.secretName to one") -}}
{{- else if and $register $values.runnerRegistrationToken -}}
{{- template "gitlab-runner.secrets.registration" (dict "stack" $stack "path" $path) -}}
{{- else -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "%s has no token: set config.runners[%d].token, or config.runners[%d].tokenFrom.secretName to a Secret with the key runner-token" $label $number $number)) -}}
{{- end -}}
{{- $_ := unset $runner "tokenFrom" -}}
{{- if kindIs "map" $runner.cache -}}
{{- $cache := omit $runner.cache -}}
{{- $_ := set $runner "cache" $cache -}}
{{- template "gitlab-runner.secrets.cache" (dict "stack" $stack "cache" $cache "where" $label "path" $path) -}}
{{- end -}}
{{- if kindIs "map" $runner.ssh -}}
{{- $ssh := omit $runner.ssh -}}
{{- $_ := set $runner "ssh" $ssh -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $ssh "key" "password" "where" (print $label ".ssh") "path" (print $path "ssh.") "default" "password") -}}
{{- end -}}
{{- if kindIs "map" $runner.autoscaler -}}
{{- $_ := set $runner "autoscaler" (omit $runner.autoscaler) -}}
{{- template "gitlab-runner.secrets.connector" (dict "stack" $stack "table" $runner.autoscaler "where" (print $label ".autoscaler") "path" (print $path "autoscaler.")) -}}
{{- if kindIs "map" $runner.autoscaler.vm_isolation -}}
{{- $isolation := omit $runner.autoscaler.vm_isolation -}}
{{- $_ := set $runner.autoscaler "vm_isolation" $isolation -}}
{{- template "gitlab-runner.secrets.connector" (dict "stack" $stack "table" $isolation "where" (print $label ".autoscaler.vm_isolation") "path" (print $path "autoscaler.vm_isolation.")) -}}
{{- end -}}
{{- end -}}
{{- if kindIs "map" $runner.kubernetes -}}
{{- $_ := set $runner "kubernetes" (omit $runner.kubernetes) -}}
{{- if or (hasKey $runner.kubernetes "bearer_token") (hasKey $runner.kubernetes "bearer_tokenFrom") -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $runner.kubernetes "key" "bearer_token" "where" (print $label ".kubernetes") "path" (print $path "kubernetes.") "default" "bearer-token") -}}
{{- end -}}
{{- end -}}
{{- if $stack.caFile -}}
{{- if not (hasKey $runner "tls-ca-file") -}}
{{- $_ := set $runner "tls-ca-file" $stack.caFile -}}
{{- end -}}
{{- end -}}
{{- if eq $runner.executor "kubernetes" -}}
{{- if or (kindIs "map" $runner.kubernetes) (kindIs "invalid" $runner.kubernetes) -}}
{{- template "gitlab-runner.config.kubernetes" (dict "root" $root "runner" $runner "label" $label) -}}
{{- end -}}
{{- end -}}
{{- if or $register $stack.adopts -}}
{{- template "gitlab-runner.register.args" (dict "root" $root "number" $number "runner" $runner) -}}
{{- end -}}
{{- if $register -}}
{{- $template := include "gitlab-runner.toml.table" (dict "stack" $stack "where" $label "map" (omit $runner "token") "prefix" "runners." "indent" "  " "kinds" $stack.tomlKinds) -}}
{{- $_ := set $stack.registration (printf "template-%d.toml" $number) (printf "[[runners]]%s\n" $template) -}}
{{- else -}}
{{- print "\n\n[[runners]]" -}}
{{- template "gitlab-runner.toml.table" (dict "stack" $stack "where" $label "map" $runner "prefix" "runners." "indent" "  " "kinds" $stack.tomlKinds) -}}
{{- end -}}
{{- else -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "config.runners[%d] must be a map of keys" $number)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
The [runners.kubernetes] table of one entry: what the chart adds to it, and what it needs from the cluster.
  root    root context
  runner  the entry (a private copy, changed in place)
  label   the entry, for messages
*/}}
{{- define "gitlab-runner.config.kubernetes" -}}
{{- $stack := .root.stack -}}
{{- $values := .root.Values -}}
{{- $runner := .runner -}}
{{- $kubernetes := $runner.kubernetes | default dict -}}
{{- $_ := set $runner "kubernetes" $kubernetes -}}
{{- if not $kubernetes.namespace -}}
{{- $_ := set $kubernetes "namespace" $stack.jobNamespace -}}
{{- end -}}
{{- if $values.imageRegistry -}}
{{- template "gitlab-runner.images.kubernetes" (dict "kubernetes" $kubernetes "runner" $runner "registry" $values.imageRegistry "nodes" $values.nodeSelector) -}}
{{- end -}}
{{- if or $stack.kubeconfig $stack.caJobs -}}
{{- $volumes := list -}}
{{- if kindIs "map" $kubernetes.volumes -}}
{{- range $kind, $entries := $kubernetes.volumes -}}
{{- if kindIs "slice" $entries -}}
{{- range $entry := $entries -}}
{{- if kindIs "map" $entry -}}
{{- $volumes = append $volumes (dict "kind" $kind "name" $entry.name "mount_path" $entry.mount_path) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- template "gitlab-runner.secrets.volumes" (dict "stack" $stack "name" $runner.name "namespace" $kubernetes.namespace "where" .label "volumes" $volumes) -}}
{{- $mounts := $stack.mounts -}}
{{- if and $mounts (or (kindIs "map" $kubernetes.volumes) (kindIs "invalid" $kubernetes.volumes)) -}}
{{- $volumes := omit ($kubernetes.volumes | default dict) -}}
{{- $_ := set $volumes "secret" (concat ($volumes.secret | default list) $mounts) -}}
{{- $_ := set $kubernetes "volumes" $volumes -}}
{{- end -}}
{{- end -}}
{{- template "gitlab-runner.rbac.collect" (dict "stack" $stack "runner" $runner) -}}
{{- template "gitlab-runner.warn.runner" (dict "stack" $stack "kubernetes" $kubernetes "label" .label) -}}
{{- end -}}

{{/*
Arguments of gitlab-runner register for one entry, one per line; the token is not among them. What the values set by
environment variable is left to that.
*/}}
{{- define "gitlab-runner.register.args" -}}
{{- $stack := .root.stack -}}
{{- $official := .root.Values.runners | default dict -}}
{{- $runner := .runner -}}
{{- $args := list -}}
{{- $variables := dict -}}
{{- if ne $stack.style "mirror" -}}
{{- $variables = dict "url" "CI_SERVER_URL" "name" "RUNNER_NAME" "executor" "RUNNER_EXECUTOR" -}}
{{- end -}}
{{- range $key := list "url" "name" "executor" "tls-ca-file" -}}
{{- $value := get $runner $key -}}
{{- if and $value (not (has (get $variables $key) $stack.variables)) -}}
{{- $args = append $args (printf "--%s=%s" $key $value) -}}
{{- end -}}
{{- end -}}
{{- if $official.tags -}}
{{- $args = append $args (print "--tag-list=" $official.tags) -}}
{{- end -}}
{{- if hasKey $official "locked" -}}
{{- if not (kindIs "invalid" $official.locked) -}}
{{- $args = append $args (print "--locked=" $official.locked) -}}
{{- end -}}
{{- end -}}
{{- if $official.runUntagged -}}
{{- $args = append $args "--run-untagged=true" -}}
{{- end -}}
{{- if $official.protected -}}
{{- $args = append $args "--access-level=ref_protected" -}}
{{- end -}}
{{- if $official.maximumTimeout -}}
{{- $args = append $args (print "--maximum-timeout=" (int64 $official.maximumTimeout)) -}}
{{- end -}}
{{- $_ := set $stack.registration (printf "register-%d.args" .number) (print (join "\n" $args) "\n") -}}
{{- end -}}
