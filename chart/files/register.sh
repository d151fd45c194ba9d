# shellcheck shell=sh disable=SC2154 # config_dir and runner are the entrypoint's
# Register mode, read by the entrypoint: each runner is registered once, after the global options have been written.
# `gitlab-runner register` keeps the options it finds and appends one [[runners]] entry per call.
#
# Per runner <n>, counted from 0, in REGISTER_DIR
#   register-<n>.args    one argument of `gitlab-runner register` per line, as --option=value; --config,
#                        --template-config and the token are added here
#   template-<n>.toml    optional template with exactly one [[runners]] entry; may have placeholders
# and in SECRETS_DIR runners/<n>/token or runners/<n>/registration-token; a single runner may have runner-token or
# runner-registration-token instead, or without any file CI_SERVER_TOKEN or REGISTRATION_TOKEN in the environment. Tokens
# travel by environment: every process can see arguments.

: "${REGISTER_ATTEMPTS:=30}"
: "${REGISTER_DELAY:=5}"

# A Secret made for the official chart may hold a registration token beside an empty runner-token. Only the pod can see
# that, so the chart adds this file in config mode where it may be so, and config.toml serves as the registration's template.
adopt_registration_token() {
  token_line='"@@secret:runner-token@@"'
  if [ "$START_MODE" = register ] || ! grep -q "$token_line" "$CONFIG_TEMPLATE"; then
    return 0
  fi
  if has_text runner-token || ! has_text runner-registration-token; then
    return 0
  fi
  say 'runner-token is empty: registering with runner-registration-token'
  adopted=$config_dir/.registration
  if ! {
    mkdir -p "$adopted" &&
      cp "$REGISTER_DIR/register-0.args" "$adopted/" &&
      grep -v "$token_line" "$CONFIG_TEMPLATE" >"$adopted/template-0.toml" &&
      awk '/^[ \t]*\[\[[ \t]*runners[ \t]*\]\]/ { exit } { print }' "$CONFIG_TEMPLATE" >"$adopted/config.toml"
  }; then
    fail "could not write $adopted"
  fi
  START_MODE=register REGISTER_DIR=$adopted CONFIG_TEMPLATE=$adopted/config.toml
}

# Reports everything that is missing at once, before anything is written or sent.
check_registration() {
  complete=0
  set -- "$CONFIG_TEMPLATE"
  for n in $(runner_numbers 0); do
    if [ ! -r "$REGISTER_DIR/register-$n.args" ]; then
      printf '%s\n' "error: $REGISTER_DIR/register-$n.args is missing: mount the ConfigMap of the chart" >&2
      complete=1
    fi
    [ ! -e "$REGISTER_DIR/template-$n.toml" ] || set -- "$@" "$REGISTER_DIR/template-$n.toml"
  done
  for n in $(runner_numbers 0); do
    path=$(token_path "$n")
    [ -z "$path" ] || printf '"@@secret:%s@@"\n' "$path"
  done | render "$@" - >/dev/null || complete=1
  return "$complete"
}

register_runners() {
  [ -s "$CONFIG_FILE" ] || render_to "$CONFIG_FILE" "$CONFIG_TEMPLATE"
  # A restarted container finds its earlier registrations here; doing them again would leave ghost runners in GitLab.
  registered=$(grep -c '^[[:space:]]*\[\[runners\]\]' "$CONFIG_FILE")
  [ "$registered" = 0 ] || say "already registered: $registered of $RUNNER_COUNT"
  [ "$RUNNER_COUNT" != 1 ] || export_cache_keys
  for n in $(runner_numbers "$registered"); do
    register_runner "$n"
  done
}

register_runner() {
  path=$(token_path "$1")
  token=${CI_SERVER_TOKEN:-}
  [ -z "$path" ] || token=$(secret_value "$path") || exit 1
  template=$REGISTER_DIR/template-$1.toml
  rendered=$config_dir/.template-$1.toml
  variable=CI_SERVER_TOKEN
  server_side=''
  case "$path:$token" in
    # GitLab refuses these options together with an authentication token, whose runner has its own on the server.
    *:glrt-*) server_side='locked access-level run-untagged maximum-timeout paused tag-list maintenance-note' ;;
    *registration-token:*) variable=REGISTRATION_TOKEN ;;
  esac

  set -- "$1" "$runner" register --non-interactive --config "$CONFIG_FILE"
  while IFS= read -r line || [ -n "$line" ]; do
    option=${line%%=*}
    case " $server_side " in
      *" ${option#--} "*) say "option $option is ignored: the runner of an authentication token has it in GitLab" ;;
      *) [ -z "$line" ] || set -- "$@" "$line" ;;
    esac
  done <"$REGISTER_DIR/register-$1.args"
  if [ -e "$template" ]; then
    render_to "$rendered" "$template"
    set -- "$@" --template-config "$rendered"
  fi
  number=$(($1 + 1))
  shift
  [ -z "$server_side" ] || set -- env -u REGISTER_LOCKED -u REGISTER_ACCESS_LEVEL -u REGISTER_RUN_UNTAGGED \
    -u REGISTER_MAXIMUM_TIMEOUT -u REGISTER_PAUSED -u RUNNER_TAG_LIST -u REGISTER_MAINTENANCE_NOTE "$@"

  [ -z "$path" ] || export "$variable=$token"
  attempt=1
  while :; do
    say "registering runner $number of $RUNNER_COUNT, attempt $attempt of $REGISTER_ATTEMPTS"
    # `register` undoes a half-finished registration on SIGINT.
    supervise INT TERM "$@" && break
    leave_if_stopping
    if [ "$attempt" -ge "$REGISTER_ATTEMPTS" ]; then
      rm -f "$rendered"
      fail "runner $number could not be registered in $attempt attempts: see the messages of gitlab-runner above"
    fi
    attempt=$((attempt + 1))
    supervise TERM KILL sleep "$REGISTER_DELAY"
    leave_if_stopping
  done
  [ -z "$path" ] || unset "$variable"
  unset token
  rm -f "$rendered"
  leave_if_stopping
}

# The official chart hands over these keys of its cache Secret in the same way, each pair only when complete.
export_cache_keys() {
  export_pair accesskey CACHE_S3_ACCESS_KEY secretkey CACHE_S3_SECRET_KEY
  export_pair gcs-access-id CACHE_GCS_ACCESS_ID gcs-private-key CACHE_GCS_PRIVATE_KEY
  export_pair azure-account-name CACHE_AZURE_ACCOUNT_NAME azure-account-key CACHE_AZURE_ACCOUNT_KEY
}

export_pair() {
  [ -f "$SECRETS_DIR/$1" ] && [ -f "$SECRETS_DIR/$3" ] || return 0
  first=$(secret_value "$1") && second=$(secret_value "$3") || exit 1
  export "$2=$first" "$4=$second"
}

# The path, relative to SECRETS_DIR, of the token of runner $1: the first that is not blank, else the usual one, or nothing
# when the environment has the token of a single runner.
token_path() {
  set -- "runners/$1/token" "runners/$1/registration-token"
  [ "$RUNNER_COUNT" != 1 ] || set -- runner-token runner-registration-token "$@"
  usual=$1
  [ "$RUNNER_COUNT" != 1 ] || [ -z "${CI_SERVER_TOKEN:-}${REGISTRATION_TOKEN:-}" ] || usual=''
  for candidate; do
    if has_text "$candidate"; then
      usual=$candidate
      break
    fi
  done
  printf '%s\n' "$usual"
}

# has_text PATH: whether this file in SECRETS_DIR holds more than white space.
has_text() { grep -q '[^[:space:]]' "$SECRETS_DIR/$1" 2>/dev/null; }

secret_value() {
  printf '"@@secret:%s@@"\n' "$1" | LC_ALL=C RENDER_RAW=1 awk -f "$SCRIPTS_DIR/render-config.awk"
}

# Counts from $1 up to the last runner.
runner_numbers() {
  i=$1
  while [ "$i" -lt "$RUNNER_COUNT" ]; do
    printf '%s\n' "$i"
    i=$((i + 1))
  done
}
