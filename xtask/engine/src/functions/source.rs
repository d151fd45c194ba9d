//! Reads what the documentation of the template functions says out of the engine's source.
//!
//! The tables there say which functions there are; the comment above each Rust function says what it does.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::root;

/// Where the functions are, and the families that have no documentation of their own.
const FUNCTIONS: &str = "crates/helm-render/src/functions";
const WITHOUT_DOCS: &[&str] = &["without_crypto.rs"];
/// Where the names of Go's own functions are, and where the comments on them.
const BUILTINS: &str = "crates/helm-render/src/template/builtins/mod.rs";
const BUILTIN_DOCS: &str = "crates/helm-render/src/template/ast.rs";

/// What the comment on one function says. Several names may share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Function {
    /// The names in templates, the one that the documentation uses first.
    pub(crate) names: Vec<String>,
    /// The file that holds it, without folder and extension.
    pub(crate) family: String,
    /// The paragraphs.
    pub(crate) text: Vec<String>,
    /// The names and types of the parameters, and the type of the result.
    pub(crate) signature: String,
    pub(crate) examples: Vec<Example>,
}

/// A template and what it prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Example {
    pub(crate) template: String,
    pub(crate) output: String,
}

/// All functions, in the order of the files.
pub(crate) fn read() -> Result<Vec<Function>> {
    let mut functions = builtins()?;
    for path in sources(&root().join(FUNCTIONS))? {
        let shown = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
        let source = fs::read_to_string(&path).with_context(|| shown.clone())?;
        functions.extend(of_file(&family(&path), &source).with_context(|| shown)?);
    }
    Ok(functions)
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if !WITHOUT_DOCS.contains(&name.as_str()) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// `strings` for `strings.rs` and for what lies in the folder `strings`.
fn family(path: &Path) -> String {
    let below = path.strip_prefix(root().join(FUNCTIONS)).unwrap_or(path);
    let first = below.iter().next().unwrap_or_default().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn of_file(family: &str, source: &str) -> Result<Vec<Function>> {
    let mut functions = Vec::new();
    for (rust, names) in table(source) {
        let comment = comment_above(source, |line| {
            line.split_once("fn ").is_some_and(|(before, rest)| {
                (before.is_empty() || before.starts_with("pub"))
                    && rest.strip_prefix(rust).is_some_and(|rest| rest.starts_with(['(', '<']))
            })
        });
        let (comment, declaration) = comment.with_context(|| format!("there is no fn {rust}"))?;
        let (text, examples) = parse(&comment);
        let signature = signature(&names[0], declaration)?;
        functions.push(Function { names, family: family.to_owned(), text, signature, examples });
    }
    Ok(functions)
}

/// The Rust functions of a table and their names, those that share a function together.
fn table(source: &str) -> Vec<(&str, Vec<String>)> {
    let table = source.split_once("static TABLE: &[Entry]").map_or("", |(_, table)| table);
    let table = table.split_once("];").map_or(table, |(table, _)| table);
    let mut functions: Vec<(&str, Vec<String>)> = Vec::new();
    for entry in table.split("(\"").skip(1) {
        let Some((name, call)) = entry.split_once("\", &") else { continue };
        let Some(rust) =
            call.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(rust, _)| rust)
        else {
            continue;
        };
        match functions.iter_mut().find(|(known, _)| *known == rust) {
            Some((_, names)) => names.push(name.to_owned()),
            None => functions.push((rust, vec![name.to_owned()])),
        }
    }
    for (rust, names) in &mut functions {
        // The name that the Rust function bears comes first, other forms behind it.
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        names.sort_by_key(|name| (plain(name) != plain(rust), name.clone()));
    }
    functions
}

/// The documentation above the first line that fits, and the text from that line on.
fn comment_above(source: &str, fits: impl Fn(&str) -> bool) -> Option<(Vec<&str>, &str)> {
    let mut comment = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let trimmed = line.trim();
        if let Some(text) = trimmed.strip_prefix("///") {
            comment.push(text.strip_prefix(' ').unwrap_or(text));
        } else if fits(trimmed) {
            return Some((comment, &source[at..]));
        } else if !trimmed.starts_with("#[") {
            comment.clear();
        }
        at += line.len();
    }
    None
}

/// Paragraphs and examples of a comment. An output goes on until the next template or the end of the block.
fn parse(comment: &[&str]) -> (Vec<String>, Vec<Example>) {
    let (mut paragraphs, mut examples) = (vec![String::new()], Vec::<Example>::new());
    let mut in_block = false;
    for line in comment {
        if line.starts_with("```") {
            in_block = *line == "```gotmpl";
        } else if in_block {
            if let Some((template, output)) = line.split_once(" → ") {
                examples.push(Example { template: template.to_owned(), output: output.to_owned() });
            } else if let Some(example) = examples.last_mut() {
                example.output.push('\n');
                example.output.push_str(line);
            }
        } else if line.is_empty() {
            paragraphs.push(String::new());
        } else if let Some(paragraph) = paragraphs.last_mut() {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    (paragraphs, examples)
}

/// Names of the parameters and the result's type from the Rust function, types of the parameters from the table.
fn signature(name: &str, declaration: &str) -> Result<String> {
    let function = helm_render::functions::lookup(name).with_context(|| format!("{name} is in no table"))?;
    let head = declaration.split_once('{').map_or(declaration, |(head, _)| head);
    let (_, parameters) = head.split_once('(').with_context(|| format!("{name}: no parameters"))?;
    let (parameters, result) = parameters.rsplit_once("->").with_context(|| format!("{name}: no result"))?;
    let parameters = parameters.trim().trim_end_matches(')');
    let names: Vec<&str> = split_at_commas(parameters)
        .into_iter()
        .filter_map(|parameter| parameter.split_once(':'))
        .filter(|(_, rust)| !rust.contains("dyn World"))
        .map(|(name, _)| name.trim())
        .collect();
    let types = function.params();
    if names.len() != types.len() {
        bail!("{name} has {} parameters, its source names {names:?}", types.len());
    }
    let parameters: Vec<String> = names
        .iter()
        .zip(types)
        .enumerate()
        .map(|(at, (name, go))| {
            let dots = if function.is_variadic() && at + 1 == types.len() { "..." } else { "" };
            format!("{name} {dots}{}", go_type(*go))
        })
        .collect();
    let result =
        result_type(result).map_err(|unknown| anyhow!("{name}: no name for the result {unknown}"))?;
    Ok(format!("({}) {result}", parameters.join(", ")))
}

fn split_at_commas(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, char) in text.char_indices() {
        match char {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn go_type(go: helm_render::functions::GoType) -> &'static str {
    use helm_render::functions::GoType;
    match go {
        GoType::Any | GoType::Reflect => "any",
        GoType::Map => "dict",
        GoType::List => "list",
        other => other.name(),
    }
}

fn result_type(rust: &str) -> Result<&'static str, String> {
    let rust = rust.split(" where").next().unwrap_or_default().trim();
    let rust = rust.strip_prefix("Result<").and_then(|rest| rest.strip_suffix(", Fault>")).unwrap_or(rust);
    Ok(match rust {
        "Str" | "String" | "&'static str" => "string",
        "bool" => "bool",
        "i64" => "int",
        "Int64" => "int64",
        "f64" => "float64",
        "List" => "list",
        "Map" => "dict",
        "Certificate" => "sprig.certificate",
        "Duration" => "time.Duration",
        "Time" => "time.Time",
        "Value" => "any",
        other => return Err(other.to_owned()),
    })
}

/// Go's own functions and those of Helm that need the engine; their comments say the signature.
fn builtins() -> Result<Vec<Function>> {
    let table = fs::read_to_string(root().join(BUILTINS)).context(BUILTINS)?;
    let docs = fs::read_to_string(root().join(BUILTIN_DOCS)).context(BUILTIN_DOCS)?;
    let docs = docs.split_once("enum Builtin {").map_or("", |(_, docs)| docs);
    let mut functions = Vec::new();
    for name in helm_render::template::builtin_names() {
        let entry = format!("(\"{name}\", Builtin::");
        let variant = table.split_once(&entry).and_then(|(_, rest)| rest.split_once(')'));
        let variant = variant.with_context(|| format!("{BUILTINS} has no {name}"))?.0;
        let comment = comment_above(docs, |line| line.trim_end_matches(',') == variant);
        let (comment, _) = comment.with_context(|| format!("{BUILTIN_DOCS} has no {variant}"))?;
        let (mut text, examples) = parse(&comment);
        let at = text.iter().position(|paragraph| paragraph.starts_with("Signature: `"));
        let at = at.with_context(|| format!("{BUILTIN_DOCS}: {variant} says no signature"))?;
        let signature = text.remove(at).trim_start_matches("Signature: `").trim_end_matches('`').to_owned();
        functions.push(Function {
            names: vec![name.to_owned()],
            family: "builtins".to_owned(),
            text,
            signature,
            examples,
        });
    }
    Ok(functions)
}
