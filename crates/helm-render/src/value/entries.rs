//! The entries of a map, in key order.

use std::collections::{BTreeMap, btree_map};
use std::sync::atomic::{AtomicU16, Ordering};
use std::{iter, mem, slice, vec};

use super::{Str, Value};

/// How many entries may move for one that comes or goes between them.
const FEW: usize = 256;

/// How many keys are compared one after the other sooner than in halves.
const SOON_SEEN: usize = 12;

/// The entries of a [`Map`](super::Map), in key order; as a `BTreeMap`, and quicker where they are few.
///
/// ```
/// use helm_render::value::{Entries, Str, Value};
///
/// let pairs = [("b", true), ("a", true), ("b", false)];
/// let entries: Entries = pairs.into_iter().map(|(key, value)| (Str::from(key), Value::Bool(value))).collect();
/// assert!(entries.keys().eq(&[Str::from("a"), Str::from("b")]));
/// assert!(matches!(entries.get("b"), Some(Value::Bool(false))));
/// ```
#[derive(Debug, Clone)]
pub struct Entries(Repr);

/// Nearly all maps are small, or made once in order: side by side, entries take less memory and are found, copied and
/// freed sooner than in a tree.
#[derive(Debug, Clone)]
enum Repr {
    Sorted(Vec<Entry>),
    Tree(BTreeMap<Str, Value>),
}

type Entry = (Str, Value);

impl Entries {
    /// No entries.
    pub const fn new() -> Self {
        Self(Repr::Sorted(Vec::new()))
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        match &self.0 {
            Repr::Sorted(entries) => entries.len(),
            Repr::Tree(entries) => entries.len(),
        }
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of `key`.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<&Value> {
        let key = key.as_ref();
        match &self.0 {
            Repr::Sorted(entries) => {
                let found = entries.binary_search_by(|entry| entry.0.as_bytes().cmp(key));
                Some(&entries.get(found.ok()?)?.1)
            }
            Repr::Tree(entries) => entries.get(key),
        }
    }

    /// Whether `key` is there.
    pub fn contains_key(&self, key: impl AsRef<[u8]>) -> bool {
        self.get(key).is_some()
    }

    /// As [`Entries::get`], and quicker: short texts are compared as numbers.
    #[inline]
    pub(crate) fn get_str(&self, key: &Str) -> Option<&Value> {
        match &self.0 {
            Repr::Sorted(entries) if entries.len() <= SOON_SEEN => {
                entries.iter().find(|(other, _)| other == key).map(|(_, value)| value)
            }
            Repr::Sorted(entries) => {
                let found = entries.get(place(entries, key))?;
                (found.0 == *key).then_some(&found.1)
            }
            Repr::Tree(entries) => entries.get(key),
        }
    }

    /// As [`Entries::get_str`]; first looks where maps had the key, or would have had it, the last time.
    pub(crate) fn get_near(&self, key: &Str, near: &Near) -> Option<&Value> {
        let Repr::Sorted(entries) = &self.0 else { return self.get_str(key) };
        let at = near.get();
        if let Some((found, value)) = entries.get(at) {
            if found == key {
                return Some(value);
            }
            if key < found && at.checked_sub(1).is_some_and(|before| entries[before].0 < *key) {
                return None;
            }
        }
        let at = place(entries, key);
        near.set(at);
        let (found, value) = entries.get(at)?;
        (found == key).then_some(value)
    }

    /// Sets `key`; the value it had before.
    pub fn insert(&mut self, key: Str, value: Value) -> Option<Value> {
        match &mut self.0 {
            Repr::Sorted(entries) => {
                let at = place(entries, &key);
                if let Some(entry) = entries.get_mut(at).filter(|entry| entry.0 == key) {
                    return Some(mem::replace(&mut entry.1, value));
                }
                if entries.len() - at <= FEW {
                    entries.insert(at, (key, value));
                } else {
                    let entries = mem::take(entries).into_iter().chain([(key, value)]);
                    self.0 = Repr::Tree(entries.collect());
                }
                None
            }
            Repr::Tree(entries) => entries.insert(key, value),
        }
    }

    /// Removes `key`; the value it had.
    pub fn remove(&mut self, key: impl AsRef<[u8]>) -> Option<Value> {
        let key = key.as_ref();
        match &mut self.0 {
            Repr::Sorted(entries) => {
                let at = entries.binary_search_by(|entry| entry.0.as_bytes().cmp(key)).ok()?;
                if entries.len() - at <= FEW {
                    return Some(entries.remove(at).1);
                }
                let mut tree: BTreeMap<_, _> = mem::take(entries).into_iter().collect();
                let old = tree.remove(key);
                self.0 = Repr::Tree(tree);
                old
            }
            Repr::Tree(entries) => entries.remove(key),
        }
    }

    /// Adds entries in key order, none of whose keys is there already.
    pub(crate) fn merge(&mut self, added: Vec<Entry>) {
        if added.is_empty() {
            return;
        }
        match &mut self.0 {
            Repr::Sorted(entries) => {
                let mut merged = Vec::with_capacity(entries.len() + added.len());
                let mut added = added.into_iter().peekable();
                for entry in mem::take(entries) {
                    merged.extend(iter::from_fn(|| added.next_if(|(key, _)| *key < entry.0)));
                    merged.push(entry);
                }
                merged.extend(added);
                *entries = merged;
            }
            Repr::Tree(entries) => entries.extend(added),
        }
    }

    /// The entries, in key order.
    pub fn iter(&self) -> Iter<'_> {
        Iter(match &self.0 {
            Repr::Sorted(entries) => ReprIter::Sorted(entries.iter()),
            Repr::Tree(entries) => ReprIter::Tree(entries.iter()),
        })
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &Str> {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.iter().map(|(_, value)| value)
    }

    /// The values, to be changed.
    pub(super) fn values_mut(&mut self) -> Box<dyn Iterator<Item = &mut Value> + '_> {
        match &mut self.0 {
            Repr::Sorted(entries) => Box::new(entries.iter_mut().map(|(_, value)| value)),
            Repr::Tree(entries) => Box::new(entries.values_mut()),
        }
    }
}

/// Where a key was found the last time, for [`Entries::get_near`]. Threads may share it: it is a guess.
#[derive(Debug, Default)]
pub(crate) struct Near(AtomicU16);

impl Near {
    fn get(&self) -> usize {
        usize::from(self.0.load(Ordering::Relaxed))
    }

    fn set(&self, at: usize) {
        // Behind so many entries, none is guessed.
        self.0.store(u16::try_from(at).unwrap_or(u16::MAX), Ordering::Relaxed);
    }
}

/// Where `key` is, or where it belongs.
#[inline]
fn place(entries: &[Entry], key: &Str) -> usize {
    let start = key.start();
    entries.partition_point(|(other, _)| {
        let other_start = other.start();
        // Few keys begin alike.
        if other_start == start { other < key } else { other_start < start }
    })
}

impl Default for Entries {
    fn default() -> Self {
        Self::new()
    }
}

impl FromIterator<Entry> for Entries {
    /// Of equal keys, the last one counts.
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let entries = entries.into_iter();
        let mut all = Self(Repr::Sorted(Vec::with_capacity(entries.size_hint().0)));
        for (key, value) in entries {
            match &mut all.0 {
                // Nearly always they come in order.
                Repr::Sorted(sorted) if sorted.last().is_none_or(|last| last.0 < key) => {
                    sorted.push((key, value));
                }
                _ => {
                    all.insert(key, value);
                }
            }
        }
        all
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = (&'e Str, &'e Value);
    type IntoIter = Iter<'e>;

    fn into_iter(self) -> Iter<'e> {
        self.iter()
    }
}

impl IntoIterator for Entries {
    type Item = Entry;
    type IntoIter = vec::IntoIter<Entry>;

    fn into_iter(self) -> vec::IntoIter<Entry> {
        match self.0 {
            Repr::Sorted(entries) => entries.into_iter(),
            Repr::Tree(entries) => entries.into_iter().collect::<Vec<_>>().into_iter(),
        }
    }
}

/// The entries of a map, in key order.
#[derive(Debug, Clone)]
pub struct Iter<'e>(ReprIter<'e>);

#[derive(Debug, Clone)]
enum ReprIter<'e> {
    Sorted(slice::Iter<'e, Entry>),
    Tree(btree_map::Iter<'e, Str, Value>),
}

impl<'e> Iterator for Iter<'e> {
    type Item = (&'e Str, &'e Value);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            ReprIter::Sorted(entries) => entries.next().map(|(key, value)| (key, value)),
            ReprIter::Tree(entries) => entries.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            ReprIter::Sorted(entries) => entries.size_hint(),
            ReprIter::Tree(entries) => entries.size_hint(),
        }
    }
}

impl ExactSizeIterator for Iter<'_> {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Entries, FEW, Near, Repr, Str, Value};

    fn shown(entries: &Entries) -> Vec<(String, String)> {
        entries.iter().map(|(key, value)| (format!("{key}"), format!("{value:?}"))).collect()
    }

    /// Short and long keys, of which some begin alike for more than eight bytes.
    fn key(number: u64) -> Str {
        const STARTS: [&str; 4] =
            ["", "imagePull", "imagePullSecrets", "a text too long to lie in the string itself, "];
        let start = usize::try_from(number % 4).map_or("", |at| STARTS[at]);
        Str::from(format!("{start}{}", number / 4))
    }

    #[test]
    fn they_do_what_a_tree_does() {
        // Looked for one after the other, in halves, and in a tree.
        for keys in [10, 200, 2_000] {
            let (mut entries, mut tree) = (Entries::new(), BTreeMap::new());
            let mut state = 1_u64;
            for round in 0..10_000_u64 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let key = key((state >> 33) % keys);
                if state >> 62 == 0 {
                    assert_eq!(entries.remove(&key).is_some(), tree.remove(&key).is_some());
                } else {
                    let old = entries.insert(key.clone(), Value::Uint64(round)).is_some();
                    assert_eq!(old, tree.insert(key, Value::Uint64(round)).is_some());
                }
                if round.is_multiple_of(997) {
                    let wanted = tree.iter().map(|(key, value)| (format!("{key}"), format!("{value:?}")));
                    assert_eq!(shown(&entries), wanted.collect::<Vec<_>>());
                    assert_eq!(entries.len(), tree.len());
                }
            }
            assert_eq!(matches!(entries.0, Repr::Tree(_)), keys == 2_000);
            for key in (0..keys + 4).map(key) {
                let wanted = format!("{:?}", tree.get(&key));
                assert_eq!(format!("{:?}", entries.get(&key)), wanted);
                assert_eq!(format!("{:?}", entries.get_str(&key)), wanted);
                // Wherever it is looked for first.
                for near in [0, 1, keys / 2, keys, 70_000] {
                    let place = Near::default();
                    place.set(usize::try_from(near).unwrap_or_default());
                    for _ in 0..2 {
                        assert_eq!(format!("{:?}", entries.get_near(&key, &place)), wanted);
                    }
                }
            }
        }
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let pairs = [("b", 1), ("a", 2), ("b", 3), ("c", 4), ("b", 5)];
        let entries: Entries =
            pairs.into_iter().map(|(key, value)| (key.into(), Value::Int(value))).collect();
        let wanted = [("a", "Int(2)"), ("b", "Int(5)"), ("c", "Int(4)")];
        assert_eq!(shown(&entries), wanted.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_comes_in_order_stays_side_by_side() {
        let mut entries = Entries::new();
        for number in 0..4 * FEW {
            entries.insert(Str::from(format!("{number:06}")), Value::Nil);
        }
        assert!(matches!(entries.0, Repr::Sorted(_)));
        entries.remove("000000");
        assert!(matches!(entries.0, Repr::Tree(_)));
        assert_eq!(entries.len(), 4 * FEW - 1);
    }

    #[test]
    fn sorted_entries_are_merged() {
        let numbers = |numbers: &[i64]| -> Vec<(Str, Value)> {
            numbers.iter().map(|number| (Str::from(format!("{number}")), Value::Int(*number))).collect()
        };
        for (own, added) in [
            (&[2, 4, 6][..], &[1, 3, 5, 7][..]),
            (&[1, 2], &[3, 4]),
            (&[3, 4], &[1, 2]),
            (&[], &[1, 2]),
            (&[1, 2], &[]),
        ] {
            let mut entries: Entries = numbers(own).into_iter().collect();
            entries.merge(numbers(added));
            let mut tree = Entries(Repr::Tree(numbers(own).into_iter().collect()));
            tree.merge(numbers(added));
            let mut wanted = [own, added].concat();
            wanted.sort_unstable();
            let wanted = shown(&numbers(&wanted).into_iter().collect());
            assert_eq!(shown(&entries), wanted);
            assert_eq!(shown(&tree), wanted);
        }
    }
}
