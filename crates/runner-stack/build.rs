//! Embeds `chart/` and `examples/` as lists of paths and bytes, what parsing the chart finds out, and the schemas of
//! Kubernetes types.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const SCHEMA: &str = "values.schema.json";

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    // The examples of values for continuous integration are not part of the chart that users get; the schema and the
    // README are made of the typed values.
    let files = embed(&root, "chart", &["ci/", SCHEMA, "README.md"], &out.join("chart.rs"));
    precompile(&files, &out.join("chart.bin"));
    embed(&root, "examples", &[], &out.join("examples.rs"));
    let schema = fs::read_to_string(root.join("chart").join(SCHEMA)).expect("the chart has a schema");
    let start = schema.find("\n  \"k8s.").expect("the schema has definitions of Kubernetes types") + 1;
    fs::write(out.join("kubernetes.json"), &schema[start..]).expect("cargo's output folder is writable");
}

/// A path in the folder, and where the file is.
type Embedded = (String, PathBuf);

fn embed(root: &Path, folder: &str, without: &[&str], target: &Path) -> Vec<Embedded> {
    let base = root.join(folder);
    println!("cargo::rerun-if-changed={}", base.display());
    let mut files = Vec::new();
    collect(&base, &mut files);
    files.sort();
    let mut embedded = Vec::new();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&base).expect("collected below it").to_string_lossy().replace('\\', "/");
        if without.iter().any(|left_out| name.starts_with(left_out)) {
            continue;
        }
        let path = fs::canonicalize(&file).expect("it was just listed").to_string_lossy().into_owned();
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),").expect("strings grow");
        embedded.push((name, file));
    }
    code.push_str("]\n");
    fs::write(target, code).expect("cargo's output folder is writable");
    embedded
}

fn precompile(files: &[Embedded], target: &Path) {
    let read = |(name, file): &Embedded| (name.clone(), fs::read(file).expect("it was just listed"));
    let chart = helm_render::Chart::from_files(files.iter().map(read)).expect("the chart is valid");
    let bytes = chart.precompile().expect("the templates parse");
    fs::write(target, bytes).expect("cargo's output folder is writable");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
