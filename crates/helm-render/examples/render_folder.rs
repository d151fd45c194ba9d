//! Renders the chart in a folder and prints what `helm template NAME CHART -f VALUES` prints.
//!
//! `cargo run -p helm-render --features fs,system --example render_folder -- NAME CHART [VALUES...]`
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;

use helm_render::world::SystemWorld;
use helm_render::{Capabilities, Chart, PrintOptions, ReleaseOptions, Values, render};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(name), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: render_folder NAME CHART [VALUES...]".into());
    };

    let chart = Chart::from_dir(folder)?;
    let mut values = Values::new();
    for file in args {
        let text = std::fs::read(&file)?;
        values.add_file(file, text)?;
    }

    let release = ReleaseOptions::new(name);
    let rendered = render(&chart, &values, &release, &Capabilities::default(), &SystemWorld::new())?;
    print!("{}", String::from_utf8(rendered.print(&PrintOptions::default())?)?);
    Ok(())
}
