//! The keys that `explain` knows are those of the schema that Helm checks values against, at every depth.

use std::collections::BTreeSet;
use std::fs;

use runner_stack::config;
use runner_stack::explain::{Entry, explain};
use serde_json::Value;

#[test]
fn every_key_of_the_schema_is_explained_and_no_other() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../chart/values.schema.json");
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(path).expect("the chart has a schema")).expect("it is JSON");
    let mut seen = BTreeSet::new();
    compare(&explain("").expect("all values"), &schema, &schema, &mut seen);
    let all = schema["definitions"].as_object().expect("definitions");
    let missed: Vec<&String> = all.keys().filter(|name| !seen.contains(*name)).collect();
    assert!(missed.is_empty(), "not compared: {missed:?}");
}

#[test]
fn every_key_of_config_toml_is_found_with_and_without_config() {
    for key in config::keys() {
        let full = format!("config.{}", key.path);
        let entry = explain(&full).unwrap_or_else(|reason| panic!("{full}: {reason}"));
        assert_eq!(entry.path(), full);
        let facts = entry.facts();
        assert_eq!(
            (facts.summary().as_str(), facts.deprecated, facts.allowed),
            (key.doc, key.deprecated, key.one_of.iter().map(|&value| value.to_owned()).collect()),
            "{full}"
        );
        assert_eq!(facts.since, key.since, "{full}");
        let short = explain(key.path).unwrap_or_else(|reason| panic!("{}: {reason}", key.path));
        assert!(short.path() == full || short.path() == key.path, "{} is {}", key.path, short.path());
    }
}

/// Compares the keys of an entry with the properties of its schema, each definition once.
fn compare(entry: &Entry, schema: &Value, root: &Value, seen: &mut BTreeSet<String>) {
    let mut here = schema;
    loop {
        if let Some(reference) = here["$ref"].as_str() {
            let name = reference.rsplit('/').next().expect("a name");
            if !seen.insert(name.to_owned()) {
                return;
            }
            here = &root["definitions"][name];
        } else if here["items"].is_object() {
            here = &here["items"];
        } else {
            break;
        }
    }
    let Some(properties) = here["properties"].as_object() else {
        if let (Some(any), true) = (entry.children().first(), here["additionalProperties"].is_object()) {
            compare(any, &here["additionalProperties"], root, seen);
        }
        return;
    };
    let children = entry.children();
    let have: BTreeSet<&str> = children.iter().map(Entry::name).collect();
    let want: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
    assert_eq!(have, want, "the keys of `{}`", entry.path());
    for child in &children {
        let again = explain(child.path()).unwrap_or_else(|reason| panic!("{}: {reason}", child.path()));
        assert_eq!(again.path(), child.path());
        let required =
            here["required"].as_array().is_some_and(|all| all.iter().any(|key| key == child.name()));
        assert_eq!(child.facts().required, required, "whether `{}` is required", child.path());
        assert!(!child.facts().type_name.is_empty(), "{} has no type", child.path());
        compare(child, &properties[child.name()], root, seen);
    }
}
