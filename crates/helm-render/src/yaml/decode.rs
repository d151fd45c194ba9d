//! From a document to resolved nodes: tags, aliases, merge keys, and the detour over JSON that Helm takes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::{Alias, Document, Index, NONE, Raw, RawKind};
use super::error::{Origin, Problem, Scan};
use super::resolve::{Plain, Schema, resolve};
use super::{Error, MAX_DEPTH, Node, NodeKind, Span};
use crate::value::Str;
use crate::value::format::number::{append_float, shortest32};
use crate::value::format::quote::quote;

const PREFIX: &[u8] = b"tag:yaml.org,2002:";

/// Resolves the document's root.
pub(super) fn decode(document: &Document<'_>) -> Scan<Node> {
    let mut decoder = Decoder { document, decoded: 0, aliased: 0, alias_depth: 0 };
    decoder.node(document.root, 0)
}

struct Decoder<'d, 'a> {
    document: &'d Document<'a>,
    decoded: u32,
    aliased: u32,
    alias_depth: u32,
}

impl<'d> Decoder<'d, '_> {
    fn raw(&self, index: Index) -> &'d Raw {
        &self.document.nodes[index as usize]
    }

    fn fail(raw: &Raw, text: String) -> Problem {
        Problem::new(Origin::Decoder, text, raw.start, raw.start)
    }

    /// Counts one step, and refuses documents that are mostly aliases: go-yaml, decode.go.
    fn count(&mut self, raw: &Raw) -> Scan<()> {
        self.decoded = self.decoded.saturating_add(1);
        if self.alias_depth > 0 {
            self.aliased = self.aliased.saturating_add(1);
        }
        if self.aliased > 100 && self.decoded > 1000 {
            let decoded = f64::from(self.decoded);
            let allowed = match self.decoded {
                ..=400_000 => 0.99,
                4_000_000.. => 0.10,
                _ => 0.99 - 0.89 * ((decoded - 400_000.0) / 3_600_000.0),
            };
            if f64::from(self.aliased) / decoded > allowed {
                return Err(Self::fail(raw, "document contains excessive aliasing".to_owned()));
            }
        }
        Ok(())
    }

    fn node(&mut self, index: Index, depth: usize) -> Scan<Node> {
        let raw = self.raw(index);
        self.count(raw)?;
        if depth > MAX_DEPTH {
            return Err(Self::fail(raw, Error::TOO_DEEP.to_owned()));
        }
        let span = Span { start: raw.start.at, end: raw.end };
        let kind = match raw.kind {
            RawKind::Scalar { text, plain } => {
                scalar(raw, self.document.text(text), self.document.tag(index), plain)?
            }
            RawKind::Sequence { first } => {
                let mut items = Vec::with_capacity(self.count_from(first));
                let mut child = first;
                while child != NONE {
                    items.push(self.node(child, depth + 1)?);
                    child = self.raw(child).next;
                }
                NodeKind::Sequence(items)
            }
            RawKind::Mapping { first } => {
                let mut pairs = Vec::with_capacity(self.count_from(first) / 2);
                self.mapping(first, depth, &mut pairs)?;
                NodeKind::Mapping(pairs)
            }
            RawKind::Alias(number) => {
                let Alias { target, name, is_busy } = self.document.alias(number);
                if is_busy.replace(true) {
                    let name = String::from_utf8_lossy(name);
                    return Err(Self::fail(raw, format!("anchor '{name}' value contains itself")));
                }
                self.alias_depth += 1;
                let node = self.node(*target, depth + 1)?;
                self.alias_depth -= 1;
                is_busy.set(false);
                return Ok(node);
            }
        };
        Ok(Node { kind, span })
    }

    /// How many nodes there are from one on, beside each other.
    fn count_from(&self, first: Index) -> usize {
        let (mut count, mut node) = (0, first);
        while node != NONE {
            count += 1;
            node = self.raw(node).next;
        }
        count
    }

    fn mapping(&mut self, first: Index, depth: usize, pairs: &mut Vec<(Node, Node)>) -> Scan<()> {
        let mut merged = Vec::new();
        let mut child = first;
        while child != NONE {
            let value = self.raw(child).next;
            if value == NONE {
                break;
            }
            if self.document.is_merge(child) {
                let start = pairs.len();
                self.merge(value, depth, pairs)?;
                merged.push(start..pairs.len());
            } else {
                let key = self.node(child, depth + 1)?;
                if matches!(key.kind, NodeKind::Sequence(_) | NodeKind::Mapping(_)) {
                    let mut text = "invalid map key: ".to_owned();
                    write_go_syntax(&key, false, &mut text);
                    return Err(Self::fail(self.raw(child), text));
                }
                let value = self.node(value, depth + 1)?;
                pairs.push((key, value));
            }
            child = self.raw(value).next;
        }
        if !merged.is_empty() {
            drop_replaced(pairs, &merged);
        }
        Ok(())
    }

    /// Puts the pairs of the merged mappings here: later pairs win, before or after the merge key.
    #[inline(never)]
    fn merge(&mut self, index: Index, depth: usize, pairs: &mut Vec<(Node, Node)>) -> Scan<()> {
        let raw = self.raw(index);
        if let RawKind::Sequence { first } = raw.kind {
            let mut items = Vec::new();
            let mut child = first;
            while child != NONE {
                items.push(child);
                child = self.raw(child).next;
            }
            // Earlier mappings take precedence.
            for item in items.into_iter().rev() {
                self.merge_mapping(item, depth, pairs)?;
            }
            return Ok(());
        }
        self.merge_mapping(index, depth, pairs)
    }

    fn merge_mapping(&mut self, index: Index, depth: usize, pairs: &mut Vec<(Node, Node)>) -> Scan<()> {
        let raw = self.raw(index);
        let target = match raw.kind {
            RawKind::Alias(number) => self.raw(self.document.alias(number).target),
            _ => raw,
        };
        if !matches!(target.kind, RawKind::Mapping { .. }) {
            let text = "map merge requires map or sequence of maps as the value".to_owned();
            return Err(Self::fail(raw, text));
        }
        if let NodeKind::Mapping(mut merged) = self.node(index, depth + 1)?.kind {
            pairs.append(&mut merged);
        }
        Ok(())
    }
}

/// Drops pairs that a merge key replaced, or brought and something else replaced. A key that is written twice stays twice:
/// that is a mistake, and this is what merge keys are for.
#[inline(never)]
fn drop_replaced(pairs: &mut Vec<(Node, Node)>, merged: &[Range<usize>]) {
    let is_merged = |at: usize| merged.iter().any(|range| range.contains(&at));
    let mut last = BTreeMap::new();
    let mut is_kept = vec![true; pairs.len()];
    for (at, (key, _)) in pairs.iter().enumerate() {
        if let Some(earlier) = last.insert(shown_key(key), at)
            && (is_merged(earlier) || is_merged(at))
        {
            is_kept[earlier] = false;
        }
    }
    let mut kept = is_kept.into_iter();
    pairs.retain(|_| kept.next() != Some(false));
}

fn scalar(raw: &Raw, value: &[u8], tag: Option<&[u8]>, plain: bool) -> Scan<NodeKind> {
    let Some(tag) = tag else {
        if !plain {
            return Ok(NodeKind::String(Str::from(value)));
        }
        return Ok(match resolve(value, Schema::V2) {
            Plain::Null => NodeKind::Null,
            Plain::Bool(value) => NodeKind::Bool(value),
            Plain::Int(value) => NodeKind::Int(value),
            Plain::Uint(value) => NodeKind::Uint(value),
            Plain::Float(value) => NodeKind::Float(value),
            Plain::Timestamp | Plain::String => NodeKind::String(Str::from(value)),
        });
    };
    tagged_scalar(raw, value, tag)
}

#[inline(never)]
fn tagged_scalar(raw: &Raw, value: &[u8], tag: &[u8]) -> Scan<NodeKind> {
    let text = || NodeKind::String(Str::from(value));
    let Some(short) = tag.strip_prefix(PREFIX) else { return Ok(text()) };
    match short {
        b"str" => return Ok(text()),
        b"binary" => {
            return match decode_base64(value) {
                Some(bytes) => Ok(NodeKind::String(Str::from(bytes))),
                None => Err(Decoder::fail(raw, "!!binary value contains invalid base64 data".to_owned())),
            };
        }
        b"bool" | b"int" | b"float" | b"null" | b"timestamp" => {}
        _ => return Ok(text()),
    }
    let mut resolved = resolve(value, Schema::V2);
    if resolved == Plain::Timestamp && short != b"timestamp" {
        resolved = Plain::String;
    }
    match (short, resolved) {
        (b"null", Plain::Null) => Ok(NodeKind::Null),
        (b"bool", Plain::Bool(value)) => Ok(NodeKind::Bool(value)),
        (b"int", Plain::Int(value)) => Ok(NodeKind::Int(value)),
        (b"int", Plain::Uint(value)) => Ok(NodeKind::Uint(value)),
        (b"float", Plain::Float(value)) => Ok(NodeKind::Float(value)),
        #[expect(clippy::cast_precision_loss, reason = "as Go converts")]
        (b"float", Plain::Int(value)) => Ok(NodeKind::Float(value as f64)),
        (b"timestamp", Plain::Timestamp) => Ok(text()),
        _ => {
            let (found, wanted) = (resolved.tag(), String::from_utf8_lossy(short));
            let value = String::from_utf8_lossy(value);
            Err(Decoder::fail(raw, format!("cannot decode {found} `{value}` as a !!{wanted}")))
        }
    }
}

/// Go's `base64.StdEncoding`: padded, line ends ignored.
fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut group = [0u8; 4];
    let (mut filled, mut padding) = (0, 0);
    for &byte in text {
        let digit = match byte {
            b'\r' | b'\n' => continue,
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' if filled >= 2 => {
                padding += 1;
                0
            }
            _ => return None,
        };
        if (padding > 0 && byte != b'=') || (filled == 0 && out.len() % 3 != 0) {
            return None;
        }
        group[filled] = digit;
        filled += 1;
        if filled == 4 {
            let bytes =
                [group[0] << 2 | group[1] >> 4, group[1] << 4 | group[2] >> 2, group[2] << 6 | group[3]];
            out.extend_from_slice(&bytes[..3 - padding]);
            filled = 0;
        }
    }
    (filled == 0).then_some(out)
}

/// Makes keys strings and refuses what JSON has no form for, as sigs.k8s.io/yaml and then `encoding/json` do.
pub(super) fn to_jsonable(node: &mut Node) -> Result<(), Error> {
    let mut has_unsupported = false;
    stringify_keys(node, &mut has_unsupported)?;
    let found = if has_unsupported { unsupported_number(node) } else { None };
    match found {
        Some(value) => {
            let value = match value {
                f64::INFINITY => "+Inf",
                f64::NEG_INFINITY => "-Inf",
                _ => "NaN",
            };
            Err(Error::unplaced(format!("error converting YAML to JSON: json: unsupported value: {value}")))
        }
        None => Ok(()),
    }
}

fn stringify_keys(node: &mut Node, has_unsupported: &mut bool) -> Result<(), Error> {
    match &mut node.kind {
        NodeKind::Float(value) => *has_unsupported |= !value.is_finite(),
        NodeKind::Sequence(items) => {
            for item in items {
                stringify_keys(item, has_unsupported)?;
            }
        }
        NodeKind::Mapping(pairs) => {
            let mut last = None;
            for at in 0..pairs.len() {
                let text = match &pairs[at].0.kind {
                    NodeKind::String(_) => None,
                    NodeKind::Bool(value) => Some(value.to_string()),
                    NodeKind::Int(value) => Some(value.to_string()),
                    NodeKind::Float(value) => Some(float_key(*value)),
                    // Of equal keys the last one counts.
                    _ => {
                        let last = pairs.iter().rev().find(|(key, _)| key.kind == pairs[at].0.kind);
                        let (key, value) = last.unwrap_or(&pairs[at]);
                        return Err(unsupported_key(key, value));
                    }
                };
                if let Err(error) = stringify_keys(&mut pairs[at].1, has_unsupported) {
                    let last = last.get_or_insert_with(|| last_of_each_key(pairs));
                    if last.get(&shown_key(&pairs[at].0)) == Some(&at) {
                        return Err(error);
                    }
                    // Nobody looks at what an equal key replaces.
                    pairs[at].1.kind = NodeKind::Null;
                }
                if let Some(text) = text {
                    pairs[at].0.kind = NodeKind::String(Str::from(text));
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// Where the last of each key is.
fn last_of_each_key(pairs: &[(Node, Node)]) -> BTreeMap<String, usize> {
    pairs.iter().enumerate().map(|(at, (key, _))| (shown_key(key), at)).collect()
}

/// A text that is the same for equal keys alone.
fn shown_key(key: &Node) -> String {
    match &key.kind {
        NodeKind::Bool(value) => format!("b{value}"),
        NodeKind::Int(value) => format!("i{value}"),
        NodeKind::Float(value) => format!("f{value}"),
        NodeKind::String(text) => format!("s{text}"),
        // Nobody asks for these: they were refused before.
        _ => String::new(),
    }
}

/// The first number that JSON cannot write, in the order in which Go writes: by key, and the last one of equal keys.
fn unsupported_number(node: &Node) -> Option<f64> {
    match &node.kind {
        NodeKind::Float(value) => Some(*value).filter(|value| !value.is_finite()),
        NodeKind::Sequence(items) => items.iter().find_map(unsupported_number),
        NodeKind::Mapping(pairs) => {
            let mut sorted: BTreeMap<&[u8], &Node> = BTreeMap::new();
            for (key, value) in pairs {
                if let NodeKind::String(key) = &key.kind {
                    sorted.insert(key.as_bytes(), value);
                }
            }
            sorted.into_values().find_map(unsupported_number)
        }
        _ => None,
    }
}

fn float_key(value: f64) -> String {
    match value {
        f64::INFINITY => ".inf".to_owned(),
        f64::NEG_INFINITY => "-.inf".to_owned(),
        value if value.is_nan() => ".nan".to_owned(),
        value => shortest32(value),
    }
}

fn unsupported_key(key: &Node, value: &Node) -> Error {
    let mut text = "error converting YAML to JSON: unsupported map key of type: ".to_owned();
    match key.kind {
        NodeKind::Uint(number) => text = format!("{text}uint64, key: {number:#x}, value: "),
        _ => text.push_str("%!s(<nil>), key: <nil>, value: "),
    }
    write_go_syntax(value, false, &mut text);
    Error::unplaced(text)
}

/// Go's `%#v` of what go-yaml makes of a node; `nested` values are shown with their interface type.
fn write_go_syntax(node: &Node, nested: bool, out: &mut String) {
    match &node.kind {
        NodeKind::Null => out.push_str(if nested { "interface {}(nil)" } else { "<nil>" }),
        NodeKind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        NodeKind::Int(value) => out.push_str(&value.to_string()),
        NodeKind::Uint(value) => {
            let number = format!("{value:#x}");
            out.push_str(&number);
        }
        NodeKind::Float(value) => {
            let mut text = Vec::new();
            append_float(&mut text, *value, b'g', None);
            out.push_str(&String::from_utf8_lossy(&text));
        }
        NodeKind::String(text) => {
            let mut quoted = Vec::new();
            quote(text.as_bytes(), &mut quoted);
            out.push_str(&String::from_utf8_lossy(&quoted));
        }
        NodeKind::Sequence(items) => {
            out.push_str("[]interface {}{");
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_go_syntax(item, true, out);
            }
            out.push('}');
        }
        NodeKind::Mapping(pairs) => {
            out.push_str("map[interface {}]interface {}{");
            // Of equal keys the last counts.
            let mut order: Vec<&(Node, Node)> = Vec::with_capacity(pairs.len());
            for pair in pairs.iter().rev() {
                if !order.iter().any(|(key, _)| key.kind == pair.0.kind) {
                    order.push(pair);
                }
            }
            order.sort_by(|left, right| compare_keys(&left.0, &right.0));
            for (at, (key, value)) in order.into_iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_go_syntax(key, true, out);
                out.push(':');
                write_go_syntax(value, true, out);
            }
            out.push('}');
        }
    }
}

/// The order in which `fmt` prints keys. Between kinds Go's order is that of its types' addresses in Helm's binary.
fn compare_keys(left: &Node, right: &Node) -> std::cmp::Ordering {
    let rank = |node: &Node| match node.kind {
        NodeKind::Null => 0,
        NodeKind::Uint(_) => 2,
        NodeKind::Int(_) => 3,
        NodeKind::Float(_) => 4,
        NodeKind::Bool(_) => 5,
        _ => 1,
    };
    match (&left.kind, &right.kind) {
        (NodeKind::Int(left), NodeKind::Int(right)) => left.cmp(right),
        (NodeKind::Float(left), NodeKind::Float(right)) => left.total_cmp(right),
        (NodeKind::Bool(left), NodeKind::Bool(right)) => left.cmp(right),
        (NodeKind::String(left), NodeKind::String(right)) => left.cmp(right),
        _ => rank(left).cmp(&rank(right)),
    }
}
