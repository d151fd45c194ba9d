//! Files that are read when somebody looks, and templates that are parsed in two halves.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use helm_render::chart::Content;
use helm_render::release::Crds;
use helm_render::world::FixedWorld;
use helm_render::{
    Capabilities, Chart, Error, ErrorKind, PrintOptions, ReleaseOptions, Rendered, Values, World, render,
};

const CHART: &str = "apiVersion: v2\nname: demo\nversion: 0.1.0\n";

fn rendered(chart: &Chart, world: &dyn World) -> Result<Rendered, Error> {
    render(chart, &Values::new(), &ReleaseOptions::new("rel"), &Capabilities::default(), world)
}

fn with_crds() -> PrintOptions {
    PrintOptions { crds: Crds::Included, ..PrintOptions::default() }
}

/// A file that cannot be read, and how often somebody tried.
fn lost(name: &'static str) -> (Content, Arc<AtomicUsize>) {
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let content = Content::on_demand(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        Err(format!("error reading {name}: it is gone"))
    });
    (content, tries)
}

#[test]
fn a_file_that_nobody_asks_for_is_not_read() {
    let (files, tries) = lost("files/a.txt");
    let (crds, crd_tries) = lost("crds/a.yaml");
    let chart = Chart::from_files([
        ("Chart.yaml", CHART.into()),
        ("templates/a.yaml", "kind: {{ range .Files.Glob \"none\" }}{{ end }}A".into()),
        ("files/a.txt", files),
        ("crds/a.yaml", crds),
    ])
    .expect("a chart");
    let rendered = rendered(&chart, &FixedWorld).expect("a render");
    let text = rendered.print(&PrintOptions::default()).expect("output");
    assert_eq!(text, b"---\n# Source: demo/templates/a.yaml\nkind: A\n");
    assert_eq!((tries.load(Ordering::Relaxed), crd_tries.load(Ordering::Relaxed)), (0, 0));

    let error = rendered.print(&with_crds()).expect_err("the definition cannot be read");
    assert_eq!(error.to_string(), "error reading crds/a.yaml: it is gone");
    assert_eq!(crd_tries.load(Ordering::Relaxed), 1);
}

#[test]
fn what_cannot_be_read_is_the_error_whatever_follows_from_it() {
    for template in ["a: {{ .Files.Get \"a.txt\" }}", "a: {{ .Files.Get \"a.txt\" | required \"a text\" }}"] {
        let chart = Chart::from_files([
            ("Chart.yaml", CHART.into()),
            ("templates/a.yaml", template.into()),
            ("a.txt", lost("a.txt").0),
        ])
        .expect("a chart");
        let error = rendered(&chart, &FixedWorld).expect_err("the file cannot be read");
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (ErrorKind::Chart, "error reading a.txt: it is gone")
        );
    }
    let chart =
        Chart::from_files([("Chart.yaml", CHART.into()), ("templates/a.yaml", lost("templates/a.yaml").0)])
            .expect("a chart");
    let error = rendered(&chart, &FixedWorld).expect_err("the template cannot be read");
    assert_eq!(error.to_string(), "error reading templates/a.yaml: it is gone");
}

#[test]
fn a_large_file_is_what_it_was_when_the_chart_was_loaded() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path();
    fs::create_dir_all(folder.join("crds")).expect("a folder");
    fs::create_dir_all(folder.join("templates")).expect("a folder");
    let long = format!("kind: {}\n", "x".repeat(20_000));
    fs::write(folder.join("Chart.yaml"), CHART).expect("a file");
    fs::write(folder.join("templates/a.yaml"), "kind: A{{ .Files.Get \"long.txt\" | len }}").expect("a file");
    // With a byte order mark, which does not belong to the content.
    fs::write(folder.join("long.txt"), format!("\u{feff}{long}")).expect("a file");
    fs::write(folder.join("crds/a.yaml"), &long).expect("a file");

    let at_once = Chart::from_dir(folder).expect("a chart");
    let on_demand = Chart::from_dir_on_demand(folder).expect("a chart");
    temporary.close().expect("the folder can go");
    for chart in [at_once, on_demand] {
        let rendered = rendered(&chart, &FixedWorld).expect("a render");
        let wanted = format!(
            "---\n# Source: demo/crds/a.yaml\n{long}\n---\n# Source: demo/templates/a.yaml\nkind: A{}\n",
            long.len()
        );
        assert_eq!(rendered.print(&with_crds()).expect("output"), wanted.as_bytes());
    }
}

/// Does the second piece of work first.
#[derive(Default)]
struct Backwards(AtomicUsize);

impl World for Backwards {
    fn now(&self) -> (i64, u32) {
        FixedWorld.now()
    }

    fn random(&self, buffer: &mut [u8]) {
        FixedWorld.random(buffer);
    }

    fn both(&self, first: &mut (dyn FnMut() + Send), second: &mut (dyn FnMut() + Send)) {
        self.0.fetch_add(1, Ordering::Relaxed);
        second();
        first();
    }
}

/// A chart of 40 templates with 400 KB; those named are something else.
fn long_chart(others: &[(usize, &str)]) -> Chart {
    let line = "# {{ .Release.Name }} {{- if .Values.on }} on {{ else }} off {{ end }}\n";
    let files = (0..40).map(|number| {
        let other = others.iter().find(|(other, _)| *other == number);
        let text = other.map_or_else(|| line.repeat(140), |(_, text)| (*text).to_owned());
        (
            format!("templates/{number:02}.yaml"),
            format!("{text}kind: K{number:02}{{{{ include \"shared\" . }}}}\n"),
        )
    });
    let fixed = [("Chart.yaml".to_owned(), CHART.to_owned())];
    Chart::from_files(fixed.into_iter().chain(files)).expect("a chart")
}

#[test]
fn templates_in_two_halves_are_those_in_one_piece() {
    // Helm reads the last file first, so the definition in the first file counts.
    let definitions = [(0, "{{ define \"shared\" }}A{{ end }}"), (39, "{{ define \"shared\" }}B{{ end }}")];
    let chart = long_chart(&definitions);
    let world = Backwards::default();
    let text = rendered(&chart, &world).expect("a render").print(&PrintOptions::default()).expect("output");
    assert_eq!(world.0.load(Ordering::Relaxed), 1);
    let text = String::from_utf8(text).expect("text");
    assert_eq!(text.matches("# Source").count(), 40);
    assert!(text.contains("kind: K00A\n") && text.contains("kind: K39A\n"), "{text}");
}

#[test]
fn the_first_mistake_of_two_halves_is_the_one_reported() {
    for (mistakes, wanted) in [
        ([(3, "{{ nope }}"), (37, "{{ if }}")], "demo/templates/37.yaml:1"),
        ([(3, "{{ nope }}"), (4, "{{ if }}")], "demo/templates/04.yaml:1"),
        ([(35, "{{ nope }}"), (36, "{{ if }}")], "demo/templates/36.yaml:1"),
    ] {
        let chart = long_chart(&mistakes);
        let error = rendered(&chart, &Backwards::default()).expect_err("a mistake");
        assert_eq!(error.kind(), ErrorKind::Parse);
        assert!(error.to_string().contains(wanted), "{error}");
    }
}
