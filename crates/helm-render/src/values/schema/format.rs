//! The formats of strings that gojsonschema knows, as strict as it is.

use std::net::IpAddr;

use crate::functions;
use crate::value::{Str, Value};
use crate::world::FixedWorld;

/// A format by name; unknown ones are no check at all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Format {
    name: &'static str,
    matches: fn(&str) -> bool,
}

const FORMATS: &[Format] = &[
    Format { name: "date", matches: is_date },
    Format { name: "time", matches: is_time },
    Format { name: "date-time", matches: is_date_time },
    Format { name: "hostname", matches: is_hostname },
    Format { name: "email", matches: is_email },
    Format { name: "idn-email", matches: is_email },
    Format { name: "ipv4", matches: is_ipv4 },
    Format { name: "ipv6", matches: is_ipv6 },
    Format { name: "uri", matches: is_uri },
    Format { name: "uri-reference", matches: is_uri_reference },
    Format { name: "iri", matches: is_uri },
    Format { name: "iri-reference", matches: is_uri_reference },
    Format { name: "uri-template", matches: is_uri_template },
    Format { name: "uuid", matches: is_uuid },
    Format { name: "regex", matches: is_regex },
    Format { name: "json-pointer", matches: is_json_pointer },
    Format { name: "relative-json-pointer", matches: is_relative_json_pointer },
];

impl Format {
    pub(super) fn named(name: &str) -> Option<Self> {
        FORMATS.iter().copied().find(|format| format.name == name)
    }

    pub(super) fn name(self) -> &'static str {
        self.name
    }

    pub(super) fn matches(self, text: &str) -> bool {
        (self.matches)(text)
    }
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (digits(&text[..4]), digits(&text[5..7]), digits(&text[8..]))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    clock(text).is_some_and(|rest| rest.is_empty() || is_zone(rest))
}

fn is_date_time(text: &str) -> bool {
    is_time(text)
        || is_date(text)
        || (text.is_char_boundary(10)
            && text.len() > 11
            && text.as_bytes()[10] == b'T'
            && is_date(&text[..10])
            && clock(&text[11..]).is_some_and(is_zone))
}

/// What follows `15:04:05` and its fraction; the hour may have one digit, as Go lets it.
fn clock(text: &str) -> Option<&str> {
    let (hour, rest) = text.split_once(':')?;
    let rest_bytes = rest.as_bytes();
    if !(1..=2).contains(&hour.len()) || rest_bytes.len() < 5 || rest_bytes[2] != b':' {
        return None;
    }
    let (minute, second) = (digits(rest.get(..2)?)?, digits(rest.get(3..5)?)?);
    if digits(hour)? > 23 || minute > 59 || second > 59 {
        return None;
    }
    let rest = &rest[5..];
    let Some(fraction) = rest.strip_prefix(['.', ',']) else { return Some(rest) };
    let trimmed = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
    Some(if trimmed.len() == fraction.len() { rest } else { trimmed })
}

fn is_zone(text: &str) -> bool {
    if text == "Z" {
        return true;
    }
    let bytes = text.as_bytes();
    bytes.len() == 6
        && matches!(bytes[0], b'+' | b'-')
        && bytes[3] == b':'
        && text.get(1..3).and_then(digits).is_some_and(|hours| hours <= 24)
        && text.get(4..).and_then(digits).is_some_and(|minutes| minutes <= 60)
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() < 256 && text.split('.').all(is_label)
}

/// An address as `mail.ParseAddress` takes it, with or without a display name.
fn is_email(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t']);
    let address = match text.strip_suffix('>') {
        None => text,
        Some(rest) => match rest.rsplit_once('<') {
            Some((name, address)) if is_display_name(name.trim()) => address,
            _ => return false,
        },
    };
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let is_local = is_dotted(local)
        || (local.len() >= 2
            && local.starts_with('"')
            && local.ends_with('"')
            && !local[1..local.len() - 1].contains(['"', '\n', '\r']));
    let is_literal = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|literal| literal.trim_start_matches("IPv6:").parse::<IpAddr>().is_ok());
    is_local && (is_dotted(domain) || is_literal)
}

fn is_display_name(name: &str) -> bool {
    if let Some(quoted) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return !quoted.contains(['"', '\n', '\r']);
    }
    name.split(' ')
        .all(|word| word.is_empty() || word.chars().all(|character| character == '.' || is_atom(character)))
}

fn is_dotted(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.chars().all(is_atom))
}

fn is_atom(character: char) -> bool {
    !character.is_ascii() || character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
}

fn is_ipv4(text: &str) -> bool {
    text.contains('.') && text.parse::<IpAddr>().is_ok()
}

fn is_ipv6(text: &str) -> bool {
    text.contains(':') && text.parse::<IpAddr>().is_ok()
}

fn is_uri(text: &str) -> bool {
    !text.contains('\\') && parse_url(text, "scheme").is_some_and(|scheme| !scheme.is_empty())
}

fn is_uri_reference(text: &str) -> bool {
    !text.contains('\\') && parse_url(text, "scheme").is_some()
}

fn is_uri_template(text: &str) -> bool {
    let Some(path) = parse_url(text, "path").filter(|_| !text.contains('\\')) else { return false };
    let path = path.to_str();
    let mut rest = &*path;
    while let Some((_, after)) = rest.split_once('{') {
        match after.split_once('}') {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

/// A part of what Go's `url.Parse` makes of the text.
fn parse_url(text: &str, part: &str) -> Option<Str> {
    match functions::lookup("urlParse")?.call(&FixedWorld, &[Value::str(text)]).ok()? {
        Value::Map(parts) => parts.get(part)?.as_str().cloned(),
        _ => None,
    }
}

fn is_uuid(text: &str) -> bool {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => is_hex(byte),
        })
}

fn is_regex(text: &str) -> bool {
    super::pattern::Pattern::new(Str::from(text)).is_some()
}

fn is_json_pointer(text: &str) -> bool {
    text.is_empty()
        || (text.starts_with('/') && text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1'])))
}

fn is_relative_json_pointer(text: &str) -> bool {
    let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let number = &text[..text.len() - rest.len()];
    !number.is_empty()
        && (number == "0" || !number.starts_with('0'))
        && (rest == "#" || is_json_pointer(rest))
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn formats_are_as_strict_as_gojsonschema() {
        for (name, text, expected) in [
            ("date", "2024-02-29", true),
            ("date", "2023-02-29", false),
            ("date", "2024-2-9", false),
            ("time", "1:02:03", true),
            ("time", "23:59:59.5+02:00", true),
            ("time", "24:00:00", false),
            ("date-time", "2024-01-01T00:00:00Z", true),
            ("date-time", "2024-01-01 00:00:00Z", false),
            ("hostname", "a-b.example", true),
            ("hostname", "-a.example", false),
            ("email", "a.b@example.com", true),
            ("email", "A B <a@b>", true),
            ("email", "a@", false),
            ("ipv4", "1.2.3.4", true),
            ("ipv4", "1.2.3.04", false),
            ("ipv6", "::1", true),
            ("uuid", "00000000-0000-0000-0000-00000000000A", false),
            ("json-pointer", "/a~1b", true),
            ("json-pointer", "/a~2b", false),
            ("relative-json-pointer", "1#", true),
        ] {
            let format = Format::named(name).expect("a known format");
            assert_eq!(format.matches(text), expected, "{name} {text}");
        }
    }
}
