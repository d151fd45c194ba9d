//! The files around a stack: object storage, Secrets, a mirror of the images, a test pipeline, and how to verify it all.
//!
//! Every fact comes from the rendered stack; no file holds a secret. The texts are handlebars
//! templates in `companion/`.

mod kit;
mod pipeline;
mod policy;
mod secrets;
mod storage;
mod templates;
mod verify;

use std::fmt;

use serde::Serialize;

use crate::images::{ImageUse, Mirror};
use crate::stack::View;

pub use kit::{Kit, KitFile, KitOptions, NoKit, kit};
pub use secrets::{Content, MissingSecret, Wanted, missing_secrets};

/// What the values do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Name of the release.
    pub release: String,
    /// Namespace of the release.
    pub namespace: String,
    /// Size that a bucket may grow to, as in `1TiB`, where the storage can limit it.
    pub quota: String,
    /// Days after which cached archives go.
    pub expire_days: u32,
    /// Tags of the test pipeline's jobs: the runner's name, or nothing for all runners, and the tag.
    pub tags: Vec<(Option<String>, String)>,
    /// What the values have as `runners.tags`: a list with commas.
    pub values_tags: Option<String>,
    /// Folder or archive of the chart, below the kit's folder.
    pub chart: String,
    /// Whether the values hold tokens or keys, so that manifests and chart do as well.
    pub literal_secrets: bool,
    /// Registry that the values name for all images; the mirror script copies there when it is told no other.
    pub registry: Option<String>,
}

/// One file beside the manifests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Whether it is a script to run.
    pub executable: bool,
}

/// A choice that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable(String);

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unusable {}

/// The companion files of a stack.
pub fn files(
    view: &View,
    images: &[ImageUse],
    mirror: &Mirror,
    choices: &Choices,
) -> Result<Vec<File>, Unusable> {
    check(view, choices)?;
    let storages = storage::storages(view, &choices.namespace);
    let missing = missing_secrets(view, &choices.namespace);
    let mut files = vec![
        plain(".gitignore", ignored(choices)),
        plain("VERIFY.md", verify::page(view, &storages, &missing, choices)),
        plain("images.txt", image_list(images)),
        script("mirror-images.sh", mirror_script(mirror, choices.registry.as_deref())),
        plain("test-pipeline/.gitlab-ci.yml", pipeline::pipeline(view, choices)),
    ];
    if !missing.is_empty() {
        files.push(script("create-secrets.sh", secrets::create_script(&missing)));
    }
    for storage in &storages {
        files.extend(storage.files(choices));
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

/// What must not get into a repository.
fn ignored(choices: &Choices) -> String {
    let secrets = "# Credentials on their way into the cluster.\n/secrets/\n";
    if !choices.literal_secrets {
        return secrets.to_owned();
    }
    format!("{secrets}# The values hold tokens or keys, and so do these.\n/manifests/\n/{}\n", choices.chart)
}

/// The script that copies images to a registry.
///
/// The registry is the one that [`mirror`](crate::images::mirror) was asked for, when the values name one.
pub fn mirror_script(mirror: &Mirror, registry: Option<&str>) -> String {
    #[derive(Serialize)]
    struct One<'a> {
        from: &'a str,
        path: &'a str,
        pinned: bool,
    }
    #[derive(Serialize)]
    struct Context<'a> {
        registry: &'a str,
        images: Vec<One<'a>>,
        open: Vec<&'a str>,
    }
    let prefix = format!("{}/", mirror.registry);
    let context = Context {
        registry: registry.map_or("", |registry| registry.trim_end_matches('/')),
        images: mirror
            .copies
            .iter()
            .map(|copy| One {
                from: &copy.from,
                path: copy.to.strip_prefix(&prefix).unwrap_or(&copy.to),
                pinned: copy.pinned,
            })
            .collect(),
        open: mirror
            .originals
            .iter()
            .filter(|image| !image.open.is_empty())
            .map(|image| image.image.as_str())
            .collect(),
    };
    templates::render("mirror-images.sh", &context)
}

/// Each image once, in order.
fn image_list(images: &[ImageUse]) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for image in images {
        if !seen.contains(&image.image.as_str()) {
            seen.push(&image.image);
        }
    }
    let mut list = seen.iter().map(|image| templates::one_line(image)).collect::<Vec<_>>().join("\n");
    list.push('\n');
    list
}

fn check(view: &View, choices: &Choices) -> Result<(), Unusable> {
    let digits = choices.quota.bytes().take_while(u8::is_ascii_digit).count();
    let unit = &choices.quota[digits..];
    if digits == 0 || !["", "KiB", "MiB", "GiB", "TiB", "PiB", "KB", "MB", "GB", "TB", "PB"].contains(&unit) {
        return Err(Unusable(format!(
            "the quota `{}` is not a size: write a whole number and a unit, such as 500GiB or 1TiB",
            choices.quota
        )));
    }
    if choices.expire_days == 0 {
        return Err(Unusable("the expiry must be at least 1 day".to_owned()));
    }
    for (runner, tag) in &choices.tags {
        let Some(runner) = runner else { continue };
        let names: Vec<&str> = view.runners().iter().filter_map(|runner| runner.name.as_deref()).collect();
        if !names.contains(&runner.as_str()) {
            let hint = crate::schema::nearest_value(runner, names.iter().copied())
                .map(|name| format!(" (did you mean {name}?)"))
                .unwrap_or_default();
            return Err(Unusable(format!(
                "the tag `{tag}` is for the runner `{runner}`{hint}; the runners are: {}",
                names.join(", ")
            )));
        }
    }
    Ok(())
}

fn plain(path: &str, text: String) -> File {
    File { path: path.to_owned(), text, executable: false }
}

fn script(path: &str, text: String) -> File {
    File { path: path.to_owned(), text, executable: true }
}

/// A text as a name for folders and cloud objects: letters, digits and hyphens.
fn slug(text: &str) -> String {
    let mut result = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            result.push(character.to_ascii_lowercase());
        } else if !result.ends_with('-') && !result.is_empty() {
            result.push('-');
        }
    }
    result.truncate(50);
    let result = result.trim_end_matches('-');
    if result.is_empty() { "cache".to_owned() } else { result.to_owned() }
}
