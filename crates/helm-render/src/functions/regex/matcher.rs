//! Compiled expressions, and the search in bytes that may not be UTF-8.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use regex_automata::meta;
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, HirKind};

use super::Groups;
use super::parse::{self, SyntaxError};
use crate::fault::{Fault, FaultKind};
use crate::functions::limit::work;
use crate::functions::runes;
use crate::value::Str;

/// A regular expression with Go's syntax and meaning.
#[derive(Debug)]
pub(crate) struct Regex {
    expr: Str,
    engine: meta::Regex,
    names: Vec<Option<String>>,
    cost: usize,
    reach: Reach,
}

/// How far behind a match a search may have to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Not further than a few bytes, so that finding all matches takes linear time.
    Near,
    /// To the end, for every match: `a|a.*b`.
    Far,
}

// One expression may take this many bytes compiled.
const MAX_SIZE: usize = 16 << 20;

// A search may take this many steps: the size of the expression times the length of the text. More than a `usize` holds
// in WebAssembly.
const MAX_STEPS: u64 = 1 << 32;

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
        let reach = if ends_with_its_match(&parsed.hir) { Reach::Near } else { Reach::Far };
        Ok(Self { expr: expr.clone(), engine, names: parsed.names, cost, reach })
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
        Ok(self.searcher(text)?.find_at(0)?.is_some())
    }

    /// The first match at or after `at`.
    pub(super) fn find_at(&self, text: &[u8], at: usize) -> Result<Option<Range<usize>>, Fault> {
        self.searcher(text)?.find_at(at)
    }

    /// Prepares a text for many searches.
    pub(super) fn searcher<'a>(&'a self, text: &'a [u8]) -> Result<Searcher<'a>, Fault> {
        if (self.cost as u64).checked_mul(text.len() as u64).is_none_or(|steps| steps > MAX_STEPS) {
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
    pub(super) fn find_at(&mut self, at: usize) -> Result<Option<Range<usize>>, Fault> {
        let start = self.to_inner(at);
        self.count_before(start)?;
        let input = Input::new(&self.text[..]).range(start..).anchored(Anchored::No);
        let found = self.regex.engine.search(&input).map(|found| found.range());
        self.count_after(start, found.as_ref())?;
        Ok(found.map(|found| self.to_outer(found)))
    }

    /// The groups of the first match at or after `at`, the whole match first.
    pub(super) fn captures_at(&mut self, at: usize) -> Result<Option<Groups>, Fault> {
        let start = self.to_inner(at);
        self.count_before(start)?;
        let mut captures = self.captures.take().unwrap_or_else(|| self.regex.engine.create_captures());
        self.regex.engine.search_captures(&Input::new(&self.text[..]).range(start..), &mut captures);
        self.count_after(start, captures.get_match().map(|found| found.range()).as_ref())?;
        let groups = captures
            .is_match()
            .then(|| captures.iter().map(|group| group.map(|span| self.to_outer(span.range()))).collect());
        self.captures = Some(captures);
        Ok(groups)
    }

    fn count_before(&self, start: usize) -> Result<(), Fault> {
        match self.regex.reach {
            Reach::Near => Ok(()),
            Reach::Far => self.count(self.text.len() - start),
        }
    }

    fn count_after(&self, start: usize, found: Option<&Range<usize>>) -> Result<(), Fault> {
        match self.regex.reach {
            Reach::Near => self.count(found.map_or(self.text.len(), |found| found.end) - start),
            Reach::Far => Ok(()),
        }
    }

    fn count(&self, bytes: usize) -> Result<(), Fault> {
        work(bytes.saturating_mul(self.regex.cost.div_ceil(4)))
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

/// Whether a search is over where its match ends, give or take what has a fixed length: then nothing that could have
/// matched instead can go on for long. Unbounded is only a run of single characters at the very end.
fn ends_with_its_match(hir: &Hir) -> bool {
    if hir.properties().maximum_len().is_some() {
        return true;
    }
    match hir.kind() {
        HirKind::Capture(capture) => ends_with_its_match(&capture.sub),
        HirKind::Alternation(branches) => branches.iter().all(ends_with_its_match),
        HirKind::Concat(parts) => parts.split_last().is_some_and(|(last, before)| {
            ends_with_its_match(last) && before.iter().all(|part| part.properties().maximum_len().is_some())
        }),
        HirKind::Repetition(repetition) => {
            repetition.greedy && matches!(repetition.sub.kind(), HirKind::Class(_))
        }
        _ => false,
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
