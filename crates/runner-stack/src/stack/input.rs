//! The user's values: files and `--set` flags, kept as text so that every problem has a place.

use std::borrow::Cow;

use helm_render::Values;
use helm_render::value::Value;
use helm_render::yaml::{self, NodeKind};

use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::schema::{self, Shape, Tree};

/// A text that values came from.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file's name, or the flag with its argument.
    pub name: String,
    /// Its content.
    pub text: String,
    /// What it sets, as YAML: the content of a file, the values of a flag.
    pub layer: String,
    /// Whether it is a flag, not a file.
    pub is_flag: bool,
}

/// A diagnostic and the source it is about.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What is wrong; its span is in the text of the source.
    pub diagnostic: Diagnostic,
    /// Index into [`Input::sources`].
    pub source: usize,
}

/// Values from several sources, merged in the order they were added, as Helm merges them.
#[derive(Debug, Clone, Default)]
pub struct Input {
    sources: Vec<Source>,
    values: Values,
    tree: Option<Located>,
    unreadable: Vec<Finding>,
}

/// How a flag's argument is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// `--set`.
    Set,
    /// `--set-string`.
    SetString,
    /// `--set-json`.
    SetJson,
    /// `--set-literal`.
    SetLiteral,
}

impl Input {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a values file. A file that is not YAML is remembered as a finding.
    pub fn add_file(&mut self, name: impl Into<String>, text: impl Into<String>) {
        let (name, text) = (name.into(), text.into());
        match yaml::parse(text.as_bytes()) {
            Ok(node) => self.add_parsed_file(name, text, node),
            Err(error) => {
                let diagnostic = not_yaml(&text, &error);
                self.unreadable.push(Finding { diagnostic, source: self.sources.len() });
                self.sources.push(Source { name, layer: text.clone(), text, is_flag: false });
            }
        }
    }

    fn add_parsed_file(&mut self, name: String, text: String, node: yaml::Node) {
        let source = Source { name, layer: text.clone(), text, is_flag: false };
        let index = self.sources.len();
        match &node.kind {
            NodeKind::Mapping(_) | NodeKind::Null => {
                let mut layer = Located::from_yaml(&node, index);
                let added = self.values.add_parsed(source.name.as_str(), source.text.as_str(), node);
                if let Err(error) = added {
                    self.unreadable.push(whole(index, &source.text, error.message()));
                }
                if matches!(layer.kind, Kind::Null) {
                    // An empty file sets nothing.
                    layer.kind = Kind::Map(Vec::new());
                }
                self.lay_over(layer);
            }
            _ => {
                let message = "values must be a map of keys, such as `gitlabUrl: https://gitlab.example.com`";
                self.unreadable.push(whole(index, &source.text, message));
            }
        }
        self.sources.push(source);
    }

    /// Adds a `--set` flag of one of the kinds.
    pub fn add_flag(&mut self, flag: Flag, argument: &str) {
        self.flag(flag.name(), argument, |values| match flag {
            Flag::Set => values.set(argument),
            Flag::SetString => values.set_string(argument),
            Flag::SetJson => values.set_json(argument),
            Flag::SetLiteral => values.set_literal(argument),
        });
    }

    /// Adds a `--set-file` flag; `read` gives the content of the files it names.
    pub fn add_file_flag(&mut self, argument: &str, mut read: impl FnMut(&str) -> Result<Vec<u8>, String>) {
        self.flag("--set-file", argument, |values| values.set_file(argument, &mut read));
    }

    fn flag(
        &mut self,
        name: &str,
        argument: &str,
        mut add: impl FnMut(&mut Values) -> Result<(), helm_render::Error>,
    ) {
        let index = self.sources.len();
        let text = argument.to_owned();
        let mut layer = String::new();
        let before = self.values.to_value();
        if let Err(error) = add(&mut self.values) {
            self.unreadable.push(whole(index, &text, error.message()));
        } else {
            // A flag may reach into a list of a file, so its effect is the difference it makes.
            let after = self.values.to_value();
            let changed = difference(&before, &after).unwrap_or_else(Value::map);
            layer = yaml::to_yaml(&changed).map(|text| text.to_string()).unwrap_or_default();
            let place = Span { start: 0, end: to_u32(text.len()) };
            let tree = self.tree.take().unwrap_or_else(Located::null);
            self.tree = Some(tree.refreshed(&after, index, place));
        }
        self.sources.push(Source { name: name.to_owned(), text, layer, is_flag: true });
    }

    fn lay_over(&mut self, layer: Located) {
        self.tree = Some(match self.tree.take() {
            None => layer,
            Some(tree) => tree.merged(layer),
        });
    }

    /// The sources, in the order they were added.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The merged values.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Whether the values themselves hold a token, a key or another credential.
    pub fn holds_literal_secrets(&self) -> bool {
        self.tree.as_ref().is_some_and(|tree| tree.holds_secret(&mut Vec::new()))
    }

    /// The merged values above those of a text, in which places have the source behind the last one.
    pub(super) fn tree_over(&self, defaults: &str) -> Located {
        let below = yaml::parse(defaults.as_bytes())
            .map_or_else(|_| Located::null(), |node| Located::from_yaml(&node, self.sources.len()));
        match &self.tree {
            Some(tree) => below.merged(tree.clone()),
            None => below,
        }
    }

    /// Everything that is wrong with the values, by source and place; errors and warnings.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = self.unreadable.clone();
        if let Some(tree) = &self.tree {
            let written = |span| {
                let source = self.sources.get(SourceMap::source_of(span)).filter(|source| !source.is_flag)?;
                let span = SourceMap::local(span);
                source.text.get(span.start as usize..span.end as usize)
            };
            findings.extend(schema::validate_written(tree, &written).into_iter().map(|mut diagnostic| {
                let source = SourceMap::source_of(diagnostic.span);
                diagnostic.span = SourceMap::local(diagnostic.span);
                Finding { diagnostic, source }
            }));
        }
        for finding in &mut findings {
            finding.diagnostic.make_printable();
        }
        findings.sort_by_key(|finding| (finding.source, finding.diagnostic.span));
        findings
    }
}

impl Flag {
    fn name(self) -> &'static str {
        match self {
            Self::Set => "--set",
            Self::SetString => "--set-string",
            Self::SetJson => "--set-json",
            Self::SetLiteral => "--set-literal",
        }
    }
}

fn whole(source: usize, text: &str, message: &str) -> Finding {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let diagnostic = Diagnostic {
        code: "invalid-values",
        severity: Severity::Error,
        message: message.to_owned(),
        help: None,
        replacements: Vec::new(),
        path: String::new(),
        span: Span { start: 0, end },
    };
    Finding { diagnostic, source }
}

pub(crate) fn not_yaml(text: &str, error: &yaml::Error) -> Diagnostic {
    let message = error.to_string();
    // The position is shown anyway.
    let message = message.strip_prefix("error converting YAML to JSON: ").unwrap_or(&message);
    let message = message.strip_prefix("yaml: ").unwrap_or(message);
    let message = without_line(message);
    // Of a quote or bracket that nothing closes, its own place says more than where that was noticed.
    let is_unclosed = [UNCLOSED, UNCLOSED_LIST, UNCLOSED_MAP].contains(&message);
    let (line, column) = if is_unclosed { error.context() } else { (error.line(), error.column()) };
    let line = line.max(1) as usize;
    let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    let content = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let before = content.char_indices().nth(column.max(1) as usize - 1);
    let from = start + before.map_or(content.len(), |(at, _)| at);
    let to = start + content.len();
    Diagnostic {
        code: "invalid-yaml",
        severity: Severity::Error,
        help: help_for_yaml(content, message),
        message: format!("this is not valid YAML: {message}"),
        path: String::new(),
        span: Span { start: to_u32(from), end: to_u32(to.max(from)) },
        replacements: Vec::new(),
    }
}

/// What go-yaml says of a text in quotes that does not end, and of what is in brackets and does not.
const UNCLOSED: &str = "found unexpected end of stream";
const UNCLOSED_LIST: &str = "did not find expected ',' or ']'";
const UNCLOSED_MAP: &str = "did not find expected ',' or '}'";

/// go-yaml names a line, by rules of its own: not always the one where the mistake stands.
fn without_line(message: &str) -> &str {
    let named = message.strip_prefix("line ").and_then(|rest| rest.split_once(": "));
    match named {
        Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => message,
    }
}

fn help_for_yaml(line: &str, message: &str) -> Option<String> {
    if line.contains("{{") {
        return Some(
            "this is a template: give what `helm template` or `runner-stack template` makes of it".to_owned(),
        );
    }
    if line.starts_with('\t') || line.trim_start_matches(' ').starts_with('\t') {
        return Some("indent with spaces; YAML does not allow tabs there".to_owned());
    }
    let help = match message {
        UNCLOSED => "close the quote that opens here",
        "mapping values are not allowed in this context" => {
            "indent the key like those beside it; a text with a colon in it needs quotes"
        }
        "did not find expected key" | "did not find expected '-' indicator" => {
            "indent the line like those beside it, and close all quotes above it"
        }
        "could not find expected ':'" => "write `key: value`, with a blank behind the colon",
        UNCLOSED_LIST => "close the bracket, and put a comma between items",
        UNCLOSED_MAP => "close the brace, and put a comma between keys",
        _ => return None,
    };
    Some(help.to_owned())
}

fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Spans of several sources in one number space: the source in the upper bits.
///
/// A values file is far smaller than 64 MiB and a command has far fewer than 64 sources; beyond that positions are
/// cut off, and nothing else.
pub(super) struct SourceMap;

impl SourceMap {
    const BITS: u32 = 26;
    const LIMIT: u32 = (1 << Self::BITS) - 1;

    fn global(source: usize, start: u32, end: u32) -> Span {
        let base = to_u32(source).min((1 << (32 - Self::BITS)) - 1) << Self::BITS;
        Span { start: base | start.min(Self::LIMIT), end: base | end.min(Self::LIMIT) }
    }

    pub(super) fn source_of(span: Span) -> usize {
        (span.start >> Self::BITS) as usize
    }

    pub(super) fn local(span: Span) -> Span {
        Span { start: span.start & Self::LIMIT, end: span.end & Self::LIMIT }
    }
}

/// Merged values in which every value knows its source and place.
#[derive(Debug, Clone)]
pub(super) struct Located {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    String(String),
    List(Vec<Located>),
    /// Key, place of the key, value. A key that one source gives twice is here twice.
    Map(Vec<(String, Span, Located)>),
}

impl Located {
    fn from_yaml(node: &yaml::Node, source: usize) -> Self {
        let place = |span: yaml::Span| SourceMap::global(source, span.start, span.end);
        let kind = match &node.kind {
            NodeKind::Null => Kind::Null,
            NodeKind::Bool(value) => Kind::Bool(*value),
            NodeKind::Int(value) => Kind::Integer(i128::from(*value)),
            NodeKind::Uint(value) => Kind::Integer(i128::from(*value)),
            NodeKind::Float(value) => Kind::Float(*value),
            NodeKind::String(text) => Kind::String(text.to_string()),
            NodeKind::Sequence(items) => {
                Kind::List(items.iter().map(|item| Self::from_yaml(item, source)).collect())
            }
            NodeKind::Mapping(entries) => Kind::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key_text(key), place(key.span), Self::from_yaml(value, source)))
                    .collect(),
            ),
        };
        Self { kind, span: place(node.span) }
    }

    fn from_value(value: &Value, source: usize, span: Span) -> Self {
        let place = SourceMap::global(source, span.start, span.end);
        let kind = match value {
            Value::Bool(value) => Kind::Bool(*value),
            Value::Int(value) | Value::Int64(value) => Kind::Integer(i128::from(*value)),
            Value::Uint8(value) => Kind::Integer(i128::from(*value)),
            Value::Uint64(value) => Kind::Integer(i128::from(*value)),
            Value::Float(value) => Kind::Float(*value),
            Value::String(text) => Kind::String(text.to_string()),
            Value::List(list) => {
                Kind::List(list.items().iter().map(|item| Self::from_value(item, source, span)).collect())
            }
            Value::Map(map) => Kind::Map(
                map.snapshot()
                    .into_iter()
                    .map(|(key, value)| (key.to_string(), place, Self::from_value(&value, source, span)))
                    .collect(),
            ),
            _ => Kind::Null,
        };
        Self { kind, span: place }
    }

    fn holds_secret<'a>(&'a self, path: &mut Vec<&'a str>) -> bool {
        match &self.kind {
            Kind::List(items) => items.iter().any(|item| item.holds_secret(path)),
            Kind::Map(entries) => entries.iter().any(|(key, _, value)| {
                path.push(key);
                let found = value.holds_secret(path);
                path.pop();
                found
            }),
            Kind::String(text) => !text.is_empty() && is_secret(path),
            _ => false,
        }
    }

    /// The tree of `value`: what is the same keeps its place, the rest comes from `source`.
    fn refreshed(self, value: &Value, source: usize, span: Span) -> Self {
        match (self.kind, value) {
            (Kind::Map(below), Value::Map(map)) => {
                let place = SourceMap::global(source, span.start, span.end);
                let values = map.entries();
                let mut entries: Vec<(String, Span, Self)> = Vec::with_capacity(values.len());
                for (key, key_place, tree) in below {
                    if let Some(value) = values.get(key.as_bytes()) {
                        entries.push((key, key_place, tree.refreshed(value, source, span)));
                    }
                }
                for (key, value) in values.iter() {
                    if !entries.iter().any(|(found, ..)| key == found.as_str()) {
                        entries.push((key.to_string(), place, Self::from_value(value, source, span)));
                    }
                }
                Self { kind: Kind::Map(entries), span: self.span }
            }
            (Kind::List(below), Value::List(list)) => {
                let mut below = below.into_iter();
                let items = list.items().iter().map(|value| match below.next() {
                    Some(tree) => tree.refreshed(value, source, span),
                    None => Self::from_value(value, source, span),
                });
                Self { kind: Kind::List(items.collect()), span: self.span }
            }
            (kind, value) => {
                let same = match (&kind, value) {
                    (Kind::Null, Value::Nil) => true,
                    (Kind::Bool(left), Value::Bool(right)) => left == right,
                    (Kind::String(left), Value::String(right)) => *right == **left,
                    // Numbers of files are floats by now, whatever they were in the text.
                    (Kind::Integer(left), Value::Float(right)) => i128_of(*right) == Some(*left),
                    (Kind::Integer(left), Value::Int64(right)) => *left == i128::from(*right),
                    (Kind::Float(left), Value::Float(right)) => left.total_cmp(right).is_eq(),
                    _ => false,
                };
                if same { Self { kind, span: self.span } } else { Self::from_value(value, source, span) }
            }
        }
    }

    fn merged(self, layer: Self) -> Self {
        match (self.kind, layer.kind) {
            (Kind::Map(mut below), Kind::Map(above)) => {
                let from_below = below.len();
                for (key, place, value) in above {
                    match below[..from_below].iter().position(|(found, ..)| *found == key) {
                        None => below.push((key, place, value)),
                        Some(at) => {
                            let (_, _, old) = std::mem::replace(&mut below[at], (key, place, Self::null()));
                            below[at].2 = old.merged(value);
                        }
                    }
                }
                Self { kind: Kind::Map(below), span: layer.span }
            }
            (_, kind) => Self { kind, span: layer.span },
        }
    }

    fn null() -> Self {
        Self { kind: Kind::Null, span: Span::default() }
    }
}

/// The whole number that a float is.
#[expect(clippy::cast_possible_truncation, reason = "only numbers that fit are compared")]
fn i128_of(number: f64) -> Option<i128> {
    (number.fract() == 0.0 && number.abs() < 1e30).then_some(number as i128)
}

/// What `after` has that `before` has not: maps by key, everything else whole. A key that went is null.
fn difference(before: &Value, after: &Value) -> Option<Value> {
    let (Value::Map(old), Value::Map(new)) = (before, after) else {
        let text = |value: &Value| yaml::to_yaml(value).ok();
        return (text(before) != text(after)).then(|| after.clone());
    };
    let changed: helm_render::value::Map = new
        .snapshot()
        .into_iter()
        .filter_map(|(key, value)| {
            let value = match old.get(&key) {
                Some(old) => difference(&old, &value)?,
                None => value,
            };
            Some((key, value))
        })
        .collect();
    for (key, _) in old.snapshot() {
        if !new.contains_key(&key) {
            changed.insert(key, Value::Nil);
        }
    }
    (!changed.is_empty()).then_some(Value::Map(changed))
}

/// Whether the chart moves the text at this path (without list indices) to a Secret.
fn is_secret(path: &[&str]) -> bool {
    match path {
        ["runnerToken" | "runnerRegistrationToken"] | ["kubeconfig", "content"] => true,
        ["config", inner @ ..] => {
            let wanted = inner.join(".");
            crate::config::keys().iter().any(|key| key.secret && key.path.replace("[]", "") == wanted)
        }
        _ => false,
    }
}

fn key_text(key: &yaml::Node) -> String {
    match &key.kind {
        NodeKind::String(text) => text.to_string(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Int(value) => value.to_string(),
        NodeKind::Uint(value) => value.to_string(),
        NodeKind::Float(value) => value.to_string(),
        _ => "null".to_owned(),
    }
}

impl Tree for Located {
    fn span(&self) -> Span {
        self.span
    }

    fn shape(&self) -> Shape<'_> {
        match &self.kind {
            Kind::Null => Shape::Null,
            Kind::Bool(value) => Shape::Bool(*value),
            Kind::Integer(value) => Shape::Integer(*value),
            Kind::Float(value) => Shape::Float(*value),
            Kind::String(text) => Shape::String(Cow::Borrowed(text)),
            Kind::List(_) => Shape::List,
            Kind::Map(_) => Shape::Map,
        }
    }

    fn items(&self) -> impl Iterator<Item = &Self> {
        match &self.kind {
            Kind::List(items) => items.as_slice(),
            _ => &[],
        }
        .iter()
    }

    fn entries(&self) -> impl Iterator<Item = (Cow<'_, str>, Span, &Self)> {
        match &self.kind {
            Kind::Map(entries) => entries.as_slice(),
            _ => &[],
        }
        .iter()
        .map(|(key, place, value)| (Cow::Borrowed(key.as_str()), *place, value))
    }
}
