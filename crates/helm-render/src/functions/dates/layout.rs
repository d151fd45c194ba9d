//! Go's layouts: the reference time Mon Jan 2 15:04:05 MST 2006, taken apart.

/// One element of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    LongMonth,
    Month,
    NumMonth,
    ZeroMonth,
    LongWeekDay,
    WeekDay,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    UpperPm,
    LowerPm,
    ZoneName,
    Offset { style: OffsetStyle, z_for_utc: bool },
    // Fractional seconds; the kind that drops trailing zeros is written with nines.
    Fraction { digits: usize, separator: u8, drops_zeros: bool },
}

/// How an offset from UTC is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OffsetStyle {
    Hours,
    Minutes,
    ColonMinutes,
    Seconds,
    ColonSeconds,
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A layout's beginning: the plain text before the first element, the element, its text, and what follows.
pub(super) struct Chunk<'a> {
    pub(super) prefix: &'a [u8],
    pub(super) element: Option<Element>,
    pub(super) text: &'a [u8],
    pub(super) rest: &'a [u8],
}

/// Splits a layout at its first element.
pub(super) fn next_chunk(layout: &[u8]) -> Chunk<'_> {
    for at in 0..layout.len() {
        if let Some((skipped, element, length)) = element_at(&layout[at..]) {
            let start = at + skipped;
            return Chunk {
                prefix: &layout[..start],
                element: Some(element),
                text: &layout[start..start + length],
                rest: &layout[start + length..],
            };
        }
    }
    Chunk { prefix: layout, element: None, text: b"", rest: b"" }
}

// The element at the start of the text: bytes to skip before it, and its length.
fn element_at(text: &[u8]) -> Option<(usize, Element, usize)> {
    let has = |prefix: &[u8]| text.starts_with(prefix);
    let lower_follows = |at: usize| text.get(at).is_some_and(u8::is_ascii_lowercase);
    let found = |element, length| Some((0, element, length));
    match text[0] {
        b'J' if has(b"January") => found(Element::LongMonth, 7),
        b'J' if has(b"Jan") && !lower_follows(3) => found(Element::Month, 3),
        b'M' if has(b"Monday") => found(Element::LongWeekDay, 6),
        b'M' if has(b"Mon") && !lower_follows(3) => found(Element::WeekDay, 3),
        b'M' if has(b"MST") => found(Element::ZoneName, 3),
        b'0' => {
            let element = match text.get(1)? {
                b'1' => Element::ZeroMonth,
                b'2' => Element::ZeroDay,
                b'3' => Element::ZeroHour12,
                b'4' => Element::ZeroMinute,
                b'5' => Element::ZeroSecond,
                b'6' => Element::Year,
                b'0' if has(b"002") => return found(Element::ZeroYearDay, 3),
                _ => return None,
            };
            found(element, 2)
        }
        b'1' if has(b"15") => found(Element::Hour, 2),
        b'1' => found(Element::NumMonth, 1),
        b'2' if has(b"2006") => found(Element::LongYear, 4),
        b'2' => found(Element::Day, 1),
        b'_' if has(b"_2006") => Some((1, Element::LongYear, 4)),
        b'_' if has(b"_2") => found(Element::UnderDay, 2),
        b'_' if has(b"__2") => found(Element::UnderYearDay, 3),
        b'3' => found(Element::Hour12, 1),
        b'4' => found(Element::Minute, 1),
        b'5' => found(Element::Second, 1),
        b'P' if has(b"PM") => found(Element::UpperPm, 2),
        b'p' if has(b"pm") => found(Element::LowerPm, 2),
        b'-' => offset(&text[1..], false),
        b'Z' => offset(&text[1..], true),
        separator @ (b'.' | b',') => fraction(text, separator),
        _ => None,
    }
}

fn offset(text: &[u8], z_for_utc: bool) -> Option<(usize, Element, usize)> {
    const STYLES: [(&[u8], OffsetStyle); 5] = [
        (b"070000", OffsetStyle::Seconds),
        (b"07:00:00", OffsetStyle::ColonSeconds),
        (b"0700", OffsetStyle::Minutes),
        (b"07:00", OffsetStyle::ColonMinutes),
        (b"07", OffsetStyle::Hours),
    ];
    let (written, style) = STYLES.iter().find(|(written, _)| text.starts_with(written))?;
    Some((0, Element::Offset { style: *style, z_for_utc }, written.len() + 1))
}

// .000 or .999, with a comma too, and no other digit behind.
fn fraction(text: &[u8], separator: u8) -> Option<(usize, Element, usize)> {
    let digit = *text.get(1).filter(|digit| matches!(digit, b'0' | b'9'))?;
    let digits = text[1..].iter().take_while(|byte| **byte == digit).count();
    if text.get(1 + digits).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((0, Element::Fraction { digits, separator, drops_zeros: digit == b'9' }, 1 + digits))
}
