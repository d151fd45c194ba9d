//! The `config.toml` that the runner will read: the rendered one with its secrets named or filled in.

use std::borrow::Cow;
use std::fmt::Write as _;

use helm_render::Value;
use helm_render::yaml::{self, Node, NodeKind};

use super::mask::MASK;
use super::sources::{self, Source, Sources};
use crate::diagnostic::Span;
use crate::fields::{field, text};
use crate::source::OffsetMap;

/// How the chart marks a secret in the rendered `config.toml`: `"@@secret:PATH@@"`, or `"@@secret?:PATH@@"`
/// for one that may be missing. The start script puts the file's content there.
const OPEN: &str = "\"@@secret";
const CLOSE: &str = "@@\"";

/// How the `ConfigMap` starts, and the scripts in it, which stand behind all that is looked at here.
const CONFIG_MAP: &str = "apiVersion: v1\nkind: ConfigMap\n";
const SCRIPTS: &str = "\n  entrypoint: |\n";

/// How a Secret starts, and its data, which come after everything else.
pub(super) const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: ";
const DATA: [&str; 2] = ["\ndata:\n", "\nstringData:\n"];

/// How the Deployment starts, the volumes of its pods, and how each of them starts; what is below is deeper.
const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\n";
const VOLUMES: &str = "\n      volumes:\n";
const BELOW_VOLUMES: &str = "        ";
const VOLUME: &str = "\n        - ";

/// How a Deployment starts of which nothing but volumes is left.
pub(super) const VOLUMES_ALONE: &str = "kind: Deployment\nspec:\n  template:\n    spec:\n      volumes:";

/// One of these is in the `ConfigMap` with the file, in the Secrets, and in the Deployment that mounts them.
const MARKS: [&str; 3] = ["config.toml", "Secret", "projected"];

/// Whether literal secrets are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// As the runner will read them.
    Show,
    /// Replaced by a fixed word.
    Mask,
}

/// The final `config.toml` of a rendered stack.
///
/// Secrets that exist outside the stack become placeholders that name the Secret and its key; those that the stack
/// generates are shown or masked. In register mode the entries that `gitlab-runner register` will add follow the
/// global settings, each with its template.
pub fn final_config(manifests: &[impl AsRef<str>], secrets: Secrets) -> Option<String> {
    let mut manifests: Vec<_> =
        manifests.iter().filter_map(|manifest| looked_at(manifest.as_ref())).collect();
    let plain = manifests.iter().enumerate().find_map(|(at, text)| Some((at, plain_config(text)?)));
    if let Some((at, config)) = plain {
        manifests.remove(at);
        let sources = sources::plain(&manifests).unwrap_or_else(|| sources::read(&objects(&manifests)));
        return Some(fill(&config, &sources, secrets));
    }
    let objects = objects(&manifests);
    let config_map = config_map(&objects)?;
    let sources = sources::read(&objects);
    let mut result = fill(&text(config_map, &["data", "config.toml"])?, &sources, secrets);
    let data = field(config_map, "data")?;
    for index in 0.. {
        let Some(template) = text(&data, &[&format!("template-{index}.toml")]) else { break };
        let arguments = text(&data, &[&format!("register-{index}.args")]).unwrap_or_default();
        let arguments = arguments.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        result.push_str("\n# Added at start by: gitlab-runner register");
        if !arguments.is_empty() {
            result.push(' ');
            result.push_str(&arguments);
        }
        result.push('\n');
        result.push_str(&fill(&template, &sources, secrets));
    }
    Some(result)
}

/// What matters of a manifest: of the `ConfigMap` what comes before the scripts, of a Secret its name and data, of the
/// Deployment the volumes with Secrets in them; of others nothing. To read them whole takes longer than all else.
fn looked_at(text: &str) -> Option<Cow<'_, str>> {
    match kind(text) {
        None => MARKS.iter().any(|mark| text.contains(mark)).then_some(Cow::Borrowed(text)),
        // With the line feed before them, which is the last one of the text there.
        Some("ConfigMap") => Some(Cow::Borrowed(&text[..text.find(SCRIPTS).map_or(text.len(), |at| at + 1)])),
        Some("Secret") => Some(data(text).map_or(Cow::Borrowed(text), Cow::Owned)),
        Some("Deployment") => match volumes(text) {
            None => Some(Cow::Borrowed(text)),
            Some(volumes) if volumes.is_empty() => None,
            Some(volumes) => Some(Cow::Owned(format!("{VOLUMES_ALONE}{volumes}\n"))),
        },
        Some(_) => None,
    }
}

/// The kind of a manifest, if it starts as those of the chart do.
fn kind(text: &str) -> Option<&str> {
    let (version, rest) = text.strip_prefix("apiVersion: ")?.split_once('\n')?;
    let (kind, _) = rest.strip_prefix("kind: ")?.split_once('\n')?;
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./".contains(&byte));
    (is_word(version) && is_word(kind)).then_some(kind)
}

/// A Secret without its labels, which are most of it.
fn data(text: &str) -> Option<String> {
    let (name, _) = text.strip_prefix(SECRET)?.split_once('\n')?;
    let data = DATA.iter().filter_map(|key| text.find(key)).min()?;
    Some([SECRET, name, &text[data..]].concat())
}

/// The volumes of a Deployment with Secrets in them; `None` where it is not as the chart writes it.
fn volumes(text: &str) -> Option<String> {
    // What looks like that in other texts is deeper, or comes before.
    let start = text.strip_prefix(DEPLOYMENT)?.rfind(VOLUMES)? + DEPLOYMENT.len() + VOLUMES.len();
    let rest = &text[start..];
    let lines = rest.split_inclusive('\n').take_while(|line| line.starts_with(BELOW_VOLUMES));
    let length: usize = lines.map(str::len).sum();
    // With the line feed in front that each of them begins with.
    let volumes = text[start - 1..start + length].trim_end_matches('\n').strip_prefix(VOLUME)?;
    let with_secrets = volumes.split(VOLUME).filter(|volume| volume.contains("projected"));
    Some(with_secrets.flat_map(|volume| [VOLUME, volume]).collect())
}

/// The text of `config.toml`, where the `ConfigMap` has nothing else before the scripts and all lines stand behind the blanks
/// that the chart puts there; everything else is for the YAML reader.
fn plain_config(part: &str) -> Option<String> {
    const KEY: &str = "\n  config.toml: |\n";
    const BLANKS: &str = "    ";
    let (_, lines) = part.strip_prefix(CONFIG_MAP)?.split_once(KEY)?;
    // YAML knows more line breaks than one, and takes blanks in front of the first line for all lines'.
    let is_plain = lines.is_ascii() && !lines.contains('\r');
    if !is_plain || lines.strip_prefix(BLANKS)?.starts_with([' ', '\n']) {
        return None;
    }
    let mut config = String::with_capacity(lines.len());
    for line in lines.split_inclusive('\n') {
        config.push_str(line.strip_prefix(BLANKS)?);
    }
    config.truncate(config.trim_end_matches('\n').len());
    config.push('\n');
    Some(config)
}

/// For each line of [`final_config`], the manifest that holds it and the line there, from 0; nothing for lines that only
/// the final file has.
pub(crate) fn config_lines(manifests: &[impl AsRef<str>]) -> Vec<Option<(usize, usize)>> {
    let data = manifests.iter().enumerate().find_map(|(at, manifest)| {
        let text = manifest.as_ref();
        let node = yaml::parse(text.as_bytes()).ok().filter(|_| text.contains("config.toml"))?;
        let is_config_map =
            matches!(&entry(&node, "kind")?.kind, NodeKind::String(kind) if *kind == *"ConfigMap");
        let data = entry(&node, "data").filter(|_| is_config_map)?.clone();
        entry(&data, "config.toml")?;
        Some((at, text, data))
    });
    let Some((manifest, text, data)) = data else { return Vec::new() };
    let mut lines = Vec::new();
    let mut add = |name: &str| {
        let NodeKind::String(content) = &entry(&data, name)?.kind else { return None };
        let content = content.to_str();
        let span = entry(&data, name)?.span;
        let map = OffsetMap::of_scalar(text, Span { start: span.start, end: span.end }, &content);
        if name != "config.toml" {
            // A blank line and the comment before it.
            lines.extend([None, None]);
        }
        let mut start = 0;
        for line in content.split_inclusive('\n') {
            let end = start + u32::try_from(line.len()).ok()?;
            let outer = map.outer(Span { start, end }).start as usize;
            lines.push(Some((manifest, text.get(..outer)?.matches('\n').count())));
            start = end;
        }
        Some(())
    };
    add("config.toml");
    (0..).map_while(|index| add(&format!("template-{index}.toml"))).for_each(drop);
    lines
}

fn entry<'a>(node: &'a Node, wanted: &str) -> Option<&'a Node> {
    let NodeKind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|(key, _)| key.key() == *wanted).map(|(_, value)| value)
}

/// The objects of manifests; a text that is not YAML has none.
pub(super) fn objects(manifests: &[impl AsRef<str>]) -> Vec<Value> {
    manifests.iter().filter_map(|manifest| yaml::from_yaml(manifest.as_ref().as_bytes()).ok()).collect()
}

/// The `ConfigMap` that holds `config.toml`.
pub(super) fn config_map(objects: &[Value]) -> Option<&Value> {
    objects.iter().find(|object| {
        text(object, &["kind"]).as_deref() == Some("ConfigMap")
            && text(object, &["data", "config.toml"]).is_some()
    })
}

fn fill(config: &str, sources: &Sources, secrets: Secrets) -> String {
    let mut result = String::with_capacity(config.len());
    for line in config.split_inclusive('\n') {
        let Some((before, file, after)) = placeholder(line) else {
            result.push_str(line);
            continue;
        };
        result.push_str(before);
        result.push_str(&toml_string(&match (sources.find(file), secrets) {
            (Some(Source { literal: Some(literal), .. }), Secrets::Show) => {
                literal.trim_end_matches(['\n', '\r']).to_owned()
            }
            (Some(Source { literal: Some(_), .. }), Secrets::Mask) => MASK.to_owned(),
            (Some(Source { secret, key, .. }), _) => format!("<Secret {secret}, key {key}>"),
            (None, _) => format!("<file {file}>"),
        }));
        result.push_str(after);
    }
    result
}

/// The text before a placeholder, the file it names, and the text after it.
pub(super) fn placeholder(line: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = line.split_once(OPEN)?;
    let rest = rest.strip_prefix('?').unwrap_or(rest).strip_prefix(':')?;
    let (file, after) = rest.split_once(CLOSE)?;
    Some((before, file, after))
}

fn toml_string(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 2);
    result.push('"');
    for character in text.chars() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            control if control.is_ascii_control() => {
                let _ = write!(result, "\\u{:04X}", u32::from(control));
            }
            other => result.push(other),
        }
    }
    result.push('"');
    result
}
