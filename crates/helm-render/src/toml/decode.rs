//! From TOML to values, with BurntSushi/toml's rules about which key may be defined again, and its messages.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::MAX_DEPTH;
use super::datetime::DateTime;
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

    /// Reads a basic string behind its quote.
    fn string(&mut self) -> Lex<Str> {
        let start = self.lexer.at;
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.mistake_after(END, "unexpected EOF; expected '\"'")),
                '\n' | '\r' => return Err(self.lexer.mistake_before("strings cannot contain newlines")),
                '\\' => self.check_escape(start)?,
                '"' => break,
                _ => {}
            }
        }
        let text = &self.lexer.slice(start)[..self.lexer.at - start - 1];
        self.unescape(text)
    }

    fn raw_string(&mut self) -> Lex<Str> {
        let start = self.lexer.at;
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.mistake_after(END, "unexpected EOF; expected \"'\"")),
                '\n' | '\r' => return Err(self.lexer.mistake_before("strings cannot contain newlines")),
                '\'' => break,
                _ => {}
            }
        }
        Ok(Str::from(&self.lexer.slice(start)[..self.lexer.at - start - 1]))
    }

    fn multiline_string(&mut self) -> Lex<Str> {
        let start = self.lexer.at;
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.mistake_after(END, "unexpected EOF; expected '\"\"\"'")),
                '\\' if matches!(self.lexer.peek()?, '\n' | '\r') => {
                    self.lexer.next()?;
                }
                '\\' => self.check_escape(start)?,
                '"' if self.closes(start, '"')? => break,
                _ => {}
            }
        }
        let text = &self.lexer.slice(start)[..self.lexer.at - start - 3];
        let text = join_escaped_lines(without_first_line_end(text));
        self.unescape(&text)
    }

    fn multiline_raw_string(&mut self) -> Lex<Str> {
        let start = self.lexer.at;
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.mistake_after(END, "unexpected EOF; expected \"'''\"")),
                '\'' if self.closes(start, '\'')? => break,
                _ => {}
            }
        }
        let text = &self.lexer.slice(start)[..self.lexer.at - start - 3];
        Ok(Str::from(without_first_line_end(text)))
    }

    /// Whether the quote that was taken is the first of the three that close; up to two more may stand before them.
    fn closes(&mut self, start: usize, quote: char) -> Lex<bool> {
        let first = self.lexer.at;
        if !(self.lexer.accept(quote)? && self.lexer.accept(quote)?) {
            self.lexer.at = first;
            return Ok(false);
        }
        if self.lexer.peek()? != quote {
            return Ok(true);
        }
        let text = self.lexer.slice(start);
        let five = quote.to_string().repeat(5);
        let escaped = text.strip_suffix(&five).is_some_and(|before| quote == '"' && before.ends_with('\\'));
        if text.ends_with(&five) && !escaped {
            let message = if quote == '"' { "unexpected '\"\"\"\"\"\"'" } else { "unexpected \"''''''\"" };
            return Err(self.lexer.mistake(message));
        }
        self.lexer.at = first;
        Ok(false)
    }

    /// Checks the escape sequence behind a backslash.
    fn check_escape(&mut self, start: usize) -> Lex<()> {
        let code = self.lexer.next()?;
        let (digits, count) = match code {
            'b' | 't' | 'n' | 'f' | 'r' | '"' | ' ' | '\t' | '\\' => return Ok(()),
            'u' => (4, "four"),
            'U' => (8, "eight"),
            _ => {
                return Err(self.lexer.mistake_after(code, format!("invalid escape in string '\\{code}'")));
            }
        };
        for _ in 0..digits {
            let digit = self.lexer.next()?;
            if !digit.is_ascii_hexdigit() {
                let found = quoted_text(self.lexer.slice(start));
                let message =
                    format!("expected {count} hexadecimal digits after '\\{code}', but got {found} instead");
                return Err(self.lexer.mistake_after(digit, message));
            }
        }
        Ok(())
    }

    fn unescape(&self, text: &str) -> Lex<Str> {
        let Some(first) = text.find('\\') else { return Ok(Str::from(text)) };
        let mut out = text[..first].to_owned();
        let mut rest = &text[first..];
        while let Some(character) = rest.chars().next() {
            rest = &rest[character.len_utf8()..];
            if character != '\\' {
                out.push(character);
                continue;
            }
            let code = rest.chars().next().unwrap_or(END);
            rest = &rest[code.len_utf8().min(rest.len())..];
            out.push(match code {
                'b' => '\x08',
                't' => '\t',
                'n' => '\n',
                'f' => '\x0C',
                'r' => '\r',
                ' ' | '\t' => return Err(self.lexer.mistake(format!("invalid escape: '\\{code}'"))),
                'u' | 'U' => {
                    let digits = &rest[..if code == 'u' { 4 } else { 8 }];
                    rest = &rest[digits.len()..];
                    let Some(character) = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
                    else {
                        let message = format!("Escaped character '\\u{digits}' is not valid UTF-8.");
                        return Err(self.lexer.mistake(message));
                    };
                    character
                }
                other => other,
            });
        }
        Ok(Str::from(out))
    }

    fn number(&mut self, start: usize, first: char) -> Lex<Value> {
        if first == '0' {
            let base = self.lexer.peek()?;
            let (name, wanted): (_, fn(char) -> bool) = match base {
                'b' => ("a binary", |digit| matches!(digit, '0' | '1')),
                'o' => ("an octal", |digit| digit.is_digit(8)),
                'x' => ("a hexidecimal", |digit| digit.is_ascii_hexdigit()),
                _ => ("", |_| false),
            };
            if !name.is_empty() {
                self.lexer.next()?;
                let next = self.lexer.peek()?;
                if !wanted(next) {
                    let text = self.lexer.slice(start);
                    return Err(self.lexer.mistake(format!("not {name} number: '{text}{next}'")));
                }
                self.lexer.take_while(start, |digit| wanted(digit) || digit == '_')?;
                return self.integer(start);
            }
            // A date has more digits before its first sign.
            if !base.is_ascii_digit() {
                return self.decimal(start);
            }
        }
        self.lexer.take_while(start, |digit| digit.is_ascii_digit())?;
        match self.lexer.peek()? {
            '-' | ':' => {
                let text = self.lexer.take_while(start, |part| {
                    part.is_ascii_digit()
                        || matches!(part, '-' | ':' | 'T' | 't' | ' ' | '.' | 'Z' | 'z' | '+')
                })?;
                let text = text.trim().replace('z', "Z").replace(['t', ' '], "T");
                match DateTime::parse(&text) {
                    Some(datetime) => Ok(Value::Object(Rc::new(datetime))),
                    None => Err(self.lexer.mistake(format!("invalid datetime: {}", quoted_text(&text)))),
                }
            }
            _ => self.decimal(start),
        }
    }

    fn signed_number(&mut self, start: usize) -> Lex<Value> {
        let first = self.lexer.next()?;
        let special = match first {
            'i' => self.lexer.accept('n')? && self.lexer.accept('f')?,
            'n' => self.lexer.accept('a')? && self.lexer.accept('n')?,
            '0' => {
                let base = self.lexer.peek()?;
                if matches!(base, 'b' | 'o' | 'x') {
                    let text = self.lexer.slice(start);
                    let message = format!("cannot use sign with non-decimal numbers: '{text}{base}'");
                    return Err(self.lexer.mistake(message));
                }
                return self.decimal(start);
            }
            '1'..='9' => return self.decimal(start),
            '.' => return Err(self.lexer.mistake("floats must start with a digit, not '.'")),
            other => {
                let message = format!("expected a digit but got {}", quoted(other));
                return Err(self.lexer.mistake_after(other, message));
            }
        };
        if special {
            return self.float(start);
        }
        Err(self.lexer.mistake(format!("invalid float: '{}'", self.lexer.slice(start))))
    }

    fn decimal(&mut self, start: usize) -> Lex<Value> {
        self.lexer.take_while(start, |digit| digit.is_ascii_digit() || digit == '_')?;
        if !matches!(self.lexer.peek()?, '.' | 'e' | 'E') {
            return self.integer(start);
        }
        self.lexer.take_while(start, |part| {
            part.is_ascii_digit() || matches!(part, '_' | '.' | '-' | '+' | 'e' | 'E')
        })?;
        self.float(start)
    }

    fn integer(&self, start: usize) -> Lex<Value> {
        let text = self.lexer.slice(start);
        let fail = |what| Err(self.lexer.mistake(format!("Invalid integer {}: {what}", quoted_text(text))));
        if !has_good_underscores(text) {
            return fail("underscores must be surrounded by digits");
        }
        if has_leading_zero(text) {
            return fail("cannot have leading zeroes");
        }
        let plain = text.replace('_', "");
        let number = match plain.get(..2) {
            Some("0x") => i64::from_str_radix(&plain[2..], 16),
            Some("0o") => i64::from_str_radix(&plain[2..], 8),
            Some("0b") => i64::from_str_radix(&plain[2..], 2),
            _ => plain.parse(),
        };
        number.map(Value::Int64).map_err(|_| self.lexer.mistake(format!("{text} is out of range for int64")))
    }

    fn float(&self, start: usize) -> Lex<Value> {
        let text = self.lexer.slice(start);
        let fail = |what| Err(self.lexer.mistake(format!("Invalid float {}: {what}", quoted_text(text))));
        let mut parts = text.split(['.', 'e', 'E']).filter(|part| !part.is_empty());
        if !parts.clone().all(has_good_underscores) {
            return fail("underscores must be surrounded by digits");
        }
        if parts.next().is_some_and(has_leading_zero) {
            return fail("cannot have leading zeroes");
        }
        let bytes = text.as_bytes();
        let good_point = |at: usize| bytes[at] != b'.' || bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !(0..bytes.len()).all(good_point) {
            return fail("'.' must be followed by one or more digits");
        }
        match text {
            "nan" | "+nan" | "-nan" => return Ok(Value::Float(f64::NAN)),
            "inf" | "+inf" => return Ok(Value::Float(f64::INFINITY)),
            "-inf" => return Ok(Value::Float(f64::NEG_INFINITY)),
            _ => {}
        }
        match text.replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            Ok(_) => Err(self.lexer.mistake(format!("{text} is out of range for float64"))),
            Err(_) => Err(self.lexer.mistake(format!("Invalid float value: {}", quoted_text(text)))),
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

fn has_leading_zero(text: &str) -> bool {
    match text.as_bytes() {
        [b'0', b'b' | b'o' | b'x', ..] => false,
        [b'0', _, ..] => true,
        [b'+' | b'-', b'0', _, ..] => true,
        _ => false,
    }
}

fn has_good_underscores(text: &str) -> bool {
    if matches!(text.trim_start_matches(['+', '-']), "nan" | "inf") {
        return true;
    }
    let mut after_digit = false;
    for character in text.chars() {
        if character == '_' && !after_digit {
            return false;
        }
        after_digit = character.is_ascii_hexdigit();
    }
    after_digit
}

fn without_first_line_end(text: &str) -> &str {
    text.strip_prefix('\n').or_else(|| text.strip_prefix("\r\n")).unwrap_or(text)
}

/// Drops each backslash before a line end, and all blanks and line ends behind it.
fn join_escaped_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let trimmed = behind.trim_start_matches([' ', '\t', '\r', '\n']);
        if behind[..behind.len() - trimmed.len()].contains('\n') {
            rest = trimmed;
        } else {
            // The escaped character may be a backslash itself.
            let length = 1 + behind.chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[at..at + length]);
            rest = &rest[at + length..];
        }
    }
    out.push_str(rest);
    out
}
