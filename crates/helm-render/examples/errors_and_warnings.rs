//! What an error knows, what Helm would have warned about, and a render that goes on after errors.
//!
//! `cargo run -p helm-render --features fs --example errors_and_warnings`
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;

use helm_render::release::OnError;
use helm_render::world::FixedWorld;
use helm_render::{Capabilities, Chart, ErrorKind, ReleaseOptions, RenderOptions, Values, render_with};

fn main() -> Result<(), Box<dyn Error>> {
    let chart = Chart::from_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/chart"))?;
    // No image tag, which the chart requires, and a map where its defaults have a text.
    let values = Values::from_yaml("mine.yaml", "image:\n  repository: {host: registry.example.com}\n")?;
    let (release, capabilities) = (ReleaseOptions::new("rel"), Capabilities::default());

    let options = RenderOptions::default();
    let failure = render_with(&chart, &values, &release, &capabilities, options, &FixedWorld)
        .expect_err("the chart requires an image tag");
    for warning in &failure.warnings {
        println!("warning: {warning}");
    }
    // The whole text is Helm's. Its parts need no parsing.
    let error = &failure.error;
    println!("{error}");
    println!("message: {}", error.message());
    println!("required by the chart: {}", error.kind() == ErrorKind::Required);
    if let Some(at) = error.location() {
        println!("at: {} line {} column {}", at.template, at.line, at.column.unwrap_or_default());
    }
    for step in error.trace() {
        println!("by: {} line {} {}", step.location.template, step.location.line, step.node);
    }

    // A preview rather shows the rest than nothing.
    let options = RenderOptions { errors: OnError::Collect, ..options };
    let rendered = render_with(&chart, &values, &release, &capabilities, options, &FixedWorld)?;
    for error in &rendered.errors {
        println!("all errors: {}", error.message());
    }
    for manifest in &rendered.manifests {
        println!("{} {}", manifest.kind, manifest.name);
    }

    // Values that cannot be read say where.
    let error = Values::from_yaml("mine.yaml", "image:\n  tag: [1\n").expect_err("a list without an end");
    println!("{error}");
    Ok(())
}
