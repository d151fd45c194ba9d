//! Go template actions inside TOML, hidden so that the TOML around them can be read.

use std::ops::Range;

/// TOML with its template actions hidden.
#[derive(Debug)]
pub(crate) struct Masked {
    /// The text, of the same length.
    pub(crate) text: String,
    /// Where actions stood that give a value; the value is not known.
    pub(crate) values: Vec<Range<usize>>,
    /// Whether actions decide which lines there are, so that a key may rightly stand there twice.
    pub(crate) has_control: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    Comment,
    /// In a string that ends with this quote, three of them when `true`.
    String(u8, bool),
}

/// Hides `{{ … }}`; nothing when there is none.
pub(crate) fn mask(text: &str) -> Option<Masked> {
    text.contains("{{").then(|| {
        let bytes = text.as_bytes();
        let mut masked = Masked { text: String::new(), values: Vec::new(), has_control: false };
        let mut out = bytes.to_vec();
        let mut state = State::Outside;
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at..].starts_with(b"{{") {
                let end = action_end(bytes, at);
                hide(&mut out, at..end, state, &mut masked);
                at = end;
                continue;
            }
            let (next, length) = step(state, &bytes[at..]);
            state = next;
            at += length;
        }
        masked.text = String::from_utf8(out).unwrap_or_else(|_| text.to_owned());
        masked
    })
}

fn step(state: State, rest: &[u8]) -> (State, usize) {
    let first = rest[0];
    match state {
        State::Outside => match first {
            b'#' => (State::Comment, 1),
            b'"' | b'\'' if rest.starts_with(&[first; 3]) => (State::String(first, true), 3),
            b'"' | b'\'' => (State::String(first, false), 1),
            _ => (State::Outside, 1),
        },
        State::Comment if first == b'\n' => (State::Outside, 1),
        State::Comment => (State::Comment, 1),
        State::String(b'"', _) if first == b'\\' => (state, 2),
        State::String(quote, true) if rest.starts_with(&[quote; 3]) => (State::Outside, 3),
        State::String(quote, false) if first == quote || first == b'\n' => (State::Outside, 1),
        State::String(..) => (state, 1),
    }
}

/// Behind the `}}` of the action at `start`; braces in its strings do not count.
fn action_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 2;
    let mut quote = None;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(b'"'), b'\\') => at += 1,
            (Some(open), byte) if byte == open => quote = None,
            (None, byte @ (b'"' | b'`')) => quote = Some(byte),
            (None, b'}') if bytes.get(at + 1) == Some(&b'}') => return at + 2,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn hide(out: &mut [u8], range: Range<usize>, state: State, masked: &mut Masked) {
    let line_start = out[..range.start].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let is_first = out[line_start..range.start].iter().all(u8::is_ascii_whitespace);
    let rest = &out[range.end..];
    let rest = &rest[..rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())];
    let gives_key =
        rest.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'=' | b'.'));
    let filler = match state {
        State::Outside if is_first && !gives_key => {
            masked.has_control = true;
            b' '
        }
        State::Comment => b' ',
        _ => {
            masked.values.push(range.clone());
            b'x'
        }
    };
    for byte in &mut out[range.clone()] {
        if *byte != b'\n' && *byte != b'\r' {
            *byte = filler;
        }
    }
    if state == State::Outside && filler == b'x' && !gives_key {
        // A value without quotes: a text stands in for it.
        let before = out[..range.start].last().copied().unwrap_or(b' ');
        if matches!(before, b' ' | b'\t' | b'=' | b'[' | b',') {
            out[range.start] = b'"';
            out[range.end - 1] = b'"';
        }
    }
}
