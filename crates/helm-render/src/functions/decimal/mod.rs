//! Arithmetic on floats by way of decimals, so that `addf 0.1 0.2` is 0.3.

mod natural;

use std::cmp::Ordering;

use natural::Natural;

use super::Entry;
use super::cast::to_float64;
use super::signature::typed;
use crate::fault::{Fault, FaultKind};
use crate::value::{Value, format};

/// Adds 1 to a float.
///
/// ```gotmpl
/// {{ add1f 1.5 }} → 2.5
/// ```
fn add1f(number: &Value) -> Result<f64, Fault> {
    Decimal::new(to_float64(number))?.add(&Decimal::new(1.0)?)?.to_float()
}

/// Adds floats.
///
/// ```gotmpl
/// {{ addf 0.1 0.2 }} → 0.3
/// ```
fn addf(numbers: &[Value]) -> Result<f64, Fault> {
    computed(&Value::Float(0.0), numbers, Decimal::add)
}

/// Subtracts floats from the first.
///
/// ```gotmpl
/// {{ subf 7.5 2 3 }} → 2.5
/// ```
fn subf(first: &Value, others: &[Value]) -> Result<f64, Fault> {
    computed(first, others, |left, right| left.add(&right.negated()))
}

/// Multiplies floats.
///
/// ```gotmpl
/// {{ mulf 1.1 3 }} → 3.3
/// ```
fn mulf(first: &Value, others: &[Value]) -> Result<f64, Fault> {
    computed(first, others, Decimal::multiply)
}

/// Divides the first float by the others.
///
/// ```gotmpl
/// {{ divf 10 4 }} → 2.5
/// ```
fn divf(first: &Value, others: &[Value]) -> Result<f64, Fault> {
    computed(first, others, Decimal::divide)
}

pub(super) static TABLE: &[Entry] = &[
    ("add1f", &typed(add1f)),
    ("addf", &typed(addf)),
    ("divf", &typed(divf)),
    ("mulf", &typed(mulf)),
    ("subf", &typed(subf)),
];

fn computed(
    first: &Value,
    others: &[Value],
    operation: impl Fn(&Decimal, &Decimal) -> Result<Decimal, Fault>,
) -> Result<f64, Fault> {
    let mut result = Decimal::new(to_float64(first))?;
    for other in others {
        result = operation(&result, &Decimal::new(to_float64(other))?)?;
    }
    result.to_float()
}

// The digits after the point that shopspring/decimal gives a quotient.
const DIVISION_PLACES: i64 = 16;

// Powers of ten and digits beyond this are an attack, not arithmetic.
const MAX_EXPONENT: u64 = 20_000;

// digits × 10^exponent.
#[derive(Clone)]
struct Decimal {
    is_negative: bool,
    digits: Natural,
    exponent: i64,
}

impl Decimal {
    // The shortest decimal that reads back as the float.
    fn new(number: f64) -> Result<Self, Fault> {
        if !number.is_finite() {
            let shown = format::display(&Value::Float(number));
            return Err(Fault::new(format!("Cannot create a Decimal from {shown}")));
        }
        let text = format!("{:e}", number.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat().parse::<u64>().unwrap_or(0);
        let places = i64::try_from(fraction.len()).unwrap_or(0);
        let exponent = exponent.parse::<i64>().unwrap_or(0) - places;
        Ok(Self { is_negative: number < 0.0, digits: Natural::from(digits), exponent })
    }

    fn to_float(&self) -> Result<f64, Fault> {
        let sign = if self.is_negative { "-" } else { "" };
        let text = format!("{sign}{}e{}", self.digits, self.exponent);
        let number: f64 = text.parse().map_err(|_| Fault::new("not a number"))?;
        // Go's big.Rat has no negative zero.
        Ok(if number == 0.0 { 0.0 } else { number })
    }

    fn negated(&self) -> Self {
        Self { is_negative: !self.is_negative, ..self.clone() }
    }

    // The digits for a smaller exponent.
    fn digits_at(&self, exponent: i64) -> Result<Natural, Fault> {
        Ok(self.digits.times_power_of_ten(checked_exponent(self.exponent - exponent)?))
    }

    fn add(&self, other: &Self) -> Result<Self, Fault> {
        let exponent = self.exponent.min(other.exponent);
        let (left, right) = (self.digits_at(exponent)?, other.digits_at(exponent)?);
        let (is_negative, digits) = if self.is_negative == other.is_negative {
            (self.is_negative, left.plus(&right))
        } else if left.cmp(&right) == Ordering::Less {
            (other.is_negative, right.minus(&left))
        } else {
            (self.is_negative, left.minus(&right))
        };
        Ok(Self { is_negative, digits, exponent })
    }

    fn multiply(&self, other: &Self) -> Result<Self, Fault> {
        let exponent = self.exponent + other.exponent;
        checked_exponent(exponent.abs())?;
        Ok(Self {
            is_negative: self.is_negative != other.is_negative,
            digits: self.digits.times(&other.digits),
            exponent,
        })
    }

    // Rounds half away from zero.
    fn divide(&self, other: &Self) -> Result<Self, Fault> {
        if other.digits.is_zero() {
            return Err(Fault::new("decimal division by 0"));
        }
        let shift = self.exponent - other.exponent + DIVISION_PLACES;
        let power = checked_exponent(shift.abs())?;
        let (dividend, divisor) = if shift < 0 {
            (self.digits.clone(), other.digits.times_power_of_ten(power))
        } else {
            (self.digits.times_power_of_ten(power), other.digits.clone())
        };
        let (mut quotient, remainder) = dividend.divided_by(&divisor);
        if remainder.plus(&remainder).cmp(&divisor) != Ordering::Less {
            quotient = quotient.plus(&Natural::from(1));
        }
        Ok(Self {
            is_negative: self.is_negative != other.is_negative,
            digits: quotient,
            exponent: -DIVISION_PLACES,
        })
    }
}

fn checked_exponent(exponent: i64) -> Result<u64, Fault> {
    u64::try_from(exponent)
        .ok()
        .filter(|exponent| *exponent <= MAX_EXPONENT)
        .ok_or_else(|| Fault::of(FaultKind::Limit, "the numbers are too large or too small to compute with"))
}
