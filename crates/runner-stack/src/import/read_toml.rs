//! TOML text to commented values.

use helm_render::toml;
use toml_edit::{ArrayOfTables, Document, Key, RawString, Table as TomlTable, Value as TomlValue};

use super::tree::{Data, Item, Place, Table};

/// Why a text is no TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotToml {
    /// Line in the text, from 1.
    pub(super) line: usize,
    /// Bytes of the line before the mistake.
    pub(super) column: usize,
    /// The whole line.
    pub(super) content: String,
    pub(super) message: String,
}

/// Reads a `config.toml` or a template of one. `file` and `line` say where the text stands in the input.
pub(super) fn read_toml(text: &str, file: usize, line: usize) -> Result<Item, NotToml> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document::parse(text)
        .map_err(|error| not_toml(text, error.span().map_or(0, |span| span.start), error.message()))?;
    // The runner's decoder has the last word about what is TOML.
    toml::from_toml(text.as_bytes()).map_err(|fault| not_toml(text, 0, &fault.to_string()))?;
    let reader = Reader { text, file, line };
    let mut table = reader.table(document.as_table());
    let rest = reader.comments(Some(document.trailing()));
    if let Some((_, last)) = table.entries.last_mut() {
        last.above.extend(rest);
    }
    Ok(Item::map(table))
}

fn not_toml(text: &str, at: usize, message: &str) -> NotToml {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    NotToml {
        line: 1 + text[..at].matches('\n').count(),
        column: at - start,
        content: text[start..].lines().next().unwrap_or_default().to_owned(),
        message: message.trim().replace('\n', ", "),
    }
}

struct Reader<'a> {
    text: &'a str,
    file: usize,
    line: usize,
}

impl Reader<'_> {
    fn table(&self, table: &TomlTable) -> Table {
        let mut entries = Vec::with_capacity(table.len());
        for (name, item) in table {
            let key = table.key(name);
            entries.push((name.to_owned(), self.item(key, item)));
        }
        Table { entries }
    }

    fn item(&self, key: Option<&Key>, item: &toml_edit::Item) -> Item {
        match item {
            toml_edit::Item::None => Item::default(),
            toml_edit::Item::Value(value) => {
                let mut read = self.value(value);
                if let Some(key) = key {
                    let mut above = self.comments(key.leaf_decor().prefix());
                    above.append(&mut read.above);
                    read.above = above;
                    read.place = self.place(key.span().map_or(0, |span| span.start));
                }
                read
            }
            toml_edit::Item::Table(table) => self.section(table),
            toml_edit::Item::ArrayOfTables(tables) => self.sections(tables),
        }
    }

    fn section(&self, table: &TomlTable) -> Item {
        Item {
            data: Data::Map(self.table(table)),
            above: self.comments(table.decor().prefix()),
            beside: self.comments(table.decor().suffix()).pop(),
            place: self.place(table.span().map_or(0, |span| span.start)),
        }
    }

    fn sections(&self, tables: &ArrayOfTables) -> Item {
        let items: Vec<Item> = tables.iter().map(|table| self.section(table)).collect();
        let place = items.first().map(|item| item.place).unwrap_or_default();
        Item { place, ..Item::list(items) }
    }

    fn value(&self, value: &TomlValue) -> Item {
        let data = match value {
            TomlValue::String(text) => Data::Text(text.value().clone()),
            TomlValue::Integer(number) => Data::Plain(number.value().to_string()),
            TomlValue::Float(number) => Data::Plain(float(*number.value())),
            TomlValue::Boolean(value) => Data::Plain(value.value().to_string()),
            TomlValue::Datetime(time) => Data::Text(time.value().to_string()),
            TomlValue::Array(array) => {
                let mut items: Vec<Item> = Vec::new();
                for value in array {
                    let mut item = self.value(value);
                    self.give_back(value.decor().prefix(), &mut item.above, items.last_mut());
                    items.push(item);
                }
                let mut rest = self.comments(Some(array.trailing()));
                self.give_back(Some(array.trailing()), &mut rest, items.last_mut());
                if let Some(last) = items.last_mut() {
                    last.above.extend(rest);
                }
                Data::List(items)
            }
            TomlValue::InlineTable(table) => Data::Map(Table {
                entries: table
                    .iter()
                    .map(|(name, value)| {
                        let mut item = self.value(value);
                        item.place = self.place(value.span().map_or(0, |span| span.start));
                        (name.to_owned(), item)
                    })
                    .collect(),
            }),
        };
        let decor = value.decor();
        Item {
            data,
            above: self.comments(decor.prefix()),
            beside: self.comments(decor.suffix()).pop(),
            place: self.place(value.span().map_or(0, |span| span.start)),
        }
    }

    /// A comment behind the comma of an item is that item's, and not the next one's.
    fn give_back(&self, raw: Option<&RawString>, comments: &mut Vec<String>, before: Option<&mut Item>) {
        let first = self.raw(raw).split('\n').next().unwrap_or_default();
        if let Some(before) = before.filter(|before| before.beside.is_none() && first.contains('#'))
            && !comments.is_empty()
        {
            before.beside = Some(comments.remove(0));
        }
    }

    fn raw<'b>(&'b self, raw: Option<&'b RawString>) -> &'b str {
        raw.and_then(|raw| raw.as_str().or_else(|| self.text.get(raw.span()?))).unwrap_or_default()
    }

    fn comments(&self, raw: Option<&RawString>) -> Vec<String> {
        self.raw(raw).lines().map(str::trim).filter(|line| line.starts_with('#')).map(str::to_owned).collect()
    }

    fn place(&self, at: usize) -> Place {
        let before = self.text.get(..at).unwrap_or(self.text);
        Place { file: self.file, line: self.line + 1 + before.matches('\n').count() }
    }
}

fn float(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = number.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}
