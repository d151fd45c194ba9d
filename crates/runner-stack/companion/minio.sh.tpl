#!/bin/sh
# Object storage of the job cache: bucket {{$.as.line .bucket}} on {{$.as.line .endpoint}}.
# Used by: {{$.as.line .runners}}.
#
# Creates the bucket with a quota and an expiry, and a user that can use this bucket and nothing else. Safe to run
# again: what is there is kept, settings are brought up to date, the key stays (ROTATE=yes replaces it).
#
# Needed: the MinIO client mc, with an alias for an administrator of the server (MC_ALIAS, by default minio):
#   mc alias set minio {{$.as.line .url}}
# An address inside a cluster is reached through kubectl port-forward.
#
# shellcheck disable=SC2016 # names may hold a dollar sign, which is meant as it is
set -eu
umask 077

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
alias=${MC_ALIAS:-minio}
secrets=${SECRETS:-$here/../../secrets}
bucket={{$.as.sh .bucket}}
name={{$.as.sh .name}}
access=$secrets/{{$.as.sh .access_file}}
secret=$secrets/{{$.as.sh .secret_file}}
{{template "keep"}}

mc mb --ignore-existing "$alias/$bucket"
mc quota set "$alias/$bucket" --size "${QUOTA:-{{.quota}}}"
mc ilm rule import "$alias/$bucket" <"$here/lifecycle.json"
mc admin policy create "$alias" "$name" "$here/policy.json"

if [ -n "${ACCESS_KEY:-}" ]; then
    keep "$access" "$ACCESS_KEY"
    keep "$secret" "${SECRET_KEY:?set it together with ACCESS_KEY}"
elif [ "${ROTATE:-no}" != yes ] && [ -s "$access" ] && [ -s "$secret" ]; then
    echo "kept the key in $secrets"
elif [ "${ROTATE:-no}" != yes ] && mc admin user info "$alias" "$name" >/dev/null 2>&1; then
    echo "kept the user $name and its key, which is not in $secrets; ROTATE=yes makes a new one"
    exit 0
else
    keep "$access" "$name"
    keep "$secret" "$(LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 40)"
fi

# The key goes through a pipe, since everyone on this machine can see arguments.
{
    cat "$access"
    echo
    cat "$secret"
    echo
} | mc admin user add "$alias"
if ! said=$(mc admin policy attach "$alias" "$name" --user "$(cat "$access")" 2>&1); then
    case $said in
    *already*) ;;
    *)
        echo "$said" >&2
        exit 1
        ;;
    esac
fi
{{template "copies" .}}
