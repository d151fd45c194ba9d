#!/bin/sh
# Finds the address and the port under which the session server can be reached from outside, and writes them as two lines
# to the file given as argument. What the environment does not give comes from the Service, which a cloud provider may
# need minutes to equip with an address.
#
# Environment (default in brackets)
#   SESSION_SERVER_SERVICE    name of the Service
#   SESSION_SERVER_ADDRESS    known address; else the load balancer's host name or IP
#   SESSION_SERVER_PORT       known port; else the Service's first node port
#   SESSION_SERVER_NAMESPACE  namespace of the Service [that of the pod]
#   SESSION_SERVER_WAIT       seconds to wait for the Service before giving up [300]
#   SESSION_SERVER_DELAY      seconds between two looks [5]
#   SERVICE_ACCOUNT_DIR       folder of the pod's credentials [/var/run/secrets/kubernetes.io/serviceaccount]

set -u

out=$1
: "${SESSION_SERVER_ADDRESS:=}"
: "${SESSION_SERVER_PORT:=}"
: "${SESSION_SERVER_WAIT:=300}"
: "${SESSION_SERVER_DELAY:=5}"
: "${SERVICE_ACCOUNT_DIR:=/var/run/secrets/kubernetes.io/serviceaccount}"

fail() {
  printf '%s\n' "error: $*" >&2
  exit 1
}

[ -r "$SERVICE_ACCOUNT_DIR/token" ] ||
  fail "session server: no service account token in $SERVICE_ACCOUNT_DIR: mount it, or set sessionServer.publicIP (and nodePort)"
: "${SESSION_SERVER_NAMESPACE:=$(cat "$SERVICE_ACCOUNT_DIR/namespace")}"
ca=$SERVICE_ACCOUNT_DIR/ca.crt
host=${KUBERNETES_SERVICE_HOST:-kubernetes.default.svc}
case $host in
  *:*) host="[$host]" ;;
esac
url=https://$host:${KUBERNETES_SERVICE_PORT:-443}/api/v1/namespaces/$SESSION_SERVER_NAMESPACE/services/$SESSION_SERVER_SERVICE

# Neither gets the token as an argument, because every process can see those; wget wants it in a regular file. It is read
# anew each time, because it is renewed while we wait.
fetch_with_curl() {
  printf 'header = "Authorization: Bearer %s"\n' "$(cat "$SERVICE_ACCOUNT_DIR/token")" |
    curl --config - --silent --show-error --fail --max-time 10 --cacert "$ca" "$url"
}

fetch_with_wget() {
  (umask 077 && printf 'header = Authorization: Bearer %s\n' "$(cat "$SERVICE_ACCOUNT_DIR/token")" >"$out.wgetrc")
  wget --config="$out.wgetrc" --no-verbose --tries=1 --timeout=10 --ca-certificate="$ca" --output-document=- "$url"
  fetched=$?
  rm -f "$out.wgetrc"
  return "$fetched"
}

# Prints the first value of key $1 behind the last place where $2 is named, from the Service in $service.
look_up() {
  printf '%s\n' "$service" | LC_ALL=C awk -v key="\"$1\"" -v section="\"$2\"" '
    { text = text " " $0 }
    END {
      while ((at = index(text, section)) > 0) {
        text = substr(text, at + length(section))
        found = 1
      }
      if (found && match(text, key "[ \t]*:[ \t]*(\"[^\"]*\"|[0-9]+)")) {
        value = substr(text, RSTART + length(key), RLENGTH - length(key))
        gsub(/[ \t":]/, "", value)
        print value
      }
    }'
}

if command -v curl >/dev/null 2>&1; then
  fetch=fetch_with_curl
elif wget --help 2>&1 | grep -q -e --ca-certificate; then
  fetch=fetch_with_wget
else
  # The wget of busybox does not verify certificates and would give the token to anyone.
  fail 'session server: neither curl nor GNU wget is in this image: set sessionServer.publicIP (and nodePort)'
fi

waited=0
while :; do
  if service=$($fetch); then
    [ -n "$SESSION_SERVER_ADDRESS" ] || SESSION_SERVER_ADDRESS=$(look_up hostname loadBalancer)
    [ -n "$SESSION_SERVER_ADDRESS" ] || SESSION_SERVER_ADDRESS=$(look_up ip loadBalancer)
    [ -n "$SESSION_SERVER_PORT" ] || SESSION_SERVER_PORT=$(look_up nodePort ports)
    [ -z "$SESSION_SERVER_ADDRESS" ] || [ -z "$SESSION_SERVER_PORT" ] || break
    echo "session server: Service $SESSION_SERVER_SERVICE has no external address or port yet" >&2
  else
    echo "session server: could not read Service $SESSION_SERVER_SERVICE" >&2
  fi
  [ "$waited" -lt "$SESSION_SERVER_WAIT" ] ||
    fail "session server: no address from Service $SESSION_SERVER_SERVICE within $SESSION_SERVER_WAIT seconds: does the cluster provide load balancers, and may this pod's service account read the Service?"
  sleep "$SESSION_SERVER_DELAY"
  waited=$((waited + SESSION_SERVER_DELAY))
done
printf '%s\n' "$SESSION_SERVER_ADDRESS" "$SESSION_SERVER_PORT" >"$out"
