//! What threads may share.

use std::sync::Arc;
use std::thread;

use helm_render::chart::File;
use helm_render::template::Templates;
use helm_render::world::{FixedWorld, SystemWorld};
use helm_render::{
    Capabilities, Chart, Error, Limits, PrintOptions, ReleaseOptions, RenderFailure, RenderOptions, Rendered,
    Values, render,
};

fn is_shareable<T: Send + Sync + 'static>() {}

#[test]
fn whatever_goes_into_a_render_or_comes_out_is_send_and_sync() {
    is_shareable::<Capabilities>();
    is_shareable::<Chart>();
    is_shareable::<Error>();
    is_shareable::<File>();
    is_shareable::<FixedWorld>();
    is_shareable::<Limits>();
    is_shareable::<PrintOptions>();
    is_shareable::<ReleaseOptions>();
    is_shareable::<RenderFailure>();
    is_shareable::<RenderOptions>();
    is_shareable::<Rendered>();
    is_shareable::<SystemWorld>();
    is_shareable::<Templates>();
    is_shareable::<Values>();
}

#[test]
fn eight_threads_render_one_parsed_chart_to_the_same_bytes() {
    // Includes, `tpl`, files, a subchart with globals, maps that templates change, a regular expression: all that a render
    // could keep for the next one.
    let chart = Chart::from_files([
        ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n"),
        ("values.yaml", "items: [b, a]\nmap: {k: v}\nglobal: {team: blue}\ntext: '{{ .Release.Name }}'\n"),
        ("files/a.txt", "file of {{ .Chart.Name }}\n"),
        ("templates/_n.tpl", r#"{{ define "n" }}{{ range $i, $x := .items }}{{ $i }}{{ $x }} {{ end }}{{ end }}"#),
        (
            "templates/a.yaml",
            r#"a: {{ include "n" .Values }}{{ tpl .Values.text . }} {{ tpl (.Files.Get "files/a.txt") . | trim }}
{{ $_ := set .Values.map "seen" (default 0 .Values.map.seen | int | add1) }}
b: {{ printf "%s %s" (toJson .Values.map) (regexReplaceAll "(a+)" "caab" "<${1}>") | quote }}"#,
        ),
        ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n"),
        ("charts/sub/values.yaml", "own: 1\n"),
        ("charts/sub/templates/s.yaml", "s: {{ .Values.global.team }} {{ .Values.own }} {{ .Values.map }}\n"),
    ])
    .expect("a chart");
    let chart = Arc::new(chart);
    let mut values = Values::new();
    values.set("map.a=1,sub.own=2").expect("values");

    let outputs: Vec<Vec<Vec<u8>>> = thread::scope(|scope| {
        let run = || {
            let one = |_| {
                let release = ReleaseOptions::new("rel");
                let rendered = render(&chart, &values, &release, &Capabilities::default(), &FixedWorld);
                rendered.and_then(|rendered| rendered.print(&PrintOptions::default())).expect("a render")
            };
            (0..20).map(one).collect()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });

    // As `helm template rel` prints it (3.17.3).
    let wanted = "---\n# Source: demo/charts/sub/templates/s.yaml\ns: blue 2\n---\n# Source: demo/templates/a.yaml\n\
                  a: 0b 1a rel file of demo\n\nb: \"{\\\"a\\\":1,\\\"k\\\":\\\"v\\\",\\\"seen\\\":1} c<aa>b\"\n";
    for output in outputs.iter().flatten() {
        assert_eq!(String::from_utf8_lossy(output), wanted);
    }
    assert_eq!(outputs.iter().map(Vec::len).sum::<usize>(), 160);
}
