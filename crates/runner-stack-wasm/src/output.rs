//! What callers get.

use std::borrow::Cow;

use helm_render::chart::{File, Metadata};
use helm_render::release::Rendered;
use runner_stack::stack::{self, Secrets};
use serde::Serialize;
use tsify::Tsify;

use crate::diagnostic::Diagnostic;

/// One YAML document of the output.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// `metadata.name`.
    pub name: String,
    /// `kind`.
    pub kind: String,
    /// `apiVersion`.
    pub api_version: String,
    /// The template it comes from, as `# Source:` names it.
    pub source: String,
    /// The document, without separators.
    pub text: String,
    /// When it runs, if it is a hook.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hook: Option<Hook>,
}

/// When a manifest runs as a hook.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Hook {
    /// The events, as `helm.sh/hook` names them.
    pub events: Vec<&'static str>,
    /// `helm.sh/hook-weight`.
    #[tsify(type = "number")]
    pub weight: i64,
    /// `helm.sh/hook-delete-policy`.
    pub delete_policies: Vec<String>,
}

/// A file.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct OutputFile {
    /// Its path, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// One `[[runners]]` entry of `config.toml`.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct RunnerConfig {
    /// Its `name`; empty when it has none.
    pub name: String,
    /// The entry as it stands in the file.
    pub text: String,
}

/// The `config.toml` that the runner will read.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Config {
    /// The whole file.
    pub text: String,
    /// Its `[[runners]]` entries.
    pub runners: Vec<RunnerConfig>,
}

/// What the stack renders to.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct RenderedStack {
    /// The manifests in Helm's install order: resources, then hooks.
    pub manifests: Vec<Manifest>,
    /// All of it as `helm template` prints it.
    pub text: String,
    /// The `config.toml` that the runner will read.
    pub config: Config,
    /// What `helm install` says at its end.
    pub notes: String,
    /// What Helm writes to standard error while it succeeds.
    pub warnings: Vec<String>,
    /// What is worth a look in the values; with errors among them, `render` throws.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a chart renders to.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct RenderedChart {
    /// The manifests in Helm's install order: resources, then hooks.
    pub manifests: Vec<Manifest>,
    /// The custom resource definitions below `crds/`.
    pub crds: Vec<OutputFile>,
    /// All of it as `helm template` prints it.
    pub text: String,
    /// What `helm install` says at its end.
    pub notes: String,
    /// What Helm writes to standard error while it succeeds.
    pub warnings: Vec<String>,
}

/// The chart of the stack with the user's values as its defaults.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct EmittedChart {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its files, by path.
    pub files: Vec<OutputFile>,
    /// The same as a `.tgz`, as `helm package` lays it out.
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    #[serde(serialize_with = "bytes")]
    pub archive: Vec<u8>,
    /// Whether the comments of the values had to be dropped.
    pub comments_lost: bool,
    /// Whether the values hold tokens or keys, and so the chart does: it is not to be published.
    pub holds_secrets: bool,
}

/// A starter values file.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Preset {
    /// Its name, as `runner-stack new NAME` takes it.
    pub name: &'static str,
    /// The values file.
    pub text: &'static str,
}

/// All starter values files.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Presets(pub Vec<Preset>);

/// What `Chart.yaml` says.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the keys of Chart.yaml")]
pub struct ChartMetadata {
    pub name: String,
    pub version: String,
    pub app_version: String,
    pub description: String,
    pub api_version: String,
    pub kube_version: String,
    pub deprecated: bool,
    /// `application` or `library`.
    #[serde(rename = "type")]
    pub chart_type: String,
}

pub(crate) fn bytes<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// The manifests of a render, masked if they are to be.
pub(crate) fn manifests(rendered: &Rendered, secrets: Secrets) -> Vec<Manifest> {
    let manifests = rendered.manifests.iter().map(|manifest| {
        let text = manifest.text.to_string();
        let masked = (secrets == Secrets::Mask).then(|| stack::mask_secrets(&text)).flatten();
        Manifest {
            name: manifest.name.clone(),
            kind: manifest.kind.clone(),
            api_version: manifest.api_version.clone(),
            source: manifest.source.clone(),
            text: masked.unwrap_or(text),
            hook: manifest.hook.as_ref().map(|hook| Hook {
                events: hook.events.clone(),
                weight: hook.weight,
                delete_policies: hook.delete_policies.clone(),
            }),
        }
    });
    manifests.collect()
}

/// What `helm template` prints, masked if it is to be.
pub(crate) fn text(bytes: &[u8], secrets: Secrets) -> String {
    // Nearly every text is UTF-8, which is seen sooner as a whole than in chunks.
    let text = std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
    match secrets {
        Secrets::Show => text.into_owned(),
        Secrets::Mask => stack::mask_documents(&text),
    }
}

impl Config {
    pub(crate) fn new(text: String) -> Self {
        let runners = stack::runner_configs(&text)
            .into_iter()
            .map(|runner| RunnerConfig { name: runner.name, text: runner.text });
        Self { runners: runners.collect(), text }
    }
}

impl From<&File> for OutputFile {
    fn from(file: &File) -> Self {
        Self { path: file.name.to_string(), text: file.data.to_string() }
    }
}

impl From<&Metadata> for ChartMetadata {
    fn from(metadata: &Metadata) -> Self {
        Self {
            name: metadata.name.clone(),
            version: metadata.version.clone(),
            app_version: metadata.app_version.clone(),
            description: metadata.description.clone(),
            api_version: metadata.api_version.clone(),
            kube_version: metadata.kube_version.clone(),
            deprecated: metadata.deprecated,
            chart_type: metadata.chart_type.clone(),
        }
    }
}
