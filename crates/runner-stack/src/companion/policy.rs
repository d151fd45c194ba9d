//! What may be done with a bucket, and how long things stay there.

use serde::Serialize;

use super::templates;

/// What the runner needs of its bucket, and nothing of any other.
pub(super) fn s3_policy(bucket: &str, upload_role: Option<&str>, kms_key: &str) -> String {
    /// Names as policies have them, or empty texts.
    #[derive(Serialize)]
    struct Context<'a> {
        bucket: String,
        objects: String,
        upload_role: &'a str,
        kms_key: &'a str,
    }
    let bucket = format!("arn:aws:s3:::{bucket}");
    let context = Context {
        objects: format!("{bucket}/*"),
        bucket,
        upload_role: upload_role.unwrap_or_default(),
        // An alias of a key is no resource.
        kms_key: Some(kms_key).filter(|key| key.starts_with("arn:")).unwrap_or_default(),
    };
    templates::render("s3-policy.json", &context)
}

/// Expiry of Amazon's storage and of servers with its API; those do not all know unfinished uploads.
pub(super) fn s3_lifecycle(days: u32, uploads: bool) -> String {
    #[derive(Serialize)]
    struct Context {
        days: u32,
        uploads: bool,
    }
    templates::render("s3-lifecycle.json", &Context { days, uploads })
}

/// Expiry of Azure's storage.
pub(super) fn azure_lifecycle(container: &str, days: u32) -> String {
    #[derive(Serialize)]
    struct Context {
        /// What the names of all objects in the container start with.
        prefix: String,
        days: u32,
    }
    templates::render("azure-lifecycle.json", &Context { prefix: format!("{container}/"), days })
}

/// Expiry of Google's storage.
pub(super) fn gcs_lifecycle(days: u32) -> String {
    #[derive(Serialize)]
    struct Context {
        days: u32,
    }
    templates::render("gcs-lifecycle.json", &Context { days })
}
