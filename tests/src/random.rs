//! Random values drawn from a JSON Schema.

use serde_json::{Map, Value, json};

/// A small generator of random numbers (splitmix64): the same seed gives the same values on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A generator that starts at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not zero.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.bits() % limit as u64).expect("it is below a usize")
    }

    /// Whether an event of `percent` in a hundred happens.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the texts.
    pub fn word<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts[self.below(texts.len())]
    }

    /// One of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Texts that trip emitters: numbers, booleans, quotes, colons, line ends, other scripts.
const TEXTS: &[&str] = &[
    "a",
    "alpine:3.22",
    "true",
    "0755",
    "1e3",
    "null",
    "~",
    "- x",
    "key: value",
    "a # b",
    "\"quoted\" and 'single'",
    "back\\slash",
    "trailing space ",
    " leading space",
    "line one\nline two\n",
    "tab\there",
    "配置 runner",
    "{{ literal }}",
    "<a href=\"x\">&</a>",
    "a-rather-long-text-with-many-words-so-that-an-emitter-which-folds-long-lines-shows-it and some more words here",
    "$HOME `id` $(id)",
    "%d %s",
    "192.0.2.1",
    "*alias &anchor !tag",
    "",
];

/// For strings with a pattern; a test fails when a pattern of the schema accepts none of them.
const PATTERNED: &[&str] = &[
    "10m",
    "1h30m",
    "500ms",
    "1",
    "2Gi",
    "250m",
    "http://gitlab.example.com",
    "https://gitlab.example.com/",
    "a",
    "ci-job",
    "10%",
    "2026-01-31T12:00:00Z",
    "never",
];

const KEYS: &[&str] =
    &["a", "app", "example.com/name", "KEY_1", "10", "on", "with space", "名", "a10", "a2", "x-y.z"];

/// Draws one value that satisfies `schema`.
pub fn draw(root: &Value, schema: &Value, random: &mut Random, depth: usize) -> Value {
    let schema = resolve(root, schema);
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return random.pick(values).clone();
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(choices) = schema.get(keyword).and_then(Value::as_array) {
            let choice = random.pick(choices).clone();
            return draw(root, &choice, random, depth);
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array)
        && let Some(first) = parts.first()
    {
        return draw(root, first, random, depth);
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ if schema.get("properties").is_some() => vec!["object"],
        _ => vec!["string", "integer", "boolean"],
    };
    // Null only now and then: it mostly means that nothing is set.
    let usable: Vec<&str> = types.iter().copied().filter(|name| *name != "null").collect();
    let name = if usable.is_empty() || (types.contains(&"null") && random.chance(3)) {
        "null"
    } else {
        *random.pick(&usable)
    };
    match name {
        "object" => object(root, schema, random, depth),
        "array" => array(root, schema, random, depth),
        "boolean" => json!(random.chance(50)),
        "integer" => json!(integer(schema, random)),
        "number" => {
            if random.chance(50) {
                json!(integer(schema, random))
            } else {
                json!(f64::from(u32::try_from(random.below(4000)).expect("small")) / 8.0)
            }
        }
        "string" => json!(string(schema, random)),
        _ => Value::Null,
    }
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#')) {
        Some(pointer) => resolve(root, root.pointer(pointer).expect("the schema's references are whole")),
        None => schema,
    }
}

fn object(root: &Value, schema: &Value, random: &mut Random, depth: usize) -> Value {
    let mut result = Map::new();
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let wanted = 4.min(properties.len());
        for (key, property) in properties {
            let chosen = depth > 0 && random.below(properties.len()) < wanted;
            if chosen || required.contains(&key.as_str()) {
                result.insert(key.clone(), draw(root, property, random, depth.saturating_sub(1)));
            }
        }
    }
    match schema.get("additionalProperties") {
        Some(extra @ Value::Object(_)) if depth > 0 => {
            for _ in 0..random.below(3) {
                let key = (*random.pick(KEYS)).to_owned();
                result.insert(key, draw(root, extra, random, depth - 1));
            }
        }
        _ => {}
    }
    Value::Object(result)
}

fn array(root: &Value, schema: &Value, random: &mut Random, depth: usize) -> Value {
    let least =
        schema.get("minItems").and_then(Value::as_u64).map_or(0, |least| usize::try_from(least).unwrap_or(0));
    let count = if depth == 0 { least } else { least + random.below(3) };
    let items = schema.get("items").cloned().unwrap_or(Value::Bool(true));
    Value::Array((0..count).map(|_| draw(root, &items, random, depth.saturating_sub(1))).collect())
}

fn integer(schema: &Value, random: &mut Random) -> i64 {
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    let least = bound("minimum").unwrap_or(0);
    let most = bound("maximum").unwrap_or(i64::from(i32::MAX)).max(least);
    let candidates = [least, least + 1, least + 10, 3600, 1_000_000, 12_345_678, most];
    (*random.pick(&candidates)).clamp(least, most)
}

fn string(schema: &Value, random: &mut Random) -> String {
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let accepts = regex::Regex::new(pattern).expect("the schema's patterns are valid");
        let usable: Vec<&str> = PATTERNED.iter().copied().filter(|text| accepts.is_match(text)).collect();
        assert!(!usable.is_empty(), "no text of PATTERNED fits {pattern}: add one");
        return (*random.pick(&usable)).to_owned();
    }
    (*random.pick(TEXTS)).to_owned()
}
