//! JSON with its keys in the order of the text and its numbers as they are written.

use crate::value::{Map, Str, Value};

/// How deep a schema may nest.
const MAX_DEPTH: usize = 1_000;

#[derive(Debug, Clone)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(Str),
    String(Str),
    Array(Vec<Json>),
    Object(Vec<(Str, Json)>),
}

impl Json {
    /// The first value of the text; Go's wording otherwise.
    pub(super) fn parse(text: &[u8]) -> Result<Self, String> {
        let mut parser = Parser { text, at: 0 };
        parser.value(0).ok_or_else(|| match crate::json::from_json(text) {
            _ if text.trim_ascii().is_empty() => "EOF".to_owned(),
            Err(fault) if fault.message != "unexpected end of JSON input" => fault.message,
            _ => "unexpected EOF".to_owned(),
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Self::Object(entries) => entries
                .iter()
                .rev()
                .find(|(name, _)| name.as_bytes() == key.as_bytes())
                .map(|(_, value)| value),
            _ => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&Str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// What a JSON pointer leads to; gojsonpointer's wording otherwise.
    pub(super) fn pointer(&self, pointer: &str) -> Result<&Json, String> {
        let mut node = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            node = match node {
                Self::Object(_) => node.get(&token).ok_or_else(|| format!("Object has no key '{token}'"))?,
                Self::Array(items) => {
                    let index: usize = token.parse().map_err(|_| format!("Invalid array index '{token}'"))?;
                    items.get(index).ok_or_else(|| {
                        format!("Out of bound array[0,{}] index '{index}'", items.len().saturating_sub(1))
                    })?
                }
                _ => return Err(format!("Invalid token reference '{token}'")),
            };
        }
        Ok(node)
    }

    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Nil,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(text) => Value::Float(text.to_str().parse().unwrap_or(0.0)),
            Self::String(text) => Value::String(text.clone()),
            Self::Array(items) => Value::list(items.iter().map(Self::to_value).collect()),
            Self::Object(entries) => Value::Map(
                entries.iter().map(|(key, value)| (key.clone(), value.to_value())).collect::<Map>(),
            ),
        }
    }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.blanks();
        match self.text.get(self.at)? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.string().map(Json::String),
            b't' => self.word(b"true", Json::Bool(true)),
            b'f' => self.word(b"false", Json::Bool(false)),
            b'n' => self.word(b"null", Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.at += 1;
        let mut entries: Vec<(Str, Json)> = Vec::new();
        self.blanks();
        if self.eat(b'}') {
            return Some(Json::Object(entries));
        }
        loop {
            self.blanks();
            let key = self.string()?;
            self.blanks();
            if !self.eat(b':') {
                return None;
            }
            let value = self.value(depth + 1)?;
            entries.push((key, value));
            self.blanks();
            if self.eat(b'}') {
                return Some(Json::Object(entries));
            }
            if !self.eat(b',') {
                return None;
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Json> {
        self.at += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.eat(b']') {
            return Some(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blanks();
            if self.eat(b']') {
                return Some(Json::Array(items));
            }
            if !self.eat(b',') {
                return None;
            }
        }
    }

    /// A string; escapes are left to the JSON reader of the engine.
    fn string(&mut self) -> Option<Str> {
        let start = self.at;
        if !self.eat(b'"') {
            return None;
        }
        let mut is_plain = true;
        loop {
            match self.text.get(self.at)? {
                b'"' => break,
                b'\\' => {
                    is_plain = false;
                    self.at += 2;
                }
                0..=0x1f => return None,
                byte => {
                    is_plain &= byte.is_ascii();
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        if is_plain {
            return Some(Str::from(&self.text[start + 1..self.at - 1]));
        }
        match crate::json::from_json(&self.text[start..self.at]) {
            Ok(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        Some(Json::Number(Str::from(&self.text[start..self.at])))
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn word(&mut self, word: &[u8], value: Json) -> Option<Json> {
        self.text[self.at..].starts_with(word).then(|| {
            self.at += word.len();
            value
        })
    }

    fn blanks(&mut self) {
        while self.text.get(self.at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }
}
