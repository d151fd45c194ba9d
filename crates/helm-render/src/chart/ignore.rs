//! `.helmignore`: which files of a folder belong to the chart.

use super::pattern::{self, Pattern};
use crate::error::{Error, ErrorKind};

/// The name of the file that holds the rules.
pub(super) const FILE_NAME: &str = ".helmignore";

/// The rules of a chart folder.
#[derive(Debug, Default)]
pub(super) struct Rules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    pattern: Option<Pattern>,
    scope: Scope,
    negated: bool,
    only_folders: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Path,
    BaseName,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    File,
    Folder,
}

impl Rules {
    /// The rules of the file, and Helm's own: no dot files in `templates/`.
    pub(super) fn new(text: Option<&[u8]>) -> Result<Self, Error> {
        let mut rules = Self::default();
        let text = text.unwrap_or_default();
        let text = String::from_utf8_lossy(text.strip_prefix(super::BYTE_ORDER_MARK).unwrap_or(text));
        for line in text.lines() {
            rules.add(line)?;
        }
        rules.add("templates/.?*")?;
        Ok(rules)
    }

    fn add(&mut self, line: &str) -> Result<(), Error> {
        let mut rule = line.trim();
        if rule.is_empty() || rule.starts_with('#') {
            return Ok(());
        }
        if rule.contains("**") {
            return Err(Error::new(ErrorKind::Chart, "double-star (**) syntax is not supported"));
        }
        if pattern::matches(rule, "abc").is_none() {
            return Err(Error::new(ErrorKind::Chart, "syntax error in pattern"));
        }
        let negated = rule.starts_with('!');
        rule = rule.strip_prefix('!').unwrap_or(rule);
        let only_folders = rule.ends_with('/');
        rule = rule.strip_suffix('/').unwrap_or(rule);
        let scope = if rule.contains('/') { Scope::Path } else { Scope::BaseName };
        let pattern = Pattern::new(rule.strip_prefix('/').unwrap_or(rule));
        self.0.push(Rule { pattern, scope, negated, only_folders });
        Ok(())
    }

    /// Whether the first rule that decides leaves the path out.
    pub(super) fn ignores(&self, path: &str, entry: Entry) -> bool {
        for rule in &self.0 {
            let wrong_kind = rule.only_folders && entry != Entry::Folder;
            if rule.negated {
                if wrong_kind || !rule.matches(path) {
                    return true;
                }
            } else if !wrong_kind && rule.matches(path) {
                return true;
            }
        }
        false
    }

    /// Whether the file is left out, by itself or with a folder above it.
    pub(super) fn ignores_file(&self, path: &str) -> bool {
        let above = path.match_indices('/').map(|(index, _)| &path[..index]);
        above.into_iter().any(|folder| self.ignores(folder, Entry::Folder)) || self.ignores(path, Entry::File)
    }
}

impl Rule {
    fn matches(&self, path: &str) -> bool {
        let name = match self.scope {
            Scope::Path => path,
            Scope::BaseName => path.rsplit('/').next().unwrap_or(path),
        };
        self.pattern.as_ref().is_some_and(|pattern| pattern.matches(name))
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Rules};

    #[test]
    fn rules_decide_as_helm_decides() {
        for (rule, path, entry, ignored) in [
            ("helm.txt", "helm.txt", Entry::File, true),
            ("*.txt", "cargo/a.txt", Entry::File, true),
            ("cargo/*.txt", "mast/a.txt", Entry::File, false),
            ("ru[c-e]?er.txt", "rudder.txt", Entry::File, true),
            ("", "templates/.dotfile", Entry::File, true),
            (".*", ".joonix", Entry::File, true),
            ("cargo/", "cargo", Entry::Folder, true),
            ("helm.txt/", "helm.txt", Entry::File, false),
            ("!helm.txt", "helm.txt", Entry::File, false),
            ("!helm.txt", "tiller.txt", Entry::File, true),
            ("/a.txt", "a.txt", Entry::File, true),
            ("/a.txt", "cargo/a.txt", Entry::File, false),
            ("/cargo/a.txt", "cargo/a.txt", Entry::File, true),
        ] {
            let rules = Rules::new(Some(rule.as_bytes())).expect("a valid rule");
            assert_eq!(rules.ignores(path, entry), ignored, "{rule} {path}");
        }
    }

    #[test]
    fn bad_rules_are_refused() {
        for rule in ["foo/**/bar", "[z-"] {
            assert!(Rules::new(Some(rule.as_bytes())).is_err(), "{rule}");
        }
    }
}
