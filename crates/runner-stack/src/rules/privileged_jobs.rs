//! `privileged-jobs`.

use super::context::Place;
use super::Context;

rule! {
    /// Job containers that are privileged.
    ///
    /// ## What it does
    ///
    /// Reports `privileged = true` of the Kubernetes executor, of its containers' security contexts and of the Docker
    /// executor, and `privileged: true` in manifests.
    ///
    /// ## Why
    ///
    /// A privileged container can take over its node, and with it everything that runs there. Whoever may push to a
    /// project that the runner serves can do so.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   privileged = true
    /// ```
    ///
    /// ## Use instead
    ///
    /// Build images without privileges, with BuildKit rootless, Buildah or kaniko. Where Docker-in-Docker is needed, give
    /// it a runner and nodes of its own, and protected branches only.
    "privileged-jobs", Warning, File, check
}

const HELP: &str = "build images with rootless BuildKit, Buildah or kaniko; if it must be, give such jobs nodes of their own";

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        for executor in ["kubernetes", "docker"] {
            let Some(table) = runner.value.get(executor) else { continue };
            for (key, value) in super::pod_security::flags(table, "privileged") {
                ctx.report(
                    Place::of_runner(at, &runner, &format!("{executor}.{key}"), value),
                    "jobs run in privileged containers and can take over their node",
                    HELP,
                );
            }
        }
    }
    for (at, object) in ctx.objects() {
        let Some((pod, path)) = object.pod() else { continue };
        for list in ["containers", "initContainers"] {
            for (container, index) in crate::check::containers(pod, list) {
                if let Some(value) = container.at(&["securityContext", "privileged"])
                    && value.as_bool() == Some(true)
                {
                    let key = format!("{path}.{list}[{index}].securityContext.privileged");
                    ctx.report(
                        Place::of_object(at, object, &key, value),
                        "the container is privileged and can take over its node",
                        "remove the line; the manager only talks to the Kubernetes API and needs no privileges",
                    );
                }
            }
        }
    }
}
