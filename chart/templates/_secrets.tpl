{{/*
Where secrets come from. "secretData" becomes the generated Secret; "secretFiles" (Secret name → file path → key) becomes
the volume at /secrets; the configuration holds a placeholder that names the file.
*/}}
{{- define "gitlab-runner.secrets.init" -}}
{{- $stack := .stack -}}
{{- $values := .Values -}}
{{- $runners := $values.runners | default dict -}}
{{- $tokens := or $values.runnerToken $values.runnerRegistrationToken -}}
{{- $existing := "" -}}
{{- if $runners.secret -}}
{{- $existing = tpl $runners.secret . -}}
{{- end -}}
{{- if $existing -}}
{{- if $tokens -}}
{{- $_ := set $stack "secretName" $existing -}}
{{- else if eq $existing $stack.fullname -}}
{{- $_ := set $stack "secretName" (print $stack.fullname "-generated") -}}
{{- end -}}
{{- end -}}
{{- if $tokens -}}
{{- $_ := set $stack.secretData "runner-token" ($values.runnerToken | default "") -}}
{{- $_ := set $stack.secretData "runner-registration-token" ($values.runnerRegistrationToken | default "") -}}
{{- end -}}
{{- $_ := set $stack "tokenSecret" (ternary $stack.secretName $existing (not (empty $tokens))) -}}
{{- $_ := set $stack "cacheSecret" (get ($runners.cache | default dict) "secretName" | default "") -}}
{{- $_ := set $stack "cacheFiles" (not (empty (or $stack.cacheSecret $values.secrets))) -}}
{{- end -}}

{{/*
Sets "listedToken": the file name of the token that the list `secrets` brings for lack of another, "any" when a whole
Secret in it may hold one, else "".
*/}}
{{- define "gitlab-runner.secrets.listed" -}}
{{- $values := .Values -}}
{{- $listed := dict -}}
{{- if not (or $values.runnerToken $values.runnerRegistrationToken ($values.runners | default dict).secret ($values.config | default dict).runners) -}}
{{- range $secret := $values.secrets -}}
{{- if not $secret.items -}}
{{- $_ := set $listed "any" true -}}
{{- end -}}
{{- range $item := $secret.items -}}
{{- $_ := set $listed (toString $item.path) true -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $token := "" -}}
{{- range $name := list "any" "runner-registration-token" "runner-token" -}}
{{- if hasKey $listed $name -}}
{{- $token = $name -}}
{{- end -}}
{{- end -}}
{{- $_ := set .stack "listedToken" $token -}}
{{- end -}}

{{/*
Takes one secret key out of a table (a private copy, changed in place): a literal goes to the generated Secret, <key>From
to the Secret it names, and the table keeps a placeholder.
  stack    shared state
  table    the table
  key      name of the key
  where    the table as the user knows it, for messages
  path     folder below /secrets, and prefix of the key in the generated Secret
  default  key in the Secret when <key>From names none
  shared   file that runners.cache.secretName or secrets may bring, used when the table says nothing (may be absent)
*/}}
{{- define "gitlab-runner.secrets.take" -}}
{{- $stack := .stack -}}
{{- $table := .table -}}
{{- $key := .key -}}
{{- $from := get $table (print $key "From") -}}
{{- $literal := get $table $key -}}
{{- $file := print .path $key -}}
{{- if $from -}}
{{- $_ := unset $table (print $key "From") -}}
{{- if $literal -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "%s: both %s and %sFrom are set: keep one of them" .where $key $key)) -}}
{{- end -}}
{{- $name := "" -}}
{{- if kindIs "map" $from -}}
{{- $name = $from.secretName -}}
{{- end -}}
{{- if $name -}}
{{- if not (hasKey $stack.secretFiles $name) -}}
{{- $_ := set $stack.secretFiles $name dict -}}
{{- end -}}
{{- $_ := set (get $stack.secretFiles $name) $file ($from.key | default .default) -}}
{{- $_ := set $table $key (printf "@@secret:%s@@" $file) -}}
{{- else -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "%s.%sFrom names no Secret: set secretName in it" .where $key)) -}}
{{- end -}}
{{- else if $literal -}}
{{- if not (hasKey $stack.secretFiles $stack.secretName) -}}
{{- $_ := set $stack.secretFiles $stack.secretName dict -}}
{{- end -}}
{{- $item := replace "/" "." $file -}}
{{- $_ := set $stack.secretData $item (include "gitlab-runner.text" $literal) -}}
{{- $_ := set (get $stack.secretFiles $stack.secretName) $file $item -}}
{{- $_ := set $table $key (printf "@@secret:%s@@" $file) -}}
{{- else -}}
{{- $_ := unset $table $key -}}
{{- if and .shared $stack.cacheFiles -}}
{{- $_ := set $table $key (printf "@@secret?:%s@@" .shared) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Secret keys of the cache of one entry (private copies, changed in place). */}}
{{- define "gitlab-runner.secrets.cache" -}}
{{- $stack := .stack -}}
{{- $cache := .cache -}}
{{- $where := .where -}}
{{- $path := .path -}}
{{- if kindIs "map" $cache.s3 -}}
{{- $s3 := omit $cache.s3 -}}
{{- $_ := set $cache "s3" $s3 -}}
{{- $shared := ne (toString $s3.AuthenticationType) "iam" -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $s3 "key" "AccessKey" "where" (print $where ".cache.s3") "path" (print $path "cache.s3.") "default" "accesskey" "shared" (ternary "accesskey" "" $shared)) -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $s3 "key" "SecretKey" "where" (print $where ".cache.s3") "path" (print $path "cache.s3.") "default" "secretkey" "shared" (ternary "secretkey" "" $shared)) -}}
{{- if or (hasKey $s3 "SessionToken") (hasKey $s3 "SessionTokenFrom") -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $s3 "key" "SessionToken" "where" (print $where ".cache.s3") "path" (print $path "cache.s3.") "default" "sessiontoken" "shared" "") -}}
{{- end -}}
{{- end -}}
{{- if kindIs "map" $cache.gcs -}}
{{- $gcs := omit $cache.gcs -}}
{{- $_ := set $cache "gcs" $gcs -}}

{{- if $gcs.AccessIDFrom -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $gcs "key" "AccessID" "where" (print $where ".cache.gcs") "path" (print $path "cache.gcs.") "default" "gcs-access-id" "shared" "") -}}
{{- else if and $stack.cacheFiles (not $gcs.AccessID) -}}
{{- $_ := set $gcs "AccessID" "@@secret?:gcs-access-id@@" -}}
{{- end -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $gcs "key" "PrivateKey" "where" (print $where ".cache.gcs") "path" (print $path "cache.gcs.") "default" "gcs-private-key" "shared" "gcs-private-key") -}}
{{- if $gcs.CredentialsFileFrom -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $gcs "key" "CredentialsFile" "where" (print $where ".cache.gcs") "path" (print $path "cache.gcs.") "default" "gcs-application-credentials-file" "shared" "") -}}
{{- $_ := set $gcs "CredentialsFile" (printf "/secrets/%scache.gcs.CredentialsFile" $path) -}}
{{- end -}}
{{- end -}}
{{- if kindIs "map" $cache.azure -}}
{{- $azure := omit $cache.azure -}}
{{- $_ := set $cache "azure" $azure -}}
{{- if $azure.AccountNameFrom -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $azure "key" "AccountName" "where" (print $where ".cache.azure") "path" (print $path "cache.azure.") "default" "azure-account-name" "shared" "") -}}
{{- else if and $stack.cacheFiles (not $azure.AccountName) -}}
{{- $_ := set $azure "AccountName" "@@secret?:azure-account-name@@" -}}
{{- end -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" $stack "table" $azure "key" "AccountKey" "where" (print $where ".cache.azure") "path" (print $path "cache.azure.") "default" "azure-account-key" "shared" "azure-account-key") -}}
{{- end -}}
{{- end -}}

{{/*
The token of a single runner that names none itself; notes a problem when there is none. "adopts" tells that the start
script has to look whether it is a registration token.
  root    root context
  runner  the entry, gets the placeholder
  label   the entry, for messages
  hint    what else to set, for messages (may be absent)
*/}}
{{- define "gitlab-runner.secrets.single" -}}
{{- $stack := .root.stack -}}
{{- $values := .root.Values -}}
{{- $variable := or (has "CI_SERVER_TOKEN" $stack.variables) (has "REGISTRATION_TOKEN" $stack.variables) (not (empty $values.extraEnvFromRefs)) -}}
{{- if or $stack.tokenSecret $stack.listedToken (and $variable (ne $stack.style "mirror")) -}}
{{- $_ := set .runner "token" "@@secret:runner-token@@" -}}
{{- if and (eq $stack.mode "config") (ne $stack.style "mirror") (not (or $values.runnerToken (eq $stack.listedToken "runner-token"))) -}}
{{- $_ := set $stack "adopts" true -}}
{{- end -}}
{{- if $stack.tokenSecret -}}
{{- template "gitlab-runner.secrets.tokens" $stack -}}
{{- else if eq $stack.listedToken "any" -}}
{{- $_ := set $stack "notes" (append $stack.notes "The runner's token is expected as runner-token in one of the Secrets listed in secrets.") -}}
{{- end -}}
{{- else -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "%s has no token: set runnerToken, or runners.secret to a Secret with the key runner-token%s" .label (.hint | default ""))) -}}
{{- end -}}
{{- end -}}

{{/* Mounts the two tokens of the official chart. */}}
{{- define "gitlab-runner.secrets.tokens" -}}
{{- if not (hasKey .secretFiles .tokenSecret) -}}
{{- $_ := set .secretFiles .tokenSecret dict -}}
{{- end -}}
{{- $_ := set (get .secretFiles .tokenSecret) "runner-token" "runner-token" -}}
{{- if eq .mode "register" -}}
{{- if not (hasKey .secretData "runner-token") -}}
{{- $_ := set .optionalSecrets .tokenSecret true -}}
{{- end -}}
{{- $_ := set (get .secretFiles .tokenSecret) "runner-registration-token" "runner-registration-token" -}}
{{- else if .adopts -}}
{{- $_ := set .optionalFiles .tokenSecret (dict "runner-registration-token" "runner-registration-token") -}}
{{- end -}}
{{- end -}}

{{/* Mounts the registration token for one of several entries. */}}
{{- define "gitlab-runner.secrets.registration" -}}
{{- $stack := .stack -}}
{{- if not (hasKey $stack.secretFiles $stack.tokenSecret) -}}
{{- $_ := set $stack.secretFiles $stack.tokenSecret dict -}}
{{- end -}}
{{- $_ := set (get $stack.secretFiles $stack.tokenSecret) (print .path "registration-token") "runner-registration-token" -}}
{{- end -}}

{{/* The password in the connector_config of an autoscaler. */}}
{{- define "gitlab-runner.secrets.connector" -}}
{{- if kindIs "map" .table.connector_config -}}
{{- $connector := omit .table.connector_config -}}
{{- $_ := set .table "connector_config" $connector -}}
{{- template "gitlab-runner.secrets.take" (dict "stack" .stack "table" $connector "key" "password" "where" (print .where ".connector_config") "path" (print .path "connector_config.") "default" "password") -}}
{{- end -}}
{{- end -}}

{{/*
Secrets that whole tables refer to: the private CA ("caFile" for the manager, "caJobs" for job pods) and the kubeconfig
for job pods ("kubeconfig").
*/}}
{{- define "gitlab-runner.secrets.mounts" -}}
{{- $stack := .stack -}}
{{- $ca := .Values.ca | default dict -}}
{{- $kubeconfig := .Values.kubeconfig | default dict -}}
{{- if or $ca.certificate $ca.secretName -}}
{{- $name := $ca.secretName | default (include "gitlab-runner.suffixed" (list $stack.fullname "-ca")) -}}
{{- $key := $ca.key | default "ca.crt" -}}
{{- if not (hasKey $stack.secretFiles $name) -}}
{{- $_ := set $stack.secretFiles $name dict -}}
{{- end -}}
{{- $_ := set (get $stack.secretFiles $name) "ca.crt" $key -}}
{{- $_ := set $stack "caFile" "/secrets/ca.crt" -}}
{{- if $ca.mountInJobs -}}
{{- $_ := set $stack "caJobs" (dict "secret" $name "key" $key "namespaces" dict) -}}
{{- end -}}
{{- end -}}
{{- if or $kubeconfig.content $kubeconfig.secretName -}}
{{- $_ := set $stack "kubeconfig" (dict "secret" ($kubeconfig.secretName | default (include "gitlab-runner.suffixed" (list $stack.fullname "-kubeconfig"))) "mountPath" ($kubeconfig.mountPath | default "/root/.kube") "runners" ($kubeconfig.runners | default list) "namespaces" dict) -}}
{{- end -}}
{{- end -}}

{{/*
Secrets that the job pods of one runner mount. Sets "mounts", a list of [[runners.kubernetes.volumes.secret]] entries.
GitLab Runner names a volume after its Secret, and a pod has one volume of a name and one mount at a path.
  stack      shared state
  name       name of the runner
  namespace  where its jobs run
  where      the runner, for messages
  volumes    the volumes that it has already: a list of dicts with kind, name and mount_path
*/}}
{{- define "gitlab-runner.secrets.volumes" -}}
{{- $stack := .stack -}}
{{- $mounts := list -}}
{{- if $stack.kubeconfig -}}
{{- if or (not $stack.kubeconfig.runners) (has .name $stack.kubeconfig.runners) -}}
{{- $mounts = append $mounts (dict "name" $stack.kubeconfig.secret "mount_path" $stack.kubeconfig.mountPath "read_only" true) -}}
{{- $_ := set $stack.kubeconfig.namespaces .namespace true -}}
{{- end -}}
{{- end -}}
{{- if $stack.caJobs -}}
{{- $mounts = append $mounts (dict "name" $stack.caJobs.secret "mount_path" "/etc/gitlab-runner/certs/" "read_only" true "items" (dict $stack.caJobs.key "ca.crt")) -}}
{{- $_ := set $stack.caJobs.namespaces .namespace true -}}
{{- end -}}
{{- $added := list -}}
{{- $taken := dict -}}
{{- if $mounts -}}
{{- range .volumes -}}
{{- $path := trimSuffix "/" (toString .mount_path) -}}
{{- $_ := set $taken (toString .name) (print .kind ":" $path) -}}
{{- $_ := set $taken $path (print .kind ":" .name) -}}
{{- end -}}
{{- end -}}
{{- $where := .where -}}
{{- range $mount := $mounts -}}
{{- $path := trimSuffix "/" $mount.mount_path -}}
{{- if ne (get $taken $mount.name) (print "secret:" $path) -}}
{{- range $shared := list $mount.name $path -}}
{{- if hasKey $taken $shared -}}
{{- $_ := set $stack "problems" (append $stack.problems (printf "%s: two volumes of its jobs are both %q: keep one, or use another Secret or path" $where $shared)) -}}
{{- end -}}
{{- $_ := set $taken $shared "" -}}
{{- end -}}
{{- $added = append $added $mount -}}
{{- end -}}
{{- end -}}
{{- $_ := set $stack "mounts" $added -}}
{{- end -}}
