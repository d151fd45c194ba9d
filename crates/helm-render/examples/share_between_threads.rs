//! One chart, parsed once, rendered by eight threads at a time.
//!
//! `cargo run -p helm-render --features fs --example share_between_threads`
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;
use std::thread;

use helm_render::world::FixedWorld;
use helm_render::{Capabilities, Chart, PrintOptions, ReleaseOptions, Values, render};

fn main() -> Result<(), Box<dyn Error>> {
    let chart = Chart::from_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/chart"))?;
    let capabilities = Capabilities::default();
    let mut values = Values::new();
    values.set("image.tag=4.1.2")?;

    // Templates are parsed by the first render, and used by all.
    let outputs = thread::scope(|scope| {
        let render_shop = |number: usize| {
            let release = ReleaseOptions::new(format!("shop-{number}"));
            render(&chart, &values, &release, &capabilities, &FixedWorld)?.print(&PrintOptions::default())
        };
        let threads: Vec<_> = (1..=8).map(|number| scope.spawn(move || render_shop(number))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no render panics")).collect::<Vec<_>>()
    });
    for output in outputs {
        print!("{}", String::from_utf8(output?)?);
    }
    Ok(())
}
