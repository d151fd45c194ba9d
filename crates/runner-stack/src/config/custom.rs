//! The custom executor.

use crate::model::{Count, table};

table! {
    /// Custom executor settings.
    pub struct Custom {
        /// Program that prints job configuration.
        config_exec: String = { default: r#""""#, since: "12.1" },
        /// Arguments of that program.
        config_args: Vec<String> = { since: "12.1" },
        /// Its time limit in seconds.
        config_exec_timeout: Count = { default: "3600", since: "12.1" },
        /// Program that prepares the environment.
        prepare_exec: String = { default: r#""""#, since: "12.1" },
        /// Arguments of that program.
        prepare_args: Vec<String> = { since: "12.1" },
        /// Its time limit in seconds.
        prepare_exec_timeout: Count = { default: "3600", since: "12.1" },
        /// Program that runs job scripts.
        run_exec: String = { default: r#""""#, since: "12.1", required: true },
        /// Arguments of that program.
        run_args: Vec<String> = { since: "12.1" },
        /// Program that cleans up.
        cleanup_exec: String = { default: r#""""#, since: "12.1" },
        /// Arguments of that program.
        cleanup_args: Vec<String> = { since: "12.1" },
        /// Its time limit in seconds.
        cleanup_exec_timeout: Count = { default: "3600", since: "12.1" },
        /// Seconds between the termination signal and a kill.
        graceful_kill_timeout: Count = { default: "600", since: "12.1" },
        /// Seconds to wait after a kill.
        force_kill_timeout: Count = { default: "10 in code (documentation says 600)", since: "12.1" },
    }
}
