//! The order of keys: go-yaml sorts `a2` before `a10`.

use std::cmp::Ordering;

use super::resolve::Schema;
use crate::value::Value;
use crate::value::format::quote::characters;

/// An entry of a map about to be written.
pub(super) type Pair<'v> = (&'v [u8], &'v Value);

/// Sorts entries that are in byte order already.
pub(super) fn sort(pairs: &mut Vec<Pair<'_>>, schema: Schema) {
    if pairs.windows(2).all(|pair| !comes_before(pair[1].0, pair[0].0, schema)) {
        return;
    }
    // go-yaml's order contradicts itself for some keys, which the standard library's sort may refuse.
    let mut width = 1;
    let mut merged = Vec::with_capacity(pairs.len());
    while width < pairs.len() {
        merged.clear();
        for chunk in pairs.chunks(2 * width) {
            let (mut left, mut right) = chunk.split_at(width.min(chunk.len()));
            while let ([first, left_rest @ ..], [second, right_rest @ ..]) = (left, right) {
                if comes_before(second.0, first.0, schema) {
                    merged.push(*second);
                    right = right_rest;
                } else {
                    merged.push(*first);
                    left = left_rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(pairs, &mut merged);
        width *= 2;
    }
}

/// go-yaml's `keyList.Less` for strings.
fn comes_before(left: &[u8], right: &[u8], schema: Schema) -> bool {
    let same = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    match (left.get(same), right.get(same)) {
        (None, None) => return false,
        // Within ASCII letters the bytes decide.
        (Some(left), Some(right)) if left.is_ascii_alphabetic() && right.is_ascii_alphabetic() => {
            return left < right;
        }
        _ => {}
    }
    let left: Vec<char> = characters(left).map(|part| part.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    let right: Vec<char> =
        characters(right).map(|part| part.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    compare(&left, &right, schema) == Ordering::Less
}

fn compare(left: &[char], right: &[char], schema: Schema) -> Ordering {
    let at = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    let (Some(&a), Some(&b)) = (left.get(at), right.get(at)) else {
        return left.len().cmp(&right.len());
    };
    let digits_before = at > 0 && left[at - 1].is_ascii_digit();
    match (a.is_alphabetic(), b.is_alphabetic()) {
        (true, true) => return a.cmp(&b),
        (true, false) | (false, true) => {
            // The letter comes last; in v3, behind a digit, first.
            let letter_first = schema == Schema::V3 && digits_before;
            return if a.is_alphabetic() == letter_first { Ordering::Less } else { Ordering::Greater };
        }
        (false, false) => {}
    }
    // Zeros that differ behind other digits do not lead their number.
    let inside = (a == '0' || b == '0')
        && left[..at]
            .iter()
            .rev()
            .take_while(|character| character.is_ascii_digit())
            .any(|&digit| digit != '0');
    let number = |text: &[char]| {
        let digits = text[at..].iter().take_while(|character| character.is_ascii_digit());
        digits.fold((i64::from(inside), 0), |(value, length), &digit| {
            let digit = i64::from(u32::from(digit)) - i64::from(u32::from('0'));
            (value.wrapping_mul(10).wrapping_add(digit), length + 1)
        })
    };
    let ((a_value, a_length), (b_value, b_length)) = (number(left), number(right));
    a_value.cmp(&b_value).then(a_length.cmp(&b_length)).then(a.cmp(&b))
}
