//! `long-polling`.

use super::context::Place;
use super::Context;
use crate::source::Value;

rule! {
    /// One request for jobs at a time, which the runner warns about at each start.
    ///
    /// ## What it does
    ///
    /// Notes entries with `request_concurrency = 1` in a configuration of several entries, or with the value written out.
    ///
    /// ## Why
    ///
    /// GitLab may hold a request for jobs open for up to 50 seconds. With one request at a time, an entry that serves
    /// several projects asks for the next job only when that request has ended. GitLab Runner prints "Long polling
    /// issues detected" at each start and reload.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [[runners]]
    ///   request_concurrency = 1
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [[runners]]
    ///   request_concurrency = 4
    /// ```
    "long-polling", Note, File, check
}

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        let Some(value) = runner.value.get("request_concurrency") else { continue };
        if value.as_integer().is_some_and(|number| (0..=1).contains(&number)) && value.as_bool().is_none() {
            let limit = runner.value.get("limit").and_then(Value::as_integer);
            if limit == Some(1) {
                continue;
            }
            ctx.report(
                Place::of_runner(at, &runner, "request_concurrency", value),
                "one request for jobs at a time: GitLab Runner warns about long polling at each start",
                "set it to 2 to 4; with FF_USE_ADAPTIVE_REQUEST_CONCURRENCY, which is on, it is only a ceiling",
            );
        }
    }
}
