//! The global section.

use std::collections::BTreeMap;

use super::runner::Runner;
use super::usage_logger::Experimental;
use crate::model::{Count, Duration, Positive, table};

table! {
    /// The whole of `config.toml`.
    pub struct Config {
        /// Bind address of the built-in HTTP server that exposes Prometheus metrics, debug, pprof and readiness endpoints.
        /// Port 9252 is appended when only a host is given. Overridden by --listen-address / $LISTEN_ADDRESS on
        /// `run`. Changing it needs a process restart. A syntactically invalid value is only logged as an error and
        /// metrics stay off; a bind failure is fatal.
        listen_address: String = { default: r#""" (server off)"# },
        /// Settings for the TLS endpoint used by interactive web terminals and service proxying; applies to the whole process.
        session_server: SessionServer,
        /// Key/value labels every runner entry inherits; a runner's own labels win on the same key.
        /// Load fails when a key does not match `^[a-zA-Z0-9_][a-zA-Z0-9._-]{2,64}$` (so 3..65 characters), a value
        /// does not match `^[a-zA-Z0-9._-]{1,256}$`, or more than 32 labels remain after merging global and runner
        /// labels.
        labels: BTreeMap<String, String> = { since: "18.5" },
        /// Upper bound on jobs running at once in this process over all runner entries.
        /// An explicit value below 1 makes `run` exit with a fatal error. A smaller value than the number of
        /// `[[runners]]` entries triggers a warning.
        concurrent: Positive = { default: "1 (when the key is absent)" },
        /// Seconds between polling rounds for new jobs; divided by the number of runner entries to get the pause between requests.
        check_interval: Count = { default: "3 (also used for 0 or negative)" },
        /// Minimum severity of the process log.
        /// --log-level/$LOG_LEVEL and --debug win. An unknown value stops startup; on reload it is reported as a
        /// failed reload.
        log_level: String = { default: "info", one_of: &["panic", "fatal", "error", "warn", "warning", "info", "debug", "trace"] },
        /// Output style of the process log.
        /// --log-format/$LOG_FORMAT win. Unknown value stops startup.
        log_format: String = { default: "runner", one_of: &["runner", "text", "json"] },
        /// OS account for the shell executor's scripts.
        /// Dead on `run`: every (re)load overwrites it with the --user flag, so the file value never takes effect.
        user: String = { default: r#""""#, ineffective: true },
        /// One entry per runner (GitLab URL + authentication token + executor settings).
        runners: Vec<Runner>,
        /// Sentry endpoint that receives system-level errors of the process.
        /// Environment fallback is used verbatim without expansion.
        sentry_dsn: String = { default: "$SENTRY_DSN if set, else off", secret: true, from: "sentry-dsn" },
        /// How long a kept-alive TLS connection to GitLab may be reused before it is re-established.
        /// Zero or negative means no limit. A bare integer is read as NANOSECONDS.
        connection_max_age: Duration = { default: "15m", since: "16.9" },
        /// Process-wide settings of the docker+machine provider.
        machine: GlobalMachine = { since: "18.10" },
        /// Container for process-wide settings without compatibility promise.
        experimental: Experimental = { since: "17.9" },
        /// Seconds a forceful stop may take before the process exits anyway; also bounds executor-provider shutdown.
        shutdown_timeout: Count = { default: "30 (also used for 0 or negative)", since: "15.6" },
    }

    /// Settings for the TLS endpoint used by interactive web terminals and service proxying; applies to the whole
    /// process.
    pub struct SessionServer {
        /// host:port the session server binds to; leaving it empty turns the feature off.
        /// No URL scheme allowed; failure to start is fatal. Needs a restart to change.
        listen_address: String = { default: r#""" (off)"# },
        /// host:port that GitLab is told to use when it calls back to this runner's session server.
        /// Must not carry http:// or https:// (startup fails with 'url not valid, scheme defined'). The host part
        /// ends up in the self-signed certificate.
        advertise_address: String = { default: "value of listen_address" },
        /// Seconds an attached session may stay open after its job is done (the job is held open meanwhile).
        session_timeout: Count = { default: "1800" },
    }

    /// Process-wide settings of the docker+machine provider.
    pub struct GlobalMachine {
        /// Controls removal of idle docker-machine VMs while the process is stopping.
        shutdown_drain: ShutdownDrain = { since: "18.10" },
    }

    /// Controls removal of idle docker-machine VMs while the process is stopping.
    pub struct ShutdownDrain {
        /// Turns the removal of idle machines at shutdown on.
        enabled: bool = { default: "false", since: "18.10" },
        /// How many machines are removed in parallel during the drain.
        concurrency: Count = { default: "3", since: "18.10" },
        /// Attempts per machine before the drain gives up on it.
        max_retries: Count = { default: "3", since: "18.10" },
        /// Base pause between drain attempts.
        retry_backoff: Duration = { default: "5s", since: "18.10" },
    }
}
