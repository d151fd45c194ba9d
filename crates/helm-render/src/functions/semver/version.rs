//! One version.

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use crate::fault::Fault;
use crate::functions::GoType;
use crate::functions::signature::Named;
use crate::value::{Field, Kind, List, Method, Object, Value};

/// A semantic version; a leading `v` and missing parts are accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) major: u64,
    pub(crate) minor: u64,
    pub(crate) patch: u64,
    pub(crate) prerelease: String,
    pub(crate) metadata: String,
    original: String,
    shape: Shape,
}

// Methods that count up return structs, not pointers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Shape {
    #[default]
    Pointer,
    Struct,
}

impl Version {
    /// Reads a version, filling in missing parts; the error is Go's.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        const INVALID: &str = "Invalid Semantic Version";
        let mut scanner = Scanner(text.strip_prefix('v').unwrap_or(text));
        let major = scanner.digits().ok_or(INVALID)?;
        let minor = scanner.dotted_digits();
        let patch = if minor.is_some() { scanner.dotted_digits() } else { None };
        let prerelease = scanner.identifiers('-').unwrap_or_default();
        let metadata = scanner.identifiers('+').unwrap_or_default();
        if !scanner.0.is_empty() {
            return Err(INVALID.to_owned());
        }
        let version = Self {
            major: number(major)?,
            minor: minor.map_or(Ok(0), number)?,
            patch: patch.map_or(Ok(0), number)?,
            prerelease: prerelease.to_owned(),
            metadata: metadata.to_owned(),
            original: text.to_owned(),
            shape: Shape::Pointer,
        };
        let has_leading_zero = |part: &str| {
            part.len() > 1 && part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if version.prerelease.split('.').any(has_leading_zero) {
            return Err("Version segment starts with 0".to_owned());
        }
        Ok(version)
    }

    /// The order of versions; metadata does not count.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let release = |version: &Self| (version.major, version.minor, version.patch);
        release(self).cmp(&release(other)).then_with(|| {
            match (self.prerelease.is_empty(), other.prerelease.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => compare_prereleases(&self.prerelease, &other.prerelease),
            }
        })
    }

    // A copy with other parts; its original text is its own text with the original's `v`.
    fn renewed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut version = self.clone();
        change(&mut version);
        let prefix = if self.original.starts_with('v') { "v" } else { "" };
        version.original = format!("{prefix}{version}");
        version.shape = Shape::Struct;
        version
    }

    fn incremented(&self, name: &str) -> Self {
        self.renewed(|version| {
            match name {
                "IncMajor" => {
                    (version.major, version.minor, version.patch) = (version.major.wrapping_add(1), 0, 0);
                }
                "IncMinor" => (version.minor, version.patch) = (version.minor.wrapping_add(1), 0),
                _ if version.prerelease.is_empty() => version.patch = version.patch.wrapping_add(1),
                _ => {}
            }
            version.prerelease.clear();
            version.metadata.clear();
        })
    }

    fn with_prerelease(&self, prerelease: &str) -> Result<Self, Fault> {
        check_identifiers(prerelease, "Invalid Prerelease string", true)?;
        Ok(self.renewed(|version| prerelease.clone_into(&mut version.prerelease)))
    }

    fn with_metadata(&self, metadata: &str) -> Result<Self, Fault> {
        check_identifiers(metadata, "Invalid Metadata string", false)?;
        Ok(self.renewed(|version| metadata.clone_into(&mut version.metadata)))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

impl Named for Version {
    const NAME: &'static str = "*semver.Version";
}

impl Object for Version {
    fn type_name(&self) -> &'static str {
        match self.shape {
            Shape::Pointer => "*semver.Version",
            Shape::Struct => "semver.Version",
        }
    }

    fn kind(&self) -> Kind {
        match self.shape {
            Shape::Pointer => Kind::Ptr,
            Shape::Struct => Kind::Struct,
        }
    }

    fn method(&self, name: &str) -> Option<Method> {
        const VERSION: &[GoType] = &[GoType::Named(Version::NAME)];
        const TEXT: &[GoType] = &[GoType::String];
        let params: &'static [GoType] = match name {
            "Major" | "Minor" | "Patch" | "Prerelease" | "Metadata" | "String" => &[],
            "IncMajor" | "IncMinor" | "IncPatch" | "MarshalText" | "MarshalJSON" | "Value" => &[],
            "SetPrerelease" | "SetMetadata" => TEXT,
            // These want a pointer.
            _ if self.shape == Shape::Struct => return None,
            "Original" => &[],
            "Compare" | "Equal" | "LessThan" | "LessThanEqual" | "GreaterThan" | "GreaterThanEqual" => {
                VERSION
            }
            _ => return None,
        };
        Some(Method { params, variadic: false })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, Fault> {
        let text = || {
            args.first().and_then(Value::as_str).map(|text| text.to_str().into_owned()).unwrap_or_default()
        };
        let object = |version: Version| Value::Object(Rc::new(version));
        Ok(match name {
            "Major" => Value::Uint64(self.major),
            "Minor" => Value::Uint64(self.minor),
            "Patch" => Value::Uint64(self.patch),
            "Prerelease" => self.prerelease.as_str().into(),
            "Metadata" => self.metadata.as_str().into(),
            "Original" => self.original.as_str().into(),
            "String" | "Value" => self.to_string().into(),
            "MarshalText" => Value::List(Rc::new(List::bytes(self.to_string().as_bytes()))),
            "MarshalJSON" => Value::List(Rc::new(List::bytes(format!("\"{self}\"").as_bytes()))),
            "IncMajor" | "IncMinor" | "IncPatch" => object(self.incremented(name)),
            "SetPrerelease" => object(self.with_prerelease(&text())?),
            "SetMetadata" => object(self.with_metadata(&text())?),
            _ => return self.compared(name, args),
        })
    }

    fn display(&self) -> String {
        self.to_string()
    }

    fn hidden_fields(&self) -> Option<Vec<Field>> {
        let text = |text: &String| Value::str(text.as_str());
        Some(vec![
            Field::hidden("major", Value::Uint64(self.major)),
            Field::hidden("minor", Value::Uint64(self.minor)),
            Field::hidden("patch", Value::Uint64(self.patch)),
            Field::hidden("pre", text(&self.prerelease)),
            Field::hidden("metadata", text(&self.metadata)),
            Field::hidden("original", text(&self.original)),
        ])
    }

    fn data(&self) -> Value {
        // Versions marshal as their text.
        self.to_string().into()
    }

    fn is_true(&self) -> bool {
        true
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

impl Version {
    fn compared(&self, name: &str, args: &[Value]) -> Result<Value, Fault> {
        let other = match args.first() {
            Some(Value::Object(object)) => object.as_any().downcast_ref::<Self>(),
            _ => None,
        };
        let Some(other) = other else {
            if name == "Equal" {
                return Ok(false.into());
            }
            return Err(Fault::new("runtime error: invalid memory address or nil pointer dereference"));
        };
        let order = self.compare(other);
        Ok(match name {
            "Compare" => Value::Int(order as i64),
            "Equal" => order.is_eq().into(),
            "LessThan" => order.is_lt().into(),
            "LessThanEqual" => order.is_le().into(),
            "GreaterThan" => order.is_gt().into(),
            "GreaterThanEqual" => order.is_ge().into(),
            _ => return Err(Fault::new(format!("*semver.Version has no method {name}"))),
        })
    }
}

/// The order of two pre-release texts that are not both empty.
pub(super) fn compare_prereleases(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let parts = (left.next(), right.next());
        if parts == (None, None) {
            return Ordering::Equal;
        }
        let order = compare_parts(parts.0.unwrap_or_default(), parts.1.unwrap_or_default());
        if order.is_ne() {
            return order;
        }
    }
}

// Numbers come before texts, and what is missing before everything.
fn compare_parts(left: &str, right: &str) -> Ordering {
    if left == right {
        return Ordering::Equal;
    }
    if left.is_empty() || right.is_empty() {
        return left.is_empty().cmp(&right.is_empty()).reverse();
    }
    let as_number = |text: &str| if text.starts_with('+') { None } else { text.parse::<u64>().ok() };
    match (as_number(left), as_number(right)) {
        (None, None) => left.cmp(right),
        // A text that is no number is the larger one.
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(left), Some(right)) if left > right => Ordering::Greater,
        (Some(_), Some(_)) => Ordering::Less,
    }
}

fn number(digits: &str) -> Result<u64, String> {
    digits.parse().map_err(|_| {
        format!("Error parsing version segment: strconv.ParseUint: parsing \"{digits}\": value out of range")
    })
}

fn check_identifiers(text: &str, complaint: &str, is_prerelease: bool) -> Result<(), Fault> {
    if text.is_empty() {
        return Ok(());
    }
    for part in text.split('.') {
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        if is_prerelease && is_number && part.len() > 1 && part.starts_with('0') {
            return Err(Fault::new("Version segment starts with 0"));
        }
        if !part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(Fault::new(complaint));
        }
    }
    Ok(())
}

struct Scanner<'a>(&'a str);

impl<'a> Scanner<'a> {
    fn digits(&mut self) -> Option<&'a str> {
        let end = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        (end > 0).then_some(digits)
    }

    fn dotted_digits(&mut self) -> Option<&'a str> {
        let before = self.0;
        self.0 = before.strip_prefix('.')?;
        let digits = self.digits();
        if digits.is_none() {
            self.0 = before;
        }
        digits
    }

    fn identifiers(&mut self, sign: char) -> Option<&'a str> {
        let (text, rest) = identifiers(self.0.strip_prefix(sign)?)?;
        self.0 = rest;
        Some(text)
    }
}

/// Identifiers separated by dots at the start of `text`, and what follows them.
pub(super) fn identifiers(text: &str) -> Option<(&str, &str)> {
    let run = |from: usize| {
        text[from..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count()
    };
    let mut end = run(0);
    if end == 0 {
        return None;
    }
    while text[end..].starts_with('.') {
        match run(end + 1) {
            0 => break,
            length => end += 1 + length,
        }
    }
    Some(text.split_at(end))
}
