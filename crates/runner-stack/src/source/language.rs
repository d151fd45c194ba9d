//! What kind of file a text is.

use super::Value;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Values of this chart or of the official one.
    Values,
    /// A `config.toml`, or a template of one.
    Toml,
    /// Kubernetes objects.
    Manifest,
}

impl Language {
    /// Whether a file with this name and text is TOML; everything else is YAML.
    ///
    /// The name decides when it ends in `.toml`, `.yaml`, `.yml` or `.json`, otherwise the first line that says anything.
    pub fn is_toml(name: &str, text: &str) -> bool {
        let ends_in = |ending: &str| {
            name.len() > ending.len()
                && name.as_bytes()[name.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
        };
        if ends_in(".toml") {
            return true;
        }
        if [".yaml", ".yml", ".json"].iter().any(|ending| ends_in(ending)) {
            return false;
        }
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
        let Some(line) = line else { return false };
        if let Some(header) = line.strip_prefix('[') {
            // `[runners]`, and not a list in brackets.
            let name = header.trim_start_matches('[').split(']').next().unwrap_or_default();
            return !name.is_empty() && name.chars().all(|char| is_key(char) || matches!(char, '.' | ' '));
        }
        let key = line.trim_start_matches(|char: char| is_key(char) || matches!(char, '.' | '"' | '\''));
        key.len() < line.len() && key.trim_start().starts_with('=')
    }

    /// What a YAML document is: an object of the Kubernetes API has `apiVersion` and `kind`.
    pub(super) fn is_object(document: &Value) -> bool {
        document.get("apiVersion").is_some() && document.get("kind").is_some()
    }
}

fn is_key(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '_' | '-')
}
