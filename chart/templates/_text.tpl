{{/*
Reads runners.config (a TOML template, as the official chart has it). Sets
  "text"        the evaluated text, its multi-line strings taken out
  "strings"     those strings, by number
  "sections"    its [[runners]] entry in parts, each with header, name ("" or for example ".cache.s3") and body
  "given"       url and executor of the entry
  "namespaced"  whether the word is in it, as the official chart looks for it
  "unclear"     the first line that keeps the chart from adding keys of its own (without its value), else ""
*/}}
{{- define "gitlab-runner.text.init" -}}
{{- $stack := .stack -}}
{{- $text := tpl .Values.runners.config . | replace "\r\n" "\n" -}}
{{- $_ := set $stack "strings" dict -}}
{{- $_ := set $stack "namespaced" (regexMatch `namespace\s*=` $text) -}}
{{- if or (contains "\"\"\"" $text) (contains "'''" $text) -}}
{{- $text = include "gitlab-runner.text.masked" (list $text $stack.strings) -}}
{{- end -}}
{{- $entry := `^[ \t]*\[\[[ \t]*runners[ \t]*\]\]` -}}
{{- $plain := `^[ \t]*(\[[ \t]*runners(\.[A-Za-z0-9_-]+)+[ \t]*\]|\[\[[ \t]*runners(\.[A-Za-z0-9_-]+)*[ \t]*\]\])[ \t]*(#.*)?$` -}}
{{- $count := 0 -}}
{{- $unclear := "" -}}
{{- range $header := regexFindAll `(?m)^[ \t]*\[[^\n]*` $text -1 -}}
{{- if regexMatch $entry $header -}}
{{- $count = add1 $count -}}
{{- end -}}
{{- if and (or $count (contains "runners" $header)) (not $unclear) -}}
{{- if not (regexMatch $plain $header) -}}
{{- $unclear = $header -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $inline := dict
  "" `(?mi)^[ \t]*(kubernetes|cache|"(?:kubernetes|cache)"|'(?:kubernetes|cache)')[ \t]*[.=][^\n]*`
  ".cache" `(?mi)^[ \t]*(s3|gcs|azure|"(?:s3|gcs|azure)"|'(?:s3|gcs|azure)')[ \t]*[.=][^\n]*` -}}
{{- $given := dict -}}
{{- $sections := list -}}
{{- range $section := splitList "\x00" (regexReplaceAll `(?m)^([ \t]*\[{1,2}[ \t]*runners[ \t]*[].])` $text "\x00$1") | rest -}}
{{- $header := regexFind `^[^\n]*` $section -}}
{{- $body := trimPrefix $header $section -}}
{{- $name := regexFind `runners[A-Za-z0-9_.-]*` $header | trimPrefix "runners" -}}
{{- if regexMatch $entry $header -}}
{{- range $key := list "url" "executor" -}}
{{- $_ := set $given $key (regexFind (printf `(?mi)^[ \t]*%s[ \t]*=[ \t]*["'][^"'\n]*` $key) $body | regexFind `["'].*` | trimAll "\"'") -}}
{{- end -}}
{{- $body = regexReplaceAll `(?mi)^[ \t]*(name|url|token|executor)[ \t]*=[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\x01\d+\x01)[ \t]*(#[^\n]*)?(\n|\z)` $body "" -}}
{{- $unclear = $unclear | default (regexFind `(?mi)^[ \t]*((?:name|url|token|executor)|"(?:name|url|token|executor)"|'(?:name|url|token|executor)')[ \t]*[.=][^\n]*` $body) -}}
{{- end -}}
{{- if hasKey $inline $name -}}
{{- $unclear = $unclear | default (regexFind (get $inline $name) $body) -}}
{{- end -}}
{{- $sections = append $sections (dict "header" $header "name" $name "body" $body) -}}
{{- end -}}
{{- if not (or $sections $unclear) -}}
{{- $unclear = regexFind `(?m)^[ \t]*["']?runners["']?[ \t]*=[^\n]*` $text -}}
{{- end -}}
{{- if or (gt (int $count) 1) (not (or $sections $unclear)) -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "runners.config must have exactly one [[runners]] entry, it has %d: describe several runners in config.runners" $count)) -}}
{{- end -}}
{{- $_ := set $stack "text" $text -}}
{{- $_ := set $stack "sections" $sections -}}
{{- $_ := set $stack "given" $given -}}
{{- $_ := set $stack "unclear" (regexFind `^[^={]*` $unclear | trim) -}}
{{- end -}}

{{/*
A TOML text with a number between \x01 in place of each multi-line string.
  index 0  the text
  index 1  receives the strings, by number
*/}}
{{- define "gitlab-runner.text.masked" -}}
{{- $text := index . 0 -}}
{{- $strings := index . 1 -}}
{{- $token := `#[^\n]*|"""(?s:[^\\]|\\.)*?"{3,5}|'''(?s:.*?)'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'` -}}
{{- $tokens := regexFindAll $token $text -1 -}}
{{- range $number, $piece := regexSplit $token $text -1 -}}
{{- $piece -}}
{{- if lt $number (len $tokens) -}}
{{- $found := index $tokens $number -}}
{{- if or (hasPrefix "\"\"\"" $found) (hasPrefix "'''" $found) -}}
{{- $_ := set $strings (toString $number) $found -}}
{{- printf "\x01%d\x01" $number -}}
{{- else -}}
{{- $found -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The same, undone. */}}
{{- define "gitlab-runner.text.unmasked" -}}
{{- $strings := index . 1 -}}
{{- if $strings -}}
{{- range $number, $piece := splitList "\x01" (index . 0) -}}
{{- if mod $number 2 }}{{ get $strings $piece }}{{ else }}{{ $piece }}{{ end -}}
{{- end -}}
{{- else -}}
{{- index . 0 -}}
{{- end -}}
{{- end -}}

{{/*
The one runner of runners.config or of runners.configPath. Registering with such a template keeps only its [[runners]]
entry and lets url, token, executor and name of the registration win; the text is changed to the same effect. In register
mode it goes to a registration template instead, unchanged when it is not clear where keys can be added.
*/}}
{{- define "gitlab-runner.text.runner" -}}
{{- $stack := .stack -}}
{{- $values := .Values -}}
{{- $official := $values.runners | default dict -}}
{{- $register := eq $stack.mode "register" -}}
{{- $given := $stack.given | default dict -}}
{{- $runner := dict
  "name" ($official.name | default $stack.fullname)
  "url" ($values.gitlabUrl | default $given.url | default "")
  "executor" ($official.executor | default "kubernetes") -}}
{{- $_ := set $stack.names $runner.name true -}}
{{- $_ := set $stack "count" 1 -}}
{{- if not $runner.url -}}
{{- $_ := set $stack "missingUrl" true -}}
{{- end -}}
{{- if and $given.executor (ne (toString $given.executor) $runner.executor) -}}
{{- $_ := set $stack.ignored (len $stack.ignored | printf "%06d") (printf "runners.config names the executor %s, but %s is used: set runners.executor" $given.executor $runner.executor) -}}
{{- end -}}
{{- template "gitlab-runner.secrets.single" (dict "root" . "runner" $runner "label" "the runner") -}}
{{- $text := $stack.text | default "" -}}
{{- if and $stack.caFile (not (regexMatch `(?m)^[ \t]*["']?tls-ca-file["']?[ \t]*=` $text)) -}}
{{- $_ := set $runner "tls-ca-file" $stack.caFile -}}
{{- end -}}
{{- $kubernetes := eq $runner.executor "kubernetes" -}}
{{- $_ := set $stack "namespaceVariable" (and $kubernetes (not $stack.namespaced)) -}}
{{- $out := "" -}}
{{- if $stack.unclear -}}
{{- $out = include "gitlab-runner.text.secrets" (dict "stack" $stack "name" "" "text" $text) | trimSuffix "\n" -}}
{{- else -}}
{{- $out = include "gitlab-runner.text.sections" (dict "root" . "runner" $runner "namespaced" (or $stack.namespaced (not $kubernetes))) | trimSuffix "\n" -}}
{{- end -}}
{{- $namespace := regexFind `(?m)^([^#\n]*[ \t{,.])?namespace[ \t]*=[ \t]*["'][^"'\n]+` $text | regexFind `namespace[ \t]*=[ \t]*["'][^"'\n]+$` | regexFind `["'].*` | trimAll "\"'" | default $stack.jobNamespace -}}
{{- if and $kubernetes (eq $stack.style "text") -}}
{{- $volumes := list -}}
{{- range $section := $stack.sections -}}
{{- if hasPrefix ".kubernetes.volumes." $section.name -}}
{{- $volume := dict "kind" (trimPrefix ".kubernetes.volumes." $section.name) -}}
{{- range $key := list "name" "mount_path" -}}
{{- $_ := set $volume $key (regexFind (printf `(?m)^[ \t]*%s[ \t]*=[ \t]*["'][^"'\n]*` $key) $section.body | regexFind `["'].*` | trimAll "\"'") -}}
{{- end -}}
{{- $volumes = append $volumes $volume -}}
{{- end -}}
{{- end -}}
{{- template "gitlab-runner.secrets.volumes" (dict "stack" $stack "name" $runner.name "namespace" $namespace "where" (printf "runner 1 (%s)" $runner.name) "volumes" $volumes) -}}
{{- if and $stack.mounts $stack.unclear (regexMatch `(?m)^[ \t]*(["']?(runners|kubernetes)["']?[ \t]*[.=]|\[\[?.*["'])` $text) -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "kubeconfig and ca.mountInJobs need [runners.kubernetes] in runners.config as a table: it has %s" $stack.unclear)) -}}
{{- end -}}
{{- range $mount := $stack.mounts -}}
{{- $lines := include "gitlab-runner.toml.table" (dict "stack" $stack "where" "runners.config" "map" $mount "prefix" "runners.kubernetes.volumes.secret." "indent" "      " "kinds" dict) -}}
{{- $out = printf "%s\n    [[runners.kubernetes.volumes.secret]]%s" $out $lines -}}
{{- end -}}
{{- end -}}
{{- template "gitlab-runner.warn.text" (dict "stack" $stack "text" $text) -}}
{{- template "gitlab-runner.rbac.collectText" (dict "stack" $stack "text" $text "executor" $runner.executor "namespace" $namespace) -}}
{{- $out = include "gitlab-runner.text.unmasked" (list $out $stack.strings) -}}
{{- if or $register $stack.adopts -}}
{{- template "gitlab-runner.register.args" (dict "root" . "number" 0 "runner" $runner) -}}
{{- end -}}
{{- if not $register -}}
{{- print "\n\n" $out -}}
{{- else if eq $stack.style "text" -}}
{{- $_ := set $stack.registration "template-0.toml" (print $out "\n") -}}
{{- else -}}
{{- $args := get $stack.registration "register-0.args" -}}
{{- $_ := set $stack.registration "register-0.args" (printf "%s--template-config=%s\n" $args $official.configPath) -}}
{{- end -}}
{{- end -}}

{{/*
The entry of runners.config with what the chart adds to it.
  root        root context
  runner      url, token, executor, name and the like
  namespaced  whether it needs no namespace
*/}}
{{- define "gitlab-runner.text.sections" -}}
{{- $stack := .root.stack -}}
{{- $runner := .runner -}}
{{- $namespace := dict "namespace" .root.Release.Namespace -}}
{{- $missing := not .namespaced -}}
{{- $pairs := dict
  ".cache.s3" (dict "AccessKey" "accesskey" "SecretKey" "secretkey")
  ".cache.gcs" (dict "AccessID" "gcs-access-id" "PrivateKey" "gcs-private-key")
  ".cache.azure" (dict "AccountName" "azure-account-name" "AccountKey" "azure-account-key") -}}
{{- range $section := $stack.sections -}}
{{- $body := $section.body -}}
{{- $added := dict -}}
{{- if not $section.name -}}
{{- $added = ternary (omit $runner "name" "url" "token" "executor") $runner (eq $stack.mode "register") -}}
{{- else if and $missing (regexMatch `^[ \t]*\[[ \t]*runners\.kubernetes[ \t]*\]` $section.header) -}}
{{- $added = $namespace -}}
{{- $missing = false -}}
{{- else if and $stack.cacheFiles (hasKey $pairs $section.name) -}}
{{- range $key, $file := get $pairs $section.name -}}
{{- $line := printf `(?mi)^[ \t]*["']?%s["']?[ \t]*=[^\n]*(\n|\z)` $key -}}
{{- if not (regexMatch $line $body) -}}
{{- $_ := set $added $key (printf "@@secret?:%s@@" $file) -}}
{{- else if $stack.cacheSecret -}}
{{- $_ := set $added $key (printf "@@secret?:%s@@" $file) -}}
{{- $body = regexReplaceAll $line $body "" -}}
{{- $_ := set $stack.ignored (len $stack.ignored | printf "%06d") (printf "%s in runners.config is not used: the Secret %s of runners.cache.secretName takes its place" $key $stack.cacheSecret) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $section.header -}}
{{- template "gitlab-runner.toml.table" (dict "stack" $stack "where" "runners.config" "map" $added "prefix" "runners." "indent" (print (regexFind `^[ \t]*` $section.header) "  ") "kinds" dict) -}}
{{- template "gitlab-runner.text.secrets" (dict "stack" $stack "name" $section.name "text" $body) -}}
{{- end -}}
{{- if and $missing $stack.sections -}}
{{- print "\n  [runners.kubernetes]\n    namespace = " (toRawJson $namespace.namespace) -}}
{{- end -}}
{{- end -}}

{{/*
The text of one section with its literal secrets moved to the generated Secret.
  stack  shared state
  name   name of the section
  text   the lines below its header
*/}}
{{- define "gitlab-runner.text.secrets" -}}
{{- $stack := .stack -}}
{{- $text := .text -}}
{{- $section := trimPrefix "." .name -}}
{{- $names := `AccessKey|SecretKey|SessionToken|PrivateKey|AccountKey|password|bearer_token` -}}
{{- $found := list -}}
{{- if regexMatch (printf "(?i)%s" $names) $text -}}
{{- $parents := `("[\w-]+"|'[\w-]+'|[\w-]+)[ \t]*\.[ \t]*` -}}
{{- $secret := printf `((%s)|"(%s)"|'(%s)')[ \t]*=[ \t]*("([^"\\\n]|\\.)*"|'[^'\n]*'|\x01\d+\x01)` $names $names $names -}}
{{- $found = regexFindAll (printf `(?mi)^[ \t]*(%s)*%s` $parents $secret) $text -1 -}}
{{- if contains "{" $text -}}
{{- $tables := `runners|kubernetes|cache|s3|gcs|azure|ssh|autoscaler|vm_isolation|connector_config` -}}
{{- range $line := regexFindAll (printf `(?mi)^[ \t]*(%s)*((%s)|"(%s)"|'(%s)')[ \t]*=[ \t]*\[?[ \t]*\{[^\n]*` $parents $tables $tables $tables) $text -1 -}}
{{- $found = concat $found (regexFindAll (printf `(?i)[{,][ \t]*(%s)*%s` $parents $secret) $line -1) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $line := $found -}}
{{- $name := regexFind `^[^=]*` $line -}}
{{- $quoted := trimPrefix $name $line | trimPrefix "=" | trim -}}
{{- $value := "" -}}
{{- if hasPrefix "\x01" $quoted -}}
{{- $quoted = get $stack.strings (trimAll "\x01" $quoted) -}}
{{- if or (hasPrefix "'" $quoted) (not (contains "\\" $quoted)) -}}
{{- $value = substr 3 (sub (len $quoted) 3 | int) $quoted | trimPrefix "\n" -}}
{{- end -}}
{{- else if hasPrefix "'" $quoted -}}
{{- $value = $quoted | trimPrefix "'" | trimSuffix "'" -}}
{{- else -}}
{{- $value = get (fromJson (printf "{\"value\":%s}" $quoted)) "value" -}}
{{- end -}}
{{- if and $value (not (contains "@@secret" $value)) (or (hasPrefix "-----BEGIN " $value) (not (contains "\n" $value))) -}}
{{- $file := printf "runners/0/%s" (list $section (regexFind `[A-Za-z_]+["' \t]*$` $name | trimAll "\"' \t") | compact | join ".") -}}
{{- if ne (get $stack.secretData (replace "/" "." $file) | default $value) $value -}}
{{- $file = printf "%s-%d" $file (len $stack.secretData) -}}
{{- end -}}
{{- $item := replace "/" "." $file -}}
{{- if not (hasKey $stack.secretFiles $stack.secretName) -}}
{{- $_ := set $stack.secretFiles $stack.secretName dict -}}
{{- end -}}
{{- $_ := set $stack.secretData $item $value -}}
{{- $_ := set (get $stack.secretFiles $stack.secretName) $file $item -}}
{{- $text = replace $line (printf "%s= \"@@secret:%s@@\"" $name $file) $text -}}
{{- end -}}
{{- end -}}
{{- $text -}}
{{- end -}}
