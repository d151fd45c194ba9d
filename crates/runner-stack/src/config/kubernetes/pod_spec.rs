//! Patches of the job pod.

use crate::model::table;

table! {
    /// Patches applied in order to the generated pod spec.
    pub struct PodSpecPatch {
        /// Label for the patch in error messages.
        name: String = { default: r#""""#, since: "15.10" },
        /// File with the patch on the runner manager.
        /// Read for every job; setting patch as well is an error.
        patch_path: String = { default: r#""""#, since: "15.10" },
        /// Patch text in YAML or JSON.
        patch: String = { default: r#""""#, since: "15.10" },
        /// Patch strategy.
        /// Checked at job time only.
        patch_type: String = { default: "strategic", since: "15.10", one_of: &["strategic", "merge", "json"] },
    }
}
