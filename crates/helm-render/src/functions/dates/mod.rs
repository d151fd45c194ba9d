//! Dates, times and durations.

mod civil;
mod duration;
mod layout;
mod location;
mod parse;
mod time;
mod zone_file;

pub use zone_file::ZoneFile;

use std::rc::Rc;

use duration::{Duration, SECOND};
use time::{Time, Zone};

use super::Entry;
use super::cast::parse_int;
use super::limit::check_size;
use super::signature::{Outcome, typed, worldly};
use crate::fault::Fault;
use crate::value::{Str, Value};
use crate::world::World;

/// Whether Go takes this as a duration.
pub(super) fn check_duration(text: &str) -> Result<(), Fault> {
    Duration::parse(text.as_bytes()).map(drop)
}

/// Gives the current time.
///
/// ```gotmpl
/// {{ now | kindOf }} → struct
/// ```
fn now(world: &dyn World) -> Time {
    Time::now(world)
}

/// Formats a time, or seconds since 1970, with a Go layout, in the local zone.
///
/// ```gotmpl
/// {{ date "2006-01-02 15:04" 0 }} → 1970-01-01 00:00
/// ```
fn date(world: &dyn World, layout: &Str, date: &Value) -> Result<Str, Fault> {
    formatted(world, layout.as_bytes(), date, b"Local")
}

/// Formats a time in a time zone; an unknown zone is UTC.
///
/// ```gotmpl
/// {{ dateInZone "15:04 MST" 3600 "UTC" }} → 01:00 UTC
/// ```
fn date_in_zone(world: &dyn World, layout: &Str, date: &Value, zone: &Str) -> Result<Str, Fault> {
    formatted(world, layout.as_bytes(), date, zone.as_bytes())
}

/// Formats a date as HTML date pickers want it.
///
/// ```gotmpl
/// {{ htmlDate 0 }} → 1970-01-01
/// ```
fn html_date(world: &dyn World, date: &Value) -> Result<Str, Fault> {
    formatted(world, b"2006-01-02", date, b"Local")
}

/// Formats a date as HTML date pickers want it, in a time zone.
///
/// ```gotmpl
/// {{ htmlDateInZone 0 "UTC" }} → 1970-01-01
/// ```
fn html_date_in_zone(world: &dyn World, date: &Value, zone: &Str) -> Result<Str, Fault> {
    formatted(world, b"2006-01-02", date, zone.as_bytes())
}

/// Moves a time by a duration; one that cannot be read moves nothing.
///
/// ```gotmpl
/// {{ toDate "2006-01-02" "2024-02-28" | dateModify "24h" | date "Jan 2" }} → Feb 29
/// ```
fn date_modify(world: &dyn World, duration: &Str, time: &Time) -> Time {
    must_date_modify(world, duration, time).unwrap_or_else(|_| time.clone())
}

/// Moves a time by a duration.
///
/// ```gotmpl
/// {{ toDate "2006-01-02" "2024-02-28" | mustDateModify "-1.5h" | date "15:04" }} → 22:30
/// ```
fn must_date_modify(world: &dyn World, duration: &Str, time: &Time) -> Result<Time, Fault> {
    Ok(time.plus(Duration::parse(duration.as_bytes())?).settled(world))
}

/// Reads a time with a Go layout; one that cannot be read is the zero time.
///
/// ```gotmpl
/// {{ (toDate "2006-01-02" "2024-02-29").Weekday }} → Thursday
/// ```
fn to_date(world: &dyn World, layout: &Str, text: &Str) -> Time {
    parse::parse(world, layout.as_bytes(), text.as_bytes()).unwrap_or_else(|_| Time::zero())
}

/// Reads a time with a Go layout.
///
/// ```gotmpl
/// {{ mustToDate "02.01.2006" "29.02.2024" | date "2006-01-02" }} → 2024-02-29
/// ```
fn must_to_date(world: &dyn World, layout: &Str, text: &Str) -> Result<Time, Fault> {
    parse::parse(world, layout.as_bytes(), text.as_bytes())
}

/// Gives the seconds since 1970.
///
/// ```gotmpl
/// {{ toDate "2006-01-02" "1970-01-02" | unixEpoch }} → 86400
/// ```
fn unix_epoch(time: &Time) -> String {
    time.unix.to_string()
}

/// Gives the time passed since then.
///
/// ```gotmpl
/// {{ ago now }} → 0s
/// ```
fn ago(world: &dyn World, date: &Value) -> String {
    let now = Time::now(world);
    let then = match date {
        Value::Object(object) => object.as_any().downcast_ref().cloned(),
        Value::Int(unix) | Value::Int64(unix) => Some(Time::new(*unix, 0, Zone::utc())),
        _ => None,
    };
    then.map_or(Duration(0), |then| now.since(&then)).rounded(SECOND).to_string()
}

/// Writes seconds as a duration.
///
/// ```gotmpl
/// {{ duration "95" }} → 1m35s
/// ```
fn duration(seconds: &Value) -> String {
    let seconds = match seconds {
        Value::String(text) => text.to_utf8().and_then(|text| parse_int(text, 10)).unwrap_or(0),
        Value::Int64(seconds) => *seconds,
        _ => 0,
    };
    Duration::seconds(seconds).to_string()
}

/// Rounds a duration, or the time since a date, to its largest unit.
///
/// ```gotmpl
/// {{ durationRound "2h10m5s" }} → 2h
/// ```
fn duration_round(world: &dyn World, duration: &Value) -> String {
    const UNITS: [(u64, &str); 6] =
        [(365 * 86_400, "y"), (30 * 86_400, "mo"), (86_400, "d"), (3600, "h"), (60, "m"), (1, "s")];
    let nanos = match duration {
        Value::String(text) => Duration::parse(text.as_bytes()).map_or(0, |duration| duration.0),
        Value::Int64(nanos) => *nanos,
        Value::Object(object) => match object.as_any().downcast_ref() {
            Some(time) => Time::now(world).since(time).0,
            None => 0,
        },
        _ => 0,
    }
    .unsigned_abs();
    for (seconds, unit) in UNITS {
        let size = seconds * 1_000_000_000;
        if nanos > size {
            return format!("{}{unit}", nanos / size);
        }
    }
    "0s".to_owned()
}

pub(super) static TABLE: &[Entry] = &[
    ("ago", &worldly(ago)),
    ("date", &worldly(date)),
    ("dateInZone", &worldly(date_in_zone)),
    ("dateModify", &worldly(date_modify)),
    ("date_in_zone", &worldly(date_in_zone)),
    ("date_modify", &worldly(date_modify)),
    ("duration", &typed(duration)),
    ("durationRound", &worldly(duration_round)),
    ("htmlDate", &worldly(html_date)),
    ("htmlDateInZone", &worldly(html_date_in_zone)),
    ("mustDateModify", &worldly(must_date_modify)),
    ("mustToDate", &worldly(must_to_date)),
    ("must_date_modify", &worldly(must_date_modify)),
    ("now", &worldly(now)),
    ("toDate", &worldly(to_date)),
    ("unixEpoch", &typed(unix_epoch)),
];

impl Outcome for Time {
    fn into_result(self) -> Result<Value, Fault> {
        Ok(Value::Object(Rc::new(self)))
    }
}

/// Year, month, day, hour, minute and second of an instant in UTC.
#[cfg(feature = "crypto")]
pub(super) fn civil_time(unix: i64) -> (i64, i64, i64, i64, i64, i64) {
    let (year, month, day) = civil::date_of(unix.div_euclid(86_400));
    let seconds = unix.rem_euclid(86_400);
    (year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn formatted(world: &dyn World, layout: &[u8], date: &Value, zone: &[u8]) -> Result<Str, Fault> {
    // No element prints more than a few times its own length.
    check_size(layout.len().checked_mul(10))?;
    let time = match date {
        Value::Object(object) => object.as_any().downcast_ref().cloned(),
        Value::Int(unix) | Value::Int64(unix) => Some(Time::new(*unix, 0, Zone::utc())),
        _ => None,
    };
    let time = time.unwrap_or_else(|| Time::now(world));
    let zone = match zone {
        b"Local" => Zone::local(world, time.unix),
        b"" | b"UTC" => Zone::utc(),
        name => named_zone(world, name, time.unix).unwrap_or_else(Zone::utc),
    };
    Ok(time.in_zone(zone).format(layout).into())
}

fn named_zone(world: &dyn World, name: &[u8], unix: i64) -> Option<Zone> {
    let name = std::str::from_utf8(name).ok()?;
    // Go refuses names that could leave its folder.
    if name.contains("..") || name.starts_with(['/', '\\']) {
        return None;
    }
    let (abbreviation, offset) = world.zone(name, unix)?;
    Some(Zone::new(&abbreviation, offset))
}
