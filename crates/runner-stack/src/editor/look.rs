//! Finds what is at an offset of a half-written text: the key or value there, and what may be written.

use std::ops::Range;

use super::flow;
use super::line::{Content, Line, Value, quoted};
use crate::explain::Step;

/// What is at the offset.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What may be written there.
    pub(super) slot: Option<Slot>,
    /// The key or value that stands there.
    pub(super) token: Option<Token>,
}

/// A place for a key or a value.
#[derive(Debug)]
pub(super) struct Slot {
    /// The way to the map that the key is for, or to the value.
    pub(super) path: Vec<Step>,
    pub(super) form: Form,
    /// What is there already and would be replaced.
    pub(super) span: Range<usize>,
    /// The column of the line at which it starts.
    pub(super) column: usize,
    /// The keys that the map has besides.
    pub(super) taken: Vec<String>,
    /// Whether it is inside of brackets, where all stands in one line.
    pub(super) is_flow: bool,
}

/// What can be written into a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Another name for a key whose colon is there.
    Key,
    /// A key of the map; or a value, where no map belongs.
    Node,
    /// The value of a key on the same line, or an item in brackets.
    Value,
    /// The same, between quotes.
    Quoted,
}

/// A key or value of the text.
#[derive(Debug)]
pub(super) struct Token {
    /// The way to the value.
    pub(super) path: Vec<Step>,
    pub(super) span: Range<usize>,
}

/// Reads the text; the offset is a byte in it.
pub(super) fn look(text: &str, offset: usize) -> Seen {
    let offset = text.floor_char_boundary(offset);
    let mut look = Look { text, offset, containers: Vec::new(), frames: Vec::new(), slot: None, token: None };
    look.read();
    let slot = look.slot.take().map(|(place, span)| {
        let Place { map, parent, form, column, is_flow } = place;
        let mut taken = map.map(|map| look.containers[map].keys.clone()).unwrap_or_default();
        if form == Form::Key {
            taken.retain(|key| *key != text[span.clone()]);
        }
        Slot { path: look.path(parent.as_ref()), form, span, column, taken, is_flow }
    });
    let token = look.token.take().map(|(parent, span)| Token { path: look.path(parent.as_ref()), span });
    Seen { slot, token }
}

/// The last step to a value: in which map or list, and where in that.
pub(super) type Parent = (usize, Step);

/// A map or list of the text.
#[derive(Debug)]
struct Container {
    /// Nothing for the whole.
    parent: Option<Parent>,
    keys: Vec<String>,
}

/// Where a key or value belongs.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The map that a key would be for.
    pub(super) map: Option<usize>,
    /// The value; nothing for the whole.
    pub(super) parent: Option<Parent>,
    pub(super) form: Form,
    pub(super) column: usize,
    pub(super) is_flow: bool,
}

/// A map or list in block style that the lines below may continue.
#[derive(Debug)]
struct Frame {
    column: usize,
    is_list: bool,
    id: usize,
    /// Whether its last key or item has no value yet.
    is_open: bool,
}

pub(super) struct Look<'a> {
    pub(super) text: &'a str,
    pub(super) offset: usize,
    containers: Vec<Container>,
    frames: Vec<Frame>,
    slot: Option<(Place, Range<usize>)>,
    token: Option<(Option<Parent>, Range<usize>)>,
}

impl Look<'_> {
    fn read(&mut self) {
        let mut start = 0;
        while start <= self.text.len() {
            start = self.line(start);
        }
    }

    /// Reads the line that starts there, and what it opens; where the next one starts.
    fn line(&mut self, start: usize) -> usize {
        let end = self.line_end(start);
        let text = self.text[start..end].trim_end_matches('\r');
        if matches!(text.trim_end(), "---" | "...") || text.starts_with("--- ") {
            self.frames.clear();
            return end + 1;
        }
        let line = Line::new(text);
        for dash in &line.dashes {
            self.dash(*dash);
        }
        let column = line.column;
        match line.content {
            Content::Comment => end + 1,
            Content::Nothing => {
                self.blank(start, text, !line.dashes.is_empty());
                end + 1
            }
            Content::Key { name, span, colon, value } => {
                let span = start + span.start..start + span.end;
                let place = self.map_at(column).map(|map| {
                    self.key(map, name, value == Value::Nothing);
                    let own = self.parent_of(map);
                    self.offer(
                        &Place { map: Some(map), parent: own, form: Form::Key, column, is_flow: false },
                        &span,
                    );
                    let parent = Some((map, Step::Key(name.to_owned())));
                    self.see(parent.as_ref(), span);
                    Place { map: None, parent, form: Form::Value, column, is_flow: false }
                });
                self.value(start, start + colon + 1, &value, column, place.as_ref())
            }
            Content::Value(value) => {
                let place = self.map_at(column).map(|map| self.node(map, column));
                // What goes on below is further to the right than this.
                let limit = line.dashes.last().map_or(column.checked_sub(1), |dash| Some(*dash));
                self.value(start, start + column, &value, limit.unwrap_or(0), place.as_ref())
            }
        }
    }

    /// A line without content, which may be about to get some.
    fn blank(&mut self, start: usize, text: &str, is_item: bool) {
        let Some(column) = self.offset.checked_sub(start).filter(|column| *column <= text.len()) else {
            return;
        };
        let is_behind =
            if is_item { text[..column].ends_with(' ') && text[column..].trim().is_empty() } else { true };
        if !is_behind || text[..column].contains('\t') || (is_item && !text[..column].contains('-')) {
            return;
        }
        if let Some(map) = self.map_at(column) {
            let place = self.node(map, column);
            self.offer(&place, &(self.offset..self.offset));
        }
    }

    fn node(&self, map: usize, column: usize) -> Place {
        let parent = self.parent_of(map);
        Place { map: Some(map), parent, form: Form::Node, column, is_flow: false }
    }

    /// Reads a value; `from` is where it may start. Where the next line starts.
    fn value(
        &mut self,
        start: usize,
        from: usize,
        value: &Value,
        limit: usize,
        place: Option<&Place>,
    ) -> usize {
        let end = self.line_end(start);
        match value {
            Value::Nothing => {
                let gap = self.text.get(from..self.offset).filter(|_| self.offset <= end).unwrap_or_default();
                if let Some(place) = place
                    && !gap.is_empty()
                    && gap.trim().is_empty()
                {
                    self.offer(place, &(self.offset..self.offset));
                }
            }
            Value::Plain(span) => {
                let span = start + span.start..start + span.end;
                if let Some(place) = place {
                    self.word(place, span);
                }
            }
            Value::Quoted(at) => {
                let at = start + at;
                let span = at..at + self.quoted_length(at, limit);
                if let Some(place) = place {
                    self.quoted(place, span.clone());
                }
                return self.line_end(span.end) + 1;
            }
            Value::Flow(at) => {
                let behind = flow::read(self, start + at, place, limit, start);
                return self.line_end(behind) + 1;
            }
            Value::Block => return self.behind_block(end + 1, limit),
        }
        end + 1
    }

    /// A word or several: the first one may be about to be replaced.
    pub(super) fn word(&mut self, place: &Place, span: Range<usize>) {
        let first = span.start + self.text[span.clone()].find([' ', '\t']).unwrap_or(span.len());
        self.offer(place, &(span.start..first));
        self.see(place.parent.as_ref(), span);
    }

    /// A text in quotes: what is between them may be about to be replaced.
    pub(super) fn quoted(&mut self, place: &Place, span: Range<usize>) {
        let has_end = span.len() > 1 && self.text[span.clone()].ends_with(['"', '\'']);
        let inner = span.start + 1..span.end - usize::from(has_end);
        self.offer(&Place { form: Form::Quoted, ..place.clone() }, &inner);
        self.see(place.parent.as_ref(), span);
    }

    /// The length of the text in quotes that starts there; one that does not end by itself ends with its line.
    pub(super) fn quoted_length(&self, at: usize, limit: usize) -> usize {
        let quote = if self.text[at..].starts_with('"') { '"' } else { '\'' };
        let rest = self.line_end(at) - at;
        match quoted(&self.text[at..], quote) {
            Some(length) if length <= rest || self.is_indented(at + rest, at + length, limit) => length,
            _ => self.text[at..at + rest].trim_end_matches('\r').len(),
        }
    }

    /// Whether every line with content in a part of the text, which starts at the end of one, is to the right of the limit.
    pub(super) fn is_indented(&self, from: usize, to: usize, limit: usize) -> bool {
        self.text[from..to].split('\n').skip(1).all(|line| line.trim().is_empty() || indent(line) > limit)
    }

    /// Where the first line starts that is no part of a text in block style.
    fn behind_block(&self, start: usize, limit: usize) -> usize {
        let mut at = start;
        while at <= self.text.len() {
            let end = self.line_end(at);
            let line = &self.text[at..end];
            if !line.trim().is_empty() && indent(line) <= limit {
                return at;
            }
            // The last line may be the one that is being written, below the text.
            if end == self.text.len() && line.trim().is_empty() && line.len() <= limit {
                return at;
            }
            at = end + 1;
        }
        at
    }

    /// Where the line ends that holds a position.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length)
    }

    /// An item of a list starts.
    fn dash(&mut self, column: usize) {
        // A list may stand right below its key.
        self.leave(|frame| {
            frame.column > column || (frame.column == column && !frame.is_list && !frame.is_open)
        });
        if self.frames.last().is_none_or(|frame| frame.column < column || !frame.is_list) {
            self.enter(column, true);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.is_open = true;
        }
    }

    /// The map whose keys start at a column; nothing where none can be.
    fn map_at(&mut self, column: usize) -> Option<usize> {
        self.leave(|frame| frame.column > column || (frame.column == column && frame.is_list));
        match self.frames.last() {
            Some(frame) if frame.column == column => Some(frame.id),
            Some(frame) if !frame.is_open => None,
            _ => Some(self.enter(column, false)),
        }
    }

    fn leave(&mut self, is_left: impl Fn(&Frame) -> bool) {
        while self.frames.last().is_some_and(&is_left) {
            self.frames.pop();
        }
    }

    fn enter(&mut self, column: usize, is_list: bool) -> usize {
        let parent = self.frames.last().and_then(|frame| {
            let step = if frame.is_list { Some(Step::Item) } else { self.last_key(frame.id) };
            // A map whose first key is being written stands for itself.
            step.map(|step| (frame.id, step)).or_else(|| self.containers[frame.id].parent.clone())
        });
        let id = self.contain(parent);
        self.frames.push(Frame { column, is_list, id, is_open: false });
        id
    }

    fn last_key(&self, map: usize) -> Option<Step> {
        self.containers[map].keys.last().cloned().map(Step::Key)
    }

    /// A new map or list.
    pub(super) fn contain(&mut self, parent: Option<Parent>) -> usize {
        self.containers.push(Container { parent, keys: Vec::new() });
        self.containers.len() - 1
    }

    /// The value that a map or list is.
    pub(super) fn parent_of(&self, id: usize) -> Option<Parent> {
        self.containers[id].parent.clone()
    }

    fn key(&mut self, map: usize, name: &str, is_open: bool) {
        self.add_key(map, name);
        if let Some(frame) = self.frames.last_mut() {
            frame.is_open = is_open;
        }
    }

    /// A map gets a key.
    pub(super) fn add_key(&mut self, map: usize, name: &str) {
        self.containers[map].keys.push(name.to_owned());
    }

    /// The place is what is asked for, when the offset is in the span or at its end.
    pub(super) fn offer(&mut self, place: &Place, span: &Range<usize>) {
        if self.slot.is_none() && self.is_at(span) {
            self.slot = Some((place.clone(), span.clone()));
        }
    }

    /// The same for a key or value that is there.
    pub(super) fn see(&mut self, parent: Option<&Parent>, span: Range<usize>) {
        if self.token.is_none() && self.is_at(&span) {
            self.token = Some((parent.cloned(), span));
        }
    }

    fn is_at(&self, span: &Range<usize>) -> bool {
        (span.start..=span.end).contains(&self.offset)
    }

    fn path(&self, parent: Option<&Parent>) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut next = parent;
        while let Some((container, step)) = next {
            steps.push(step.clone());
            next = self.containers[*container].parent.as_ref();
        }
        steps.reverse();
        steps
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
