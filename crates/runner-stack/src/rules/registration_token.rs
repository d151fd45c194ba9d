//! `registration-token`.

use super::context::Place;
use super::Context;
use crate::source::Value;

rule! {
    /// A registration token, which GitLab is giving up.
    ///
    /// ## What it does
    ///
    /// Reports `runnerRegistrationToken` in values, and `--registration-token`, `REGISTRATION_TOKEN` and tokens of that
    /// form in manifests.
    ///
    /// ## Why
    ///
    /// Registration tokens are deprecated and off by default in new GitLab instances. They register a new runner at every
    /// start, so restarts leave dead runners behind, and one token registers any number.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// runnerRegistrationToken: GR1348941EXAMPLE
    /// ```
    ///
    /// ## Use instead
    ///
    /// Create the runner in GitLab (Settings → CI/CD → Runners → New runner), with its tags and options there, and use
    /// the authentication token that GitLab shows:
    ///
    /// ```yaml
    /// runnerToken: glrt-EXAMPLE-not-a-real-token
    /// ```
    "registration-token", Warning, File, check
}

const MESSAGE: &str = "registration tokens are deprecated, and register a new runner at every start";
const HELP: &str = "create the runner in GitLab (Settings → CI/CD → Runners → New runner) and use its token, which starts with glrt-";

fn check(ctx: &mut Context<'_>) {
    for (at, values) in ctx.values() {
        let is_old = |value: &Value| value.as_str().is_some_and(|text| text.starts_with("GR1348941"));
        if let Some(value) = values.get("runnerRegistrationToken").filter(|value| value.as_str() != Some("")) {
            ctx.report(Place::of_values(at, "runnerRegistrationToken", value), MESSAGE, HELP);
        }
        if let Some(value) = values.get("runnerToken").filter(|value| is_old(value)) {
            ctx.report(Place::of_values(at, "runnerToken", value), MESSAGE, HELP);
        }
    }
    for (at, object) in ctx.objects() {
        for text in &object.texts {
            if let Some(found) = text.content.find("--registration-token") {
                let path = object.path_of(&format!("data[{:?}]", text.key));
                let span = text.span(found, "--registration-token".len());
                ctx.report(Place { document: at, span, path }, MESSAGE, HELP);
            }
        }
        for entry in object.value.get("data").map_or(&[][..], Value::entries) {
            if entry.value.as_str().is_some_and(|text| text.starts_with("GR1348941")) {
                let place = Place::of_object(at, object, &format!("data[{:?}]", entry.key), &entry.value);
                ctx.report(place, MESSAGE, HELP);
            }
        }
        let Some((pod, path)) = object.pod() else { continue };
        for (container, index) in crate::check::containers(pod, "containers") {
            for item in container.get("env").map_or(&[][..], Value::items) {
                if let Some(value) = item.get("name")
                    && value.as_str() == Some("REGISTRATION_TOKEN")
                {
                    let place = Place::of_object(at, object, &format!("{path}.containers[{index}].env"), value);
                    ctx.report(place, MESSAGE, HELP);
                }
            }
        }
    }
}
