//! Project chores: `cargo xtask test`, `generate`, `bench`.

fn main() {}
