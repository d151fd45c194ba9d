//! SARIF 2.1.0, which code scanning services read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::is_separator;

use runner_stack::diagnostic::Severity;
use runner_stack::rules;
use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::pages::Pages;
use super::reported::Reported;

/// The log with one run.
pub(crate) fn render(findings: &[Reported<'_>], pages: Pages<'_>) -> anyhow::Result<String> {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for found in findings {
        codes.entry(found.finding.code).or_default();
    }
    for (index, at) in codes.values_mut().enumerate() {
        *at = index;
    }
    let known: Vec<Value> = codes.keys().map(|code| rule(code, pages)).collect();
    let mut fingerprints = Fingerprints::default();
    let results: Vec<Value> = findings
        .iter()
        .map(|found| {
            let finding = found.finding;
            let text = match &finding.help {
                Some(help) => format!("{}; {help}", finding.message),
                None => finding.message.clone(),
            };
            let mut location = json!({
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(found.file) },
                    "region": {
                        "startLine": found.start.line,
                        "startColumn": found.start.column,
                        "endLine": found.end.line,
                        "endColumn": found.end.column,
                    },
                },
            });
            if !finding.path.is_empty() {
                location["logicalLocations"] = json!([{ "fullyQualifiedName": finding.path }]);
            }
            json!({
                "ruleId": finding.code,
                "ruleIndex": codes.get(finding.code),
                "level": level(finding.severity),
                "message": { "text": text },
                "locations": [location],
                "partialFingerprints": { "runnerStack/v1": fingerprints.of(found) },
            })
        })
        .collect();
    let log = json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{
            "tool": { "driver": {
                "name": "runner-stack",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": known,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

fn rule(code: &str, pages: Pages<'_>) -> Value {
    let Some(rule) = rules::by_code(code) else { return json!({ "id": code }) };
    let mut known = json!({
        "id": rule.code,
        "shortDescription": { "text": rule.summary() },
        // The page itself, whether it has an address or not.
        "help": { "text": rule.summary(), "markdown": rules::page(rule) },
        "defaultConfiguration": { "level": level(rule.severity) },
    });
    if let Some(address) = pages.address(code) {
        known["helpUri"] = address.into();
    }
    known
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A path as a relative reference: forward slashes between folders, and percent signs for what a reference cannot hold.
/// A backslash stands between folders on Windows alone; elsewhere it is part of a name.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        match byte {
            byte if is_separator(char::from(byte)) => uri.push('/'),
            b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => {
                // Writing to a text cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
