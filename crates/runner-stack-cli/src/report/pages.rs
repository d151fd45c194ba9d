//! Where the pages of the rules are, for reports that lead there.

use runner_stack::rules::{self, Rule};

/// The folder with the pages, when it has an address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pages<'a> {
    base: Option<&'a str>,
}

impl<'a> Pages<'a> {
    /// The pages below an address that [`address`] has read.
    pub(crate) fn new(base: Option<&'a str>) -> Self {
        Self { base }
    }

    /// The address of a rule's page, when there is one.
    pub(crate) fn address(self, code: &str) -> Option<String> {
        let rule = rules::by_code(code)?;
        Some(format!("{}{}.html", self.base?, rule.code))
    }

    /// What leads people to a rule's page: its address, or without one the command that prints it.
    pub(crate) fn lead(self, code: &str) -> Option<String> {
        let rule = rules::by_code(code)?;
        Some(self.address(code).unwrap_or_else(|| format!("runner-stack check --explain {}", rule.code)))
    }

    /// The address of a rule's page, or its path in the project.
    pub(crate) fn link(self, code: &str) -> String {
        self.address(code).or_else(|| rules::by_code(code).map(Rule::url)).unwrap_or_default()
    }
}

/// Reads the address of a folder: absolute, as SARIF wants it.
pub(crate) fn address(text: &str) -> Result<String, String> {
    let rest = ["https://", "http://", "file:///"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let is_fit = |char: char| char.is_ascii_graphic() && !"\"<>\\^`{|}?#".contains(char);
    if rest.is_none_or(str::is_empty) || !text.chars().all(is_fit) {
        return Err(
            "give the address of a folder, such as https://example.com/runner-stack/rules/".to_owned()
        );
    }
    Ok(if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
}
