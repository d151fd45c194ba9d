{{/*
The one runner of runners.config (a TOML template, as the official chart has it) or of runners.configPath. Registering
with such a template keeps only its [[runners]] entry and lets url, token, executor and name of the registration win;
the text is changed to the same effect. In register mode it goes to a registration template instead.
*/}}
{{- define "gitlab-runner.text.runner" -}}
{{- $root := . -}}
{{- $stack := .stack -}}
{{- $values := .Values -}}
{{- $official := $values.runners | default dict -}}
{{- $register := eq $stack.mode "register" -}}
{{- $runner := dict
  "name" ($official.name | default $stack.fullname)
  "url" ($values.gitlabUrl | default "")
  "executor" ($official.executor | default "kubernetes") -}}
{{- $_ := set $stack.names $runner.name true -}}
{{- $_ := set $stack "count" 1 -}}
{{- if $stack.caFile -}}
{{- $_ := set $runner "tls-ca-file" $stack.caFile -}}
{{- end -}}
{{- if $stack.tokenSecret -}}
{{- $_ := set $runner "token" "@@secret:runner-token@@" -}}
{{- template "gitlab-runner.secrets.tokens" $stack -}}
{{- else -}}
{{- $_ := set $stack "problems" (append $stack.problems "the runner has no token: set runnerToken, or runners.secret to a Secret with the key runner-token") -}}
{{- end -}}
{{- $text := "" -}}
{{- if eq $stack.style "text" -}}
{{- $text = tpl $official.config . | replace "\r\n" "\n" -}}
{{- end -}}
{{- $sections := splitList "\x00" (regexReplaceAll "(?m)^([ \\t]*\\[{1,2}[ \\t]*runners[ \\t]*[].])" $text "\x00$1") -}}
{{- $headers := regexFindAll "(?m)^[ \\t]*\\[\\[[ \\t]*runners[ \\t]*\\]\\]" $text -1 -}}
{{- if and (eq $stack.style "text") (ne (len $headers) 1) -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "runners.config must have exactly one [[runners]] entry, it has %d: describe several runners in config.runners" (len $headers))) -}}
{{- end -}}
{{- $namespaced := regexMatch "\\s*namespace\\s*=" $text -}}
{{- $_ := set $stack "namespaceVariable" (and (eq $runner.executor "kubernetes") (not $namespaced)) -}}
{{- $hasKubernetes := false -}}
{{- $out := "" -}}
{{- $parts := list -}}
{{- range $section := rest $sections -}}
{{- $header := regexFind "^[^\\n]*" $section -}}
{{- $body := trimPrefix $header $section -}}
{{- $head := regexFind "^(?s:.*?)(\"\"\"|''')" $body | default $body -}}
{{- $tail := trimPrefix $head $body -}}
{{- $added := dict -}}
{{- if regexMatch "^[ \\t]*\\[\\[[ \\t]*runners[ \\t]*\\]\\]" $header -}}
{{- if not $runner.url -}}
{{- $url := regexFind "(?m)^[ \\t]*url[ \\t]*=[ \\t]*[\"'][^\"'\\n]*" $head | regexFind "[\"'].*" | trimAll "\"'" -}}
{{- $_ := set $runner "url" $url -}}
{{- end -}}
{{- $named := regexFind "(?m)^[ \\t]*executor[ \\t]*=[ \\t]*[\"'][^\"'\\n]*" $head | regexFind "[\"'].*" | trimAll "\"'" -}}
{{- if and $named (ne $named $runner.executor) -}}
{{- $_ := set $stack.warnings (len $stack.warnings | printf "%06d") (printf "runners.config names the executor %s, but %s is used: set runners.executor" $named $runner.executor) -}}
{{- end -}}
{{- $head = regexReplaceAll "(?m)^[ \\t]*(name|url|token|executor)[ \\t]*=[ \\t]*(\"[^\"\\n]*\"|'[^'\\n]*')[ \\t]*(#[^\\n]*)?(\\n|\\z)" $head "" -}}
{{- if regexMatch "(?m)^[ \\t]*tls-ca-file[ \\t]*=" $head -}}
{{- $_ := unset $runner "tls-ca-file" -}}
{{- end -}}
{{- $added = ternary (omit $runner "name" "url" "token" "executor") $runner $register -}}
{{- else if regexMatch "^[ \\t]*\\[[ \\t]*runners\\.kubernetes[ \\t]*\\]" $header -}}
{{- $hasKubernetes = true -}}
{{- if not $namespaced -}}
{{- $_ := set $added "namespace" $root.Release.Namespace -}}
{{- end -}}
{{- else if $stack.cacheSecret -}}
{{- $keys := dict -}}
{{- if regexMatch "^[ \\t]*\\[[ \\t]*runners\\.cache\\.s3[ \\t]*\\]" $header -}}
{{- $keys = dict "AccessKey" "accesskey" "SecretKey" "secretkey" -}}
{{- else if regexMatch "^[ \\t]*\\[[ \\t]*runners\\.cache\\.gcs[ \\t]*\\]" $header -}}
{{- $keys = dict "AccessID" "gcs-access-id" "PrivateKey" "gcs-private-key" -}}
{{- else if regexMatch "^[ \\t]*\\[[ \\t]*runners\\.cache\\.azure[ \\t]*\\]" $header -}}
{{- $keys = dict "AccountName" "azure-account-name" "AccountKey" "azure-account-key" -}}
{{- end -}}
{{- range $key, $file := $keys -}}
{{- if not (regexMatch (printf "(?mi)^[ \\t]*%s[ \\t]*=" $key) $body) -}}
{{- $_ := set $added $key (printf "@@secret?:%s@@" $file) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $head = include "gitlab-runner.text.secrets" (dict "stack" $stack "header" $header "text" $head) -}}
{{- $indent := print (regexFind "^[ \\t]*" $header) "  " -}}
{{- $lines := include "gitlab-runner.toml.table" (dict "stack" $stack "where" "runners.config" "map" $added "prefix" "runners." "indent" $indent "kinds" dict) -}}
{{- $parts = append $parts (print $header $lines $head $tail) -}}
{{- end -}}
{{- $out = join "" $parts | trimSuffix "\n" -}}
{{- if and (eq $runner.executor "kubernetes") (not $namespaced) (not $hasKubernetes) $out -}}
{{- $out = printf "%s\n  [runners.kubernetes]\n    namespace = %s" $out (toRawJson .Release.Namespace) -}}
{{- end -}}
{{- $namespace := regexFind "(?m)^[ \\t]*namespace[ \\t]*=[ \\t]*[\"'][^\"'\\n]+" $text | regexFind "[\"'].*" | trimAll "\"'" | default $stack.jobNamespace -}}
{{- if and (eq $runner.executor "kubernetes") (eq $stack.style "text") -}}
{{- template "gitlab-runner.secrets.volumes" (dict "stack" $stack "name" $runner.name "namespace" $namespace) -}}
{{- range $mount := $stack.mounts -}}
{{- $lines := include "gitlab-runner.toml.table" (dict "stack" $stack "where" "runners.config" "map" $mount "prefix" "runners.kubernetes.volumes.secret." "indent" "      " "kinds" dict) -}}
{{- $out = printf "%s\n    [[runners.kubernetes.volumes.secret]]%s" $out $lines -}}
{{- end -}}
{{- end -}}
{{- if not $runner.url -}}
{{- $_ := set $stack "missingUrl" true -}}
{{- end -}}
{{- template "gitlab-runner.warn.text" (dict "stack" $stack "text" $text) -}}
{{- template "gitlab-runner.rbac.collectText" (dict "stack" $stack "text" $text "executor" $runner.executor "namespace" $namespace) -}}
{{- if $register -}}
{{- template "gitlab-runner.register.args" (dict "root" . "number" 0 "runner" $runner) -}}
{{- if eq $stack.style "text" -}}
{{- $_ := set $stack.registration "template-0.toml" (print $out "\n") -}}
{{- else -}}
{{- $args := get $stack.registration "register-0.args" -}}
{{- $_ := set $stack.registration "register-0.args" (printf "%s--template-config=%s\n" $args $official.configPath) -}}
{{- end -}}
{{- else -}}
{{- print "\n\n" $out -}}
{{- end -}}
{{- end -}}

{{/*
The text of one section with its literal secrets moved to the generated Secret.
  stack   shared state
  header  header line of the section
  text    the lines below it, up to the first multi-line string
*/}}
{{- define "gitlab-runner.text.secrets" -}}
{{- $stack := .stack -}}
{{- $text := .text -}}
{{- $section := regexFind "runners[A-Za-z0-9_.]*" .header | trimPrefix "runners" | trimPrefix "." -}}
{{- range $line := regexFindAll "(?mi)^[ \\t]*(AccessKey|SecretKey|SessionToken|PrivateKey|AccountKey|password|bearer_token)[ \\t]*=[ \\t]*(\"([^\"\\\\\\n]|\\\\.)*\"|'[^'\\n]*')" $text -1 -}}
{{- $name := regexFind "^[ \\t]*[A-Za-z_]+" $line -}}
{{- $quoted := regexFind "[\"'].*" $line -}}
{{- $value := $quoted | trimPrefix "'" | trimSuffix "'" -}}
{{- if hasPrefix "\"" $quoted -}}
{{- $value = get (fromJson (printf "{\"value\":%s}" $quoted)) "value" -}}
{{- end -}}
{{- if and $value (not (contains "@@secret" $value)) (or (hasPrefix "-----BEGIN " $value) (not (contains "\n" $value))) -}}
{{- $file := printf "runners/0/%s.%s" $section (trim $name) -}}
{{- $item := replace "/" "." $file -}}
{{- if not (hasKey $stack.secretFiles $stack.secretName) -}}
{{- $_ := set $stack.secretFiles $stack.secretName dict -}}
{{- end -}}
{{- $_ := set $stack.secretData $item $value -}}
{{- $_ := set (get $stack.secretFiles $stack.secretName) $file $item -}}
{{- $text = replace $line (printf "%s = \"@@secret:%s@@\"" $name $file) $text -}}
{{- end -}}
{{- end -}}
{{- $text -}}
{{- end -}}
