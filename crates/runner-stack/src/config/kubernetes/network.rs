//! Name resolution of job pods.

use crate::model::table;

table! {
    /// Extra /etc/hosts lines of job pods.
    pub struct HostAlias {
        /// Address.
        ip: String = { default: r#""""#, since: "13.7", required: true },
        /// Host names for the address.
        hostnames: Vec<String> = { since: "13.7", required: true },
    }

    /// Resolver settings of job pods.
    pub struct DnsConfig {
        /// DNS server addresses.
        nameservers: Vec<String> = { since: "13.7" },
        /// Resolver options.
        options: Vec<DnsOption> = { since: "13.7" },
        /// Search domains.
        searches: Vec<String> = { since: "13.7" },
    }

    /// Resolver options.
    pub struct DnsOption {
        /// Option name.
        name: String = { default: r#""""#, since: "13.7", required: true },
        /// Option value, always a string.
        value: String = { default: "unset", since: "13.7" },
    }
}
