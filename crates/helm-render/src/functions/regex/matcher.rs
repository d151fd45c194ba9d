//! Compiled expressions, and the search in bytes that may not be UTF-8.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use regex_automata::meta;
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};

use super::parse::{self, SyntaxError};
use crate::fault::{Fault, FaultKind};
use crate::functions::runes;
use crate::value::Str;

/// A regular expression with Go's syntax and meaning.
#[derive(Debug)]
pub(crate) struct Regex {
    expr: Str,
    engine: meta::Regex,
    names: Vec<Option<String>>,
    cost: usize,
}

// One expression may take this many bytes compiled.
const MAX_SIZE: usize = 16 << 20;

// A search may take this many steps: the size of the expression times the length of the text.
const MAX_STEPS: usize = 1 << 32;

const CACHED: usize = 64;

thread_local! {
    // The expressions used last; the one found moves to the end.
    static CACHE: RefCell<Vec<Rc<Regex>>> = const { RefCell::new(Vec::new()) };
}

impl Regex {
    /// Compiles an expression, or takes it from those compiled before.
    pub(crate) fn cached(expr: &Str) -> Result<Rc<Self>, Fault> {
        let known = CACHE.with_borrow_mut(|cache| {
            let at = cache.iter().rposition(|regex| regex.expr == *expr)?;
            let regex = cache.remove(at);
            cache.push(Rc::clone(&regex));
            Some(regex)
        });
        if let Some(regex) = known {
            return Ok(regex);
        }
        let regex = Rc::new(Self::new(expr)?);
        CACHE.with_borrow_mut(|cache| {
            if cache.len() == CACHED {
                cache.remove(0);
            }
            cache.push(Rc::clone(&regex));
        });
        Ok(regex)
    }

    /// Compiles an expression.
    pub(crate) fn new(expr: &Str) -> Result<Self, Fault> {
        let parsed = parse::parse(expr.as_bytes()).map_err(|error| Fault::new(error.to_string()))?;
        let config = meta::Config::new().nfa_size_limit(Some(MAX_SIZE)).onepass(false);
        let engine = meta::Builder::new().configure(config).build_from_hir(&parsed.hir).map_err(|_| {
            Fault::of(FaultKind::Limit, SyntaxError::new("expression too large", b"").to_string())
        })?;
        let cost = engine.memory_usage() / 32 + 1;
        Ok(Self { expr: expr.clone(), engine, names: parsed.names, cost })
    }

    /// The expression.
    pub(super) fn expr(&self) -> &Str {
        &self.expr
    }

    /// The names of the groups, the whole expression first.
    pub(super) fn names(&self) -> &[Option<String>] {
        &self.names
    }

    /// Whether the text has a match.
    pub(crate) fn is_match(&self, text: &[u8]) -> Result<bool, Fault> {
        Ok(self.searcher(text)?.find_at(0).is_some())
    }

    /// The first match at or after `at`.
    pub(super) fn find_at(&self, text: &[u8], at: usize) -> Result<Option<Range<usize>>, Fault> {
        Ok(self.searcher(text)?.find_at(at))
    }

    /// Prepares a text for many searches.
    pub(super) fn searcher<'a>(&'a self, text: &'a [u8]) -> Result<Searcher<'a>, Fault> {
        if self.cost.checked_mul(text.len()).is_none_or(|steps| steps > MAX_STEPS) {
            return Err(Fault::of(FaultKind::Limit, "the text is too long for this regular expression"));
        }
        let (text, places) = if std::str::from_utf8(text).is_ok() {
            (Cow::Borrowed(text), None)
        } else {
            let (text, places) = repaired(text);
            (Cow::Owned(text), Some(places))
        };
        Ok(Searcher { regex: self, text, places, captures: None })
    }
}

/// A text being searched.
///
/// Go takes each byte that is not UTF-8 for U+FFFD; here the search runs on a text that has those, and the places are
/// translated.
pub(super) struct Searcher<'a> {
    regex: &'a Regex,
    text: Cow<'a, [u8]>,
    places: Option<Vec<usize>>,
    captures: Option<Captures>,
}

impl Searcher<'_> {
    /// The first match at or after `at`.
    pub(super) fn find_at(&mut self, at: usize) -> Option<Range<usize>> {
        let start = self.to_inner(at);
        let found =
            self.regex.engine.search(&Input::new(&self.text[..]).range(start..).anchored(Anchored::No))?;
        Some(self.to_outer(found.range()))
    }

    /// The groups of the first match at or after `at`, the whole match first.
    pub(super) fn captures_at(&mut self, at: usize) -> Option<Vec<Option<Range<usize>>>> {
        let start = self.to_inner(at);
        let mut captures = self.captures.take().unwrap_or_else(|| self.regex.engine.create_captures());
        self.regex.engine.search_captures(&Input::new(&self.text[..]).range(start..), &mut captures);
        let groups = captures
            .is_match()
            .then(|| captures.iter().map(|group| group.map(|span| self.to_outer(span.range()))).collect());
        self.captures = Some(captures);
        groups
    }

    fn to_inner(&self, at: usize) -> usize {
        match &self.places {
            Some(places) => places.partition_point(|place| *place < at),
            None => at,
        }
    }

    fn to_outer(&self, range: Range<usize>) -> Range<usize> {
        match &self.places {
            Some(places) => places[range.start]..places[range.end],
            None => range,
        }
    }
}

// The text with U+FFFD for each invalid byte, and for each of its bytes the place in the original.
fn repaired(text: &[u8]) -> (Vec<u8>, Vec<usize>) {
    let mut out = Vec::with_capacity(text.len() + 16);
    let mut places = Vec::with_capacity(text.len() + 17);
    let mut at = 0;
    while let Some((rune, width)) = runes::decode(&text[at..]) {
        runes::push(&mut out, rune);
        // All bytes of a rune belong to its start; matches begin and end between runes.
        places.resize(out.len(), at);
        at += width;
    }
    places.push(at);
    (out, places)
}
