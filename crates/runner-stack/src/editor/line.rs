//! One line of block-style YAML, as far as it can be told without the lines around it.

use std::ops::Range;

/// What stands on a line; positions are bytes of the line.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// The dashes of list items.
    pub(super) dashes: Vec<usize>,
    /// Where the content starts, or the line has ended.
    pub(super) column: usize,
    pub(super) content: Content<'a>,
}

/// What stands behind indentation and dashes.
#[derive(Debug)]
pub(super) enum Content<'a> {
    Nothing,
    Comment,
    Key {
        name: &'a str,
        span: Range<usize>,
        colon: usize,
        value: Value,
    },
    /// A value without a key in front of it.
    Value(Value),
}

/// What stands behind a colon or a dash.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    /// A word or several.
    Plain(Range<usize>),
    /// A text in quotes, which starts here.
    Quoted(usize),
    /// A list or map in brackets, which starts here.
    Flow(usize),
    /// A text in the lines below.
    Block,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut column = text.len() - text.trim_start_matches(' ').len();
        let mut dashes = Vec::new();
        while let Some(behind) = text[column..].strip_prefix('-')
            && (behind.is_empty() || behind.starts_with([' ', '\t']))
        {
            dashes.push(column);
            column = text.len() - behind.trim_start_matches([' ', '\t']).len();
        }
        let content = match key(text, column) {
            _ if text[column..].trim().is_empty() => Content::Nothing,
            _ if text[column..].starts_with('#') => Content::Comment,
            Some((span, name, colon)) => {
                Content::Key { name: &text[name], span, colon, value: value(text, colon + 1) }
            }
            None => Content::Value(value(text, column)),
        };
        Self { dashes, column, content }
    }
}

/// The span of the key that starts at a column, that of its name, and its colon.
fn key(text: &str, column: usize) -> Option<(Range<usize>, Range<usize>, usize)> {
    let rest = &text[column..];
    let (end, name) = match rest.chars().next()? {
        quote @ ('"' | '\'') => {
            let end = column + quoted(rest, quote)?;
            (end, column + 1..end - 1)
        }
        '#' | '{' | '}' | '[' | ']' | ',' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' => return None,
        '-' | '?' if rest[1..].starts_with([' ', '\t']) || rest.len() == 1 => return None,
        _ => {
            let comment = rest.find(" #").unwrap_or(rest.len());
            let colon =
                rest[..comment].match_indices(':').map(|(at, _)| at).find(|at| ends_key(rest, *at))?;
            let end = column + rest[..colon].trim_end().len();
            (end, column..end)
        }
    };
    let colon = text.len() - text[end..].trim_start_matches([' ', '\t']).len();
    (end > column && text[colon..].starts_with(':') && ends_key(text, colon)).then_some((
        column..end,
        name,
        colon,
    ))
}

/// Whether the colon there ends a key: `a:b` is a word.
fn ends_key(text: &str, colon: usize) -> bool {
    text[colon + 1..].chars().next().is_none_or(|next| matches!(next, ' ' | '\t'))
}

fn value(text: &str, from: usize) -> Value {
    let mut start = from;
    loop {
        start = text.len() - text[start..].trim_start_matches([' ', '\t']).len();
        // Anchors and tags stand before the value.
        if !text[start..].starts_with(['&', '!']) {
            break;
        }
        start += text[start..].find([' ', '\t']).unwrap_or(text.len() - start);
    }
    match text[start..].chars().next() {
        None | Some('#') => Value::Nothing,
        Some('"' | '\'') => Value::Quoted(start),
        Some('{' | '[') => Value::Flow(start),
        Some('|' | '>') => Value::Block,
        Some(_) => {
            let end = text[start..].find(" #").map_or(text.len(), |at| start + at);
            Value::Plain(start..start + text[start..end].trim_end().len())
        }
    }
}

/// The length of the text in quotes at the start, both quotes included; nothing when it does not end.
pub(super) fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        if char == '\\' && quote == '"' {
            chars.next();
        } else if char == quote {
            // Two of them stand for one.
            let is_double = quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == quote);
            if !is_double {
                return Some(at + 1);
            }
            chars.next();
        }
    }
    None
}
