//! Hooks of the build container.

use crate::model::{Port, table};

table! {
    /// Lifecycle hooks set on every build, helper and service container.
    pub struct ContainerLifecycle {
        /// Hook after container start.
        post_start: Hook = { since: "14.2" },
        /// Hook before container stop.
        pre_stop: Hook = { since: "14.2" },
    }

    /// Hook after container start.
    pub struct Hook {
        /// Command hook.
        /// Set exactly one of exec, http_get and tcp_socket; the runner does not check this, the API server does.
        exec: ExecAction = { since: "14.2" },
        /// HTTP hook.
        http_get: HttpGetAction = { since: "14.2" },
        /// TCP hook.
        tcp_socket: TcpSocketAction = { since: "14.2" },
    }

    /// Command hook.
    pub struct ExecAction {
        /// Command and arguments; no shell is involved.
        command: Vec<String> = { since: "14.2", required: true },
    }

    /// HTTP hook.
    pub struct HttpGetAction {
        /// Host to call.
        host: String = { default: "pod IP", since: "14.2" },
        /// Extra request headers.
        http_headers: Vec<HttpHeader> = { since: "14.2" },
        /// Request path.
        path: String = { default: r#""""#, since: "14.2" },
        /// Port number.
        port: Port = { default: "0", since: "14.2", required: true },
        /// URL scheme.
        scheme: String = { default: "HTTP", since: "14.2", one_of: &["HTTP", "HTTPS"] },
    }

    /// Extra request headers.
    pub struct HttpHeader {
        /// Header name.
        name: String = { default: r#""""#, since: "14.2", required: true },
        /// Header value.
        value: String = { default: r#""""#, since: "14.2", required: true },
    }

    /// TCP hook.
    pub struct TcpSocketAction {
        /// Host to connect to.
        host: String = { default: "pod IP", since: "14.2" },
        /// Port number.
        port: Port = { default: "0", since: "14.2", required: true },
    }
}
