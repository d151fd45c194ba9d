//! Lists.
//!
//! Go's functions take any slice and mostly give a new `[]interface {}`. Those without `must` panic where the others
//! return an error; in a template both read the same.

use std::collections::BTreeSet;

use super::Entry;
use super::cast::{as_slice, to_int64};
use super::conversion::strings_of;
use super::defaults::is_empty;
use super::equality::deep_equal;
use super::limit::{check_items, count_of, work};
use super::signature::{Rest, typed};
use crate::fault::Fault;
use crate::value::{Kind, List, ListType, Str, Value};

/// Makes a list of its arguments.
///
/// ```gotmpl
/// {{ list 1 "b" true }} → [1 b true]
/// ```
fn list(items: &[Value]) -> List {
    List::new(items.to_vec())
}

/// Adds an item at the end of a copy of the list.
///
/// ```gotmpl
/// {{ append (list 1 2) 3 }} → [1 2 3]
/// ```
fn append(list: &Value, item: &Value) -> Result<List, Fault> {
    let slice = slice_of(list, "Cannot push on type")?;
    let items = items_of(&slice);
    let mut longer = Vec::with_capacity(check_items(items.len() + 1)?);
    longer.extend_from_slice(items);
    longer.push(item.clone());
    Ok(List::new(longer))
}

/// Adds an item at the start of a copy of the list.
///
/// ```gotmpl
/// {{ prepend (list 2 3) 1 }} → [1 2 3]
/// ```
fn prepend(list: &Value, item: &Value) -> Result<List, Fault> {
    let slice = slice_of(list, "Cannot prepend on type")?;
    let items = items_of(&slice);
    let mut longer = Vec::with_capacity(check_items(items.len() + 1)?);
    longer.push(item.clone());
    longer.extend_from_slice(items);
    Ok(List::new(longer))
}

/// Puts the items of several lists into one.
///
/// ```gotmpl
/// {{ concat (list 1 2) (list 3) }} → [1 2 3]
/// ```
fn concat(lists: &[Value]) -> Result<List, Fault> {
    let mut all = Vec::new();
    for list in lists {
        let Some(slice) = as_slice(list) else {
            not_nil(list)?;
            return Err(Fault::new(format!("Cannot concat type {} as list", list.kind().name())));
        };
        let items = items_of(&slice);
        check_items(all.len() + items.len())?;
        all.extend_from_slice(items);
    }
    // Go appends to a nil slice, which stays nil without items.
    Ok(if all.is_empty() { List::nil(ListType::Any) } else { List::new(all) })
}

/// Gives the first item, or nil.
///
/// ```gotmpl
/// {{ first (list 1 2 3) }} → 1
/// ```
fn first(list: &Value) -> Result<Value, Fault> {
    let slice = slice_of(list, "Cannot find first on type")?;
    Ok(items_of(&slice).first().cloned().unwrap_or_default())
}

/// Gives the last item, or nil.
///
/// ```gotmpl
/// {{ last (list 1 2 3) }} → 3
/// ```
fn last(list: &Value) -> Result<Value, Fault> {
    let slice = slice_of(list, "Cannot find last on type")?;
    Ok(items_of(&slice).last().cloned().unwrap_or_default())
}

/// Gives all items but the first.
///
/// ```gotmpl
/// {{ rest (list 1 2 3) }} → [2 3]
/// ```
fn rest(list: &Value) -> Result<List, Fault> {
    let slice = slice_of(list, "Cannot find rest on type")?;
    Ok(items_of(&slice).split_first().map_or(List::nil(ListType::Any), |(_, rest)| List::new(rest.to_vec())))
}

/// Gives all items but the last.
///
/// ```gotmpl
/// {{ initial (list 1 2 3) }} → [1 2]
/// ```
fn initial(list: &Value) -> Result<List, Fault> {
    let slice = slice_of(list, "Cannot find initial on type")?;
    Ok(items_of(&slice)
        .split_last()
        .map_or(List::nil(ListType::Any), |(_, initial)| List::new(initial.to_vec())))
}

/// Reverses a list.
///
/// ```gotmpl
/// {{ reverse (list 1 2 3) }} → [3 2 1]
/// ```
fn reverse(list: &Value) -> Result<List, Fault> {
    let slice = slice_of(list, "Cannot find reverse on type")?;
    Ok(List::new(items_of(&slice).iter().rev().cloned().collect()))
}

/// Drops empty items.
///
/// ```gotmpl
/// {{ compact (list 1 "" 0 "a") }} → [1 a]
/// ```
fn compact(list: &Value) -> Result<List, Fault> {
    let slice = slice_of(list, "Cannot compact on type")?;
    Ok(List::new(items_of(&slice).iter().filter(|item| !is_empty(item)).cloned().collect()))
}

/// Drops items that came before.
///
/// ```gotmpl
/// {{ uniq (list 1 2 1 3) }} → [1 2 3]
/// ```
fn uniq(list: &Value) -> Result<List, Fault> {
    let slice = slice_of(list, "Cannot find uniq on type")?;
    let mut seen = Seen::default();
    let mut unique = Vec::new();
    for item in items_of(&slice) {
        if seen.is_new(item)? {
            unique.push(item.clone());
        }
    }
    Ok(List::new(unique))
}

/// Drops the given items.
///
/// ```gotmpl
/// {{ without (list 1 2 3 4) 2 4 }} → [1 3]
/// ```
fn without(list: &Value, omitted: &[Value]) -> Result<List, Fault> {
    let slice = slice_of(list, "Cannot find without on type")?;
    let mut kept = Vec::new();
    for item in items_of(&slice) {
        if !is_in(omitted, item)? {
            kept.push(item.clone());
        }
    }
    Ok(List::new(kept))
}

/// Says whether the list has the item.
///
/// ```gotmpl
/// {{ has 2 (list 1 2 3) }} → true
/// ```
fn has(item: &Value, list: &Value) -> Result<bool, Fault> {
    if matches!(list, Value::Nil) {
        return Ok(false);
    }
    let slice = slice_of(list, "Cannot find has on type")?;
    is_in(items_of(&slice), item)
}

/// Cuts out the items from `start` up to `end`.
///
/// ```gotmpl
/// {{ mustSlice (list 1 2 3 4 5) 1 3 }} → [2 3]
/// ```
fn slice(list: &Value, indices: &[Value]) -> Result<Value, Fault> {
    let Some(whole) = as_slice(list) else {
        not_nil(list)?;
        return Err(Fault::new(format!("list should be type of slice or array but {}", list.kind().name())));
    };
    let Value::List(whole) = &whole else { return Ok(Value::Nil) };
    let items = whole.items();
    if items.is_empty() {
        return Ok(Value::Nil);
    }
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let start = indices.first().map_or(0, to_int64);
    let end = indices.get(1).map_or(length, to_int64);
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    match range.and_then(|(start, end)| items.get(start..end)) {
        Some(part) => Ok(Value::List(List::typed(whole.list_type(), part.to_vec()).into())),
        None => Err(Fault::new("reflect.Value.Slice: slice index out of bounds")),
    }
}

/// Cuts a list into lists of `size` items.
///
/// ```gotmpl
/// {{ chunk 2 (list 1 2 3) }} → [[1 2] [3]]
/// ```
fn chunk(size: i64, list: &Value) -> Result<List, Fault> {
    let slice = slice_of(list, "Cannot chunk type")?;
    let items = items_of(&slice);
    let Some(size) = count_of(size).filter(|size| *size > 0) else {
        return chunks_of_no_size(size, items);
    };
    let chunks = items.chunks(size).map(|chunk| Value::list(chunk.to_vec())).collect();
    Ok(List::typed(ListType::Named("[][]interface {}"), chunks))
}

/// Sorts strings by their bytes; a value that is no list becomes the only item.
///
/// ```gotmpl
/// {{ sortAlpha (list "b" "a" 1) }} → [1 a b]
/// ```
fn sort_alpha(list: &Value) -> Result<List, Fault> {
    let strings = strings_of(list);
    let strings = if matches!(list, Value::Nil) { Value::strings(["<nil>"]) } else { strings };
    let mut items = strings.as_list().unwrap_or_default().to_vec();
    let bytes: usize = items.iter().filter_map(Value::as_str).map(|text| text.len() + 8).sum();
    work(bytes.saturating_mul(items.len().max(1).ilog2() as usize + 1))?;
    items.sort_unstable_by(|left, right| left.as_str().cmp(&right.as_str()));
    Ok(List::typed(ListType::Strings, items))
}

/// Lists the integers from 0 up to, not including, `count`.
///
/// ```gotmpl
/// {{ until 3 }} → [0 1 2]
/// ```
fn until(count: i64) -> Result<List, Fault> {
    until_step(0, count, if count < 0 { -1 } else { 1 })
}

/// Lists the integers from `start` up to, not including, `stop`, in steps.
///
/// ```gotmpl
/// {{ untilStep 3 9 2 }} → [3 5 7]
/// ```
fn until_step(start: i64, stop: i64, step: i64) -> Result<List, Fault> {
    Ok(List::typed(ListType::Ints, steps(start, stop, step)?.into_iter().map(Value::Int).collect()))
}

/// Lists integers as text: `seq END`, `seq START END` or `seq START STEP END`.
///
/// ```gotmpl
/// {{ seq 3 }} → 1 2 3
/// {{ seq 0 2 6 }} → 0 2 4 6
/// ```
fn seq(params: Rest<'_, i64>) -> Result<Str, Fault> {
    let params: Vec<i64> = params.iter().collect::<Result<_, _>>()?;
    let towards = |start: i64, end: i64| if end < start { -1 } else { 1 };
    let numbers = match params[..] {
        [end] => steps(1, end.saturating_add(towards(1, end)), towards(1, end))?,
        [start, end] => steps(start, end.saturating_add(towards(start, end)), towards(start, end))?,
        [start, step, end] if end >= start || step <= 0 => {
            steps(start, end.saturating_add(towards(start, end)), step)?
        }
        _ => return Ok(Str::default()),
    };
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    Ok(texts.join(" ").into())
}

pub(super) static TABLE: &[Entry] = &[
    ("append", &typed(append)),
    ("chunk", &typed(chunk)),
    ("compact", &typed(compact)),
    ("concat", &typed(concat)),
    ("first", &typed(first)),
    ("has", &typed(has)),
    ("initial", &typed(initial)),
    ("last", &typed(last)),
    ("list", &typed(list)),
    ("mustAppend", &typed(append)),
    ("mustChunk", &typed(chunk)),
    ("mustCompact", &typed(compact)),
    ("mustFirst", &typed(first)),
    ("mustHas", &typed(has)),
    ("mustInitial", &typed(initial)),
    ("mustLast", &typed(last)),
    ("mustPrepend", &typed(prepend)),
    ("mustPush", &typed(append)),
    ("mustRest", &typed(rest)),
    ("mustReverse", &typed(reverse)),
    ("mustSlice", &typed(slice)),
    ("mustUniq", &typed(uniq)),
    ("mustWithout", &typed(without)),
    ("prepend", &typed(prepend)),
    ("push", &typed(append)),
    ("rest", &typed(rest)),
    ("reverse", &typed(reverse)),
    ("seq", &typed(seq)),
    ("slice", &typed(slice)),
    ("sortAlpha", &typed(sort_alpha)),
    ("tuple", &typed(list)),
    ("uniq", &typed(uniq)),
    ("until", &typed(until)),
    ("untilStep", &typed(until_step)),
    ("without", &typed(without)),
];

fn slice_of(list: &Value, complaint: &str) -> Result<Value, Fault> {
    if let Some(slice) = as_slice(list) {
        return Ok(slice);
    }
    not_nil(list)?;
    Err(Fault::new(format!("{complaint} {}", list.kind().name())))
}

// Go asks the nil interface for its type and panics.
fn not_nil(value: &Value) -> Result<(), Fault> {
    if matches!(value, Value::Nil) {
        return Err(Fault::new("runtime error: invalid memory address or nil pointer dereference"));
    }
    Ok(())
}

fn items_of(slice: &Value) -> &[Value] {
    slice.as_list().unwrap_or_default()
}

fn is_in(items: &[Value], wanted: &Value) -> Result<bool, Fault> {
    // A comparison with a scalar costs little, one with a text at most that text, and nested data counts itself.
    work(items.len().saturating_mul(4 + wanted.as_str().map_or(0, Str::len)))?;
    for item in items {
        if deep_equal(wanted, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

// Items seen so far; texts and integers, nearly always the case, are looked up, the rest is compared one by one as Go
// does.
#[derive(Default)]
struct Seen {
    strings: BTreeSet<Str>,
    ints: BTreeSet<(Kind, i64)>,
    others: Vec<Value>,
}

impl Seen {
    fn is_new(&mut self, item: &Value) -> Result<bool, Fault> {
        match item {
            Value::String(text) => {
                work(text.len())?;
                return Ok(self.strings.insert(text.clone()));
            }
            Value::Int(number) | Value::Int64(number) => {
                return Ok(self.ints.insert((item.kind(), *number)));
            }
            _ => {}
        }
        if is_in(&self.others, item)? {
            return Ok(false);
        }
        self.others.push(item.clone());
        Ok(true)
    }
}

fn steps(start: i64, stop: i64, step: i64) -> Result<Vec<i64>, Fault> {
    let goes_down = stop < start;
    if (goes_down && step >= 0) || (!goes_down && step <= 0) {
        return Ok(Vec::new());
    }
    let count = stop.abs_diff(start).div_ceil(step.unsigned_abs());
    check_items(usize::try_from(count).unwrap_or(usize::MAX))?;
    let numbers = std::iter::successors(Some(start), |number| number.checked_add(step));
    Ok(numbers.take_while(|number| if goes_down { *number > stop } else { *number < stop }).collect())
}

// Go computes the number of chunks in floats; a few items divided by a negative size make none.
fn chunks_of_no_size(size: i64, items: &[Value]) -> Result<List, Fault> {
    const CHUNKS: ListType = ListType::Named("[][]interface {}");
    let magnitude = usize::try_from(size.unsigned_abs()).unwrap_or(usize::MAX);
    match items {
        [_] if size < -1 => Ok(List::typed(CHUNKS, vec![Value::list(items.to_vec())])),
        [_, _, ..] if size < 0 && items.len() - 1 <= magnitude => Ok(List::typed(CHUNKS, Vec::new())),
        _ => Err(Fault::new("runtime error: makeslice: len out of range")),
    }
}
