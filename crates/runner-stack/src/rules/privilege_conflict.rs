//! `privilege-conflict`.

use super::context::Place;
use super::Context;
use crate::source::Value;

rule! {
    /// Containers that are privileged and may not escalate privileges.
    ///
    /// ## What it does
    ///
    /// Reports `privileged = true` together with `allow_privilege_escalation = false`, for the executor and for each
    /// container's security context.
    ///
    /// ## Why
    ///
    /// Kubernetes refuses such a pod, so every job fails.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   privileged = true
    ///   allow_privilege_escalation = false
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// [runners.kubernetes]
    ///   allow_privilege_escalation = false
    /// ```
    "privilege-conflict", Error, File, check
}

const CONTEXTS: &[&str] = &[
    "build_container_security_context",
    "helper_container_security_context",
    "service_container_security_context",
    "init_permissions_container_security_context",
];

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        let Some(table) = runner.kubernetes() else { continue };
        let value = |context: Option<&'static str>, key: &str| {
            let own = context.and_then(|context| table.at(&[context, key])).map(|value| (context, value));
            own.or_else(|| table.get(key).map(|value| (None, value)))
        };
        let conflict = |context: Option<&'static str>| {
            value(context, "privileged").filter(|(_, value)| value.as_bool() == Some(true))?;
            value(context, "allow_privilege_escalation").filter(|(_, value)| value.as_bool() == Some(false))
        };
        let contexts = CONTEXTS.iter().map(|context| Some(*context));
        let mut found: Vec<(Option<&str>, &Value)> = std::iter::once(None).chain(contexts).filter_map(conflict).collect();
        // Containers share what the executor says.
        found.sort_by_key(|(_, value)| value.span);
        found.dedup_by_key(|(_, value)| value.span);
        for (from, escalation) in found {
            let key = from.map_or_else(String::new, |context| format!("{context}."));
            ctx.report(
                Place::of_runner(at, &runner, &format!("kubernetes.{key}allow_privilege_escalation"), escalation),
                "a privileged container may always escalate: Kubernetes refuses every job's pod",
                "remove `privileged`, or remove `allow_privilege_escalation`",
            );
        }
    }
}
