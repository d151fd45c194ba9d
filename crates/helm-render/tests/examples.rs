//! The programs in `examples/`, run as their users run them. Where they render, real Helm's output is the expectation:
//! `tests/data/examples/record.py` records it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

fn recorded(name: &str) -> String {
    let path = Path::new(FOLDER).join("tests/data/examples").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The program that cargo built beside this test.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the test knows where it is");
    let folder = test.ancestors().nth(2).expect("the test lies in deps/").join("examples");
    let program = folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let source = Path::new(FOLDER).join("examples").join(name).with_extension("rs");
    let changed = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    let is_current = changed(&program).is_some_and(|built| Some(built) >= changed(&source));
    assert!(
        is_current,
        "{} is not built or older than its source: `cargo build -p helm-render --examples` builds it, and so does `cargo test` \
         without `--test`",
        program.display()
    );
    program
}

fn run(name: &str, args: &[&str]) -> Output {
    let output = Command::new(program(name)).args(args).output();
    output.unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn printed(name: &str, args: &[&str]) -> String {
    let output = run(name, args);
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the output is text")
}

#[test]
fn a_folder_renders_as_helm_prints_it() {
    let values = tempfile::NamedTempFile::new().expect("a file");
    fs::write(&values, "image: {tag: 4.1.2}\nreplicas: 2\n").expect("the file is ours");
    let chart = format!("{FOLDER}/examples/chart");
    let output = printed("render_folder", &["rel", &chart, &values.path().to_string_lossy()]);
    assert_eq!(output, recorded("render_folder.txt"));
}

#[test]
fn a_folder_that_is_no_chart_ends_with_an_error() {
    let output = run("render_folder", &["rel", &format!("{FOLDER}/src")]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("Chart.yaml file is missing"), "{error}");
}

#[test]
fn a_chart_in_memory_renders_as_the_same_folder() {
    let output = printed("render_from_memory", &[]);
    let (manifests, notes) = output.split_once("=== notes\n").expect("the notes come last");
    assert_eq!(notes, recorded("render_from_memory-notes.txt"));
    // The program heads each manifest in its own way.
    let documents: Vec<&str> = manifests
        .split("=== ")
        .skip(1)
        .map(|part| part.split_once('\n').expect("a head and a body").1)
        .collect();
    let wanted = recorded("render_from_memory.txt");
    let wanted: Vec<&str> = wanted
        .split("---\n# Source: ")
        .skip(1)
        .map(|part| part.split_once('\n').expect("a source and a body").1)
        .collect();
    assert_eq!(documents, wanted);
    let heads: Vec<&str> = manifests.lines().filter_map(|line| line.strip_prefix("=== ")).collect();
    assert_eq!(
        heads,
        [
            "ConfigMap geneva-shop from shop/templates/settings.yaml",
            "Deployment geneva-shop from shop/templates/deployment.yaml"
        ]
    );
}

#[test]
fn errors_and_warnings_are_helms_and_can_be_taken_apart() {
    let output = printed("errors_and_warnings", &[]);
    let (helm, hint) = recorded("errors.txt")
        .split_once("\n\n")
        .map(|(text, hint)| (text.to_owned(), hint.to_owned()))
        .expect("two parts");
    assert_eq!(hint, "Use --debug flag to render out invalid YAML\n");
    let helm: Vec<String> = helm
        .lines()
        .map(|line| line.strip_prefix("Error: ").map_or_else(|| format!("warning: {line}"), str::to_owned))
        .collect();
    let unreadable = recorded("unreadable.txt");
    let ours = [
        "message: image.tag: say which version to run",
        "required by the chart: true",
        "at: shop/templates/_names.tpl line 6 column 34",
        "by: shop/templates/deployment.yaml line 17 include \"shop.image\" .",
        "by: shop/templates/_names.tpl line 6 required \"image.tag: say which version to run\" .Values.image.tag",
        "all errors: image.tag: say which version to run",
        "ConfigMap rel-shop",
        "Service rel-cache",
        unreadable.trim_end().trim_start_matches("Error: "),
    ];
    let wanted: Vec<&str> = helm.iter().map(String::as_str).chain(ours).collect();
    assert_eq!(output.lines().collect::<Vec<_>>(), wanted);
}

#[test]
fn threads_that_share_a_chart_print_what_helm_prints_one_by_one() {
    assert_eq!(printed("share_between_threads", &[]), recorded("share_between_threads.txt"));
}
