//! Reading times as Go's `time.ParseInLocation` does.

use std::fmt::Write;

use super::civil;
use super::layout::{self, DAYS, Element, MONTHS, OffsetStyle};
use super::time::{Time, Zone};
use crate::fault::Fault;
use crate::world::World;

/// Reads a time; without a zone it is local.
pub(super) fn parse(world: &dyn World, layout: &[u8], value: &[u8]) -> Result<Time, Fault> {
    let parser = Parser { layout, value, rest: value, fields: Fields::default() };
    parser.run(world)
}

/// Text in double quotes, as Go's time package quotes in errors.
pub(super) fn quoted(text: &[u8]) -> String {
    let mut out = String::from("\"");
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'\x7F' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push('"');
    out
}

struct Parser<'a> {
    layout: &'a [u8],
    value: &'a [u8],
    rest: &'a [u8],
    fields: Fields<'a>,
}

#[derive(Default)]
struct Fields<'a> {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: u32,
    afternoon: Option<bool>,
    is_utc: bool,
    offset: Option<i32>,
    zone: &'a [u8],
}

// Why an element could not be read.
enum Trouble {
    Mismatch,
    OutOfRange(&'static str),
}

impl<'a> Parser<'a> {
    fn run(mut self, world: &dyn World) -> Result<Time, Fault> {
        let mut layout = self.layout;
        loop {
            let chunk = layout::next_chunk(layout);
            self.skip(chunk.prefix)?;
            let Some(element) = chunk.element else {
                if self.rest.is_empty() {
                    break;
                }
                let extra = format!(": extra text: {}", quoted(self.rest));
                return Err(self.failure(&extra));
            };
            layout = chunk.rest;
            let before = self.rest;
            match self.read(element, layout) {
                Ok(()) => {}
                Err(Trouble::Mismatch) => return Err(self.mismatch(chunk.text, before)),
                Err(Trouble::OutOfRange(what)) => return Err(self.failure(&format!(": {what} out of range"))),
            }
        }
        self.finish(world)
    }

    fn failure(&self, message: &str) -> Fault {
        Fault::new(format!("parsing time {}{message}", quoted(self.value)))
    }

    fn mismatch(&self, element: &[u8], found: &[u8]) -> Fault {
        Fault::new(format!(
            "parsing time {} as {}: cannot parse {} as {}",
            quoted(self.value),
            quoted(self.layout),
            quoted(found),
            quoted(element)
        ))
    }

    // Plain text must be there; a run of spaces matches any run.
    fn skip(&mut self, prefix: &[u8]) -> Result<(), Fault> {
        let mut expected = prefix;
        while let Some((&first, after)) = expected.split_first() {
            if first == b' ' {
                if self.rest.first().is_some_and(|byte| *byte != b' ') {
                    return Err(self.mismatch(prefix, self.rest));
                }
                expected = without_spaces(expected);
                self.rest = without_spaces(self.rest);
                continue;
            }
            match self.rest.split_first() {
                Some((byte, rest)) if *byte == first => {
                    expected = after;
                    self.rest = rest;
                }
                _ => return Err(self.mismatch(prefix, self.rest)),
            }
        }
        Ok(())
    }

    fn read(&mut self, element: Element, layout_rest: &[u8]) -> Result<(), Trouble> {
        match element {
            Element::Year => {
                let year = number(self.take(2)?)?;
                self.fields.year = year + if year >= 69 { 1900 } else { 2000 };
            }
            Element::LongYear => {
                if !self.rest.first().is_some_and(u8::is_ascii_digit) {
                    return Err(Trouble::Mismatch);
                }
                self.fields.year = number(self.take(4)?)?;
            }
            Element::Month => self.fields.month = Some(self.name(&MONTHS, Some(3))? + 1),
            Element::LongMonth => self.fields.month = Some(self.name(&MONTHS, None)? + 1),
            Element::NumMonth | Element::ZeroMonth => {
                let month = self.one_or_two_digits(element == Element::ZeroMonth)?;
                self.fields.month = Some(within(month, 1..=12, "month")?);
            }
            Element::WeekDay => {
                self.name(&DAYS, Some(3))?;
            }
            Element::LongWeekDay => {
                self.name(&DAYS, None)?;
            }
            Element::Day | Element::UnderDay | Element::ZeroDay => {
                if element == Element::UnderDay {
                    self.rest = self.rest.strip_prefix(b" ").unwrap_or(self.rest);
                }
                self.fields.day = Some(self.one_or_two_digits(element == Element::ZeroDay)?);
            }
            Element::UnderYearDay | Element::ZeroYearDay => {
                self.fields.day_of_year = Some(self.three_digits(element == Element::ZeroYearDay)?);
            }
            Element::Hour => self.fields.hour = within(self.one_or_two_digits(false)?, 0..=23, "hour")?,
            Element::Hour12 | Element::ZeroHour12 => {
                self.fields.hour =
                    within(self.one_or_two_digits(element == Element::ZeroHour12)?, 0..=12, "hour")?;
            }
            Element::Minute | Element::ZeroMinute => {
                let minute = self.one_or_two_digits(element == Element::ZeroMinute)?;
                self.fields.minute = within(minute, 0..=59, "minute")?;
            }
            Element::Second | Element::ZeroSecond => {
                self.second(element == Element::ZeroSecond, layout_rest)?;
            }
            Element::UpperPm => self.half_day(b"AM", b"PM")?,
            Element::LowerPm => self.half_day(b"am", b"pm")?,
            Element::Offset { style, z_for_utc } => self.offset(style, z_for_utc)?,
            Element::ZoneName => self.zone_name()?,
            Element::Fraction { digits, drops_zeros: false, .. } => {
                let text = self.take(1 + digits)?;
                self.fields.nanos = nanoseconds(text)?;
            }
            Element::Fraction { .. } => {
                if let [b'.' | b',', b'0'..=b'9', ..] = self.rest {
                    self.any_fraction()?;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Trouble> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Trouble::Mismatch)?;
        self.rest = rest;
        Ok(taken)
    }

    fn one_or_two_digits(&mut self, two: bool) -> Result<i64, Trouble> {
        let count = self.rest.iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 || (two && count < 2) {
            return Err(Trouble::Mismatch);
        }
        number(self.take(count)?)
    }

    fn three_digits(&mut self, exactly: bool) -> Result<i64, Trouble> {
        if !exactly {
            for _ in 0..2 {
                self.rest = self.rest.strip_prefix(b" ").unwrap_or(self.rest);
            }
        }
        let count = self.rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 || (exactly && count < 3) {
            return Err(Trouble::Mismatch);
        }
        number(self.take(count)?)
    }

    // The index of the name that comes next, in any case.
    fn name(&mut self, names: &[&str], length: Option<usize>) -> Result<i64, Trouble> {
        for (index, name) in (0..).zip(names) {
            let name = &name.as_bytes()[..length.unwrap_or(name.len())];
            if self.rest.get(..name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name)) {
                self.rest = &self.rest[name.len()..];
                return Ok(index);
            }
        }
        Err(Trouble::Mismatch)
    }

    fn second(&mut self, two: bool, layout_rest: &[u8]) -> Result<(), Trouble> {
        self.fields.second = within(self.one_or_two_digits(two)?, 0..=59, "second")?;
        // A fraction may follow even if the layout has none.
        let in_layout = matches!(layout::next_chunk(layout_rest).element, Some(Element::Fraction { .. }));
        if let ([b'.' | b',', b'0'..=b'9', ..], false) = (self.rest, in_layout) {
            self.any_fraction()?;
        }
        Ok(())
    }

    fn any_fraction(&mut self) -> Result<(), Trouble> {
        let digits = self.rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = self.take(1 + digits)?;
        self.fields.nanos = nanoseconds(text)?;
        Ok(())
    }

    fn half_day(&mut self, morning: &[u8], afternoon: &[u8]) -> Result<(), Trouble> {
        let text = self.take(2)?;
        if text != morning && text != afternoon {
            return Err(Trouble::Mismatch);
        }
        self.fields.afternoon = Some(text == afternoon);
        Ok(())
    }

    fn offset(&mut self, style: OffsetStyle, z_for_utc: bool) -> Result<(), Trouble> {
        if z_for_utc && let Some(rest) = self.rest.strip_prefix(b"Z") {
            self.rest = rest;
            self.fields.is_utc = true;
            return Ok(());
        }
        let length = match style {
            OffsetStyle::Hours => 3,
            OffsetStyle::Minutes => 5,
            OffsetStyle::ColonMinutes => 6,
            OffsetStyle::Seconds => 7,
            OffsetStyle::ColonSeconds => 9,
        };
        let text = self.take(length)?;
        let (sign, hours, minutes, seconds): (u8, &[u8], &[u8], &[u8]) = match (style, text) {
            (OffsetStyle::ColonMinutes, [sign, h1, h2, b':', m1, m2]) => {
                (*sign, &[*h1, *h2], &[*m1, *m2], b"00")
            }
            (OffsetStyle::Hours, [sign, hours @ ..]) => (*sign, hours, b"00", b"00"),
            (OffsetStyle::ColonSeconds, [sign, h1, h2, b':', m1, m2, b':', s1, s2]) => {
                (*sign, &[*h1, *h2], &[*m1, *m2], &[*s1, *s2])
            }
            (OffsetStyle::Seconds, [sign, digits @ ..]) => (*sign, &digits[..2], &digits[2..4], &digits[4..]),
            (OffsetStyle::Minutes, [sign, digits @ ..]) => (*sign, &digits[..2], &digits[2..], b"00"),
            _ => return Err(Trouble::Mismatch),
        };
        let hours = within(number(hours)?, 0..=24, "time zone offset hour")?;
        let minutes = within(number(minutes)?, 0..=60, "time zone offset minute")?;
        let seconds = within(number(seconds)?, 0..=60, "time zone offset second")?;
        let offset = i32::try_from((hours * 60 + minutes) * 60 + seconds).map_err(|_| Trouble::Mismatch)?;
        self.fields.offset = match sign {
            b'+' => Some(offset),
            b'-' => Some(-offset),
            _ => return Err(Trouble::Mismatch),
        };
        Ok(())
    }

    fn zone_name(&mut self) -> Result<(), Trouble> {
        if let Some(rest) = self.rest.strip_prefix(b"UTC") {
            self.rest = rest;
            self.fields.is_utc = true;
            return Ok(());
        }
        let length = zone_name_length(self.rest).ok_or(Trouble::Mismatch)?;
        self.fields.zone = self.take(length)?;
        Ok(())
    }

    fn finish(mut self, world: &dyn World) -> Result<Time, Fault> {
        let (month, day) = self.month_and_day()?;
        let fields = &mut self.fields;
        match fields.afternoon {
            Some(true) if fields.hour < 12 => fields.hour += 12,
            Some(false) if fields.hour == 12 => fields.hour = 0,
            _ => {}
        }
        let days = civil::days_of(fields.year, month, day);
        let unix = days * 86_400 + fields.hour * 3600 + fields.minute * 60 + fields.second;
        let at = |unix: i64, zone: Zone| Time::new(unix, fields.nanos, zone);
        if fields.is_utc {
            return Ok(at(unix, Zone::utc()));
        }
        let zone_name = String::from_utf8_lossy(fields.zone);
        if let Some(offset) = fields.offset.filter(|offset| *offset != -1) {
            let unix = unix - i64::from(offset);
            let local = Zone::local(world, unix);
            let is_local = local.offset == offset && (zone_name.is_empty() || *zone_name == *local.name);
            return Ok(at(unix, if is_local { local } else { Zone::new(&zone_name, offset) }));
        }
        if zone_name.is_empty() {
            return Ok(at_local(world, unix, fields.nanos));
        }
        if let Some(local) = local_zone_named(world, &zone_name, unix) {
            return Ok(at(unix - i64::from(local.offset), local));
        }
        // An unknown zone counts as UTC, except that GMT+3 says what it is, though Go only keeps it for showing.
        let offset =
            zone_name.strip_prefix("GMT").and_then(|hours| hours.parse::<i32>().ok()).unwrap_or(0) * 3600;
        Ok(at(unix, Zone::new(&zone_name, offset)))
    }

    fn month_and_day(&self) -> Result<(i64, i64), Fault> {
        let fields = &self.fields;
        let (mut month, mut day) = (fields.month.unwrap_or(1), fields.day.unwrap_or(1));
        if let Some(day_of_year) = fields.day_of_year {
            let length = if civil::is_leap(fields.year) { 366 } else { 365 };
            if !(1..=length).contains(&day_of_year) {
                return Err(self.failure(": day-of-year out of range"));
            }
            let (_, its_month, its_day) = civil::date_of(civil::days_of(fields.year, 1, day_of_year));
            if fields.month.is_some_and(|month| month != its_month) {
                return Err(self.failure(": day-of-year does not match month"));
            }
            if fields.day.is_some_and(|day| day != its_day) {
                return Err(self.failure(": day-of-year does not match day"));
            }
            (month, day) = (its_month, its_day);
        }
        if !(1..=civil::days_in(fields.year, month)).contains(&day) {
            return Err(self.failure(": day out of range"));
        }
        Ok((month, day))
    }
}

// A wall clock time in the local zone.
pub(super) fn at_local(world: &dyn World, wall: i64, nanos: u32) -> Time {
    // Go asks for the offset at the wall clock time first, and again if that was on the other side of a change.
    let guess = Zone::local(world, wall).offset;
    let offset = Zone::local(world, wall - i64::from(guess)).offset;
    let unix = wall - i64::from(offset);
    Time::new(unix, nanos, Zone::local(world, unix))
}

// The local zone under that abbreviation: now, or in another season.
fn local_zone_named(world: &dyn World, name: &str, wall: i64) -> Option<Zone> {
    const HALF_A_YEAR: i64 = 182 * 86_400;
    let at = |unix: i64| Some(Zone::local(world, unix)).filter(|zone| *zone.name == *name);
    at(wall).or_else(|| at(wall + HALF_A_YEAR)).or_else(|| at(wall - HALF_A_YEAR))
}

fn without_spaces(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|byte| **byte == b' ').count()..]
}

fn number(digits: &[u8]) -> Result<i64, Trouble> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Trouble::Mismatch);
    }
    Ok(digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
}

fn within(number: i64, range: std::ops::RangeInclusive<i64>, what: &'static str) -> Result<i64, Trouble> {
    if range.contains(&number) { Ok(number) } else { Err(Trouble::OutOfRange(what)) }
}

// A separator and digits; those beyond nanoseconds are dropped.
fn nanoseconds(text: &[u8]) -> Result<u32, Trouble> {
    let [b'.' | b',', digits @ ..] = text else { return Err(Trouble::Mismatch) };
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(Trouble::Mismatch);
    }
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0')).take(9);
    Ok(padded.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0')))
}

// How long the abbreviation of a zone is that comes next.
fn zone_name_length(text: &[u8]) -> Option<usize> {
    if text.len() < 3 {
        return None;
    }
    if text.starts_with(b"ChST") || text.starts_with(b"MeST") {
        return Some(4);
    }
    if text.starts_with(b"GMT") {
        return Some(3 + signed_hours_length(&text[3..]));
    }
    if matches!(text[0], b'+' | b'-') {
        return Some(signed_hours_length(text)).filter(|length| *length > 0);
    }
    match text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count() {
        5 if text[4] == b'T' => Some(5),
        4 if text[3] == b'T' || text.starts_with(b"WITA") => Some(4),
        3 => Some(3),
        _ => None,
    }
}

// The length of something like +3 or -11, or 0.
fn signed_hours_length(text: &[u8]) -> usize {
    let Some((b'+' | b'-', rest)) = text.split_first() else { return 0 };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match number(&rest[..digits.min(18)]) {
        Ok(hours) if hours <= 23 && digits <= 18 => 1 + digits,
        _ => 0,
    }
}
