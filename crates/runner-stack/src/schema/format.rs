//! The formats of texts, matched by hand: the patterns of the schema without an engine for regular expressions.

use crate::model::Format;

/// Whether `text` has the format.
pub(crate) fn matches(format: Format, text: &str) -> bool {
    match format {
        Format::Duration => duration(text),
        Format::DurationOrEmpty => text.is_empty() || duration(text),
        Format::Quantity => text.is_empty() || quantity(text),
        Format::Datetime => datetime(text.as_bytes()),
    }
}

/// What the format looks like, for a message.
pub(crate) const fn example(format: Format) -> &'static str {
    match format {
        Format::Duration | Format::DurationOrEmpty => {
            "a duration with a unit, such as \"30s\", \"15m\" or \"1h30m\""
        }
        Format::Quantity => "a quantity, such as \"500m\", \"2\" or \"1Gi\"",
        Format::Datetime => "a date and time, such as \"2026-01-31T12:00:00Z\"",
    }
}

/// What was probably meant by a text that does not have the format.
pub(crate) fn advice(format: Format, text: &str) -> Option<String> {
    match format {
        Format::Duration | Format::DurationOrEmpty => {
            text.parse::<f64>().ok().map(|_| format!("add the unit: \"{text}s\" for seconds"))
        }
        Format::Quantity => {
            let text = text.trim().replace(',', ".");
            let rest = number(&text)?;
            let amount = &text[..text.len() - rest.len()];
            if rest.is_empty() {
                return Some(format!("write \"{amount}\""));
            }
            // `1GB`, `1 Gb` and `1gi`: the letter says the size, and an `i` that powers of 1024 are meant.
            let unit = rest.trim().to_ascii_lowercase();
            let letter = unit.chars().next().filter(|letter| "kmgtpe".contains(*letter))?;
            let binary = format!("{amount}{}i", letter.to_ascii_uppercase());
            let decimal =
                format!("{amount}{}", if letter == 'k' { letter } else { letter.to_ascii_uppercase() });
            match &unit[1..] {
                "i" | "ib" => Some(format!("write \"{binary}\"")),
                "" | "b" => Some(format!("write \"{binary}\" for powers of 1024, or \"{decimal}\"")),
                _ => None,
            }
        }
        Format::Datetime => None,
    }
}

fn duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let Some(after) = number(rest) else {
            return false;
        };
        // Longer units first: `m` is the start of `ms`.
        let Some(after) =
            ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].iter().find_map(|unit| after.strip_prefix(unit))
        else {
            return false;
        };
        rest = after;
    }
    true
}

fn quantity(text: &str) -> bool {
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let Some(suffix) = number(rest) else {
        return false;
    };
    match suffix {
        "" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" => true,
        "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei" => true,
        _ => suffix.strip_prefix(['e', 'E']).is_some_and(|exponent| {
            let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        }),
    }
}

/// What follows a number with optional fraction, or nothing when there is no number.
fn number(text: &str) -> Option<&str> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let rest = &text[whole..];
    let Some(fraction) = rest.strip_prefix('.') else {
        return (whole > 0).then_some(rest);
    };
    let places = digits(fraction);
    (whole + places > 0).then(|| &fraction[places..])
}

fn datetime(text: &[u8]) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let Some((start, mut rest)) = text.split_at_checked(SHAPE.len()) else {
        return false;
    };
    let shaped = start.iter().zip(SHAPE).all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        _ => byte == shape,
    });
    if let Some(fraction) = rest.strip_prefix(b".") {
        let places = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if places == 0 {
            return false;
        }
        rest = &fraction[places..];
    }
    let zone = match rest {
        b"Z" | b"z" => true,
        [b'-' | b'+', h1, h2, b':', m1, m2] => [h1, h2, m1, m2].iter().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    shaped && zone
}
