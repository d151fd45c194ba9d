{{/*
What the runners need from the Kubernetes API. "permissions" maps a namespace to the switches found in the entries that
run their jobs there; "cluster" holds the switches of cluster-wide resources.
*/}}
{{- define "gitlab-runner.rbac.collect" -}}
{{- $stack := .stack -}}
{{- $runner := .runner -}}
{{- $kubernetes := $runner.kubernetes -}}
{{- if not (or $kubernetes.host $kubernetes.bearer_token) -}}
{{- if not (hasKey $stack.permissions $kubernetes.namespace) -}}
{{- $_ := set $stack.permissions $kubernetes.namespace dict -}}
{{- end -}}
{{- $switches := get $stack.permissions $kubernetes.namespace -}}
{{- $flags := dict -}}
{{- if kindIs "slice" $runner.environment -}}
{{- range $variable := $runner.environment -}}
{{- if hasPrefix "FF_" (toString $variable) -}}
{{- $pair := splitn "=" 2 (toString $variable) -}}
{{- $_ := set $flags $pair._0 (has (lower (toString $pair._1)) (list "true" "1")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if kindIs "map" $runner.feature_flags -}}
{{- range $flag, $on := $runner.feature_flags -}}
{{- $_ := set $flags $flag $on -}}
{{- end -}}
{{- end -}}
{{- $autoscaler := $kubernetes.autoscaler | default dict -}}
{{- $pausePods := false -}}
{{- if kindIs "map" $autoscaler -}}
{{- $pausePods = not (empty $autoscaler.policy) -}}
{{- if and $pausePods (not $autoscaler.pause_pod_priority_class_name) -}}
{{- $_ := set $stack.cluster "priorityClasses" true -}}
{{- end -}}
{{- end -}}
{{- if not $flags.FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY -}}
{{- $_ := set $switches "attach" true -}}
{{- end -}}
{{- if or $flags.FF_KUBERNETES_HONOR_ENTRYPOINT $flags.FF_WAIT_FOR_POD_TO_BE_REACHABLE $flags.FF_CONCRETE -}}
{{- $_ := set $switches "log" true -}}
{{- end -}}
{{- if $flags.FF_PRINT_POD_EVENTS -}}
{{- $_ := set $switches "watchEvents" true -}}
{{- end -}}
{{- if $flags.FF_SUSPENDABLE_ENVIRONMENTS -}}
{{- $_ := set $switches "suspend" true -}}
{{- $_ := set $stack.cluster "namespaceGet" true -}}
{{- end -}}
{{- if ne (toString $kubernetes.print_pod_warning_events) "false" -}}
{{- $_ := set $switches "listEvents" true -}}
{{- end -}}
{{- if gt (int64 ($kubernetes.resource_availability_check_max_attempts | default 0)) 0 -}}
{{- $_ := set $switches "serviceAccounts" true -}}
{{- end -}}
{{- if $kubernetes.pod_disruption_budget -}}
{{- $_ := set $switches "disruptionBudgets" true -}}
{{- end -}}
{{- if $pausePods -}}
{{- $_ := set $switches "deployments" true -}}
{{- end -}}
{{- if $kubernetes.namespace_per_job -}}
{{- $_ := set $stack.cluster "namespacePerJob" true -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The same, read from the text of a template; a template file inside the pod is taken to need everything usual. */}}
{{- define "gitlab-runner.rbac.collectText" -}}
{{- $stack := .stack -}}
{{- $text := .text -}}
{{- if eq .executor "kubernetes" -}}
{{- $switches := dict -}}
{{- $_ := set $stack.permissions .namespace $switches -}}
{{- $flag := "\\b(%s)[\"']?[ \\t]*=[ \\t]*[\"']?(true|1)\\b" -}}
{{- $policy := regexMatch "(?m)^[ \\t]*\\[\\[[ \\t]*runners\\.kubernetes\\.autoscaler\\.policy" $text -}}
{{- range $switch, $on := dict
  "attach" (not (regexMatch (printf $flag "FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY") $text))
  "log" (or (not $text) (regexMatch (printf $flag "FF_KUBERNETES_HONOR_ENTRYPOINT|FF_WAIT_FOR_POD_TO_BE_REACHABLE|FF_CONCRETE") $text))
  "watchEvents" (or (not $text) (regexMatch (printf $flag "FF_PRINT_POD_EVENTS") $text))
  "suspend" (regexMatch (printf $flag "FF_SUSPENDABLE_ENVIRONMENTS") $text)
  "listEvents" (not (regexMatch "\\bprint_pod_warning_events[ \\t]*=[ \\t]*false" $text))
  "serviceAccounts" (or (not $text) (regexMatch "\\bresource_availability_check_max_attempts[ \\t]*=[ \\t]*[1-9]" $text))
  "disruptionBudgets" (regexMatch "\\bpod_disruption_budget[ \\t]*=[ \\t]*true" $text)
  "deployments" $policy -}}
{{- if $on -}}
{{- $_ := set $switches $switch true -}}
{{- end -}}
{{- end -}}
{{- if and $policy (not (regexMatch "\\bpause_pod_priority_class_name[ \\t]*=" $text)) -}}
{{- $_ := set $stack.cluster "priorityClasses" true -}}
{{- end -}}
{{- if $switches.suspend -}}
{{- $_ := set $stack.cluster "namespaceGet" true -}}
{{- end -}}
{{- if regexMatch "\\bnamespace_per_job[ \\t]*=[ \\t]*true" $text -}}
{{- $_ := set $stack.cluster "namespacePerJob" true -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
Decides between Roles and a ClusterRole. Sets "roles" (namespace → rules as text) and "clusterRules" (text, "" for none).
*/}}
{{- define "gitlab-runner.rbac.init" -}}
{{- $stack := .stack -}}
{{- $rbac := .Values.rbac | default dict -}}
{{- $roles := dict -}}
{{- $clusterRules := "" -}}
{{- if $rbac.create -}}
{{- $extra := "" -}}
{{- if ($rbac.podSecurityPolicy | default dict).enabled -}}
{{- $extra = toYaml (list (dict "apiGroups" (list "policy") "resources" (list "podsecuritypolicies") "verbs" (list "use") "resourceNames" $rbac.podSecurityPolicy.resourceNames)) -}}
{{- end -}}
{{- $explicit := include "gitlab-runner.rbac.given" $rbac.rules | trim -}}
{{- $extra = list $extra (include "gitlab-runner.rbac.given" $rbac.extraRules | trim) | join "\n" | trim -}}
{{- $session := (.Values.config | default dict).session_server -}}
{{- if kindIs "map" $session -}}
{{- $session = $session.listen_address -}}
{{- end -}}
{{- $session = or (not (empty $stack.session)) (not (empty $session)) -}}
{{- if contains "\"*\"" (print $explicit $extra) -}}
{{- $_ := set $stack.warnings (len $stack.warnings | printf "%06d") "rbac has rules with *: whoever gets hold of the manager's account gets all of that" -}}
{{- end -}}
{{- if $rbac.clusterWideAccess -}}
{{- $_ := set $stack.warnings (len $stack.warnings | printf "%06d") "rbac.clusterWideAccess: the manager may read and write Secrets in every namespace" -}}
{{- end -}}
{{- if or $rbac.clusterWideAccess $stack.cluster.namespacePerJob -}}
{{- $rules := $explicit -}}
{{- if and $stack.permissions (not $rules) -}}
{{- $all := dict -}}
{{- range $namespace, $switches := $stack.permissions -}}
{{- range $switch, $_ := $switches -}}
{{- $_ := set $all $switch true -}}
{{- end -}}
{{- end -}}
{{- $rules = list (include "gitlab-runner.rbac.namespaced" (dict "switches" $all "session" $session) | trim) (include "gitlab-runner.rbac.cluster" $stack.cluster | trim) | join "\n" -}}
{{- end -}}
{{- if or $explicit $stack.permissions $extra -}}
{{- $clusterRules = list $rules $extra | join "\n" | trim -}}
{{- end -}}
{{- else -}}
{{- if not (or $stack.permissions (not (or $explicit $extra))) -}}
{{- $_ := set $roles $stack.jobNamespace (list $explicit $extra | join "\n" | trim) -}}
{{- end -}}
{{- range $namespace, $switches := $stack.permissions -}}
{{- $rules := $explicit -}}
{{- if not $rules -}}
{{- $rules = include "gitlab-runner.rbac.namespaced" (dict "switches" $switches "session" $session) | trim -}}
{{- end -}}
{{- $_ := set $roles $namespace (list $rules $extra | join "\n" | trim) -}}
{{- end -}}
{{- if not $explicit -}}
{{- $clusterRules = include "gitlab-runner.rbac.cluster" $stack.cluster | trim -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $_ := set $stack "roles" $roles -}}
{{- $_ := set $stack "clusterRules" $clusterRules -}}
{{- end -}}

{{/* Rules as the values give them: what is left out means the core group, all resources, all verbs. */}}
{{- define "gitlab-runner.rbac.given" -}}
{{- range . }}
- apiGroups: {{ .apiGroups | default (list "") | toJson }}
  {{- if or .resources (not .nonResourceURLs) }}
  resources: {{ .resources | default (list "*") | toJson }}
  {{- end }}
  {{- if .resourceNames }}
  resourceNames: {{ toJson .resourceNames }}
  {{- end }}
  {{- if .nonResourceURLs }}
  nonResourceURLs: {{ toJson .nonResourceURLs }}
  {{- end }}
  verbs: {{ .verbs | default (list "*") | toJson }}
{{- end }}
{{- end -}}

{{/* Rules in the namespace where jobs run. */}}
{{- define "gitlab-runner.rbac.namespaced" -}}
{{- $on := .switches }}
- apiGroups: [""]
  resources: ["pods"]
  verbs: ["create", "delete", "get", "list", "watch"]
- apiGroups: [""]
  resources: ["pods/exec"]
  verbs: ["create"{{ if .session }}, "get"{{ end }}]
{{- if $on.attach }}
- apiGroups: [""]
  resources: ["pods/attach"]
  verbs: ["create"]
{{- end }}
{{- if $on.log }}
- apiGroups: [""]
  resources: ["pods/log"]
  verbs: ["get"]
{{- end }}
- apiGroups: [""]
  resources: ["secrets"]
  verbs: ["create", "delete", "get", "update"]
{{- if or $on.listEvents $on.watchEvents }}
- apiGroups: [""]
  resources: ["events"]
  verbs: [{{ if $on.listEvents }}"list"{{ end }}{{ if and $on.listEvents $on.watchEvents }}, {{ end }}{{ if $on.watchEvents }}"watch"{{ end }}]
{{- end }}
{{- if $on.serviceAccounts }}
- apiGroups: [""]
  resources: ["serviceaccounts"]
  verbs: ["get"]
{{- end }}
{{- if .session }}
- apiGroups: [""]
  resources: ["services"]
  verbs: ["create", "get"]
- apiGroups: [""]
  resources: ["services/proxy"]
  verbs: ["create", "delete", "get", "patch", "update"]
{{- end }}
{{- if $on.disruptionBudgets }}
- apiGroups: ["policy"]
  resources: ["poddisruptionbudgets"]
  verbs: ["create", "get"]
{{- end }}
{{- if $on.deployments }}
- apiGroups: ["apps"]
  resources: ["deployments"]
  verbs: ["create", "delete", "get", "list", "update"]
{{- end }}
{{- if $on.suspend }}
- apiGroups: [""]
  resources: ["configmaps"]
  verbs: ["create", "delete", "get", "update"]
- apiGroups: [""]
  resources: ["persistentvolumeclaims"]
  verbs: ["create", "delete"]
{{- end }}
{{- end -}}

{{/* Rules for resources that belong to no namespace. */}}
{{- define "gitlab-runner.rbac.cluster" -}}
{{- if or .namespacePerJob .namespaceGet }}
- apiGroups: [""]
  resources: ["namespaces"]
  verbs: [{{ if .namespacePerJob }}"create", "delete"{{ end }}{{ if and .namespacePerJob .namespaceGet }}, {{ end }}{{ if .namespaceGet }}"get"{{ end }}]
{{- end }}
{{- if .priorityClasses }}
- apiGroups: ["scheduling.k8s.io"]
  resources: ["priorityclasses"]
  verbs: ["create", "get"]
{{- end }}
{{- end -}}
