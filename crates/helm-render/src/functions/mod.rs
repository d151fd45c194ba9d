//! What templates may call: sprig's and Helm's functions, as plain typed Rust functions in tables.
//!
//! Each file holds one family and ends with its table. Every function's doc is one sentence and an example with its
//! output; the function reference is made from them.

mod bases;
mod cases;
mod cast;
mod conversion;
#[cfg(feature = "crypto")]
mod crypto;
#[cfg(not(feature = "crypto"))]
#[path = "without_crypto.rs"]
mod crypto;
mod dates;
mod decimal;
mod defaults;
mod dicts;
mod encoding;
mod equality;
mod hashes;
pub(crate) mod limit;
mod lists;
mod math;
mod merge;
mod network;
mod paths;
mod random;
mod reflection;
pub(crate) mod regex;
mod runes;
pub(crate) mod semver;
mod signature;
mod strings;
mod urls;

pub use dates::ZoneFile;

use crate::fault::Fault;
use crate::value::Value;
use crate::world::World;

/// The Go type of a parameter. The evaluator checks and converts arguments to it before the call, as Go does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoType {
    /// `interface {}`.
    Any,
    /// `reflect.Value`: as `Any`, but an untyped nil is a zero Value (builtins `index`, `len`, `eq` …).
    Reflect,
    /// `string`.
    String,
    /// `bool`.
    Bool,
    /// `int`.
    Int,
    /// `int64`.
    Int64,
    /// `uint8`.
    Uint8,
    /// `uint32`: the counter of `derivePassword`; the evaluator passes a `uint64`.
    Uint32,
    /// `uint64`.
    Uint64,
    /// `float64`.
    Float64,
    /// `map[string]interface {}`.
    Map,
    /// `[]interface {}`.
    List,
    /// `[]string`.
    Strings,
    /// A named Go type that only an object of that type can be (`time.Time`, `time.Duration`…).
    Named(&'static str),
}

impl GoType {
    /// The type's name in Go's messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Reflect => "reflect.Value",
            Self::String => "string",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Int64 => "int64",
            Self::Uint8 => "uint8",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
            Self::Float64 => "float64",
            Self::Map => "map[string]interface {}",
            Self::List => "[]interface {}",
            Self::Strings => "[]string",
            Self::Named(name) => name,
        }
    }
}

/// A function that templates can call.
pub trait Function: Sync {
    /// The parameter types.
    fn params(&self) -> &'static [GoType];

    /// Whether the last parameter repeats.
    fn is_variadic(&self) -> bool;

    /// Calls it. The arguments have been checked against [`Function::params`] already.
    fn call(&self, world: &dyn World, args: &[Value]) -> Result<Value, Fault>;

    /// The same for arguments that nobody needs any more: it may take them.
    fn call_taking(&self, world: &dyn World, args: &mut [Value]) -> Result<Value, Fault> {
        self.call(world, args)
    }

    /// The function itself where it takes two values and only says yes or no: conditions ask it without making values.
    /// It is given what [`Function::params`] allows.
    fn answer(&self) -> Option<fn(&Value, &Value) -> bool> {
        None
    }
}

/// One line of a table of functions: the Go spelling and the function.
pub type Entry = (&'static str, &'static dyn Function);

/// The function of that name, except those that the evaluator itself implements (builtins, `include`, `tpl`,
/// `required`, `fail`).
///
/// ```
/// use helm_render::functions::lookup;
/// use helm_render::{Value, world::FixedWorld};
///
/// let trunc = lookup("trunc").expect("sprig has it");
/// let result = trunc.call(&FixedWorld, &[Value::Int(3), Value::from("abcdef")])?;
/// assert_eq!(result.as_str().map(|text| text.to_string()), Some("abc".to_owned()));
/// # Ok::<(), helm_render::Fault>(())
/// ```
pub fn lookup(name: &str) -> Option<&'static dyn Function> {
    place(name).map(|place| at(place).1)
}

/// The place of the function of that name.
pub(crate) fn place(name: &str) -> Option<usize> {
    FUNCTIONS.binary_search_by(|(entry, _)| entry.as_bytes().cmp(name.as_bytes())).ok()
}

/// The line of the table at a place that [`place`] gave.
pub(crate) fn at(place: usize) -> Entry {
    FUNCTIONS[place]
}

/// The names of all functions that [`lookup`] finds, sorted; [`builtin_names`](crate::template::builtin_names) has the others.
pub fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, _)| *name)
}

/// Whether Go's `regexp` takes this as a regular expression; if not, why.
pub fn check_pattern(pattern: &str) -> Result<(), crate::Fault> {
    regex::Regex::cached(&crate::value::Str::from(pattern)).map(drop)
}

/// Whether Go's `time.ParseDuration` takes this (`1h5m`, `-1.5s`); if not, why.
pub fn check_duration(text: &str) -> Result<(), crate::Fault> {
    dates::check_duration(text)
}

/// Whether Go's `strconv.ParseInt` takes this (`-5`, `0x1F`, `0b11`, `1_000`), its prefix being the base; if not, why.
pub fn check_integer(text: &str) -> Result<(), crate::Fault> {
    let reason = match cast::read_int(text, 0) {
        Ok(_) => return Ok(()),
        Err(reason) => reason.words(),
    };
    Err(crate::Fault::new(format!("strconv.ParseInt: parsing {}: {reason}", quoted(text))))
}

/// Whether Go's `strconv.ParseFloat` takes this as a number of 32 bits (`1.5`, `1e3`, `0x1p4`, `inf`); if not, why.
pub fn check_float32(text: &str) -> Result<(), crate::Fault> {
    let reason = match cast::read_float(text) {
        #[expect(clippy::cast_possible_truncation, reason = "whether it fits is the question")]
        Ok(number) if number.is_finite() && (number as f32).is_infinite() => cast::NoNumber::Range,
        Ok(_) => return Ok(()),
        Err(reason) => reason,
    };
    Err(crate::Fault::new(format!("strconv.ParseFloat: parsing {}: {}", quoted(text), reason.words())))
}

/// A text as Go's `strconv.Quote` writes it.
pub fn quoted(text: &str) -> String {
    crate::chart::metadata::quote(text)
}

/// Whether a regular expression of Go's `regexp` matches somewhere in the text.
pub fn pattern_matches(pattern: &str, text: &str) -> Result<bool, crate::Fault> {
    regex::Regex::cached(&crate::value::Str::from(pattern))?.is_match(text.as_bytes())
}

static TABLES: &[&[Entry]] = &[
    bases::TABLE,
    cases::TABLE,
    conversion::TABLE,
    crypto::TABLE,
    dates::TABLE,
    decimal::TABLE,
    defaults::TABLE,
    dicts::TABLE,
    encoding::TABLE,
    hashes::TABLE,
    lists::TABLE,
    math::TABLE,
    merge::TABLE,
    network::TABLE,
    paths::TABLE,
    random::TABLE,
    reflection::TABLE,
    regex::TABLE,
    semver::TABLE,
    strings::TABLE,
    urls::TABLE,
];

// Merged and sorted by the compiler, so that nothing is built at start-up.
static FUNCTIONS: [Entry; count(TABLES)] = sorted(TABLES);

const fn count(tables: &[&[Entry]]) -> usize {
    let mut total = 0;
    let mut table = 0;
    while table < tables.len() {
        total += tables[table].len();
        table += 1;
    }
    total
}

const fn sorted<const N: usize>(tables: &[&[Entry]]) -> [Entry; N] {
    let mut entries = [tables[0][0]; N];
    let mut filled = 0;
    let mut table = 0;
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            // Insertion sort: the new entry sinks to its place.
            let entry = tables[table][row];
            let mut place = filled;
            while place > 0 && is_before(entry.0.as_bytes(), entries[place - 1].0.as_bytes()) {
                entries[place] = entries[place - 1];
                place -= 1;
            }
            entries[place] = entry;
            filled += 1;
            row += 1;
        }
        table += 1;
    }
    entries
}

const fn is_before(left: &[u8], right: &[u8]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return left[at] < right[at];
        }
        at += 1;
    }
    left.len() < right.len()
}

#[cfg(test)]
mod tests {
    use super::{lookup, names};

    #[test]
    fn every_function_is_found_by_its_name() {
        assert!(names().all(|name| lookup(name).is_some()));
        assert!(lookup("env").is_none());
    }

    #[test]
    fn no_name_is_taken_twice() {
        let names: Vec<_> = names().collect();
        assert!(names.is_sorted_by(|left, right| left < right));
    }
}
