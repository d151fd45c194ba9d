//! Service containers of job pods.

use crate::model::table;

table! {
    /// Service containers added to every job pod.
    pub struct Service {
        /// Image of the service.
        /// An entry with an empty name is skipped by the kubernetes executor.
        name: String = { default: r#""""#, since: "12.5", required: true },
        /// Space or comma separated host names of the service.
        /// On Kubernetes the first alias that is a DNS label and unused becomes the container name, else svc-N.
        alias: String = { default: r#""""#, since: "12.9" },
        /// Replaces the image command.
        command: Vec<String> = { since: "13.6" },
        /// Replaces the image entrypoint.
        entrypoint: Vec<String> = { since: "13.6" },
        /// KEY=value strings for the service container.
        /// Items without '=' are dropped silently.
        environment: Vec<String> = { since: "15.10" },
        /// Path in the service container that survives suspend and resume.
        /// Kubernetes with FF_SUSPENDABLE_ENVIRONMENTS only; ignored when command or entrypoint is set.
        suspend_data_path: String = { default: r#""""#, since: "19.4" },
    }
}
