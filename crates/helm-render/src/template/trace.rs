//! What an engine can note while it renders: which values were read, and which template line made which output.

use std::collections::{HashMap, VecDeque};
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
    /// The positions that had it included, the nearest first; the last is in the template that was executed.
    pub callers: Arc<[Position]>,
    /// What was read for it, as indexes into [`Engine::reads`](super::Engine::reads).
    pub reads: Arc<[usize]>,
}

/// The record of one render.
#[derive(Debug)]
pub(super) struct Tracer {
    trace: Trace,
    reads: Vec<Read>,
    known: HashMap<Read, usize>,
    /// The reads of the actions that are running, as indexes into `reads`.
    log: Vec<usize>,
    /// The segments of the output buffer; those above a capture belong to it.
    segments: Vec<Segment>,
    /// Where segments and log of running captures start.
    captures: Vec<(usize, usize)>,
    /// The lines that finished captures printed, until an action prints them: the text without indentation, and
    /// what made it.
    lines: Vec<(Vec<u8>, Segment)>,
    /// The lines of captures that no action has printed so far, of the templates that were executed before: a chart may
    /// make a text once and keep it.
    kept: Vec<(Vec<u8>, Segment)>,
    /// The reads that the variables' values come from, by slot.
    variables: HashMap<usize, Arc<[usize]>>,
    /// The same for the dots of running `with` and `range`; nothing for those of templates.
    dots: Vec<Arc<[usize]>>,
    /// The running `template` actions, of the execution and of each running capture: for each action where it and those
    /// around it stand, the nearest first.
    callers: Vec<Vec<Arc<[Position]>>>,
    nothing: Arc<[usize]>,
    nowhere: Arc<[Position]>,
}

/// The state of the record when an action starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    log: usize,
    lines: usize,
}

/// Reads that a variable carries; a text that is built up in a loop would carry ever more.
const CARRIED: usize = 64;

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
            kept: Vec::new(),
            variables: HashMap::new(),
            dots: Vec::new(),
            callers: vec![Vec::new()],
            nothing: Arc::default(),
            nowhere: Arc::default(),
        }
    }

    /// An execution starts.
    pub(super) fn start(&mut self) {
        self.log.clear();
        self.segments.clear();
        self.captures.clear();
        self.kept.append(&mut self.lines);
        self.variables.clear();
        self.dots.clear();
        self.callers.clear();
        self.callers.push(Vec::new());
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

    /// What was read since the mark.
    fn reads_since(&self, mark: Mark) -> Arc<[usize]> {
        let Some(reads) = self.log.get(mark.log..).filter(|reads| !reads.is_empty()) else {
            return Arc::clone(&self.nothing);
        };
        let mut reads = reads.to_vec();
        reads.sort_unstable();
        reads.dedup();
        reads.into()
    }

    fn carried_since(&self, mark: Mark) -> Arc<[usize]> {
        let reads = self.reads_since(mark);
        if reads.len() > CARRIED { reads[..CARRIED].into() } else { reads }
    }

    /// A variable got what was evaluated since the mark.
    pub(super) fn assigned(&mut self, slot: usize, mark: Mark) {
        let reads = self.carried_since(mark);
        self.variables.insert(slot, reads);
    }

    /// The value of a variable was used.
    pub(super) fn variable(&mut self, slot: usize, value: &Value) {
        if let Some(reads) = self.variables.get(&slot)
            && origin_of(value) == 0
        {
            self.log.extend_from_slice(reads);
        }
    }

    /// A template starts, whose `$` is in this slot.
    pub(super) fn template_starts(&mut self, slot: usize) {
        self.variables.remove(&slot);
        self.dots.push(Arc::clone(&self.nothing));
    }

    /// What was evaluated since the mark becomes dot.
    pub(super) fn dot_starts(&mut self, mark: Mark) {
        let reads = self.carried_since(mark);
        self.dots.push(reads);
        self.settle();
    }

    /// The next round of a loop over `map` starts; the last variable of the loop holds the item, too.
    pub(super) fn entry(&mut self, map: &Map, key: &Str, slot: Option<usize>) {
        let read = Read { origin: map.origin(), key: Some(key.clone()) };
        let Some(index) = self.known.get(&read) else { return };
        let reads: Arc<[usize]> = [*index].into();
        if let Some(slot) = slot {
            self.variables.insert(slot, Arc::clone(&reads));
        }
        if let Some(dot) = self.dots.last_mut() {
            *dot = reads;
        }
    }

    /// A dot or template ended.
    pub(super) fn dot_ends(&mut self) {
        self.dots.pop();
    }

    /// The value of dot was used.
    pub(super) fn dot(&mut self, value: &Value) {
        if let Some(reads) = self.dots.last()
            && origin_of(value) == 0
        {
            self.log.extend_from_slice(reads);
        }
    }

    /// Nothing that is running needs more of the log than what the innermost capture read.
    pub(super) fn settle(&mut self) {
        let Some((_, start)) = self.captures.last() else { return self.log.clear() };
        if self.log.len() - start > 2 * self.reads.len() + CARRIED {
            let mut reads = self.log.split_off(*start);
            reads.sort_unstable();
            reads.dedup();
            self.log.append(&mut reads);
        }
    }

    /// A text node was printed at `start`.
    pub(super) fn text(&mut self, source: &Arc<Source>, range: Range<usize>, start: usize) {
        if !self.trace.output || range.is_empty() {
            return;
        }
        let callers = self.callers();
        let (mut line, mut column) = source.position(u32::try_from(range.start).unwrap_or(u32::MAX));
        let mut at = start;
        for part in source.text.as_bytes()[range].split_inclusive(|&byte| byte == b'\n') {
            let position = Position { template: source.name.clone(), line, column };
            self.segments.push(Segment {
                range: at..at + part.len(),
                position,
                callers: Arc::clone(&callers),
                reads: Arc::clone(&self.nothing),
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
        let own_reads = self.reads_since(mark);
        let callers = self.callers();
        let beyond: Arc<[Position]> = std::iter::once(&position).chain(callers.iter()).cloned().collect();
        let printed = &out[start..];
        let lines: Vec<_> = self.lines.drain(mark.lines..).collect();
        let mut included = if lines.is_empty() { self.kept(printed) } else { Included::new(lines) };
        let mut at = start;
        for part in printed.split_inclusive(|&byte| byte == b'\n') {
            let range = at..at + part.len();
            at = range.end;
            self.segments.push(match included.next(part.trim_ascii()) {
                Some(inner) => Segment {
                    range,
                    position: inner.position.clone(),
                    callers: match &*inner.callers {
                        [] => Arc::clone(&beyond),
                        inner => inner.iter().chain(beyond.iter()).cloned().collect(),
                    },
                    reads: Arc::clone(&inner.reads),
                },
                None => Segment {
                    range,
                    position: position.clone(),
                    callers: Arc::clone(&callers),
                    reads: Arc::clone(&own_reads),
                },
            });
        }
    }

    /// The lines of earlier captures that make up a printed text of several lines; none unless all of it comes from
    /// such lines, in their order.
    fn kept(&self, printed: &[u8]) -> Included {
        let mut texts = printed.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
        let mut texts = texts.by_ref().filter(|text| !text.is_empty()).peekable();
        let mut found = Vec::new();
        let mut earlier = self.kept.iter().chain(&self.lines);
        while let Some(text) = texts.next() {
            if found.is_empty() && texts.peek().is_none() {
                break;
            }
            let Some(line) = earlier.find(|(kept, _)| kept == text) else {
                found.clear();
                break;
            };
            found.push(line.clone());
        }
        Included::new(found)
    }

    /// Where the running `template` actions stand, the nearest first.
    fn callers(&self) -> Arc<[Position]> {
        let running = self.callers.last().and_then(|running| running.last());
        Arc::clone(running.unwrap_or(&self.nowhere))
    }

    /// A `template` action starts.
    pub(super) fn call_starts(&mut self, source: &Source, offset: u32) {
        let (line, column) = source.position(offset);
        let position = Position { template: source.name.clone(), line, column };
        let callers = std::iter::once(position).chain(self.callers().iter().cloned()).collect();
        if let Some(running) = self.callers.last_mut() {
            running.push(callers);
        }
    }

    /// The last `template` action that started has ended.
    pub(super) fn call_ends(&mut self) {
        if let Some(running) = self.callers.last_mut() {
            running.pop();
        }
    }

    pub(super) fn capture_starts(&mut self) {
        self.captures.push((self.segments.len(), self.log.len()));
        self.callers.push(Vec::new());
    }

    /// A capture took what `out` has from `start` on.
    pub(super) fn capture_ends(&mut self, out: &[u8], start: usize) {
        let Some((first, _)) = self.captures.pop() else { return };
        self.callers.pop();
        let segments = self.segments.split_off(first);
        let mut rest = segments.as_slice();
        let mut at = start;
        for line in out[start..].split_inclusive(|&byte| byte == b'\n') {
            let end = at + line.len();
            rest = &rest[rest.partition_point(|segment| segment.range.end <= at)..];
            let on_line = &rest[..rest.partition_point(|segment| segment.range.start < end)];
            // The line belongs to the last of its segments that reads something, or to its first.
            let made = on_line.iter().rfind(|segment| !segment.reads.is_empty()).or(on_line.first());
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
        // The n-th removal happened at `removed[n]` in the result, at `removed[n] + n * LENGTH` before.
        let before: Vec<usize> =
            removed.iter().enumerate().map(|(index, place)| place + index * LENGTH).collect();
        let shift = |offset: usize| {
            let passed = before.partition_point(|place| *place < offset);
            let Some(last) = passed.checked_sub(1) else { return offset };
            if offset >= before[last] + LENGTH { offset - passed * LENGTH } else { removed[last] }
        };
        for segment in &mut self.segments {
            segment.range = shift(segment.range.start)..shift(segment.range.end);
        }
    }
}

/// The lines of finished captures, found again in what an action printed of them.
struct Included {
    lines: Vec<(Vec<u8>, Segment)>,
    /// The places of each text among the lines that are still to come.
    places: HashMap<Vec<u8>, VecDeque<usize>>,
    next: usize,
}

impl Included {
    fn new(mut lines: Vec<(Vec<u8>, Segment)>) -> Self {
        let mut places: HashMap<Vec<u8>, VecDeque<usize>> = HashMap::new();
        for (place, (text, _)) in lines.iter_mut().enumerate() {
            places.entry(std::mem::take(text)).or_default().push_back(place);
        }
        Self { lines, places, next: 0 }
    }

    /// What made the next line with this text: indenting and trimming leave the lines in order and their inner
    /// text alone.
    fn next(&mut self, text: &[u8]) -> Option<&Segment> {
        let places = self.places.get_mut(text).filter(|_| !text.is_empty())?;
        while let Some(place) = places.pop_front() {
            if place >= self.next {
                self.next = place + 1;
                return self.lines.get(place).map(|(_, segment)| segment);
            }
        }
        None
    }
}

fn origin_of(value: &Value) -> Origin {
    match value {
        Value::Map(map) => map.origin(),
        Value::List(list) => list.origin(),
        _ => 0,
    }
}
