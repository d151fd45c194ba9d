//! The `runner-stack` command.

fn main() {}
