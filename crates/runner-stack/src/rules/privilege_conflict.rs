//! `privilege-conflict`.

use super::context::Place;
use super::Context;

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

const CONTEXTS: &[&str] =
    &["build_container_security_context", "helper_container_security_context", "service_container_security_context"];

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        let Some(table) = runner.kubernetes() else { continue };
        let value = |context: Option<&'static str>, key: &str| {
            let own = context.and_then(|context| table.at(&[context, key])).map(|value| (context, value));
            own.or_else(|| table.get(key).map(|value| (None, value)))
        };
        let conflict = |context: Option<&'static str>| {
            let privileged = value(context, "privileged").filter(|(_, value)| value.as_bool() == Some(true))?;
            let (from, escalation) = value(context, "allow_privilege_escalation")?;
            (escalation.as_bool() == Some(false)).then_some((privileged, from, escalation))
        };
        let found = if conflict(None).is_some() {
            conflict(None)
        } else {
            CONTEXTS.iter().find_map(|context| conflict(Some(context)))
        };
        if let Some((_, from, escalation)) = found {
            let key = from.map_or_else(String::new, |context| format!("{context}."));
            ctx.report(
                Place::of_runner(at, &runner, &format!("kubernetes.{key}allow_privilege_escalation"), escalation),
                "a privileged container may always escalate: Kubernetes refuses every job's pod",
                "remove `privileged`, or remove `allow_privilege_escalation`",
            );
        }
    }
}
