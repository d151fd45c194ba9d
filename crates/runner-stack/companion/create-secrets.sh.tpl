#!/bin/sh
# Creates the Secrets that the stack refers to and does not make itself. Safe to run again: those that exist are kept.
#
# Each value comes from the file secrets/NAMESPACE/SECRET/KEY beside this script; a missing one is asked for. The
# scripts below object-storage/ put theirs there. Remove the folder when all is in the cluster.
#
# shellcheck disable=SC2016 # names may hold a dollar sign, which is meant as it is
set -eu
umask 077

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
secrets=${SECRETS:-$here/secrets}

# missing NAMESPACE SECRET: whether the cluster has no such Secret.
missing() {
    case "$1/$2" in
    -* | */-*)
        echo "$1/$2: names of Kubernetes begin with a letter or a digit" >&2
        exit 1
        ;;
    esac
    if kubectl get secret "$2" --namespace="$1" >/dev/null 2>&1; then
        echo "kept the Secret $2 in namespace $1"
        return 1
    fi
    if ! kubectl get namespace "$1" >/dev/null 2>&1; then
        kubectl create namespace "$1"
    fi
}

# ask FILE WHAT: makes sure that the file with the value is there.
ask() {
    file=$secrets/$1
    [ ! -s "$file" ] || return 0
    if [ ! -t 0 ]; then
        echo "$file is missing: $2" >&2
        exit 1
    fi
    printf '%s (not shown): ' "$2"
    # Whoever gives up here can still see what they type afterwards.
    trap 'stty echo; exit 130' INT TERM
    stty -echo
    read -r value || value=
    stty echo
    trap - INT TERM
    echo
    if [ -z "$value" ]; then
        echo "nothing given for $file" >&2
        exit 1
    fi
    mkdir -p "$(dirname "$file")"
    printf '%s' "$value" >"$file"
}

# given FILE WHAT: a file that nobody can type has to be there.
given() {
    [ ! -s "$secrets/$1" ] || return 0
    echo "$secrets/$1 is missing: put the $2 there" >&2
    exit 1
}
{{range .secrets}}

# {{$.as.line .name}} in namespace {{$.as.line .namespace}}: {{$.as.line .why}}.{{if .optional}} The stack starts without it.{{end}}
if missing {{$.as.sh .namespace}} {{$.as.sh .name}}; then
{{if .registry}}
    given {{$.as.sh .folder}}/.dockerconfigjson 'file with registry credentials that docker login writes'
    kubectl create secret generic {{$.as.sh .name}} --namespace={{$.as.sh .namespace}} --type=kubernetes.io/dockerconfigjson \
        --from-file=.dockerconfigjson="$secrets"/{{$.as.sh .folder}}/.dockerconfigjson
{{end}}
{{if .tls}}
    given {{$.as.sh .folder}}/tls.crt 'certificate in PEM form'
    given {{$.as.sh .folder}}/tls.key 'private key in PEM form'
    kubectl create secret tls {{$.as.sh .name}} --namespace={{$.as.sh .namespace}} \
        --cert="$secrets"/{{$.as.sh .folder}}/tls.crt --key="$secrets"/{{$.as.sh .folder}}/tls.key
{{end}}
{{if .whole}}
    # Every file in this folder becomes a key.
    if [ ! -d "$secrets"/{{$.as.sh .folder}} ]; then
        echo "the folder $secrets/"{{$.as.sh .folder}}" is missing: put a file for each key of the Secret there" >&2
        exit 1
    fi
    kubectl create secret generic {{$.as.sh .name}} --namespace={{$.as.sh .namespace}} \
        --from-file="$secrets"/{{$.as.sh .folder}}
{{end}}
{{if .generic}}
{{range .keys}}
    {{if .lines}}given{{else}}ask{{end}} {{$.as.sh .file}} {{$.as.sh .why}}
{{end}}
    kubectl create secret generic {{$.as.sh .name}} --namespace={{$.as.sh .namespace}}{{range .keys}} \
        --from-file={{$.as.sh .name}}="$secrets"/{{$.as.sh .file}}{{end}}
{{end}}
fi
{{end}}
