//! From a chart and values to ordered manifests.

use crate::chart::Chart;
use crate::error::{Error, ErrorKind};
use crate::value::{Str, Value};
use crate::world::World;

/// What the release is called and what happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseOptions {
    /// `.Release.Name`.
    pub name: String,
    /// `.Release.Namespace`.
    pub namespace: String,
    /// `.Release.Revision`.
    pub revision: i64,
    /// `.Release.IsUpgrade`; `.Release.IsInstall` is the opposite.
    pub is_upgrade: bool,
}

/// What the cluster can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// `.Capabilities.KubeVersion.Version`.
    pub kube_version: String,
    /// `.Capabilities.APIVersions`.
    pub api_versions: Vec<String>,
}

/// What a chart renders to.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// The manifests in the order `helm template` prints them: resources, then hooks.
    pub manifests: Vec<Manifest>,
    /// The text of the chart's `NOTES.txt`.
    pub notes: Str,
    /// What Helm writes to standard error while it succeeds, one line each.
    pub warnings: Vec<String>,
}

/// One YAML document of the output.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The template it comes from, as `# Source:` names it.
    pub source: Str,
    /// `apiVersion`.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
    /// The document without separators and outer blanks.
    pub text: Str,
    /// The hook it is, if it is one.
    pub hook: Option<Hook>,
}

/// When a manifest runs as a hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// The events, as `helm.sh/hook` names them.
    pub events: Vec<&'static str>,
    /// `helm.sh/hook-weight`.
    pub weight: i64,
    /// `helm.sh/hook-delete-policy`.
    pub delete_policies: Vec<String>,
}

/// Renders `chart` with the user's merged values.
pub fn render(
    chart: &Chart,
    values: Value,
    release: &ReleaseOptions,
    capabilities: &Capabilities,
    world: &dyn World,
) -> Result<Rendered, Error> {
    let _ = (chart, values, release, capabilities, world);
    Err(Error::new(ErrorKind::Other, "cannot render yet"))
}
