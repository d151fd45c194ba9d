//! The helper image that GitLab Runner takes when `helper_image` names none.

use crate::config::Kubernetes;

const REPOSITORY: &str = "registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper";

/// What the choice of a helper image depends on besides the `[runners.kubernetes]` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelperChoice<'a> {
    /// Version of the runner, as in `19.4.0`; empty for one that is no release.
    pub version: &'a str,
    /// `kubernetes.io/arch` of the node selector, or the manager's architecture.
    pub architecture: &'a str,
    /// `shell` of the runner.
    pub shell: &'a str,
    /// Whether `FF_CONCRETE` is on.
    pub concrete: bool,
}

/// The default helper image for Linux nodes.
pub fn default_helper_image(kubernetes: &Kubernetes, choice: &HelperChoice<'_>) -> String {
    let architecture = match choice.architecture {
        "armv6l" | "armv7l" => "arm",
        "aarch64" => "arm64",
        "amd64" | "" => "x86_64",
        other => other,
    };
    let flavor = match kubernetes.helper_image_flavor.as_deref().unwrap_or_default() {
        "" if choice.concrete => "concrete",
        // The tags of the alpine flavour are older than flavours and do not name it.
        "" | "alpine" => "",
        other => other,
    };
    let prefix = if flavor.is_empty() { String::new() } else { format!("{flavor}-") };
    let version =
        if choice.version.is_empty() { "latest".to_owned() } else { format!("v{}", choice.version) };
    let shell = if choice.shell == "pwsh" && !choice.concrete { "-pwsh" } else { "" };
    format!("{REPOSITORY}:{prefix}{architecture}-{version}{shell}")
}
