//! `helper-architecture`.

use super::context::Place;
use super::Context;

rule! {
    /// A helper image behind `imageRegistry` that may be for other machines than those of the jobs.
    ///
    /// ## What it does
    ///
    /// Reports `helper_image_autoset_arch_and_os` together with `imageRegistry`, where neither the runner's `node_selector`
    /// nor the manager's `nodeSelector` names `kubernetes.io/arch`.
    ///
    /// ## Why
    ///
    /// By itself the runner takes the helper image of the architecture that it runs on. Behind a registry of one's own the
    /// image needs a whole name, and before the manager has a node, nobody knows its architecture: the chart writes the
    /// image for amd64. On other nodes each job fails with "exec format error".
    ///
    /// ## Example
    ///
    /// ```yaml
    /// imageRegistry: registry.example.com
    /// config:
    ///   runners:
    ///     - kubernetes: { helper_image_autoset_arch_and_os: true }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// imageRegistry: registry.example.com
    /// nodeSelector: { kubernetes.io/arch: arm64 }
    /// config:
    ///   runners:
    ///     - kubernetes: { helper_image_autoset_arch_and_os: true }
    /// ```
    "helper-architecture", Warning, File, check
}

const LABEL: &str = "kubernetes.io/arch";

fn check(ctx: &mut Context<'_>) {
    for (at, document) in ctx.documents() {
        let Some(values) = &document.values else { continue };
        let manager_names_it = values.at(&["nodeSelector", LABEL]).is_some();
        if !values.is_set("imageRegistry") || manager_names_it {
            continue;
        }
        for runner in document.configs.iter().flat_map(crate::check::Config::runners) {
            let Some(table) = runner.kubernetes() else { continue };
            if table.is_set("helper_image") || table.at(&["node_selector", LABEL]).is_some() {
                continue;
            }
            let key = "helper_image_autoset_arch_and_os";
            if let Some(value) = table.get(key).filter(|value| value.as_bool() == Some(true)) {
                ctx.report(
                    Place::of_runner(at, &runner, &format!("kubernetes.{key}"), value),
                    "behind `imageRegistry` the helper image is the one for amd64, whatever the manager runs on",
                    format!("name the architecture: {LABEL} in `nodeSelector` or in the runner's `node_selector`"),
                );
            }
        }
    }
}
