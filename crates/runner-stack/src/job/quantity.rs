//! Quantities of the Kubernetes API, as `k8s.io/apimachinery` compares and writes them.

use std::cmp::Ordering;

/// An amount with the notation that it was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantity {
    /// In thousand-millionths, rounded up.
    nano: i128,
    notation: Notation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notation {
    Decimal,
    Binary,
    Exponent,
}

const NANO: i128 = 1_000_000_000;
const DECIMAL: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const WRONG_FORMAT: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX: &str = "unable to parse quantity's suffix";

impl Quantity {
    /// Reads a quantity; the error is Kubernetes' own.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let (is_negative, rest) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let end = rest.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(rest.len());
        let (number, suffix) = rest.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        // A text without digits is zero, whatever the error message says about it.
        if text.is_empty() || fraction.contains('.') || !has_suffix_form(suffix) {
            return Err(WRONG_FORMAT);
        }
        let (scale, power, notation) = scale(suffix).ok_or(WRONG_SUFFIX)?;
        let nano = scaled(whole, fraction, scale, power);
        Ok(Self { nano: if is_negative { -nano } else { nano }, notation })
    }

    /// The text that the API server keeps: the largest unit without a fraction.
    pub(super) fn canonical(self) -> String {
        let is_small = self.nano.abs() < 1024 * NANO;
        // The smallest binary unit is one: what has a fraction is written in decimal units.
        if self.notation == Notation::Binary && !is_small && self.nano % NANO == 0 {
            let mut amount = self.nano / NANO;
            let mut unit = 0;
            while unit < BINARY.len() && amount != 0 && amount % 1024 == 0 {
                amount /= 1024;
                unit += 1;
            }
            return format!("{amount}{}", if unit == 0 { "" } else { BINARY[unit - 1] });
        }
        let (mut amount, mut unit) = (self.nano, 0);
        while unit + 1 < DECIMAL.len() && amount != 0 && amount % 1000 == 0 {
            amount /= 1000;
            unit += 1;
        }
        match (amount, self.notation, DECIMAL[unit].1) {
            (0, ..) => "0".to_owned(),
            (_, Notation::Exponent, 0) => amount.to_string(),
            (_, Notation::Exponent, power) => format!("{amount}e{power}"),
            _ => format!("{amount}{}", DECIMAL[unit].0),
        }
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nano.cmp(&other.nano)
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Letters of units, then a sign, then digits.
fn has_suffix_form(suffix: &str) -> bool {
    let rest = suffix.trim_start_matches(|char: char| "eEinumkKMGTP".contains(char));
    let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    rest.bytes().all(|byte| byte.is_ascii_digit())
}

/// The factor of a suffix, as a whole number times a power of ten.
fn scale(suffix: &str) -> Option<(i128, i32, Notation)> {
    if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
        return Some((1, *power, Notation::Decimal));
    }
    if let Some(unit) = BINARY.iter().position(|name| *name == suffix) {
        return Some((1 << (10 * (unit + 1)), 0, Notation::Binary));
    }
    let power = suffix.strip_prefix(['e', 'E'])?.parse::<i32>().ok()?;
    Some((1, power.clamp(-40, 40), Notation::Exponent))
}

/// The number in thousand-millionths; what is too large stays at the largest.
fn scaled(whole: &str, fraction: &str, factor: i128, power: i32) -> i128 {
    const LARGEST: i128 = i128::MAX / 4;
    let mut digits: i128 = 0;
    // Behind the thirtieth digit nothing counts but that there is something.
    let mut left = 9 + power - i32::try_from(fraction.len()).unwrap_or(i32::MAX / 2);
    let mut all: Vec<i128> =
        whole.bytes().chain(fraction.bytes()).map(|byte| i128::from(byte - b'0')).collect();
    let mut is_cut = false;
    while left < 0 && !all.is_empty() && all.len() > 20 {
        is_cut |= all.pop() != Some(0);
        left += 1;
    }
    for digit in all {
        digits = digits.saturating_mul(10).saturating_add(digit).min(LARGEST);
    }
    let mut nano = digits.saturating_mul(factor);
    for _ in 0..left.max(0) {
        nano = nano.saturating_mul(10);
    }
    for _ in 0..(-left).clamp(0, 60) {
        is_cut |= nano % 10 != 0;
        nano /= 10;
    }
    nano.min(LARGEST) + i128::from(is_cut)
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    /// The canonical forms are those of `CanonicalizeBytes` in `k8s.io/apimachinery/pkg/api/resource`: the largest unit
    /// without a fraction; binary amounts below 1024 and those with a fraction are decimal.
    #[test]
    fn canonical() {
        for (text, want) in [
            ("1", "1"),
            ("0", "0"),
            ("0.5", "500m"),
            ("1000m", "1"),
            ("1500m", "1500m"),
            ("100m", "100m"),
            ("1Gi", "1Gi"),
            ("1024Mi", "1Gi"),
            ("0.5Gi", "512Mi"),
            ("1500Mi", "1500Mi"),
            ("512Ki", "512Ki"),
            ("1G", "1G"),
            ("1000M", "1G"),
            ("1e3", "1e3"),
            ("1.5", "1500m"),
            ("0.1n", "1n"),
            ("0.1Gi", "107374182400m"),
            ("0.5Ki", "512"),
            ("12E5", "1200e3"),
            ("Mi", "0"),
        ] {
            assert_eq!(Quantity::parse(text).map(Quantity::canonical).as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn order() {
        let parse = |text| Quantity::parse(text).expect("a quantity");
        assert!(parse("2Gi") > parse("2G"));
        assert!(parse("1") == parse("1") && parse("1000m").cmp(&parse("1")).is_eq());
        assert!(parse("900m") < parse("1"));
    }

    #[test]
    fn refused() {
        for text in ["", "x", "1x", "1 Gi", "..", "1.2.3", "lots"] {
            assert!(Quantity::parse(text).is_err_and(|error| error.contains("regular expression")), "{text}");
        }
        for text in ["1KM", "1ki"] {
            assert_eq!(Quantity::parse(text).err(), Some("unable to parse quantity's suffix"), "{text}");
        }
    }
}
