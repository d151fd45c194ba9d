#!/bin/sh
# Liveness probe: `check-live [SECONDS]` fails when GitLab has refused a runner of this pod, or when the runner process is
# gone. What restarting cannot mend is no failure: a start that is still under way, a GitLab that does not answer within
# SECONDS (default: VERIFY_TIMEOUT, else 3) or cannot be reached. Also reads CONFIG_FILE and RUNNER_COUNT.

set -u

seconds=${1:-${VERIFY_TIMEOUT:-3}}
if [ -z "${CONFIG_FILE:-}" ]; then
  CONFIG_FILE=/home/gitlab-runner/.gitlab-runner/config.toml
  [ "$(id -u)" != 0 ] || CONFIG_FILE=/etc/gitlab-runner/config.toml
fi

registered=$(grep -c '^[[:space:]]*\[\[runners\]\]' "$CONFIG_FILE" 2>/dev/null)
if [ "${registered:-0}" -lt "${RUNNER_COUNT:-1}" ]; then
  echo 'check-live: still starting' >&2
  exit 0
fi

if ! pgrep -f 'gitlab.*runner' >/dev/null; then
  echo 'check-live: no gitlab-runner process' >&2
  exit 1
fi

# An empty --url selects every entry; older versions would otherwise only take those of $CI_SERVER_URL.
output=$(timeout "$seconds" gitlab-runner verify --config "$CONFIG_FILE" --url= 2>&1)
status=$?
case $status in
  0) ;;
  # 124 from the timeout of coreutils; 143 (128 + SIGTERM) from that of busybox, which passes on how the command ended.
  124 | 143)
    echo "check-live: no answer within $seconds s" >&2
    exit 0
    ;;
  *)
    printf '%s\n' "$output" >&2
    exit "$status"
    ;;
esac

# `verify` also succeeds when GitLab could not be asked.
case $output in
  *'is alive'* | *'is valid'*) ;;
  *) echo 'check-live: GitLab could not be asked' >&2 ;;
esac
