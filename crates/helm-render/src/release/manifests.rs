//! Splits rendered files into manifests, tells hooks from resources and puts them in order.

use super::kinds;
use super::scan::{self, Head};
use crate::chart::decode::{GoTarget, StructType, decode};
use crate::chart::metadata::quote;
use crate::error::{Error, ErrorKind};
use crate::value::Str;
use crate::yaml;

/// One YAML document of the output.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The template it comes from, as `# Source:` names it.
    pub source: String,
    /// `apiVersion`.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
    /// The document without separators and outer blanks.
    pub text: Str,
    /// The first byte of the document in the output of its template.
    pub offset: usize,
    /// The hook it is, if it is one.
    pub hook: Option<Hook>,
}

/// When a manifest runs as a hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// The events, as `helm.sh/hook` names them.
    pub events: Vec<&'static str>,
    /// `helm.sh/hook-weight`.
    pub weight: i64,
    /// `helm.sh/hook-delete-policy`.
    pub delete_policies: Vec<String>,
}

impl Hook {
    /// Whether `helm test` runs it.
    pub fn is_test(&self) -> bool {
        self.events.contains(&"test")
    }
}

static METADATA: StructType = StructType {
    name: "",
    type_name: "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }",
    fields: &[("name", GoTarget::Text), ("annotations", GoTarget::Map(&GoTarget::Text, "map[string]string"))],
};

static HEAD: StructType = StructType {
    name: "SimpleHead",
    type_name: "releaseutil.SimpleHead",
    fields: &[
        ("apiVersion", GoTarget::Text),
        ("kind", GoTarget::Text),
        ("metadata", GoTarget::Struct(&METADATA)),
    ],
};

const EVENTS: [&str; 10] = [
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
    "test-success",
];

/// The manifests of a rendered file; a hook that nobody knows becomes a warning.
pub(super) fn read_file(
    source: &str,
    content: &[u8],
    warnings: &mut Vec<String>,
) -> Vec<Result<Manifest, Error>> {
    if trim(content).is_empty() {
        return Vec::new();
    }
    let start = content.as_ptr().addr();
    split(content)
        .into_iter()
        .filter_map(|document| {
            let offset = document.as_ptr().addr() - start;
            read_document(source, document, offset, warnings).transpose()
        })
        .collect()
}

fn read_document(
    source: &str,
    document: &[u8],
    offset: usize,
    warnings: &mut Vec<String>,
) -> Result<Option<Manifest>, Error> {
    let Head { api_version, kind, name, annotations } = match scan::head(document) {
        Some(head) => {
            debug_assert_eq!(
                read_head(source, document).ok().as_ref(),
                Some(&head),
                "the scan agrees with YAML"
            );
            head
        }
        None => read_head(source, document)?,
    };
    let annotation =
        |key: &str| annotations.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let hook = match annotation("helm.sh/hook") {
        None => None,
        Some(types) => {
            let Some(events) = events(types) else {
                warnings
                    .push(format!("manifest_sorter.go:190: info: skipping unknown hook: {}", quote(types)));
                return Ok(None);
            };
            let weight =
                annotation("helm.sh/hook-weight").and_then(|weight| weight.parse().ok()).unwrap_or(0);
            let policies = annotation("helm.sh/hook-delete-policy");
            let delete_policies = policies.map(names).unwrap_or_default();
            Some(Hook { events, weight, delete_policies })
        }
    };
    let text = Str::from(document);
    Ok(Some(Manifest { source: source.to_owned(), api_version, kind, name, text, offset, hook }))
}

/// The head as the YAML reader sees it.
fn read_head(source: &str, document: &[u8]) -> Result<Head, Error> {
    let refused = |cause: String| {
        let text = format!("YAML parse error on {source}: {cause}");
        Error::new(ErrorKind::Manifest, cause).with_text(text)
    };
    let node = yaml::parse(document).map_err(|cause| refused(cause.to_string()))?;
    let mut head = decode(&node, &GoTarget::Struct(&HEAD)).map_err(refused)?;
    let (api_version, kind, mut metadata) = (head.take(0).string(), head.take(1).string(), head.take(2));
    let name = metadata.take(0).string();
    let annotations = metadata.take(1).map().unwrap_or_default();
    let annotations =
        annotations.into_iter().map(|(key, value)| (key.to_str().into_owned(), value.string())).collect();
    Ok(Head { api_version, kind, name, annotations })
}

fn events(types: &str) -> Option<Vec<&'static str>> {
    let known = |name: String| match EVENTS.into_iter().find(|event| *event == name)? {
        "test-success" => Some("test"),
        event => Some(event),
    };
    names(types).into_iter().map(known).collect()
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_lowercase()).collect()
}

/// Resources in the order of installation, then hooks in the same order.
pub(super) fn sort(manifests: &mut [Manifest]) {
    manifests.sort_by(|left, right| {
        left.hook.is_some().cmp(&right.hook.is_some()).then_with(|| kinds::compare(&left.kind, &right.kind))
    });
}

/// Splits a stream of documents, as Helm's regular expression does: `(?:^|\s*\n)---\s*`.
pub(super) fn split(stream: &[u8]) -> Vec<&[u8]> {
    let stream = trim(stream);
    let mut documents = Vec::new();
    let mut start = if stream.starts_with(b"---") { skip_blanks(stream, 3) } else { 0 };
    while let Some(found) = find_separator(stream, start) {
        let mut end = found;
        while end > start && is_blank(stream[end - 1]) {
            end -= 1;
        }
        if end > start {
            documents.push(trim(&stream[start..end]));
        }
        start = skip_blanks(stream, found + 4);
    }
    if start < stream.len() {
        documents.push(trim(&stream[start..]));
    }
    documents
}

/// Where `\n---` stands next.
fn find_separator(stream: &[u8], from: usize) -> Option<usize> {
    const SEPARATOR: &[u8; 4] = b"\n---";
    // By the byte that would be its last: most are neither a dash nor a line feed, and no separator holds them.
    let mut last = from + SEPARATOR.len() - 1;
    while let Some(byte) = stream.get(last) {
        last += match byte {
            b'-' if stream[..=last].ends_with(SEPARATOR) => return Some(last + 1 - SEPARATOR.len()),
            b'-' => 1,
            b'\n' => SEPARATOR.len() - 1,
            _ => SEPARATOR.len(),
        };
    }
    None
}

fn skip_blanks(stream: &[u8], mut at: usize) -> usize {
    while stream.get(at).is_some_and(|byte| is_blank(*byte)) {
        at += 1;
    }
    at
}

/// `\s` of Go's regular expressions.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

/// Go's `strings.TrimSpace`.
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let mut text = text;
    loop {
        let trimmed = text.trim_ascii();
        let trimmed = trimmed.strip_prefix(b"\x0b").unwrap_or(trimmed);
        let trimmed = trimmed.strip_suffix(b"\x0b").unwrap_or(trimmed);
        let trimmed = trim_wide(trimmed);
        if trimmed.len() == text.len() {
            return text;
        }
        text = trimmed;
    }
}

/// Without the white space beyond ASCII at both ends.
fn trim_wide(text: &[u8]) -> &[u8] {
    let is_wide = |bytes: &[u8]| {
        std::str::from_utf8(bytes).is_ok_and(|text| {
            text.chars().count() == 1
                && text.chars().all(|character| !character.is_ascii() && character.is_whitespace())
        })
    };
    let mut text = text;
    for length in [2, 3] {
        while text.len() >= length && text[0] >= 0x80 && is_wide(&text[..length]) {
            text = &text[length..];
        }
        while text.len() >= length && text[text.len() - 1] >= 0x80 && is_wide(&text[text.len() - length..]) {
            text = &text[..text.len() - length];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{split, trim};

    #[test]
    fn streams_split_as_helm_splits() {
        for (stream, documents) in [
            ("", &[][..]),
            ("a", &["a"]),
            ("---\na\n---\nb\n", &["a", "b"]),
            ("a\n---\n---\nb", &["a", "---\nb"]),
            ("a\n  \n--- # c\nb", &["a", "# c\nb"]),
            ("a\n----\nb", &["a", "-\nb"]),
            ("a ---\nb", &["a ---\nb"]),
            ("a\n---", &["a"]),
            ("a-\n\n-\n--\n---b\n-\n---\nc", &["a-\n\n-\n--", "b\n-", "c"]),
            ("a\n--\n\n\n---\n--- b", &["a\n--", "--- b"]),
            ("  ---\n  a: 1\n  ---\n b", &["a: 1\n  ---\n b"]),
        ] {
            let found: Vec<_> = split(stream.as_bytes())
                .into_iter()
                .map(|document| String::from_utf8_lossy(document))
                .collect();
            assert_eq!(found, documents, "{stream:?}");
        }
    }

    #[test]
    fn the_scan_of_heads_never_disagrees_with_yaml() {
        let lines = [
            "apiVersion: v1",
            "kind: A",
            "metadata:",
            "  name: a",
            "  annotations:",
            "    a/b: c",
            "    d: \"e\"",
            "  labels:",
            "    x: 1",
            "data:",
            "  a: |",
            "    text",
            "      more",
            "",
            "  b: >-",
            "- a",
            "- b: c",
            "  d: e",
            "  - f",
            "  -",
            "    g: h",
            "  {}",
            "    []",
            "x: [a, \"b\"]",
            "y: {} # c",
            "# d",
            "z: 'q' # e",
            "  i: j: k",
            "l: m:n",
            "  l: -1",
            "n: - o",
            "'p': q",
            "\"kind\": K",
            "  'name': \"n\"",
            "  {}",
            "    {}",
            "  annotations:",
            "- --a=b",
            "  s: $(t) (u)",
            "- (a: b)",
            "r: |-",
            " s: t",
            "u: v #w",
            "a: 'b' c",
            "t: {a: b}",
            "null: a",
            "e: .inf",
            "k: *x",
            "m: &x y",
            "---",
            "  - - a",
            "o: \"p",
            "name: \"a\\n\"",
            "metadata: {}",
            "  annotations: {}",
            "  name: true",
            "kind: 1",
        ];
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap_or_default() % below
        };
        let mut accepted = 0;
        for _ in 0..30_000 {
            let count = 1 + random(7);
            let text: Vec<_> = (0..count).map(|_| lines[random(lines.len())]).collect();
            let text = text.join("\n");
            let text = trim(text.as_bytes());
            if let Some(head) = crate::release::scan::head(text) {
                accepted += 1;
                let read = super::read_head("a.yaml", text);
                assert_eq!(read.ok(), Some(head), "{}", String::from_utf8_lossy(text));
            }
        }
        assert!(accepted > 500, "{accepted}");
    }

    #[test]
    fn wide_blanks_are_trimmed() {
        assert_eq!(trim("\u{a0}\u{2003} a \u{85}\n".as_bytes()), b"a");
    }
}
