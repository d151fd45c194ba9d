#!/bin/sh
# Starts GitLab Runner in its container: writes config.toml from the mounted template and secrets (or registers the
# runners), then runs `gitlab-runner` until it is told to stop. POSIX sh; needs nothing beyond busybox. Writes only to
# the folder of CONFIG_FILE, which is to be a memory-backed volume.
#
# Environment (default in brackets)
#   CONFIG_TEMPLATE         config.toml with placeholders; in register mode its global part only [/configmaps/config.toml]
#   CONFIG_FILE             config.toml to write [root: /etc/gitlab-runner/config.toml,
#                           else /home/gitlab-runner/.gitlab-runner/config.toml]
#   SECRETS_DIR             folder that placeholder paths are relative to [/secrets]
#   SCRIPTS_DIR             folder of the files beside this one [the folder of this script]
#   START_MODE              `config`: run with the written config.toml; `register`: register the runners first [config]
#   RUNNER_COUNT            register mode: number of runners [1]
#   REGISTER_DIR            register mode: folder of register-<n>.args and template-<n>.toml [SCRIPTS_DIR]
#   REGISTER_ATTEMPTS       register mode: attempts per runner [30]
#   REGISTER_DELAY          register mode: seconds between attempts [5]
#   UNREGISTER_RUNNERS      `true`: unregister after a requested stop, once the jobs have finished [false]
#   PRE_ENTRYPOINT_SCRIPT   script to run before the runner, with bash if there is one [SCRIPTS_DIR/pre-entrypoint-script]
#   WORKING_DIRECTORY       --working-directory of the runner [/home/gitlab-runner]
#   RUN_USER                --user of the runner; not passed when empty []
#   IMAGE_ENTRYPOINT        the image's own start script, used by root because it installs CA certificates [/entrypoint]
#   SESSION_SERVER_SERVICE  Service to read a missing address or port from; no lookup when empty []
#   SESSION_SERVER_ADDRESS  what stands for SESSION_SERVER_ADDRESS in advertise_address []
#   SESSION_SERVER_PORT     what stands for SESSION_SERVER_PORT in advertise_address []
#   STOP_REPEAT             seconds until the second stop signal, see `supervise` [5]
# register-the-runner, session-server and check-live, in the same folder, name what else they read.
#
# Placeholders are described in render-config.awk. A pod that is told to stop (SIGTERM, SIGQUIT or SIGINT) always stops
# gracefully: the runner gets SIGQUIT and finishes its jobs, and its exit code becomes the container's.

set -u

: "${CONFIG_TEMPLATE:=/configmaps/config.toml}"
: "${SECRETS_DIR:=/secrets}"
: "${SCRIPTS_DIR:=${0%/*}}"
: "${START_MODE:=config}"
: "${RUNNER_COUNT:=1}"
: "${REGISTER_DIR:=$SCRIPTS_DIR}"
: "${UNREGISTER_RUNNERS:=false}"
: "${PRE_ENTRYPOINT_SCRIPT:=$SCRIPTS_DIR/pre-entrypoint-script}"
: "${WORKING_DIRECTORY:=/home/gitlab-runner}"
: "${RUN_USER:=}"
: "${IMAGE_ENTRYPOINT:=/entrypoint}"
: "${SESSION_SERVER_SERVICE:=}"
: "${SESSION_SERVER_ADDRESS:=}"
: "${SESSION_SERVER_PORT:=}"
: "${STOP_REPEAT:=5}"

uid=$(id -u)
if [ "$uid" = 0 ]; then
  : "${CONFIG_FILE:=/etc/gitlab-runner/config.toml}"
else
  : "${CONFIG_FILE:=/home/gitlab-runner/.gitlab-runner/config.toml}"
fi
config_dir=${CONFIG_FILE%/*}
export SECRETS_DIR CONFIG_FILE SESSION_SERVER_SERVICE SESSION_SERVER_ADDRESS SESSION_SERVER_PORT
# Pre-entrypoint scripts written for the official chart find the configuration through this name.
export CONFIG_PATH_FOR_INIT="$config_dir/"

say() { printf '%s\n' "entrypoint: $*" >&2; }

fail() {
  printf '%s\n' "error: $*" >&2
  exit 1
}

# --- Child processes and signals ------------------------------------------------------------------------------------

child='' first_signal='' second_signal='' stopping='' interrupted=''

# dumb-init sends a signal to its child's whole process group, and the runner takes SIGTERM after SIGQUIT as an order to
# abort its jobs. In a session of its own it only gets what this script sends.
isolate=''
if command -v setsid >/dev/null 2>&1; then
  isolate=setsid
elif [ -n "${BASH_VERSION:-}" ]; then
  set -m
else
  say 'warning: no setsid in this image, a SIGTERM to the process group may abort running jobs'
fi

send_stop() {
  [ "$first_signal" != QUIT ] || say 'told to stop: the runner takes no new jobs and ends when the running ones have'
  kill -s "$first_signal" "$child" 2>/dev/null
  # A process in its first moments ignores SIGQUIT and SIGINT, as every background process of a shell does.
  (sleep "$STOP_REPEAT" && kill -s "$second_signal" "$child") </dev/null >/dev/null 2>&1 &
}

# shellcheck disable=SC2329 # called by trap
on_stop() {
  interrupted=1
  [ -z "$stopping" ] || return 0
  stopping=1
  [ -z "$child" ] || send_stop
}

# shellcheck disable=SC2329 # called by trap
on_reload() {
  interrupted=1
  [ "$first_signal" != QUIT ] || [ -z "$child" ] || kill -s HUP "$child" 2>/dev/null
}

trap 'on_stop' TERM QUIT INT
trap 'on_reload' HUP

# supervise SIGNAL SECOND COMMAND...: runs COMMAND and returns its exit code; when the pod is told to stop meanwhile,
# COMMAND gets SIGNAL, and a few seconds later SECOND.
supervise() {
  first_signal=$1 second_signal=$2
  shift 2
  [ -z "$stopping" ] || return 143
  $isolate "$@" </dev/null &
  child=$!
  [ -z "$stopping" ] || send_stop
  status=127
  while :; do
    interrupted=''
    wait "$child"
    waited=$?
    # 127: the child was already waited for when a signal interrupted this loop, and `status` is its exit code.
    [ "$waited" = 127 ] || status=$waited
    [ -n "$interrupted" ] || break
  done
  child=''
  return "$status"
}

# leave STATUS: the only way out once something may be registered.
leave() {
  if [ -n "$stopping" ] && [ "$UNREGISTER_RUNNERS" = true ] && [ -s "$CONFIG_FILE" ]; then
    say 'unregistering the runners'
    $isolate "$runner" unregister --all-runners --config "$CONFIG_FILE" </dev/null ||
      say 'warning: unregistering failed, GitLab may still list these runners'
    # A restarted container starts over instead of counting what is left.
    rm -f "$CONFIG_FILE"
  fi
  exit "$1"
}

# A stop before the runner has started loses nothing, hence success.
leave_if_stopping() {
  [ -z "$stopping" ] || {
    say 'told to stop before the runner started'
    leave 0
  }
}

# --- Configuration --------------------------------------------------------------------------------------------------

# render [FILE...]: fills in placeholders, from the files or standard input to standard output.
render() { LC_ALL=C awk -f "$SCRIPTS_DIR/render-config.awk" -- "$@"; }

# render_to FILE TEMPLATE: the file appears complete or not at all, and only its owner can read it.
render_to() {
  if ! (umask 077 && render "$2" >"$1.new" && mv -f "$1.new" "$1"); then
    rm -f "$1.new"
    fail "could not write $1"
  fi
}

prepare_config_dir() {
  [ -d "$config_dir" ] || mkdir -p "$config_dir" 2>/dev/null
  [ -w "$config_dir" ] ||
    fail "$config_dir is not writable for user $uid: mount a memory-backed emptyDir there that this user (or fsGroup) may write to"
  [ -r "$CONFIG_TEMPLATE" ] || fail "configuration template $CONFIG_TEMPLATE is missing: mount the ConfigMap of the chart"
}

find_session_server() {
  [ -n "$SESSION_SERVER_SERVICE" ] || return 0
  [ -z "$SESSION_SERVER_ADDRESS" ] || [ -z "$SESSION_SERVER_PORT" ] || return 0
  found=$config_dir/.session-server
  supervise TERM KILL sh "$SCRIPTS_DIR/session-server" "$found"
  status=$?
  leave_if_stopping
  [ "$status" = 0 ] || exit 1
  { read -r SESSION_SERVER_ADDRESS && read -r SESSION_SERVER_PORT; } <"$found"
  rm -f "$found"
}

run_pre_entrypoint_script() {
  [ -s "$PRE_ENTRYPOINT_SCRIPT" ] || return 0
  shell='sh'
  ! command -v bash >/dev/null 2>&1 || shell='bash'
  supervise TERM KILL "$shell" "$PRE_ENTRYPOINT_SCRIPT"
  status=$?
  leave_if_stopping
  [ "$status" = 0 ] || fail "pre-entrypoint-script failed with exit code $status"
}

# --- Start ----------------------------------------------------------------------------------------------------------

case $START_MODE in
  config | register) ;;
  *) fail "START_MODE is '$START_MODE', expected 'config' or 'register'" ;;
esac

runner=gitlab-runner
if [ "$uid" = 0 ] && [ -x "$IMAGE_ENTRYPOINT" ]; then
  runner=$IMAGE_ENTRYPOINT
fi
command -v "$runner" >/dev/null 2>&1 || fail "$runner is not in this image: use an image of GitLab Runner"

# GitLab Runner takes this key file for its Google Cloud Storage cache; the second spelling is the official chart's.
for file in gcs-application-credentials-file gcs-applicaton-credentials-file; do
  if [ -z "${GOOGLE_APPLICATION_CREDENTIALS:-}" ] && [ -f "$SECRETS_DIR/$file" ]; then
    export GOOGLE_APPLICATION_CREDENTIALS="$SECRETS_DIR/$file"
  fi
done

prepare_config_dir
if [ "$START_MODE" = register ] || [ -r "$SCRIPTS_DIR/register-the-runner" ]; then
  # shellcheck source=register.sh
  . "$SCRIPTS_DIR/register-the-runner"
  adopt_registration_token
fi
if [ "$START_MODE" = register ]; then
  check_registration || exit 1
else
  render "$CONFIG_TEMPLATE" >/dev/null || exit 1
fi

find_session_server
if [ "$START_MODE" = register ]; then
  register_runners
else
  render_to "$CONFIG_FILE" "$CONFIG_TEMPLATE"
fi
run_pre_entrypoint_script
leave_if_stopping

set -- --config "$CONFIG_FILE" --working-directory "$WORKING_DIRECTORY"
[ -z "$RUN_USER" ] || set -- --user "$RUN_USER" "$@"
supervise QUIT QUIT "$runner" run "$@"
leave $?
