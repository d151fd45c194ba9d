//! What may be done with a bucket, and how long things stay there.

use serde_json::{Value, json};

/// What the runner needs of its bucket, and nothing of any other.
pub(super) fn s3_policy(bucket: &str, upload_role: Option<&str>, kms_key: &str) -> Value {
    let mut statements = vec![
        json!({
            "Sid": "Bucket",
            "Effect": "Allow",
            "Action": ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            "Resource": format!("arn:aws:s3:::{bucket}"),
        }),
        json!({
            "Sid": "Objects",
            "Effect": "Allow",
            "Action": [
                "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
            "Resource": format!("arn:aws:s3:::{bucket}/*"),
        }),
    ];
    if kms_key.starts_with("arn:") {
        statements.push(json!({
            "Sid": "Encryption",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": kms_key,
        }));
    }
    if let Some(role) = upload_role {
        statements.push(json!({
            "Sid": "Upload",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Resource": role,
        }));
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// Expiry of Amazon's storage and of servers with its API; those do not all know unfinished uploads.
pub(super) fn s3_lifecycle(days: u32, uploads: bool) -> Value {
    let mut rule = json!({
        "ID": "expire-cache",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Expiration": {"Days": days},
    });
    if uploads {
        rule["AbortIncompleteMultipartUpload"] = json!({"DaysAfterInitiation": 1});
    }
    json!({"Rules": [rule]})
}

/// Expiry of Azure's storage.
pub(super) fn azure_lifecycle(container: &str, days: u32) -> Value {
    json!({"rules": [{
        "enabled": true,
        "name": "expire-cache",
        "type": "Lifecycle",
        "definition": {
            "filters": {"blobTypes": ["blockBlob"], "prefixMatch": [format!("{container}/")]},
            "actions": {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": days}}},
        },
    }]})
}

/// Expiry of Google's storage.
pub(super) fn gcs_lifecycle(days: u32) -> Value {
    json!({"rule": [{"action": {"type": "Delete"}, "condition": {"age": days}}]})
}
