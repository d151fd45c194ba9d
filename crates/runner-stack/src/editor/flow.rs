//! Lists and maps in brackets, however many lines they take and whether they are closed or not.

use super::look::{Form, Look, Parent, Place};
use crate::explain::Step;

/// A bracket that is open.
struct Bracket {
    id: usize,
    is_map: bool,
    expects: Expects,
}

/// What comes next behind a bracket.
enum Expects {
    Key,
    Colon(String),
    /// The value of a key, or an item.
    Value(Step),
    /// A comma or the end.
    Nothing,
}

/// Reads what stands in brackets from the first one on; where it has ended. Without a place it is not known what they are
/// the value of. Lines further to the left than `limit` are no part of it; `line` is where the first one starts.
pub(super) fn read(
    look: &mut Look<'_>,
    start: usize,
    place: Option<&Place>,
    limit: usize,
    line: usize,
) -> usize {
    let text = look.text;
    let mut outermost = place.and_then(|place| place.parent.clone());
    let mut flow = Flow { look, brackets: Vec::new(), column: start - line, is_known: place.is_some() };
    let mut at = start;
    while let Some(char) = text[at..].chars().next() {
        match char {
            '{' | '[' => {
                flow.blank(at, at + 1);
                let parent = flow.take_value().or_else(|| outermost.take());
                flow.open(char == '{', parent);
                at += 1;
            }
            '}' | ']' => {
                flow.blank(at, at + 1);
                flow.brackets.pop();
                at += 1;
                if flow.brackets.is_empty() {
                    return at;
                }
            }
            ',' => {
                flow.blank(at, at + 1);
                flow.next();
                at += 1;
            }
            ':' => {
                flow.colon();
                at += 1;
            }
            '#' if text[..at].ends_with([' ', '\t', '\n']) => at = flow.look.line_end(at),
            _ if char.is_ascii_whitespace() => {
                let end = text.len() - text[at..].trim_start().len();
                if let Some(line_end) = text[at..end].find('\n')
                    && !flow.look.is_indented(at + line_end, flow.look.line_end(end), limit)
                {
                    flow.blank(at, at + line_end + 1);
                    return at + line_end;
                }
                flow.blank(at, end);
                at = end;
            }
            '"' | '\'' => {
                let end = at + flow.look.quoted_length(at, limit);
                flow.quoted(at, end);
                at = end;
            }
            _ => {
                let end = at + word(&text[at..]);
                flow.word(at, end);
                at = end;
            }
        }
    }
    flow.blank(at, at + 1);
    at
}

/// The length of the word or words at the start.
fn word(text: &str) -> usize {
    let ends = |at: usize, char: char| match char {
        ',' | '[' | ']' | '{' | '}' | '\n' => true,
        ':' => {
            text[at + 1..].chars().next().is_none_or(|next| next.is_whitespace() || ",[]{}".contains(next))
        }
        '#' => text[..at].ends_with([' ', '\t']),
        _ => false,
    };
    let end = text.char_indices().find(|(at, char)| ends(*at, *char)).map_or(text.len(), |(at, _)| at);
    let length = text[..end].trim_end().len();
    // What starts with a character that cannot start a word is passed over.
    if length == 0 { text.chars().next().map_or(0, char::len_utf8) } else { length }
}

struct Flow<'l, 'a> {
    look: &'l mut Look<'a>,
    brackets: Vec<Bracket>,
    /// The column of the first bracket.
    column: usize,
    /// Whether it is known what the brackets are the value of.
    is_known: bool,
}

impl Flow<'_, '_> {
    fn open(&mut self, is_map: bool, parent: Option<Parent>) {
        let id = self.look.contain(parent);
        let expects = if is_map { Expects::Key } else { Expects::Value(Step::Item) };
        self.brackets.push(Bracket { id, is_map, expects });
    }

    /// The value that comes next, which is here now.
    fn take_value(&mut self) -> Option<Parent> {
        let bracket = self.brackets.last_mut()?;
        match std::mem::replace(&mut bracket.expects, Expects::Nothing) {
            Expects::Value(step) => Some((bracket.id, step)),
            _ => Some((bracket.id, Step::Item)),
        }
    }

    fn next(&mut self) {
        if let Some(bracket) = self.brackets.last_mut() {
            bracket.expects = if bracket.is_map { Expects::Key } else { Expects::Value(Step::Item) };
        }
    }

    fn colon(&mut self) {
        if let Some(bracket) = self.brackets.last_mut()
            && let Expects::Colon(name) = &mut bracket.expects
        {
            bracket.expects = Expects::Value(Step::Key(std::mem::take(name)));
        }
    }

    /// Where a key or value may be written; nothing where neither may.
    fn place(&self) -> Option<Place> {
        let bracket = self.brackets.last().filter(|_| self.is_known)?;
        let (map, parent, form) = match &bracket.expects {
            Expects::Key => (Some(bracket.id), self.look.parent_of(bracket.id), Form::Node),
            Expects::Value(step) => (None, Some((bracket.id, step.clone())), Form::Value),
            Expects::Colon(_) | Expects::Nothing => return None,
        };
        Some(Place { map, parent, form, column: self.column, is_flow: true })
    }

    /// Nothing stands from one position up to the other.
    fn blank(&mut self, from: usize, to: usize) {
        let offset = self.look.offset;
        if !(from..to).contains(&offset) {
            return;
        }
        let is_behind_colon = self.look.text[..offset].ends_with(':');
        if let Some(place) = self.place().filter(|_| !is_behind_colon) {
            self.look.offer(&place, &(offset..offset));
        }
    }

    fn word(&mut self, start: usize, end: usize) {
        if self.is_key(start, start..end, end) {
            return;
        }
        if let Some(place) = self.place() {
            if place.map.is_some() {
                self.look.offer(&place, &(start..end));
            } else {
                self.look.word(&place, start..end);
            }
        }
        self.take_value();
    }

    fn quoted(&mut self, start: usize, end: usize) {
        if self.is_key(start, start + 1..end.saturating_sub(1).max(start + 1), end) {
            return;
        }
        if let Some(place) = self.place().filter(|place| place.map.is_none()) {
            self.look.quoted(&place, start..end);
        }
        self.take_value();
    }

    /// Takes it for a key, when one is expected and a colon follows.
    fn is_key(&mut self, start: usize, name: std::ops::Range<usize>, end: usize) -> bool {
        let text = self.look.text;
        let Some(bracket) = self.brackets.last_mut() else { return false };
        if !matches!(bracket.expects, Expects::Key) || !text[end..].trim_start().starts_with(':') {
            return false;
        }
        let id = bracket.id;
        let name = text[name].to_owned();
        bracket.expects = Expects::Colon(name.clone());
        self.look.add_key(id, &name);
        if self.is_known {
            let parent = self.look.parent_of(id);
            let place = Place { map: Some(id), parent, form: Form::Key, column: self.column, is_flow: true };
            self.look.offer(&place, &(start..end));
            self.look.see(Some(&(id, Step::Key(name))), start..end);
        }
        true
    }
}
