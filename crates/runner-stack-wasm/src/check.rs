//! Files checked with all rules, as the command does.

use runner_stack::check;
use runner_stack::check::{Checked, Options, Version, check_together};
use runner_stack::rules;
use serde::Deserialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::diagnostic::{Diagnostic, Diagnostics, Text};
use crate::failure::Failure;
use crate::input::SourceFiles;

/// What to check for.
#[derive(Debug, Clone, Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct CheckFilesOptions {
    /// The version of GitLab Runner that reads the configuration; the one that the chart deploys when absent.
    #[tsify(optional)]
    pub runner_version: Option<String>,
    /// Codes of rules that are not to be reported.
    #[tsify(optional)]
    pub allow: Vec<String>,
}

/// Everything that the rules find in values, `config.toml` files and manifests of one stack.
#[wasm_bindgen(js_name = checkFiles)]
pub fn check_files(
    files: Ts<SourceFiles>,
    options: Ts<CheckFilesOptions>,
) -> Result<Ts<Diagnostics>, Failure> {
    let options = options.to_rust()?.options()?;
    let mut checked: Vec<Checked> =
        files.to_rust()?.0.into_iter().map(|file| check::check(file.name, file.text.0, &options)).collect();
    check_together(&mut checked, &options);
    let mut found = Vec::new();
    for file in &checked {
        let text = Text::new(&file.text);
        found.extend(file.findings.iter().map(|finding| {
            Diagnostic::new(finding, Some(file.name.clone()), Some(text.range(finding.span)))
        }));
    }
    Ok(Diagnostics(found).into_ts()?)
}

impl CheckFilesOptions {
    fn options(self) -> Result<Options, Failure> {
        let mut options = Options::default();
        if let Some(version) = &self.runner_version {
            options.runner_version = Version::parse(version).ok_or_else(|| {
                Failure::argument(format!(
                    "the runner version {version}: give a version such as 18.10 or v19.4.0"
                ))
            })?;
        }
        if let Some(code) = self.allow.iter().find(|code| rules::by_code(code).is_none()) {
            return Err(Failure::argument(format!("there is no rule {code}")));
        }
        options.allow = self.allow;
        Ok(options)
    }
}
