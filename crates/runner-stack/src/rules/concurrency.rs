//! `concurrency`.

use super::context::Place;
use super::Context;
use crate::source::Value;

rule! {
    /// `concurrent`, `limit` and `request_concurrency` that do not fit each other.
    ///
    /// ## What it does
    ///
    /// Reports what GitLab Runner warns about: `concurrent` below the number of `[[runners]]` entries, `limit` or
    /// `request_concurrency` above `concurrent`, and a `limit` of 1 or 2 with one request at a time. It also reports
    /// `request_concurrency` above `limit`.
    ///
    /// ## Why
    ///
    /// `concurrent` bounds the jobs of all entries together, so a higher `limit` is never reached. While GitLab holds a
    /// request open, an entry that may have only one waits for it; with fewer slots than entries, some entries never ask.
    ///
    /// ## Example
    ///
    /// ```toml
    /// concurrent = 1
    /// [[runners]]
    ///   limit = 10
    /// [[runners]]
    ///   limit = 10
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// concurrent = 20
    /// [[runners]]
    ///   limit = 10
    ///   request_concurrency = 4
    /// [[runners]]
    ///   limit = 10
    ///   request_concurrency = 4
    /// ```
    "concurrency", Warning, File, check
}

fn check(ctx: &mut Context<'_>) {
    for (at, config) in ctx.configs() {
        let concurrent = config.root.get("concurrent").and_then(Value::as_integer);
        let entries = config.runners().count() as i128;
        if let (Some(value), Some(number)) = (config.root.get("concurrent"), concurrent)
            && number >= 1
            && number < entries
        {
            ctx.report(
                Place::of_config(at, config, "concurrent", value),
                format!("`concurrent` is {number}, below the number of runners, which is {entries}: some never ask for jobs"),
                format!("set it to {entries} or more"),
            );
        }
        for runner in config.runners() {
            let number = |key: &str| runner.value.get(key).and_then(Value::as_integer);
            let (limit, requests) = (number("limit").filter(|limit| *limit > 0), number("request_concurrency"));
            for (key, found) in [("limit", limit), ("request_concurrency", requests)] {
                let (Some(found), Some(concurrent), Some(value)) = (found, concurrent, runner.value.get(key)) else {
                    continue;
                };
                if found > concurrent {
                    ctx.report(
                        Place::of_runner(at, &runner, key, value),
                        format!("`{key}` is {found}, above `concurrent` with {concurrent}, so it is never reached"),
                        format!("raise `concurrent`, or lower `{key}`"),
                    );
                }
            }
            if let (Some(limit), Some(requests), Some(value)) = (limit, requests, runner.value.get("request_concurrency"))
                && requests > limit
            {
                ctx.report(
                    Place::of_runner(at, &runner, "request_concurrency", value),
                    format!("`request_concurrency` is {requests}, above `limit` with {limit}: jobs wait here instead of running elsewhere"),
                    format!("set it to {limit} or less"),
                );
            }
            if let (Some(limit @ 1..=2), Some(value)) = (limit, runner.value.get("limit"))
                && requests.unwrap_or(1) <= 1
                && runner.value.at(&["feature_flags", "FF_USE_ADAPTIVE_REQUEST_CONCURRENCY"]).and_then(Value::as_bool)
                    == Some(false)
            {
                ctx.report(
                    Place::of_runner(at, &runner, "limit", value),
                    format!("`limit` is {limit} with one request at a time: jobs wait while GitLab holds the request"),
                    "raise `limit`, or set `request_concurrency` to 2 or more",
                );
            }
        }
    }
}
