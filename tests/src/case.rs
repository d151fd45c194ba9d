//! Case files: a comment, then sections that start with `-- NAME --`.

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::tools::{files_below, root};

/// Runs a check on each case file below a folder of the checkout, as one test per file.
pub fn run_cases(folder: &str, check: fn(&Path) -> Result<(), Failed>) -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = root().join(folder);
    let trials = files_below(&folder, ".txt")
        .into_iter()
        .map(|file| {
            let path = folder.join(&file);
            Trial::test(file.display().to_string(), move || check(&path))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A parsed case file.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// What stands before the first section.
    pub comment: String,
    /// Name and text of each section, in order.
    pub sections: Vec<(String, String)>,
}

impl Case {
    /// Reads a case file.
    pub fn parse(text: &str) -> Self {
        let mut case = Self::default();
        for line in text.split_inclusive('\n') {
            let header = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            match (header, case.sections.last_mut()) {
                (Some(name), _) => case.sections.push((name.to_owned(), String::new())),
                (None, Some((_, body))) => body.push_str(line),
                (None, None) => case.comment.push_str(line),
            }
        }
        case
    }

    /// The text of a section.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|(found, _)| found == name).map(|(_, body)| body.as_str())
    }

    /// The lines of a section that are not blank; none when it is absent.
    pub fn lines(&self, name: &str) -> Vec<&str> {
        self.get(name).unwrap_or_default().lines().filter(|line| !line.trim().is_empty()).collect()
    }
}
