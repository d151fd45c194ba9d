//! Taking URLs apart and putting them together, as Go's net/url does.

use super::Entry;
use super::signature::typed;
use super::strings::write_quoted;
use crate::fault::Fault;
use crate::value::{Map, Str, Value};

/// Takes a URL apart into a map with `scheme`, `userinfo`, `host`, `hostname`, `path`, `query`, `opaque` and `fragment`.
///
/// ```gotmpl
/// {{ (urlParse "https://user@example.com:8443/a?b=c#d").hostname }} → example.com
/// ```
fn url_parse(text: &Str) -> Result<Map, Fault> {
    let url = parse(text.as_bytes()).map_err(|message| {
        let mut quoted = Vec::new();
        write_quoted(text.as_bytes(), &mut quoted);
        Fault::new(format!("unable to parse url: parse {}: {message}", String::from_utf8_lossy(&quoted)))
    })?;
    let hostname = Value::str(hostname(&url.host));
    let entries = [
        ("fragment", Value::str(url.fragment)),
        ("host", Value::str(url.host)),
        ("hostname", hostname),
        ("opaque", Value::str(url.opaque)),
        ("path", Value::str(url.path)),
        ("query", Value::str(url.query)),
        ("scheme", Value::str(url.scheme)),
        ("userinfo", Value::str(url.user.map(|user| user.text()).unwrap_or_default())),
    ];
    Ok(entries.into_iter().map(|(key, value)| (Str::from(key), value)).collect())
}

/// Puts a URL together from a map as `urlParse` makes it.
///
/// ```gotmpl
/// {{ urlJoin (dict "scheme" "https" "host" "example.com" "path" "/a" "query" "b=c") }} → https://example.com/a?b=c
/// ```
fn url_join(map: Option<&Map>) -> Result<Str, Fault> {
    let part = |key: &str| part_of(map, key);
    let mut url = Url {
        scheme: part("scheme")?,
        host: part("host")?,
        path: part("path")?,
        query: part("query")?,
        opaque: part("opaque")?,
        fragment: part("fragment")?,
        ..Url::default()
    };
    let userinfo = part("userinfo")?;
    if !userinfo.is_empty() {
        let text = [b"proto://", userinfo.as_slice(), b"@host"].concat();
        let parsed = parse(&text).map_err(|message| {
            let mut quoted = Vec::new();
            write_quoted(&text, &mut quoted);
            let quoted = String::from_utf8_lossy(&quoted).into_owned();
            Fault::new(format!("unable to parse userinfo in dict: parse {quoted}: {message}"))
        })?;
        url.user = parsed.user;
    }
    Ok(url.text().into())
}

pub(super) static TABLE: &[Entry] = &[("urlJoin", &typed(url_join)), ("urlParse", &typed(url_parse))];

fn part_of(map: Option<&Map>, key: &str) -> Result<Vec<u8>, Fault> {
    match map.and_then(|map| map.get(key)) {
        None => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(text.as_bytes().to_vec()),
        Some(Value::Nil) => {
            Err(Fault::new("runtime error: invalid memory address or nil pointer dereference"))
        }
        Some(other) => {
            let kind = other.kind().name();
            Err(Fault::new(format!("unable to parse {key} key, must be of type string, but {kind} found")))
        }
    }
}

#[derive(Default)]
struct Url {
    scheme: Vec<u8>,
    opaque: Vec<u8>,
    user: Option<User>,
    host: Vec<u8>,
    path: Vec<u8>,
    raw_path: Vec<u8>,
    force_query: bool,
    query: Vec<u8>,
    fragment: Vec<u8>,
    raw_fragment: Vec<u8>,
    omit_host: bool,
}

struct User {
    name: Vec<u8>,
    password: Option<Vec<u8>>,
}

impl User {
    fn text(&self) -> Vec<u8> {
        let mut out = escaped(&self.name, Part::UserPassword);
        if let Some(password) = &self.password {
            out.push(b':');
            out.extend(escaped(password, Part::UserPassword));
        }
        out
    }
}

impl Url {
    fn text(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.scheme.is_empty() {
            out.extend_from_slice(&self.scheme);
            out.push(b':');
        }
        if self.opaque.is_empty() {
            self.write_hierarchy(&mut out);
        } else {
            out.extend_from_slice(&self.opaque);
        }
        if self.force_query || !self.query.is_empty() {
            out.push(b'?');
            out.extend_from_slice(&self.query);
        }
        if !self.fragment.is_empty() {
            out.push(b'#');
            out.extend(kept_or_escaped(&self.raw_fragment, &self.fragment, Part::Fragment));
        }
        out
    }

    fn write_hierarchy(&self, out: &mut Vec<u8>) {
        if !self.scheme.is_empty() || !self.host.is_empty() || self.user.is_some() {
            let has_authority = !self.host.is_empty() || self.user.is_some();
            if !self.omit_host || has_authority {
                if has_authority || !self.path.is_empty() {
                    out.extend_from_slice(b"//");
                }
                if let Some(user) = &self.user {
                    out.extend(user.text());
                    out.push(b'@');
                }
                out.extend(escaped(&self.host, Part::Host));
            }
        }
        let path = kept_or_escaped(&self.raw_path, &self.path, Part::Path);
        if !path.is_empty() && path[0] != b'/' && !self.host.is_empty() {
            out.push(b'/');
        }
        if out.is_empty() {
            // A colon in the first segment would read as a scheme.
            let first_segment = path.split(|byte| *byte == b'/').next().unwrap_or_default();
            if first_segment.contains(&b':') {
                out.extend_from_slice(b"./");
            }
        }
        out.extend(path);
    }
}

// Go keeps the spelling of the input if it means the same.
fn kept_or_escaped(raw: &[u8], plain: &[u8], part: Part) -> Vec<u8> {
    if !raw.is_empty() && is_valid_encoded(raw, part) && unescaped(raw, part).is_ok_and(|text| text == plain)
    {
        return raw.to_vec();
    }
    if part == Part::Path && plain == b"*" {
        return b"*".to_vec();
    }
    escaped(plain, part)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Host,
    Zone,
    UserPassword,
    Fragment,
}

// Go's Parse; the message is what follows the quoted URL.
fn parse(text: &[u8]) -> Result<Url, String> {
    let (body, fragment) = cut(text, b'#');
    let mut url = parse_without_fragment(body)?;
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        url.fragment = unescaped(fragment, Part::Fragment)?;
        if escaped(&url.fragment, Part::Fragment) != fragment {
            url.raw_fragment = fragment.to_vec();
        }
    }
    Ok(url)
}

fn parse_without_fragment(text: &[u8]) -> Result<Url, String> {
    if text.iter().any(|byte| *byte < b' ' || *byte == 0x7F) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    let mut url = Url::default();
    if text == b"*" {
        url.path = b"*".to_vec();
        return Ok(url);
    }
    let (scheme, mut rest) = split_scheme(text)?;
    url.scheme = scheme.to_ascii_lowercase();
    let (before, query) = cut(rest, b'?');
    rest = before;
    url.force_query = query == Some(b"");
    url.query = query.unwrap_or_default().to_vec();
    if !rest.starts_with(b"/") {
        if !url.scheme.is_empty() {
            url.opaque = rest.to_vec();
            return Ok(url);
        }
        let first_segment = rest.split(|byte| *byte == b'/').next().unwrap_or_default();
        if first_segment.contains(&b':') {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let has_authority = rest.starts_with(b"//") && (!url.scheme.is_empty() || !rest.starts_with(b"///"));
    if has_authority {
        let after = &rest[2..];
        let end = after.iter().position(|byte| *byte == b'/').unwrap_or(after.len());
        parse_authority(&after[..end], &mut url)?;
        rest = &after[end..];
    } else if !url.scheme.is_empty() && rest.starts_with(b"/") {
        url.omit_host = true;
    }
    url.path = unescaped(rest, Part::Path)?;
    if escaped(&url.path, Part::Path) != rest {
        url.raw_path = rest.to_vec();
    }
    Ok(url)
}

fn split_scheme(text: &[u8]) -> Result<(&[u8], &[u8]), String> {
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok((b"", text))
}

fn parse_authority(authority: &[u8], url: &mut Url) -> Result<(), String> {
    let Some(at) = authority.iter().rposition(|byte| *byte == b'@') else {
        url.host = parse_host(authority)?;
        return Ok(());
    };
    url.host = parse_host(&authority[at + 1..])?;
    let userinfo = &authority[..at];
    let is_valid = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(byte);
    if !userinfo.iter().all(is_valid) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let (name, password) = cut(userinfo, b':');
    let password = password.map(|password| unescaped(password, Part::UserPassword)).transpose()?;
    url.user = Some(User { name: unescaped(name, Part::UserPassword)?, password });
    Ok(())
}

fn parse_host(host: &[u8]) -> Result<Vec<u8>, String> {
    if host.starts_with(b"[") {
        let Some(end) = host.iter().rposition(|byte| *byte == b']') else {
            return Err("missing ']' in host".to_owned());
        };
        let port = &host[end + 1..];
        check_port(port)?;
        // A zone follows %25 inside the brackets.
        if let Ok(Some(zone)) = super::strings::find(&host[..end], b"%25") {
            let mut out = unescaped(&host[..zone], Part::Host)?;
            out.extend(unescaped(&host[zone..end], Part::Zone)?);
            out.extend(unescaped(&host[end..], Part::Host)?);
            return Ok(out);
        }
    } else if let Some(at) = host.iter().rposition(|byte| *byte == b':') {
        check_port(&host[at..])?;
    }
    unescaped(host, Part::Host)
}

fn check_port(port: &[u8]) -> Result<(), String> {
    let is_valid = port.is_empty() || (port[0] == b':' && port[1..].iter().all(u8::is_ascii_digit));
    if is_valid {
        return Ok(());
    }
    let mut quoted = Vec::new();
    write_quoted(port, &mut quoted);
    Err(format!("invalid port {} after host", String::from_utf8_lossy(&quoted)))
}

// The host without its port and brackets.
fn hostname(host: &[u8]) -> &[u8] {
    let without_port = match host.iter().rposition(|byte| *byte == b':') {
        Some(at) if host[at + 1..].iter().all(u8::is_ascii_digit) => &host[..at],
        _ => host,
    };
    match without_port {
        [b'[', inner @ .., b']'] => inner,
        other => other,
    }
}

fn cut(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|byte| *byte == separator) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

fn unescaped(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let invalid = |what: &[u8]| {
        let mut quoted = Vec::new();
        write_quoted(what, &mut quoted);
        format!("invalid URL escape {}", String::from_utf8_lossy(&quoted))
    };
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        if byte != b'%' {
            if matches!(part, Part::Host | Part::Zone) && byte < 0x80 && should_escape(byte, part) {
                let mut quoted = Vec::new();
                write_quoted(&text[at..=at], &mut quoted);
                return Err(format!("invalid character {} in host name", String::from_utf8_lossy(&quoted)));
            }
            out.push(byte);
            at += 1;
            continue;
        }
        let digits = text.get(at + 1..at + 3).and_then(|digits| Some((hex(digits[0])?, hex(digits[1])?)));
        let Some((high, low)) = digits else {
            return Err(invalid(&text[at..text.len().min(at + 3)]));
        };
        let value = high * 16 + low;
        let sequence = &text[at..at + 3];
        // In hosts only bytes beyond ASCII may be escaped; in zones also what would be escaped anyway.
        if part == Part::Host && high < 8 && sequence != b"%25" {
            return Err(invalid(sequence));
        }
        if part == Part::Zone && sequence != b"%25" && value != b' ' && should_escape(value, Part::Host) {
            return Err(invalid(sequence));
        }
        out.push(value);
        at += 3;
    }
    Ok(out)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn escaped(text: &[u8], part: Part) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        if should_escape(byte, part) {
            out.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        } else {
            out.push(byte);
        }
    }
    out
}

fn should_escape(byte: u8, part: Part) -> bool {
    if byte.is_ascii_alphanumeric() {
        return false;
    }
    if matches!(part, Part::Host | Part::Zone) && b"!$&'()*+,;=:[]<>\"".contains(&byte) {
        return false;
    }
    match byte {
        b'-' | b'_' | b'.' | b'~' => false,
        b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'?' | b'@' => match part {
            Part::Path => byte == b'?',
            Part::UserPassword => matches!(byte, b'@' | b'/' | b'?' | b':'),
            Part::Fragment => false,
            Part::Host | Part::Zone => true,
        },
        b'!' | b'(' | b')' | b'*' => part != Part::Fragment,
        _ => true,
    }
}

fn is_valid_encoded(text: &[u8], part: Part) -> bool {
    text.iter().all(|byte| match byte {
        b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@' | b'['
        | b']' | b'%' => true,
        other => !should_escape(*other, part),
    })
}
