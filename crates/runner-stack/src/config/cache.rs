//! The distributed cache.

use crate::model::{Count, table};

table! {
    /// Remote cache storage for jobs of this entry.
    pub struct Cache {
        /// Storage backend.
        /// Case sensitive exact match; s3v2 and gcsv2 also exist as internal adapter names. Anything else (including
        /// empty with a `[runners.cache]` table) just disables the remote cache with an error line per job.
        r#type ("Type"): String = { default: r#""""#, one_of: &["s3", "gcs", "azure"] },
        /// Prefix inside the bucket or container.
        path ("Path"): String = { default: r#""""# },
        /// Leaves the per-runner path segment out so several runners share objects.
        shared ("Shared"): bool = { default: "false" },
        /// Largest archive in bytes that is uploaded.
        max_uploaded_archive_size ("MaxUploadedArchiveSize"): Count = { default: "0 (no limit)" },
        /// S3 and compatible stores.
        /// Must exist when Type is s3, otherwise the cache is disabled.
        s3: CacheS3,
        /// Google Cloud Storage.
        gcs: CacheGcs,
        /// Azure Blob Storage.
        azure: CacheAzure,
    }

    /// S3 and compatible stores.
    pub struct CacheS3 {
        /// `host[:port]` of the S3 endpoint, without scheme.
        server_address ("ServerAddress"): String = { default: r#""" (AWS)"# },
        /// Static access key.
        access_key ("AccessKey"): String = { default: r#""""#, secret: true, from: "accesskey" },
        /// Static secret key.
        secret_key ("SecretKey"): String = { default: r#""""#, secret: true, from: "secretkey" },
        /// Session token for temporary static credentials.
        session_token ("SessionToken"): String = { default: r#""""#, since: "16.8", secret: true, from: "sessiontoken" },
        /// Bucket for cache objects.
        bucket_name ("BucketName"): String = { default: r#""""# },
        /// Region of the bucket.
        bucket_location ("BucketLocation"): String = { default: "auto-detected, falling back to the default region with a warning" },
        /// Talks plain HTTP to the endpoint.
        insecure ("Insecure"): bool = { default: "false" },
        /// Where credentials come from.
        /// Case-insensitive. With AccessKey+SecretKey but no ServerAddress the static keys are ignored unless this is
        /// set to access-key. An unknown value is not rejected by the default (v2) adapter, which then uses the
        /// ambient credential chain; the legacy adapter fails.
        authentication_type ("AuthenticationType"): String = { default: "access-key when ServerAddress, AccessKey and SecretKey are all set, otherwise iam", since: "14.4", one_of: &["access-key", "iam"], ignore_case: true },
        /// Server side encryption mode for uploads.
        /// Case-insensitive; unknown values log a warning and mean no encryption header.
        server_side_encryption ("ServerSideEncryption"): String = { default: r#""""#, since: "15.3", one_of: &["S3", "AES256", "KMS", "aws:kms", "DSSE-KMS", "aws:kms:dsse"], ignore_case: true },
        /// KMS key alias, ID or ARN.
        server_side_encryption_key_id ("ServerSideEncryptionKeyID"): String = { default: r#""""#, since: "15.3" },
        /// Uses IPv4+IPv6 endpoints.
        dual_stack ("DualStack"): bool = { default: "true", since: "17.5" },
        /// Uses path-style bucket addressing.
        path_style ("PathStyle"): bool = { default: "auto by endpoint", since: "17.5" },
        /// Uses S3 Transfer Acceleration.
        accelerate ("Accelerate"): bool = { default: "false", since: "17.5" },
        /// Role assumed per object, enabling multipart transfers from the job.
        role_arn ("RoleARN"): String = { default: r#""""#, since: "17.8" },
        /// Role assumed for uploads only.
        upload_role_arn ("UploadRoleARN"): String = { default: r#""""#, since: "17.5", deprecated: "runners[].cache.s3.RoleARN" },
        /// Parallel AssumeRole calls to STS.
        assume_role_max_concurrency ("AssumeRoleMaxConcurrency"): i64 = { default: "5 (0 means default, negative means unlimited)", since: "18.11" },
        /// Turns the in-process cache of assumed credentials off.
        disable_assume_role_credentials_caching ("DisableAssumeRoleCredentialsCaching"): bool = { default: "false", since: "18.11" },
    }

    /// Google Cloud Storage.
    pub struct CacheGcs {
        /// Service account used to sign URLs.
        access_id ("AccessID"): String = { default: r#""""#, from: "gcs-access-id" },
        /// PEM key used to sign URLs.
        private_key ("PrivateKey"): String = { default: r#""""#, secret: true, from: "gcs-private-key" },
        /// JSON key file on the runner manager; wins over inline values.
        /// Register reads it from GOOGLE_APPLICATION_CREDENTIALS.
        credentials_file ("CredentialsFile"): String = { default: r#""""#, from: "gcs-application-credentials-file" },
        /// Bucket for cache objects.
        bucket_name ("BucketName"): String = { default: r#""""# },
        /// Google universe domain.
        universe_domain ("UniverseDomain"): String = { default: "googleapis.com", since: "18.9" },
    }

    /// Azure Blob Storage.
    pub struct CacheAzure {
        /// Storage account.
        account_name ("AccountName"): String = { default: r#""""#, since: "13.4", from: "azure-account-name" },
        /// Account key; leave empty for workload or managed identity.
        account_key ("AccountKey"): String = { default: r#""""#, since: "13.4", secret: true, from: "azure-account-key" },
        /// Blob container for cache objects.
        container_name ("ContainerName"): String = { default: r#""""#, since: "13.4" },
        /// Storage endpoint domain.
        storage_domain ("StorageDomain"): String = { default: "blob.core.windows.net", since: "13.4" },
    }
}
