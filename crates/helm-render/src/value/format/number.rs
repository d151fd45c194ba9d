//! Numbers as Go's `strconv` writes and reads them.

/// Reads a decimal floating-point number whose form was checked before; `None` when it is out of range.
pub(crate) fn parse_float(text: &[u8]) -> Option<f64> {
    let value: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}

/// `strconv.AppendInt(value, 10)`.
pub(crate) fn append_int(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    append_uint(out, value.unsigned_abs());
}

/// `strconv.AppendUint(value, 10)`.
pub(crate) fn append_uint(out: &mut Vec<u8>, value: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// No `float64` has more digits; Rust's own formatter has a limit above.
const MOST_DIGITS: usize = 1100;

/// Decimal digits without leading or trailing zeros; the value is `0.digits × 10^point`.
struct Decimal {
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    /// Reads what Rust's `{:e}` wrote of a number that is not negative.
    fn from_scientific(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let point = if digits.is_empty() { 0 } else { exponent + 1 };
        Self { digits, point }
    }

    fn digit(&self, at: i32) -> u8 {
        usize::try_from(at).ok().and_then(|at| self.digits.get(at)).copied().unwrap_or(b'0')
    }

    fn len(&self) -> i32 {
        i32::try_from(self.digits.len()).unwrap_or(i32::MAX)
    }
}

/// `strconv.AppendFloat(value, verb, precision, 64)`; without a precision, as many digits as tell it from others.
pub(crate) fn append_float(out: &mut Vec<u8>, value: f64, verb: u8, precision: Option<usize>) {
    append(out, value, verb, precision, |value| format!("{value:e}"));
}

/// `strconv.FormatFloat(value, 'g', -1, 32)`.
pub(crate) fn shortest32(value: f64) -> String {
    let mut out = Vec::new();
    #[expect(clippy::cast_possible_truncation, reason = "as Go rounds to float32")]
    append(&mut out, value, b'g', None, |value| format!("{:e}", value as f32));
    String::from_utf8(out).unwrap_or_default()
}

fn append(
    out: &mut Vec<u8>,
    value: f64,
    verb: u8,
    precision: Option<usize>,
    shortest: impl Fn(f64) -> String,
) {
    if value.is_nan() {
        out.extend_from_slice(b"NaN");
        return;
    }
    if value.is_infinite() {
        out.extend_from_slice(if value > 0.0 { b"+Inf" } else { b"-Inf" });
        return;
    }
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let value = value.abs();
    let exponent_letter = if verb.is_ascii_uppercase() { b'E' } else { b'e' };
    match (verb.to_ascii_lowercase(), precision) {
        (b'f', Some(precision)) => {
            let digits = precision.min(MOST_DIGITS);
            out.extend_from_slice(format!("{value:.digits$}").as_bytes());
            out.extend(std::iter::repeat_n(b'0', precision - digits));
        }
        (b'f', None) => {
            let decimal = Decimal::from_scientific(&shortest(value));
            let decimals = (decimal.len() - decimal.point).max(0);
            append_fixed(out, &decimal, decimals);
        }
        (b'e', Some(precision)) => {
            let decimal = Decimal::from_scientific(&format!("{value:.*e}", precision.min(MOST_DIGITS)));
            let precision = i32::try_from(precision).unwrap_or(i32::MAX);
            append_scientific(out, &decimal, precision, exponent_letter);
        }
        (b'e', None) => {
            let decimal = Decimal::from_scientific(&shortest(value));
            append_scientific(out, &decimal, (decimal.len() - 1).max(0), exponent_letter);
        }
        (b'g', precision) => append_general(out, value, precision, exponent_letter, &shortest),
        (b'b', _) => append_binary(out, value),
        _ => append_hex(out, value, precision, verb),
    }
}

fn append_general(
    out: &mut Vec<u8>,
    value: f64,
    precision: Option<usize>,
    letter: u8,
    shortest: &impl Fn(f64) -> String,
) {
    let (decimal, threshold) = match precision {
        None => (Decimal::from_scientific(&shortest(value)), 6),
        Some(precision) => {
            let digits = precision.max(1);
            let decimal = Decimal::from_scientific(&format!("{value:.*e}", (digits - 1).min(MOST_DIGITS)));
            let digits = i32::try_from(digits).unwrap_or(i32::MAX);
            let all = decimal.len();
            let threshold = if digits > all && all >= decimal.point { all } else { digits };
            (decimal, threshold)
        }
    };
    let exponent = decimal.point - 1;
    if exponent < -4 || exponent >= threshold {
        append_scientific(out, &decimal, (decimal.len() - 1).max(0), letter);
    } else {
        append_fixed(out, &decimal, (decimal.len() - decimal.point).max(0));
    }
}

fn append_fixed(out: &mut Vec<u8>, decimal: &Decimal, decimals: i32) {
    if decimal.point <= 0 {
        out.push(b'0');
    }
    out.extend((0..decimal.point).map(|at| decimal.digit(at)));
    if decimals > 0 {
        out.push(b'.');
        out.extend((0..decimals).map(|at| decimal.digit(decimal.point + at)));
    }
}

fn append_scientific(out: &mut Vec<u8>, decimal: &Decimal, decimals: i32, letter: u8) {
    out.push(decimal.digit(0));
    if decimals > 0 {
        out.push(b'.');
        out.extend((1..=decimals).map(|at| decimal.digit(at)));
    }
    let exponent = if decimal.digits.is_empty() { 0 } else { decimal.point - 1 };
    out.push(letter);
    out.push(if exponent < 0 { b'-' } else { b'+' });
    out.extend_from_slice(format!("{:02}", exponent.abs()).as_bytes());
}

/// Mantissa and binary exponent of a finite number: the value is `mantissa × 2^exponent`.
fn split(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let mantissa = bits & ((1 << 52) - 1);
    match (bits >> 52 & 0x7FF) as i32 {
        0 => (mantissa, -1074),
        exponent => (mantissa | 1 << 52, exponent - 1075),
    }
}

fn append_binary(out: &mut Vec<u8>, value: f64) {
    let (mantissa, exponent) = split(value);
    append_uint(out, mantissa);
    out.push(b'p');
    out.extend_from_slice(format!("{exponent:+}").as_bytes());
}

/// `0x1.8p+01`.
fn append_hex(out: &mut Vec<u8>, value: f64, precision: Option<usize>, verb: u8) {
    let (mut mantissa, mut exponent) = split(value);
    if mantissa == 0 {
        exponent = 0;
    } else {
        // One hexadecimal digit before the point, which is 1, and fifteen behind it.
        let shift = mantissa.leading_zeros().cast_signed() - 3;
        mantissa <<= shift;
        exponent += 60 - shift;
        if let Some(precision) = precision.filter(|&precision| precision < 15) {
            let dropped = 60 - 4 * precision;
            let half = 1u64 << (dropped - 1);
            let odd = mantissa >> dropped & 1;
            mantissa = (mantissa + half - 1 + odd) >> dropped << dropped;
            if mantissa >> 61 != 0 {
                mantissa >>= 1;
                exponent += 1;
            }
        }
    }
    let mut digits = format!("{:015x}", mantissa & ((1 << 60) - 1));
    match precision {
        None => digits.truncate(digits.trim_end_matches('0').len()),
        Some(precision) if precision < digits.len() => digits.truncate(precision),
        Some(precision) => digits.extend(std::iter::repeat_n('0', precision - digits.len())),
    }
    let lead = mantissa >> 60;
    let point = if digits.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    let text = format!("0x{lead}{point}{digits}p{sign}{:02}", exponent.abs());
    let text = if verb.is_ascii_uppercase() { text.to_ascii_uppercase() } else { text };
    out.extend_from_slice(text.as_bytes());
}

/// The number as `encoding/json` writes it: no exponent from 1e-6 up to 1e21.
pub(crate) fn append_json_float(out: &mut Vec<u8>, value: f64) {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT && (value != 0.0 || value.is_sign_positive()) {
        #[expect(clippy::cast_possible_truncation, reason = "integers below 2^53 are exact")]
        append_int(out, value as i64);
        return;
    }
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        append_float(out, value, b'e', None);
        // Go writes e-09 as e-9.
        if let [.., b'e', b'-', b'0', _] = out.as_slice() {
            let at = out.len() - 2;
            out.remove(at);
        }
    } else {
        append_float(out, value, b'f', None);
    }
}

/// `strconv.FormatFloat(value, 'g', -1, 64)`, quick for small integers.
pub(crate) fn append_shortest(out: &mut Vec<u8>, value: f64) {
    if value.fract() == 0.0 && value.abs() < 1e6 && (value != 0.0 || value.is_sign_positive()) {
        #[expect(clippy::cast_possible_truncation, reason = "small integers are exact")]
        append_int(out, value as i64);
    } else {
        append_float(out, value, b'g', None);
    }
}
