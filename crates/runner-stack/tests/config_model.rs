//! The typed `config.toml` says what the facts say: same keys, types, allowed values and deprecations, both ways.
//!
//! `facts/` was taken from GitLab Runner's public source (19.4).

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::{BTreeMap, BTreeSet};

use runner_stack::config::kubernetes::{EmptyDir, PodSecurityContext, Volumes};
use runner_stack::config::{self, Cache, CacheS3, Config, Kubernetes, Runner, feature_flags};
use runner_stack::model::{Datetime, Duration, FeatureFlags, Int, StringOrList, WrongType};
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
fn a_config_is_read_whole() {
    let text = r#"
concurrent = 4
connection_max_age = "15m"

[[runners]]
tls-ca-file = "/certs/ca.crt"
token_obtained_at = 2024-05-06T07:08:09Z
colour = "unknown to the runner"

[runners.feature_flags]
FF_USE_FASTZIP = true

[runners.cache]
type = "s3"

[runners.cache.s3]
ServerAddress = "minio:9000"
DualStack = false

[runners.kubernetes]
pull_policy = ["always", "if-not-present"]
image_pull_secrets = ["one"]

[runners.kubernetes.node_selector]
"kubernetes.io/arch" = "amd64"

[[runners.kubernetes.volumes.empty_dir]]
name = "docker"
mount_path = "/var/lib/docker"
medium = "Memory"

[runners.kubernetes.pod_security_context]
run_as_user = 1000
supplemental_groups = [1, 2]
"#;
    let some = |text: &str| Some(text.to_owned());
    let wanted = Config {
        concurrent: Some(Int(4)),
        connection_max_age: Some(Duration("15m".to_owned())),
        runners: Some(vec![Runner {
            tls_ca_file: some("/certs/ca.crt"),
            token_obtained_at: Some(Datetime("2024-05-06 07:08:09 +0000 UTC".to_owned())),
            feature_flags: Some(FeatureFlags([("FF_USE_FASTZIP".to_owned(), Some(true))].into())),
            cache: Some(Cache {
                r#type: some("s3"),
                s3: Some(CacheS3 {
                    server_address: some("minio:9000"),
                    dual_stack: Some(false),
                    ..CacheS3::default()
                }),
                ..Cache::default()
            }),
            kubernetes: Some(Kubernetes {
                pull_policy: Some(StringOrList::Many(vec!["always".to_owned(), "if-not-present".to_owned()])),
                image_pull_secrets: Some(vec!["one".to_owned()]),
                node_selector: Some([("kubernetes.io/arch".to_owned(), "amd64".to_owned())].into()),
                volumes: Some(Volumes {
                    empty_dir: Some(vec![EmptyDir {
                        name: some("docker"),
                        mount_path: some("/var/lib/docker"),
                        medium: some("Memory"),
                        ..EmptyDir::default()
                    }]),
                    ..Volumes::default()
                }),
                pod_security_context: Some(PodSecurityContext {
                    run_as_user: Some(Int(1000)),
                    supplemental_groups: Some(vec![1, 2]),
                    ..PodSecurityContext::default()
                }),
                ..Kubernetes::default()
            }),
            ..Runner::default()
        }]),
        ..Config::default()
    };
    assert_eq!(read(text), Ok(wanted));
}

#[test]
fn a_value_of_another_type_is_named_without_what_it_holds() {
    let message = |text: &str| read(text).unwrap_err().to_string();
    assert_eq!(message("concurrent = \"4\""), "concurrent: found a string, expected an integer");
    assert_eq!(message("runners = 1"), "runners: found an integer, expected a list of tables");
    assert_eq!(
        message("[[runners]]\n[[runners]]\nToken = 123"),
        "runners[1].token: found an integer, expected a string"
    );
    assert_eq!(
        message("[[runners]]\nkubernetes.node_selector.\"a.b\" = true"),
        "runners[0].kubernetes.node_selector.a.b: found a boolean, expected a string"
    );
    assert_eq!(
        message("[[runners]]\nenvironment = [\"A=b\", [1]]"),
        "runners[0].environment[1]: found a list, expected a string"
    );
    assert_eq!(
        message("[[runners]]\nfeature_flags.FF_USE_FASTZIP = 1979-05-27"),
        "runners[0].feature_flags.FF_USE_FASTZIP: found a date, expected true or false"
    );
}

fn read(text: &str) -> Result<Config, WrongType> {
    config::read(&helm_render::toml::from_toml(text.as_bytes()).unwrap())
}
