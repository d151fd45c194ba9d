//! An order of the functions in which gzip finds more of what it has seen before.
//!
//! Gzip looks back 32 KiB, and the copies that Rust makes of a generic function for each type are alike wherever they
//! come from. So after each function comes the one of which most stands in front of it already.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, VecDeque};

use wasm_encoder::{NameMap, NameSection, RawSection};
use wasmparser::{BinaryReader, BinaryReaderError, FunctionBody, Operator};

use super::module::Module;

/// How many functions have numbers that take one byte.
const SHORT_NUMBERS: usize = 128;

/// Bytes of a piece that is looked for.
const PIECE: usize = 6;

/// A piece in more functions than this says nothing about what they have in common.
const MOST_HOLDERS: usize = 400;

/// How far back pieces are looked for; the next function needs some of gzip's 32 KiB for itself.
const WINDOW: usize = 30_000;

/// The power of a function's length that its common pieces are divided by. By the share alone (1) the small functions
/// would go where they fit best, and leave nothing to the big ones.
const POWER: f64 = 0.7;

/// The module with names of functions that have the order of the alphabet when `wasm-opt` is to sort by them.
pub(super) fn named_by_order(module: &[u8]) -> Result<Vec<u8>, String> {
    let read = Module::read(module)?;
    let mut places = BTreeMap::new();
    let first = most_called(&read)?;
    for (place, function) in order(&read.functions, &first).into_iter().enumerate() {
        places.insert(read.imported + function, place);
    }
    let mut functions = NameMap::new();
    for (function, place) in places {
        let function = u32::try_from(function).map_err(|error| error.to_string())?;
        functions.append(function, &format!("{place:08}"));
    }
    let mut names = NameSection::new();
    names.functions(&functions);
    let mut module = wasm_encoder::Module::new();
    for (id, data) in read.sections {
        module.section(&RawSection { id, data });
    }
    module.section(&names);
    Ok(module.finish())
}

/// The functions that are called in most places: a call of one of them takes a byte less.
fn most_called(module: &Module<'_>) -> Result<Vec<usize>, String> {
    let mut calls = vec![0_usize; module.functions.len()];
    for function in &module.functions {
        let body = FunctionBody::new(BinaryReader::new(function, 0));
        let mut count = || -> Result<(), BinaryReaderError> {
            for operator in body.get_operators_reader()? {
                if let Operator::Call { function_index } = operator?
                    && let Some(own) = (function_index as usize).checked_sub(module.imported)
                {
                    calls[own] += 1;
                }
            }
            Ok(())
        };
        count().map_err(|error| format!("a function cannot be read: {error}"))?;
    }
    let mut functions: Vec<usize> = (0..calls.len()).collect();
    functions.sort_by_key(|function| Reverse(calls[*function]));
    functions.truncate(SHORT_NUMBERS.saturating_sub(module.imported));
    Ok(functions)
}

/// The functions that are to be first, and behind them what is alike.
fn order(functions: &[&[u8]], first: &[usize]) -> Vec<usize> {
    let pieces = Pieces::of(functions);
    let mut common = vec![0_usize; functions.len()];
    let mut left: Vec<usize> = (0..functions.len()).filter(|function| !first.contains(function)).collect();
    let mut order = Vec::new();
    let mut first = first.iter();
    // What is in the window, and how often each piece is.
    let (mut window, mut size) = (VecDeque::new(), 0);
    let mut seen = vec![0_usize; pieces.holders.len()];
    while let Some(next) =
        first.next().copied().or_else(|| best(&left, &common, functions).map(|place| left.remove(place)))
    {
        order.push(next);
        window.push_back(next);
        size += functions[next].len();
        for piece in &pieces.of_functions[next] {
            if seen[*piece] == 0 {
                pieces.holders[*piece].iter().for_each(|holder| common[*holder] += 1);
            }
            seen[*piece] += 1;
        }
        while size > WINDOW && window.len() > 1 {
            let Some(oldest) = window.pop_front() else { break };
            size -= functions[oldest].len();
            for piece in &pieces.of_functions[oldest] {
                seen[*piece] -= 1;
                if seen[*piece] == 0 {
                    pieces.holders[*piece].iter().for_each(|holder| common[*holder] -= 1);
                }
            }
        }
    }
    order
}

/// Which of the functions left has most in common with the window; the first of several.
#[expect(clippy::cast_precision_loss, reason = "functions are small")]
fn best(left: &[usize], common: &[usize], functions: &[&[u8]]) -> Option<usize> {
    let gain = |function: usize| common[function] as f64 / (functions[function].len() as f64).powf(POWER);
    let mut best = None;
    for (place, function) in left.iter().enumerate() {
        let gain = gain(*function);
        if best.is_none_or(|(_, most)| gain > most) {
            best = Some((place, gain));
        }
    }
    best.map(|(place, _)| place)
}

/// The pieces that several functions have in common.
struct Pieces {
    of_functions: Vec<Vec<usize>>,
    holders: Vec<Vec<usize>>,
}

impl Pieces {
    fn of(functions: &[&[u8]]) -> Self {
        let mut holders: HashMap<&[u8], Vec<usize>> = HashMap::new();
        for (function, bytes) in functions.iter().enumerate() {
            for piece in bytes.windows(PIECE) {
                let holders = holders.entry(piece).or_default();
                if holders.last() != Some(&function) {
                    holders.push(function);
                }
            }
        }
        let mut shared: Vec<(&[u8], Vec<usize>)> =
            holders.into_iter().filter(|(_, holders)| (2..=MOST_HOLDERS).contains(&holders.len())).collect();
        // The same module gives the same order.
        shared.sort_unstable();
        let mut of_functions = vec![Vec::new(); functions.len()];
        for (piece, (_, holders)) in shared.iter().enumerate() {
            for holder in holders {
                of_functions[*holder].push(piece);
            }
        }
        Self { of_functions, holders: shared.into_iter().map(|(_, holders)| holders).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn what_is_alike_follows_each_other() {
        let functions: [&[u8]; 5] =
            [b"first of one kind", b"some other thing", b"first of two kinds", b"some other things", b"none"];
        let mut order = order(&functions, &[]);
        assert!(order.windows(2).any(|pair| pair == [0, 2] || pair == [2, 0]), "{order:?}");
        assert!(order.windows(2).any(|pair| pair == [1, 3] || pair == [3, 1]), "{order:?}");
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3, 4]);
        let order = super::order(&functions, &[4, 1]);
        assert_eq!(order[..2], [4, 1]);
        assert_eq!(order.len(), 5);
    }
}
