//! The promises with which the stack's chart is embedded: all its templates parse, so none has to be parsed for nothing,
//! and what is made at run time, the schema and the README, is what lies beside them.

use helm_render::template::Templates;
use runner_stack::stack::{Identity, Input, embedded, publish};

#[test]
fn all_templates_of_the_embedded_chart_parse() {
    let files: Vec<_> =
        embedded::CHART.iter().filter(|(path, _)| path.starts_with("templates/")).copied().collect();
    let now = Templates::parse(files.iter().copied()).expect("the embedded templates are sound");
    let later = Templates::parse_on_demand(files.iter().copied()).expect("the embedded templates are sound");
    let names = |templates: &Templates| {
        let mut names: Vec<_> = templates.names().cloned().collect();
        names.sort();
        names
    };
    assert!(names(&now).len() > files.len(), "the chart has definitions");
    assert_eq!(names(&now), names(&later));
}

#[test]
fn the_schema_is_the_file_of_the_chart() {
    assert_eq!(runner_stack::schema::text(), include_str!("../../../chart/values.schema.json"));
}

#[test]
fn the_readme_is_the_file_of_the_chart() {
    let chart = publish(&Input::new(), &Identity::default()).expect("there are no values to merge");
    let readme = chart.files.iter().find(|(path, _)| path == "README.md").map(|(_, bytes)| bytes.as_slice());
    assert_eq!(readme, Some(include_bytes!("../../../chart/README.md").as_slice()));
}
