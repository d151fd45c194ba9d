//! `cache-settings`.

use super::context::Place;
use super::Context;
use crate::check::Runner;
use crate::diagnostic::Severity;
use crate::source::Value;

rule! {
    /// A job cache that cannot work as it is described.
    ///
    /// ## What it does
    ///
    /// Reports a cache without a type or without the table of its type, without bucket, container or account, with an
    /// address that has a scheme, with one of two keys, with keys that are ignored, and with tables of another type.
    ///
    /// ## Why
    ///
    /// The runner writes one line to its log for each job and runs the job without the cache. Pipelines get slow, and
    /// nobody sees why.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.cache]
    ///   Type = "s3"
    ///   [runners.cache.s3]
    ///     ServerAddress = "http://minio.minio.svc:9000"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.cache]
    ///   Type = "s3"
    ///   [runners.cache.s3]
    ///     ServerAddress = "minio.minio.svc:9000"
    ///     Insecure = true
    ///     BucketName = "gitlab-runner-cache"
    /// ```
    "cache-settings", Error, File, check
}

const KINDS: [&str; 3] = ["s3", "gcs", "azure"];

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        let Some(cache) = runner.value.get("cache") else { continue };
        // `gitlab-runner register` writes a table of each kind, empty.
        let is_filled = |kind: &&str| cache.get(kind).is_some_and(|table| !table.entries().is_empty());
        let tables: Vec<&str> = KINDS.into_iter().filter(is_filled).collect();
        let Some(kind) = cache.get("Type") else {
            if let Some(first) = tables.first()
                && let Some(table) = cache.get(first)
            {
                ctx.report(
                    Place::of_runner(at, &runner, &format!("cache.{first}"), table),
                    "the cache has no `Type`, so it is off",
                    format!("add {} to the cache", super::context::setting(runner.config, "Type", &format!("{first:?}"))),
                );
            }
            continue;
        };
        let Some(kind) = kind.as_str() else { continue };
        for other in tables.iter().copied().filter(|other| *other != kind && KINDS.contains(&kind)) {
            if let Some(table) = cache.get(other) {
                ctx.report_as(
                    Severity::Warning,
                    Place::of_runner(at, &runner, &format!("cache.{other}"), table),
                    format!("`Type` is {kind:?}, so the table `{other}` is not used"),
                    "remove the table, or change the type",
                );
            }
        }
        if !KINDS.contains(&kind) {
            continue;
        }
        let Some(table) = cache.get(kind) else {
            if let Some(value) = cache.get("Type") {
                ctx.report(
                    Place::of_runner(at, &runner, "cache.Type", value),
                    format!("`Type` is {kind:?} and there is no table `{kind}`, so the cache is off"),
                    format!("add the table `{kind}` with the bucket"),
                );
            }
            continue;
        };
        match kind {
            "s3" => s3(ctx, at, &runner, table),
            "gcs" => gcs(ctx, at, &runner, table),
            _ if is_shared(ctx, at) => needs(ctx, at, &runner, table, "azure", &["ContainerName"]),
            _ => needs(ctx, at, &runner, table, "azure", &["ContainerName", "AccountName"]),
        }
    }
}

/// Whether values bring the names and keys of the cache in a Secret, for all runners.
fn is_shared(ctx: &Context<'_>, at: usize) -> bool {
    ctx.values().any(|(document, values)| {
        document == at
            && (values.at(&["runners", "cache", "secretName"]).is_some_and(|name| name.as_str().is_some_and(|name| !name.is_empty()))
                || values.get("secrets").is_some_and(|secrets| !secrets.items().is_empty()))
    })
}

/// Whether a key is set, in YAML also by the Secret that it comes from.
fn has(table: &Value, key: &str) -> bool {
    table.is_set(key) || table.is_set(&format!("{key}From"))
}

fn needs(ctx: &mut Context<'_>, at: usize, runner: &Runner<'_>, table: &Value, kind: &str, keys: &[&str]) {
    for key in keys.iter().filter(|key| !has(table, key)) {
        ctx.report(
            Place::of_runner(at, runner, &format!("cache.{kind}"), table),
            format!("the cache has no `{key}`, so it cannot work"),
            format!("add `{key}`"),
        );
    }
}

fn gcs(ctx: &mut Context<'_>, at: usize, runner: &Runner<'_>, table: &Value) {
    needs(ctx, at, runner, table, "gcs", &["BucketName"]);
    let (access, private) = (has(table, "AccessID"), has(table, "PrivateKey"));
    // A file has both, and wins.
    if access == private || table.is_set("CredentialsFile") || is_shared(ctx, at) {
        return;
    }
    let (there, missing) = if access { ("AccessID", "PrivateKey") } else { ("PrivateKey", "AccessID") };
    let value = table.get(there).or_else(|| table.get(&format!("{there}From"))).unwrap_or(table);
    ctx.report(
        Place::of_runner(at, runner, &format!("cache.gcs.{there}"), value),
        format!("`{there}` is set and `{missing}` is not, so no address can be signed"),
        format!("add `{missing}`, or remove `{there}` to use the machine's own identity"),
    );
}

fn s3(ctx: &mut Context<'_>, at: usize, runner: &Runner<'_>, table: &Value) {
    needs(ctx, at, runner, table, "s3", &["BucketName"]);
    if let Some(value) = table.get("ServerAddress")
        && let Some(address) = value.as_str()
        && let Some((scheme, host)) = address.split_once("://")
    {
        let insecure = if scheme == "http" { ", and set `Insecure` to true" } else { "" };
        ctx.report(
            Place::of_runner(at, runner, "cache.s3.ServerAddress", value),
            "`ServerAddress` has a scheme, so no request reaches the store",
            format!("write {:?}{insecure}", host.trim_end_matches('/')),
        );
    }
    let (access, secret) = (has(table, "AccessKey"), has(table, "SecretKey"));
    if access != secret {
        let (there, missing) = if access { ("AccessKey", "SecretKey") } else { ("SecretKey", "AccessKey") };
        let value = table.get(there).or_else(|| table.get(&format!("{there}From"))).unwrap_or(table);
        ctx.report(
            Place::of_runner(at, runner, &format!("cache.s3.{there}"), value),
            format!("`{there}` is set and `{missing}` is not, so neither is used"),
            format!("add `{missing}`"),
        );
    }
    let asked = table.text("AuthenticationType").map(str::to_ascii_lowercase);
    if access && secret && !table.is_set("ServerAddress") && asked.is_none() {
        let value = table.get("AccessKey").or_else(|| table.get("AccessKeyFrom")).unwrap_or(table);
        ctx.report(
            Place::of_runner(at, runner, "cache.s3.AccessKey", value),
            "without `ServerAddress` the runner ignores the keys and uses the machine's own identity",
            format!(
                "add {}, or {}",
                super::context::setting(runner.config, "AuthenticationType", "\"access-key\""),
                super::context::setting(runner.config, "ServerAddress", "\"s3.amazonaws.com\"")
            ),
        );
    }
    if asked.as_deref() == Some("iam")
        && (access || secret)
        && let Some(value) = table.get("AuthenticationType")
    {
        ctx.report_as(
            Severity::Warning,
            Place::of_runner(at, runner, "cache.s3.AuthenticationType", value),
            "`AuthenticationType` is \"iam\", so the keys are not used",
            "remove the keys, or write \"access-key\"",
        );
    }
    if asked.as_deref() == Some("access-key")
        && !(access && secret)
        && access == secret
        && let Some(value) = table.get("AuthenticationType")
    {
        ctx.report(
            Place::of_runner(at, runner, "cache.s3.AuthenticationType", value),
            "`AuthenticationType` asks for keys and there are none",
            "add `AccessKey` and `SecretKey`, or use \"iam\"",
        );
    }
}
