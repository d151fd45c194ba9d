//! The SSH connection of the ssh, parallels and virtualbox executors.

use crate::model::table;

table! {
    /// SSH connection settings (ssh, parallels, virtualbox).
    pub struct Ssh {
        /// Login name.
        user: String = { default: r#""""#, since: "16.11" },
        /// Login password.
        password: String = { default: r#""""#, since: "16.11", secret: true, from: "password" },
        /// Target host.
        host: String = { default: r#""""#, since: "16.11" },
        /// Target port, as a string.
        port: String = { default: "22", since: "16.11" },
        /// Unencrypted private key file.
        identity_file: String = { default: r#""""#, since: "16.11" },
        /// Accepts unknown host keys.
        disable_strict_host_key_checking: bool = { default: "false", since: "16.11" },
        /// known_hosts file to use.
        known_hosts_file: String = { default: "~/.ssh/known_hosts", since: "16.11" },
    }
}
