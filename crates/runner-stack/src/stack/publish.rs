//! A stand-alone chart with the user's values as its defaults: texts merged, comments kept.

use std::fmt;
use std::ops::Range;

use helm_render::yaml::{self, Node, NodeKind};
use helm_render::{Chart, Values};

use super::embedded;
use super::input::Input;
use super::readme::readme;
use crate::schema;

/// What a published chart is called.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// `name` of `Chart.yaml`; the embedded chart's when absent.
    pub name: Option<String>,
    /// `version`.
    pub version: Option<String>,
    /// `appVersion`, the version of GitLab Runner.
    pub app_version: Option<String>,
}

/// A chart as files, to be written to a folder or an archive.
#[derive(Debug, Clone)]
pub struct PublishedChart {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Path inside the chart and content, sorted by path.
    pub files: Vec<(String, Vec<u8>)>,
    /// Whether the comments of the user's values had to be dropped (anchors, or a layout that cannot be merged).
    pub comments_lost: bool,
}

/// Why there is no chart.
#[derive(Debug)]
#[non_exhaustive]
pub enum NoChart {
    /// A chart cannot be called so, or have this version; which says why, and what to use instead.
    Identity(String),
    /// The values cannot become defaults.
    Values(yaml::Error),
}

impl fmt::Display for NoChart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Identity(reason) => f.write_str(reason),
            Self::Values(error) => write!(f, "the values could not become defaults: {error}"),
        }
    }
}

impl std::error::Error for NoChart {}

impl Identity {
    /// Refuses what Helm refuses, and what makes objects that a cluster refuses.
    fn check(&self) -> Result<(), NoChart> {
        let unfit = |what: &str, found: &str, expected: &str| {
            Err(NoChart::Identity(format!("the chart's {what} is {found:?}, expected {expected}")))
        };
        // Objects are named after the chart, too.
        if let Some(name) = &self.name
            && (!is_word(name, "-") || name.contains(char::is_uppercase))
        {
            return unfit("name", name, "up to 63 lower case letters, digits and -, such as \"ci-runner\"");
        }
        if let Some(version) = &self.version
            && !is_version(version)
        {
            return unfit("version", version, "a semantic version, such as \"1.2.3\"");
        }
        // It becomes part of the image's tag and the value of a label.
        if let Some(version) = &self.app_version
            && !is_word(version, "._-")
        {
            return unfit("app version", version, "a version of GitLab Runner, such as \"19.3.0\"");
        }
        Ok(())
    }
}

/// Whether the text fits a label: letters, digits and, between them, the marks.
fn is_word(text: &str, marks: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_alphanumeric();
    text.len() <= 63
        && text.starts_with(is_plain)
        && text.ends_with(is_plain)
        && text.chars().all(|character| is_plain(character) || marks.contains(character))
}

/// A version as Helm reads those of charts.
fn is_version(text: &str) -> bool {
    let metadata = format!("apiVersion: v2\nname: chart\nversion: {}\n", quoted(text));
    Chart::from_files([("Chart.yaml", metadata)]).is_ok()
}

/// The embedded chart with the user's values as its defaults.
pub fn publish(input: &Input, identity: &Identity) -> Result<PublishedChart, NoChart> {
    identity.check()?;
    let mut files: Vec<(String, Vec<u8>)> =
        embedded::CHART.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
    files.push(("README.md".to_owned(), readme().into_bytes()));
    files.push((embedded::SCHEMA.to_owned(), schema::text().as_bytes().to_vec()));
    files.sort();
    let mut comments_lost = false;
    let (mut name, mut version) = (String::new(), String::new());
    for (path, bytes) in &mut files {
        match path.as_str() {
            "Chart.yaml" => {
                let mut text = String::from_utf8_lossy(bytes).into_owned();
                name = set_line(&mut text, "name", identity.name.as_deref());
                version = set_line(&mut text, "version", identity.version.as_deref());
                set_line(&mut text, "appVersion", identity.app_version.as_deref());
                *bytes = text.into_bytes();
            }
            "values.yaml" if !input.sources().is_empty() => {
                let defaults = String::from_utf8_lossy(bytes).into_owned();
                let (text, lost) = merged_values(&defaults, input).map_err(NoChart::Values)?;
                comments_lost = lost;
                *bytes = text.into_bytes();
            }
            _ => {}
        }
    }
    Ok(PublishedChart { name, version, files, comments_lost })
}

/// Puts `value` into the top-level `key` of a flat YAML text; returns what stands there then.
fn set_line(text: &mut String, key: &str, value: Option<&str>) -> String {
    let start = text
        .match_indices(key)
        .map(|(at, _)| at)
        .find(|at| (*at == 0 || text.as_bytes()[at - 1] == b'\n') && text[at + key.len()..].starts_with(':'));
    let Some(start) = start else { return String::new() };
    let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    if let Some(value) = value {
        text.replace_range(start..end, &format!("{key}: {}", quoted(value)));
        return value.to_owned();
    }
    text[start + key.len() + 1..end].trim().trim_matches('"').to_owned()
}

/// A JSON string is a YAML string, whatever is in it.
fn quoted(text: &str) -> String {
    helm_render::json::to_raw_json(&helm_render::Value::from(text))
        .map(|text| text.to_string().trim().to_owned())
        .unwrap_or_default()
}

/// The defaults with every source laid over, and whether comments were lost on the way.
fn merged_values(defaults: &str, input: &Input) -> Result<(String, bool), yaml::Error> {
    let mut text = defaults.to_owned();
    for source in input.sources() {
        text = merge_text(&text, &without_schema_line(&source.layer))?;
    }
    let wanted = overlaid(defaults, input);
    if same(&text, &wanted) {
        return Ok((text, false));
    }
    // Anchors, flow mappings, duplicate keys: keep the chart's comments and give up those of the layers.
    let values = yaml::to_yaml(&input.values().to_value()).map(|text| text.to_string()).unwrap_or_default();
    let text = merge_text(defaults, &values)?;
    if same(&text, &wanted) { Ok((text, true)) } else { Ok((wanted, true)) }
}

/// The editor's schema line of the user's file; the chart's own values have one that fits.
fn without_schema_line(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with("# yaml-language-server:")).collect()
}

/// The defaults and the input merged as data.
fn overlaid(defaults: &str, input: &Input) -> String {
    let mut values = Values::new();
    let user = yaml::to_yaml(&input.values().to_value()).map(|text| text.to_string()).unwrap_or_default();
    if values.add_file("values.yaml", defaults).is_err() || values.add_file("values", user.as_str()).is_err()
    {
        return defaults.to_owned();
    }
    yaml::to_yaml(&values.to_value()).map(|text| text.to_string()).unwrap_or_default()
}

/// Whether two texts hold the same data, where a key without a value counts as absent.
fn same(left: &str, right: &str) -> bool {
    let data = |text: &str| {
        let value = yaml::from_yaml(text.as_bytes()).ok()?;
        yaml::to_yaml(&without_nulls(&value)).ok()
    };
    data(left) == data(right)
}

fn without_nulls(value: &helm_render::Value) -> helm_render::Value {
    match value {
        helm_render::Value::Map(map) => helm_render::Value::Map(
            map.snapshot()
                .into_iter()
                .filter(|(_, value)| !matches!(value, helm_render::Value::Nil))
                .map(|(key, value)| (key, without_nulls(&value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The text of `base` with the values of `layer` in place of its own, as Helm would merge them.
///
/// Comments of both are kept: a key that the layer sets brings the comments above it along. A null removes the key.
/// Both texts must be valid YAML mappings (or empty); a layer with anchors, aliases, or flow mappings where
/// merging needs block ones cannot keep its layout, so the caller compares the result and falls back to data.
pub(crate) fn merge_text(base: &str, layer: &str) -> Result<String, yaml::Error> {
    let base_node = yaml::parse(base.as_bytes())?;
    let layer_node = yaml::parse(layer.as_bytes())?;
    let (NodeKind::Mapping(base_entries), NodeKind::Mapping(layer_entries)) =
        (&base_node.kind, &layer_node.kind)
    else {
        return Ok(if matches!(base_node.kind, NodeKind::Mapping(_)) { base } else { layer }.to_owned());
    };
    let base = Text::new(base);
    let layer = Text::new(layer);
    let mut edits = Vec::new();
    merge_mapping(
        &base,
        &entries(&base, base_entries),
        &layer,
        &entries(&layer, layer_entries),
        0,
        &mut edits,
    );
    Ok(apply(base.text, edits))
}

type Edit = (Range<usize>, String);

/// A text and the starts of its lines.
struct Text<'a> {
    text: &'a str,
    lines: Vec<usize>,
}

/// One key of a block mapping and the lines that belong to it.
struct Entry<'a> {
    key: String,
    value: &'a Node,
    key_span: Range<usize>,
    /// Byte column of the key.
    indent: usize,
    /// From the first comment line above the key to the end of the value's last line.
    with_comments: Range<usize>,
    /// From the start of the key's line to the end of the value's last line.
    lines: Range<usize>,
}

impl<'a> Text<'a> {
    fn new(text: &'a str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, lines }
    }

    fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at) - 1
    }

    fn line_start(&self, line: usize) -> usize {
        self.lines.get(line).copied().unwrap_or(self.text.len())
    }

    fn is_comment_or_blank(&self, line: usize) -> bool {
        let text = self.text[self.line_start(line)..self.line_start(line + 1)].trim();
        text.is_empty() || text.starts_with('#')
    }
}

fn entries<'a>(text: &Text<'_>, mapping: &'a [(Node, Node)]) -> Vec<Entry<'a>> {
    let mut result: Vec<Entry<'a>> = Vec::with_capacity(mapping.len());
    for (key, value) in mapping {
        let key_line = text.line_of(key.span.start as usize);
        // A span may run past the value into blank lines or comments; they belong to the next key.
        let last_byte = (value.span.end as usize).max(key.span.end as usize).saturating_sub(1);
        let mut last_line = text.line_of(last_byte).max(key_line);
        while last_line > key_line && text.is_comment_or_blank(last_line) && !is_block_scalar(text, value) {
            last_line -= 1;
        }
        let floor =
            result.last().map_or(0, |previous| text.line_of(previous.lines.end.saturating_sub(1)) + 1);
        let mut first_line = key_line;
        while first_line > floor && text.is_comment_or_blank(first_line - 1) {
            first_line -= 1;
        }
        // Blank lines between two keys separate them; they are not part of either.
        while first_line < key_line
            && text.text[text.line_start(first_line)..].trim_start_matches(' ').starts_with('\n')
        {
            first_line += 1;
        }
        let start = text.line_start(key_line);
        result.push(Entry {
            key: scalar_text(text, key),
            key_span: key.span.start as usize..key.span.end as usize,
            value,
            indent: key.span.start as usize - start,
            with_comments: text.line_start(first_line)..text.line_start(last_line + 1),
            lines: start..text.line_start(last_line + 1),
        });
    }
    result
}

fn is_block_scalar(text: &Text<'_>, value: &Node) -> bool {
    matches!(text.text.as_bytes().get(value.span.start as usize), Some(b'|' | b'>'))
}

fn scalar_text(text: &Text<'_>, key: &Node) -> String {
    match &key.kind {
        NodeKind::String(text) => text.to_string(),
        _ => text.text[key.span.start as usize..key.span.end as usize].to_owned(),
    }
}

/// Whether the value is a mapping whose keys stand on lines of their own.
fn block_mapping<'a>(text: &Text<'_>, node: &'a Node) -> Option<&'a [(Node, Node)]> {
    match &node.kind {
        NodeKind::Mapping(entries)
            if !entries.is_empty() && text.text.as_bytes().get(node.span.start as usize) != Some(&b'{') =>
        {
            Some(entries)
        }
        _ => None,
    }
}

fn merge_mapping(
    base: &Text<'_>,
    base_entries: &[Entry<'_>],
    layer: &Text<'_>,
    layer_entries: &[Entry<'_>],
    indent: usize,
    edits: &mut Vec<Edit>,
) {
    let indent = base_entries.first().map_or(indent, |entry| entry.indent);
    let mut appended = String::new();
    for entry in layer_entries {
        let Some(old) = base_entries.iter().find(|old| old.key == entry.key) else {
            if !matches!(entry.value.kind, NodeKind::Null) {
                appended.push_str(&shifted(&layer.text[entry.with_comments.clone()], entry.indent, indent));
            }
            continue;
        };
        if matches!(entry.value.kind, NodeKind::Null) {
            edits.push((old.lines.clone(), String::new()));
            continue;
        }
        if let (Some(old_mapping), Some(new_mapping)) =
            (block_mapping(base, old.value), block_mapping(layer, entry.value))
        {
            let comments = layer.text[entry.with_comments.start..entry.lines.start].trim_end();
            if !comments.is_empty() {
                let text = shifted(&format!("{comments}\n"), entry.indent, indent);
                edits.push((old.lines.start..old.lines.start, text));
            }
            if old_mapping.iter().all(|(key, _)| nulled(new_mapping, &scalar_text(base, key)))
                && new_mapping.iter().all(|(_, value)| matches!(value.kind, NodeKind::Null))
            {
                // Every key is gone, but the map itself stays.
                let text = format!("{}{}: {{}}\n", " ".repeat(indent), &base.text[old.key_span.clone()]);
                edits.push((old.lines.clone(), text));
                continue;
            }
            let (old_entries, new_entries) = (entries(base, old_mapping), entries(layer, new_mapping));
            merge_mapping(base, &old_entries, layer, &new_entries, indent + 2, edits);
            continue;
        }
        edits.push((
            old.lines.clone(),
            shifted(&layer.text[entry.with_comments.clone()], entry.indent, indent),
        ));
    }
    if !appended.is_empty() {
        let end = base_entries.last().map_or(base.text.len(), |last| last.lines.end);
        let newline = if end > 0 && !base.text[..end].ends_with('\n') { "\n" } else { "" };
        edits.push((end..end, format!("{newline}{appended}")));
    }
}

fn nulled(mapping: &[(Node, Node)], key: &str) -> bool {
    mapping.iter().any(|(found, value)| {
        matches!(&found.kind, NodeKind::String(found) if found == key) && matches!(value.kind, NodeKind::Null)
    })
}

/// The lines moved from one indentation to another; lines with less stay as far left as they can.
fn shifted(lines: &str, from: usize, to: usize) -> String {
    let mut result = String::with_capacity(lines.len() + 16);
    for line in lines.split_inclusive('\n') {
        let have = line.len() - line.trim_start_matches(' ').len();
        if line.trim().is_empty() {
            result.push('\n');
            continue;
        }
        result.extend(std::iter::repeat_n(' ', (have + to).saturating_sub(from)));
        result.push_str(&line[have..]);
    }
    if !result.ends_with('\n') {
        result.push('\n');
    }
    result
}

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut result =
        String::with_capacity(text.len() + edits.iter().map(|(_, new)| new.len()).sum::<usize>());
    let mut at = 0;
    for (range, new) in edits {
        result.push_str(&text[at..range.start]);
        result.push_str(&new);
        at = range.end;
    }
    result.push_str(&text[at..]);
    result
}
