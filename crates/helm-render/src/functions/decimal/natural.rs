//! Natural numbers of any size.

use std::cmp::Ordering;
use std::fmt;

const BASE: u64 = 1_000_000_000;

/// A natural number: digits to the base of a billion, the least first, none of them for zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Natural(Vec<u32>);

impl From<u64> for Natural {
    fn from(number: u64) -> Self {
        Self::trimmed(vec![digit(number), digit(number / BASE), digit(number / BASE / BASE)])
    }
}

impl Natural {
    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let length = self.0.len().max(other.0.len());
        let mut carry = 0;
        let mut digits = Vec::with_capacity(length + 1);
        for at in 0..length {
            let sum = self.digit(at) + other.digit(at) + carry;
            digits.push(digit(sum));
            carry = sum / BASE;
        }
        digits.push(digit(carry));
        Self::trimmed(digits)
    }

    /// The difference; `other` must not be larger.
    pub(super) fn minus(&self, other: &Self) -> Self {
        let mut borrow = 0;
        let mut digits = Vec::with_capacity(self.0.len());
        for at in 0..self.0.len() {
            let taken = other.digit(at) + borrow;
            borrow = u64::from(self.digit(at) < taken);
            digits.push(digit(self.digit(at) + borrow * BASE - taken));
        }
        Self::trimmed(digits)
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let mut digits = vec![0; self.0.len() + other.0.len()];
        for at in 0..self.0.len() {
            let mut carry = 0;
            for (other_at, place) in digits[at..].iter_mut().enumerate() {
                let sum = u64::from(*place) + self.digit(at) * other.digit(other_at) + carry;
                *place = digit(sum);
                carry = sum / BASE;
            }
        }
        Self::trimmed(digits)
    }

    pub(super) fn times_power_of_ten(&self, power: u64) -> Self {
        let whole_digits = usize::try_from(power / 9).unwrap_or(usize::MAX);
        let rest = 10u64.pow(u32::try_from(power % 9).unwrap_or(0));
        let mut shifted = self.times(&Self::from(rest));
        if !shifted.is_zero() {
            shifted.0.splice(0..0, std::iter::repeat_n(0, whole_digits));
        }
        shifted
    }

    /// Quotient and remainder; `divisor` must not be zero.
    pub(super) fn divided_by(&self, divisor: &Self) -> (Self, Self) {
        let mut quotient = vec![0; self.0.len()];
        let mut remainder = Self(Vec::new());
        for at in (0..self.0.len()).rev() {
            remainder.0.insert(0, self.0[at]);
            remainder = Self::trimmed(remainder.0);
            let count = remainder.count_of(divisor);
            remainder = remainder.minus(&divisor.times(&Self::from(count)));
            quotient[at] = digit(count);
        }
        (Self::trimmed(quotient), remainder)
    }

    // How often the divisor fits, which is less than BASE times: found by halving, since sizes are small.
    fn count_of(&self, divisor: &Self) -> u64 {
        let (mut low, mut high) = (0, BASE);
        while high - low > 1 {
            let middle = u64::midpoint(low, high);
            if divisor.times(&Self::from(middle)).cmp(self) == Ordering::Greater {
                high = middle;
            } else {
                low = middle;
            }
        }
        low
    }

    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    fn digit(&self, at: usize) -> u64 {
        self.0.get(at).copied().map_or(0, u64::from)
    }

    fn trimmed(mut digits: Vec<u32>) -> Self {
        digits.truncate(digits.iter().rposition(|digit| *digit != 0).map_or(0, |at| at + 1));
        Self(digits)
    }
}

impl fmt::Display for Natural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, rest)) = self.0.split_last() else { return f.write_str("0") };
        write!(f, "{first}")?;
        rest.iter().rev().try_for_each(|digit| write!(f, "{digit:09}"))
    }
}

fn digit(number: u64) -> u32 {
    (number % BASE) as u32
}

#[cfg(test)]
mod tests {
    use super::Natural;

    #[test]
    fn arithmetic_beyond_a_machine_word() {
        let large = Natural::from(u64::MAX).times(&Natural::from(u64::MAX));
        assert_eq!(large.to_string(), "340282366920938463426481119284349108225");
        assert_eq!(large.plus(&Natural::from(1)).minus(&large).to_string(), "1");
        let (quotient, remainder) = large.divided_by(&Natural::from(1_000_000_007));
        assert_eq!(quotient.times(&Natural::from(1_000_000_007)).plus(&remainder), large);
        assert_eq!(Natural::from(12).times_power_of_ten(20).to_string(), "1200000000000000000000");
    }
}
