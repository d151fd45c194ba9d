//! JSON whose keys keep their order.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(Cow<'static, str>),
    /// JSON, as it is written.
    Raw(&'static str),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Object),
}

/// The keys of an object with their values.
pub(crate) type Object = Vec<(Cow<'static, str>, Json)>;

impl Json {
    pub(crate) fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn texts(texts: &[&'static str]) -> Self {
        Self::List(texts.iter().copied().map(Self::text).collect())
    }

    /// On one line.
    fn flat(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Integer(number) => {
                let _ = write!(out, "{number}");
            }
            Self::Text(text) => quote(text, out),
            Self::Raw(text) => out.push_str(text),
            Self::List(items) => {
                out.push('[');
                for (idx, item) in items.iter().enumerate() {
                    out.push_str(if idx == 0 { "" } else { "," });
                    item.flat(out);
                }
                out.push(']');
            }
            Self::Object(entries) => {
                out.push('{');
                for (idx, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if idx == 0 { "" } else { "," });
                    quote(key, out);
                    out.push(':');
                    value.flat(out);
                }
                out.push('}');
            }
        }
    }

    /// One line per key, so that changes can be read; what is short stands on one line.
    pub(crate) fn lines(&self, depth: usize, out: &mut String) {
        let start = out.len();
        self.flat(out);
        let Self::Object(entries) = self else { return };
        if out.len() - start <= 160 && depth >= 2 {
            return;
        }
        out.truncate(start);
        out.push('{');
        for (idx, (key, value)) in entries.iter().enumerate() {
            out.push_str(if idx == 0 { "\n" } else { ",\n" });
            out.push_str(&" ".repeat(depth + 1));
            quote(key, out);
            out.push_str(": ");
            value.lines(depth + 1, out);
        }
        out.push('\n');
        out.push_str(&" ".repeat(depth));
        out.push('}');
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            character if u32::from(character) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            character => out.push(character),
        }
    }
    out.push('"');
}
