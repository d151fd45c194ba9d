//! The generated scripts and declarations of `pkg/dist/`.

use std::fs;
use std::path::Path;

/// The pages that `cargo xtask generate` makes, from the root.
const RULES: &str = "docs/rules";

/// Writes them from what wasm-bindgen made and what `pkg/src` holds.
pub(crate) fn write(work: &Path, dist: &Path, name: &str) -> Result<(), String> {
    let read = |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let write = |file: &str, text: &str| {
        let path = dist.join(file);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    let sources = dist.parent().ok_or("pkg/dist has no parent")?.join("src");

    // A function around the script gives each instance state of its own, and the imports that it is to have.
    let glue = read(&work.join(format!("no-modules/{name}.js")))?;
    let create = format!("function create(host) {{\n{glue}\nreturn wasm_bindgen;\n}}\n");
    write("glue.js", &format!("export {create}"))?;
    write("glue.cjs", &format!("\"use strict\";\n{create}exports.create = create;\n"))?;

    write("api.cjs", &common_js(&read(&sources.join("api.js"))?))?;

    write(
        "rules.json",
        &rules(&dist.parent().and_then(Path::parent).ok_or("pkg has no parent")?.join(RULES))?,
    )?;

    let declarations = read(&work.join(format!("web/{name}.d.ts")))?;
    let types = data_types(&declarations)?;
    let types = format!("{types}\n{}", read(&sources.join("api.d.ts"))?);
    write("index.d.ts", &types)?;
    write("index.d.cts", &types)
}

/// The pages of the rules and the table of all, which only the command prints, as JSON.
fn rules(folder: &Path) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut pages = Vec::new();
    let mut table = String::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let text = fs::read_to_string(&path).map_err(failed)?;
        match path.file_stem().and_then(|name| name.to_str()) {
            Some("README") => table = text,
            Some(code) => pages.push((code.to_owned(), text)),
            None => {}
        }
    }
    pages.sort();
    let pages: Vec<String> = pages.iter().map(|(code, page)| format!("{code:?}:{}", json(page))).collect();
    Ok(format!("{{\"folder\":\"{RULES}/\",\"table\":{},\"pages\":{{{}}}}}\n", json(&table), pages.join(",")))
}

/// A text as JSON has it; pages hold no control characters but line ends.
fn json(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t")
    )
}

/// A module without imports in the form that `require` loads.
fn common_js(module: &str) -> String {
    let mut script = String::from("\"use strict\";\n");
    let mut names = Vec::new();
    for line in module.split_inclusive('\n') {
        let Some(declaration) = line.strip_prefix("export ") else {
            script.push_str(line);
            continue;
        };
        script.push_str(declaration);
        let name = declaration.split(|c: char| !c.is_ascii_alphanumeric()).nth(1).unwrap_or_default();
        names.push(name.to_owned());
    }
    script + "module.exports = { " + &names.join(", ") + " };\n"
}

/// The declarations of the structs that cross, without the functions that the API wraps.
fn data_types(declarations: &str) -> Result<&str, String> {
    let start = declarations.find("/**").ok_or("wasm-bindgen declared no types")?;
    let class =
        declarations.find("export class LoadedChart").ok_or("wasm-bindgen declared no LoadedChart")?;
    let end = declarations[..class].rfind("/**").unwrap_or(class);
    declarations.get(start..end).ok_or_else(|| "the class comes before the types".to_owned())
}
