//! Case files: `tests/helm/README.md` describes them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

/// The chart of cases that bring none of their own.
const DEFAULT_CHART: &str = "apiVersion: v2\nname: case\nversion: 0.1.0\n";

/// A parsed case.
#[derive(Debug, Default)]
pub(crate) struct Case {
    pub(crate) args: Vec<String>,
    /// No name when `None`.
    pub(crate) name: Option<String>,
    /// The path of the chart below the folder of the case.
    pub(crate) chart: String,
    /// All files below the folder of the case.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) want: Option<Vec<u8>>,
    pub(crate) want_stderr: Vec<u8>,
    pub(crate) error: Option<Vec<u8>>,
    pub(crate) want_files: BTreeMap<String, Vec<u8>>,
}

impl Case {
    pub(crate) fn parse(text: &str) -> Self {
        let mut case = Self { name: Some("rel".to_owned()), chart: "case".to_owned(), ..Self::default() };
        for (words, body) in sections(text) {
            let content = decode(&words, body);
            let lines = || String::from_utf8_lossy(&content).lines().map(str::to_owned).collect::<Vec<_>>();
            match words[0] {
                "args" => case.args = lines(),
                "name" => case.name = lines().into_iter().next(),
                "chart" => case.chart = lines().into_iter().next().unwrap_or_default(),
                "want" => case.want = Some(content),
                "want-stderr" => case.want_stderr = content,
                "error" => case.error = Some(content),
                "want-file" => {
                    case.want_files.insert(words[1].to_owned(), content);
                }
                name => {
                    let path = match name.strip_prefix("../") {
                        Some(outside) => outside.to_owned(),
                        None => format!("case/{name}"),
                    };
                    case.files.insert(path, content);
                }
            }
        }
        case.files.entry("case/Chart.yaml".to_owned()).or_insert_with(|| DEFAULT_CHART.into());
        case
    }
}

/// The sections of a case: the words of the header and the lines below it.
fn sections(text: &str) -> Vec<(Vec<&str>, String)> {
    let mut sections: Vec<(Vec<&str>, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let header =
            line.trim_end_matches('\n').strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        let words: Option<Vec<&str>> = header.map(|header| header.split(' ').collect());
        match words
            .filter(|words| words.iter().all(|word| !word.is_empty() && !word.contains(char::is_whitespace)))
        {
            Some(words) => sections.push((words, String::new())),
            None => {
                if let Some((_, body)) = sections.last_mut() {
                    body.push_str(line);
                }
            }
        }
    }
    sections
}

fn decode(words: &[&str], body: String) -> Vec<u8> {
    if words.contains(&"base64") {
        let text: String = body.split_whitespace().collect();
        return BASE64.decode(text).expect("the section is base64");
    }
    let mut content = body.into_bytes();
    if words.contains(&"no-newline") && content.last() == Some(&b'\n') {
        content.pop();
    }
    content
}
