//! Compiled expressions, and the search in bytes that may not be UTF-8.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::{Mutex, OnceLock};

use regex_automata::Input;
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::pikevm::{self, PikeVM};
use regex_automata::nfa::thompson::{Compiler, Config, NFA, WhichCaptures};
use regex_automata::util::captures::Captures;
use regex_syntax::hir::{Hir, HirKind};

use super::Groups;
use super::parse::{self, Parsed, SyntaxError};
use super::single::Single;
use crate::fault::{Fault, FaultKind};
use crate::functions::limit::work;
use crate::functions::runes;
use crate::value::Str;

/// A regular expression with Go's syntax and meaning.
#[derive(Debug)]
pub(crate) struct Regex {
    expr: Str,
    /// The short way to say whether a text has a match.
    single: Option<Single>,
    /// Made at once for an expression that may be too large, else when a search needs it.
    program: OnceLock<Program>,
}

/// What searches with an expression.
#[derive(Debug)]
struct Program {
    engine: Engine,
    names: Vec<Option<String>>,
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

    // It has 320 KB of its own for characters beyond ASCII, written anew for each compiler.
    static COMPILER: Compiler = {
        let config = Config::new().nfa_size_limit(Some(MAX_SIZE)).which_captures(WhichCaptures::All);
        let mut compiler = Compiler::new();
        compiler.configure(config);
        compiler
    };
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
        if let Some(single) = Single::written(expr.as_bytes()) {
            return Ok(Self { expr: expr.clone(), single: Some(single), program: OnceLock::new() });
        }
        Self::read(expr)
    }

    /// The same for an expression that is more than a class as it is written.
    #[inline(never)]
    fn read(expr: &Str) -> Result<Self, Fault> {
        let parsed = parse::parse(expr.as_bytes()).map_err(|error| Fault::new(error.to_string()))?;
        let single = Single::of(&parsed.hir);
        let program = OnceLock::new();
        if single.is_none() {
            let made = Program::new(parsed).ok_or_else(|| {
                Fault::of(FaultKind::Limit, SyntaxError::new("expression too large", b"").to_string())
            })?;
            program.get_or_init(|| made);
        }
        Ok(Self { expr: expr.clone(), single, program })
    }

    fn program(&self) -> &Program {
        self.program.get_or_init(|| {
            let parsed = parse::parse(self.expr.as_bytes()).ok();
            parsed.and_then(Program::new).expect("one class of characters can be read and is never too large")
        })
    }

    /// The expression.
    pub(super) fn expr(&self) -> &Str {
        &self.expr
    }

    /// The names of the groups, the whole expression first.
    pub(super) fn names(&self) -> &[Option<String>] {
        &self.program().names
    }

    /// Whether the text has a match.
    pub(crate) fn is_match(&self, text: &[u8]) -> Result<bool, Fault> {
        if let Some(found) = self.single.as_ref().and_then(|single| single.is_match(text)) {
            work(text.len())?;
            return Ok(found);
        }
        Ok(self.find(text)?.is_some())
    }

    /// The first match.
    pub(super) fn find(&self, text: &[u8]) -> Result<Option<Range<usize>>, Fault> {
        self.searcher(text)?.map_or(Ok(None), |mut searcher| searcher.find_at(0))
    }

    /// Prepares a text for many searches; nothing when the short way shows that it has no match.
    pub(super) fn searcher<'a>(&'a self, text: &'a [u8]) -> Result<Option<Searcher<'a>>, Fault> {
        if self.single.as_ref().and_then(|single| single.is_match(text)) == Some(false) {
            work(text.len())?;
            return Ok(None);
        }
        let Program { engine, reach, .. } = self.program();
        if (engine.cost as u64).checked_mul(text.len() as u64).is_none_or(|steps| steps > MAX_STEPS) {
            return Err(Fault::of(FaultKind::Limit, "the text is too long for this regular expression"));
        }
        let (text, places) = if std::str::from_utf8(text).is_ok() {
            (Cow::Borrowed(text), None)
        } else {
            let (text, places) = repaired(text);
            (Cow::Owned(text), Some(places))
        };
        Ok(Some(Searcher { reach: *reach, engine, text, places, place: None, captures: None }))
    }
}

impl Program {
    /// Nothing when the expression is too large.
    fn new(parsed: Parsed) -> Option<Self> {
        let reach = if ends_with_its_match(&parsed.hir) { Reach::Near } else { Reach::Far };
        Some(Self { engine: Engine::new(&parsed.hir)?, names: parsed.names, reach })
    }
}

/// The two engines for one expression: the first is faster, and only for texts that are not too long for it.
#[derive(Debug)]
struct Engine {
    backtracker: BoundedBacktracker,
    vm: PikeVM,
    /// How much one byte of a text costs.
    cost: usize,
    /// What the engines write on while they search.
    caches: Mutex<(backtrack::Cache, Option<pikevm::Cache>)>,
}

impl Engine {
    /// Compiles an expression; nothing when it is too large.
    fn new(hir: &Hir) -> Option<Self> {
        let nfa: NFA = COMPILER.with(|compiler| compiler.build_from_hir(hir).ok())?;
        let backtracker = BoundedBacktracker::new_from_nfa(nfa.clone()).ok()?;
        let vm = PikeVM::new_from_nfa(nfa).ok()?;
        let cost = vm.get_nfa().memory_usage() / 32 + 1;
        let caches = Mutex::new((backtracker.create_cache(), None));
        Some(Self { backtracker, vm, cost, caches })
    }

    /// The first match in a part of the text, with the groups that there is room for.
    fn search(&self, input: &Input<'_>, captures: &mut Captures) {
        // A search does not panic, and what it leaves behind does no harm.
        let mut caches = self.caches.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (quick, steady) = &mut *caches;
        if self.backtracker.try_search(quick, input, captures).is_err() {
            self.vm.search(steady.get_or_insert_with(|| self.vm.create_cache()), input, captures);
        }
    }

    /// Room for the place of a match.
    fn place(&self) -> Captures {
        Captures::matches(self.vm.get_nfa().group_info().clone())
    }

    /// Room for the places of a match and its groups.
    fn captures(&self) -> Captures {
        Captures::all(self.vm.get_nfa().group_info().clone())
    }
}

/// A text being searched.
///
/// Go takes each byte that is not UTF-8 for U+FFFD; here the search runs on a text that has those, and the places are
/// translated.
pub(super) struct Searcher<'a> {
    reach: Reach,
    engine: &'a Engine,
    text: Cow<'a, [u8]>,
    places: Option<Vec<usize>>,
    place: Option<Captures>,
    captures: Option<Captures>,
}

impl Searcher<'_> {
    /// The first match at or after `at`.
    pub(super) fn find_at(&mut self, at: usize) -> Result<Option<Range<usize>>, Fault> {
        let start = self.to_inner(at);
        self.count_before(start)?;
        let place = self.place.get_or_insert_with(|| self.engine.place());
        self.engine.search(&Input::new(&self.text[..]).range(start..), place);
        let found = place.get_match().map(|found| found.range());
        self.count_after(start, found.as_ref())?;
        Ok(found.map(|found| self.to_outer(found)))
    }

    /// The groups of the first match at or after `at`, the whole match first.
    pub(super) fn captures_at(&mut self, at: usize) -> Result<Option<Groups>, Fault> {
        let start = self.to_inner(at);
        self.count_before(start)?;
        let mut captures = self.captures.take().unwrap_or_else(|| self.engine.captures());
        self.engine.search(&Input::new(&self.text[..]).range(start..), &mut captures);
        self.count_after(start, captures.get_match().map(|found| found.range()).as_ref())?;
        let groups = captures
            .is_match()
            .then(|| captures.iter().map(|group| group.map(|span| self.to_outer(span.range()))).collect());
        self.captures = Some(captures);
        Ok(groups)
    }

    fn count_before(&self, start: usize) -> Result<(), Fault> {
        match self.reach {
            Reach::Near => Ok(()),
            Reach::Far => self.count(self.text.len() - start),
        }
    }

    fn count_after(&self, start: usize, found: Option<&Range<usize>>) -> Result<(), Fault> {
        match self.reach {
            Reach::Near => self.count(found.map_or(self.text.len(), |found| found.end) - start),
            Reach::Far => Ok(()),
        }
    }

    fn count(&self, bytes: usize) -> Result<(), Fault> {
        work(bytes.saturating_mul(self.engine.cost.div_ceil(4)))
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
