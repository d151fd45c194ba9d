//! What may be done with a bucket, and how long things stay there.

use super::templates::{self, fields};

/// What the runner needs of its bucket, and nothing of any other.
pub(super) fn s3_policy(bucket: &str, upload_role: Option<&str>, kms_key: &str) -> String {
    struct Context<'a> {
        bucket: &'a str,
        upload_role: &'a str,
        kms_key: &'a str,
    }
    fields! { Context<'_>: bucket, upload_role, kms_key }
    let upload_role = upload_role.unwrap_or_default();
    templates::render("s3-policy.json", &Context { bucket, upload_role, kms_key })
}

/// Expiry of Amazon's storage and of servers with its API; those do not all know unfinished uploads.
pub(super) fn s3_lifecycle(days: u32, uploads: bool) -> String {
    struct Context {
        days: u32,
        uploads: bool,
    }
    fields! { Context: days, uploads }
    templates::render("s3-lifecycle.json", &Context { days, uploads })
}

/// Expiry of Azure's storage.
pub(super) fn azure_lifecycle(container: &str, days: u32) -> String {
    struct Context<'a> {
        container: &'a str,
        days: u32,
    }
    fields! { Context<'_>: container, days }
    templates::render("azure-lifecycle.json", &Context { container, days })
}

/// Expiry of Google's storage.
pub(super) fn gcs_lifecycle(days: u32) -> String {
    struct Context {
        days: u32,
    }
    fields! { Context: days }
    templates::render("gcs-lifecycle.json", &Context { days })
}
