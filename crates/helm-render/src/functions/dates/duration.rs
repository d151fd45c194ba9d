//! `time.Duration`.

use std::fmt;

use super::parse::quoted;
use crate::fault::Fault;
use crate::functions::GoType;
use crate::functions::signature::Named;
use crate::value::{Kind, Method, Object, Value};

/// A time span in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Duration(pub(super) i64);

pub(super) const SECOND: i64 = 1_000_000_000;

impl Duration {
    pub(super) fn seconds(count: i64) -> Self {
        Self(count.wrapping_mul(SECOND))
    }

    /// Go's `Round`: to the nearest multiple, halves away from zero.
    pub(super) fn rounded(self, unit: i64) -> Self {
        if unit <= 0 {
            return self;
        }
        let remainder = self.0.wrapping_rem(unit).abs();
        let down = if self.0 < 0 { self.0 + remainder } else { self.0 - remainder };
        if remainder < unit - remainder {
            return Self(down);
        }
        Self(if self.0 < 0 { down.saturating_sub(unit) } else { down.saturating_add(unit) })
    }

    /// Go's `time.ParseDuration`.
    pub(super) fn parse(text: &[u8]) -> Result<Self, Fault> {
        let invalid = || Fault::new(format!("time: invalid duration {}", quoted(text)));
        let (negative, mut rest) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        if rest == b"0" {
            return Ok(Self(0));
        }
        if rest.is_empty() {
            return Err(invalid());
        }
        let mut total: u64 = 0;
        while !rest.is_empty() {
            let (amount, after) = amount(rest).ok_or_else(invalid)?;
            let length = after.iter().take_while(|byte| **byte != b'.' && !byte.is_ascii_digit()).count();
            if length == 0 {
                return Err(Fault::new(format!("time: missing unit in duration {}", quoted(text))));
            }
            let (unit, after) = after.split_at(length);
            let nanos = unit_of(unit).ok_or_else(|| {
                Fault::new(format!("time: unknown unit {} in duration {}", quoted(unit), quoted(text)))
            })?;
            let part = amount.in_nanos(nanos).ok_or_else(invalid)?;
            total = total.checked_add(part).filter(|total| *total <= 1 << 63).ok_or_else(invalid)?;
            rest = after;
        }
        let signed = if negative { 0i64.checked_sub_unsigned(total) } else { i64::try_from(total).ok() };
        signed.map(Self).ok_or_else(invalid)
    }

    fn in_units(self, unit: i64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "Go computes the same way")]
        let (whole, rest) = ((self.0 / unit) as f64, (self.0 % unit) as f64);
        #[expect(clippy::cast_precision_loss, reason = "Go computes the same way")]
        let unit = unit as f64;
        whole + rest / unit
    }
}

struct Amount {
    whole: u64,
    fraction: u64,
    scale: f64,
}

impl Amount {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Go computes the fraction as a float"
    )]
    fn in_nanos(&self, unit: u64) -> Option<u64> {
        let whole = self.whole.checked_mul(unit).filter(|nanos| *nanos <= 1 << 63)?;
        let fraction = (self.fraction as f64 * (unit as f64 / self.scale)) as u64;
        whole.checked_add(fraction).filter(|nanos| *nanos <= 1 << 63)
    }
}

// A decimal number and what follows it.
fn amount(text: &[u8]) -> Option<(Amount, &[u8])> {
    let whole_length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, mut rest) = text.split_at(whole_length);
    let mut whole: u64 = 0;
    for digit in digits {
        whole =
            whole.checked_mul(10)?.checked_add(u64::from(digit - b'0')).filter(|whole| *whole <= 1 << 63)?;
    }
    let mut fraction: u64 = 0;
    let mut scale = 1.0;
    let mut fraction_length = 0;
    if let Some(after_point) = rest.strip_prefix(b".") {
        fraction_length = after_point.iter().take_while(|byte| byte.is_ascii_digit()).count();
        for digit in &after_point[..fraction_length] {
            // Digits beyond the precision are dropped.
            let next =
                fraction.checked_mul(10).and_then(|fraction| fraction.checked_add(u64::from(digit - b'0')));
            let Some(next) = next.filter(|next| *next <= 1 << 63) else { break };
            fraction = next;
            scale *= 10.0;
        }
        rest = &after_point[fraction_length..];
    }
    (whole_length > 0 || fraction_length > 0).then_some((Amount { whole, fraction, scale }, rest))
}

fn unit_of(unit: &[u8]) -> Option<u64> {
    Some(match unit {
        b"ns" => 1,
        b"us" | b"\xC2\xB5s" | b"\xCE\xBCs" => 1_000,
        b"ms" => 1_000_000,
        b"s" => 1_000_000_000,
        b"m" => 60_000_000_000,
        b"h" => 3_600_000_000_000,
        _ => return None,
    })
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.unsigned_abs();
        if nanos == 0 {
            return f.write_str("0s");
        }
        if self.0 < 0 {
            f.write_str("-")?;
        }
        match nanos {
            0..1_000 => return write!(f, "{nanos}ns"),
            1_000..1_000_000 => return write!(f, "{}µs", decimal(nanos, 1_000)),
            1_000_000..1_000_000_000 => return write!(f, "{}ms", decimal(nanos, 1_000_000)),
            _ => {}
        }
        let minutes = nanos / 60_000_000_000;
        if minutes >= 60 {
            write!(f, "{}h", minutes / 60)?;
        }
        if minutes > 0 {
            write!(f, "{}m", minutes % 60)?;
        }
        write!(f, "{}s", decimal(nanos % 60_000_000_000, 1_000_000_000))
    }
}

// The quotient without trailing zeros; `unit` is a power of ten.
fn decimal(nanos: u64, unit: u64) -> String {
    let places = usize::try_from(unit.ilog10()).unwrap_or(0);
    let text = format!("{}.{:0places$}", nanos / unit, nanos % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Named for Duration {
    const NAME: &'static str = "time.Duration";
}

impl Object for Duration {
    fn type_name(&self) -> &'static str {
        "time.Duration"
    }

    fn kind(&self) -> Kind {
        Kind::Int64
    }

    fn method(&self, name: &str) -> Option<Method> {
        const DURATION: &[GoType] = &[GoType::Named("time.Duration")];
        let params: &'static [GoType] = match name {
            "Hours" | "Minutes" | "Seconds" | "Milliseconds" | "Microseconds" | "Nanoseconds" | "String"
            | "Abs" => &[],
            "Round" | "Truncate" => DURATION,
            _ => return None,
        };
        Some(Method { params, variadic: false })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, Fault> {
        let unit = match args.first() {
            Some(Value::Object(object)) => object.as_any().downcast_ref::<Self>().map_or(0, |unit| unit.0),
            Some(Value::Int(number) | Value::Int64(number)) => *number,
            _ => 0,
        };
        let object = |duration: Self| Value::Object(std::rc::Rc::new(duration));
        Ok(match name {
            "Hours" => Value::Float(self.in_units(3600 * SECOND)),
            "Minutes" => Value::Float(self.in_units(60 * SECOND)),
            "Seconds" => Value::Float(self.in_units(SECOND)),
            "Milliseconds" => Value::Int64(self.0 / 1_000_000),
            "Microseconds" => Value::Int64(self.0 / 1_000),
            "Nanoseconds" => Value::Int64(self.0),
            "Abs" => object(Self(self.0.saturating_abs())),
            "Round" => object(self.rounded(unit)),
            "Truncate" if unit > 0 => object(Self(self.0 - self.0 % unit)),
            "Truncate" => object(*self),
            _ => self.to_string().into(),
        })
    }

    fn display(&self) -> String {
        self.to_string()
    }

    fn data(&self) -> Value {
        Value::Int64(self.0)
    }

    fn is_true(&self) -> bool {
        self.0 != 0
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}
