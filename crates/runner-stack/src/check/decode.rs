//! Reads a TOML tree by the model of `config.toml`, as the runner's decoder would, and says what that drops or refuses.
//!
//! What comes out has the model's spelling of all keys, so that rules need to know one only.

use std::fmt::Write as _;
use std::sync::Arc;

use smol_str::SmolStr;

use super::version::Version;
use crate::config::{Config, feature_flags, removed};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::model::{Field, Format, Kind, Model as _, Table};
use crate::schema::format;
use crate::schema::suggest::{self, Suggestion};
use crate::source::{Entry, Value, ValueKind};

/// Reads the top-level table of a `config.toml` for a runner of this version.
pub(super) fn decode(root: Value, target: Version) -> (Value, Vec<Diagnostic>) {
    let Kind::Table(table) = Config::KIND else { return (root, Vec::new()) };
    let mut decoder = Decoder {
        target,
        path: String::new(),
        table_path: String::new(),
        executor: SmolStr::default(),
        found: Vec::new(),
    };
    let root = decoder.table(root, table);
    (root, decoder.found)
}

/// Warns about keys of a tree that are not in the target version, have no effect or are deprecated; for trees that
/// the values schema has checked.
pub(super) fn history(root: &Value, prefix: &str, target: Version) -> Vec<Diagnostic> {
    let Kind::Table(table) = Config::KIND else { return Vec::new() };
    let mut decoder = Decoder {
        target,
        path: prefix.to_owned(),
        table_path: String::new(),
        executor: SmolStr::default(),
        found: Vec::new(),
    };
    decoder.history_of(root, table);
    decoder.found
}

/// Warns about entries that have a token, so they are no template of a registration, and cannot take jobs all the same.
/// The decoder accepts them, and `run` says so in its log alone.
pub(super) fn incomplete(root: &Value) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let runners = root.get("runners").map_or(&[][..], Value::items);
    for (index, runner) in runners.iter().enumerate() {
        if runner.text("token").is_none() {
            continue;
        }
        for key in ["url", "executor"] {
            if runner.get(key).is_none_or(|value| value.as_str() == Some("")) {
                found.push(Diagnostic {
                    code: "missing-key",
                    severity: Severity::Warning,
                    message: format!("the key `{key}` is missing: the runner takes no jobs"),
                    help: Some(format!("add `{key} = …`")),
                    replacements: Vec::new(),
                    path: format!("runners[{index}]"),
                    span: runner.get(key).map_or(runner.span, |value| value.span),
                });
            }
        }
    }
    found
}

struct Decoder {
    target: Version,
    /// Where the value is, as in `runners[0].kubernetes`.
    path: String,
    /// The same in the notation of the model, as in `runners[].kubernetes`.
    table_path: String,
    /// The executor of the runner that the value belongs to.
    executor: SmolStr,
    found: Vec<Diagnostic>,
}

impl Decoder {
    fn table(&mut self, value: Value, table: &'static Table) -> Value {
        let span = value.span;
        let ValueKind::Map(entries) = value.kind else { return value };
        if self.table_path == "runners[]" {
            let executor = entries.iter().find(|entry| entry.key.eq_ignore_ascii_case("executor"));
            self.executor = executor.and_then(|entry| entry.value.as_str()).unwrap_or_default().into();
        }
        // The decoder of NFS volumes is written by hand, and knows one spelling only.
        let exact = self.table_path == "runners[].kubernetes.volumes.nfs[]";
        let mut result: Vec<Entry> = Vec::with_capacity(entries.len());
        let spelt: Vec<SmolStr> = entries.iter().map(|entry| entry.key.clone()).collect();
        for mut entry in Arc::unwrap_or_clone(entries) {
            let field = table.field(&entry.key).or_else(|| {
                table.fields.iter().find(|field| !exact && field.key.eq_ignore_ascii_case(&entry.key))
            });
            let Some(field) = field else {
                self.unknown(&entry, table);
                continue;
            };
            let lengths = self.enter(field.key);
            if entry.key != field.key {
                if spelt.iter().any(|key| key == field.key)
                    || result.iter().any(|known| known.key == field.key)
                {
                    self.report(
                        "duplicate-key",
                        format!(
                            "`{}` and `{}` are the same key to GitLab Runner, which takes either",
                            entry.key, field.key
                        ),
                        Some("keep one of the two".to_owned()),
                        entry.key_span,
                    );
                    self.leave(lengths);
                    continue;
                }
                self.warn(
                    "key-spelling",
                    format!("the key is written `{}`, GitLab's documentation has `{}`", entry.key, field.key),
                    Some(format!("write `{}`", field.key)),
                    entry.key_span,
                );
                entry.key = field.key.into();
            }
            self.past_and_future(field, entry.key_span);
            // A table that the target does not know is reported once, not again for what is in it.
            let target = self.target;
            if target.is_before(field.meta.since) {
                self.target = Version { major: u32::MAX, minor: 0 };
            }
            entry.value = self.value(entry.value, field, &field.kind);
            self.target = target;
            self.leave(lengths);
            result.push(entry);
        }
        // The settings of an executor that the runner does not have are not used.
        let is_used = self.table_path != "runners[].custom" || self.executor == "custom";
        for field in table.fields.iter().filter(|field| field.meta.required && is_used) {
            let found = result.iter().find(|entry| entry.key == field.key);
            if found.is_none_or(|entry| entry.value.as_str() == Some("")) {
                self.report(
                    "missing-key",
                    format!("the key `{}` is missing", field.key),
                    Some(format!("add `{} = …`", field.key)),
                    found.map_or(span, |entry| entry.value.span),
                );
            }
        }
        Value { kind: ValueKind::Map(Arc::new(result)), span }
    }

    fn unknown(&mut self, entry: &Entry, table: &'static Table) {
        let length = self.path.len();
        self.push(&entry.key);
        if let Some(old) = removed::key(&self.table_path, &entry.key) {
            let message = format!("the key `{}` is no longer read by GitLab Runner", entry.key);
            let help = format!("use {}", old.replacement);
            self.report("removed-key", message, Some(help), entry.key_span);
        } else {
            let known = table.fields.iter().map(|field| field.key);
            let what = if matches!(entry.value.kind, ValueKind::Map(_)) { "table" } else { "key" };
            let message = format!("unknown {what} `{}`; GitLab Runner ignores it", entry.key);
            let suggestion = suggest::of_key_in_toml(&entry.key, &self.table_path, known);
            self.report("unknown-key", message, suggestion.help, entry.key_span).replacements =
                suggestion.names;
        }
        self.path.truncate(length);
    }

    fn value(&mut self, value: Value, field: &'static Field, kind: &'static Kind) -> Value {
        let span = value.span;
        match (kind, &value.kind) {
            (_, ValueKind::Unknown) | (Kind::Any, _) => value,
            (Kind::Bool, ValueKind::Bool(_)) => value,
            (Kind::Integer { min, max }, ValueKind::Integer(number)) => {
                self.range(*number, *min, *max, field, span);
                value
            }
            (Kind::Float, ValueKind::Float(_) | ValueKind::Integer(_)) => value,
            (Kind::String, ValueKind::String(text)) => {
                self.one_of(text, field, span);
                value
            }
            (Kind::Text(format), ValueKind::String(text)) => {
                self.format(text, *format, span);
                value
            }
            (Kind::Text(Format::Duration), ValueKind::Integer(number)) => {
                if *number != 0 {
                    self.warn(
                        "bare-duration",
                        format!("a number without a unit is nanoseconds, so this is {number} ns"),
                        Some(format!("add the unit: \"{number}s\" for seconds")),
                        span,
                    );
                }
                value
            }
            (Kind::Text(Format::Datetime), ValueKind::Datetime(_)) => value,
            (Kind::StringOrList, ValueKind::String(text)) => {
                self.one_of(text, field, span);
                value
            }
            (Kind::StringOrList, ValueKind::List(_)) => self.list(value, field, &Kind::String),
            (Kind::List(inner), ValueKind::List(_)) => self.list(value, field, inner),
            (Kind::Table(table), ValueKind::Map(_)) => self.table(value, table),
            (Kind::Map(inner), ValueKind::Map(_)) => self.map(value, field, inner),
            (Kind::FeatureFlags, ValueKind::Map(_)) => self.flags(value),
            _ => {
                self.wrong_type(&value, kind);
                self.misplaced(value, kind);
                Value { kind: ValueKind::Unknown, span }
            }
        }
    }

    /// Looks at what is in a single table where a list of them belongs, and the other way round: whoever mends the headers
    /// should not find more mistakes after that.
    fn misplaced(&mut self, value: Value, kind: &'static Kind) {
        let lengths = (self.path.len(), self.table_path.len());
        match (kind, value.kind) {
            (Kind::List(Kind::Table(table)), kind @ ValueKind::Map(_)) => {
                self.table_path.push_str("[]");
                self.table(Value { kind, span: value.span }, table);
                self.leave(lengths);
            }
            (Kind::Table(table), ValueKind::List(items)) => {
                for (idx, item) in Arc::unwrap_or_clone(items).into_iter().enumerate() {
                    let _ = write!(self.path, "[{idx}]");
                    self.table(item, table);
                    self.leave(lengths);
                }
            }
            _ => {}
        }
    }

    fn list(&mut self, value: Value, field: &'static Field, inner: &'static Kind) -> Value {
        let span = value.span;
        let ValueKind::List(items) = value.kind else { return value };
        let lengths = (self.path.len(), self.table_path.len());
        let mut result = Vec::with_capacity(items.len());
        for (idx, item) in Arc::unwrap_or_clone(items).into_iter().enumerate() {
            let _ = write!(self.path, "[{idx}]");
            self.table_path.push_str("[]");
            result.push(self.value(item, field, inner));
            self.leave(lengths);
        }
        Value { kind: ValueKind::List(Arc::new(result)), span }
    }

    fn map(&mut self, value: Value, field: &'static Field, inner: &'static Kind) -> Value {
        let span = value.span;
        let ValueKind::Map(mut entries) = value.kind else { return value };
        for entry in Arc::make_mut(&mut entries) {
            let lengths = self.enter(&entry.key);
            let item = std::mem::replace(&mut entry.value, Value::absent());
            // A key with dots that is not in quotes makes tables, where a text is wanted.
            if matches!(item.kind, ValueKind::Map(_)) && !matches!(inner, Kind::Any | Kind::Map(_)) {
                let message = format!("found a table, expected {}", inner.expected());
                let help = format!("put a key with dots in quotes: \"{}.…\"", entry.key);
                self.report("wrong-type", message, Some(help), entry.key_span);
            } else {
                entry.value = self.value(item, field, inner);
            }
            self.leave(lengths);
        }
        Value { kind: ValueKind::Map(entries), span }
    }

    fn flags(&mut self, value: Value) -> Value {
        for entry in value.entries() {
            let lengths = self.enter(&entry.key);
            if !matches!(entry.value.kind, ValueKind::Bool(_) | ValueKind::Unknown) {
                self.wrong_type(&entry.value, &Kind::Bool);
            }
            self.flag(&entry.key, entry.key_span);
            self.leave(lengths);
        }
        value
    }

    fn flag(&mut self, name: &str, span: Span) {
        if let Some(flag) = feature_flags::flag(name) {
            if flag.deprecated {
                self.warn("deprecated-key", format!("the feature flag `{name}` is deprecated"), None, span);
            }
            if self.target.is_before(flag.since) {
                self.newer(name, flag.since, span);
            }
        } else if let Some(old) = feature_flags::REMOVED.iter().find(|flag| flag.name == name) {
            if Version::parse(old.last).is_some_and(|last| self.target > last) {
                let message =
                    format!("the feature flag `{name}` was last known to GitLab Runner {}", old.last);
                self.report("removed-key", message, Some("remove the line".to_owned()), span);
            }
        } else {
            let suggestion = Suggestion::name(name, feature_flags::FLAGS.iter().map(|flag| flag.name));
            let message = format!("unknown feature flag `{name}`; GitLab Runner ignores it");
            self.report("unknown-key", message, suggestion.help, span).replacements = suggestion.names;
        }
    }

    fn one_of(&mut self, text: &str, field: &'static Field, span: Span) {
        let meta = &field.meta;
        let same =
            |known: &&str| **known == *text || (meta.ignore_case && known.eq_ignore_ascii_case(text.trim()));
        if meta.one_of.is_empty() || meta.open || text.is_empty() || meta.one_of.iter().any(same) {
            return;
        }
        let known: Vec<&str> = meta.one_of.iter().copied().filter(|known| !known.is_empty()).collect();
        let quoted: Vec<String> = known.iter().map(|known| format!("{known:?}")).collect();
        let Suggestion { help, names } = Suggestion::value(text, known.iter().copied());
        let message = match quoted.split_last() {
            Some((last, rest)) if !rest.is_empty() => {
                format!("found {text:?}, expected one of {} or {last}", rest.join(", "))
            }
            _ => format!("found {text:?}, expected {}", quoted.join("")),
        };
        // TOML has strings in quotes only.
        self.report("not-allowed", message, help, span).replacements =
            names.iter().map(|name| format!("{name:?}")).collect();
    }

    fn format(&mut self, text: &str, format: Format, span: Span) {
        if format::matches(format, text) {
            return;
        }
        let message = format!("found {text:?}, expected {}", format::example(format));
        self.report("wrong-format", message, format::advice(format, text), span);
    }

    fn range(&mut self, number: i128, min: i64, max: i64, field: &'static Field, span: Span) {
        if (i128::from(min)..=i128::from(max)).contains(&number) {
            return;
        }
        let expected = match (min, max) {
            (_, i64::MAX) if number > i128::from(max) => format!("at most {max}"),
            (min, i64::MAX) => format!("at least {min}"),
            (i64::MIN, max) => format!("at most {max}"),
            (min, max) => format!("{min} to {max}"),
        };
        let message = format!("found {number}, expected {expected}");
        // The decoder refuses what does not fit the type, and `run` a `concurrent` below one; the rest acts as a default.
        let refused = number > i128::from(i64::MAX)
            || number < i128::from(i64::MIN)
            || (field.key == "weight" && i32::try_from(number).is_err())
            || field.key == "concurrent"
            || max != i64::MAX;
        if refused {
            self.report("out-of-range", message, None, span);
        } else {
            self.warn("out-of-range", message, None, span);
        }
    }

    fn wrong_type(&mut self, value: &Value, kind: &'static Kind) {
        let name = self.table_path.replace("[]", "");
        let help = match (kind, &value.kind) {
            (Kind::Integer { .. }, ValueKind::Float(number)) if number.fract() == 0.0 => {
                Some(format!("write it without a fraction: {number:.0}"))
            }
            (Kind::Integer { .. }, ValueKind::String(text)) if text.trim().parse::<i64>().is_ok() => {
                Some(format!("write it without quotes: {}", text.trim()))
            }
            (Kind::Bool, ValueKind::String(text)) if matches!(text.as_str(), "true" | "false") => {
                Some(format!("write it without quotes: {text}"))
            }
            (Kind::String | Kind::Text(_) | Kind::StringOrList, ValueKind::Bool(value)) => {
                Some(format!("write it in quotes: \"{value}\""))
            }
            (Kind::Text(Format::Duration | Format::DurationOrEmpty), ValueKind::Integer(number)) => {
                Some(format!("add the unit: \"{number}s\" for seconds"))
            }
            (Kind::Text(Format::Duration | Format::DurationOrEmpty), ValueKind::Float(number)) => {
                Some(format!("add the unit: \"{number}s\" for seconds"))
            }
            // No number is a date in quotes either.
            (Kind::Text(Format::Datetime), ValueKind::Integer(_) | ValueKind::Float(_)) => None,
            (Kind::String | Kind::Text(_) | Kind::StringOrList, ValueKind::Integer(number)) => {
                Some(format!("write it in quotes: \"{number}\""))
            }
            (Kind::String | Kind::Text(_) | Kind::StringOrList, ValueKind::Float(number)) => {
                Some(format!("write it in quotes: \"{number}\""))
            }
            (Kind::List(Kind::Table(_)), ValueKind::Map(_)) => {
                Some(format!("write the header with two brackets: [[{name}]]"))
            }
            (Kind::Table(_), ValueKind::List(_)) => {
                Some(format!("write the header with one bracket, once: [{name}]"))
            }
            (Kind::List(_), ValueKind::String(text)) => Some(format!("write it as a list: [{text:?}]")),
            (Kind::Table(_), ValueKind::String(_)) if self.table_path.ends_with("[]") => {
                Some(format!("write a table for each: [[{name}]]"))
            }
            (Kind::Map(_) | Kind::FeatureFlags, _) => Some(format!(
                "write a table: [{name}]; GitLab Runner drops anything else here without a word"
            )),
            _ => None,
        };
        let message = format!("found {}, expected {}", found(&value.kind), kind.expected());
        self.report("wrong-type", message, help, value.span);
    }

    fn past_and_future(&mut self, field: &'static Field, span: Span) {
        let meta = &field.meta;
        let key = field.key;
        if !meta.deprecated.is_empty() {
            let help = Some(suggest::use_instead(&meta.deprecated.replace("[]", "")));
            self.warn("deprecated-key", format!("the key `{key}` is deprecated"), help, span);
        } else if meta.ineffective {
            let help = Some("remove it".to_owned());
            self.warn("ineffective-key", format!("the key `{key}` has no effect"), help, span);
        }
        if self.target.is_before(meta.since) {
            self.newer(key, meta.since, span);
        }
    }

    fn newer(&mut self, key: &str, since: &str, span: Span) {
        let message =
            format!("`{key}` is known from GitLab Runner {since} on, and this is for {}", self.target);
        let help = format!("remove it, or use GitLab Runner {since} or newer");
        self.warn("not-in-version", message, Some(help), span);
    }

    fn history_of(&mut self, value: &Value, table: &'static Table) {
        for entry in value.entries() {
            let Some(field) = table.field(&entry.key) else { continue };
            let lengths = self.enter(field.key);
            let before = self.found.len();
            // The values schema tells of deprecated keys itself.
            if field.meta.deprecated.is_empty() && entry.value.kind != ValueKind::Null {
                self.past_and_future(field, entry.key_span);
            }
            // A table that the target does not know is reported once.
            if self.found.len() == before {
                match (field.kind, &entry.value.kind) {
                    (Kind::Table(inner), _) => self.history_of(&entry.value, inner),
                    (Kind::List(Kind::Table(inner)), ValueKind::List(items)) => {
                        let lengths = (self.path.len(), self.table_path.len());
                        for (idx, item) in items.iter().enumerate() {
                            let _ = write!(self.path, "[{idx}]");
                            self.table_path.push_str("[]");
                            self.history_of(item, inner);
                            self.leave(lengths);
                        }
                    }
                    (Kind::FeatureFlags, _) => {
                        for flag in entry.value.entries() {
                            if let Some(known) = feature_flags::flag(&flag.key)
                                && self.target.is_before(known.since)
                            {
                                let lengths = self.enter(&flag.key);
                                self.newer(&flag.key, known.since, flag.key_span);
                                self.leave(lengths);
                            }
                        }
                    }
                    _ => {}
                }
            }
            self.leave(lengths);
        }
    }

    fn report(
        &mut self,
        code: &'static str,
        message: String,
        help: Option<String>,
        span: Span,
    ) -> &mut Diagnostic {
        self.add(code, Severity::Error, message, help, span)
    }

    fn warn(&mut self, code: &'static str, message: String, help: Option<String>, span: Span) {
        self.add(code, Severity::Warning, message, help, span);
    }

    fn add(
        &mut self,
        code: &'static str,
        severity: Severity,
        message: String,
        help: Option<String>,
        span: Span,
    ) -> &mut Diagnostic {
        self.found.push(Diagnostic {
            code,
            severity,
            message,
            help,
            replacements: Vec::new(),
            path: self.path.clone(),
            span,
        });
        self.found.last_mut().expect("it was put there")
    }

    fn enter(&mut self, key: &str) -> (usize, usize) {
        let lengths = (self.path.len(), self.table_path.len());
        self.push(key);
        if !self.table_path.is_empty() {
            self.table_path.push('.');
        }
        self.table_path.push_str(key);
        lengths
    }

    fn push(&mut self, key: &str) {
        let is_plain = !key.is_empty()
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if is_plain {
            if !self.path.is_empty() && !self.path.ends_with(' ') {
                self.path.push('.');
            }
            self.path.push_str(key);
        } else {
            let _ = write!(self.path, "[{key:?}]");
        }
    }

    fn leave(&mut self, (path, table_path): (usize, usize)) {
        self.path.truncate(path);
        self.table_path.truncate(table_path);
    }
}

fn found(kind: &ValueKind) -> String {
    match kind {
        ValueKind::Null => "nothing".to_owned(),
        ValueKind::Bool(value) => format!("the boolean {value}"),
        ValueKind::Integer(number) => format!("the integer {number}"),
        ValueKind::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("the number {number:.1}")
        }
        ValueKind::Float(number) => format!("the number {number}"),
        ValueKind::String(text) => {
            let mut short: String = text.chars().take(40).collect();
            if short.len() < text.len() {
                short.push('…');
            }
            format!("the string {short:?}")
        }
        ValueKind::Datetime(text) => format!("the date {text}"),
        ValueKind::List(items) if items.iter().any(|item| matches!(item.kind, ValueKind::Map(_))) => {
            "a list of tables".to_owned()
        }
        ValueKind::List(_) => "a list".to_owned(),
        ValueKind::Map(_) => "a table".to_owned(),
        ValueKind::Unknown => "a value".to_owned(),
    }
}
