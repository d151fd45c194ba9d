//! Job variables: their precedence and expansion, as GitLab Runner has them.

use crate::config::{Runner, feature_flags};

/// Variables of a job in order; of two with one name the later counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables(Vec<(String, String)>);

impl Variables {
    /// What a runner gives every job, as far as images and pods can refer to it.
    pub fn of_runner(runner: &Runner, version: &str) -> Self {
        let mut variables = Self::default();
        if !version.is_empty() {
            variables.set("CI_RUNNER_VERSION", version);
        }
        for item in runner.environment.iter().flatten() {
            // Items without a sign of equality are dropped by the runner too.
            if let Some((name, value)) = item.split_once('=') {
                variables.set(name, value);
            }
        }
        variables
    }

    /// Adds a variable that wins over those before it.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// The value of a variable, unexpanded.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// All variables in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// `value` with variables put in; unknown ones are empty.
    pub fn expand(&self, value: &str) -> String {
        expand(value, |name| self.get(name).unwrap_or_default().to_owned())
    }

    /// The variables with references to each other resolved, once.
    #[must_use]
    pub fn expanded(&self) -> Self {
        Self(self.0.iter().map(|(name, value)| (name.clone(), self.expand(value))).collect())
    }

    /// Whether a feature flag is on: `[runners.feature_flags]` wins over variables, they over the default.
    pub fn flag(&self, runner: &Runner, name: &str) -> bool {
        let configured = runner.feature_flags.as_ref().and_then(|flags| flags.0.get(name)).copied().flatten();
        configured.unwrap_or_else(|| match self.get(name) {
            Some(value) if !value.is_empty() => is_true(value),
            _ => feature_flags::FLAGS.iter().any(|flag| flag.name == name && flag.default),
        })
    }
}

/// What Go's `strconv.ParseBool` and the runner take for true.
fn is_true(value: &str) -> bool {
    matches!(value.to_ascii_lowercase().as_str(), "1" | "t" | "true")
}

/// Go's `os.Expand`: `$NAME` and `${NAME}` replaced by what `value_of` gives.
pub fn expand(text: &str, mut value_of: impl FnMut(&str) -> String) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (name, length) = variable_name(rest);
        match name {
            // `$$` is a dollar, other special parameters have no value.
            "$" => result.push('$'),
            "" if length == 0 => result.push('$'),
            "" | "*" | "#" | "@" | "!" | "?" | "-" | "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8"
            | "9" => {}
            name => result.push_str(&value_of(name)),
        }
        rest = &rest[length..];
    }
    result.push_str(rest);
    result
}

/// The name behind a dollar sign and how many bytes it takes.
fn variable_name(text: &str) -> (&str, usize) {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(b'{') => {
            if let Some(special) = bytes.get(1).filter(|byte| is_special(**byte))
                && bytes.get(2) == Some(&b'}')
            {
                debug_assert!(special.is_ascii(), "special parameters are ASCII");
                return (&text[1..2], 3);
            }
            match text.find('}') {
                // `${}` and an open brace are eaten.
                Some(1) => ("", 2),
                Some(end) => (&text[1..end], end + 1),
                None => ("", 1),
            }
        }
        Some(byte) if is_special(*byte) => (&text[..1], 1),
        _ => {
            let length =
                bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            (&text[..length], length)
        }
    }
}

const fn is_special(byte: u8) -> bool {
    matches!(byte, b'*' | b'#' | b'$' | b'@' | b'!' | b'?' | b'-' | b'0'..=b'9')
}
