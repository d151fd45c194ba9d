//! `pod-spec-ignored`.

use super::context::Place;
use super::Context;

rule! {
    /// Patches of the job pod that are not applied.
    ///
    /// ## What it does
    ///
    /// Reports `pod_spec` without the feature flag that turns it on, and patches with both `patch` and `patch_path` or
    /// neither.
    ///
    /// ## Why
    ///
    /// Without the flag the runner ignores the patches and says nothing.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [[runners.kubernetes.pod_spec]]
    ///   patch = "hostname: build"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.feature_flags]
    ///   FF_USE_ADVANCED_POD_SPEC_CONFIGURATION = true
    /// [[runners.kubernetes.pod_spec]]
    ///   patch = "hostname: build"
    /// ```
    "pod-spec-ignored", Warning, File, check
}

const FLAG: &str = "FF_USE_ADVANCED_POD_SPEC_CONFIGURATION";

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        let Some(patches) = runner.kubernetes().and_then(|table| table.get("pod_spec")) else { continue };
        if patches.items().is_empty() {
            continue;
        }
        if !runner.flag(FLAG) {
            ctx.report(
                Place::of_runner(at, &runner, "kubernetes.pod_spec", patches),
                "`pod_spec` is ignored without its feature flag",
                format!("set {FLAG} to true in `feature_flags`"),
            );
        }
        for (index, patch) in patches.items().iter().enumerate() {
            let place = Place::of_runner(at, &runner, &format!("kubernetes.pod_spec[{index}]"), patch);
            match (patch.is_set("patch"), patch.is_set("patch_path")) {
                (true, true) => ctx.report(place, "`patch` and `patch_path` exclude each other", "keep one of the two"),
                (false, false) => ctx.report(place, "the patch is empty", "add `patch` or `patch_path`"),
                _ => {}
            }
        }
    }
}
