//! Constraints on versions.

use std::cmp::Ordering;

use super::version::{Version, compare_prereleases, identifiers};

/// Alternatives, separated by `||`, each a list of conditions that must all hold.
#[derive(Debug, Clone)]
pub(crate) struct Constraints(Vec<Vec<Condition>>);

#[derive(Debug, Clone)]
struct Condition {
    operator: Operator,
    version: Version,
    missing: Missing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Tilde,
    Caret,
}

// The first part that is absent or a wildcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    Nothing,
    Patch,
    Minor,
    Major,
}

// Looking for hyphen ranges takes quadratic time.
const MAX_LENGTH: usize = 4096;

impl Constraints {
    /// Reads a constraint; the error is Go's.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MAX_LENGTH {
            return Err(format!("a version constraint may have {MAX_LENGTH} bytes"));
        }
        let text = with_hyphen_ranges_rewritten(text);
        text.split("||").map(conditions).collect::<Result<_, _>>().map(Self)
    }

    /// Whether the version satisfies it.
    pub(crate) fn check(&self, version: &Version) -> bool {
        self.0.iter().any(|conditions| conditions.iter().all(|condition| condition.check(version)))
    }
}

fn conditions(text: &str) -> Result<Vec<Condition>, String> {
    let improper = || format!("improper constraint: {text}");
    let mut conditions = Vec::new();
    let mut rest = trim_start(text);
    loop {
        let (operator, after) = operator(rest);
        let (parts, after) = VersionParts::read(trim_start(after)).ok_or_else(improper)?;
        conditions.push((operator, parts));
        rest = trim_start(after);
        if rest.is_empty() {
            break;
        }
        // The next one follows a comma or white space.
        if let Some(after_comma) = rest.strip_prefix(',') {
            rest = trim_start(after_comma);
        } else if rest.len() == after.len() {
            return Err(improper());
        }
    }
    conditions.into_iter().map(|(operator, parts)| Condition::new(operator, &parts)).collect()
}

fn operator(text: &str) -> (Operator, &str) {
    const OPERATORS: [(&str, Operator); 11] = [
        ("!=", Operator::NotEqual),
        (">=", Operator::GreaterOrEqual),
        ("=>", Operator::GreaterOrEqual),
        ("<=", Operator::LessOrEqual),
        ("=<", Operator::LessOrEqual),
        ("~>", Operator::Tilde),
        ("=", Operator::Equal),
        (">", Operator::Greater),
        ("<", Operator::Less),
        ("~", Operator::Tilde),
        ("^", Operator::Caret),
    ];
    OPERATORS
        .iter()
        .find_map(|(sign, operator)| text.strip_prefix(sign).map(|rest| (*operator, rest)))
        .unwrap_or((Operator::Equal, text))
}

// A version in a constraint, whose parts may be wildcards.
struct VersionParts<'a> {
    whole: &'a str,
    major: &'a str,
    minor: Option<&'a str>,
    patch: Option<&'a str>,
    prerelease: &'a str,
}

impl<'a> VersionParts<'a> {
    fn read(text: &'a str) -> Option<(Self, &'a str)> {
        let body = text.strip_prefix('v').unwrap_or(text);
        let (major, rest) = number_or_wildcard(body)?;
        let (minor, rest) = dotted(rest);
        let (patch, rest) = if minor.is_some() { dotted(rest) } else { (None, rest) };
        let (prerelease, rest) = signed_identifiers(rest, '-');
        let (_, rest) = signed_identifiers(rest, '+');
        let whole = &text[..text.len() - rest.len()];
        Some((Self { whole, major, minor, patch, prerelease }, rest))
    }
}

// Masterminds' class of characters has the bars of its own notation in it.
fn number_or_wildcard(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'|' | b'x' | b'X' | b'*')).count();
    (end > 0).then(|| text.split_at(end))
}

fn dotted(text: &str) -> (Option<&str>, &str) {
    match text.strip_prefix('.').and_then(number_or_wildcard) {
        Some((part, rest)) => (Some(part), rest),
        None => (None, text),
    }
}

// With the sign.
fn signed_identifiers(text: &str, sign: char) -> (&str, &str) {
    match text.strip_prefix(sign).and_then(identifiers) {
        Some((_, rest)) => text.split_at(text.len() - rest.len()),
        None => ("", text),
    }
}

impl Condition {
    fn new(operator: Operator, parts: &VersionParts<'_>) -> Result<Self, String> {
        let is_missing = |part: Option<&str>| part.is_none_or(|part| matches!(part, "x" | "X" | "*"));
        let prerelease = parts.prerelease;
        let (missing, text) = if is_missing(Some(parts.major)) {
            (Missing::Major, format!("0.0.0{prerelease}"))
        } else if is_missing(parts.minor) {
            (Missing::Minor, format!("{}.0.0{prerelease}", parts.major))
        } else if is_missing(parts.patch) {
            (Missing::Patch, format!("{}.{}.0{prerelease}", parts.major, parts.minor.unwrap_or_default()))
        } else {
            (Missing::Nothing, parts.whole.to_owned())
        };
        let version = Version::parse(&text).map_err(|_| "constraint Parser Error".to_owned())?;
        Ok(Self { operator, version, missing })
    }

    fn check(&self, version: &Version) -> bool {
        let wanted = &self.version;
        // A constraint without a pre-release does not want any.
        let is_unwanted_prerelease = !version.prerelease.is_empty() && wanted.prerelease.is_empty();
        if is_unwanted_prerelease
            && !(self.operator == Operator::NotEqual && self.missing == Missing::Nothing)
        {
            return false;
        }
        let order = version.compare(wanted);
        match self.operator {
            Operator::Equal if self.missing == Missing::Nothing => order.is_eq(),
            Operator::Equal | Operator::Tilde => self.is_near(version, order),
            Operator::NotEqual => self.is_other(version, order),
            Operator::Greater => self.is_greater(version, order),
            Operator::Less => order.is_lt(),
            Operator::GreaterOrEqual => order.is_ge(),
            Operator::LessOrEqual => self.is_at_most(version, order),
            Operator::Caret => self.is_compatible(version, order),
        }
    }

    // ~1.2.3 allows 1.2.x from 1.2.3 on, ~1 allows 1.x.
    fn is_near(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        if order.is_lt() {
            return false;
        }
        // Masterminds takes ~0.0.0 and ~* for anything.
        let is_zero = (wanted.major, wanted.minor, wanted.patch) == (0, 0, 0);
        if is_zero && matches!(self.missing, Missing::Nothing | Missing::Major) {
            return true;
        }
        version.major == wanted.major && (version.minor == wanted.minor || self.missing == Missing::Minor)
    }

    fn is_other(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        match self.missing {
            Missing::Minor => version.major != wanted.major,
            Missing::Patch if (version.major, version.minor) == (wanted.major, wanted.minor) => {
                let any_prerelease = !(version.prerelease.is_empty() && wanted.prerelease.is_empty());
                any_prerelease && compare_prereleases(&version.prerelease, &wanted.prerelease).is_ne()
            }
            Missing::Patch => true,
            Missing::Nothing | Missing::Major => order.is_ne(),
        }
    }

    // >1 is not satisfied by 1.1, nor >1.1 by 1.1.1.
    fn is_greater(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        match self.missing {
            Missing::Nothing => order.is_gt(),
            _ if version.major != wanted.major => version.major > wanted.major,
            Missing::Minor => false,
            Missing::Patch => version.minor > wanted.minor,
            Missing::Major => order.is_gt(),
        }
    }

    // <=1 is satisfied by 1.1, and <=1.1 by 1.1.1.
    fn is_at_most(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        match self.missing {
            Missing::Nothing => order.is_le(),
            _ if version.major > wanted.major => false,
            Missing::Minor => true,
            _ => !(version.major == wanted.major && version.minor > wanted.minor),
        }
    }

    // ^1.2.3 allows what does not change the first part that is not zero.
    fn is_compatible(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        if order.is_lt() {
            return false;
        }
        if wanted.major > 0 || self.missing == Missing::Minor {
            return version.major == wanted.major;
        }
        if version.major > 0 {
            return false;
        }
        if wanted.minor > 0 || self.missing == Missing::Patch {
            return version.minor == wanted.minor;
        }
        version.minor == 0 && version.patch == wanted.patch
    }
}

// "1.2 - 3.4" becomes ">= 1.2, <= 3.4 ".
fn with_hyphen_ranges_rewritten(text: &str) -> String {
    let mut rewritten = text.to_owned();
    let mut rest = text;
    while let Some((found, low, high, after)) = hyphen_range(rest) {
        rewritten = rewritten.replacen(found, &format!(">= {low}, <= {high} "), 1);
        rest = after;
    }
    rewritten
}

// The first hyphen range: all of it, its ends, and what follows.
fn hyphen_range(text: &str) -> Option<(&str, &str, &str, &str)> {
    if !text.contains('-') {
        return None;
    }
    text.char_indices().find_map(|(start, _)| {
        let candidate = &text[start..];
        let (low, rest) = VersionParts::read(trim_start(candidate))?;
        let rest = spaced_hyphen(rest)?;
        let (high, rest) = VersionParts::read(rest)?;
        let after = trim_start(rest);
        let found = &candidate[..candidate.len() - after.len()];
        Some((found, low.whole, high.whole, after))
    })
}

fn spaced_hyphen(text: &str) -> Option<&str> {
    let at_hyphen = trim_start(text);
    let behind = at_hyphen.strip_prefix('-')?;
    let rest = trim_start(behind);
    (at_hyphen.len() < text.len() && rest.len() < behind.len()).then_some(rest)
}

// RE2's `\s`.
fn trim_start(text: &str) -> &str {
    text.trim_start_matches(['\t', '\n', '\u{0C}', '\r', ' '])
}
