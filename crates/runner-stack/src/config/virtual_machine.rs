//! The parallels and virtualbox executors.

use crate::model::table;

table! {
    /// Parallels executor settings.
    pub struct Parallels {
        /// VM to clone.
        base_name: String = { default: r#""""#, required: true },
        /// Name of the linked template.
        template_name: String = { default: r#""""# },
        /// Destroys VMs instead of using snapshots.
        disable_snapshots: bool = { default: "false" },
        /// NTP server for guests.
        time_server: String = { default: "time.apple.com" },
        /// Regular expressions of VM names a job may choose.
        allowed_images: Vec<String> = { since: "14.2" },
    }

    /// VirtualBox executor settings.
    pub struct VirtualBox {
        /// VM to clone.
        base_name: String = { default: r#""""#, required: true },
        /// Snapshot to clone from.
        base_snapshot: String = { default: r#""""# },
        /// Folder for cloned VMs.
        base_folder: String = { default: r#""""#, since: "13.7" },
        /// Destroys VMs instead of using snapshots.
        disable_snapshots: bool = { default: "false" },
        /// Regular expressions of VM names a job may choose.
        allowed_images: Vec<String> = { since: "14.2" },
        /// Front-end type used to start the VM.
        start_type: String = { default: "headless", since: "15.7", one_of: &["headless", "gui", "separate"] },
    }
}
