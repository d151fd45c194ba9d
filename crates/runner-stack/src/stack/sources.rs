//! Where the files of the secrets folder come from: the Secrets that the Deployment mounts there.

use std::collections::BTreeMap;

use helm_render::Value;

use super::config::{SECRET, VOLUMES_ALONE};
use crate::fields::{at, field, text};

/// What the Deployment's projected volumes put into the secrets folder.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources {
    /// The files in the order of their paths below the folder; of equal paths, the last one counts.
    files: Vec<(String, Source)>,
    /// The Secrets that are there as a whole: their keys are the files.
    whole: Vec<String>,
}

/// Where a file comes from.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) secret: String,
    pub(super) key: String,
    /// The value, when the stack itself generates the Secret.
    pub(super) literal: Option<String>,
}

impl Sources {
    /// Where the file comes from; nobody knows the keys of whole Secrets, which any other file is taken for.
    pub(super) fn find(&self, file: &str) -> Option<Source> {
        let behind = self.files.partition_point(|(path, _)| path.as_str() <= file);
        if let Some((path, source)) = self.files[..behind].last()
            && path == file
        {
            return Some(source.clone());
        }
        let secret = self.whole.iter().min()?;
        Some(Source { secret: secret.clone(), key: file.to_owned(), literal: None })
    }

    fn add(&mut self, file: &str, secret: &str, key: &str, literal: Option<String>) {
        let source = Source { secret: secret.to_owned(), key: key.to_owned(), literal };
        self.files.push((file.to_owned(), source));
    }

    fn in_order(mut self) -> Self {
        self.files.sort_by(|left, right| left.0.cmp(&right.0));
        self
    }
}

/// The files of a stack.
pub(super) fn read(objects: &[Value]) -> Sources {
    let mut files = Sources::default();
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
                for item in items {
                    if let (Some(key), Some(file)) = (text(item, &["key"]), text(item, &["path"])) {
                        files.add(&file, &name, &key, data.get(&key).cloned());
                    }
                }
                if items.is_empty() {
                    for (key, value) in data {
                        files.add(&key, &name, &key, Some(value));
                    }
                    files.whole.push(name);
                }
            }
        }
    }
    files.in_order()
}

/// What Secrets of the name hold.
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
                let value = if decode { decoded(&value.to_str()) } else { value.to_string() };
                result.insert(key.to_string(), value);
            }
        }
    }
    result
}

/// As [`read`], of what [`final_config`](super::final_config) looks at, where every line is as the chart writes it: that takes
/// no reader of YAML. `None` for everything else.
pub(super) fn plain(manifests: &[impl AsRef<str>]) -> Option<Sources> {
    let mut sources = Sources::default();
    let mut data = Vec::new();
    for manifest in manifests {
        let manifest = manifest.as_ref();
        if let Some(volumes) = manifest.strip_prefix(VOLUMES_ALONE) {
            plain_volumes(volumes, &mut sources)?;
        } else {
            data.push(plain_data(manifest)?);
        }
    }
    for (_, source) in &mut sources.files {
        let of_secret = data.iter().filter(|(name, _)| *name == source.secret);
        let mut found = of_secret.filter_map(|(_, entries)| {
            let at = entries.binary_search_by(|(key, _)| (*key).cmp(source.key.as_str())).ok()?;
            Some(entries[at].1)
        });
        source.literal = found.next_back().map(decoded);
    }
    Some(sources.in_order())
}

/// The items of the Secrets in projected volumes.
fn plain_volumes(volumes: &str, sources: &mut Sources) -> Option<()> {
    const SOURCE: &str = "              - secret:";
    const SECRET_KEY: &str = "                  ";
    const ITEM: &str = "                    - key: ";
    const PATH: &str = "                      path: ";
    let mut secret = None;
    let mut key = None;
    let mut has_items = true;
    for line in volumes.lines().filter(|line| !line.is_empty()) {
        if let Some(path) = line.strip_prefix(PATH) {
            sources.add(quoted(path)?, quoted(secret?)?, quoted(key.take()?)?, None);
            has_items = true;
        } else if let Some(found) = line.strip_prefix(ITEM) {
            key = Some(found);
        } else if line == SOURCE {
            // The keys of one without items are the files.
            if !has_items {
                return None;
            }
            (secret, has_items) = (None, false);
        } else if let Some(rest) = line.strip_prefix(SECRET_KEY) {
            match rest.split_once(' ') {
                Some(("name:", name)) => secret = Some(name),
                None if rest == "items:" => {}
                Some(("optional:", "true")) => {}
                _ => return None,
            }
        } else if !matches!(line.trim_start(), "projected:" | "sources:" | "- name: projected-secrets") {
            return None;
        }
    }
    has_items.then_some(())
}

/// The name of a Secret, and its keys, which the chart writes in order, with what stands there.
fn plain_data(manifest: &str) -> Option<(&str, Vec<(&str, &str)>)> {
    let (name, rest) = manifest.strip_prefix(SECRET)?.split_once('\n')?;
    let entries: Vec<_> = rest.strip_prefix("data:\n")?.lines().map(plain_entry).collect::<Option<_>>()?;
    let is_in_order = entries.is_sorted_by(|(left, _), (right, _)| left < right);
    (is_word(name) && is_in_order).then_some((name, entries))
}

fn plain_entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix("  ")?.split_once(": ")?;
    Some((key, quoted(value)?)).filter(|_| is_word(key))
}

/// The text between quotes, with nothing in it that YAML reads as something else.
fn quoted(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

/// Whether a text without quotes is what it looks like.
fn is_word(text: &str) -> bool {
    const OTHERS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        && !OTHERS.iter().any(|other| other.eq_ignore_ascii_case(text))
}

fn decoded(value: &str) -> String {
    String::from_utf8_lossy(&decode_base64(value.as_bytes())).into_owned()
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
