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
{{- $added := dict -}}
{{- if regexMatch "^[ \\t]*\\[\\[[ \\t]*runners[ \\t]*\\]\\]" $header -}}
{{- $head := regexFind "^(?s:.*?)(\"\"\"|''')" $body | default $body -}}
{{- $tail := trimPrefix $head $body -}}
{{- if not $runner.url -}}
{{- $url := regexFind "(?m)^[ \\t]*url[ \\t]*=[ \\t]*[\"'][^\"'\\n]*" $head | regexFind "[\"'].*" | trimAll "\"'" -}}
{{- $_ := set $runner "url" $url -}}
{{- end -}}
{{- $named := regexFind "(?m)^[ \\t]*executor[ \\t]*=[ \\t]*[\"'][^\"'\\n]*" $head | regexFind "[\"'].*" | trimAll "\"'" -}}
{{- if and $named (ne $named $runner.executor) -}}
{{- $_ := set $stack.warnings (len $stack.warnings | printf "%06d") (printf "runners.config names the executor %s, but %s is used: set runners.executor" $named $runner.executor) -}}
{{- end -}}
{{- $head = regexReplaceAll "(?m)^[ \\t]*(name|url|token|executor)[ \\t]*=[ \\t]*(\"[^\"\\n]*\"|'[^'\\n]*')[ \\t]*(#[^\\n]*)?(\\n|\\z)" $head "" -}}
{{- $body = print $head $tail -}}
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
{{- $indent := print (regexFind "^[ \\t]*" $header) "  " -}}
{{- $lines := include "gitlab-runner.toml.table" (dict "stack" $stack "where" "runners.config" "map" $added "prefix" "runners." "indent" $indent "kinds" dict) -}}
{{- $parts = append $parts (print $header $lines $body) -}}
{{- end -}}
{{- $out = join "" $parts | trimSuffix "\n" -}}
{{- if and (eq $runner.executor "kubernetes") (not $namespaced) (not $hasKubernetes) $out -}}
{{- $out = printf "%s\n  [runners.kubernetes]\n    namespace = %s" $out (toRawJson .Release.Namespace) -}}
{{- end -}}
{{- if not $runner.url -}}
{{- $_ := set $stack "missingUrl" true -}}
{{- end -}}
{{- template "gitlab-runner.rbac.collectText" (dict "stack" $stack "text" $text "executor" $runner.executor) -}}
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
