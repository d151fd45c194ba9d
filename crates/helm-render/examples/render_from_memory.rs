//! Renders a chart that lies in the program, with a file of its own added and values that the program made.
//!
//! `cargo run -p helm-render --example render_from_memory`
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;

use helm_render::world::FixedWorld;
use helm_render::{Capabilities, Chart, ReleaseOptions, Value, Values, render};

/// The files of the chart by their paths inside it.
const CHART: &[(&str, &str)] = &[
    ("Chart.yaml", include_str!("chart/Chart.yaml")),
    ("values.yaml", include_str!("chart/values.yaml")),
    ("files/shop.properties", include_str!("chart/files/shop.properties")),
    ("templates/_names.tpl", include_str!("chart/templates/_names.tpl")),
    ("templates/deployment.yaml", include_str!("chart/templates/deployment.yaml")),
    ("templates/settings.yaml", include_str!("chart/templates/settings.yaml")),
    ("templates/NOTES.txt", include_str!("chart/templates/NOTES.txt")),
    ("charts/cache/Chart.yaml", include_str!("chart/charts/cache/Chart.yaml")),
    ("charts/cache/values.yaml", include_str!("chart/charts/cache/values.yaml")),
    ("charts/cache/templates/cache.yaml", include_str!("chart/charts/cache/templates/cache.yaml")),
];

fn main() -> Result<(), Box<dyn Error>> {
    // `.Files.Get "files/motd.txt"` finds this, wherever it comes from.
    let motd = ("files/motd.txt", "Closed on Sundays\n");
    let chart = Chart::from_files(CHART.iter().copied().chain([motd]))?;

    // Values come from texts, from `--set` lines, or from the program itself.
    let image = Value::from_iter([("tag", Value::from("4.1.2"))]);
    let mut values = Values::from_value(&Value::from_iter([("image", image), ("replicas", Value::from(3))]));
    values.set("settings.languages={de,fr,it}")?;
    values.set("cache.enabled=false")?;

    let release = ReleaseOptions { namespace: "shops".to_owned(), ..ReleaseOptions::new("geneva") };
    let capabilities = Capabilities::default().with_kube_version("1.31")?;
    let rendered = render(&chart, &values, &release, &capabilities, &FixedWorld)?;
    for manifest in &rendered.manifests {
        println!("=== {} {} from {}", manifest.kind, manifest.name, manifest.source);
        println!("{}", manifest.text);
    }
    println!("=== notes");
    print!("{}", rendered.notes);
    Ok(())
}
