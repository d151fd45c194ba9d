//! Warm renders of the stack, in process: `cargo bench -p runner-stack`.
//!
//! The chart is parsed before the clock starts, as it is for a host that renders again and again. What is measured:
//! reading and merging the values, the schema check, coalescing, all templates, splitting and ordering.

use divan::Bencher;
use helm_render::world::FixedWorld;
use runner_stack::stack::{Capabilities, Input, ReleaseOptions, Stack};

fn main() {
    divan::main();
}

fn example(name: &str) -> String {
    let path = format!("{}/../../examples/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("the example is in the checkout")
}

fn input(text: &str) -> Input {
    let mut input = Input::new();
    input.add_file("values.yaml", text);
    assert!(input.check().is_empty(), "the example is valid");
    input
}

/// Values to manifests, with everything a values file needs on the way.
#[divan::bench(args = ["minio", "multi", "airgap"])]
fn values_to_manifests(bencher: Bencher<'_, '_>, name: &str) {
    let text = example(name);
    let (release, capabilities) = (ReleaseOptions::default(), Capabilities::default());
    let stack = Stack::embedded();
    bencher.bench_local(|| {
        stack
            .render(&input(&text), &release, &capabilities, &FixedWorld)
            .expect("the example renders")
            .manifests
            .len()
    });
}

/// The render alone: the budget of 200 µs is for this one.
#[divan::bench(args = ["minio", "multi", "airgap"])]
fn render(bencher: Bencher<'_, '_>, name: &str) {
    let input = input(&example(name));
    let (release, capabilities) = (ReleaseOptions::default(), Capabilities::default());
    let stack = Stack::embedded();
    bencher.bench_local(|| {
        stack
            .render(&input, &release, &capabilities, &FixedWorld)
            .expect("the example renders")
            .manifests
            .len()
    });
}

/// Cost is linear in the number of runners.
#[divan::bench(args = [1, 10, 100, 1000])]
fn runners(bencher: Bencher<'_, '_>, count: usize) {
    use std::fmt::Write as _;
    let mut text = "gitlabUrl: https://gitlab.example.com\nconfig:\n  runners:\n".to_owned();
    for index in 0..count {
        let _ = writeln!(
            text,
            "    - name: runner-{index}\n      tokenFrom: {{secretName: token-{index}}}\n      kubernetes: {{image: 'alpine:3.22', cpu_limit: '1'}}"
        );
    }
    let input = input(&text);
    let (release, capabilities) = (ReleaseOptions::default(), Capabilities::default());
    let stack = Stack::embedded();
    bencher.bench_local(|| {
        stack.render(&input, &release, &capabilities, &FixedWorld).expect("the values render").manifests.len()
    });
}
