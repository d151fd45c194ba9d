//! What the template engine offers beyond Helm's output: structured errors, limits, records of what was read and
//! what made which line. What templates print and how they fail is tested by the recorded cases.

use helm_render::template::{Engine, Options, Templates, Trace};
use helm_render::value::{Map, MapType, Str};
use helm_render::world::FixedWorld;
use helm_render::{Error, ErrorKind, Limits, Value};

fn templates(sources: &[(&str, &str)]) -> Templates {
    Templates::parse(sources.iter().map(|(name, text)| (*name, text.as_bytes())))
        .expect("the templates parse")
}

fn render(text: &str, options: Options) -> Result<String, Error> {
    let templates = Templates::parse([("t.yaml", text.as_bytes())])?;
    let output = Engine::new(&templates, &FixedWorld, options).execute("t.yaml", &Value::map())?;
    Ok(String::from_utf8(output).expect("the output is text"))
}

fn marked(origin: u32, entries: &[(&str, Value)]) -> Value {
    let entries = entries.iter().map(|(key, value)| (Str::from(*key), value.clone())).collect();
    Value::Map(Map::with_origin(MapType::Any, entries, origin))
}

#[test]
fn a_parsed_set_is_shared_between_threads() {
    let templates = templates(&[("t.yaml", "{{ define \"x\" }}{{ . }}{{ end }}{{ include \"x\" 1 }}")]);
    let rendered = std::thread::scope(|scope| {
        let render =
            || Engine::new(&templates, &FixedWorld, Options::default()).execute("t.yaml", &Value::Nil);
        let threads = [scope.spawn(render), scope.spawn(render)];
        threads.map(|thread| thread.join().expect("no panic").expect("no error"))
    });
    assert_eq!(rendered, [b"1".to_vec(), b"1".to_vec()]);
}

#[test]
fn an_error_keeps_its_parts() {
    let error = render("a\n{{ define \"x\" }}{{ .a.b.c }}{{ end }}{{ include \"x\" . }}", Options::default());
    let error = error.expect_err("b is missing");
    assert_eq!(error.kind(), ErrorKind::Execution);
    assert_eq!(error.message(), "nil pointer evaluating interface {}.b");
    let innermost = error.location().expect("a position");
    assert_eq!((innermost.line, innermost.column), (2, Some(21)));
    let trace: Vec<_> = error.trace().iter().map(|point| (&*point.executing, &*point.node)).collect();
    assert_eq!(trace, [("t.yaml", "include \"x\" ."), ("x", ".a.b.c")]);
}

#[test]
fn fail_and_required_are_kinds_of_their_own() {
    let fail = render("{{ fail \"no: way\" }}", Options::default()).expect_err("it fails");
    assert_eq!((fail.kind(), fail.message()), (ErrorKind::Fail, "no: way"));
    assert_eq!(fail.to_string(), "execution error at (t.yaml:1:3): no: way");
    let required = render("{{ required \"give x\" .x }}", Options::default()).expect_err("it fails");
    assert_eq!(required.kind(), ErrorKind::Required);
}

#[test]
fn lint_mode_notes_what_is_missing_and_goes_on() {
    let templates = templates(&[("t.yaml", "[{{ required \"give x\" .x }}{{ fail \"no\" }}]")]);
    let mut engine = Engine::new(&templates, &FixedWorld, Options { lint: true, ..Options::default() });
    assert_eq!(engine.execute("t.yaml", &Value::map()).expect("no error"), b"[]");
    assert_eq!(engine.take_notices(), ["Missing required value: give x", "Fail: no"]);
}

#[test]
fn strict_mode_refuses_missing_keys() {
    let strict = Options { strict: true, ..Options::default() };
    let error = render("{{ .x }}", strict).expect_err("x is missing");
    assert_eq!(error.message(), "map has no entry for key \"x\"");
    let error = render("{{ $x := and nil 1 }}{{ $x.y }}", strict).expect_err("x is nil");
    assert_eq!(error.message(), "nil data; no entry for key \"y\"");
}

#[test]
fn sources_with_errors_leave_the_others_usable() {
    let sources = [("a", "{{ bad }}"), ("b", "b"), ("c", "{{ if }}")];
    let (templates, errors) = Templates::parse_all(sources.map(|(name, text)| (name, text.as_bytes())));
    let texts: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        ["parse error at (a:1): function \"bad\" not defined", "parse error at (c:1): missing value for if"]
    );
    assert!(templates.contains("b") && !templates.contains("a"));
}

#[test]
fn endless_recursion_ends_with_an_error() {
    let endless = [
        "{{ define \"x\" }}{{ include \"x\" . }}{{ end }}{{ include \"x\" . }}",
        "{{ define \"x\" }}{{ template \"x\" . }}{{ end }}{{ template \"x\" . }}",
        "{{ define \"x\" }}{{ tpl \"{{ include \\\"x\\\" . }}\" . }}{{ end }}{{ include \"x\" . }}",
        "{{ define \"x\" }}{{ range list 1 }}{{ with 1 }}{{ if (include \"x\" .) }}{{ end }}{{ end }}{{ end }}{{ end }}\
         {{ include \"x\" . }}",
    ];
    for text in endless {
        let error = render(text, Options::default()).expect_err(text);
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    }
}

#[test]
fn deep_nesting_does_not_parse() {
    let parentheses = format!("{{{{ {}1{} }}}}", "(".repeat(200_000), ")".repeat(200_000));
    let branches = format!("{}{}", "{{ if 1 }}".repeat(50_000), "{{ end }}".repeat(50_000));
    let blocks = format!("{}{}", "{{ block \"x\" . }}".repeat(50_000), "{{ end }}".repeat(50_000));
    let alternatives = format!("{{{{ if 1 }}}}{}{{{{ end }}}}", "{{ else if 1 }}".repeat(50_000));
    for text in [parentheses, branches, blocks, alternatives] {
        assert_eq!(render(&text, Options::default()).expect_err("too deep").kind(), ErrorKind::Limit);
    }
}

#[test]
fn bombs_end_with_an_error() {
    let limits = Limits { output: 1 << 20, steps: 100_000, ..Limits::default() };
    let bombs = [
        "{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}",
        "{{ range until 1000 }}{{ range until 1000 }}0123456789012345678901234567890123456789{{ end }}{{ end }}",
        "{{ $x := \"0123456789\" }}{{ range until 100 }}{{ $x = print $x $x }}{{ end }}",
        "{{ $x := list 1 }}{{ range until 100 }}{{ $x = concat $x $x }}{{ end }}",
    ];
    for text in bombs {
        let error = render(text, Options { limits, ..Options::default() }).expect_err(text);
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    }
}

#[test]
fn slow_functions_end_with_an_error() {
    // A hundredth of what a render may do.
    let limits = Limits { steps: (1 << 21) + 1_000, ..Limits::default() };
    for call in [r#"bcrypt "a""#, r#"derivePassword 1 "pin" "a" "b" "c""#] {
        let text = format!("{{{{ range until 10 }}}}{{{{ {call} }}}}{{{{ end }}}}");
        let error = render(&text, Options { limits, ..Options::default() }).expect_err(call);
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    }
}

#[test]
fn deeply_nested_values_are_freed() {
    let text = "{{ $d := dict }}{{ range until 100000 }}{{ $d = dict \"d\" (list $d) }}{{ end }}";
    assert_eq!(render(text, Options::default()).expect("no error"), "");
}

#[test]
fn reads_of_marked_values_are_noted() {
    let image = marked(2, &[("name", Value::str("nginx")), ("tag", Value::str("1"))]);
    let env = marked(3, &[("A", Value::str("1")), ("B", Value::str("2"))]);
    let extra = marked(4, &[("x", Value::str("1"))]);
    let values = marked(1, &[("image", image), ("env", env), ("extra", extra), ("typo", Value::Nil)]);
    let text = "{{ with .image }}{{ .name }}{{ end }}{{ range $k, $v := .env }}{{ $k }}{{ end }}{{ .extra | toString }}\
                {{ if hasKey .image \"tag\" }}{{ end }}";
    let templates = templates(&[("t.yaml", text)]);
    let trace = Trace { reads: true, ..Trace::default() };
    let mut engine = Engine::new(&templates, &FixedWorld, Options { trace, ..Options::default() });
    engine.execute("t.yaml", &values).expect("no error");
    let reads: Vec<_> = engine
        .reads()
        .iter()
        .map(|read| (read.origin, read.key.as_ref().map_or("*".to_owned(), ToString::to_string)))
        .collect();
    let expected =
        [(1, "image"), (2, "name"), (1, "env"), (3, "A"), (3, "B"), (1, "extra"), (4, "*"), (2, "tag")];
    assert_eq!(reads, expected.map(|(origin, key)| (origin, key.to_owned())));
}

#[test]
fn every_line_knows_the_template_line_that_made_it() {
    let helpers = "{{ define \"labels\" -}}\napp: {{ .name }}\nteam: ops\n{{- end }}";
    let main = "kind: X\nlabels:\n  {{- include \"labels\" . | nindent 2 }}\nlast: {{ .missing }}!\n";
    let templates = templates(&[("main.yaml", main), ("_helpers.tpl", helpers)]);
    let trace = Trace { reads: true, output: true };
    let mut engine = Engine::new(&templates, &FixedWorld, Options { trace, ..Options::default() });
    let output = engine.execute("main.yaml", &marked(1, &[("name", Value::str("web"))])).expect("no error");
    let output = String::from_utf8(output).expect("text");
    assert_eq!(output, "kind: X\nlabels:\n  app: web\n  team: ops\nlast: !\n");
    let mut lines = Vec::new();
    for segment in engine.take_segments() {
        let text = output[segment.range.clone()].trim();
        if !text.is_empty() {
            let outermost = segment.callers.last().map_or(0, |position| position.line);
            let reads = segment.reads.len();
            let position = segment.position;
            lines.push(format!(
                "{text} < {}:{} < {outermost}, {reads} reads",
                position.template, position.line
            ));
        }
    }
    assert_eq!(
        lines,
        [
            "kind: X < main.yaml:1 < 0, 0 reads",
            "labels: < main.yaml:2 < 0, 0 reads",
            "app: web < _helpers.tpl:2 < 3, 1 reads",
            "team: ops < _helpers.tpl:3 < 3, 0 reads",
            "last: < main.yaml:4 < 0, 0 reads",
            "! < main.yaml:4 < 0, 0 reads",
        ]
    );
}
