//! Volumes of job pods.

use std::collections::BTreeMap;

use crate::model::{Quantity, table};

table! {
    /// Volumes mounted into build, helper, init and service containers.
    pub struct Volumes {
        /// Host directories.
        host_path: Vec<HostPath>,
        /// Existing persistent volume claims.
        pvc: Vec<Pvc>,
        /// Existing config maps.
        config_map: Vec<ConfigMap>,
        /// Existing secrets.
        secret: Vec<Secret>,
        /// Scratch volumes with the pod's lifetime.
        empty_dir: Vec<EmptyDir>,
        /// Inline CSI volumes.
        csi: Vec<Csi> = { since: "13.11" },
        /// NFS exports.
        /// Decoded by hand-written code: unknown keys and wrong types inside the table are ignored without any
        /// report, keys are case-sensitive there, and missing name, mount_path, server or path stops the load.
        nfs: Vec<Nfs> = { since: "19.0" },
    }

    /// Host directories.
    pub struct HostPath {
        /// Volume name.
        name: String = { default: r#""""#, required: true },
        /// Path in the container; variables expand.
        mount_path: String = { default: r#""""#, required: true },
        /// Path inside the volume; variables expand.
        sub_path: String = { default: r#""""#, since: "13.6" },
        /// Mounts read-only.
        read_only: bool = { default: "false" },
        /// Path on the node.
        host_path: String = { default: "mount_path" },
        /// Mount propagation mode, passed through.
        mount_propagation: String = { default: "unset", since: "17.8", one_of: &["None", "HostToContainer", "Bidirectional"] },
    }

    /// Existing persistent volume claims.
    pub struct Pvc {
        /// Claim name, also the volume name; variables expand.
        name: String = { default: r#""""#, required: true },
        /// Path in the container; variables expand.
        mount_path: String = { default: r#""""#, required: true },
        /// Path inside the volume; variables expand.
        sub_path: String = { default: r#""""#, since: "13.6" },
        /// Mounts read-only.
        read_only: bool = { default: "false" },
        /// Mount propagation mode, passed through.
        mount_propagation: String = { default: "unset", since: "17.2", one_of: &["None", "HostToContainer", "Bidirectional"] },
    }

    /// Existing config maps.
    pub struct ConfigMap {
        /// Config map name, also the volume name.
        name: String = { default: r#""""#, required: true },
        /// Path in the container; variables expand.
        mount_path: String = { default: r#""""#, required: true },
        /// Path inside the volume; variables expand.
        sub_path: String = { default: r#""""#, since: "13.6" },
        /// Mounts read-only.
        read_only: bool = { default: "false" },
        /// Keys to project and their file names; other keys are left out.
        items: BTreeMap<String, String> = { default: "all keys" },
    }

    /// Existing secrets.
    pub struct Secret {
        /// Secret name, also the volume name.
        name: String = { default: r#""""#, required: true },
        /// Path in the container; variables expand.
        mount_path: String = { default: r#""""#, required: true },
        /// Path inside the volume; variables expand.
        sub_path: String = { default: r#""""#, since: "13.6" },
        /// Mounts read-only.
        read_only: bool = { default: "false" },
        /// Keys to project and their file names; other keys are left out.
        items: BTreeMap<String, String> = { default: "all keys" },
    }

    /// Scratch volumes with the pod's lifetime.
    pub struct EmptyDir {
        /// Volume name.
        name: String = { default: r#""""#, required: true },
        /// Path in the container; variables expand.
        mount_path: String = { default: r#""""#, required: true },
        /// Path inside the volume; variables expand.
        sub_path: String = { default: r#""""#, since: "13.6" },
        /// Storage medium.
        medium: String = { default: r#""" (node disk)"#, one_of: &["", "Memory"] },
        /// Size limit as a Kubernetes quantity.
        /// An unparsable quantity becomes 'no limit' with a job-log warning.
        size_limit: Quantity = { default: r#""""#, since: "16.6" },
        /// Mount propagation mode, passed through.
        mount_propagation: String = { default: "unset", since: "19.0", one_of: &["None", "HostToContainer", "Bidirectional"] },
    }

    /// Inline CSI volumes.
    pub struct Csi {
        /// Volume name.
        name: String = { default: r#""""#, since: "13.11", required: true },
        /// Path in the container; variables expand.
        mount_path: String = { default: r#""""#, since: "13.11", required: true },
        /// Path inside the volume; variables expand.
        sub_path: String = { default: r#""""#, since: "13.11" },
        /// CSI driver name.
        driver: String = { default: r#""""#, since: "13.11", required: true },
        /// File system type; empty lets the driver choose.
        fs_type: String = { default: r#""""#, since: "13.11" },
        /// Mounts read-only.
        read_only: bool = { default: "false", since: "13.11" },
        /// Driver specific attributes.
        volume_attributes: BTreeMap<String, String> = { since: "13.11" },
    }

    /// NFS exports.
    pub struct Nfs {
        /// Volume name.
        name: String = { default: r#""""#, since: "19.0", required: true },
        /// Path in the container; variables expand.
        mount_path: String = { default: r#""""#, since: "19.0", required: true },
        /// Path inside the volume; variables expand.
        sub_path: String = { default: r#""""#, since: "19.0" },
        /// NFS server.
        server: String = { default: r#""""#, since: "19.0", required: true },
        /// Exported path.
        path: String = { default: r#""""#, since: "19.0", required: true },
        /// Mounts read-only.
        /// A non-boolean value is treated as false without error.
        read_only: bool = { default: "false", since: "19.0" },
    }
}
