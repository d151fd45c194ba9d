//! Project chores: `cargo xtask test`, `check`, `generate`, `bench`, `conformance`, `differential`, `fuzz`, `npm`, `playground`,
//! `site`, `tools`.

mod bench;
mod differential;
mod engine;
mod fuzz;
mod heard;
mod npm;
mod playground;
mod steps;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask COMMAND

  test [--random N] [--seed S] [--only STEP] [--release]
            install what the tests need into .tools/, then run every test; with --release on the
            optimised command, as users get it
  check     formatting and lints only
  generate [--check]
            write chart/values.yaml, values.schema.json and README.md from the typed values, and
            docs/functions.md from the comments on the template functions;
            with --check only say whether they are current
  fuzz [--seconds N] [--sanitizer address] [TARGET...]
            run the fuzz targets under libFuzzer, each for N seconds (600); needs a nightly
            compiler and cargo-fuzz, and says how to get them
  bench [npm | check | template [CHART...]]
            measure `render` of the examples, or `template` of the charts (without any, of generated ones
            of growing size), against the real Helm in the same run and print ratios; with npm the npm
            package in Node and Chromium against its budgets; with check what `check` costs
  conformance DIR... [--values PATTERN]...
            render every chart below the folders with its defaults and each ci/*.yaml, by the real Helm and by the
            engine, and compare the bytes or the error
  differential [--count N] [--seed S]
            render random templates and values by both; a difference shrinks to a small case
  npm       build the npm package into pkg/dist/, check its size and leave a tarball in target/npm/
  playground
            build the page in web/ with everything it needs and serve it on localhost
  site      build the page into web/dist/, static files for any folder of any host
  tools     install what the tests need and print where it is

steps of `test`: fmt, clippy, lint, scripts, test, doc, and beside them npm, web
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let result = match args.first().map(String::as_str) {
        Some("test") => steps::test(rest),
        Some("check") => steps::check(),
        Some("generate") => engine::generate(rest),
        Some("bench") => bench::run(rest),
        Some("conformance") => engine::conformance(rest),
        Some("differential") => differential::compare(rest),
        Some("fuzz") => fuzz::run_targets(rest),
        Some("npm") => npm::build(),
        Some("playground") => playground::playground(),
        Some("site") => playground::site(),
        Some("tools") => tools::install().map(|tools| tools.print()),
        Some("help" | "--help" | "-h") => {
            tools::say(USAGE);
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            tools::complain(&message);
            ExitCode::FAILURE
        }
    }
}
