//! `time.Time` and its relatives, as templates hold them.

use std::cmp::Ordering;
use std::rc::Rc;

use super::civil;
use super::duration::Duration;
use super::layout::{self, DAYS, Element, MONTHS, OffsetStyle};
use super::location::{Location, Place};
use super::parse::{at_local, quoted};
use crate::fault::Fault;
use crate::functions::GoType;
use crate::functions::signature::Named;
use crate::value::{Field, Kind, List, ListType, Method, Object, Value};
use crate::world::World;

const SECONDS_PER_DAY: i64 = 86_400;

/// An instant in a zone.
#[derive(Debug, Clone)]
pub(super) struct Time {
    pub(super) unix: i64,
    pub(super) nanos: u32,
    pub(super) zone: Zone,
    // Go prints the reading of the monotonic clock, which only `now` has.
    has_monotonic_clock: bool,
}

/// An abbreviation and an offset from UTC, in seconds, at some instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Zone {
    pub(super) place: Place,
    pub(super) name: Rc<str>,
    pub(super) offset: i32,
}

impl Zone {
    /// A zone that has the same offset all the time.
    pub(super) fn new(name: &str, offset: i32) -> Self {
        Self { place: Place::Fixed, name: name.into(), offset }
    }

    pub(super) fn utc() -> Self {
        Self { place: Place::Utc, ..Self::new("UTC", 0) }
    }

    /// The local zone at an instant.
    pub(super) fn local(world: &dyn World, unix: i64) -> Self {
        let (name, offset) = world.local_zone(unix);
        Self { place: Place::Local, ..Self::new(&name, offset) }
    }
}

impl Time {
    pub(super) fn new(unix: i64, nanos: u32, zone: Zone) -> Self {
        Self { unix, nanos, zone, has_monotonic_clock: false }
    }

    /// The current time in the local zone.
    pub(super) fn now(world: &dyn World) -> Self {
        let (unix, nanos) = world.now();
        Self { unix, nanos, zone: Zone::local(world, unix), has_monotonic_clock: true }
    }

    /// Go's zero time: the first of January of the year 1.
    pub(super) fn zero() -> Self {
        Self::new(-62_135_596_800, 0, Zone::utc())
    }

    /// The same instant in another zone.
    pub(super) fn in_zone(&self, zone: Zone) -> Self {
        Self { zone, has_monotonic_clock: false, ..self.clone() }
    }

    /// The same instant, with the local offset that holds then.
    pub(super) fn settled(mut self, world: &dyn World) -> Self {
        if self.zone.place == Place::Local {
            self.zone = Zone::local(world, self.unix);
        }
        self
    }

    /// The instant that much later; the zone keeps its offset.
    pub(super) fn plus(&self, duration: Duration) -> Self {
        let total = i128::from(self.unix) * 1_000_000_000 + i128::from(self.nanos) + i128::from(duration.0);
        let (unix, nanos) = (total.div_euclid(1_000_000_000), total.rem_euclid(1_000_000_000));
        Self {
            unix: i64::try_from(unix).unwrap_or(if unix < 0 { i64::MIN } else { i64::MAX }),
            nanos: u32::try_from(nanos).unwrap_or(0),
            zone: self.zone.clone(),
            has_monotonic_clock: self.has_monotonic_clock,
        }
    }

    /// The time from `earlier` to this, at most what a duration can be.
    pub(super) fn since(&self, earlier: &Self) -> Duration {
        let seconds = i128::from(self.unix) - i128::from(earlier.unix);
        let total = seconds * 1_000_000_000 + i128::from(self.nanos) - i128::from(earlier.nanos);
        Duration(i64::try_from(total).unwrap_or(if total < 0 { i64::MIN } else { i64::MAX }))
    }

    fn compare(&self, other: &Self) -> Ordering {
        (self.unix, self.nanos).cmp(&(other.unix, other.nanos))
    }

    fn local_seconds(&self) -> i64 {
        self.unix.saturating_add(i64::from(self.zone.offset))
    }

    fn days(&self) -> i64 {
        self.local_seconds().div_euclid(SECONDS_PER_DAY)
    }

    // Year, month, day.
    fn date(&self) -> (i64, i64, i64) {
        civil::date_of(self.days())
    }

    // Hour, minute, second.
    fn clock(&self) -> (i64, i64, i64) {
        let seconds = self.local_seconds().rem_euclid(SECONDS_PER_DAY);
        (seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    fn weekday(&self) -> usize {
        usize::try_from((self.days() + 4).rem_euclid(7)).unwrap_or(0)
    }

    fn day_of_year(&self) -> i64 {
        self.days() - civil::days_of(self.date().0, 1, 1) + 1
    }

    /// Go's `Format`.
    pub(super) fn format(&self, layout: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(layout.len() + 10);
        let mut rest = layout;
        loop {
            let chunk = layout::next_chunk(rest);
            out.extend_from_slice(chunk.prefix);
            let Some(element) = chunk.element else { return out };
            self.write_element(element, &mut out);
            rest = chunk.rest;
        }
    }

    fn write_element(&self, element: Element, out: &mut Vec<u8>) {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.clock();
        let month_name = MONTHS[usize::try_from(month - 1).unwrap_or(0) % 12];
        let day_name = DAYS[self.weekday()];
        let hour12 = (hour + 11) % 12 + 1;
        let afternoon = hour >= 12;
        match element {
            Element::Year => pad(out, year.max(0) % 100, 2),
            Element::LongYear => pad(out, year, 4),
            Element::Month => out.extend_from_slice(&month_name.as_bytes()[..3]),
            Element::LongMonth => out.extend_from_slice(month_name.as_bytes()),
            Element::NumMonth => pad(out, month, 0),
            Element::ZeroMonth => pad(out, month, 2),
            Element::WeekDay => out.extend_from_slice(&day_name.as_bytes()[..3]),
            Element::LongWeekDay => out.extend_from_slice(day_name.as_bytes()),
            Element::Day => pad(out, day, 0),
            Element::UnderDay => pad_with_spaces(out, day, 2),
            Element::ZeroDay => pad(out, day, 2),
            Element::UnderYearDay => pad_with_spaces(out, self.day_of_year(), 3),
            Element::ZeroYearDay => pad(out, self.day_of_year(), 3),
            Element::Hour => pad(out, hour, 2),
            Element::Hour12 => pad(out, hour12, 0),
            Element::ZeroHour12 => pad(out, hour12, 2),
            Element::Minute => pad(out, minute, 0),
            Element::ZeroMinute => pad(out, minute, 2),
            Element::Second => pad(out, second, 0),
            Element::ZeroSecond => pad(out, second, 2),
            Element::UpperPm => out.extend_from_slice(if afternoon { b"PM" } else { b"AM" }),
            Element::LowerPm => out.extend_from_slice(if afternoon { b"pm" } else { b"am" }),
            Element::ZoneName if self.zone.name.is_empty() => self.write_offset(OffsetStyle::Minutes, out),
            Element::ZoneName => out.extend_from_slice(self.zone.name.as_bytes()),
            Element::Offset { z_for_utc: true, .. } if self.zone.offset == 0 => out.push(b'Z'),
            Element::Offset { style, .. } => self.write_offset(style, out),
            Element::Fraction { digits, separator, drops_zeros } => {
                let text = format!("{:09}", self.nanos);
                let mut shown = &text[..digits.min(9)];
                if drops_zeros {
                    shown = shown.trim_end_matches('0');
                }
                if !shown.is_empty() {
                    out.push(separator);
                    out.extend_from_slice(shown.as_bytes());
                    // Go takes nine digits at most and fills up with zeros.
                    let fill = if drops_zeros { 0 } else { digits.saturating_sub(9) };
                    out.extend(std::iter::repeat_n(b'0', fill));
                }
            }
        }
    }

    fn write_offset(&self, style: OffsetStyle, out: &mut Vec<u8>) {
        let offset = i64::from(self.zone.offset);
        out.push(if offset < 0 { b'-' } else { b'+' });
        let offset = offset.abs();
        pad(out, offset / 3600, 2);
        if style == OffsetStyle::Hours {
            return;
        }
        let has_colon = matches!(style, OffsetStyle::ColonMinutes | OffsetStyle::ColonSeconds);
        if has_colon {
            out.push(b':');
        }
        pad(out, offset / 60 % 60, 2);
        if matches!(style, OffsetStyle::Seconds | OffsetStyle::ColonSeconds) {
            if has_colon {
                out.push(b':');
            }
            pad(out, offset % 60, 2);
        }
    }

    fn text(&self, layout: &str) -> String {
        String::from_utf8_lossy(&self.format(layout.as_bytes())).into_owned()
    }

    fn plus_date(&self, world: &dyn World, years: i64, months: i64, days: i64) -> Self {
        let (year, month, day) = self.date();
        let seconds = self.local_seconds().rem_euclid(SECONDS_PER_DAY);
        let days = civil::days_of(
            year.saturating_add(years),
            month.saturating_add(months),
            day.saturating_add(days),
        );
        let wall = days.saturating_mul(SECONDS_PER_DAY).saturating_add(seconds);
        if self.zone.place == Place::Local {
            return at_local(world, wall, self.nanos);
        }
        Self::new(wall.saturating_sub(i64::from(self.zone.offset)), self.nanos, self.zone.clone())
    }

    fn rounded(&self, unit: Duration, nearest: bool) -> Self {
        let mut time = Self { has_monotonic_clock: false, ..self.clone() };
        if unit.0 <= 0 {
            return time;
        }
        // Go counts from the zero time.
        let zero = i128::from(Self::zero().unix) * 1_000_000_000;
        let total = i128::from(self.unix) * 1_000_000_000 + i128::from(self.nanos) - zero;
        let remainder = total.rem_euclid(i128::from(unit.0));
        let down = i64::try_from(remainder).unwrap_or(0);
        let change = if nearest && down.saturating_add(down) >= unit.0 { unit.0 - down } else { -down };
        time = time.plus(Duration(change));
        time
    }
}

impl Named for Time {
    const NAME: &'static str = "time.Time";
}

/// The layout in which times marshal.
const RFC_3339: &[u8] = b"2006-01-02T15:04:05.999999999Z07:00";

impl Object for Time {
    fn type_name(&self) -> &'static str {
        "time.Time"
    }

    fn method(&self, name: &str) -> Option<Method> {
        const TIME: &[GoType] = &[GoType::Named("time.Time")];
        const DURATION: &[GoType] = &[GoType::Named("time.Duration")];
        let params: &'static [GoType] = match name {
            "Format" => &[GoType::String],
            "Add" | "Round" | "Truncate" => DURATION,
            "AddDate" => &[GoType::Int, GoType::Int, GoType::Int],
            "Sub" | "Before" | "After" | "Equal" | "Compare" => TIME,
            "In" => &[GoType::Named(Location::NAME)],
            "AppendFormat" => &[GoType::Named("[]uint8"), GoType::String],
            "Clock" | "Date" | "ISOWeek" | "Zone" | "ZoneBounds" => &[],
            "Local" | "Location" | "IsDST" | "GoString" | "GobEncode" | "MarshalBinary" => &[],
            "Year" | "Month" | "Day" | "Hour" | "Minute" | "Second" | "Nanosecond" | "YearDay"
            | "Weekday" | "Unix" | "UnixMilli" | "UnixMicro" | "UnixNano" | "UTC" | "String" | "IsZero"
            | "MarshalText" | "MarshalJSON" => &[],
            _ => return None,
        };
        Some(Method { params, variadic: false })
    }

    fn refusal(&self, method: &str) -> Option<&'static str> {
        Some(match method {
            "Clock" => "function Clock has 3 return values; should be 1 or 2",
            "Date" => "function Date has 3 return values; should be 1 or 2",
            "ISOWeek" => {
                "invalid function signature for ISOWeek: second return value should be error; is int"
            }
            "Zone" => "invalid function signature for Zone: second return value should be error; is int",
            "ZoneBounds" => {
                "invalid function signature for ZoneBounds: second return value should be error; is time.Time"
            }
            _ => return None,
        })
    }

    fn call_in(&self, world: &dyn World, name: &str, args: &[Value]) -> Result<Value, Fault> {
        let int = |at: usize| if let Some(Value::Int(number)) = args.get(at) { *number } else { 0 };
        let text = args.first().and_then(Value::as_str);
        let nanos = i128::from(self.unix) * 1_000_000_000 + i128::from(self.nanos);
        #[expect(clippy::cast_possible_truncation, reason = "Go wraps, too")]
        let count = |nanos_each: i128| Value::Int64(nanos.div_euclid(nanos_each) as i64);
        Ok(match name {
            "Format" => Value::str(self.format(text.map_or(b"", |text| text.as_bytes()))),
            "Year" => Value::Int(self.date().0),
            "Month" => Value::Object(Rc::new(NamedNumber {
                type_name: "time.Month",
                names: &MONTHS,
                first: 1,
                number: self.date().1,
            })),
            "Day" => Value::Int(self.date().2),
            "Hour" => Value::Int(self.clock().0),
            "Minute" => Value::Int(self.clock().1),
            "Second" => Value::Int(self.clock().2),
            "Nanosecond" => Value::Int(i64::from(self.nanos)),
            "YearDay" => Value::Int(self.day_of_year()),
            "Weekday" => {
                let number = i64::try_from(self.weekday()).unwrap_or(0);
                Value::Object(Rc::new(NamedNumber {
                    type_name: "time.Weekday",
                    names: &DAYS,
                    first: 0,
                    number,
                }))
            }
            "Unix" => Value::Int64(self.unix),
            "UnixMilli" => count(1_000_000),
            "UnixMicro" => count(1_000),
            "UnixNano" => count(1),
            "UTC" => object(self.in_zone(Zone::utc())),
            "Local" => object(self.in_zone(Zone::local(world, self.unix))),
            "In" => object(self.in_location(world, args)?),
            "Location" => Value::Object(Rc::new(self.location(world))),
            "IsDST" => Value::Bool(self.zone.place == Place::Local && world.is_local_summer_time(self.unix)),
            "GoString" => self.source().into(),
            "GobEncode" | "MarshalBinary" => Value::List(Rc::new(List::bytes(&self.binary()?))),
            "AppendFormat" => self.appended(args),
            "String" => self.display().into(),
            "IsZero" => (self.unix == Self::zero().unix && self.nanos == 0).into(),
            "MarshalText" => Value::List(Rc::new(List::bytes(&self.format(RFC_3339)))),
            "MarshalJSON" => {
                let text = [b"\"", &*self.format(RFC_3339), b"\""].concat();
                Value::List(Rc::new(List::bytes(&text)))
            }
            "AddDate" => object(self.plus_date(world, int(0), int(1), int(2))),
            "Add" => object(self.plus(duration_of(args)).settled(world)),
            "Round" => object(self.rounded(duration_of(args), true).settled(world)),
            "Truncate" => object(self.rounded(duration_of(args), false).settled(world)),
            _ => return self.compared(name, args),
        })
    }

    fn display(&self) -> String {
        let text = self.text("2006-01-02 15:04:05.999999999 -0700 MST");
        if self.has_monotonic_clock { text + " m=+0.000000001" } else { text }
    }

    fn go_string(&self) -> Option<String> {
        Some(self.source())
    }

    fn hidden_fields(&self) -> Option<Vec<Field>> {
        /// Seconds from the year 1 to 1970.
        const TO_1970: i64 = 62_135_596_800;
        /// Seconds from the year 1 to 1885, from which times with a monotonic clock count.
        const TO_1885: i64 = 59_453_308_800;
        let seconds = self.unix.wrapping_add(TO_1970);
        let (wall, ext) = if self.has_monotonic_clock {
            let since_1885 = seconds.wrapping_sub(TO_1885).cast_unsigned();
            (1 << 63 | since_1885 << 30 | u64::from(self.nanos), 1)
        } else {
            (u64::from(self.nanos), seconds)
        };
        Some(vec![
            Field::hidden("wall", Value::Uint64(wall)),
            Field::hidden("ext", Value::Int64(ext)),
            Field::hidden("loc", Value::Object(Rc::new(Location::stored(self.zone.clone())))),
        ])
    }

    fn data(&self) -> Value {
        Value::str(self.format(RFC_3339))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

impl Time {
    fn location(&self, world: &dyn World) -> Location {
        let name = match self.zone.place {
            Place::Local => world.local_zone_name().into(),
            Place::Utc | Place::Fixed => Rc::clone(&self.zone.name),
        };
        Location::new(self.zone.clone(), name)
    }

    fn in_location(&self, world: &dyn World, args: &[Value]) -> Result<Self, Fault> {
        let location = match args.first() {
            Some(Value::Object(object)) => object.as_any().downcast_ref::<Location>(),
            _ => None,
        };
        let location = location.ok_or_else(|| Fault::new("time: missing Location in call to Time.In"))?;
        Ok(self.in_zone(location.zone().clone()).settled(world))
    }

    /// What Go's `GoString` prints.
    fn source(&self) -> String {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.clock();
        let month = MONTHS[usize::try_from(month - 1).unwrap_or(0) % 12];
        let place = match self.zone.place {
            Place::Utc => "time.UTC".to_owned(),
            Place::Local => "time.Local".to_owned(),
            Place::Fixed => format!("time.Location({})", quoted(self.zone.name.as_bytes())),
        };
        let nanos = self.nanos;
        format!("time.Date({year}, time.{month}, {day}, {hour}, {minute}, {second}, {nanos}, {place})")
    }

    /// Go's binary form.
    fn binary(&self) -> Result<Vec<u8>, Fault> {
        let seconds = self.unix.wrapping_sub(Self::zero().unix);
        let offset = self.zone.offset;
        let minutes = match self.zone.place {
            Place::Utc => -1,
            // Go keeps this value for UTC.
            _ => i16::try_from(offset / 60)
                .ok()
                .filter(|minutes| *minutes != -1)
                .ok_or_else(|| Fault::new("Time.MarshalBinary: unexpected zone offset"))?,
        };
        let rest = if self.zone.place == Place::Utc { 0 } else { offset % 60 };
        let mut bytes = vec![if rest == 0 { 1 } else { 2 }];
        bytes.extend_from_slice(&seconds.to_be_bytes());
        bytes.extend_from_slice(&self.nanos.to_be_bytes());
        bytes.extend_from_slice(&minutes.to_be_bytes());
        if let Some(rest) = i8::try_from(rest).ok().filter(|rest| *rest != 0) {
            bytes.extend_from_slice(&rest.to_be_bytes());
        }
        Ok(bytes)
    }

    fn appended(&self, args: &[Value]) -> Value {
        let mut items = match args.first() {
            Some(Value::List(bytes)) => bytes.items().to_vec(),
            _ => Vec::new(),
        };
        let layout = args.get(1).and_then(Value::as_str).map_or(&b""[..], |layout| layout.as_bytes());
        items.extend(self.format(layout).into_iter().map(Value::Uint8));
        Value::List(Rc::new(List::typed(ListType::Bytes, items)))
    }

    fn compared(&self, name: &str, args: &[Value]) -> Result<Value, Fault> {
        let other = match args.first() {
            Some(Value::Object(object)) => object.as_any().downcast_ref::<Self>(),
            _ => None,
        };
        let other = other.ok_or_else(|| Fault::new("wrong type for value; expected time.Time"))?;
        let order = self.compare(other);
        Ok(match name {
            "Sub" => Value::Object(Rc::new(self.since(other))),
            "Before" => order.is_lt().into(),
            "After" => order.is_gt().into(),
            "Equal" => order.is_eq().into(),
            "Compare" => Value::Int(order as i64),
            _ => return Err(Fault::new(format!("time.Time has no method {name}"))),
        })
    }
}

fn object(time: Time) -> Value {
    Value::Object(Rc::new(time))
}

fn duration_of(args: &[Value]) -> Duration {
    match args.first() {
        Some(Value::Object(object)) => object.as_any().downcast_ref().copied().unwrap_or(Duration(0)),
        Some(Value::Int(number) | Value::Int64(number)) => Duration(*number),
        _ => Duration(0),
    }
}

/// `time.Month` and `time.Weekday`: numbers that print as names.
#[derive(Debug)]
struct NamedNumber {
    type_name: &'static str,
    names: &'static [&'static str],
    first: i64,
    number: i64,
}

impl Object for NamedNumber {
    fn type_name(&self) -> &'static str {
        self.type_name
    }

    fn kind(&self) -> Kind {
        Kind::Int
    }

    fn method(&self, name: &str) -> Option<Method> {
        (name == "String").then_some(Method { params: &[], variadic: false })
    }

    fn call(&self, _: &str, _: &[Value]) -> Result<Value, Fault> {
        Ok(self.display().into())
    }

    fn display(&self) -> String {
        let at = usize::try_from(self.number - self.first).unwrap_or(usize::MAX);
        self.names.get(at).map_or_else(String::new, |name| (*name).to_owned())
    }

    fn data(&self) -> Value {
        Value::Int(self.number)
    }

    fn is_true(&self) -> bool {
        self.number != 0
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

fn pad(out: &mut Vec<u8>, number: i64, width: usize) {
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(format!("{:0width$}", number.unsigned_abs()).as_bytes());
}

fn pad_with_spaces(out: &mut Vec<u8>, number: i64, width: usize) {
    out.extend_from_slice(format!("{number:width$}").as_bytes());
}
