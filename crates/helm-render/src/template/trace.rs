//! What an engine can note while it renders: which values were read, and which template line made which output.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::ast::Source;
use crate::value::{Map, Origin, Str, Value};

/// What an [`Engine`](super::Engine) notes while it renders; nothing by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trace {
    /// Note which keys of marked maps are read: [`Engine::reads`](super::Engine::reads).
    pub reads: bool,
    /// Note which position made which output: [`Engine::take_segments`](super::Engine::take_segments).
    pub output: bool,
}

/// A key of a map with an [`Origin`] that a template read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Read {
    /// The map or list.
    pub origin: Origin,
    /// The key; nothing when all of it was used (`toYaml`, output).
    pub key: Option<Str>,
}

/// A position in a template file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The file, as Helm names it.
    pub template: Str,
    /// The line, from 1.
    pub line: u32,
    /// The column in bytes, from 0.
    pub column: u32,
}

/// A range of output bytes and what made them. A segment never spans more than one line of output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The bytes of the output.
    pub range: Range<usize>,
    /// The position that printed them, inside an included template if they came from one.
    pub position: Position,
    /// The position in the template that was executed, if that is another one.
    pub outermost: Option<Position>,
    /// What was read for it, as indexes into [`Engine::reads`](super::Engine::reads).
    pub reads: Vec<usize>,
}

/// The record of one render.
#[derive(Debug)]
pub(super) struct Tracer {
    trace: Trace,
    reads: Vec<Read>,
    known: HashMap<Read, usize>,
    /// Every read since the execution started, as indexes into `reads`.
    log: Vec<usize>,
    /// The segments of the output buffer; those above a capture belong to it.
    segments: Vec<Segment>,
    /// Where the segments of running captures start.
    captures: Vec<usize>,
    /// The lines that finished captures printed, until an action prints them: the text without indentation, and
    /// what made it.
    lines: Vec<(Vec<u8>, Segment)>,
}

/// The state of the record when an action starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    log: usize,
    lines: usize,
}

impl Tracer {
    pub(super) fn new(trace: Trace) -> Self {
        Self {
            trace,
            reads: Vec::new(),
            known: HashMap::new(),
            log: Vec::new(),
            segments: Vec::new(),
            captures: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// An execution starts.
    pub(super) fn start(&mut self) {
        self.log.clear();
        self.segments.clear();
        self.captures.clear();
        self.lines.clear();
    }

    pub(super) fn reads(&self) -> &[Read] {
        &self.reads
    }

    pub(super) fn take_segments(&mut self) -> Vec<Segment> {
        std::mem::take(&mut self.segments)
    }

    /// `key` of `map` was read.
    pub(super) fn key(&mut self, map: &Map, key: &Str) {
        self.read(map.origin(), Some(key));
    }

    /// `range` went over all keys of `map`.
    pub(super) fn every_key(&mut self, map: &Map) {
        if map.origin() != 0 {
            for (key, _) in map.snapshot() {
                self.read(map.origin(), Some(&key));
            }
        }
    }

    /// All of `value` was used.
    pub(super) fn whole(&mut self, value: &Value) {
        match value {
            Value::Map(map) => self.read(map.origin(), None),
            Value::List(list) => self.read(list.origin(), None),
            _ => {}
        }
    }

    /// A function was called with `args`.
    pub(super) fn arguments(&mut self, function: &str, args: &[Value]) {
        match (function, args) {
            // These look at one key.
            ("index" | "get" | "hasKey", [first, keys @ ..]) => self.path(first, keys),
            ("dig", [keys @ .., _, last]) => self.path(last, keys),
            // These pass their arguments on, or look at no more than what they are.
            (
                "and" | "coalesce" | "default" | "dict" | "empty" | "eq" | "kindIs" | "kindOf" | "len"
                | "list" | "ne" | "not" | "or" | "required" | "set" | "ternary" | "tuple" | "typeIs"
                | "typeOf" | "append" | "prepend" | "first" | "last" | "rest" | "initial" | "concat"
                | "reverse",
                _,
            ) => {}
            _ => args.iter().for_each(|value| self.whole(value)),
        }
    }

    fn path(&mut self, start: &Value, keys: &[Value]) {
        let mut current = start.clone();
        for key in keys {
            let (Value::Map(map), Value::String(key)) = (&current, key) else { return };
            self.read(map.origin(), Some(key));
            let next = map.get(key).unwrap_or_default();
            current = next;
        }
    }

    fn read(&mut self, origin: Origin, key: Option<&Str>) {
        if !self.trace.reads || origin == 0 {
            return;
        }
        let read = Read { origin, key: key.cloned() };
        let index = *self.known.entry(read).or_insert_with_key(|read| {
            self.reads.push(read.clone());
            self.reads.len() - 1
        });
        self.log.push(index);
    }

    /// Where the record stands; an action gives it back.
    pub(super) fn mark(&self) -> Mark {
        Mark { log: self.log.len(), lines: self.lines.len() }
    }

    /// A text node was printed at `start`.
    pub(super) fn text(&mut self, source: &Arc<Source>, range: Range<usize>, start: usize) {
        if !self.trace.output || range.is_empty() {
            return;
        }
        let (mut line, mut column) = source.position(u32::try_from(range.start).unwrap_or(u32::MAX));
        let mut at = start;
        for part in source.text.as_bytes()[range].split_inclusive(|&byte| byte == b'\n') {
            let position = Position { template: source.name.clone(), line, column };
            self.segments.push(Segment {
                range: at..at + part.len(),
                position,
                outermost: None,
                reads: Vec::new(),
            });
            at += part.len();
            (line, column) = (line + 1, 0);
        }
    }

    /// An action printed what `out` has from `start` on.
    pub(super) fn action(&mut self, source: &Arc<Source>, offset: u32, mark: Mark, out: &[u8], start: usize) {
        if !self.trace.output {
            return;
        }
        let (line, column) = source.position(offset);
        let position = Position { template: source.name.clone(), line, column };
        let mut own_reads = self.log[mark.log..].to_vec();
        own_reads.sort_unstable();
        own_reads.dedup();
        let included: Vec<_> = self.lines.drain(mark.lines..).collect();
        let mut next = included.iter().peekable();
        let mut at = start;
        for part in out[start..].split_inclusive(|&byte| byte == b'\n') {
            let range = at..at + part.len();
            at = range.end;
            let trimmed = part.trim_ascii();
            // Indenting and trimming leave the lines in order and their inner text alone.
            let found = next.clone().position(|(text, _)| text == trimmed).filter(|_| !trimmed.is_empty());
            let made = found.and_then(|skipped| next.nth(skipped));
            self.segments.push(match made {
                Some((_, inner)) => Segment {
                    range,
                    position: inner.position.clone(),
                    outermost: Some(position.clone()),
                    reads: inner.reads.clone(),
                },
                None => {
                    Segment { range, position: position.clone(), outermost: None, reads: own_reads.clone() }
                }
            });
        }
    }

    pub(super) fn capture_starts(&mut self) {
        self.captures.push(self.segments.len());
    }

    /// A capture took what `out` has from `start` on.
    pub(super) fn capture_ends(&mut self, out: &[u8], start: usize) {
        let Some(first) = self.captures.pop() else { return };
        let segments = self.segments.split_off(first);
        let mut at = start;
        for line in out[start..].split_inclusive(|&byte| byte == b'\n') {
            let end = at + line.len();
            // The line belongs to the last of its segments that reads something, or to its first.
            let mut on_line =
                segments.iter().filter(|segment| segment.range.start < end && segment.range.end > at);
            let made = on_line.clone().rfind(|segment| !segment.reads.is_empty()).or_else(|| on_line.next());
            if let Some(segment) = made
                // The text of a `tpl` is no file.
                && segment.position.template.as_bytes() != b"gotpl"
            {
                self.lines.push((line.trim_ascii().to_vec(), segment.clone()));
            }
            at = end;
        }
    }

    /// The execution ended; `removed` are the places where `<no value>` was taken out.
    pub(super) fn finish(&mut self, removed: &[usize]) {
        const LENGTH: usize = "<no value>".len();
        if removed.is_empty() {
            return;
        }
        let shift = |offset: usize| {
            // The n-th removal happened at `removed[n]` in the result, at `removed[n] + n * LENGTH` before.
            let mut moved = offset;
            for (index, &place) in removed.iter().enumerate() {
                let before = place + index * LENGTH;
                if offset > before {
                    moved = if offset >= before + LENGTH { offset - (index + 1) * LENGTH } else { place };
                }
            }
            moved
        };
        for segment in &mut self.segments {
            segment.range = shift(segment.range.start)..shift(segment.range.end);
        }
    }
}
