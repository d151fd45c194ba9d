//! Case files: `tests/helm/README.md` describes them.

use std::collections::BTreeMap;

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
        return decode_base64(&body);
    }
    let mut content = body.into_bytes();
    if words.contains(&"no-newline") && content.last() == Some(&b'\n') {
        content.pop();
    }
    content
}

fn decode_base64(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
            bits &= (1 << count) - 1;
        }
    }
    bytes
}
