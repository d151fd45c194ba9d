//! Maps with Go's reference semantics.

use std::cell::{Cell, Ref, RefCell};
use std::fmt;
use std::rc::Rc;

use super::nested::{dismantle, free};
use super::{Entries, Near, Origin, Str, Value, cycles, live};

/// A Go map with string keys, shared by all its clones. Iteration is in key order, as every Go printer sorts.
///
/// ```
/// use helm_render::value::Map;
///
/// let map = Map::new();
/// let same = map.clone();
/// same.insert("k", "v");
/// assert_eq!(map.len(), 1);
/// ```
///
/// The Go type belongs to the holder, not to the data: a subchart sees the map that its parent sees as
/// `map[string]interface {}` as `chartutil.Values`.
#[derive(Clone)]
pub struct Map {
    data: Rc<MapData>,
    map_type: MapType,
}

pub(super) struct MapData {
    is_nil: bool,
    /// Whether [`cycles`] knows the map.
    is_remembered: Cell<bool>,
    origin: Cell<Origin>,
    entries: RefCell<Entries>,
}

/// The Go type of a map; it shows in `typeOf`, `%T`, `%#v` and in type errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MapType {
    /// `map[string]interface {}`.
    #[default]
    Any,
    /// `chartutil.Values`: a chart's values and what hangs directly on the root.
    Values,
    /// `map[string]string`: annotations, the result of `split`.
    Strings,
}

impl MapType {
    /// The Go type's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "map[string]interface {}",
            Self::Values => "chartutil.Values",
            Self::Strings => "map[string]string",
        }
    }
}

impl Drop for MapData {
    fn drop(&mut self) {
        let entries = std::mem::take(self.entries.get_mut());
        live::shrink(entries.len() * live::ENTRY);
        free(entries, |entries| dismantle(&mut *entries.values_mut()));
    }
}

impl Map {
    /// An empty `map[string]interface {}`.
    pub fn new() -> Self {
        Self::typed(MapType::Any, Entries::new())
    }

    /// A map of the given type and entries.
    pub fn typed(map_type: MapType, entries: Entries) -> Self {
        Self::with_origin(map_type, entries, 0)
    }

    /// A map marked with where it came from.
    pub fn with_origin(map_type: MapType, entries: Entries, origin: Origin) -> Self {
        live::grow(entries.len() * live::ENTRY);
        let origin = Cell::new(origin);
        let entries = RefCell::new(entries);
        let data = MapData { is_nil: false, is_remembered: Cell::new(false), origin, entries };
        Self { data: Rc::new(data), map_type }
    }

    /// Go's nil map: empty, but `null` in JSON and YAML.
    pub fn nil(map_type: MapType) -> Self {
        let (is_remembered, origin, entries) = Default::default();
        let data = MapData { is_nil: true, is_remembered, origin, entries };
        Self { data: Rc::new(data), map_type }
    }

    /// Whether this is Go's nil map.
    pub fn is_nil(&self) -> bool {
        self.data.is_nil && self.is_empty()
    }

    /// The Go type.
    pub fn map_type(&self) -> MapType {
        self.map_type
    }

    /// The same map under another Go type, as a conversion in Go gives.
    #[must_use]
    pub fn as_type(&self, map_type: MapType) -> Self {
        Self { data: Rc::clone(&self.data), map_type }
    }

    /// Frees the map unless others hold it; before that, `take` may take values out.
    pub(super) fn into_values(self, take: impl FnMut(&mut Value)) {
        if let Some(mut data) = Rc::into_inner(self.data) {
            data.entries.get_mut().values_mut().for_each(take);
        }
    }

    /// What all holders of the map share.
    pub(super) fn shared_data(&self) -> Rc<MapData> {
        Rc::clone(&self.data)
    }

    /// Looks at the entries of a map.
    pub(super) fn with_entries<T>(data: &MapData, look: impl FnOnce(&Entries) -> T) -> T {
        look(&data.entries.borrow())
    }

    /// Empties a map; the entries.
    pub(super) fn take_entries(data: &MapData) -> Map {
        let entries = data.entries.take();
        live::shrink(entries.len() * live::ENTRY);
        Self::typed(MapType::Any, entries)
    }

    /// Where the map came from.
    pub fn origin(&self) -> Origin {
        self.data.origin.get()
    }

    /// Marks the map with where it came from; every holder sees it.
    pub fn set_origin(&self, origin: Origin) {
        self.data.origin.set(origin);
    }

    /// The value of `key`.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        self.data.entries.borrow().get(key).cloned()
    }

    /// The value of `key`; quicker than [`Map::get`] where the key is a [`Str`] already.
    pub(crate) fn get_str(&self, key: &Str) -> Option<Value> {
        self.data.entries.borrow().get_str(key).cloned()
    }

    /// As [`Map::get_str`], for who asks for the same key again, of maps that are alike.
    pub(crate) fn get_near(&self, key: &Str, near: &Near) -> Option<Value> {
        self.data.entries.borrow().get_near(key, near).cloned()
    }

    /// Whether `key` is present, even with a nil value.
    pub fn contains_key(&self, key: impl AsRef<[u8]>) -> bool {
        self.data.entries.borrow().contains_key(key)
    }

    /// Sets `key`; every holder of the map sees it.
    pub fn insert(&self, key: impl Into<Str>, value: impl Into<Value>) -> Option<Value> {
        let old = self.data.entries.borrow_mut().insert(key.into(), value.into());
        if old.is_none() {
            live::grow(live::ENTRY);
        }
        old
    }

    /// Adds entries in key order, none of whose keys is there already; quicker than one after the other.
    pub(crate) fn merge(&self, added: Vec<(Str, Value)>) {
        live::grow(added.len() * live::ENTRY);
        self.data.entries.borrow_mut().merge(added);
    }

    /// As [`Map::insert`], for templates, which may put a map into itself; see [`cycles`].
    pub(crate) fn put(&self, key: Str, value: Value) {
        if cycles::may_hold(&value) && !self.data.is_remembered.replace(true) {
            cycles::remember(&self.data);
        }
        self.insert(key, value);
    }

    /// Removes `key`.
    pub fn remove(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        let old = self.data.entries.borrow_mut().remove(key.as_ref());
        if old.is_some() {
            live::shrink(live::ENTRY);
        }
        old
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.data.entries.borrow().len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.data.entries.borrow().is_empty()
    }

    /// The entries, in key order. Hold the borrow only while nothing can change the map.
    pub fn entries(&self) -> Ref<'_, Entries> {
        self.data.entries.borrow()
    }

    /// A copy of the entries, safe to walk while templates run.
    pub fn snapshot(&self) -> Vec<(Str, Value)> {
        self.entries().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// Whether others hold the same map.
    pub(crate) fn is_shared(&self) -> bool {
        Rc::strong_count(&self.data) > 1
    }

    /// Whether both are the same map, not merely equal.
    pub fn is_same(&self, other: &Map) -> bool {
        Rc::ptr_eq(&self.data, &other.data)
    }
}

impl Default for Map {
    fn default() -> Self {
        Self::new()
    }
}

impl FromIterator<(Str, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Str, Value)>>(entries: I) -> Self {
        Self::typed(MapType::Any, entries.into_iter().collect())
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A map can contain itself after `set`; print its size only.
        write!(f, "Map({} entries)", self.len())
    }
}
