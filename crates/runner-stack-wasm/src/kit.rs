//! A folder with everything that a stack needs.

use helm_render::release::Crds;
use runner_stack::companion::{self, NoKit};
use runner_stack::stack::Stack;
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::Failure;
use crate::input::{ReleaseFlags, SetOptions, ValuesFiles};
use crate::output;
use crate::stack::{RELEASE_NAME, render_input};

/// What a kit is made with.
#[derive(Debug, Clone, Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct KitOptions {
    /// Size that a bucket may grow to, where the storage can limit it; `1TiB`.
    #[tsify(optional)]
    pub quota: Option<String>,
    /// Days after which cached archives go; 30.
    #[tsify(optional)]
    pub expire_days: Option<u32>,
    /// Tags of the test pipeline's jobs: `TAG` for all runners, `RUNNER=TAG` for one; instead of `runners.tags`.
    #[tsify(optional)]
    pub tags: Vec<String>,
    /// Whether the chart comes as an archive instead of a folder.
    #[tsify(optional)]
    pub package: bool,
}

/// One file of a kit.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct KitFile {
    /// Its path, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
    /// Whether it is a script to run.
    pub executable: bool,
}

/// A packed chart among the files of a kit.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct KitArchive {
    /// Its path.
    pub path: String,
    /// Its content.
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    #[serde(serialize_with = "output::bytes")]
    pub data: Vec<u8>,
}

/// Everything around a stack: manifests, chart, `config.toml`, object storage, Secrets, a mirror of the images, a test
/// pipeline, and the steps that verify it all.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Kit {
    /// The files, by path.
    pub files: Vec<KitFile>,
    /// The chart, when it is to be packed.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<KitArchive>,
    /// Whether the values hold tokens or keys, and so manifests and chart do: these are not to be published.
    pub holds_secrets: bool,
}

/// The files of a folder with everything that the stack needs.
#[wasm_bindgen]
pub fn kit(
    files: Ts<ValuesFiles>,
    set: Ts<SetOptions>,
    release: Ts<ReleaseFlags>,
    options: Ts<KitOptions>,
) -> Result<Ts<Kit>, Failure> {
    let release = release.to_rust()?;
    let options = options.to_rust()?;
    let input = set.to_rust()?.input(files.to_rust()?)?;
    let (rendered, _) = render_input(&input, &release, &release.world())?;
    let defaults = companion::KitOptions::default();
    let chosen = companion::KitOptions {
        quota: options.quota.unwrap_or(defaults.quota),
        expire_days: options.expire_days.unwrap_or(defaults.expire_days),
        tags: options.tags,
        package: options.package,
        crds: if release.include_crds { Crds::Included } else { Crds::Skipped },
    };
    let kit = companion::kit(
        &input,
        &rendered,
        &release.release(RELEASE_NAME),
        &release.capabilities()?,
        &release.world(),
        &chosen,
    )
    .map_err(|reason| match reason {
        NoKit::Render(error) => Failure::engine(&error, Some(Stack::embedded().chart())),
        other => Failure::argument(other.to_string()),
    })?;
    // All other files are text, which never starts like gzip.
    let (archives, texts): (Vec<_>, Vec<_>) =
        kit.files.into_iter().partition(|file| file.bytes.starts_with(b"\x1f\x8b"));
    let result = Kit {
        files: texts
            .into_iter()
            .map(|file| KitFile {
                path: file.path,
                text: String::from_utf8_lossy(&file.bytes).into_owned(),
                executable: file.executable,
            })
            .collect(),
        archive: archives.into_iter().next().map(|file| KitArchive { path: file.path, data: file.bytes }),
        holds_secrets: kit.holds_secrets,
    };
    Ok(result.into_ts()?)
}
