//! The validator accepts and refuses what a JSON Schema validator does, on random values, whole and damaged.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/random.rs"]
mod random;
mod support;

use runner_stack::diagnostic::Severity;
use runner_stack::schema::validate;
use serde_json::{Map, Value, json};

use random::Random;

const VALUES: usize = 1500;

#[test]
fn the_verdict_is_that_of_json_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../../chart/values.schema.json")).unwrap();
    let reference = jsonschema::draft7::new(&schema).unwrap();
    let mut random = Random(0x5eed_1234_abcd_0001);
    let (mut accepted, mut refused) = (0, 0);
    for round in 0..VALUES {
        let mut value = draw(&schema, &schema, &mut random, 0);
        if round % 3 != 0 {
            for _ in 0..=random.below(2) {
                damage(&mut value, &mut random);
            }
        }
        let wanted = reference.is_valid(&value);
        let problems = validate(&support::node(&value));
        let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        let reasons: Vec<String> =
            reference.iter_errors(&value).map(|error| error.to_string()).take(3).collect();
        assert_eq!(errors.is_empty(), wanted, "round {round}\n{errors:#?}\n{reasons:#?}\n{value:#}");
        if wanted {
            accepted += 1;
        } else {
            refused += 1;
        }
    }
    assert!(accepted > VALUES / 4 && refused > VALUES / 4, "{accepted} accepted, {refused} refused");
}

/// A value that the schema accepts.
fn draw(schema: &Value, root: &Value, random: &mut Random, depth: usize) -> Value {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let name = target.trim_start_matches("#/definitions/");
        return draw(&root["definitions"][name], root, random, depth);
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return random.pick(values).clone();
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().map(|name| name.as_str().unwrap()).collect(),
        _ => vec!["string", "integer", "boolean", "null"],
    };
    match *random.pick(&types) {
        "null" => Value::Null,
        "boolean" => json!(random.one_in(2)),
        "integer" => {
            let min = schema["minimum"].as_i64().unwrap_or(-3);
            let max = schema["maximum"].as_i64().unwrap_or(min + 70_000);
            json!(min + i64::try_from(random.below(usize::try_from(max - min + 1).unwrap())).unwrap())
        }
        "number" => json!([0.5, 1.0, 3.0, 12.25][random.below(4)]),
        "string" => json!(draw_text(schema["pattern"].as_str().unwrap_or_default(), random)),
        "array" => {
            let length = random.below(3);
            Value::Array((0..length).map(|_| draw(&schema["items"], root, random, depth + 1)).collect())
        }
        _ => Value::Object(draw_map(schema, root, random, depth)),
    }
}

fn draw_text(pattern: &str, random: &mut Random) -> &'static str {
    let texts: &[&str] = if pattern.contains("always") {
        &["never", "always"]
    } else if pattern.contains("KMGTPE") {
        &["500m", "1Gi", "2", "0.5", "", ".5", "1e3", "12E+2", "3.", "100n"]
    } else if pattern.contains("ns|us") {
        &["15m", "1h30m", "0", "1.5s", "10ms", "-5m", ".5h", "3µs", "+0"]
    } else if pattern.contains("[0-9]{4}") {
        &["2026-01-31T12:00:00Z", "2026-01-31 12:00:00.25+01:00"]
    } else {
        &["text", "a b", "true", "10", "{{ .Release.Name }}", "ü"]
    };
    texts[random.below(texts.len())]
}

fn draw_map(schema: &Value, root: &Value, random: &mut Random, depth: usize) -> Map<String, Value> {
    let mut map = Map::new();
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap()).collect();
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let chances = match depth {
            0 => properties.len() / 12 + 1,
            1 | 2 => properties.len() / 6 + 1,
            _ => properties.len() / 2 + 1,
        };
        for (name, property) in properties {
            if required.contains(&name.as_str()) || random.one_in(chances) {
                map.insert(name.clone(), draw(property, root, random, depth + 1));
            }
        }
    }
    if schema.get("additionalProperties").is_none_or(Value::is_object) && random.one_in(2) {
        let any = json!({});
        let values = schema.get("additionalProperties").unwrap_or(&any);
        map.insert("example.com/free".to_owned(), draw(values, root, random, depth + 1));
    }
    map
}

/// Breaks something, somewhere.
fn damage(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(map) if !map.is_empty() && !random.one_in(6) => {
            let keys: Vec<String> = map.keys().cloned().collect();
            let key = random.pick(&keys).clone();
            match random.below(8) {
                0 => {
                    let moved = map.remove(&key).unwrap();
                    map.insert(format!("{key}x"), moved);
                }
                1 => {
                    let moved = map.remove(&key).unwrap();
                    map.insert(key.to_uppercase(), moved);
                }
                2 => {
                    map.remove(&key);
                }
                _ => damage(map.get_mut(&key).unwrap(), random),
            }
        }
        Value::Array(items) if !items.is_empty() && !random.one_in(5) => {
            let idx = random.below(items.len());
            damage(&mut items[idx], random);
        }
        _ => {
            *value = random
                .pick(&[
                    json!(null),
                    json!(true),
                    json!(0),
                    json!(-1),
                    json!(70_000),
                    json!(1.5),
                    json!(10.0),
                    json!(""),
                    json!("10"),
                    json!("Always"),
                    json!("1h 30m"),
                    json!("5Kb"),
                    json!("--1"),
                    json!("12e"),
                    json!([]),
                    json!([1]),
                    json!({}),
                    json!({"x": 1}),
                    json!("2026-01-31"),
                    json!("2026-01-31T12:00:00"),
                ])
                .clone();
        }
    }
}
