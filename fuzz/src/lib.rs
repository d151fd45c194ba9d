//! What the fuzz targets do with their bytes. `cargo xtask fuzz` runs them under libFuzzer; the test `fuzz` of the
//! workspace includes this file and feeds the same functions seeds and their mutations.
//!
//! A target panics when it finds something; every other end is fine.

use helm_render::template::{Engine, Options, Templates};
use helm_render::world::FixedWorld;
use helm_render::{
    Capabilities, Chart, ErrorKind, Limits, PrintOptions, ReleaseOptions, RenderOptions, Value, Values, json,
    render_with, toml, yaml,
};

/// A target and its name; dictionaries and seeds lie in folders of that name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("archive", archive),
    ("json", json),
    ("schema", schema),
    ("set", set),
    ("template", template),
    ("toml", toml),
    ("values", values),
    ("yaml", yaml),
];

/// Small enough that an input which reaches them costs milliseconds.
const LIMITS: Limits =
    Limits { stack: 400 << 10, depth: 1000, include_depth: 50, output: 4 << 20, steps: 1 << 16 };

const DATA: &str = "
Values: {name: web, replicas: 3, ratio: 1.5, on: true, none: null, list: [a, b, 1], map: {a: 1, b: {c: d}}}
Release: {Name: rel, Namespace: default}
Text: \"line one\\nline two\\n\"
";

/// A template text: parsed and executed.
pub fn template(data: &[u8]) {
    let Ok(templates) = Templates::parse([("fuzz.yaml", data)]) else { return };
    let options = Options { limits: LIMITS, ..Options::default() };
    let mut engine = Engine::new(&templates, &FixedWorld, options);
    // The data goes before the engine, whose end frees what holds itself.
    let values = yaml::from_yaml(DATA.as_bytes()).expect("the data of this file");
    match engine.execute("fuzz.yaml", &values) {
        Ok(output) => assert!(output.len() <= LIMITS.output, "more output than allowed"),
        Err(error) => assert!(!error.to_string().is_empty(), "an error says nothing"),
    }
}

/// A YAML document: what was read is written, and reads as the same again, in both layouts.
pub fn yaml(data: &[u8]) {
    let node = match yaml::parse(data) {
        Ok(node) => node,
        Err(error) => {
            assert!(!error.to_string().is_empty(), "an error says nothing");
            return;
        }
    };
    check_spans(&node, data.len());
    let value = node.to_value();
    let want = json::to_json(&value).expect("what YAML can say, JSON can");
    // Helm reads the JSON of a value as YAML before it writes it, which takes U+0085 for a line end, and the float -0 for
    // the integer 0; and go-yaml writes the key of a merge bare, so that it merges when it is read.
    if want.to_str().contains('\u{85}') || want.to_str().contains(r#""\u003c\u003c":"#) {
        return;
    }
    let is_changed = want.as_bytes().split(|byte| b",:[]{}".contains(byte)).any(|token| token == b"-0");
    for written in [yaml::to_yaml(&value), yaml::to_yaml_pretty(&value)] {
        // Not all JSON is YAML: control characters beyond ASCII, and keys of more than 1,024 characters, stop Helm, too.
        let Ok(written) = written else { return };
        let again = match yaml::from_yaml(written.as_bytes()) {
            Ok(again) => again,
            // In the other layout a text that starts with a tab becomes a block, which Helm cannot read either.
            Err(_) if want.to_str().contains(r#""\t"#) => return,
            Err(error) => panic!("{written} was written and cannot be read: {error}"),
        };
        let again = json::to_json(&again).expect("as before");
        assert!(is_changed || again == want, "{want} was written as {written}");
    }
}

fn check_spans(node: &yaml::Node, length: usize) {
    // UTF-16 is converted first, and may grow by half.
    assert!(
        node.span.start <= node.span.end && node.span.end as usize <= length * 3 / 2 + 4,
        "{:?}",
        node.span
    );
    match &node.kind {
        yaml::NodeKind::Sequence(items) => items.iter().for_each(|item| check_spans(item, length)),
        yaml::NodeKind::Mapping(pairs) => pairs.iter().for_each(|(key, value)| {
            check_spans(key, length);
            check_spans(value, length);
        }),
        _ => {}
    }
}

/// `--set` flags, one a line; the first character of a line chooses the flag.
pub fn set(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut values = Values::from_yaml("values.yaml", "a: {b: 1}\nlist: [1, {x: y}]\n").expect("good values");
    for line in text.lines() {
        let mut chars = line.chars();
        let flag = chars.next();
        let line = chars.as_str();
        let result = match flag {
            Some('s') => values.set_string(line),
            Some('j') => values.set_json(line),
            Some('l') => values.set_literal(line),
            Some('f') => values.set_file(line, |name| Ok(name.as_bytes().to_vec())),
            _ => values.set(line),
        };
        if let Err(error) = result {
            assert_eq!(error.kind(), ErrorKind::Values, "{error}");
        }
    }
    for path in ["a.b", "list[1].x", "list[0]", "a", ""] {
        let _ = values.locate(path);
    }
    let value = values.to_value();
    // `a[65536]=1` makes as many items; to write and read them takes a second, and says nothing more than ten do.
    if count(&value) > 1000 {
        return;
    }
    if let Ok(written) = yaml::to_yaml(&value) {
        let again = yaml::from_yaml(written.as_bytes()).expect("what was written can be read");
        yaml::to_yaml(&again).expect("what was read can be written");
    }
}

/// How many values there are in one.
fn count(value: &Value) -> usize {
    let inside: usize = match (value.as_list(), value.as_map()) {
        (Some(items), _) => items.iter().map(count).sum(),
        (_, Some(map)) => map.entries().values().map(count).sum(),
        _ => 0,
    };
    inside + 1
}

/// A chart's archive: the bytes as they are, or as the tar file inside of one.
pub fn archive(data: &[u8]) {
    if data.starts_with(b"\x1f\x8b") {
        load(data);
    } else {
        load(&stored(data));
    }
}

fn load(archive: &[u8]) {
    match Chart::from_named_archive("fuzz-0.1.0.tgz", archive) {
        Ok(chart) => render(&chart, &Values::new()),
        Err(error) => assert!(!error.to_string().is_empty(), "an error says nothing"),
    }
}

/// The bytes as a gzip file without compression, so that the fuzzer sees through it.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut file = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    let mut crc = !0_u32;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let mut chunks = data.chunks(0xffff).peekable();
    if chunks.peek().is_none() {
        file.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
    }
    while let Some(chunk) = chunks.next() {
        let length = u16::try_from(chunk.len()).expect("chunks are small");
        file.push(u8::from(chunks.peek().is_none()));
        file.extend_from_slice(&length.to_le_bytes());
        file.extend_from_slice(&(!length).to_le_bytes());
        file.extend_from_slice(chunk);
    }
    file.extend_from_slice(&(!crc).to_le_bytes());
    file.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    file
}

/// Two values files with `---` between them: the chart's, with a subchart's below `sub`, and the user's.
pub fn values(data: &[u8]) {
    let (defaults, user) = halves(data);
    let files: [(&str, &[u8]); 5] = [
        (
            "Chart.yaml",
            b"apiVersion: v2\nname: fuzz\nversion: 0.1.0\ndependencies:\n- name: sub\n  version: '*'\n  \
              repository: ''\n  condition: sub.enabled\n  tags: [t]\n  import-values: [x, {child: a, parent: b}]\n",
        ),
        ("values.yaml", defaults),
        ("templates/all.yaml", b"all: {{ toJson .Values | quote }}\n"),
        ("charts/sub/Chart.yaml", b"apiVersion: v2\nname: sub\nversion: 0.1.0\n"),
        ("charts/sub/values.yaml", b"a: {b: [1]}\nglobal: {g: 1}\nexports: {x: {y: z}}\nenabled: true\n"),
    ];
    let Ok(chart) = Chart::from_files(files) else { return };
    let Ok(values) = Values::from_yaml("user.yaml", user) else { return };
    render(&chart, &values);
}

/// A schema and values with `---` between them.
pub fn schema(data: &[u8]) {
    let (schema, user) = halves(data);
    let files: [(&str, &[u8]); 2] =
        [("Chart.yaml", b"apiVersion: v2\nname: fuzz\nversion: 0.1.0\n"), ("values.schema.json", schema)];
    let chart = Chart::from_files(files).expect("a schema is read when it is needed");
    let Ok(values) = Values::from_yaml("user.yaml", user) else { return };
    render(&chart, &values);
}

fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    const BETWEEN: &[u8] = b"\n---\n";
    match data.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        Some(at) => (&data[..at], &data[at + BETWEEN.len()..]),
        None => (data, b""),
    }
}

fn render(chart: &Chart, values: &Values) {
    let options = RenderOptions { limits: LIMITS, ..RenderOptions::default() };
    let release = ReleaseOptions::new("rel");
    match render_with(chart, values, &release, &Capabilities::default(), options, &FixedWorld) {
        Ok(rendered) => {
            let _ = rendered.print(&PrintOptions::default());
        }
        Err(failure) => assert!(!failure.error.to_string().is_empty(), "an error says nothing"),
    }
}

/// A TOML document: what can be written reads as the same again.
pub fn toml(data: &[u8]) {
    let Ok(value) = toml::from_toml(data) else { return };
    again(&value, toml::to_toml, toml::from_toml);
}

/// A JSON document: what was read is written, and reads as the same again.
pub fn json(data: &[u8]) {
    let Ok(value) = json::from_json(data) else { return };
    again(&value, json::to_json, json::from_json);
    again(&value, json::to_pretty_json, json::from_json);
    again(&value, json::to_raw_json, json::from_json);
}

fn again<F: std::fmt::Debug>(
    value: &Value,
    write: fn(&Value) -> Result<helm_render::value::Str, F>,
    read: fn(&[u8]) -> Result<Value, F>,
) {
    let Ok(written) = write(value) else { return };
    let value = read(written.as_bytes()).expect("what was written can be read");
    assert_eq!(write(&value).expect("what was read can be written"), written);
}
