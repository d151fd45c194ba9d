//! The promises with which the stack's chart is embedded: its templates are those that the build has parsed, and what is
//! made at run time, the schema and the README, is what lies beside them.

use helm_render::Chart;
use helm_render::release::{RenderOptions, SchemaCheck, render_with};
use helm_render::world::FixedWorld;
use runner_stack::stack::{
    Capabilities, Identity, Input, ReleaseOptions, Rendered, Stack, embedded, publish,
};

#[test]
fn parsed_templates_render_as_those_of_the_files_do() {
    let chart = Chart::from_files(embedded::CHART.iter().copied()).expect("the chart is valid");
    let release = ReleaseOptions::new("gitlab-runner");
    let options = RenderOptions { schema: SchemaCheck::Skipped, ..RenderOptions::default() };
    let capabilities = Capabilities::default();
    for (name, text) in embedded::presets() {
        let mut input = Input::new();
        input.add_file(name, text);
        let parsed = Stack::embedded().render(&input, &release, &capabilities, &FixedWorld);
        let parsed = parsed.unwrap_or_else(|error| panic!("{name}: {error}"));
        let plain = render_with(&chart, input.values(), &release, &capabilities, options, &FixedWorld);
        let plain = plain.unwrap_or_else(|failure| panic!("{name}: {}", helm_render::Error::from(failure)));
        let texts = |rendered: &Rendered| -> Vec<_> {
            rendered.manifests.iter().map(|one| one.text.clone()).collect()
        };
        assert_eq!(texts(&parsed), texts(&plain), "{name}");
        assert_eq!(parsed.notes, plain.notes, "{name}");
    }
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
