//! A folder with everything that a stack needs.

use std::fmt;

use helm_render::release::{Crds, Hooks, PrintOptions};
use helm_render::{Error, World};

use super::{Choices, Unusable, files};
use crate::fields;
use crate::images::{images, mirror};
use crate::stack::{
    Capabilities, Identity, Input, ReleaseOptions, Rendered, Secrets, View, final_config, publish,
};

/// Where the mirror script copies to when neither values nor user say so.
const REGISTRY: &str = "registry.example.com";

/// What a kit is made with besides values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitOptions {
    /// Size that a bucket may grow to, as in `1TiB`, where the storage can limit it.
    pub quota: String,
    /// Days after which cached archives go.
    pub expire_days: u32,
    /// Tags of the test pipeline's jobs: `TAG` for all runners, `RUNNER=TAG` for one.
    pub tags: Vec<String>,
    /// Whether the chart comes as an archive.
    pub package: bool,
    /// Whether custom resource definitions are among the manifests.
    pub crds: Crds,
}

impl Default for KitOptions {
    fn default() -> Self {
        Self {
            quota: "1TiB".to_owned(),
            expire_days: 30,
            tags: Vec::new(),
            package: false,
            crds: Crds::Skipped,
        }
    }
}

/// One file of a kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitFile {
    /// Its path, with `/`.
    pub path: String,
    /// Its content: text, but for an archive.
    pub bytes: Vec<u8>,
    /// Whether it is a script to run.
    pub executable: bool,
}

/// A folder with everything that a stack needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kit {
    /// Its files, by path.
    pub files: Vec<KitFile>,
    /// Whether the values hold tokens or keys, and so manifests and chart do.
    pub holds_secrets: bool,
}

/// Why there is no kit.
#[derive(Debug)]
#[non_exhaustive]
pub enum NoKit {
    /// The stack cannot be rendered with another registry.
    Render(Error),
    /// A choice cannot be used.
    Unusable(Unusable),
    /// The rendered stack or the values cannot be used, which says why.
    Unreadable(String),
}

impl fmt::Display for NoKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Render(error) => error.fmt(f),
            Self::Unusable(reason) => reason.fmt(f),
            Self::Unreadable(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for NoKit {}

/// The kit of a stack that has been rendered from the input with the same release and cluster.
pub fn kit(
    input: &Input,
    rendered: &Rendered,
    release: &ReleaseOptions,
    capabilities: &Capabilities,
    world: &dyn World,
    options: &KitOptions,
) -> Result<Kit, NoKit> {
    let texts: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.text.to_str()).collect();
    let view = View::read(&texts)
        .map_err(|error| NoKit::Unreadable(format!("the rendered stack cannot be read back: {error}")))?;
    let chart = publish(input, &Identity::default()).map_err(|error| NoKit::Unreadable(error.to_string()))?;
    let namespace = view.manager().map(|(_, namespace)| namespace).filter(|namespace| !namespace.is_empty());
    let choices = Choices {
        release: release.name.clone(),
        namespace: namespace.unwrap_or_else(|| release.namespace.clone()),
        quota: options.quota.clone(),
        expire_days: options.expire_days,
        tags: options.tags.iter().map(|tag| split_tag(tag)).collect(),
        values_tags: value(input, &["runners", "tags"]),
        chart: if options.package {
            format!("{}-{}.tgz", chart.name, chart.version)
        } else {
            "chart".to_owned()
        },
        literal_secrets: input.holds_literal_secrets(),
        registry: value(input, &["imageRegistry"]).filter(|registry| !registry.is_empty()),
    };
    let registry = choices.registry.as_deref().unwrap_or(REGISTRY);
    let mirror = mirror(input, release, capabilities, world, registry).map_err(NoKit::Render)?;

    let mut kit = Kit { files: Vec::new(), holds_secrets: choices.literal_secrets };
    for file in files(&view, &images(&view), &mirror, &choices).map_err(NoKit::Unusable)? {
        kit.add(file.path, file.text.as_bytes(), file.executable);
    }
    let print = PrintOptions { crds: options.crds, hooks: Hooks::All, show_only: Vec::new() };
    for write in rendered.writes(&print, None) {
        let name = write.path.rsplit('/').next().unwrap_or(&write.path);
        kit.add(format!("manifests/{name}"), &write.text, false);
    }
    let config = final_config(&texts, Secrets::Mask)
        .ok_or_else(|| NoKit::Unreadable("the stack has no ConfigMap with a config.toml".to_owned()))?;
    kit.add("config.toml".to_owned(), config.as_bytes(), false);
    if options.package {
        kit.add(choices.chart, &chart.archive(), false);
    } else {
        for (path, bytes) in &chart.files {
            kit.add(format!("{}/{path}", choices.chart), bytes, false);
        }
    }
    kit.files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(kit)
}

impl Kit {
    /// Adds to a file; several documents of one template share one.
    fn add(&mut self, path: String, bytes: &[u8], executable: bool) {
        match self.files.iter_mut().find(|file| file.path == path) {
            Some(file) => file.bytes.extend_from_slice(bytes),
            None => self.files.push(KitFile { path, bytes: bytes.to_vec(), executable }),
        }
    }
}

/// `RUNNER=TAG`, or the tag for all.
fn split_tag(tag: &str) -> (Option<String>, String) {
    match tag.split_once('=') {
        Some((runner, tag)) => (Some(runner.to_owned()), tag.to_owned()),
        None => (None, tag.to_owned()),
    }
}

/// A text in the values that is not empty.
fn value(input: &Input, path: &[&str]) -> Option<String> {
    fields::text(&input.values().to_value(), path).filter(|text| !text.is_empty())
}
