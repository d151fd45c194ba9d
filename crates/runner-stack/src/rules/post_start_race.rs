//! `post-start-race`.

use super::context::Place;
use super::Context;
use crate::source::{Value, ValueKind};

rule! {
    /// Registration in a `postStart` hook, which runs beside the runner's own start.
    ///
    /// ## What it does
    ///
    /// Reports `postStart` hooks of a runner's manager, in manifests and in `deploymentLifecycle`.
    ///
    /// ## Why
    ///
    /// Kubernetes runs the hook at the same time as the container's own command, in no order. The runner may start before
    /// its configuration is there, or while it is being written. When the hook fails, the container is killed; when the
    /// container restarts, the runner is registered once more.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// lifecycle:
    ///   postStart:
    ///     exec: { command: [sh, /tmp/register.sh] }
    /// ```
    ///
    /// ## Use instead
    ///
    /// With an authentication token nothing has to be registered: write `config.toml` before the runner starts, as this
    /// chart's start script does, or in an init container.
    "post-start-race", Warning, File, check
}

const MESSAGE: &str = "`postStart` runs at the same time as the runner itself: which of them is first is chance";
const HELP: &str = "write config.toml before the runner starts, in the container's command or an init container; \
                    an authentication token needs no registration";

fn check(ctx: &mut Context<'_>) {
    for (at, object) in ctx.objects() {
        let Some((pod, path)) = object.pod() else { continue };
        for (container, index) in crate::check::containers(pod, "containers") {
            let Some(lifecycle) = container.get("lifecycle") else { continue };
            let Some(entry) = lifecycle.entry("postStart").filter(|entry| entry.value.kind != ValueKind::Null) else {
                continue;
            };
            if object.is_manager() || registers(&entry.value) {
                let path = object.path_of(&format!("{path}.containers[{index}].lifecycle.postStart"));
                ctx.report(Place { document: at, span: entry.key_span, path }, MESSAGE, HELP);
            }
        }
    }
    for (at, values) in ctx.values() {
        if let Some(entry) = values.get("deploymentLifecycle").and_then(|lifecycle| lifecycle.entry("postStart"))
            && entry.value.kind != ValueKind::Null
        {
            let path = "deploymentLifecycle.postStart".to_owned();
            ctx.report(Place { document: at, span: entry.key_span, path }, MESSAGE, HELP);
        }
    }
}

fn registers(hook: &Value) -> bool {
    let command = hook.at(&["exec", "command"]).map_or(&[][..], Value::items);
    command.iter().filter_map(Value::as_str).any(|part| part.contains("register") || part.contains("gitlab-runner"))
}
