//! What looks like a credential, wherever it is written, and what is known to be one.

mod known;

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memchr2_iter;

pub use known::Known;

use crate::config::Config;
use crate::model::{Kind, Model as _};
use crate::stack::MASK;

/// How a text starts and ends that something else replaces before it is used: variables, placeholders of this chart and
/// of scripts, and what sops, vals, Vault and Argo CD fill in.
const REPLACED: &[(&str, &str)] = &[
    ("$", ""),
    ("@@", ""),
    ("__", "__"),
    ("%", "%"),
    ("#{", "}"),
    ("<path:", ">"),
    ("ENC[", "]"),
    ("ref+", ""),
    ("vault:", ""),
];

/// How tokens of GitLab start.
const PREFIXES: [&str; 4] = ["glrt-", "glrtr-", "glpat-", "GR1348941"];

/// Whether a text stands for itself, and not for a credential that comes from elsewhere.
pub(crate) fn is_literal(text: &str) -> bool {
    let text = text.trim();
    let is_replaced = |(start, end): &(&str, &str)| text.starts_with(start) && text.ends_with(end);
    !text.is_empty() && !REPLACED.iter().any(is_replaced) && !text.contains("{{")
}

/// Whether a variable or key with this name holds a credential.
pub(crate) fn is_name(name: &str) -> bool {
    let endings = [
        "token",
        "password",
        "passwd",
        "secretkey",
        "secretaccesskey",
        "accesskey",
        "apikey",
        "privatekey",
        "accountkey",
    ];
    // `automountServiceAccountToken` is a switch, and a mount path a path.
    endings.iter().any(|ending| ends(name, ending)) && !name.to_ascii_lowercase().contains("mount")
}

/// Whether a variable with this name holds a credential: `secret`, which as a key names a Secret, is a word for one here.
pub(crate) fn is_variable(name: &str) -> bool {
    is_name(name) || ends(name, "secret") || ends(name, "authconfig")
}

/// Whether the letters and digits of a name end like this, whatever their case and what stands between them.
fn ends(name: &str, ending: &str) -> bool {
    let mut plain =
        name.bytes().rev().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    ending.bytes().rev().all(|byte| plain.next() == Some(byte))
}

/// Whether `config.toml` keeps credentials under this name.
pub(crate) fn is_key(name: &str) -> bool {
    static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names = Vec::new();
        collect_keys(Config::KIND, &mut names);
        names
    });
    names.contains(&name)
}

fn collect_keys(kind: Kind, names: &mut Vec<&'static str>) {
    for field in kind.table().map_or(&[][..], |table| table.fields) {
        if field.meta.secret && !names.contains(&field.key) {
            names.push(field.key);
        }
        collect_keys(field.kind, names);
    }
}

/// Where GitLab's tokens stand in a text: authentication and registration tokens, access tokens.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut behind = 0;
    memchr2_iter(b'g', b'G', text.as_bytes()).filter_map(move |at| {
        let rest = text.get(at..).filter(|_| at >= behind)?;
        let prefix = PREFIXES.into_iter().find(|prefix| rest.starts_with(prefix))?;
        let end = rest
            .find(|char: char| char.is_whitespace() || matches!(char, '"' | '\'' | ';' | '`'))
            .unwrap_or(rest.len());
        behind = at + end;
        // `glrt-$X` is a variable, `glrt-…` alone is prose.
        let body = rest.get(prefix.len()..end)?;
        (body.len() >= 6 && !body.starts_with(['$', '{'])).then_some((at, &rest[..end]))
    })
}

/// The name and the value of a variable written as `NAME=value`, if it is a credential that stands for itself.
pub(crate) fn variable(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let holds_token = tokens(value).next().is_some();
    ((is_variable(name) && is_literal(value)) || holds_token).then_some((name, value))
}

/// The parts of a text in any language that nobody should see: tokens of GitLab, what is assigned to names of credentials
/// (`password: x`, `TOKEN="x"`, `--token x`), and passwords in addresses. In order, and apart from each other.
pub(crate) fn parts(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = tokens(text).map(|(at, token)| at..at + token.len()).collect();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        assigned(line, start, &mut found);
        passwords(line, start, &mut found);
        start += line.len();
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// The text with stars in place of the credentials in it, as long as before in bytes, characters and UTF-16 units, so that
/// places in it stay. Control characters beyond ASCII are starred, too: a terminal may obey them, and unlike those of ASCII
/// they have no pictures.
///
/// ```
/// use runner_stack::credentials::starred;
///
/// assert_eq!(starred("password: example # mine"), "password: ******* # mine");
/// ```
pub fn starred(text: &str) -> String {
    let hidden = replaced(text, |part| part.chars().map(star).collect());
    hidden.chars().map(|character| if is_c1(character) { star(character) } else { character }).collect()
}

/// Whether a character is one of the control characters beyond ASCII.
fn is_c1(character: char) -> bool {
    character.is_control() && !character.is_ascii()
}

/// A star of the same length.
const fn star(character: char) -> char {
    match character.len_utf8() {
        1 => '*',
        2 => '·',
        3 => '＊',
        _ => '🞰',
    }
}

/// The text with [`MASK`] in place of the credentials in it.
pub(crate) fn masked(text: &str) -> String {
    replaced(text, |_| MASK.to_owned())
}

/// The text with another one in place of its [`parts`].
pub(crate) fn replaced(text: &str, with: impl Fn(&str) -> String) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for range in parts(text) {
        result.push_str(&text[at..range.start]);
        result.push_str(&with(&text[range.clone()]));
        at = range.end;
    }
    result.push_str(&text[at..]);
    result
}

/// What a line assigns to names of credentials. `offset` is where the line starts.
fn assigned(line: &str, offset: usize, found: &mut Vec<Range<usize>>) {
    let is_part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.');
    let mut at = 0;
    while let Some(length) = line[at..].find(is_part) {
        let from = at + length;
        let to = line[from..].find(|char| !is_part(char)).map_or(line.len(), |length| from + length);
        at = to;
        let rest = line[to..].trim_start_matches(['"', '\'']);
        let unspaced = rest.trim_start_matches([' ', '\t']);
        let value = match unspaced.chars().next() {
            Some('=') => &unspaced[1..],
            Some(':') if unspaced[1..].starts_with([' ', '\t', '"', '\'']) => &unspaced[1..],
            // A flag may stand apart from its value.
            _ if line[from..to].starts_with("--") && rest.len() > unspaced.len() => unspaced,
            _ => continue,
        };
        let name = line[from..to].trim_start_matches('-');
        // In YAML, the key `secret` names one.
        let is_credential = if unspaced.starts_with(':') { is_name(name) } else { is_variable(name) };
        if !is_credential && !is_key(name) {
            continue;
        }
        let value = value.trim_start_matches([' ', '\t']);
        // A map, a list, a block or an alias.
        if value.starts_with(['{', '[', '<', '|', '>', '*']) {
            continue;
        }
        let (value, end) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => (&value[1..], value[1..].find(quote)),
            // A text inside a text.
            Some('\\') if value[1..].starts_with(['"', '\'']) => (&value[2..], value[2..].find('\\')),
            _ => (value, value.find(|char: char| char.is_whitespace() || ",;}])\"'`&\\".contains(char))),
        };
        let start = line.len() - value.len();
        let value = value[..end.unwrap_or(value.len())].trim_end();
        at = start + value.len();
        let is_said = matches!(value, "true" | "false" | "null" | "~" | MASK) || value.starts_with('<');
        if is_literal(value) && !is_said {
            found.push(offset + start..offset + at);
        }
    }
}

/// Passwords in the addresses of a line: `https://user:password@host`.
fn passwords(line: &str, offset: usize, found: &mut Vec<Range<usize>>) {
    for (at, separator) in line.match_indices("://") {
        let from = at + separator.len();
        let ends = |char: char| char.is_whitespace() || matches!(char, '/' | '"' | '\'' | ',' | '?' | '#');
        let address = &line[from..line[from..].find(ends).map_or(line.len(), |length| from + length)];
        let Some((who, _)) = address.rsplit_once('@') else { continue };
        let Some((user, password)) = who.split_once(':') else { continue };
        if is_literal(password) && !password.starts_with('*') {
            let start = offset + from + user.len() + 1;
            found.push(start..start + password.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_name, is_variable, replaced, starred, variable};

    #[test]
    fn credentials_are_found_in_every_language() {
        for (text, hidden) in [
            ("runnerToken: glrt-EXAMPLE-not-a-real-token", "runnerToken: *"),
            ("  bearer_token = \"EXAMPLE\" # mine", "  bearer_token = \"*\" # mine"),
            (
                "environment = [\"AWS_SECRET_ACCESS_KEY=EXAMPLE\", \"A=b\"]",
                "environment = [\"AWS_SECRET_ACCESS_KEY=*\", \"A=b\"]",
            ),
            ("{ token: EXAMPLE, name: a }", "{ token: *, name: a }"),
            ("{\"SecretKey\":\"EXAMPLE\"}", "{\"SecretKey\":\"*\"}"),
            ("config: \"token = \\\"EXAMPLE\\\"\\n\"", "config: \"token = \\\"*\\\"\\n\""),
            ("run --registration-token EXAMPLE --url x", "run --registration-token * --url x"),
            ("export CLIENT_SECRET=EXAMPLE", "export CLIENT_SECRET=*"),
            ("proxy: http://me:EXAMPLE@proxy:3128/", "proxy: http://me:*@proxy:3128/"),
            ("sentry_dsn = \"https://EXAMPLE@sentry.example.com/1\"", "sentry_dsn = \"*\""),
        ] {
            assert_eq!(replaced(text, |_| "*".to_owned()), hidden);
        }
    }

    #[test]
    fn long_lines_take_one_pass() {
        // In two it would take minutes.
        for piece in [
            "glrt-",
            "token={{",
            "token={",
            "token=\"",
            "token=x{{",
            "--token ",
            "://",
            "://a:b@",
            "GR1348941g",
        ] {
            let text = piece.repeat(200_000);
            assert_eq!(starred(&text).len(), text.len());
        }
    }

    #[test]
    fn places_stay() {
        for text in ["password: EXAMPLE-é-密码-🔑 # mine", "密码 token: 例子"] {
            let hidden = starred(text);
            assert_ne!(hidden, text);
            assert_eq!(hidden.len(), text.len());
            assert_eq!(hidden.encode_utf16().count(), text.encode_utf16().count());
        }
    }

    #[test]
    fn what_names_a_credential_is_none() {
        for text in [
            "tokenFrom: { secretName: runner-token }",
            "runners: { secret: runner-token }",
            "token: ${TOKEN}",
            "export TOKEN=\"$(cat /secrets/token)\"",
            "--token \"$token\" --url https://gitlab.example.com",
            "token = \"@@secret:runner-token@@\"",
            "automountServiceAccountToken: false",
            "password: \"\"",
            "token: {{ .Values.token }}",
            "AccessKey = \"<ACCESS_KEY>\"",
            "see https://gitlab.example.com:8443/group",
        ] {
            assert_eq!(replaced(text, |_| "*".to_owned()), text);
        }
    }

    #[test]
    fn variables_are_told_by_name_or_content() {
        assert_eq!(variable("CI_TOKEN=EXAMPLE"), Some(("CI_TOKEN", "EXAMPLE")));
        assert_eq!(variable("X=glpat-EXAMPLE-not-real"), Some(("X", "glpat-EXAMPLE-not-real")));
        assert_eq!(variable("CI_TOKEN=$TOKEN"), None);
        assert_eq!(variable("PATH=/bin"), None);
        assert!(is_name("privateKey") && !is_name("mountServiceAccountToken"));
        assert!(is_variable("DOCKER_AUTH_CONFIG") && is_variable("CLIENT_SECRET") && !is_name("secret"));
    }
}
