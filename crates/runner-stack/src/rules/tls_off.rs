//! `tls-off`.

use super::context::Place;
use super::Context;
use crate::diagnostic::Severity;
use crate::source::Value;

rule! {
    /// Connections without TLS, or without a look at the certificate.
    ///
    /// ## What it does
    ///
    /// Reports GitLab addresses and cache stores over plain HTTP, environment variables that turn the check of
    /// certificates off, scripts that register over plain HTTP or tell Git not to look, and Docker-in-Docker without TLS.
    /// Inside the cluster (`….svc`) plain HTTP is a note.
    ///
    /// ## Why
    ///
    /// The runner's token and all sources go over that connection. Without TLS, or with any certificate accepted, whoever
    /// is in between reads and changes them.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [[runners]]
    ///   url = "http://gitlab.example.com"
    ///   environment = ["GIT_SSL_NO_VERIFY=true"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [[runners]]
    ///   url = "https://gitlab.example.com"
    ///   tls-ca-file = "/certs/ca.crt"
    /// ```
    ///
    /// In values, `ca.certificate` or `ca.secretName` gives a private CA to the manager and to job pods.
    "tls-off", Warning, File, check
}

const CA: &str = "give the private CA instead: `ca` in values, `tls-ca-file` in config.toml";

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        for key in ["url", "clone_url"] {
            if let Some(value) = runner.value.get(key) {
                address(ctx, value, || Place::of_runner(at, &runner, key, value));
            }
        }
        let s3 = runner.value.at(&["cache", "s3"]);
        if let Some(value) = s3.and_then(|s3| s3.get("Insecure")).filter(|value| value.as_bool() == Some(true)) {
            let server = s3.and_then(|s3| s3.text("ServerAddress")).unwrap_or_default();
            let severity = if is_internal(server) { Severity::Note } else { Severity::Warning };
            ctx.report_as(
                severity,
                Place::of_runner(at, &runner, "cache.s3.Insecure", value),
                "the cache and its keys go over plain HTTP",
                "give the store a certificate and remove `Insecure`",
            );
        }
        for (index, item) in runner.value.get("environment").map_or(&[][..], Value::items).iter().enumerate() {
            if let Some((name, value)) = item.as_str().and_then(|text| text.split_once('=')) {
                variable(ctx, name, value, || Place::of_runner(at, &runner, &format!("environment[{index}]"), item));
            }
        }
        for key in ["pre_get_sources_script", "pre_build_script", "post_get_sources_script", "post_build_script"] {
            if let Some(value) = runner.value.get(key)
                && value.as_str().is_some_and(turns_git_off)
            {
                ctx.report(Place::of_runner(at, &runner, key, value), "the script turns Git's check of certificates off", CA);
            }
        }
        for executor in ["docker", "kubernetes"] {
            let key = "tls_verify";
            let Some(table) = runner.value.get(executor) else { continue };
            let remote = table.text("host").is_some_and(|host| host.starts_with("tcp://"));
            if let Some(value) = table.get(key).filter(|value| value.as_bool() == Some(false) && remote) {
                ctx.report(
                    Place::of_runner(at, &runner, &format!("{executor}.{key}"), value),
                    "the connection to Docker is not checked",
                    "set `tls_verify` to true and give `tls_cert_path`",
                );
            }
        }
    }
    for (at, values) in ctx.values() {
        if let Some(value) = values.get("gitlabUrl") {
            address(ctx, value, || Place::of_values(at, "gitlabUrl", value));
        }
        for list in ["envVars", "extraEnv"] {
            for item in values.get(list).map_or(&[][..], Value::items) {
                if let (Some(name), Some(value)) = (item.text("name"), item.get("value")) {
                    variable(ctx, name, &text(value), || Place::of_values(at, list, value));
                }
            }
            for entry in values.get(list).map_or(&[][..], Value::entries) {
                variable(ctx, &entry.key, &text(&entry.value), || {
                    Place::of_values(at, &format!("{list}.{}", entry.key), &entry.value)
                });
            }
        }
    }
    for (at, object) in ctx.objects() {
        if object.kind == "ConfigMap" {
            for entry in object.value.get("data").map_or(&[][..], Value::entries) {
                let is_url = entry.key.to_ascii_lowercase().ends_with("url");
                if is_url {
                    address(ctx, &entry.value, || {
                        Place::of_object(at, object, &format!("data[{:?}]", entry.key), &entry.value)
                    });
                }
            }
        }
        for text in object.texts.iter().filter(|text| !text.is_config) {
            let place = |start: usize, length: usize| Place {
                document: at,
                span: text.span(start, length),
                path: object.path_of(&format!("data[{:?}]", text.key)),
            };
            for (start, url) in plain_addresses(&text.content) {
                report_address(ctx, url, || place(start, url.len()));
            }
            if let Some((start, length)) = turning_git_off(&text.content) {
                ctx.report(place(start, length), "the script turns Git's check of certificates off", CA);
            }
        }
        let Some((pod, path)) = object.pod() else { continue };
        for (container, index) in crate::check::containers(pod, "containers") {
            for item in container.get("env").map_or(&[][..], Value::items) {
                if let (Some(name), Some(value)) = (item.text("name"), item.get("value")) {
                    let place = Place::of_object(at, object, &format!("{path}.containers[{index}].env"), value);
                    if name == "CI_SERVER_URL" {
                        address(ctx, value, || place.clone());
                    }
                    variable(ctx, name, &text(value), || place);
                }
            }
        }
    }
}

fn address(ctx: &mut Context<'_>, value: &Value, place: impl FnOnce() -> Place) {
    if let Some(text) = value.as_str() {
        report_address(ctx, text.trim(), place);
    }
}

fn report_address(ctx: &mut Context<'_>, url: &str, place: impl FnOnce() -> Place) {
    let Some(rest) = url.strip_prefix("http://") else { return };
    let host = rest.split('/').next().unwrap_or(rest);
    let severity = if is_internal(host) { Severity::Note } else { Severity::Warning };
    ctx.report_as(
        severity,
        place(),
        "the runner's token and all sources go over plain HTTP",
        "use https; for a private CA: `ca` in values, `tls-ca-file` in config.toml",
    );
}

/// Whether a host is reached inside the cluster or the machine only.
fn is_internal(host: &str) -> bool {
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    matches!(labels.as_slice(), [_, .., "svc"] | [_, .., "cluster", "local"] | ["127", "0", "0", "1"])
        || (labels.len() == 1 && !host.is_empty())
}

fn variable(ctx: &mut Context<'_>, name: &str, value: &str, place: impl FnOnce() -> Place) {
    let is_on = matches!(value, "1" | "true" | "True" | "yes");
    let is_off = matches!(value, "0" | "false" | "False" | "no");
    let turned_off = match name {
        "GIT_SSL_NO_VERIFY" => is_on,
        "NODE_TLS_REJECT_UNAUTHORIZED" | "PYTHONHTTPSVERIFY" | "DOCKER_TLS_VERIFY" => is_off,
        "DOCKER_TLS_CERTDIR" => {
            if value.is_empty() {
                ctx.report(
                    place(),
                    "Docker-in-Docker listens without TLS",
                    "set DOCKER_TLS_CERTDIR to /certs, and mount an emptyDir there",
                );
            }
            return;
        }
        _ => return,
    };
    if turned_off {
        ctx.report(place(), format!("{name}={value} turns the check of certificates off"), CA);
    }
}

/// The addresses of GitLab over plain HTTP that a script registers with, and where they stand.
fn plain_addresses(script: &str) -> impl Iterator<Item = (usize, &str)> {
    const BEFORE: &[&str] = &["--url ", "--url=", "-u ", "CI_SERVER_URL="];
    script.match_indices("http://").filter_map(move |(at, _)| {
        let before = script[..at].trim_end_matches(['"', '\'']);
        let url = script[at..].split(|sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'' | ';')).next()?;
        BEFORE.iter().any(|option| before.ends_with(option)).then_some((at, url))
    })
}

fn turns_git_off(script: &str) -> bool {
    turning_git_off(script).is_some()
}

/// Where a script turns Git's check of certificates off, and how much says so.
fn turning_git_off(script: &str) -> Option<(usize, usize)> {
    let script = script.to_ascii_lowercase();
    ["http.sslverify false", "http.sslverify=false", "git_ssl_no_verify=1", "git_ssl_no_verify=true"]
        .iter()
        .find_map(|words| Some((script.find(words)?, words.len())))
}

fn text(value: &Value) -> String {
    match value.as_bool() {
        Some(value) => value.to_string(),
        None => value.as_str().unwrap_or_default().to_owned(),
    }
}
