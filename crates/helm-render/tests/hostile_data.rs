//! Data made to break parsers: it must end in an error or a value, never in a crash, a hang or endless memory.

#![expect(
    clippy::unwrap_used,
    clippy::format_push_string,
    reason = "a test fails by panicking, and need not be fast"
)]

use helm_render::value::Map;
use helm_render::value::format::{display, sprintf, try_write_display};
use helm_render::{Value, json, toml, yaml};

fn yaml_error(text: &str) -> String {
    yaml::parse(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn deep_nesting_is_refused() {
    let deep = 200_000;
    for open in ["[", "{a: ", "- ", "? ", "[{a: ", "!t [", "&a [", "a: [", "[[], "] {
        assert!(yaml::parse(open.repeat(deep).as_bytes()).is_err(), "{open}");
    }
    let mut block = String::new();
    for depth in 0..5000 {
        block.push_str(&" ".repeat(depth));
        block.push_str("a:\n");
    }
    assert!(yaml_error(&block).contains("exceeded max depth"));
    assert!(json::from_json("[".repeat(deep).as_bytes()).is_err());
    assert!(json::from_json("{\"a\":".repeat(deep).as_bytes()).is_err());
    assert!(toml::from_toml(format!("a = {}", "[".repeat(deep)).as_bytes()).is_err());
    assert!(toml::from_toml(format!("a = {}", "{b = ".repeat(deep)).as_bytes()).is_err());
    assert!(toml::from_toml(format!("[{}a]", "a.".repeat(deep)).as_bytes()).is_err());
    assert!(toml::from_toml(format!("{}a = 1", "a.".repeat(deep)).as_bytes()).is_err());
}

#[test]
fn nesting_up_to_the_limit_is_fine() {
    let text = format!("{}1{}", "[".repeat(1000), "]".repeat(1000));
    let value = yaml::parse(text.as_bytes()).unwrap().to_value();
    assert_eq!(json::to_json(&value).unwrap().to_str(), text);
    assert_eq!(yaml::to_yaml(&value).unwrap().len(), 2002);
    assert_eq!(display(&value).to_str(), text);
    assert_eq!(display(&json::from_json(text.as_bytes()).unwrap()).to_str(), text);
}

#[test]
fn aliases_cannot_explode() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    let want = "error converting YAML to JSON: yaml: document contains excessive aliasing";
    assert_eq!(yaml_error(&bomb), want);

    let mut merges = String::from("a0: &a0 {x: 1, y: 2}\n");
    for level in 1..24 {
        let before = level - 1;
        merges.push_str(&format!(
            "a{level}: &a{level}\n  <<: [*a{before}, *a{before}]\n  k{level}: *a{before}\n"
        ));
    }
    assert_eq!(yaml_error(&merges), want);
    assert!(yaml_error("a: &a [*a]").ends_with("anchor 'a' value contains itself"));
    assert!(yaml_error("a: &a\n  <<: *a\n").ends_with("anchor 'a' value contains itself"));
}

#[test]
fn maps_that_hold_themselves_are_not_printed() {
    let map = Map::new();
    map.insert("self", map.clone());
    map.insert("again", Value::list(vec![Value::Map(map.clone()), Value::Map(map.clone())]));
    let value = Value::Map(map.clone());
    assert!(yaml::to_yaml(&value).is_err());
    assert!(yaml::to_yaml_pretty(&value).is_err());
    assert!(json::to_json(&value).is_err());
    assert!(json::to_pretty_json(&value).is_err());
    assert!(toml::to_toml(&value).is_err());
    assert!(try_write_display(&value, &mut Vec::new()).is_err());
    assert!(!sprintf(b"%d %#v", &[value.clone(), value]).is_empty());
    map.remove("self");
    map.remove("again");
}

#[test]
fn values_that_share_parts_do_not_explode() {
    let mut value = Value::from("a text of some length");
    for _ in 0..40 {
        value = Value::list(vec![value.clone(), value]);
    }
    assert!(yaml::to_yaml(&value).is_err());
    assert!(json::to_json(&value).is_err());
    assert!(toml::to_toml(&value).is_err());
    assert!(try_write_display(&value, &mut Vec::new()).is_err());
}

#[test]
fn long_texts_are_read_in_one_pass() {
    let long = 2_000_000;
    let shapes = [
        "a ", "a: b\n", "- ", "- a\n", "[a, ", "\"a", "'a'", "#", "\n", " ", "\t", "é", "é: ", "a\n",
        "? a\n", "&a ", "!a ", "*a ", "a: |\n", ">\n", "---\n", "...\n", "{a: b}, ", "[] ", "\"\\x41", "%",
        "\r", "\u{2028}", "\\", "<<: ", "a: {", "a: [\n", "- - a\n",
    ];
    for shape in shapes {
        let _ = yaml::parse(shape.repeat(long / shape.len()).as_bytes());
    }
    let list = format!("[{}1]", "é, ".repeat(long / 4));
    assert!(yaml::parse(list.as_bytes()).is_ok());
    for shape in [
        "a = 1\n",
        "[a]\n",
        "[[a]]\n",
        "a.b",
        "\"",
        "'''",
        "[1, ",
        "#\n",
        "a = [{b = 1}]\n",
        "[[a]]\n[a.b]\nc = 1\n",
    ] {
        let _ = toml::from_toml(shape.repeat(long / 8 / shape.len()).as_bytes());
    }
}

#[test]
fn random_bytes_never_panic() {
    let pieces: &[&[u8]] = &[
        b"a",
        b": ",
        b"- ",
        b"\n",
        b" ",
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b"\"",
        b"'",
        b"\\",
        b"|",
        b">",
        b"&a",
        b"*a",
        b"!",
        b"<<",
        b"#",
        b"%",
        b"=",
        b".",
        b"0",
        b"1",
        b"e",
        b"+",
        b"_",
        b"x",
        b"\xff",
        b"\xc2",
        b"\x85",
        b"\xe2\x80\xa8",
        b"\xf0\x9f",
        b"\0",
        b"\t",
        b"u",
        b"2001-01-01",
        b"T",
        b"%[2]*.[1]*f",
        b"%v",
        b"tru",
        b"nul",
        b"? ",
        b"---",
        b"@",
        b"\r\n",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
    ];
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..60_000 {
        let length = next(14);
        let text: Vec<u8> = (0..length).flat_map(|_| pieces[next(pieces.len())]).copied().collect();
        if let Ok(node) = yaml::parse(&text) {
            let value = node.to_value();
            let written = yaml::to_yaml(&value).unwrap();
            // What was written reads back as the same value.
            let again = yaml::from_yaml(written.as_bytes()).unwrap();
            assert_eq!(json::to_json(&again), json::to_json(&value), "{}", String::from_utf8_lossy(&text));
            let _ = yaml::to_yaml_pretty(&value);
            let _ = toml::to_toml(&value);
            let _ = sprintf(&text, &[value.clone(), Value::Int(3), value]);
        }
        let _ = json::from_json(&text);
        let _ = toml::from_toml(&text);
        let _ = json::to_json(&Value::str(text.clone()));
        let _ = yaml::to_yaml(&Value::str(text.clone()));
        let _ = yaml::to_yaml_pretty(&Value::str(text.clone()));
        let _ = sprintf(&text, &[Value::str(text.clone()), Value::Float(1.5), Value::Nil]);
    }
}
