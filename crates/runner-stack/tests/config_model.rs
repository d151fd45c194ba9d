//! The typed `config.toml` says what the facts say: same keys, types, allowed values and deprecations, both ways.
//!
//! `facts/` was taken from GitLab Runner's public source (19.4).

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::{BTreeMap, BTreeSet};

use runner_stack::config::{self, Config, feature_flags};
use serde_json::Value;

fn facts(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn keys() -> Vec<Value> {
    facts(include_str!("facts/config-keys.json"))
}

fn text<'a>(fact: &'a Value, key: &str) -> &'a str {
    fact[key].as_str().unwrap_or_default()
}

#[test]
fn the_keys_are_the_same() {
    let facts = keys();
    let wanted: BTreeSet<&str> = facts.iter().map(|fact| text(fact, "path")).collect();
    let modelled: BTreeSet<&str> = config::keys().iter().map(|key| key.path).collect();
    assert_eq!(wanted.len(), 744);
    assert_eq!(config::keys().len(), 744, "a path is there twice");
    assert_eq!(wanted.difference(&modelled).collect::<Vec<_>>(), Vec::<&&str>::new(), "not in the model");
    assert_eq!(modelled.difference(&wanted).collect::<Vec<_>>(), Vec::<&&str>::new(), "only in the model");
}

#[test]
fn each_key_is_the_same() {
    let mut wrong = Vec::new();
    for fact in keys() {
        let key = config::key(text(&fact, "path")).unwrap();
        let one_of: Vec<&str> =
            fact["enum"].as_array().into_iter().flatten().map(|value| value.as_str().unwrap()).collect();
        let flag = |name: &str| fact[name].as_bool().unwrap_or_default();
        let same = key.toml_type == text(&fact, "type")
            && key.one_of == one_of
            && key.deprecated == fact.get("replacement").is_some()
            && key.replacement == text(&fact, "replacement")
            && key.secret == flag("secret")
            && key.ineffective == flag("ineffective")
            // Some keys are only required at the time of use; others may come from the chart's defaults.
            && (flag("required") || !key.required);
        if !same {
            wrong.push(format!("{key:?} is not {fact}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_key_is_documented_in_one_line() {
    for key in config::keys() {
        assert!(key.doc.ends_with('.') && !key.doc.contains('\n'), "{}: {:?}", key.path, key.doc);
    }
}

#[test]
fn each_secret_has_a_source() {
    for key in config::keys() {
        assert!(!key.secret || !key.from.is_empty(), "{}", key.path);
    }
}

#[test]
fn the_feature_flags_are_the_same() {
    let facts = facts(include_str!("facts/feature-flags.json"));
    let wanted: BTreeMap<&str, (bool, bool)> = facts
        .iter()
        .filter(|fact| fact.get("removed").is_none())
        .map(|fact| (text(fact, "name"), (fact["default"] == true, fact["deprecated"] == true)))
        .collect();
    let modelled: BTreeMap<&str, (bool, bool)> =
        feature_flags::FLAGS.iter().map(|flag| (flag.name, (flag.default, flag.deprecated))).collect();
    assert_eq!(modelled, wanted);
    let removed: BTreeSet<&str> =
        facts.iter().filter(|fact| fact.get("removed").is_some()).map(|fact| text(fact, "name")).collect();
    assert_eq!(feature_flags::REMOVED.iter().map(|flag| flag.name).collect::<BTreeSet<_>>(), removed);
}

#[test]
fn a_table_is_no_younger_than_its_keys() {
    assert_eq!(config::key("runners[].kubernetes.autoscaler.policy[].periods").unwrap().since, "18.11");
    assert_eq!(config::key("runners[].cache.Type").unwrap().since, "");
}

#[test]
fn a_config_is_read_and_written_without_loss() {
    let json = serde_json::json!({
        "concurrent": 4,
        "connection_max_age": "15m",
        "runners": [{
            "tls-ca-file": "/certs/ca.crt",
            "feature_flags": {"FF_USE_FASTZIP": true},
            "cache": {"Type": "s3", "s3": {"ServerAddress": "minio:9000", "DualStack": false}},
            "kubernetes": {
                "pull_policy": ["always", "if-not-present"],
                "node_selector": {"kubernetes.io/arch": "amd64"},
                "volumes": {"empty_dir": [{"name": "docker", "mount_path": "/var/lib/docker", "medium": "Memory"}]},
                "affinity": {"node_affinity": {"required_during_scheduling_ignored_during_execution": {
                    "node_selector_terms": [{"match_expressions": [{"key": "a", "operator": "In", "values": ["b"]}]}],
                }}},
            },
        }],
    });
    let config: Config = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(config.concurrent.map(|value| value.0), Some(4));
    assert_eq!(serde_json::to_value(&config).unwrap(), json);
}
