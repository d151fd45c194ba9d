//! Security contexts of job pods and their containers.

use crate::model::{Count, table};

table! {
    /// Pod-level security context.
    pub struct PodSecurityContext {
        /// Group that owns mounted volumes.
        fs_group: Count = { default: "unset" },
        /// Primary group ID for all containers.
        run_as_group: Count = { default: "unset" },
        /// Refuses to start containers as root.
        run_as_non_root: bool = { default: "unset" },
        /// User ID for all containers.
        run_as_user: Count = { default: "unset" },
        /// Additional group IDs.
        supplemental_groups: Vec<i64>,
        /// SELinux type label.
        selinux_type: String = { default: r#""""#, since: "15.3" },
        /// Seccomp profile of the pod.
        seccomp_profile: SeccompProfile = { since: "18.11" },
        /// AppArmor profile of the pod.
        /// Needs Kubernetes 1.30 or newer.
        app_armor_profile: AppArmorProfile = { since: "18.11" },
    }

    /// Security context of the init-permissions container.
    pub struct ContainerSecurityContext {
        /// Linux capabilities of the container.
        /// A list given here replaces the one computed from cap_add / cap_drop (including the default NET_RAW drop).
        capabilities: Capabilities = { since: "14.5" },
        /// Privileged flag of this container.
        privileged: bool = { default: "kubernetes.privileged", since: "14.5" },
        /// User ID of this container.
        run_as_user: Count = { default: "unset", since: "14.5" },
        /// Group ID of this container.
        run_as_group: Count = { default: "unset", since: "14.5" },
        /// Refuses to start this container as root.
        run_as_non_root: bool = { default: "unset", since: "14.5" },
        /// Mounts the root file system read-only.
        read_only_root_filesystem: bool = { default: "unset", since: "14.5" },
        /// allowPrivilegeEscalation of this container.
        allow_privilege_escalation: bool = { default: "kubernetes.allow_privilege_escalation", since: "14.5" },
        /// SELinux type label of this container.
        selinux_type: String = { default: r#""""#, since: "15.3" },
        /// /proc mount type.
        /// Case-insensitive after trimming; an invalid value is logged and left out.
        proc_mount: String = { default: r#""""#, since: "15.9", one_of: &["default", "unmasked"], ignore_case: true },
        /// Seccomp profile of this container.
        seccomp_profile: SeccompProfile = { since: "18.11" },
        /// AppArmor profile of this container.
        /// Needs Kubernetes 1.30 or newer.
        app_armor_profile: AppArmorProfile = { since: "18.11" },
    }

    /// Linux capabilities of the container.
    pub struct Capabilities {
        /// Capabilities to add, without the CAP_ prefix.
        add: Vec<String> = { since: "14.5" },
        /// Capabilities to drop.
        /// An empty list counts as unset.
        drop: Vec<String> = { since: "14.5" },
    }

    /// Seccomp profile of the pod.
    pub struct SeccompProfile {
        /// Kind of seccomp profile.
        /// An invalid value is logged and the profile is left out (fails open).
        r#type ("type"): String = { default: r#""""#, since: "18.11", one_of: &["RuntimeDefault", "Localhost", "Unconfined"] },
        /// Profile path on the node, needed for Localhost.
        /// When missing with Localhost the whole profile is left out (error line only).
        localhost_profile: String = { default: r#""""#, since: "18.11" },
    }

    /// AppArmor profile of the pod.
    pub struct AppArmorProfile {
        /// Kind of AppArmor profile.
        /// An invalid value is logged and the profile is left out (fails open).
        r#type ("type"): String = { default: r#""""#, since: "18.11", one_of: &["RuntimeDefault", "Localhost", "Unconfined"] },
        /// Profile name on the node, needed for Localhost.
        /// When missing with Localhost the whole profile is left out (error line only).
        localhost_profile: String = { default: r#""""#, since: "18.11" },
    }
}
