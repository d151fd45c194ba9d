//! The reference of the template functions, made from the engine's source.

mod page;
mod source;

use anyhow::Result;

/// The path of the page in the checkout.
pub(crate) const PATH: &str = "docs/functions.md";

/// The page, as it should be.
pub(crate) fn page() -> Result<String> {
    page::write(&source::read()?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use anyhow::{Context, Result};
    use helm_render::template::{Engine, Options, Templates, builtin_names};
    use helm_render::world::FixedWorld;
    use helm_render::{Value, functions, json};

    use super::source;
    use crate::root;

    #[test]
    fn every_function_has_an_entry() -> Result<()> {
        let known: BTreeSet<&str> = functions::names().chain(builtin_names()).collect();
        let read = source::read()?;
        let documented: BTreeSet<&str> =
            read.iter().flat_map(|function| function.names.iter().map(String::as_str)).collect();
        let differing: Vec<&&str> = documented.symmetric_difference(&known).collect();
        assert!(differing.is_empty(), "in a table or in the documentation, not in both: {differing:?}");
        Ok(())
    }

    /// The examples in the source, what Helm printed for them, and what the engine prints now.
    #[test]
    fn every_example_prints_what_helm_printed() -> Result<()> {
        let text = fs::read(root().join("tests/functions/helm.json"))?;
        let recorded = json::from_json(&text)?;
        let recorded = recorded.as_map().context("an object")?;
        let mut wrong = Vec::new();
        let mut templates = BTreeSet::new();
        for function in source::read()? {
            for example in function.examples {
                let Some(Value::String(helm)) = recorded.get(&example.template) else {
                    wrong.push(format!("{}: not recorded, run tests/functions/record.py", example.template));
                    continue;
                };
                // The page shows no blanks at the end.
                let shown = helm.to_str();
                if shown.trim_end() != example.output {
                    wrong.push(format!("{}\n  says  {}\n  Helm  {shown}", example.template, example.output));
                }
                match render(&example.template) {
                    Ok(output) if output == shown => {}
                    Ok(output) => {
                        wrong.push(format!("{}\n  ours  {output}\n  Helm  {shown}", example.template));
                    }
                    Err(error) => wrong.push(format!("{}\n  {error}", example.template)),
                }
                templates.insert(example.template);
            }
        }
        let stale = recorded.snapshot().into_iter().map(|(template, _)| template.to_str().into_owned());
        wrong.extend(
            stale
                .filter(|template| !templates.contains(template))
                .map(|template| format!("{template}: no longer there")),
        );
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    }

    fn render(text: &str) -> Result<String> {
        let templates = Templates::parse([("t.yaml", text.as_bytes())])?;
        let output =
            Engine::new(&templates, &FixedWorld, Options::default()).execute("t.yaml", &Value::map())?;
        Ok(String::from_utf8(output)?)
    }
}
