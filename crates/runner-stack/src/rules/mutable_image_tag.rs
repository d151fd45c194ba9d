//! `mutable-image-tag`.

use super::context::Place;
use super::Context;
use crate::source::Value;

rule! {
    /// Images without a fixed version.
    ///
    /// ## What it does
    ///
    /// Reports images with no tag, with `latest` or with another tag that moves, such as `alpine-latest`, `nightly` or
    /// `dind`: of jobs, services and helpers, and of pods in manifests.
    ///
    /// ## Why
    ///
    /// The same pipeline runs with another image tomorrow. With `if-not-present`, each node has the one it happened to
    /// pull.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   image = "alpine:latest"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   image = "alpine:3.22"
    /// ```
    "mutable-image-tag", Warning, File, check
}

/// Parts of tags that move, whatever stands beside them: `alpine-latest`, `x86_64-bleeding`.
const MOVING: &[&str] = &["latest", "edge", "nightly", "bleeding"];

/// Parts of tags that move unless a version stands beside them: `dind`, but not `28-dind`.
const UNVERSIONED: &[&str] = &[
    "main", "master", "dev", "develop", "stable", "rolling", "lts", "current", "mainline", "dind", "rootless", "debug",
];

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        for executor in ["kubernetes", "docker"] {
            let Some(table) = runner.value.get(executor) else { continue };
            for key in ["image", "helper_image"] {
                if let Some(value) = table.get(key) {
                    look(ctx, value, || Place::of_runner(at, &runner, &format!("{executor}.{key}"), value));
                }
            }
            for (index, service) in table.get("services").map_or(&[][..], Value::items).iter().enumerate() {
                if let Some(value) = service.get("name") {
                    let key = format!("{executor}.services[{index}].name");
                    look(ctx, value, || Place::of_runner(at, &runner, &key, value));
                }
            }
        }
    }
    for (at, values) in ctx.values() {
        if let Some(value) = values.at(&["image", "tag"])
            && let Some(tag) = value.as_str()
            && moves(tag)
        {
            ctx.report(Place::of_values(at, "image.tag", value), message(&format!("the tag {tag:?}")), HELP);
        }
        for list in ["initContainers", "extraContainers"] {
            for (container, index) in crate::check::containers(values, list) {
                if let Some(value) = container.get("image") {
                    look(ctx, value, || Place::of_values(at, &format!("{list}[{index}].image"), value));
                }
            }
        }
    }
    for (at, object) in ctx.objects() {
        let Some((pod, path)) = object.pod() else { continue };
        for list in ["containers", "initContainers"] {
            for (container, index) in crate::check::containers(pod, list) {
                if let Some(value) = container.get("image") {
                    let key = format!("{path}.{list}[{index}].image");
                    look(ctx, value, || Place::of_object(at, object, &key, value));
                }
            }
        }
    }
}

const HELP: &str = "name a version, or a digest";

fn look(ctx: &mut Context<'_>, value: &Value, place: impl FnOnce() -> Place) {
    let Some(image) = value.as_str().filter(|image| !image.is_empty() && !image.contains('@')) else {
        return;
    };
    // A registry may be a variable; what is one in the name may bring its own tag.
    let name = image.rsplit('/').next().unwrap_or(image);
    if name.contains(['$', '{', '}']) {
        return;
    }
    let what = match name.split_once(':') {
        None => format!("{image:?}, which means latest,"),
        Some((_, tag)) if moves(tag) => format!("{image:?}"),
        Some(_) => return,
    };
    ctx.report(place(), message(&what), HELP);
}

fn moves(tag: &str) -> bool {
    let has_version = tag.contains(|char: char| char.is_ascii_digit());
    tag.split(['-', '_'])
        .any(|part| MOVING.contains(&part) || (!has_version && UNVERSIONED.contains(&part)))
}

fn message(what: &str) -> String {
    format!("{what} is another image tomorrow")
}
