//! What Helm does not have, and what it would not survive: reports, partial renders, hostile archives.

use helm_render::release::OnError;
use helm_render::template::Trace;
use helm_render::world::FixedWorld;
use helm_render::{
    Capabilities, Chart, ErrorKind, PrintOptions, ReleaseOptions, RenderOptions, Rendered, Values, render,
    render_with,
};

const CHART: (&str, &str) = ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n");

fn chart(files: &[(&str, &str)]) -> Chart {
    Chart::from_files(std::iter::once(&CHART).chain(files).copied()).expect("a chart")
}

fn render_traced(chart: &Chart, values: &Values) -> Rendered {
    let options = RenderOptions { trace: Trace { reads: true, output: true }, ..RenderOptions::default() };
    let release = ReleaseOptions::default();
    render_with(chart, values, &release, &Capabilities::default(), options, &FixedWorld).expect("a render")
}

#[test]
fn values_that_no_template_read_are_reported_with_their_place() {
    let chart = chart(&[
        ("values.yaml", "image:\n  tag: a\nlist: []\n"),
        (
            "templates/a.yaml",
            "a: {{ .Values.image.tag }}\nb: {{ toJson .Values.all }}\n{{ range .Values.list }}\nc: {{ .x }}\n{{ end }}\nd: {{ .Values.global.x }}\n",
        ),
        ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n"),
        ("charts/sub/templates/a.yaml", "a: {{ .Values.global.shared }} {{ .Values.own }}\n"),
    ]);
    let text = "image:\n  tag: b\n  tga: c\nall: {k: 1}\nlist:\n- {x: 1, z: 2}\nimgae: {}\nglobal: {x: 1, shared: 2, lost: 3}\nsub: {own: 1, more: 2}\n";
    let mut values = Values::from_yaml("mine.yaml", text).expect("values");
    values.set("typo=1").expect("a flag");
    let rendered = render_traced(&chart, &values);
    let unused = rendered.usage.expect("a trace").unused(&values);
    let found: Vec<_> = unused
        .iter()
        .map(|unused| {
            let source = unused.source.as_ref().expect("a source");
            (unused.dotted(), source.name.as_str(), source.line, source.column)
        })
        .collect();
    let wanted = [
        ("global.lost".to_owned(), "mine.yaml", Some(8), Some(27)),
        ("image.tga".to_owned(), "mine.yaml", Some(3), Some(3)),
        ("imgae".to_owned(), "mine.yaml", Some(7), Some(1)),
        ("list[0].z".to_owned(), "mine.yaml", Some(6), Some(10)),
        ("sub.more".to_owned(), "mine.yaml", Some(9), Some(15)),
        ("typo".to_owned(), "--set typo=1", None, None),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn output_lines_know_their_template_lines_and_values() {
    let chart = chart(&[("templates/a.yaml", "kind: A\n---\nkind: B\nname: {{ .Values.name }}\n")]);
    let values = Values::from_yaml("mine.yaml", "name: x\n").expect("values");
    let rendered = render_traced(&chart, &values);
    let lines = rendered.source_lines(&rendered.manifests[1]);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].position.as_ref().map(|position| position.line), Some(3));
    assert_eq!(lines[1].position.as_ref().map(|position| position.line), Some(4));
    assert_eq!(lines[1].values, ["name"]);
}

#[test]
fn a_partial_render_collects_every_error() {
    let chart = chart(&[
        ("templates/a.yaml", "a: {{ fail \"no\" }}"),
        ("templates/b.yaml", "kind: Good"),
        ("templates/c.yaml", "c: {{ nosuch }}"),
        ("templates/d.yaml", "d: [\n---\nkind: Second"),
    ]);
    let options = RenderOptions { errors: OnError::Collect, ..RenderOptions::default() };
    let release = ReleaseOptions::default();
    let rendered =
        render_with(&chart, Values::new(), &release, &Capabilities::default(), options, &FixedWorld)
            .expect("a render");
    let kinds: Vec<_> = rendered.errors.iter().map(helm_render::Error::kind).collect();
    assert_eq!(kinds, [ErrorKind::Parse, ErrorKind::Fail, ErrorKind::Manifest]);
    let sources: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.kind.as_str()).collect();
    assert_eq!(sources, ["Good", "Second"]);
}

/// What is rendered of shared values is held against Helm elsewhere.
#[test]
fn values_given_away_are_those_that_are_shared() {
    let chart = chart(&[
        ("values.yaml", "image: {tag: latest}\nlist: [1]\ngone: 1\n"),
        ("templates/a.yaml", "{{ $_ := set .Values.image \"new\" 1 }}data: {{ toJson .Values }}"),
    ]);
    let text = "image: {tag: 1.2}\nlist: [a, ~, 1e3, {b: true}]\n7: yes\ngone: ~\nempty: {}\n? \"a long key, too long to lie in the string itself\"\n: x\n";
    let mut values = Values::from_yaml("mine.yaml", text).expect("values");
    values.set("set.deep=3,set.list={x,y}").expect("a flag");
    let (release, capabilities) = (ReleaseOptions::default(), Capabilities::default());
    let shared = render(&chart, &values, &release, &capabilities, &FixedWorld).expect("a render");
    let owned = render_with(&chart, values, &release, &capabilities, RenderOptions::default(), &FixedWorld);
    let [owned, shared] =
        [owned.expect("a render"), shared].map(|rendered| rendered.manifests[0].text.to_string());
    assert!(shared.contains(r#""list":["a",null,1000,{"b":true}]"#), "{shared}");
    assert_eq!(owned, shared);
}

#[test]
fn threads_share_a_chart_and_values() {
    let chart = chart(&[
        ("values.yaml", "a: 1\n"),
        ("templates/a.yaml", "{{ $_ := set .Values \"a\" 2 }}a: {{ .Values.a }}"),
    ]);
    let values = Values::from_yaml("mine.yaml", "b: 1\n").expect("values");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let release = ReleaseOptions::default();
                    let rendered = render(&chart, &values, &release, &Capabilities::default(), &FixedWorld)
                        .expect("a render");
                    let printed = rendered.print(&PrintOptions::default()).expect("output");
                    assert_eq!(printed, b"---\n# Source: demo/templates/a.yaml\na: 2\n");
                }
            });
        }
    });
}

#[test]
fn damaged_archives_are_refused() {
    let refused = |archive: &[u8]| Chart::from_archive(archive).expect_err("no chart").to_string();
    assert_eq!(refused(b""), "EOF");
    assert_eq!(refused(b"\x1f\x8b"), "unexpected EOF");
    assert_eq!(refused(b"not a gzipped archive"), "gzip: invalid header");
    assert_eq!(refused(&gzip(&[0; 1024])), "no files in chart archive");
    assert_eq!(refused(&gzip(&tar("demo/../../x", b"x"))), "chart illegally references parent directory");
    assert_eq!(
        refused(&gzip(&tar("Chart.yaml", b"x"))),
        "chart illegally contains content outside the base directory: \"Chart.yaml\""
    );
}

#[test]
fn an_archive_bomb_ends_with_an_error() {
    let mut files = Vec::new();
    let zeros = vec![b' '; 5 << 20];
    for index in 0..25 {
        files.extend(tar(&format!("demo/{index}"), &zeros));
    }
    let error = Chart::from_archive(&gzip(&files)).expect_err("no chart");
    assert_eq!(error.to_string(), "decompressed chart is larger than the maximum file size 104857600");
}

/// One file of a tar archive.
fn tar(name: &str, data: &[u8]) -> Vec<u8> {
    let mut header = [0_u8; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(format!("{:011o}", data.len()).as_bytes());
    header[136..147].copy_from_slice(b"00000000000");
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let mut file = header.to_vec();
    file.extend_from_slice(data);
    file.resize(file.len().next_multiple_of(512), 0);
    file
}

fn gzip(data: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).expect("memory");
    encoder.finish().expect("memory")
}
