//! The answers of kubectl, in `kubectl.txt`.

use helm_render::{Value, json};

use super::patched;

#[test]
fn as_kubectl_patches() {
    let text = include_str!("kubectl.txt");
    let mut blocks = text.split("\n\n").skip(1);
    let pod = blocks.next().and_then(|block| block.strip_prefix("pod ")).expect("the pod comes first");
    let mut count = 0;
    for block in blocks.map(str::trim).filter(|block| !block.is_empty()) {
        let (patch, want) = block.split_once('\n').expect("a patch and an answer");
        let (kind, patch) = patch.split_once(' ').expect("a kind and a patch");
        let have = match patched(value(pod), kind, &value(patch)) {
            Ok(spec) => text_of(&changes(&value(pod), &spec)),
            Err(error) => format!("error: {error}"),
        };
        let want = if want.starts_with("error") { want.to_owned() } else { text_of(&value(want)) };
        assert_eq!(have, want, "{kind} {patch}");
        count += 1;
    }
    assert!(count > 40, "{count} cases");
}

fn value(text: &str) -> Value {
    json::from_json(text.as_bytes()).expect("it is JSON")
}

fn text_of(value: &Value) -> String {
    json::to_raw_json(value).expect("it can be written").to_string()
}

/// The keys that differ, null for those that are gone.
fn changes(before: &Value, after: &Value) -> Value {
    let (before, after) = (before.as_map().expect("a map"), after.as_map().expect("a map"));
    let changes = Value::map();
    let map = changes.as_map().expect("a map");
    for (key, value) in after.snapshot() {
        let old = before.get(key.as_bytes()).unwrap_or_default();
        if text_of(&old) != text_of(&value) {
            map.insert(key, value);
        }
    }
    for (key, _) in before.snapshot() {
        if after.get(key.as_bytes()).is_none() {
            map.insert(key, Value::Nil);
        }
    }
    changes
}
