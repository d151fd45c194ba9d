//! Arithmetic on integers and floats.

use super::Entry;
use super::cast::{to_float64, to_int64};
use super::signature::{Int64, Rest, typed};
use crate::fault::Fault;
use crate::value::Value;

/// Adds 1.
///
/// ```gotmpl
/// {{ add1 5 }} → 6
/// ```
fn add1(number: &Value) -> Int64 {
    Int64(to_int64(number).wrapping_add(1))
}

/// Adds integers.
///
/// ```gotmpl
/// {{ add 1 2 "3" }} → 6
/// ```
fn add(numbers: &[Value]) -> Int64 {
    Int64(numbers.iter().fold(0, |sum, number| sum.wrapping_add(to_int64(number))))
}

/// Subtracts the second integer from the first.
///
/// ```gotmpl
/// {{ sub 5 2 }} → 3
/// ```
fn sub(left: &Value, right: &Value) -> Int64 {
    Int64(to_int64(left).wrapping_sub(to_int64(right)))
}

/// Multiplies integers.
///
/// ```gotmpl
/// {{ mul 2 3 4 }} → 24
/// ```
fn mul(first: &Value, others: &[Value]) -> Int64 {
    Int64(others.iter().fold(to_int64(first), |product, number| product.wrapping_mul(to_int64(number))))
}

/// Divides integers, dropping the remainder.
///
/// ```gotmpl
/// {{ div 7 2 }} → 3
/// ```
fn div(left: &Value, right: &Value) -> Result<Int64, Fault> {
    match to_int64(right) {
        0 => Err(divided_by_zero()),
        right => Ok(Int64(to_int64(left).wrapping_div(right))),
    }
}

/// Gives the remainder of a division.
///
/// ```gotmpl
/// {{ mod 7 2 }} → 1
/// ```
fn modulo(left: &Value, right: &Value) -> Result<Int64, Fault> {
    match to_int64(right) {
        0 => Err(divided_by_zero()),
        right => Ok(Int64(to_int64(left).wrapping_rem(right))),
    }
}

/// Gives the largest integer.
///
/// ```gotmpl
/// {{ max 1 3 2 }} → 3
/// ```
fn max(first: &Value, others: &[Value]) -> Int64 {
    Int64(others.iter().map(to_int64).fold(to_int64(first), i64::max))
}

/// Gives the smallest integer.
///
/// ```gotmpl
/// {{ min 2 1 3 }} → 1
/// ```
fn min(first: &Value, others: &[Value]) -> Int64 {
    Int64(others.iter().map(to_int64).fold(to_int64(first), i64::min))
}

/// Gives the largest float.
///
/// ```gotmpl
/// {{ maxf 1.5 3 2 }} → 3
/// ```
fn maxf(first: &Value, others: &[Value]) -> f64 {
    others.iter().map(to_float64).fold(to_float64(first), go_max)
}

/// Gives the smallest float.
///
/// ```gotmpl
/// {{ minf 1.5 3 2 }} → 1.5
/// ```
fn minf(first: &Value, others: &[Value]) -> f64 {
    others.iter().map(to_float64).fold(to_float64(first), |left, right| -go_max(-left, -right))
}

/// Rounds down.
///
/// ```gotmpl
/// {{ floor 123.9 }} → 123
/// ```
fn floor(number: &Value) -> f64 {
    to_float64(number).floor()
}

/// Rounds up.
///
/// ```gotmpl
/// {{ ceil 123.1 }} → 124
/// ```
fn ceil(number: &Value) -> f64 {
    to_float64(number).ceil()
}

/// Rounds to decimal places; a third argument says from which fraction on it rounds up.
///
/// ```gotmpl
/// {{ round 123.555 2 }} → 123.56
/// ```
#[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
fn round(number: &Value, places: i64, round_on: Rest<'_, f64>) -> Result<f64, Fault> {
    let round_on = round_on.iter().next().transpose()?.unwrap_or(0.5);
    let power = 10f64.powf(places as f64);
    let digits = power * to_float64(number);
    // For infinity Go's Modf gives NaN, which is not above anything.
    let fraction = if digits.is_infinite() { f64::NAN } else { digits.fract() };
    let rounded = if fraction >= round_on { digits.ceil() } else { digits.floor() };
    Ok(rounded / power)
}

pub(super) static TABLE: &[Entry] = &[
    ("add", &typed(add)),
    ("add1", &typed(add1)),
    ("biggest", &typed(max)),
    ("ceil", &typed(ceil)),
    ("div", &typed(div)),
    ("floor", &typed(floor)),
    ("max", &typed(max)),
    ("maxf", &typed(maxf)),
    ("min", &typed(min)),
    ("minf", &typed(minf)),
    ("mod", &typed(modulo)),
    ("mul", &typed(mul)),
    ("round", &typed(round)),
    ("sub", &typed(sub)),
];

fn divided_by_zero() -> Fault {
    Fault::new("runtime error: integer divide by zero")
}

// Go's math.Max: infinity beats NaN, NaN beats numbers, 0 is above -0.
fn go_max(left: f64, right: f64) -> f64 {
    if left == f64::INFINITY || right == f64::INFINITY {
        f64::INFINITY
    } else if left.is_nan() || right.is_nan() {
        f64::NAN
    } else if left == 0.0 && right == 0.0 {
        if left.is_sign_negative() { right } else { left }
    } else {
        left.max(right)
    }
}
