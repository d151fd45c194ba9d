//! Reading and writing of data against tables recorded from the real Helm; see `data/codecs/record.py`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use helm_render::functions::lookup;
use helm_render::value::format::{display, sprint, sprintf};
use helm_render::world::FixedWorld;
use helm_render::{Value, json};

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let code = rest[0];
        rest = &rest[1..];
        out.push(match code {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'x' => {
                let digits = std::str::from_utf8(&rest[..2]).unwrap();
                rest = &rest[2..];
                u8::from_str_radix(digits, 16).unwrap()
            }
            other => other,
        });
    }
    out
}

fn argument(column: &str) -> Value {
    let (kind, text) = column.split_once(':').unwrap();
    let bytes = unescape(text);
    match kind {
        "i" => Value::Int(text.parse().unwrap()),
        "l" => Value::Int64(text.parse().unwrap()),
        "f" => Value::Float(text.parse().unwrap()),
        "b" => Value::Bool(text == "true"),
        "s" => Value::str(bytes),
        "n" => Value::Nil,
        "j" => json::from_json(&bytes).unwrap(),
        _ => panic!("unknown kind {kind}"),
    }
}

fn call(name: &str, args: &[Value]) -> Vec<u8> {
    match name {
        "print" => return sprint(args),
        "printf" => return sprintf(args[0].as_str().unwrap().as_bytes(), &args[1..]),
        _ => {}
    }
    let result =
        lookup(name).unwrap().call(&FixedWorld, args).unwrap_or_else(|fault| Value::str(fault.message));
    let text = match name {
        "fromToml" => display(&result),
        _ if name.starts_with("from") => json::to_json(&result).unwrap(),
        _ => display(&result),
    };
    text.as_bytes().to_vec()
}

fn check(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/codecs").join(table);
    let text = std::fs::read_to_string(path).unwrap();
    let mut differences = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, args @ .., want] = columns.as_slice() else { panic!("bad line {line}") };
        let args: Vec<Value> = args.iter().map(|column| argument(column)).collect();
        let (found, want) = (call(name, &args), unescape(want));
        if found != want {
            let (found, want) = (String::from_utf8_lossy(&found), String::from_utf8_lossy(&want));
            differences.push(format!("{line}\n  found {found:?}\n  want  {want:?}"));
        }
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn yaml_is_read_as_helm_reads_it() {
    check("from_yaml.tsv");
}

#[test]
fn yaml_is_written_as_helm_writes_it() {
    check("to_yaml.tsv");
}

#[test]
fn json_is_read_and_written_as_go_does() {
    check("json.tsv");
}

#[test]
fn toml_is_read_and_written_as_burntsushi_does() {
    check("toml.tsv");
}

#[test]
fn values_are_printed_as_fmt_prints_them() {
    check("printf.tsv");
}
