//! From TOML to values, with BurntSushi/toml's rules about which key may be defined again, and its messages.

mod numbers;
mod strings;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::MAX_DEPTH;
use super::lexer::{END, Lex, Lexer, Mistake, quoted, quoted_text};
use crate::fault::Fault;
use crate::value::{List, ListType, Map, Str, Value};

/// Decodes a TOML document into `map[string]interface {}`: integers become `int64`.
pub fn from_toml(text: &[u8]) -> Result<Value, Fault> {
    read(text).map(|root| Value::Map(into_map(root))).map_err(|(mistake, key)| mistake.into_fault(&key))
}

/// Whether a text is a TOML document.
pub fn is_toml(text: &[u8]) -> bool {
    read(text).is_ok()
}

/// The top-level table, or the first mistake and the key that was read last.
fn read(text: &[u8]) -> Result<Table, (Mistake, String)> {
    let text = match text {
        [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] | [0xEF, 0xBB, 0xBF, rest @ ..] => rest,
        _ => text,
    };
    if text[..text.len().min(6)].contains(&0) {
        let message = "files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8";
        return Err((Mistake { line: 1, message: message.to_owned() }, String::new()));
    }
    let mut decoder = Decoder {
        lexer: Lexer { text, at: 0 },
        root: Table::new(),
        context: Vec::new(),
        current: None,
        implicit: BTreeSet::new(),
        arrays: BTreeSet::new(),
        key_end: 0,
        depth: 0,
    };
    match decoder.document() {
        Ok(()) => Ok(decoder.root),
        Err(mistake) => {
            let key = decoder.last_key();
            Err((mistake, key))
        }
    }
}

type Table = BTreeMap<Str, Entry>;
type Path = Vec<Str>;

/// What a key holds while the document is read.
enum Entry {
    Value(Value),
    Table(Table),
    Tables(Vec<Table>),
}

fn into_map(table: Table) -> Map {
    let value = |entry| match entry {
        Entry::Value(value) => value,
        Entry::Table(table) => Value::Map(into_map(table)),
        Entry::Tables(tables) => {
            let items = tables.into_iter().map(|table| Value::Map(into_map(table))).collect();
            Value::List(Rc::new(List::typed(ListType::Named("[]map[string]interface {}"), items)))
        }
    };
    table.into_iter().map(|(key, entry)| (key, value(entry))).collect()
}

struct Decoder<'a> {
    lexer: Lexer<'a>,
    root: Table,
    /// The table that keys belong to.
    context: Path,
    /// The key whose value is being read.
    current: Option<Str>,
    /// Tables that exist only because of longer keys, and may be defined once.
    implicit: BTreeSet<Path>,
    /// Keys that hold a list in brackets.
    arrays: BTreeSet<Path>,
    /// Where the first part of the last key ended, for messages.
    key_end: usize,
    depth: usize,
}

impl Decoder<'_> {
    /// The key by which messages tell where they are.
    fn last_key(&self) -> String {
        let context = display_path(&self.context);
        match &self.current {
            None => context,
            Some(key) if context.is_empty() => key.to_string(),
            Some(key) => format!("{context}.{key}"),
        }
    }

    /// A failure about the last key.
    fn fail<T>(&self, message: String) -> Lex<T> {
        let lexer = Lexer { text: self.lexer.text, at: self.key_end };
        Err(lexer.mistake(message))
    }

    fn enter(&mut self) -> Lex<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(self.lexer.mistake("value is nested too deeply")) } else { Ok(()) }
    }

    fn document(&mut self) -> Lex<()> {
        loop {
            let before = self.lexer.at;
            match self.lexer.next()? {
                ' ' | '\t' | '\n' | '\r' => continue,
                '#' => {
                    self.comment()?;
                    continue;
                }
                '[' => self.table_header()?,
                END => return Ok(()),
                _ => {
                    self.lexer.at = before;
                    let outer = self.context.clone();
                    let key = self.key()?;
                    self.pair(key)?;
                    self.context = outer;
                    self.current = None;
                }
            }
            self.line_end()?;
        }
    }

    fn comment(&mut self) -> Lex<()> {
        while !matches!(self.lexer.peek()?, '\n' | '\r' | END) {
            self.lexer.next()?;
        }
        Ok(())
    }

    fn line_end(&mut self) -> Lex<()> {
        loop {
            match self.lexer.next()? {
                ' ' | '\t' => {}
                '#' => return self.comment(),
                '\n' | '\r' | END => return Ok(()),
                other => {
                    let other = quoted(other);
                    let message = "expected a top-level item to end with a newline, comment, or EOF, but got";
                    return Err(self.lexer.mistake(format!("{message} {other} instead")));
                }
            }
        }
    }

    fn table_header(&mut self) -> Lex<()> {
        let array = self.lexer.accept('[')?;
        let mut key = Path::new();
        loop {
            self.lexer.skip_blanks()?;
            let part = match self.lexer.peek()? {
                ']' | END => {
                    let message = "unexpected end of table name (table names cannot be empty)";
                    return Err(self.lexer.mistake(message));
                }
                '.' => {
                    return Err(self
                        .lexer
                        .mistake("unexpected table separator (table names cannot be empty)"));
                }
                first => self.key_part(first)?,
            };
            if key.is_empty() {
                self.key_end = self.lexer.at;
            }
            key.push(part);
            self.lexer.skip_blanks()?;
            match self.lexer.next()? {
                '.' => {}
                ']' => break,
                other => {
                    let message =
                        format!("expected '.' or ']' to end table name, but got {} instead", quoted(other));
                    return Err(self.lexer.mistake_after(other, message));
                }
            }
        }
        if array {
            let end = self.lexer.next()?;
            if end != ']' {
                let end_name = quoted(end);
                let message =
                    format!("expected end of table array name delimiter ']', but got {end_name} instead");
                return Err(self.lexer.mistake_after(end, message));
            }
        }
        self.open_table(&key, array)?;
        self.arrays.remove(&key);
        Ok(())
    }

    /// Reads a key up to its `=`.
    fn key(&mut self) -> Lex<Path> {
        self.lexer.skip_blanks()?;
        match self.lexer.peek()? {
            '=' | END => return Err(self.lexer.mistake("unexpected '=': key name appears blank")),
            '.' => return Err(self.lexer.mistake("unexpected '.': keys cannot start with a '.'")),
            _ => {}
        }
        let mut key = Path::new();
        loop {
            self.lexer.skip_blanks()?;
            let part = match self.lexer.peek()? {
                '=' | END => return Err(self.lexer.mistake("unexpected '='")),
                '.' => return Err(self.lexer.mistake("unexpected '.'")),
                first => self.key_part(first)?,
            };
            if key.is_empty() {
                self.key_end = self.lexer.at;
            }
            key.push(part);
            self.lexer.skip_blanks()?;
            match self.lexer.next()? {
                '.' => {}
                '=' => return Ok(key),
                END => {
                    let message = "unexpected EOF; expected key separator '='";
                    return Err(self.lexer.mistake_after(END, message));
                }
                other => {
                    let message = format!("expected '.' or '=', but got {} instead", quoted(other));
                    return Err(self.lexer.mistake(message));
                }
            }
        }
    }

    fn key_part(&mut self, first: char) -> Lex<Str> {
        if matches!(first, '"' | '\'') {
            self.lexer.next()?;
            return if first == '"' { self.string() } else { self.raw_string() };
        }
        let start = self.lexer.at;
        let name = self
            .lexer
            .take_while(start, |letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'))?;
        Ok(Str::from(name))
    }

    /// Reads the value of a key and puts it where the key says.
    fn pair(&mut self, mut key: Path) -> Lex<()> {
        let name = key.pop().unwrap_or_default();
        self.current = Some(name.clone());
        for part in &key {
            let mut path = self.context.clone();
            path.push(part.clone());
            self.implicit.insert(path.clone());
            self.open_table(&path, false)?;
        }
        let value = self.value(false)?;
        self.assign(&name, value)
    }

    /// Defines the key that was read, and remembers whether it holds a list.
    fn assign(&mut self, name: &Str, value: Value) -> Lex<()> {
        let is_array = matches!(value, Value::List(_));
        self.define(name, Entry::Value(value))?;
        if !is_array {
            let path = self.path_of_current();
            self.arrays.remove(&path);
        }
        Ok(())
    }

    /// Makes a table, and those around it that do not exist yet, and makes it the context.
    fn open_table(&mut self, key: &[Str], array: bool) -> Lex<()> {
        let Some((name, parents)) = key.split_last() else { return Ok(()) };
        if key.len() > MAX_DEPTH {
            return Err(self.lexer.mistake("value is nested too deeply"));
        }
        let mut table = &mut self.root;
        for (at, part) in parents.iter().enumerate() {
            if !table.contains_key(part.as_bytes()) {
                self.implicit.insert(parents[..=at].to_vec());
            }
            let entry = table.entry(part.clone()).or_insert_with(|| Entry::Table(Table::new()));
            let Some(inner) = last_table(entry) else {
                let path = display_path(&parents[..=at]);
                return self.fail(format!("Key '{path}' was already created as a hash."));
            };
            table = inner;
        }
        if array {
            let entry = table.entry(name.clone()).or_insert_with(|| Entry::Tables(Vec::new()));
            let Entry::Tables(tables) = entry else {
                self.context = parents.to_vec();
                let path = display_path(key);
                return self
                    .fail(format!("Key '{path}' was already created and cannot be used as an array."));
            };
            tables.push(Table::new());
            self.context = key.to_vec();
        } else {
            self.context = parents.to_vec();
            self.define(name, Entry::Table(Table::new()))?;
            self.context.push(name.clone());
        }
        Ok(())
    }

    /// Defines a key of the context.
    fn define(&mut self, name: &Str, entry: Entry) -> Lex<()> {
        let mut table = &mut self.root;
        for (at, part) in self.context.iter().enumerate() {
            let Some(inner) = table.get_mut(part.as_bytes()).and_then(last_table) else {
                let path = display_path(&self.context[..=at]);
                return self.fail(format!("Key '{path}' has already been defined."));
            };
            table = inner;
        }
        let mut path = self.context.clone();
        path.push(name.clone());
        if table.contains_key(name.as_bytes()) {
            let was_implicit = self.implicit.remove(&path);
            if self.arrays.contains(&path) {
                table.insert(name.clone(), entry);
            } else if !was_implicit {
                return self.fail(format!("Key '{}' has already been defined.", display_path(&path)));
            }
            return Ok(());
        }
        table.insert(name.clone(), entry);
        Ok(())
    }

    fn path_of_current(&self) -> Path {
        let mut path = self.context.clone();
        path.extend(self.current.clone());
        path
    }

    fn value(&mut self, in_array: bool) -> Lex<Value> {
        self.lexer.skip_blanks()?;
        let start = self.lexer.at;
        let first = self.lexer.next()?;
        match first {
            '0'..='9' => return self.number(start, first),
            '+' | '-' => return self.signed_number(start),
            '[' => return self.array(),
            '{' => return self.inline_table(in_array),
            '"' => {
                return if self.accept_two('"')? { self.multiline_string() } else { self.string() }
                    .map(Value::String);
            }
            '\'' => {
                return if self.accept_two('\'')? { self.multiline_raw_string() } else { self.raw_string() }
                    .map(Value::String);
            }
            '.' => return Err(self.lexer.mistake("floats must start with a digit, not '.'")),
            'i' | 'n' => {
                let accepted = (self.lexer.accept('n')? && self.lexer.accept('f')?)
                    || (self.lexer.accept('a')? && self.lexer.accept('n')?);
                if accepted {
                    return self.float(start);
                }
            }
            END => return Err(self.lexer.mistake_after(END, "unexpected EOF; expected value")),
            _ => {}
        }
        if !first.is_alphabetic() {
            return Err(self.lexer.mistake(format!("expected value but found {} instead", quoted(first))));
        }
        // BurntSushi/toml steps back by one character only.
        self.lexer.at -= if matches!(first, 'i' | 'n') { 1 } else { first.len_utf8() };
        let word_start = self.lexer.at;
        match self.lexer.take_while(word_start, char::is_alphabetic)? {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            word => {
                Err(self.lexer.mistake(format!("expected value but found {} instead", quoted_text(word))))
            }
        }
    }

    /// Takes two more quotes, if they are there.
    fn accept_two(&mut self, quote: char) -> Lex<bool> {
        let before = self.lexer.at;
        let found = self.lexer.accept(quote)? && self.lexer.accept(quote)?;
        if !found {
            self.lexer.at = before;
        }
        Ok(found)
    }

    fn array(&mut self) -> Lex<Value> {
        self.enter()?;
        self.arrays.insert(self.path_of_current());
        let mut items = Vec::new();
        'items: loop {
            match self.lexer.peek()? {
                ' ' | '\t' | '\n' | '\r' => {
                    self.lexer.next()?;
                    continue;
                }
                '#' => {
                    self.comment()?;
                    continue;
                }
                ',' => {
                    self.lexer.next()?;
                    return Err(self.lexer.mistake("unexpected comma"));
                }
                ']' => break,
                _ => {}
            }
            items.push(self.value(true)?);
            loop {
                match self.lexer.next()? {
                    ' ' | '\t' | '\n' | '\r' => {}
                    '#' => self.comment()?,
                    ',' => break,
                    ']' => {
                        self.lexer.at -= 1;
                        break 'items;
                    }
                    other => {
                        let message = "expected a comma (',') or array terminator (']'), but got";
                        return Err(self
                            .lexer
                            .mistake_after(other, format!("{message} {}", character_or_end(other))));
                    }
                }
            }
        }
        self.lexer.next()?;
        self.depth -= 1;
        Ok(Value::list(items))
    }

    fn inline_table(&mut self, in_array: bool) -> Lex<Value> {
        self.enter()?;
        let map = Map::new();
        let outer = (self.context.clone(), self.current.clone());
        let path = self.path_of_current();
        self.current = None;
        self.implicit.insert(path.clone());
        self.open_table(&path, in_array)?;
        loop {
            let before = self.lexer.at;
            match self.lexer.next()? {
                ' ' | '\t' => continue,
                '\n' | '\r' => return Err(self.newline_in_table()),
                '#' => {
                    self.comment()?;
                    continue;
                }
                ',' => return Err(self.lexer.mistake("unexpected comma")),
                '}' => break,
                _ => self.lexer.at = before,
            }
            let key = self.key()?;
            self.inline_pair(key, &map)?;
            self.context.clone_from(&path);
            if self.inline_table_ends()? {
                break;
            }
        }
        (self.context, self.current) = outer;
        self.depth -= 1;
        Ok(Value::Map(map))
    }

    /// Reads a value of an inline table into `map`, and defines its key like any other so that none comes twice.
    fn inline_pair(&mut self, mut key: Path, map: &Map) -> Lex<()> {
        let name = key.pop().unwrap_or_default();
        self.current = Some(name.clone());
        for part in &key {
            let mut path = self.context.clone();
            path.push(part.clone());
            self.implicit.insert(path.clone());
            self.open_table(&path, false)?;
        }
        let value = self.value(false)?;
        self.assign(&name, value.clone())?;
        let mut map = map.clone();
        for part in key {
            map = match map.get(part.as_bytes()) {
                Some(Value::Map(inner)) => inner,
                Some(_) => return self.fail(format!("{:?} is not a table", display_path(&self.context))),
                None => {
                    let inner = Map::new();
                    map.insert(part, inner.clone());
                    inner
                }
            };
        }
        map.insert(name, value);
        Ok(())
    }

    fn newline_in_table(&self) -> super::lexer::Mistake {
        self.lexer.mistake_before("newlines not allowed within inline tables")
    }

    /// Reads what follows a value of an inline table; whether it was the end.
    fn inline_table_ends(&mut self) -> Lex<bool> {
        loop {
            match self.lexer.next()? {
                ' ' | '\t' => {}
                '\n' | '\r' => return Err(self.newline_in_table()),
                '#' => self.comment()?,
                ',' => {
                    self.lexer.skip_blanks()?;
                    if self.lexer.peek()? == '}' {
                        return Err(self.lexer.mistake("trailing comma not allowed in inline tables"));
                    }
                    return Ok(false);
                }
                '}' => return Ok(true),
                other => {
                    let message = "expected a comma or an inline table terminator '}', but got";
                    let message = format!("{message} {} instead", character_or_end(other));
                    return Err(self.lexer.mistake_after(other, message));
                }
            }
        }
    }
}

fn last_table(entry: &mut Entry) -> Option<&mut Table> {
    match entry {
        Entry::Table(table) => Some(table),
        Entry::Tables(tables) => tables.last_mut(),
        Entry::Value(_) => None,
    }
}

fn display_path(path: &[Str]) -> String {
    let mut out = Vec::new();
    for (at, key) in path.iter().enumerate() {
        if at > 0 {
            out.push(b'.');
        }
        super::encode::append_key(&mut out, key.as_bytes());
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn character_or_end(character: char) -> String {
    if character == END { "end of file".to_owned() } else { format!("'{character}'") }
}
