//! `resource-order`.

use std::borrow::Cow;

use super::context::Place;
use super::Context;
use crate::schema::format;
use crate::model::Format;
use crate::source::{Entry, Value, ValueKind};

rule! {
    /// Requests, limits and maximums in the wrong order.
    ///
    /// ## What it does
    ///
    /// Compares, for build, helper and service containers and for the pod, each request with its limit, and each of them
    /// with the maximum that a job may ask for. For the manager's own `resources`, it compares requests with limits.
    ///
    /// ## Why
    ///
    /// Kubernetes refuses a pod whose request is above its limit, so every job fails. A maximum below the configured
    /// value means that a job which asks for what it would get anyway is refused.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   memory_request = "2Gi"
    ///   memory_limit = "1Gi"
    ///   memory_limit_overwrite_max_allowed = "512Mi"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   memory_request = "512Mi"
    ///   memory_limit = "1Gi"
    ///   memory_limit_overwrite_max_allowed = "4Gi"
    /// ```
    "resource-order", Error, File, check
}

/// The ends of keys that are compared.
const SUFFIXES: [&str; 4] = ["request", "limit", "request_overwrite_max_allowed", "limit_overwrite_max_allowed"];

fn check(ctx: &mut Context<'_>) {
    let groups = groups();
    for (at, runner) in ctx.runners() {
        let Some(table) = runner.kubernetes() else { continue };
        // Few of many keys are there, and few of a table's keys are such.
        let written: Vec<&Entry> = table.entries().iter().filter(|entry| is_compared(&entry.key)).collect();
        let get = |key: &str| written.iter().find(|entry| entry.key == key).map(|entry| &entry.value);
        for keys in &groups {
            let [request, limit, most_request, most_limit] = keys.each_ref().map(|key| (key, get(key)));
            let pairs = [
                (request, limit, "Kubernetes refuses every job's pod"),
                (request, most_request, "a job that asks for the same is refused"),
                (limit, most_limit, "a job that asks for the same is refused"),
                (most_request, most_limit, "a job may ask for a request that no limit can cover"),
            ];
            for ((low, low_value), (high, high_value), effect) in pairs {
                let (Some(low_value), Some(high_value)) = (low_value, high_value) else { continue };
                if is_above(low_value, high_value) {
                    let place = Place::of_runner(at, &runner, &format!("kubernetes.{low}"), low_value);
                    let (low_text, high_text) = (shown(low_value), shown(high_value));
                    ctx.report(
                        place,
                        format!("`{low}` is {low_text}, above `{high}` with {high_text}: {effect}"),
                        format!("lower `{low}` or raise `{high}`"),
                    );
                }
            }
        }
    }
    for (at, values) in ctx.values() {
        if let Some(resources) = values.get("resources") {
            compare(ctx, resources, |key, value| Place::of_values(at, &format!("resources.{key}"), value));
        }
    }
    for (at, object) in ctx.objects() {
        let Some((pod, path)) = object.pod() else { continue };
        for (container, index) in crate::check::containers(pod, "containers") {
            if let Some(resources) = container.get("resources") {
                compare(ctx, resources, |key, value| {
                    Place::of_object(at, object, &format!("{path}.containers[{index}].resources.{key}"), value)
                });
            }
        }
    }
}

/// Whether a key may be among [`groups`].
fn is_compared(key: &str) -> bool {
    SUFFIXES.iter().any(|suffix| key.ends_with(suffix))
}

/// The keys that have to be in order, for each container and resource: request, limit, and the most that a job gets.
fn groups() -> Vec<[String; 4]> {
    let resources = ["cpu", "memory", "ephemeral_storage"];
    ["", "helper_", "service_", "pod_"]
        .into_iter()
        .flat_map(|prefix| resources.map(|resource| SUFFIXES.map(|suffix| format!("{prefix}{resource}_{suffix}"))))
        .collect()
}

fn compare(ctx: &mut Context<'_>, resources: &Value, place: impl Fn(&str, &Value) -> Place) {
    for entry in resources.get("requests").map_or(&[][..], Value::entries) {
        let Some(limit) = resources.at(&["limits", &entry.key]) else { continue };
        if is_above(&entry.value, limit) {
            let (request, limit) = (shown(&entry.value), shown(limit));
            ctx.report(
                place(&format!("requests.{}", entry.key), &entry.value),
                format!("the request of {} is {request}, above its limit of {limit}: Kubernetes refuses the pod", entry.key),
                "lower the request or raise the limit",
            );
        }
    }
}

fn shown(value: &Value) -> String {
    text(value).unwrap_or_default().into_owned()
}

/// A quantity as it is written; YAML takes `2` and `0.5` for numbers.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match &value.kind {
        ValueKind::String(text) => Some(Cow::Borrowed(text)),
        ValueKind::Integer(number) => Some(Cow::Owned(number.to_string())),
        ValueKind::Float(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

fn is_above(low: &Value, high: &Value) -> bool {
    match (quantity(low), quantity(high)) {
        (Some(low), Some(high)) => low > high,
        _ => false,
    }
}

/// A Kubernetes quantity as a number.
fn quantity(value: &Value) -> Option<f64> {
    let text = text(value)?;
    if text.is_empty() || !format::matches(Format::Quantity, &text) {
        return None;
    }
    let digits = text.find(|char: char| !char.is_ascii_digit() && !matches!(char, '.' | '-' | '+')).unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    let factor = match suffix {
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "" => 1.0,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024.0 * 1024.0,
        "Gi" => 1024.0 * 1024.0 * 1024.0,
        "Ti" => 1024.0_f64.powi(4),
        "Pi" => 1024.0_f64.powi(5),
        "Ei" => 1024.0_f64.powi(6),
        exponent => return format!("{number}{exponent}").parse().ok(),
    };
    Some(number.parse::<f64>().ok()? * factor)
}
