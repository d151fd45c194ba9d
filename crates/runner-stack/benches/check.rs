//! Values checked with all rules, in process: `cargo bench -p runner-stack --bench check`.

use divan::Bencher;
use runner_stack::check::{Options, check};

mod long_values;

use long_values::values;

fn main() {
    divan::main();
}

/// The cost grows with the lines.
#[divan::bench(args = [100, 1_000, 10_000])]
fn values_of_lines(bencher: Bencher<'_, '_>, lines: usize) {
    let text = values(lines);
    let options = Options::default();
    bencher.bench_local(|| check("values.yaml", text.clone().into_bytes(), &options).findings.len());
}
