//! Keys that older versions read and the runner now ignores.

/// A key that is no longer read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemovedKey {
    /// The table that held it, in the notation of [`Key::path`](super::Key::path); empty for the top level.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What does its work now, in words.
    pub replacement: &'static str,
}

macro_rules! removed {
    ($($table:literal { $($name:literal => $replacement:literal,)+ })+) => {
        &[$($(RemovedKey { table: $table, name: $name, replacement: $replacement },)+)+]
    };
}

/// The keys that are no longer read.
pub static KEYS: &[RemovedKey] = removed! {
    "" {
        "metrics_server" => "`listen_address`",
    }
    "runners[]" {
        "pre_clone_script" => "`pre_get_sources_script`",
        "post_clone_script" => "`post_get_sources_script`",
    }
    "runners[].cache" {
        "S3ServerAddress" => "`ServerAddress` in `[runners.cache.s3]`",
        "S3AccessKey" => "`AccessKey` in `[runners.cache.s3]`",
        "S3SecretKey" => "`SecretKey` in `[runners.cache.s3]`",
        "S3BucketName" => "`BucketName` in `[runners.cache.s3]`",
        "S3BucketLocation" => "`BucketLocation` in `[runners.cache.s3]`",
        "S3Insecure" => "`Insecure` in `[runners.cache.s3]`",
        "S3CachePath" => "`Path`",
        "CacheShared" => "`Shared`",
    }
    "runners[].cache.s3" {
        "CachePath" => "`Path` in `[runners.cache]`",
        "CacheShared" => "`Shared` in `[runners.cache]`",
    }
    "runners[].kubernetes" {
        "terminationGracePeriodSeconds" => "`pod_termination_grace_period_seconds` or `cleanup_grace_period_seconds`",
    }
};

/// The entry of a key that is no longer read.
pub fn key(table: &str, name: &str) -> Option<&'static RemovedKey> {
    KEYS.iter().find(|key| key.table == table && key.name == name)
}
