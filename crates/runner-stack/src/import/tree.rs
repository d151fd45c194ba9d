//! Values with the comments around them, in the order of the text.

use std::borrow::Cow;

use helm_render::Value;
use helm_render::yaml;

use crate::diagnostic::Span;
use crate::schema::{Shape, Tree};

/// Where something stands in the input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Index of the file.
    pub(super) file: usize,
    /// Line, from 1.
    pub(super) line: usize,
    /// The bytes in the file, when the line has more than this in it.
    pub(super) exact: Option<Span>,
}

/// A value and its comments.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    pub(super) data: Data,
    /// The comment lines above, each from its `#` on.
    pub(super) above: Vec<String>,
    /// The comment on the same line, from its `#` on.
    pub(super) beside: Option<String>,
    /// The comment lines below, each from its `#` on: those that end the map or list that it is the last of.
    pub(super) below: Vec<String>,
    pub(super) place: Place,
    /// Where a text stands in the file, quotes and all.
    pub(super) written: Option<Span>,
}

/// What an [`Item`] holds.
#[derive(Debug, Clone, Default)]
pub(super) enum Data {
    /// No value.
    #[default]
    Null,
    /// A number or a boolean, as YAML writes it.
    Plain(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Item>),
    /// A map.
    Map(Table),
}

/// A map in the order of the text.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) entries: Vec<(String, Item)>,
}

/// What the schema looks at; places are not needed for that.
impl Tree for Item {
    fn span(&self) -> Span {
        Span::default()
    }

    fn shape(&self) -> Shape<'_> {
        match &self.data {
            Data::Null => Shape::Null,
            Data::Plain(text) => match (text.as_str(), text.parse()) {
                ("true", _) => Shape::Bool(true),
                ("false", _) => Shape::Bool(false),
                (_, Ok(number)) => Shape::Integer(number),
                _ => Shape::Float(text.parse().unwrap_or_default()),
            },
            Data::Text(text) => Shape::String(Cow::Borrowed(text)),
            Data::List(_) => Shape::List,
            Data::Map(_) => Shape::Map,
        }
    }

    fn items(&self) -> impl Iterator<Item = &Self> {
        match &self.data {
            Data::List(items) => items.as_slice(),
            _ => &[],
        }
        .iter()
    }

    fn entries(&self) -> impl Iterator<Item = (Cow<'_, str>, Span, &Self)> {
        self.as_map()
            .map_or(&[][..], |table| table.entries.as_slice())
            .iter()
            .map(|(key, item)| (Cow::Borrowed(key.as_str()), Span::default(), item))
    }
}

impl Item {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { data: Data::Text(text.into()), ..Self::default() }
    }

    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { data: Data::Plain(text.into()), ..Self::default() }
    }

    pub(super) fn map(table: Table) -> Self {
        Self { data: Data::Map(table), ..Self::default() }
    }

    pub(super) fn list(items: Vec<Item>) -> Self {
        Self { data: Data::List(items), ..Self::default() }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a text, number or boolean.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) | Data::Plain(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_map(&self) -> Option<&Table> {
        match &self.data {
            Data::Map(table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn as_map_mut(&mut self) -> Option<&mut Table> {
        match &mut self.data {
            Data::Map(table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> &[Item] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    pub(super) fn items_mut(&mut self) -> &mut [Item] {
        match &mut self.data {
            Data::List(items) => items,
            _ => &mut [],
        }
    }

    /// The last item of a list or map.
    pub(super) fn last_mut(&mut self) -> Option<&mut Item> {
        match &mut self.data {
            Data::List(items) => items.last_mut(),
            Data::Map(table) => table.entries.last_mut().map(|(_, item)| item),
            Data::Null | Data::Plain(_) | Data::Text(_) => None,
        }
    }

    /// The item below these keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Item> {
        keys.iter().try_fold(self, |item, key| item.as_map()?.get(key))
    }

    /// The text below these keys.
    pub(super) fn text_at(&self, keys: &[&str]) -> Option<&str> {
        self.at(keys)?.as_text()
    }

    /// The data alone, as templates see it.
    pub(super) fn to_value(&self) -> Value {
        match &self.data {
            Data::Null => Value::Nil,
            Data::Plain(text) => yaml::from_yaml(text.as_bytes()).unwrap_or_default(),
            Data::Text(text) => Value::from(text.as_str()),
            Data::List(items) => Value::list(items.iter().map(Self::to_value).collect()),
            Data::Map(table) => Value::Map(
                table.entries.iter().map(|(key, item)| (key.as_str().into(), item.to_value())).collect(),
            ),
        }
    }

    /// An item for data that has no text of its own.
    pub(super) fn from_value(value: &Value) -> Self {
        let data = match value {
            Value::Nil => Data::Null,
            Value::String(text) => Data::Text(text.to_string()),
            Value::List(list) => Data::List(list.items().iter().map(Self::from_value).collect()),
            Value::Map(map) => Data::Map(Table {
                entries: map
                    .snapshot()
                    .iter()
                    .map(|(key, value)| (key.to_string(), Self::from_value(value)))
                    .collect(),
            }),
            other => Data::Plain(
                helm_render::json::to_raw_json(other)
                    .map(|text| text.to_string().trim().to_owned())
                    .unwrap_or_default(),
            ),
        };
        Self { data, ..Self::default() }
    }

    /// All comment lines in and around the item, with the line of what they belong to.
    pub(super) fn comments(&self) -> Vec<(Place, String)> {
        let mut found: Vec<(Place, String)> =
            self.above.iter().chain(&self.beside).map(|text| (self.place, text.clone())).collect();
        let below = self.below.iter().map(|text| (self.place, text.clone()));
        match &self.data {
            Data::List(items) => found.extend(items.iter().flat_map(Self::comments)),
            Data::Map(table) => found.extend(table.entries.iter().flat_map(|(_, item)| item.comments())),
            _ => {}
        }
        found.extend(below);
        found
    }

    /// Takes over the comments of another item, around its own.
    pub(super) fn adopt(&mut self, other: &Item) {
        self.above.splice(0..0, other.above.iter().cloned());
        self.below.extend(other.below.iter().cloned());
        if self.beside.is_none() {
            self.beside.clone_from(&other.beside);
        }
    }

    /// The same with the comments of another item.
    pub(super) fn with_comments_of(mut self, other: &Item) -> Self {
        self.adopt(other);
        self.place = other.place;
        self
    }

    /// The same with a comment line above it.
    pub(super) fn commented(mut self, text: &str) -> Self {
        self.above.push(format!("# {text}"));
        self
    }
}

impl Table {
    pub(super) fn get(&self, key: &str) -> Option<&Item> {
        // Of equal keys, the last one counts.
        self.entries.iter().rev().find(|(found, _)| found == key).map(|(_, item)| item)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Item> {
        self.entries.iter_mut().rev().find(|(found, _)| found == key).map(|(_, item)| item)
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Item> {
        let item = self.get(key).cloned();
        self.entries.retain(|(found, _)| found != key);
        item
    }

    /// Sets a key: in its place when it is there, else at the end.
    pub(super) fn set(&mut self, key: &str, item: Item) {
        match self.get_mut(key) {
            Some(old) => *old = item,
            None => self.entries.push((key.to_owned(), item)),
        }
    }

    /// Sets a key at the start.
    pub(super) fn set_first(&mut self, key: &str, item: Item) {
        self.entries.retain(|(found, _)| found != key);
        self.entries.insert(0, (key.to_owned(), item));
    }

    /// The map below a key, made when there is none.
    pub(super) fn table(&mut self, key: &str) -> &mut Table {
        if self.get(key).and_then(Item::as_map).is_none() {
            self.set(key, Item::map(Table::default()));
        }
        let found = self.entries.iter_mut().rev().find(|(found, _)| found == key);
        match found {
            Some((_, Item { data: Data::Map(table), .. })) => table,
            _ => unreachable!("it was made a map above"),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
