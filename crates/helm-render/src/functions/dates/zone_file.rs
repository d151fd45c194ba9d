//! Time zone files (`TZif`, RFC 9636), for hosts that answer [`World::zone`](crate::World::zone) from the system's.

/// The content of a time zone file such as `/usr/share/zoneinfo/Europe/Berlin`.
#[derive(Debug, Clone)]
pub struct ZoneFile {
    // When each kind of time begins, in order.
    changes: Vec<(i64, usize)>,
    kinds: Vec<LocalTime>,
    // The rule for times after the last change, in POSIX form.
    rule: Option<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct LocalTime {
    offset: i32,
    is_summer: bool,
    abbreviation: String,
}

impl ZoneFile {
    /// Reads the content of a file; `None` if it is none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let first = Header::read(&mut reader)?;
        if first.version == 0 {
            return Self::read_body(&mut reader, &first, 4);
        }
        // Files have the data twice: for old readers with 32 bits, then with 64.
        reader.take(first.size_of_body(4)?)?;
        let second = Header::read(&mut reader)?;
        let mut zone = Self::read_body(&mut reader, &second, 8)?;
        let rule = reader.0.strip_prefix(b"\n")?.split(|byte| *byte == b'\n').next()?;
        zone.rule = std::str::from_utf8(rule).ok().and_then(Rule::parse);
        Some(zone)
    }

    /// The abbreviation and the offset from UTC in seconds at that many seconds since 1970.
    pub fn at(&self, unix: i64) -> (String, i32) {
        let passed = self.changes.partition_point(|(start, _)| *start <= unix);
        let kind = match (passed.checked_sub(1), &self.rule) {
            (Some(last), Some(rule)) if last + 1 == self.changes.len() => return rule.at(unix),
            (None, Some(rule)) if self.changes.is_empty() => return rule.at(unix),
            (Some(last), _) => self.kinds.get(self.changes[last].1),
            // Before the first change Go takes the first kind that is not summer time.
            (None, _) => self.kinds.iter().find(|kind| !kind.is_summer).or(self.kinds.first()),
        };
        kind.map_or_else(|| ("UTC".to_owned(), 0), |kind| (kind.abbreviation.clone(), kind.offset))
    }

    fn read_body(reader: &mut Reader<'_>, header: &Header, width: usize) -> Option<Self> {
        let times = reader.take(header.changes.checked_mul(width)?)?;
        let indexes = reader.take(header.changes)?;
        let kinds = reader.take(header.kinds.checked_mul(6)?)?;
        let names = reader.take(header.names)?;
        reader.take(header.leaps.checked_mul(width + 4)?)?;
        reader.take(header.standards)?;
        reader.take(header.universals)?;
        let changes =
            times.chunks(width).map(signed).zip(indexes.iter().map(|index| usize::from(*index))).collect();
        let kinds = kinds.chunks(6).map(|kind| local_time(kind, names)).collect::<Option<Vec<_>>>()?;
        Some(Self { changes, kinds, rule: None })
    }
}

fn signed(bytes: &[u8]) -> i64 {
    let start = if bytes.first().is_some_and(|byte| *byte >= 0x80) { -1 } else { 0 };
    bytes.iter().fold(start, |number, byte| (number << 8) | i64::from(*byte))
}

fn local_time(kind: &[u8], names: &[u8]) -> Option<LocalTime> {
    let name = names.get(usize::from(kind[5])..)?.split(|byte| *byte == 0).next()?;
    Some(LocalTime {
        offset: i32::try_from(signed(&kind[..4])).ok()?,
        is_summer: kind[4] != 0,
        abbreviation: String::from_utf8_lossy(name).into_owned(),
    })
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn count(&mut self) -> Option<usize> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    }
}

struct Header {
    version: u8,
    universals: usize,
    standards: usize,
    leaps: usize,
    changes: usize,
    kinds: usize,
    names: usize,
}

impl Header {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.take(4)? != b"TZif" {
            return None;
        }
        let version = reader.take(16)?[0];
        Some(Self {
            version,
            universals: reader.count()?,
            standards: reader.count()?,
            leaps: reader.count()?,
            changes: reader.count()?,
            kinds: reader.count()?,
            names: reader.count()?,
        })
    }

    fn size_of_body(&self, width: usize) -> Option<usize> {
        let changes = self.changes.checked_mul(width + 1)?;
        let leaps = self.leaps.checked_mul(width + 4)?;
        let kinds = self.kinds.checked_mul(6)?;
        [leaps, kinds, self.names, self.standards, self.universals]
            .iter()
            .try_fold(changes, |sum, size| sum.checked_add(*size))
    }
}

// A POSIX rule such as CET-1CEST,M3.5.0,M10.5.0/3.
#[derive(Debug, Clone)]
struct Rule {
    standard: LocalTime,
    summer: Option<(LocalTime, Change, Change)>,
}

#[derive(Debug, Clone, Copy)]
struct Change {
    day: ChangeDay,
    // Seconds after midnight of local time.
    time: i64,
}

#[derive(Debug, Clone, Copy)]
enum ChangeDay {
    // 1 to 365, never counting the leap day.
    WithoutLeap(i64),
    // 0 to 365, counting it.
    WithLeap(i64),
    // Month, week (5 is the last), day of the week (0 is Sunday).
    Weekday(i64, i64, i64),
}

impl Rule {
    fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let abbreviation = rule_name(&mut rest)?;
        let offset = rule_offset(&mut rest)?;
        let standard = LocalTime { offset: -offset, is_summer: false, abbreviation };
        if rest.is_empty() {
            return Some(Self { standard, summer: None });
        }
        let abbreviation = rule_name(&mut rest)?;
        let offset = if rest.starts_with(',') || rest.is_empty() {
            standard.offset + 3600
        } else {
            -rule_offset(&mut rest)?
        };
        let summer = LocalTime { offset, is_summer: true, abbreviation };
        let mut changes = rest.strip_prefix(',').unwrap_or("M3.2.0,M11.1.0").split(',');
        let (start, end) = (Change::parse(changes.next()?)?, Change::parse(changes.next()?)?);
        Some(Self { standard, summer: Some((summer, start, end)) })
    }

    fn at(&self, unix: i64) -> (String, i32) {
        let kind = match &self.summer {
            Some((summer, start, end)) => {
                let (year, ..) =
                    super::civil::date_of((unix + i64::from(self.standard.offset)).div_euclid(86_400));
                let start = start.in_year(year) - i64::from(self.standard.offset);
                let end = end.in_year(year) - i64::from(summer.offset);
                let is_summer =
                    if start <= end { (start..end).contains(&unix) } else { !(end..start).contains(&unix) };
                if is_summer { summer } else { &self.standard }
            }
            None => &self.standard,
        };
        (kind.abbreviation.clone(), kind.offset)
    }
}

impl Change {
    fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.split_once('/').map_or((text, None), |(day, time)| (day, Some(time)));
        let day = if let Some(date) = day.strip_prefix('M') {
            let mut parts = date.split('.').map(str::parse::<i64>);
            ChangeDay::Weekday(parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?)
        } else if let Some(day) = day.strip_prefix('J') {
            ChangeDay::WithoutLeap(day.parse().ok()?)
        } else {
            ChangeDay::WithLeap(day.parse().ok()?)
        };
        let time = match time {
            Some(mut time) => i64::from(rule_offset(&mut time)?),
            None => 7200,
        };
        Some(Self { day, time })
    }

    // Seconds since 1970, as a local clock counts.
    fn in_year(self, year: i64) -> i64 {
        use super::civil::{days_in, days_of, is_leap};
        let day = match self.day {
            ChangeDay::WithoutLeap(day) => {
                days_of(year, 1, 1) + day - 1 + i64::from(is_leap(year) && day >= 60)
            }
            ChangeDay::WithLeap(day) => days_of(year, 1, 1) + day,
            ChangeDay::Weekday(month, week, weekday) => {
                let first = days_of(year, month, 1);
                let first_weekday = (first + 4).rem_euclid(7);
                let mut day = (weekday - first_weekday).rem_euclid(7) + (week - 1) * 7;
                if day >= days_in(year, month) {
                    day -= 7;
                }
                first + day
            }
        };
        day * 86_400 + self.time
    }
}

fn rule_name(rest: &mut &str) -> Option<String> {
    if let Some(quoted) = rest.strip_prefix('<') {
        let (name, after) = quoted.split_once('>')?;
        *rest = after;
        return Some(name.to_owned());
    }
    let end = rest.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    *rest = after;
    (name.len() >= 3).then(|| name.to_owned())
}

// [+-]hh[:mm[:ss]] in seconds.
fn rule_offset(rest: &mut &str) -> Option<i32> {
    let end = rest
        .find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '+' | '-' | ':')))
        .unwrap_or(rest.len());
    let (text, after) = rest.split_at(end);
    *rest = after;
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut seconds = 0;
    let mut unit = 3600;
    for part in digits.split(':') {
        seconds += part.parse::<i32>().ok().filter(|part| *part < 200)? * unit;
        unit /= 60;
    }
    Some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn rules_change_with_the_seasons() {
        let berlin = Rule::parse("CET-1CEST,M3.5.0,M10.5.0/3").expect("a rule");
        assert_eq!(berlin.at(1_704_067_200), ("CET".to_owned(), 3600));
        assert_eq!(berlin.at(1_720_000_000), ("CEST".to_owned(), 7200));
        assert_eq!(berlin.at(1_711_846_799), ("CET".to_owned(), 3600));
        assert_eq!(berlin.at(1_711_846_800), ("CEST".to_owned(), 7200));
        let sydney = Rule::parse("AEST-10AEDT,M10.1.0,M4.1.0/3").expect("a rule");
        assert_eq!(sydney.at(1_704_067_200), ("AEDT".to_owned(), 39_600));
        assert_eq!(Rule::parse("<+0530>-5:30").expect("a rule").at(0), ("+0530".to_owned(), 19_800));
    }
}
