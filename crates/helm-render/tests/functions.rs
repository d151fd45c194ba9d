//! The functions that templates may call: their names against real Helm's.

use std::collections::BTreeSet;

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
