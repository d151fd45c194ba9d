//! Exact decimal numbers, as Go's `big.Rat` compares them.

use std::cmp::Ordering;

use crate::value::{Value, format};

/// `mantissa × 10^exponent`, without trailing zeros in the mantissa.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decimal {
    mantissa: i128,
    exponent: i32,
    /// The nearest float, for numbers too far apart to compare exactly.
    float: f64,
}

impl Decimal {
    /// Reads a JSON number.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let float: f64 = text.parse().ok()?;
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let mut exponent: i32 = exponent.parse().ok()?;
        let mut mantissa: i128 = 0;
        let mut is_fraction = false;
        for byte in digits.trim_start_matches(['-', '+']).bytes() {
            if byte == b'.' {
                is_fraction = true;
                continue;
            }
            // Digits that no longer fit cannot matter next to the first 38.
            match mantissa.checked_mul(10).and_then(|shifted| shifted.checked_add(i128::from(byte - b'0'))) {
                Some(next) => {
                    mantissa = next;
                    exponent = exponent.saturating_sub(i32::from(is_fraction));
                }
                None => exponent = exponent.saturating_add(i32::from(!is_fraction)),
            }
        }
        if digits.starts_with('-') {
            mantissa = -mantissa;
        }
        while mantissa != 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            exponent = exponent.saturating_add(1);
        }
        if mantissa == 0 {
            exponent = 0;
        }
        Some(Self { mantissa, exponent, float })
    }

    /// The number that a value is.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Float(float) => Self::parse(&format!("{float:e}")),
            Value::Int(value) | Value::Int64(value) => Self::parse(&value.to_string()),
            Value::Uint8(value) => Self::parse(&value.to_string()),
            Value::Uint64(value) => Self::parse(&value.to_string()),
            _ => None,
        }
    }

    pub(super) fn is_integer(self) -> bool {
        self.exponent >= 0
    }

    pub(super) fn is_positive(self) -> bool {
        self.mantissa > 0
    }

    pub(super) fn is_multiple_of(self, other: Self) -> bool {
        match self.aligned(other) {
            Some((left, right)) => right != 0 && left % right == 0,
            None => (self.float / other.float).fract() == 0.0,
        }
    }

    pub(super) fn compare(self, other: Self) -> Ordering {
        match self.aligned(other) {
            Some((left, right)) => left.cmp(&right),
            None => self.float.total_cmp(&other.float),
        }
    }

    /// The number as an index or length, if it is one that Go's `int` holds.
    pub(super) fn to_int(self) -> Option<i64> {
        if !self.is_integer() {
            return None;
        }
        let factor = 10_i128.checked_pow(self.exponent.unsigned_abs())?;
        i64::try_from(self.mantissa.checked_mul(factor)?).ok()
    }

    fn aligned(self, other: Self) -> Option<(i128, i128)> {
        let exponent = self.exponent.min(other.exponent);
        let scale = |number: Self| {
            let shift = number.exponent.checked_sub(exponent)?.unsigned_abs();
            number.mantissa.checked_mul(10_i128.checked_pow(shift)?)
        };
        Some((scale(self)?, scale(other)?))
    }
}

impl std::fmt::Display for Decimal {
    /// As `*big.Float` prints itself: ten digits.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&format::sprintf(b"%.10g", &[Value::Float(self.float)])))
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn multiples_are_exact() {
        let number = |text| Decimal::parse(text).expect("a number");
        assert!(number("0.29").is_multiple_of(number("0.01")));
        assert!(!number("0.295").is_multiple_of(number("0.01")));
        assert!(number("1e3").is_multiple_of(number("8")));
        assert_eq!(number("1e3").to_int(), Some(1000));
        assert!(number("1.50").compare(number("1.5")).is_eq());
        assert!(number("1e400").compare(number("1")).is_gt());
    }
}
