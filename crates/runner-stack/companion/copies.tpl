{{range .access_copies}}
keep "$secrets"/{{$.as.sh .}} "$(cat "$access")"
{{end}}
{{range .secret_copies}}
keep "$secrets"/{{$.as.sh .}} "$(cat "$secret")"
{{end}}
{{if .in_place}}
echo "The values hold a key in place. Put the new one there, or better name the Secret in them:"
echo "  AccessKeyFrom: { secretName: $name }"
echo "  SecretKeyFrom: { secretName: $name }"
{{end}}
echo "The key is in $secrets; create-secrets.sh puts it into the cluster."
