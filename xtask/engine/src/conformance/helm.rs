//! Renders with the real Helm.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::Run;
use crate::root;

/// `helm template rel CHART -f VALUES`, with nothing of the developer's own Helm.
pub(super) fn template(helm: &Path, chart: &Path, values: Option<&Path>) -> Result<Run, String> {
    let mut command = Command::new(helm);
    command.args(["template", "rel"]).arg(chart);
    if let Some(values) = values {
        command.arg("-f").arg(values);
    }
    command
        .env("HELM_CONFIG_HOME", root().join(".tools/helm"))
        .env("TZ", "UTC")
        .env_remove("HELM_NAMESPACE")
        .env_remove("KUBECONFIG")
        .stdin(Stdio::null());
    let start = Instant::now();
    let output = command.output().map_err(|error| format!("could not run {command:?}: {error}"))?;
    let seconds = start.elapsed().as_secs_f64();
    let stderr = String::from_utf8_lossy(&output.stderr);
    // Warnings come before the error.
    let error = stderr.find("Error: ").map_or("", |at| &stderr[at..]).to_owned();
    Ok(Run { succeeded: output.status.success(), stdout: output.stdout, error, seconds })
}
