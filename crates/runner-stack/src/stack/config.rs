//! The `config.toml` that the runner will read: the rendered one with its secrets named or filled in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use helm_render::Value;
use helm_render::yaml::{self, Node, NodeKind};

use super::mask::MASK;
use crate::diagnostic::Span;
use crate::fields::{at, field, text};
use crate::source::OffsetMap;

/// How the chart marks a secret in the rendered `config.toml`: `"@@secret:PATH@@"`, or `"@@secret?:PATH@@"`
/// for one that may be missing. The start script puts the file's content there.
const OPEN: &str = "\"@@secret";
const CLOSE: &str = "@@\"";

/// How the `ConfigMap` starts, and the scripts in it, which stand behind all that is looked at here.
const CONFIG_MAP: &str = "apiVersion: v1\nkind: ConfigMap\n";
const SCRIPTS: &str = "\n  entrypoint: |\n";

/// How the Deployment starts, and the volumes of its pods; what is below them is deeper.
const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\n";
const VOLUMES: &str = "\n      volumes:\n";
const BELOW_VOLUMES: &str = "        ";

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
    // Reading a text takes longer than to see that it has no part in this.
    let mut manifests: Vec<_> = manifests
        .iter()
        .map(AsRef::as_ref)
        .filter(|text: &&str| MARKS.iter().any(|mark| text.contains(mark)))
        .map(looked_at)
        .collect();
    let plain = manifests.iter().enumerate().find_map(|(at, text)| Some((at, plain_config(text)?)));
    if let Some((at, config)) = plain {
        manifests.remove(at);
        return Some(fill(&config, &secret_files(&objects(&manifests)), secrets));
    }
    let objects = objects(&manifests);
    let config_map = config_map(&objects)?;
    let sources = secret_files(&objects);
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

/// What matters of a manifest: of the `ConfigMap` what comes before the scripts, of the Deployment its volumes. To read them
/// whole takes longer than all else.
fn looked_at(text: &str) -> Cow<'_, str> {
    if text.starts_with(CONFIG_MAP) {
        // With the line feed before them, which is the last one of the text there.
        return Cow::Borrowed(&text[..text.find(SCRIPTS).map_or(text.len(), |at| at + 1)]);
    }
    // What looks like that in other texts is deeper, or comes before.
    let volumes = if text.starts_with(DEPLOYMENT) { text.rfind(VOLUMES) } else { None };
    let Some(start) = volumes else { return Cow::Borrowed(text) };
    let (key, rest) = text[start..].split_at(VOLUMES.len());
    let volumes = rest.split_inclusive('\n').take_while(|line| line.starts_with(BELOW_VOLUMES));
    let mut part = format!("kind: Deployment\nspec:\n  template:\n    spec:{key}");
    part.extend(volumes);
    Cow::Owned(part)
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

/// Where a file below the secrets folder comes from.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) secret: String,
    pub(super) key: String,
    /// The value, when the stack itself generates the Secret.
    pub(super) literal: Option<String>,
}

/// The files that the Deployment's projected volumes put into the secrets folder.
pub(super) fn secret_files(objects: &[Value]) -> BTreeMap<String, Source> {
    let mut files = BTreeMap::new();
    for object in objects {
        if text(object, &["kind"]).as_deref() != Some("Deployment") {
            continue;
        }
        let Some(volumes) = at(object, &["spec", "template", "spec", "volumes"]) else { continue };
        for volume in volumes.as_list().unwrap_or_default() {
            let Some(sources) = at(volume, &["projected", "sources"]) else { continue };
            for source in sources.as_list().unwrap_or_default() {
                let Some(secret) = field(source, "secret") else { continue };
                let Some(name) = text(&secret, &["name"]) else { continue };
                let data = secret_data(objects, &name);
                let items = field(&secret, "items");
                let items = items.as_ref().and_then(Value::as_list).unwrap_or_default();
                if items.is_empty() {
                    for (key, value) in &data {
                        let source =
                            Source { secret: name.clone(), key: key.clone(), literal: Some(value.clone()) };
                        files.insert(key.clone(), source);
                    }
                    files.entry(format!("*{name}")).or_insert(Source {
                        secret: name.clone(),
                        key: String::new(),
                        literal: None,
                    });
                }
                for item in items {
                    if let (Some(key), Some(file)) = (text(item, &["key"]), text(item, &["path"])) {
                        let literal = data.get(&key).cloned();
                        files.insert(file, Source { secret: name.clone(), key, literal });
                    }
                }
            }
        }
    }
    files
}

fn secret_data(objects: &[Value], name: &str) -> BTreeMap<String, String> {
    let mut result = BTreeMap::new();
    for object in objects {
        if text(object, &["kind"]).as_deref() != Some("Secret")
            || text(object, &["metadata", "name"]).as_deref() != Some(name)
        {
            continue;
        }
        for (section, decode) in [("data", true), ("stringData", false)] {
            let Some(data) = field(object, section) else { continue };
            let Some(data) = data.as_map() else { continue };
            for (key, value) in data.snapshot() {
                let Some(value) = value.as_str() else { continue };
                let value = if decode {
                    String::from_utf8_lossy(&decode_base64(value.as_bytes())).into_owned()
                } else {
                    value.to_string()
                };
                result.insert(key.to_string(), value);
            }
        }
    }
    result
}

fn fill(config: &str, sources: &BTreeMap<String, Source>, secrets: Secrets) -> String {
    let mut result = String::with_capacity(config.len());
    for line in config.split_inclusive('\n') {
        let Some((before, file, after)) = placeholder(line) else {
            result.push_str(line);
            continue;
        };
        result.push_str(before);
        result.push_str(&toml_string(&match sources.get(file) {
            Some(Source { literal: Some(literal), .. }) => match secrets {
                Secrets::Show => literal.trim_end_matches(['\n', '\r']).to_owned(),
                Secrets::Mask => MASK.to_owned(),
            },
            Some(Source { secret, key, .. }) => format!("<Secret {secret}, key {key}>"),
            // The whole Secret is mounted; its keys are the file names.
            None => match sources.range("*".to_owned().."+".to_owned()).next() {
                Some((_, whole)) => format!("<Secret {}, key {file}>", whole.secret),
                None => format!("<file {file}>"),
            },
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

pub(crate) fn decode_base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        buffer = buffer << 6 | u32::from(digit);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xff) as u8);
        }
    }
    bytes
}
