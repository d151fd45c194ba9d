//! Dates and times of TOML: Go's `time.Time` with the zones by which BurntSushi/toml marks local ones.

use std::any::Any;

use crate::value::{Object, Value};

/// Which parts were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// With an offset, in seconds.
    Instant(i32),
    LocalDateTime,
    LocalDate,
    LocalTime,
}

/// A date or time as a template holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateTime {
    form: Form,
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    nanos: u32,
}

impl DateTime {
    /// Reads it, with `T` and `Z` in capitals; `None` if it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut datetime = Self {
            form: Form::LocalTime,
            year: 0,
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
            nanos: 0,
        };
        let mut rest = text;
        if text.as_bytes().get(4) == Some(&b'-') {
            datetime.form = Form::LocalDate;
            rest = datetime.read_date(text)?;
            if rest.is_empty() {
                return Some(datetime);
            }
            rest = rest.strip_prefix('T')?;
            datetime.form = Form::LocalDateTime;
        }
        rest = datetime.read_time(rest)?;
        if !rest.is_empty() {
            if datetime.form != Form::LocalDateTime {
                return None;
            }
            datetime.form = Form::Instant(read_offset(rest)?);
        }
        Some(datetime)
    }

    fn read_date<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let (year, rest) = read_number(text, 4)?;
        let (month, rest) = read_number(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = read_number(rest.strip_prefix('-')?, 2)?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        if day == 0 || day > days {
            return None;
        }
        self.year = year;
        self.month = u8::try_from(month).ok()?;
        self.day = u8::try_from(day).ok()?;
        Some(rest)
    }

    fn read_time<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let (hour, rest) = read_number(text, 2)?;
        let (minute, rest) = read_number(rest.strip_prefix(':')?, 2)?;
        let (second, mut rest) = read_number(rest.strip_prefix(':')?, 2)?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        self.hour = u8::try_from(hour).ok()?;
        self.minute = u8::try_from(minute).ok()?;
        self.second = u8::try_from(second).ok()?;
        if let Some(fraction) = rest.strip_prefix('.') {
            let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                return None;
            }
            let nanos = format!("{:0<9}", &fraction[..digits.min(9)]);
            self.nanos = nanos.parse().ok()?;
            rest = &fraction[digits..];
        }
        Some(rest)
    }

    fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    fn time(&self) -> String {
        let mut text = format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second);
        if self.nanos > 0 {
            let fraction = format!(".{:09}", self.nanos);
            text.push_str(fraction.trim_end_matches('0'));
        }
        text
    }

    fn offset(&self) -> i32 {
        if let Form::Instant(offset) = self.form { offset } else { 0 }
    }

    /// As TOML writes it.
    pub(super) fn to_toml(&self) -> String {
        match self.form {
            Form::Instant(_) => self.to_rfc3339(),
            Form::LocalDateTime => format!("{}T{}", self.date(), self.time()),
            Form::LocalDate => self.date(),
            Form::LocalTime => self.time(),
        }
    }

    /// As Go has a time in JSON. Local times are in UTC here.
    fn to_rfc3339(&self) -> String {
        let zone = match self.offset() {
            0 => "Z".to_owned(),
            offset => offset_text(offset, ":"),
        };
        format!("{}T{}{zone}", self.date(), self.time())
    }
}

fn offset_text(offset: i32, colon: &str) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
}

fn read_number(text: &str, length: usize) -> Option<(u16, &str)> {
    let digits = text.get(..length).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((digits.parse().ok()?, &text[length..]))
}

fn read_offset(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, rest) = read_number(rest, 2)?;
    let (minutes, rest) = read_number(rest.strip_prefix(':')?, 2)?;
    if !rest.is_empty() || hours > 24 || minutes > 60 {
        return None;
    }
    Some(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
}

impl Object for DateTime {
    fn type_name(&self) -> &'static str {
        "time.Time"
    }

    fn display(&self) -> String {
        let zone = match self.form {
            Form::Instant(0) => "UTC".to_owned(),
            Form::Instant(offset) => offset_text(offset, ""),
            Form::LocalDateTime => "datetime-local".to_owned(),
            Form::LocalDate => "date-local".to_owned(),
            Form::LocalTime => "time-local".to_owned(),
        };
        format!("{} {} {} {zone}", self.date(), self.time(), offset_text(self.offset(), ""))
    }

    fn data(&self) -> Value {
        Value::str(self.to_rfc3339())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
