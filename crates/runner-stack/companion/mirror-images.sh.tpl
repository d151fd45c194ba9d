#!/bin/sh
# Copies every image of the stack to a registry inside a closed network. Safe to run again.
#
# Usage: mirror-images.sh {{if .registry}}[REGISTRY]        (by default {{$.as.line .registry}}){{else}}REGISTRY{{end}}
# Needed: one of skopeo, crane and docker, logged in to the registry. skopeo and crane copy all architectures, docker
# only that of this machine.
#
# shellcheck disable=SC2016 # names may hold a dollar sign, which is meant as it is
set -eu

{{if .registry}}
registry=${1:-}
[ -n "$registry" ] || registry={{$.as.sh .registry}}
{{else}}
registry=${1:-}
if [ -z "$registry" ]; then
    echo "usage: mirror-images.sh REGISTRY, as in registry.example.com/mirror" >&2
    exit 1
fi
{{end}}
registry=${registry%/}

if command -v skopeo >/dev/null 2>&1; then
    copy() { skopeo copy --all "docker://$1" "docker://$2"; }
elif command -v crane >/dev/null 2>&1; then
    copy() { crane copy "$1" "$2"; }
elif command -v docker >/dev/null 2>&1; then
    copy() { docker pull "$1" && docker tag "$1" "$2" && docker push "$2"; }
else
    echo "install skopeo, crane or docker first" >&2
    exit 1
fi

# mirror SOURCE PATH
mirror() {
    echo "$1 -> $registry/$2"
    copy "$1" "$registry/$2"
}

{{range .images}}
{{if .pinned}}
# imageRegistry does not redirect this one, since the values name its registry: change it there.
{{end}}
mirror {{$.as.sh .from}} {{$.as.sh .path}}
{{end}}
{{range .open}}
# Not copied, since only a job knows the whole name: {{$.as.line .}}
{{end}}
echo "Set in the values: imageRegistry: $registry"
