//! The functions that templates may call: their names against real Helm's, and the examples of their documentation.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use helm_render::functions;
use helm_render::template::{Engine, Options, Templates};
use helm_render::world::FixedWorld;
use helm_render::{Error, Value};

// Recorded by asking real Helm for each name: one it does not know is a parse error.
const HELM_FUNCTIONS: &str = include_str!("functions-helm-3.17.3.txt");

fn recorded() -> impl Iterator<Item = &'static str> {
    HELM_FUNCTIONS.lines().filter(|line| !line.starts_with('#'))
}

fn render(text: &str) -> Result<String, Error> {
    let templates = Templates::parse([("t.yaml", text.as_bytes())])?;
    let output = Engine::new(&templates, &FixedWorld, Options::default()).execute("t.yaml", &Value::map())?;
    Ok(String::from_utf8(output).expect("the output is text"))
}

#[test]
fn templates_know_every_function_of_helm() {
    for name in recorded() {
        let text = format!("{{{{ if false }}}}{{{{ {name} }}}}{{{{ end }}}}");
        assert_eq!(render(&text).expect(name), "", "{name}");
    }
}

#[test]
fn there_is_no_function_that_helm_has_not() {
    let recorded: BTreeSet<_> = recorded().collect();
    let unknown: Vec<_> = functions::names().filter(|name| !recorded.contains(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for name in ["env", "expandenv", "mustToYaml", "foo"] {
        let error = render(&format!("{{{{ {name} }}}}")).expect_err(name);
        assert!(error.to_string().contains(&format!("function \"{name}\" not defined")), "{error}");
    }
}

#[test]
fn every_function_has_a_working_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/functions");
    let mut failures = Vec::new();
    let mut count = 0;
    for path in sources(&folder) {
        let source = fs::read_to_string(&path).expect("a source file");
        for function in functions_in_tables(&source) {
            let examples = examples_of(&source, function);
            if examples.is_empty() {
                failures.push(format!("{function} in {} has no example", path.display()));
            }
            for (template, wanted) in examples {
                count += 1;
                match render(template) {
                    Ok(output) if output.trim_end() == wanted => {}
                    Ok(output) => failures.push(format!("{template}\n  wanted {wanted}\n  got    {output}")),
                    Err(error) => failures.push(format!("{template}\n  {error}")),
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count >= 190, "only {count} examples found");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of the functions") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.file_name().is_some_and(|name| name != "without_crypto.rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

// The Rust names in lines such as `("trunc", &typed(trunc)),`.
fn functions_in_tables(source: &str) -> BTreeSet<&str> {
    let table = source.split_once("static TABLE: &[Entry]").map_or("", |(_, table)| table);
    let table = table.split_once("];").map_or(table, |(table, _)| table);
    let calls = table.split("typed(").skip(1).chain(table.split("worldly(").skip(1));
    calls.filter_map(|rest| rest.split_once(')')).map(|(name, _)| name).collect()
}

// The examples `TEMPLATE → OUTPUT` above the function; an output may go on in the next lines.
fn examples_of<'a>(source: &'a str, function: &str) -> Vec<(&'a str, String)> {
    let mut examples: Vec<(&str, String)> = Vec::new();
    let mut in_block = false;
    for line in source.lines() {
        if let Some(line) = line.strip_prefix("///") {
            let line = line.strip_prefix(' ').unwrap_or(line);
            if line.starts_with("```") {
                in_block = line == "```gotmpl";
            } else if let Some((template, output)) = line.split_once(" → ").filter(|_| in_block) {
                examples.push((template, output.to_owned()));
            } else if let Some((_, output)) = examples.last_mut().filter(|_| in_block) {
                output.push('\n');
                output.push_str(line);
            }
        } else if line.starts_with(&format!("fn {function}(")) || line.starts_with(&format!("fn {function}<"))
        {
            return examples;
        } else if !line.starts_with("#[") {
            examples.clear();
        }
    }
    Vec::new()
}
